//! Heads of answers that curl plays, in spellings of their own: played and noted, or named for what they are.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use reqwest::StatusCode;
use support::gateway::{start, text, yard};
use support::{Said, lines, of_type, part, picture, run, said, tcp};

const VIDEO: &str = "/cameras/yard/axis-cgi/mjpg/video.cgi";
const TYPE: &str = "Content-Type: multipart/x-mixed-replace;boundary=b\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_curl_plays_is_played_and_noted() {
    let many: String = (0..600).map(|number| format!("X-{number}: y\r\n")).collect();
    let long = format!("X: {}\r\n", "y".repeat(100_000));
    for (head, mended) in [
        (format!("http/1.1 200 OK\r\n{TYPE}\r\n"), "status-line"),
        (format!("HTTP/1.1  200 OK\r\n{TYPE}\r\n"), "status-line"),
        (format!("HTTP/1.1\t200 OK\r\n{TYPE}\r\n"), "status-line"),
        (format!("HTTP/1.1 200OK\r\n{TYPE}\r\n"), "status-line"),
        (format!("ICY 200 OK\r\n{TYPE}\r\n"), "status-line"),
        (format!("\r\n\r\n\nHTTP/1.0 200 OK\r\n{TYPE}\r\n"), "status-line"),
        (format!("HTTP/1.1 200 OK\r\n{TYPE}\r\n").replace("\r\n", "\r"), "line-ends"),
        (format!("HTTP/1.1 200 OK\r\nX: a\0b\r\n{TYPE}\r\n"), "header-fields"),
        (format!("HTTP/1.1 200 OK\r\nX: a\rb\r\n{TYPE}\r\n"), "header-fields"),
        (format!("HTTP/1.1 200 OK\r\nno field\r\n{TYPE}\r\n"), "header-fields"),
        (format!("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n{TYPE}\r\n"), "content-length"),
        (format!("HTTP/1.1 200 OK\r\n{many}{TYPE}\r\n"), ""),
        (format!("HTTP/1.1 200 OK\r\n{long}{TYPE}\r\n"), ""),
        (format!("HTTP/1.1 200 OK\n{}\n", TYPE.replace('\r', "")), ""),
        (format!("HTTP/1.1 200 OK\r\nX-Mullion-Mended: line-ends\r\n{TYPE}\r\n"), ""),
    ] {
        let name = &head[..head.len().min(60)];
        let answer = [head.as_bytes(), &part(&picture()).repeat(3)].concat();
        let (address, _) = tcp::fixed(answer.clone());
        let gateway = start(&yard(address, "")).await;
        let response = gateway.get(VIDEO).await;
        assert_eq!(response.status(), StatusCode::OK, "{name:?}");
        assert_eq!(text(response.headers(), "x-mullion-mended"), mended, "{name:?}");
        assert!(response.bytes().await.unwrap() == part(&picture()).repeat(3), "{name:?}");
        // Live, and saved with its head.
        for probed in [
            run(&["probe", "--json", &format!("http://{address}/")], b""),
            run(&["probe", "--json", "-"], &answer),
        ] {
            let lines = lines(&probed);
            assert_eq!(of_type(&lines, "frame").len(), 3, "{name:?}");
            let quirks = lines.last().unwrap()["quirks"].as_array().unwrap().clone();
            assert_eq!(quirks.contains(&mended.into()), !mended.is_empty(), "{name:?}: {quirks:?}");
        }
        assert_eq!(said(&format!("http://{address}/"), &[]).diagnosis["code"], "no-cors", "{name:?}");
    }
}

#[test]
fn an_answer_that_is_not_http_is_quoted() {
    for (answer, says) in [
        ("220 mail.example ESMTP\r\n", "220 mail.example ESMTP"),
        ("RTSP/1.0 400 Bad Request\r\n\r\n", "RTSP/1.0 400 Bad Request"),
        ("HTTP/1.1 fine\r\n\r\n", "HTTP/1.1 fine"),
        ("--b\r\nContent-Type: image/jpeg\r\n\r\n", "HTTP/0.9"),
        ("\u{1}\u{2}\u{3}\u{4}", "01 02 03 04"),
    ] {
        let (address, _) = tcp::fixed(answer);
        let Said { probe, diagnosis } = said(&format!("http://{address}/"), &[]);
        assert_eq!(diagnosis["code"], "not-http", "{diagnosis}");
        for said in [&probe, &diagnosis] {
            assert!(said.to_string().contains(says), "{says}: {said}");
            assert_eq!(said["blame"], "camera");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_without_end_is_the_cameras_fault() {
    let (address, _) = tcp::serve(|_, stream| {
        use std::io::Write as _;
        stream.write_all(b"HTTP/1.1 200 OK\r\n")?;
        loop {
            stream.write_all(&b"X: y\r\n".repeat(1000))?;
        }
    });
    let Said { probe, diagnosis } = said(&format!("http://{address}/"), &[]);
    for said in [&probe, &diagnosis] {
        assert_eq!((&said["code"], &said["blame"]), (&"head-too-long".into(), &"camera".into()), "{said}");
    }
    let gateway = start(&yard(address, "")).await;
    assert_eq!(gateway.refusal(VIDEO).await.1, "camera-head-too-long");
}

#[test]
fn a_camera_that_closes_without_a_whole_answer_is_no_broken_cable() {
    for begun in ["", "HTTP/1.1 200 OK\r\nContent-Ty", "HTTP/1.1 100 Continue\r\n\r\n"] {
        let (address, _) = tcp::fixed(begun);
        let Said { probe, diagnosis } = said(&format!("http://{address}/"), &[]);
        for said in [&probe, &diagnosis] {
            assert_eq!((&said["code"], &said["blame"]), (&"no-reply".into(), &"camera".into()), "{said}");
            assert!(!said.to_string().contains("cable"), "{said}");
        }
    }
}
