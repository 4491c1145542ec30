//! Logging in at cameras made of bytes: what they ask for, and what they must and must not get.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::io::Write as _;

use reqwest::StatusCode;
use support::gateway::{start, yard};
use support::{mullion, part, picture, tcp};

const IMAGE: &str = "/cameras/yard/axis-cgi/jpg/image.cgi";
const LOGIN: &str = "user = \"joe\"\npassword = \"hunter2\"";
/// joe:hunter2
const BASIC: &str = "Basic am9lOmh1bnRlcjI=";

/// A stream of one picture.
fn video() -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n";
    [head.as_bytes(), &part(&picture())].concat()
}

/// What `mullion probe` says of this address, with the right login.
async fn probe(url: String, further: &'static [&'static str]) -> (Option<i32>, String) {
    let run = move || {
        let mut command = mullion();
        command.args(["probe", &url, "--user", "joe"]).args(further).env("MULLION_PASSWORD", "hunter2");
        let output = command.output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(said).unwrap())
    };
    tokio::task::spawn_blocking(run).await.unwrap()
}

#[tokio::test]
async fn a_camera_that_compares_the_names_of_fields_letter_by_letter_lets_us_in() {
    let (address, requests) = tcp::serve(|head, stream| {
        let is_in = head.contains(&format!("\r\nAuthorization: {BASIC}\r\n"));
        let refusal = b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"phone\"\r\n\
            Content-Length: 0\r\n\r\n";
        stream.write_all(&if is_in { video() } else { refusal.to_vec() })
    });
    let (status, said) = probe(format!("http://{address}/video"), &[]).await;
    assert_eq!(status, Some(0), "{said}");
    let gateway = start(&yard(address, LOGIN)).await;
    assert_eq!(gateway.get(IMAGE).await.status(), StatusCode::OK);
    for head in requests.lock().unwrap().iter() {
        let names = head.lines().skip(1).filter_map(|line| Some(line.split_once(':')?.0));
        for name in names {
            let is_title =
                name.split('-').all(|word| word.starts_with(|first: char| first.is_ascii_uppercase()));
            assert!(is_title, "{name} in {head}");
        }
    }
}

/// A refusal with these challenges.
fn refusal(challenge: &[u8]) -> Vec<u8> {
    let head = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nWWW-Authenticate: ";
    [&head[..], challenge, b"\r\n\r\n"].concat()
}

fn authorization(head: &str) -> Option<&str> {
    head.lines().find_map(|line| line.strip_prefix("Authorization: "))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_that_asks_a_little_outside_of_the_grammar_lets_us_in() {
    for challenge in [
        &b"Basic realm=IP Camera"[..],
        b"Basic",
        b"Basic  realm=\"IP Camera\"",
        "Basic realm=\"B\u{fc}ro\"".as_bytes(),
        b"Basic realm=\"B\xfcro\"",
        b"Digest  realm=\"cam\", nonce=\"n\", qop=\"auth\"",
        b"Digest realm=\"cam\" qop=\"auth\" nonce=\"n\"",
        b"Digest realm=IP Camera, nonce=n",
        b"Negotiate TlRMTVNTUAAB==, Digest realm=\"cam\", nonce=\"n\", qop=\"auth\"",
        b"Negotiate\r\nWWW-Authenticate: Basic realm=cam",
    ] {
        let (address, _) = tcp::serve(move |head, stream| {
            let is_in =
                authorization(head).is_some_and(|login| login == BASIC || login.contains("username=\"joe\""));
            stream.write_all(&if is_in { video() } else { refusal(challenge) })
        });
        let shown = String::from_utf8_lossy(challenge);
        let (status, said) = probe(format!("http://{address}/video"), &[]).await;
        assert_eq!(status, Some(0), "{shown}: {said}");
        let (status, said) = probe(format!("http://{address}/video"), &["--diagnose"]).await;
        assert!(
            status == Some(2) && said.contains("(stream-ends)"),
            "it got past the login: {shown}: {said}"
        );
        let gateway = start(&yard(address, LOGIN)).await;
        assert_eq!(gateway.get(IMAGE).await.status(), StatusCode::OK, "{shown}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_way_to_log_in_is_not_told_as_a_wrong_password() {
    for challenge in [&b"Negotiate"[..], b"Digest realm=x", b"Digest realm=x, nonce=n, algorithm=SHA-999"] {
        let (address, requests) = tcp::fixed(refusal(challenge));
        let url = format!("http://{address}/video");
        for further in [&[][..], &["--diagnose"]] {
            let (_, said) = probe(url.clone(), further).await;
            assert!(!said.contains("refuses") && !said.contains("lock"), "{said}");
        }
        let gateway = start(&yard(address, LOGIN)).await;
        assert_eq!(gateway.refusal(IMAGE).await.1, "camera-login-unsupported");
        assert!(requests.lock().unwrap().iter().all(|head| authorization(head).is_none()));
    }
}

#[tokio::test]
async fn a_digest_camera_gets_its_algorithm_and_opaque_back() {
    let challenge =
        br#"Digest realm="IP Camera(GH455)", nonce="n", algorithm="SHA-256", opaque="", stale="FALSE""#;
    let (address, requests) = tcp::serve(|head, stream| {
        let is_in = authorization(head).is_some();
        stream.write_all(&if is_in { video() } else { refusal(challenge) })
    });
    let (status, said) = probe(format!("http://{address}/video"), &[]).await;
    assert_eq!(status, Some(0), "{said}");
    let requests = requests.lock().unwrap();
    let answer = authorization(&requests[1]).unwrap();
    assert!(answer.ends_with(r#"opaque="", algorithm=SHA-256"#) && !answer.contains("qop"), "{answer}");
}

/// A camera that asks for Digest until `turned`, and for the password itself from then on.
fn turning(turned: fn(usize, &str) -> bool) -> (std::net::SocketAddr, tcp::Requests) {
    let count = std::sync::atomic::AtomicUsize::new(0);
    tcp::serve(move |head, stream| {
        let number = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let digest = br#"Digest realm="cam", nonce="n", qop="auth""#;
        let login = authorization(head).unwrap_or_default();
        let answer = if turned(number, head) {
            if login == BASIC { video() } else { refusal(b"Basic realm=\"cam\"") }
        } else if login.starts_with("Digest ") {
            video()
        } else {
            refusal(digest)
        };
        stream.write_all(&answer)
    })
}

#[tokio::test]
async fn an_impostor_of_a_digest_camera_gets_no_password() {
    // After a login that worked; and in the midst of the first one.
    for (turned, works) in
        [(turning(|number, _| number >= 2), true), (turning(|number, _| number >= 1), false)]
    {
        let (address, requests) = turned;
        let gateway = start(&yard(address, LOGIN)).await;
        if works {
            assert_eq!(gateway.get(IMAGE).await.status(), StatusCode::OK);
        }
        for _ in 0..3 {
            let (status, code) = gateway.refusal(IMAGE).await;
            assert_eq!((status, code.as_str()), (StatusCode::BAD_GATEWAY, "camera-login-weaker"));
        }
        let requests = requests.lock().unwrap();
        assert!(requests.iter().all(|head| !head.contains("Basic ")), "{requests:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_of_digest_by_its_settings_gets_no_basic() {
    let (address, requests) = tcp::fixed(refusal(b"Basic realm=\"cam\""));
    let gateway = start(&yard(address, &format!("{LOGIN}\nauth = \"digest\""))).await;
    assert_eq!(gateway.refusal(IMAGE).await.1, "camera-login-not-offered");
    let (status, said) = probe(format!("http://{address}/video"), &["--auth", "digest"]).await;
    assert!(status == Some(1) && said.contains("does not offer"), "{said}");
    assert!(requests.lock().unwrap().iter().all(|head| authorization(head).is_none()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_goes_over_plain_http_only_where_that_is_allowed() {
    let (address, requests) = tcp::serve(|head, stream| {
        let is_in = authorization(head) == Some(BASIC);
        stream.write_all(&if is_in { video() } else { refusal(b"Basic realm=\"cam\"") })
    });
    // This machine too, by an address that does not say so.
    let base = format!("http://[::ffff:7f00:1]:{}", address.port());
    let camera = |further: &str| format!("[[camera]]\nid = \"yard\"\nurl = \"{base}\"\n{LOGIN}\n{further}\n");
    let gateway = start(&camera("")).await;
    let body = gateway.get(IMAGE).await.text().await.unwrap();
    assert!(body.contains("camera-login-in-clear") && body.contains("auth = \\\"basic\\\""), "{body}");
    let (_, said) = probe(format!("{base}/video"), &[]).await;
    assert!(said.contains("in clear text") && said.contains("--auth basic"), "{said}");
    assert!(requests.lock().unwrap().iter().all(|head| authorization(head).is_none()));

    let gateway = start(&camera("auth = \"basic\"")).await;
    assert_eq!(gateway.get(IMAGE).await.status(), StatusCode::OK);
    let (status, said) = probe(format!("{base}/video"), &["--auth", "basic"]).await;
    assert_eq!(status, Some(0), "{said}");
}

#[tokio::test]
async fn a_wrong_password_is_tried_once_however_often_viewers_ask() {
    let (address, requests) = tcp::fixed(refusal(br#"Digest realm="cam", nonce="n", qop="auth""#));
    let gateway = start(&yard(address, LOGIN)).await;
    for _ in 0..20 {
        let body = gateway.get(IMAGE).await.text().await.unwrap();
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body["code"], "camera-login-failed");
        let detail = body["detail"].as_str().unwrap();
        assert!(detail.contains("tried again at") && detail.contains("UTC"), "{detail}");
    }
    let signed = requests.lock().unwrap().iter().filter(|head| authorization(head).is_some()).count();
    assert_eq!(signed, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_to_another_port_does_not_get_the_login_and_says_which_address_would() {
    for scheme in [&b"Basic realm=\"cam\""[..], br#"Digest realm="cam", nonce="n""#] {
        let (target, requests) = tcp::fixed(refusal(scheme));
        let (from, _) = tcp::fixed(format!(
            "HTTP/1.1 302 Found\r\nLocation: http://{target}/v?token=hunter2\r\nContent-Length: 0\r\n\r\n"
        ));
        let (status, said) = probe(format!("http://{from}/"), &[]).await;
        assert_eq!(status, Some(1));
        assert!(
            said.contains(&format!("redirects to http://{target}")) && said.contains("settings"),
            "{said}"
        );
        assert!(!said.contains("hunter2"), "{said}");
        let (_, said) = probe(format!("http://{from}/"), &["--diagnose"]).await;
        assert!(!said.contains("refuses"), "{said}");
        assert!(requests.lock().unwrap().iter().all(|head| authorization(head).is_none()));
    }
}
