//! Relaying, with cameras made of bytes: what a real one would not send, and what it must not receive.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::io::Write as _;
use std::net::TcpStream as StdStream;
use std::sync::mpsc;

use reqwest::StatusCode;
use support::gateway::{refusal, start, text, yard};
use support::held::{closed, first_part, holding};
use support::{part, picture, tcp};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const MULTIPART: &str = "multipart/x-mixed-replace; boundary=b";
const VIDEO: &str = "/cameras/yard/axis-cgi/mjpg/video.cgi";
const IMAGE: &str = "/cameras/yard/axis-cgi/jpg/image.cgi";

fn head() -> String {
    format!("HTTP/1.0 200 OK\r\nContent-Type: {MULTIPART}\r\nContent-Length: 9999999\r\n\r\n")
}

fn answer(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    lines.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

#[tokio::test]
async fn the_list_names_cameras_and_nothing_else() {
    let gateway = start(&format!(
        "{}\n[[camera]]\nid = \"door\"\nurl = \"http://joe:hunter2@10.0.0.9\"\n",
        yard("127.0.0.1:9".parse().unwrap(), "user = \"joe\"\npassword = \"hunter2\"")
    ))
    .await;
    let response = gateway.get("/api/cameras").await;
    assert_eq!(text(response.headers(), "cache-control"), "no-store");
    assert_eq!(
        response.text().await.unwrap(),
        r#"[{"id":"yard","name":"The yard"},{"id":"door","name":"door"}]"#
    );
}

#[tokio::test]
async fn a_stream_passes_as_it_comes_and_ends_with_its_viewer() {
    let (address, requests, closings) = holding(head());
    let gateway = start(&format!("[limits]\nlinger_seconds = 0\n{}", yard(address, ""))).await;
    let mut response = gateway.get(&format!("{VIDEO}?fps=5&resolution=640x480")).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(text(response.headers(), "content-type"), MULTIPART);
    assert_eq!(text(response.headers(), "content-length"), "", "a stream has no length");
    // The camera sends no more, so that this waits for ever if anything between holds bytes back.
    first_part(&mut response).await;
    assert!(
        requests.lock().unwrap()[0]
            .starts_with("GET /axis-cgi/mjpg/video.cgi?fps=5&resolution=640x480 HTTP/1.1\r\n")
    );
    drop(response);
    closed(closings).await;
}

#[tokio::test]
async fn who_asks_for_octets_gets_octets() {
    let (address, _, _closings) = holding(head());
    let gateway = start(&yard(address, "")).await;
    let mut response = gateway.get_with(VIDEO, &[("accept", "application/octet-stream")]).await;
    let headers = response.headers();
    assert_eq!(text(headers, "content-type"), "application/octet-stream");
    assert_eq!(text(headers, "x-mullion-content-type"), MULTIPART);
    assert_eq!(
        text(headers, "access-control-expose-headers"),
        "x-mullion-age, x-mullion-content-type, x-mullion-mended, x-mullion-setting"
    );
    assert_eq!(text(headers, "content-encoding"), "", "a stream is never compressed");
    first_part(&mut response).await;
}

#[tokio::test]
async fn a_viewer_that_accepts_compression_gets_a_stream_without() {
    let (address, _, _closings) = holding(head());
    let gateway = start(&yard(address, "")).await;
    for accept in ["*/*", "application/octet-stream"] {
        let fields = [("accept-encoding", "gzip, br, deflate, zstd"), ("accept", accept)];
        let mut response = gateway.get_with(VIDEO, &fields).await;
        assert_eq!(text(response.headers(), "content-encoding"), "");
        first_part(&mut response).await;
    }
}

#[tokio::test]
async fn nothing_of_the_browser_reaches_the_camera_and_no_cookie_the_browser() {
    let picture = "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 4\r\nSet-Cookie: a=b\r\nServer: Boa\r\n\
                   Access-Control-Allow-Origin: *\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\n\r\n\u{7f}\u{7f}\u{7f}\u{7f}";
    let (address, requests) = tcp::fixed(picture);
    let gateway = start(&yard(address, "")).await;
    let origin = gateway.url("");
    let fields = [
        ("authorization", "Basic am9lOmh1bnRlcjI="),
        ("cookie", "session=1"),
        ("origin", origin.as_str()),
        ("referer", origin.as_str()),
        ("x-forwarded-for", "10.0.0.1"),
        ("te", "trailers"),
        ("upgrade", "h2c"),
        ("proxy-authorization", "Basic x"),
    ];
    let response = gateway.get_with(IMAGE, &fields).await;
    let mut names: Vec<&str> = response.headers().keys().map(reqwest::header::HeaderName::as_str).collect();
    names.sort_unstable();
    let expected = [
        "access-control-expose-headers",
        "cache-control",
        "content-length",
        "content-security-policy",
        "content-type",
        "cross-origin-resource-policy",
        "date",
        "referrer-policy",
        "vary",
        "x-accel-buffering",
        "x-content-type-options",
    ];
    assert_eq!(names, expected);
    let request = requests.lock().unwrap()[0].to_ascii_lowercase();
    let mut sent: Vec<&str> =
        request.lines().skip(1).filter_map(|line| Some(line.split_once(':')?.0)).collect();
    sent.sort_unstable();
    assert_eq!(sent, ["accept", "host", "user-agent"], "{request}");
}

#[tokio::test]
async fn a_path_outside_the_list_reaches_no_camera() {
    let (address, requests) = tcp::fixed(answer("200 OK", "reached"));
    let gateway = start(&yard(address, "")).await;
    for target in [
        "/cameras/yard/axis-cgi/restart.cgi",
        "/cameras/yard/axis-cgi/mjpg/../restart.cgi",
        "/cameras/yard/axis-cgi/mjpg/%2e%2e/restart.cgi",
        "/cameras/yard/axis-cgi/mjpg%2Fvideo.cgi",
        "/cameras/yard/axis-cgi/mjpg%5cvideo.cgi",
        "/cameras/yard/axis-cgi//mjpg/video.cgi",
        "/cameras/yard//axis-cgi/mjpg/video.cgi",
        "/cameras/yard/axis-cgi/param.cgi?action=update&x=y",
        "/cameras/yard/axis-cgi/param.cgi?action=list&action=update",
        "/cameras/yard/axis-cgi/com/ptz.cgi?move=left",
        "/cameras/yard/",
        "/cameras/yard",
        "/cameras/",
        "/cameras/../cameras/yard/axis-cgi/restart.cgi",
        "/cameras/http://127.0.0.1/axis-cgi/mjpg/video.cgi",
        "http://127.0.0.1:1/cameras/yard/axis-cgi/restart.cgi",
        "//127.0.0.1:1/axis-cgi/mjpg/video.cgi",
        "/cameras/nobody/axis-cgi/mjpg/video.cgi",
    ] {
        let status = raw(&gateway, "GET", target).await;
        assert!(["403", "404"].contains(&status.as_str()), "{target}: {status}");
    }
    assert_eq!(raw(&gateway, "DELETE", VIDEO).await, "405");
    assert_eq!(raw(&gateway, "CONNECT", "127.0.0.1:1").await, "405");
    assert!(requests.lock().unwrap().is_empty());
    // The camera is there: what is on the list does reach it.
    assert_eq!(raw(&gateway, "GET", "/cameras/yard/axis-cgi/param.cgi?action=list&group=Brand").await, "200");
    assert_eq!(requests.lock().unwrap().len(), 1);
}

/// The status of a request whose target is sent as it is, without a client's tidying.
async fn raw(gateway: &support::gateway::Running, method: &str, target: &str) -> String {
    let mut stream = TcpStream::connect(gateway.address).await.unwrap();
    let request = format!("{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.split(' ').nth(1).unwrap().to_owned()
}

#[tokio::test]
async fn a_camera_that_may_be_moved_is_moved() {
    let (address, requests) = tcp::fixed("HTTP/1.1 204 No Content\r\n\r\n");
    let gateway = start(&yard(address, "ptz = true")).await;
    let path = "/cameras/yard/axis-cgi/com/ptz.cgi?move=left";
    assert_eq!(gateway.client.post(gateway.url(path)).send().await.unwrap().status(), StatusCode::NO_CONTENT);
    assert!(requests.lock().unwrap()[0].starts_with("GET /axis-cgi/com/ptz.cgi?move=left "));
    let announced = gateway.get_with(path, &[("x-mullion-control", "1")]).await;
    assert_eq!(announced.status(), StatusCode::NO_CONTENT);
    let question = gateway.get("/cameras/yard/axis-cgi/com/ptz.cgi?query=position").await;
    assert_eq!(question.status(), StatusCode::NO_CONTENT);
    assert_eq!(requests.lock().unwrap().len(), 3);
    for trick in [
        "query=position;move=home",
        "query=position%26move=home",
        "query=position&query=limits",
        "Query=position",
    ] {
        let path = format!("/cameras/yard/axis-cgi/com/ptz.cgi?{trick}");
        let refusal = gateway.refusal(&path).await;
        assert_eq!(refusal, (StatusCode::METHOD_NOT_ALLOWED, "post-needed".to_owned()), "{trick}");
    }
    assert_eq!(requests.lock().unwrap().len(), 3, "the camera has heard of none");
}

#[tokio::test]
async fn a_page_of_another_site_neither_moves_a_camera_nor_opens_a_stream() {
    let (address, requests) = tcp::fixed(answer("200 OK", "reached"));
    let friend = "allow_origins = [\"https://friend.example\"]\n";
    let gateway = start(&format!("{friend}{}", yard(address, "ptz = true"))).await;
    let ptz = "/cameras/yard/axis-cgi/com/ptz.cgi?move=left";
    let foreign = (StatusCode::FORBIDDEN, "foreign-site".to_owned());
    // What a browser lets pages send: an image's address, a form, a script's simple request.
    let browser =
        ("user-agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36");
    for fields in [
        &[browser, ("sec-fetch-site", "cross-site")][..],
        &[browser, ("sec-fetch-site", "same-site"), ("referer", "http://127.0.0.1/")],
        &[browser, ("referer", "http://evil.example/")],
        &[browser, ("origin", "http://evil.example")],
        &[browser, ("origin", "null")],
        // referrerpolicy=no-referrer, over plain http.
        &[browser],
    ] {
        for path in
            [VIDEO, IMAGE, "/cameras/yard/axis-cgi/param.cgi?action=list&group=Brand", "/api/cameras", ptz]
        {
            assert_eq!(refusal(gateway.get_with(path, fields).await).await, foreign, "{path} {fields:?}");
        }
        let post =
            fields.iter().fold(gateway.client.post(gateway.url(ptz)), |post, (n, v)| post.header(*n, *v));
        assert_eq!(refusal(post.send().await.unwrap()).await, foreign, "{fields:?}");
    }
    // And where no browser says anything: no plain GET moves a camera.
    assert_eq!(gateway.refusal(ptz).await, (StatusCode::METHOD_NOT_ALLOWED, "post-needed".to_owned()));
    assert!(requests.lock().unwrap().is_empty());
    // An <img> on a page of a site that is allowed.
    let picture = [browser, ("sec-fetch-site", "cross-site"), ("referer", "https://friend.example/")];
    assert_eq!(gateway.get_with(IMAGE, &picture).await.status(), StatusCode::OK);
    // A person who opens the picture in a tab.
    let tab = [browser, ("upgrade-insecure-requests", "1")];
    assert_eq!(gateway.get_with(IMAGE, &tab).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_camera_cannot_speak_as_the_gateway() {
    let (address, _) = tcp::fixed(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nX-Mullion-Error: camera-login-failed\r\n\
         X-Mullion-Content-Type: text/html\r\nX-Mullion-Proxy: http://evil.example/\r\nX-Mullion-Location: http://x/\r\n\r\nok",
    );
    let gateway = start(&format!("{}\n[proxy]\nhosts = [\"127.0.0.1\"]\n", yard(address, ""))).await;
    let own = [("sec-fetch-site", "same-origin")];
    for path in [IMAGE.to_owned(), format!("/proxy/http://{address}/jpg/image.jpg")] {
        let response = gateway.get_with(&path, &own).await;
        assert_eq!(response.status(), StatusCode::OK);
        let ours = response.headers().keys().filter(|name| name.as_str().starts_with("x-mullion-"));
        assert_eq!(ours.count(), 0, "{:?}", response.headers());
    }
}

#[tokio::test]
async fn groups_that_viewers_need_not_see_are_not_asked_for() {
    let (address, requests) = tcp::fixed(answer("200 OK", "root.Network.x=y"));
    let gateway = start(&yard(address, "")).await;
    let refused = (StatusCode::FORBIDDEN, "query-not-allowed".to_owned());
    for query in [
        "action=list",
        "action=list&group=Network",
        "action=list&group=Brand,root.SMTP",
        "action=list&group=*",
    ] {
        let path = format!("/cameras/yard/axis-cgi/param.cgi?{query}");
        assert_eq!(gateway.refusal(&path).await, refused, "{query}");
    }
    assert!(requests.lock().unwrap().is_empty());
}

#[tokio::test]
async fn device_information_is_asked_with_a_checked_body() {
    let (address, requests) =
        tcp::fixed("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    let gateway = start(&yard(address, "")).await;
    let post = async |kind: &str, body: String| {
        let url = gateway.url("/cameras/yard/axis-cgi/basicdeviceinfo.cgi");
        gateway.client.post(url).header("content-type", kind).body(body).send().await.unwrap()
    };
    let reading = r#"{"apiVersion":"1.0","method":"getAllProperties"}"#;
    let answer = post("application/json", reading.to_owned()).await;
    assert_eq!((answer.status(), answer.text().await.unwrap().as_str()), (StatusCode::OK, "{}"));
    assert!(requests.lock().unwrap()[0].starts_with("POST /axis-cgi/basicdeviceinfo.cgi HTTP/1.1"));
    let refused = (StatusCode::BAD_REQUEST, "request-not-allowed".to_owned());
    assert_eq!(refusal(post("application/json", r#"{"method":"set"}"#.to_owned()).await).await, refused);
    assert_eq!(refusal(post("text/plain", reading.to_owned()).await).await, refused);
    let long = format!(r#"{{"method":"getAllProperties","context":"{}"}}"#, "x".repeat(5000));
    assert_eq!(refusal(post("application/json", long).await).await, refused);
    assert_eq!(requests.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_stale_nonce_costs_one_retry() {
    let (address, requests) = tcp::serve(|head, stream| {
        let challenge = |nonce: &str, stale: bool| {
            format!(
                "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nWWW-Authenticate: Digest realm=\"AXIS\", nonce=\"{nonce}\", \
                 algorithm=MD5, qop=\"auth\", stale={stale}\r\n\r\n"
            )
        };
        let login = field(head, "authorization").unwrap_or_default();
        // The nonce `old` is good for one request.
        let answer = if login.contains("nonce=\"old\"") && login.contains("nc=00000001")
            || login.contains("nonce=\"new\"")
        {
            answer("200 OK", "picture")
        } else if login.is_empty() {
            challenge("old", false)
        } else {
            challenge("new", true)
        };
        stream.write_all(answer.as_bytes())
    });
    let gateway = start(&yard(address, "user = \"joe\"\npassword = \"hunter2\"")).await;
    for expected in [2, 4, 5] {
        assert_eq!(gateway.get(IMAGE).await.status(), StatusCode::OK);
        assert_eq!(requests.lock().unwrap().len(), expected);
    }
}

#[tokio::test]
async fn a_refused_login_is_the_gateways_and_is_not_repeated() {
    let challenge = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nWWW-Authenticate: Digest realm=\"AXIS\", nonce=\"n\", qop=\"auth\"\r\n\r\n";
    let (address, requests) = tcp::fixed(challenge);
    let gateway = start(&yard(address, "user = \"joe\"\npassword = \"hunter2\"")).await;
    let failed = (StatusCode::BAD_GATEWAY, "camera-login-failed".to_owned());
    assert_eq!(gateway.refusal(VIDEO).await, failed);
    assert_eq!(requests.lock().unwrap().len(), 2, "once to be challenged, once to answer");
    // A viewer that tries again at once must not lock the account out.
    assert_eq!(gateway.refusal(VIDEO).await, failed);
    assert_eq!(requests.lock().unwrap().len(), 2);

    let gateway = start(&yard(address, "")).await;
    assert_eq!(gateway.refusal(VIDEO).await, (StatusCode::UNAUTHORIZED, "camera-login-needed".to_owned()));
}

#[tokio::test]
async fn a_cameras_refusal_keeps_its_status_and_words() {
    for (status, code) in [
        ("403 Forbidden", "camera-forbidden"),
        ("404 Not Found", "camera-not-found"),
        ("503 Service Unavailable", "camera-busy"),
        ("500 Internal Server Error", "camera-error"),
    ] {
        let (address, _) = tcp::fixed(answer(status, "<h1>Too many viewers</h1>"));
        let gateway = start(&yard(address, "")).await;
        let response = gateway.get(VIDEO).await;
        assert_eq!(response.status().as_u16().to_string(), status[..3]);
        let body: serde_json::Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
        assert_eq!((&body["code"], &body["detail"]), (&code.into(), &"Too many viewers".into()));
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (elsewhere, requests) = tcp::fixed(answer("200 OK", "reached"));
    let location = format!("http://{elsewhere}/secret?token=hunter2");
    let (address, _) =
        tcp::fixed(format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"));
    let gateway = start(&yard(address, "")).await;
    let response = gateway.get(IMAGE).await;
    assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
    let body = response.text().await.unwrap();
    assert!(body.contains("camera-redirects") && body.contains(&format!("http://{elsewhere}")), "{body}");
    assert!(!body.contains("hunter2"), "{body}");
    assert!(requests.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_camera_that_is_not_there_is_told_from_one_that_is_silent() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let gateway = start(&yard(nobody, "")).await;
    assert_eq!(gateway.refusal(VIDEO).await, (StatusCode::BAD_GATEWAY, "camera-unreachable".to_owned()));
    let (mail, _) = tcp::fixed("220 mail.example ESMTP\r\n");
    let gateway = start(&yard(mail, "")).await;
    assert_eq!(gateway.refusal(VIDEO).await, (StatusCode::BAD_GATEWAY, "camera-unintelligible".to_owned()));
    let (eager, _) =
        tcp::fixed("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n");
    let gateway = start(&yard(eager, "")).await;
    assert_eq!(gateway.refusal(VIDEO).await, (StatusCode::BAD_GATEWAY, "camera-unintelligible".to_owned()));
    let (silent, _) = tcp::serve(|_, stream| {
        tcp::hold(stream);
        Ok(())
    });
    let gateway = start(&format!("[limits]\nanswer_seconds = 1\n{}", yard(silent, ""))).await;
    assert_eq!(gateway.refusal(VIDEO).await, (StatusCode::GATEWAY_TIMEOUT, "camera-timeout".to_owned()));
}

#[tokio::test]
async fn a_camera_that_falls_silent_breaks_the_stream() {
    let (address, _, closings) = holding(head());
    let gateway = start(&format!("[limits]\nidle_seconds = 1\n{}", yard(address, ""))).await;
    let mut response = gateway.get(VIDEO).await;
    first_part(&mut response).await;
    // Not the end of the stream but an error, so that the viewer asks again.
    assert!(response.chunk().await.is_err());
    closed(closings).await;
}

#[tokio::test]
async fn a_viewer_that_takes_nothing_is_let_go() {
    let (closed, closings) = mpsc::channel();
    let (address, _) = tcp::serve(move |_, stream| {
        let result = stream.write_all(head().as_bytes());
        while result.is_ok() && stream.write_all(&part(&picture())).is_ok() {}
        let _ = closed.send(());
        Ok(())
    });
    let gateway = start(&format!("[limits]\nviewer_seconds = 1\n{}", yard(address, ""))).await;
    let mut viewer = StdStream::connect(gateway.address).unwrap();
    viewer.write_all(format!("GET {VIDEO} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").as_bytes()).unwrap();
    self::closed(closings).await;
    drop(viewer);
}

#[tokio::test]
async fn a_camera_is_asked_for_so_many_streams_and_the_next_viewer_has_to_wait() {
    let (address, _, closings) = holding(head());
    let settings = format!("[limits]\nstreams_per_camera = 2\n{}", yard(address, ""));
    let gateway = start(&settings).await;
    let (one, two) = (gateway.get(VIDEO).await, gateway.get("/cameras/yard/mjpg/video.mjpg").await);
    assert_eq!((one.status(), two.status()), (StatusCode::OK, StatusCode::OK));
    let refused = (StatusCode::SERVICE_UNAVAILABLE, "too-many-viewers".to_owned());
    let other = format!("{VIDEO}?camera=2");
    assert_eq!(gateway.refusal(&other).await, refused);
    // A place that comes free is taken, by a viewer who has closed one stream to open another too.
    drop(one);
    assert_eq!(gateway.get(&other).await.status(), StatusCode::OK);
    drop(closings);
}

#[tokio::test]
async fn the_gateway_has_so_many_streams_over_all_cameras() {
    let (address, _, _closings) = holding(head());
    let door = format!("[[camera]]\nid = \"door\"\nurl = \"http://{address}\"\n");
    let gateway = start(&format!("[limits]\nstreams = 1\n{}{door}", yard(address, ""))).await;
    let one = gateway.get(VIDEO).await;
    assert_eq!(one.status(), StatusCode::OK);
    let refused = gateway.refusal("/cameras/door/axis-cgi/mjpg/video.cgi").await;
    assert_eq!(refused, (StatusCode::SERVICE_UNAVAILABLE, "too-many-streams".to_owned()));
}

#[tokio::test]
async fn a_camera_has_so_many_requests_at_once() {
    let (address, _) = tcp::serve(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 5\r\n\r\nab")?;
        tcp::hold(stream);
        Ok(())
    });
    let gateway = start(&format!("[limits]\nrequests_per_camera = 1\n{}", yard(address, ""))).await;
    let one = gateway.get(IMAGE).await;
    assert_eq!(one.status(), StatusCode::OK);
    assert_eq!(
        gateway.refusal(IMAGE).await,
        (StatusCode::SERVICE_UNAVAILABLE, "too-many-requests".to_owned())
    );
    drop(one);
    assert_eq!(gateway.get(IMAGE).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn the_gateway_has_so_many_connections() {
    let gateway = start("[limits]\nconnections = 1\n").await;
    let mut first = TcpStream::connect(gateway.address).await.unwrap();
    first.write_all(b"GET /api/cameras HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").await.unwrap();
    let mut some = [0; 15];
    first.read_exact(&mut some).await.unwrap();
    assert_eq!(&some, b"HTTP/1.1 200 OK");
    assert_eq!(
        gateway.refusal("/api/cameras").await,
        (StatusCode::SERVICE_UNAVAILABLE, "too-many-connections".to_owned())
    );
}

#[tokio::test]
async fn shutting_down_ends_open_streams() {
    let (address, _, closings) = holding(head());
    let gateway = start(&yard(address, "")).await;
    let mut response = gateway.get(VIDEO).await;
    first_part(&mut response).await;
    gateway.shutdown.cancel();
    assert_eq!(response.chunk().await.unwrap(), None, "the stream ends in good order");
    gateway.task.await.unwrap();
    closed(closings).await;
    assert!(TcpStream::connect(gateway.address).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn shutting_down_does_not_wait_for_viewers_that_take_nothing() {
    let (address, _) = tcp::serve(|_, stream| {
        stream.write_all(head().as_bytes())?;
        loop {
            stream.write_all(&part(&picture()))?;
        }
    });
    let gateway = start(&yard(address, "")).await;
    let mut viewer = TcpStream::connect(gateway.address).await.unwrap();
    viewer.write_all(format!("GET {VIDEO} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").as_bytes()).await.unwrap();
    let mut some = [0; 8];
    viewer.read_exact(&mut some).await.unwrap();
    gateway.shutdown.cancel();
    gateway.task.await.unwrap();
}

#[tokio::test]
async fn scripts_of_allowed_sites_may_read() {
    let (address, _, _closings) = holding(head());
    let gateway =
        start(&format!("allow_origins = [\"https://friend.example\"]\n{}", yard(address, ""))).await;
    let friend = [("origin", "https://friend.example"), ("sec-fetch-site", "cross-site")];
    let response = gateway.get_with(VIDEO, &friend).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(text(response.headers(), "access-control-allow-origin"), "https://friend.example");
    assert_eq!(text(response.headers(), "access-control-allow-credentials"), "");
    let stranger = [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")];
    let response = gateway.get_with(VIDEO, &stranger).await;
    assert_eq!(text(response.headers(), "access-control-allow-origin"), "");
    assert_eq!(refusal(response).await, (StatusCode::FORBIDDEN, "foreign-site".to_owned()));
    let preflight = gateway.client.request(reqwest::Method::OPTIONS, gateway.url("/api/cameras"));
    let preflight =
        preflight.header("origin", "https://friend.example").header("access-control-request-method", "GET");
    let preflight = preflight.send().await.unwrap();
    assert_eq!(text(preflight.headers(), "access-control-allow-origin"), "https://friend.example");
}

#[tokio::test]
async fn a_head_request_holds_no_stream() {
    let (address, _, closings) = holding(head());
    let gateway = start(&format!("[limits]\nstreams_per_camera = 1\n{}", yard(address, ""))).await;
    let head = gateway.client.head(gateway.url(VIDEO)).send().await.unwrap();
    assert_eq!((head.status(), text(head.headers(), "content-type")), (StatusCode::OK, MULTIPART));
    closed(closings).await;
}
