//! Cameras that frame their answers badly: chunks and lengths that are played, and faults that are
//! the camera's by name.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::io::Write as _;
use std::net::SocketAddr;

use reqwest::StatusCode;
use support::gateway::{start, text, yard};
use support::{Said, lines, of_type, part, picture, run, said, tcp};

const IMAGE: &str = "/cameras/yard/axis-cgi/jpg/image.cgi";
const VIDEO: &str = "/cameras/yard/axis-cgi/mjpg/video.cgi";

/// A camera whose stream of three pictures has this `Transfer-Encoding`, with each part between these bytes.
fn chunked(coding: &str, size: fn(usize) -> String, after: &'static str, end: &'static str) -> SocketAddr {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace;boundary=b\r\nTransfer-Encoding: {coding}\r\n\r\n"
    );
    let part = part(&picture());
    let chunk = [size(part.len()).as_bytes(), &part, after.as_bytes()].concat();
    tcp::fixed([head.as_bytes(), &chunk.repeat(3), end.as_bytes()].concat()).0
}

fn plain(length: usize) -> String {
    format!("{length:x}\r\n")
}

async fn assert_played(address: SocketAddr, mended: &str) {
    let gateway = start(&yard(address, "")).await;
    let response = gateway.get(VIDEO).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.bytes().await.unwrap() == part(&picture()).repeat(3));
    let probed = run(&["probe", "--json", &format!("http://{address}/")], b"");
    let lines = lines(&probed);
    assert_eq!(of_type(&lines, "frame").len(), 3);
    let quirks = lines.last().unwrap()["quirks"].as_array().unwrap().clone();
    assert_eq!(quirks.contains(&mended.into()), !mended.is_empty(), "{mended}: {quirks:?}");
    let said = String::from_utf8_lossy(&probed.stdout).into_owned();
    assert!(!said.contains("\"network\""), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn chunks_in_any_spelling_are_played() {
    let last = "0\r\n\r\n";
    assert_played(chunked("chunked", plain, "\r\n", last), "").await;
    assert_played(chunked("Chunked", |length| format!("{length:08X}  \r\n"), "\r\n", last), "").await;
    assert_played(chunked("chunked", |length| format!("{length:x} ; a=b\r\n"), "\r\n", last), "").await;
    assert_played(chunked("chunked", |length| format!("{length:x}\n"), "\n", "0\n\n"), "chunks").await;
    assert_played(chunked("chunked, identity", plain, "\r\n", last), "transfer-encoding").await;
    // Announced and not used.
    assert_played(chunked("chunked", |_| String::new(), "", ""), "chunks").await;
}

#[test]
fn chunks_that_are_announced_and_not_sent_are_the_cameras_fault() {
    let address = chunked("chunked", |_| String::new(), "", "");
    let Said { probe, diagnosis } = said(&format!("http://{address}/"), &[]);
    for said in [&probe, &diagnosis] {
        let code = (&said["code"], &said["blame"]);
        assert_eq!(code, (&"chunked-coding-broken".into(), &"camera".into()), "{said}");
    }
}

#[test]
fn a_list_of_codings_is_read_alike_by_probe_and_diagnosis() {
    let address = chunked("chunked, identity", plain, "\r\n", "0\r\n\r\n");
    let Said { diagnosis, .. } = said(&format!("http://{address}/"), &[]);
    // Nothing is wrong but the permission for pages.
    assert_eq!(diagnosis["code"], "no-cors", "{diagnosis}");
}

#[test]
fn a_missing_last_chunk_is_called_so_and_a_cut_picture_is_not() {
    let missing = chunked("chunked", plain, "\r\n", "");
    let probed = run(&["probe", "--json", &format!("http://{missing}/")], b"");
    let lines = lines(&probed);
    let error = of_type(&lines, "error")[0];
    assert_eq!((&error["code"], &error["blame"]), (&"last-chunk-missing".into(), &"camera".into()));
    assert!(!error.to_string().contains("Content-Length"), "{error}");
}

/// A camera whose picture comes with this length, whatever its own is; it then closes the
/// connection or keeps it open.
fn snapshot(length: usize, closes: bool) -> SocketAddr {
    let (address, _) = tcp::serve(move |_, stream| {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: {length}\r\n\r\n");
        stream.write_all(&[head.as_bytes(), &picture()].concat())?;
        if !closes {
            tcp::hold(stream);
        }
        Ok(())
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_with_a_wrong_length_is_shown_whole_and_the_length_is_blamed_by_name() {
    let right = picture().len();
    for length in [right + 48, right + 1, right - 1, right - 48, right / 2, 5] {
        for closes in [true, false] {
            let address = snapshot(length, closes);
            let gateway = start(&yard(address, "")).await;
            let response = gateway.get(IMAGE).await;
            assert_eq!(text(response.headers(), "x-mullion-mended"), "content-length", "{length} {closes}");
            assert_eq!(text(response.headers(), "content-length"), right.to_string());
            assert!(response.bytes().await.unwrap() == picture());
        }
        let url = format!("http://{}/", snapshot(length, true));
        let Said { probe, diagnosis } = said(&url, &[]);
        for said in [&probe, &diagnosis] {
            let code = (&said["code"], &said["blame"]);
            assert_eq!(code, (&"content-length-wrong".into(), &"camera".into()), "{length}: {said}");
            assert!(said.to_string().contains(&format!("it says {length} bytes")), "{said}");
        }
        assert_eq!(of_type(&lines(&run(&["probe", "--json", &url], b"")), "frame").len(), 1, "{length}");
    }
}

#[test]
fn a_snapshot_with_the_right_length_is_no_fault() {
    for closes in [true, false] {
        let url = format!("http://{}/", snapshot(picture().len(), closes));
        assert_eq!(said(&url, &[]).diagnosis["code"], "single-picture");
        let probed = lines(&run(&["probe", "--json", &url], b""));
        assert!(of_type(&probed, "error").is_empty(), "{probed:?}");
    }
}

#[test]
fn a_page_with_a_wrong_length_is_called_by_its_words() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n";
    let (address, _) = tcp::fixed(format!("{head}<html>No camera</html>"));
    let Said { probe, .. } = said(&format!("http://{address}/"), &[]);
    assert_eq!((&probe["code"], &probe["blame"]), (&"not-video".into(), &"camera".into()));
    assert!(probe.to_string().contains("No camera"), "{probe}");
}

#[test]
fn an_answer_without_content_is_said_to_be_empty() {
    let (address, _) = tcp::fixed("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 0\r\n\r\n");
    let Said { probe, diagnosis } = said(&format!("http://{address}/"), &[]);
    for said in [&probe, &diagnosis] {
        assert_eq!((&said["code"], &said["blame"]), (&"empty".into(), &"camera".into()), "{said}");
    }
}
