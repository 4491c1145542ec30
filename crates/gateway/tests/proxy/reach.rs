//! What it must not reach: addresses in any form, names, redirects.

use super::*;

#[tokio::test]
async fn no_form_of_an_address_reaches_what_is_not_listed() {
    let trap = Trap::new();
    let port = trap.1;
    let gateway = proxy(&["cam.example", "10.0.0.0/8", "0.0.0.0/0", "::/0", "localhost"]).await;
    let forbidden = [
        "127.0.0.1",
        "127.0.0.2",
        "127.255.255.254",
        "0.0.0.0",
        "169.254.169.254",
        "224.0.0.1",
        "255.255.255.255",
        "localhost",
        "[::1]",
        "[::]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[::7f00:1]",
        "[::ffff:0:127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b:1::7f00:1]",
        "[2002:7f00:1::]",
        "[2002:7f00:1::1]",
        "[fe80::1]",
        "[ff02::1]",
        "[fd00:ec2::254]",
    ];
    for host in forbidden {
        for scheme in ["http", "https"] {
            let expected = (403, "proxy-address-forbidden".to_owned());
            assert_eq!(refused(&gateway, &format!("{scheme}://{host}:{port}/")).await, expected, "{host}");
        }
    }
    for host in [
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "017700000001",
        "127.1",
        "127.0.1",
        "127.0.0.1.",
        "%31%32%37.0.0.1",
        "127%2e0%2e0%2e1",
        "%EF%BC%91%EF%BC%92%EF%BC%97.0.0.1",
    ] {
        let (status, code) = refused(&gateway, &format!("http://{host}:{port}/")).await;
        assert_eq!((status, code.as_str()), (400, "proxy-spelling"), "{host}");
    }
    let elsewhere = [
        ("ftp://cam.example/", 400, "proxy-scheme"),
        ("file:///etc/passwd", 400, "proxy-scheme"),
        ("gopher://cam.example/", 400, "proxy-scheme"),
        ("cam.example/", 400, "proxy-malformed-url"),
        ("", 400, "proxy-malformed-url"),
        ("http://", 400, "proxy-malformed-url"),
        ("http://[::1", 400, "proxy-malformed-url"),
        ("http://[fe80::1%25lo]/", 400, "proxy-malformed-url"),
    ];
    for (address, status, code) in elsewhere {
        assert_eq!(refused(&gateway, address).await, (status, code.to_owned()), "{address}");
    }
    trap.assert_untouched();
}

#[tokio::test]
async fn a_host_that_is_not_listed_is_named_and_not_even_looked_up() {
    let names = Names::new(&[("other.example", &[&["127.0.0.1"]])]);
    let gateway = start_with(&settings(&["cam.example:81"]), Arc::<Names>::clone(&names)).await;
    for address in ["http://other.example/", "http://cam.example/", "http://cam.example.evil.example:81/"] {
        let response = ask(&gateway, address).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
        let body: serde_json::Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        assert_eq!((&body["code"], &body["blame"]), (&"proxy-host-not-listed".into(), &"settings".into()));
        let host = address.trim_start_matches("http://").trim_end_matches('/');
        assert!(body["detail"].as_str().unwrap().starts_with(host), "{body}");
    }
    assert_eq!(names.asked.load(Ordering::SeqCst), 0);
    let expected = (502, "proxy-name-unknown".to_owned());
    assert_eq!(refused(&gateway, "http://cam.example:81/").await, expected);
}

#[tokio::test]
async fn a_name_is_asked_once_and_its_answer_is_what_is_connected_to() {
    let (camera, requests) = tcp::fixed(page("200 OK", "", "reached"));
    let (port, trap) = (camera.port(), Trap::new());
    // Allowed when it is checked, and another address a moment later.
    let names = Names::new(&[("cam.example", &[&["127.0.0.1"], &["127.0.0.2"]])]);
    let listed = ["cam.example", &format!("127.0.0.1:{port}")];
    let gateway = start_with(&settings(&listed), Arc::<Names>::clone(&names)).await;
    let answer = ask(&gateway, &format!("http://cam.example:{port}/")).await;
    assert_eq!(answer.text().await.unwrap(), "reached");
    assert_eq!(names.asked.load(Ordering::SeqCst), 1);
    assert!(
        requests.lock().unwrap()[0].to_ascii_lowercase().contains(&format!("host: cam.example:{port}\r\n"))
    );
    // The second answer is checked like the first.
    for target in [port, trap.1] {
        let expected = (403, "proxy-address-forbidden".to_owned());
        assert_eq!(refused(&gateway, &format!("http://cam.example:{target}/")).await, expected);
    }
    assert_eq!(requests.lock().unwrap().len(), 1);
    trap.assert_untouched();
}

#[tokio::test]
async fn one_forbidden_address_spoils_a_name() {
    let trap = Trap::new();
    let port = trap.1;
    let listed = ["cam.example", "10.0.0.0/8", &format!("127.0.0.1:{port}")];
    for answers in [
        &["127.0.0.1", "127.0.0.2"][..],
        &["127.0.0.2", "127.0.0.1"],
        &["127.0.0.1", "::1"],
        &["127.0.0.1", "::ffff:127.0.0.1"],
        &["127.0.0.1", "169.254.169.254"],
        &["127.0.0.1", "0.0.0.0"],
    ] {
        let names = Names::new(&[("cam.example", &[answers])]);
        let gateway = start_with(&settings(&listed), names).await;
        let expected = (403, "proxy-address-forbidden".to_owned());
        assert_eq!(refused(&gateway, &format!("http://cam.example:{port}/")).await, expected, "{answers:?}");
    }
    // A name that is not listed has the right of its addresses, if all of them have it.
    let names = Names::new(&[("unlisted.example", &[&["127.0.0.1", "192.168.7.7"]])]);
    let gateway = start_with(&settings(&listed), names).await;
    let expected = (403, "proxy-host-not-listed".to_owned());
    assert_eq!(refused(&gateway, &format!("http://unlisted.example:{port}/")).await, expected);
    trap.assert_untouched();
    let (camera, _) = tcp::fixed(page("200 OK", "", "reached"));
    let names = Names::new(&[("unlisted.example", &[&["127.0.0.1"]])]);
    let gateway = start_with(&settings(&["127.0.0.0/8"]), names).await;
    let answer = ask(&gateway, &format!("http://unlisted.example:{}/", camera.port())).await;
    assert_eq!(answer.text().await.unwrap(), "reached");
}

#[tokio::test]
async fn a_redirect_is_followed_to_listed_hosts_only() {
    let trap = Trap::new();
    let port = trap.1;
    let names = || {
        Names::new(&[
            ("rebound.example", &[&["127.0.0.2"]]),
            ("mixed.example", &[&["127.0.0.1", "127.0.0.2"]]),
            ("other.example", &[&["10.0.0.9"]]),
        ])
    };
    for location in [
        format!("http://127.0.0.1:{port}/?token=hunter2"),
        format!("http://127.0.0.2:{port}/"),
        format!("//127.0.0.1:{port}/"),
        format!("http://2130706433:{port}/"),
        format!("http://0x7f.2:{port}/"),
        format!("http://[::1]:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        format!("http://rebound.example:{port}/"),
        format!("http://mixed.example:{port}/"),
        "http://other.example/".to_owned(),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "file:///etc/passwd".to_owned(),
        "ftp://127.0.0.1/".to_owned(),
        "javascript:alert(1)".to_owned(),
        format!("http://joe:hunter2@127.0.0.1:{port}/"),
    ] {
        let (camera, _) = tcp::fixed(redirect(&location));
        let listed = [camera.to_string(), "rebound.example".to_owned(), "mixed.example".to_owned()];
        let listed: Vec<&str> = listed.iter().map(String::as_str).collect();
        let gateway = start_with(&settings(&listed), names()).await;
        let response = ask(&gateway, &format!("http://{camera}/")).await;
        assert_eq!(text(response.headers(), "x-mullion-error"), "proxy-redirect-not-allowed", "{location}");
        assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
        let body = response.text().await.unwrap();
        assert!(!body.contains("hunter2") && !body.contains("passwd"), "{body}");
    }
    trap.assert_untouched();
}

#[tokio::test]
async fn a_redirect_takes_a_login_to_its_own_host_alone() {
    let login = ("authorization", "Basic am9lOmh1bnRlcjI=");
    let (other, at_other) = tcp::fixed(page("200 OK", "", "other"));
    let location = redirect(&format!("http://{other}/live"));
    let (camera, at_camera) = tcp::serve(move |head, stream| {
        let answer = match head.split(' ').nth(1).unwrap() {
            "/elsewhere" => location.clone(),
            "/here" => redirect("/live"),
            _ => page("200 OK", "", "here"),
        };
        stream.write_all(answer.as_bytes())
    });
    let gateway = proxy(&["127.0.0.1"]).await;
    let here = gateway.get_with(&format!("/proxy/http://{camera}/here"), &[OWN, login]).await;
    assert_eq!(text(here.headers(), "x-mullion-location"), format!("http://{camera}/live"));
    assert_eq!(here.text().await.unwrap(), "here");
    assert!(at_camera.lock().unwrap().iter().all(|head| head.contains("am9lOmh1bnRlcjI=")));
    let elsewhere = gateway.get_with(&format!("/proxy/http://{camera}/elsewhere"), &[OWN, login]).await;
    assert_eq!(text(elsewhere.headers(), "x-mullion-location"), format!("http://{other}/live"));
    assert_eq!(elsewhere.text().await.unwrap(), "other");
    assert!(!at_other.lock().unwrap()[0].to_ascii_lowercase().contains("authorization"));
}

#[tokio::test]
async fn redirects_come_to_an_end() {
    let (camera, requests) = tcp::fixed(redirect("/again"));
    let gateway = proxy(&["127.0.0.1"]).await;
    assert_eq!(refused(&gateway, &format!("http://{camera}/")).await, (502, "proxy-redirects".to_owned()));
    assert_eq!(requests.lock().unwrap().len(), 5);
}

#[tokio::test]
async fn a_login_in_the_address_is_refused_and_not_repeated() {
    let trap = Trap::new();
    let gateway = proxy(&["127.0.0.1"]).await;
    for login in ["joe:hunter2@", "joe%40x:hunter2@", ":hunter2@", "hunter2@"] {
        let url = format!("http://{login}127.0.0.1:{}/", trap.1);
        for target in [url.clone(), url.replace('%', "%25").replace(':', "%3A").replace('/', "%2F")] {
            let response = ask(&gateway, &target).await;
            assert_eq!(text(response.headers(), "x-mullion-error"), "proxy-credentials-in-url");
            let body = response.text().await.unwrap();
            assert!(!body.contains("hunter2"), "{body}");
        }
    }
    trap.assert_untouched();
}
