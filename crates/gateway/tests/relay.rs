//! Relaying, with cameras made of bytes: what a real one would not send, and what it must not receive.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use reqwest::StatusCode;
use support::gateway::{refusal, start, text, yard};
use support::held::{closed, first_part, holding};
use support::tcp;
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
async fn a_viewer_that_requests_octets_gets_octets() {
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
    let picture = "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 4\r\nSet-Cookie: \
        a=b\r\nServer: Boa\r\n\
                   Access-Control-Allow-Origin: *\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\n\
                       \r\n\u{7f}\u{7f}\u{7f}\u{7f}";
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
         X-Mullion-Content-Type: text/html\r\nX-Mullion-Proxy: http://evil.example/\r\n\
             X-Mullion-Location: http://x/\r\n\r\nok",
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
