//! Cameras that refuse, redirect, fall silent or are not there: what the relay tells its viewers.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::io::Write as _;

use reqwest::StatusCode;
use support::gateway::{start, yard};
use support::held::{closed, first_part, holding};
use support::tcp;

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
async fn a_stale_nonce_costs_one_retry() {
    let (address, requests) = tcp::serve(|head, stream| {
        let challenge = |nonce: &str, stale: bool| {
            format!(
                "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nWWW-Authenticate: Digest \
                    realm=\"AXIS\", nonce=\"{nonce}\", \
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
    let challenge = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nWWW-Authenticate: Digest \
        realm=\"AXIS\", nonce=\"n\", qop=\"auth\"\r\n\r\n";
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
