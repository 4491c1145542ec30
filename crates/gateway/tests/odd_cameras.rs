//! Cameras whose answers mean nothing in one place and are good in all others: played as browsers
//! play them, or named.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::io::Write as _;
use std::net::SocketAddr;

use reqwest::StatusCode;
use support::gateway::{start, text, yard};
use support::{lines, of_type, part, picture, run, tcp};

const IMAGE: &str = "/cameras/yard/axis-cgi/jpg/image.cgi";
const VIDEO: &str = "/cameras/yard/axis-cgi/mjpg/video.cgi";

/// A camera whose stream of three pictures comes with these header fields.
fn stream(status: &'static str, fields: &'static str) -> SocketAddr {
    let (address, _) = tcp::serve(move |_, stream| {
        let head = format!("{status}\r\nContent-Type: multipart/x-mixed-replace;boundary=b\r\n{fields}\r\n");
        stream.write_all(head.as_bytes())?;
        (0..3).try_for_each(|_| stream.write_all(&part(&picture())))
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn a_length_that_means_nothing_keeps_no_stream_from_anybody() {
    for fields in [
        "Content-Length: -1\r\n",
        "Content-Length: \r\n",
        "Content-Length: unknown\r\n",
        "Content-Length: +99999999999\r\n",
        "Content-Length: 99999999999999999999999\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: 0\r\n",
        "content-length : -1\r\nConnection: close\r\n",
    ] {
        let address = stream("HTTP/1.1 200 OK", fields);
        let gateway = start(&yard(address, "")).await;
        let response = gateway.get(VIDEO).await;
        assert_eq!(response.status(), StatusCode::OK, "{fields:?}");
        assert!(response.bytes().await.unwrap() == part(&picture()).repeat(3), "{fields:?}");
        let probed = run(&["probe", "--json", &format!("http://{address}/")], b"");
        assert_eq!(of_type(&lines(&probed), "frame").len(), 3, "{fields:?}");
        assert_eq!(probed.status.code(), Some(0), "{fields:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_means_nothing_keeps_no_stream_from_anybody() {
    for status in ["ICY 200 OK", "HTTP/2.0 200 OK", "\r\nHTTP/1.0 200"] {
        let gateway = start(&yard(stream(status, ""), "")).await;
        let response = gateway.get(VIDEO).await;
        assert_eq!(response.status(), StatusCode::OK, "{status}");
        assert!(response.bytes().await.unwrap() == part(&picture()).repeat(3), "{status}");
    }
}

/// A camera whose picture comes with a length that is too large by 48; it then closes the
/// connection or keeps it open.
fn snapshot(closes: bool) -> SocketAddr {
    let (address, _) = tcp::serve(move |_, stream| {
        let jpeg = picture();
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n",
            jpeg.len() + 48
        );
        stream.write_all(&[head.as_bytes(), &jpeg].concat())?;
        if !closes {
            tcp::hold(stream);
        }
        Ok(())
    });
    address
}

#[tokio::test]
async fn a_whole_picture_is_given_with_its_own_length() {
    for closes in [true, false] {
        let address = snapshot(closes);
        let gateway = start(&format!("{}\n[proxy]\nhosts = [\"127.0.0.1\"]\n", yard(address, ""))).await;
        for path in [IMAGE.to_owned(), format!("/proxy/http://{address}/jpg/image.jpg")] {
            let response = gateway.get_with(&path, &[("sec-fetch-site", "same-origin")]).await;
            assert_eq!(text(response.headers(), "content-length"), picture().len().to_string());
            assert_eq!(text(response.headers(), "x-mullion-mended"), "content-length");
            assert!(response.bytes().await.unwrap() == picture());
        }
    }
}

#[test]
fn a_probe_blames_the_camera_for_the_length_and_misses_nothing_of_the_picture() {
    let probed = run(&["probe", "--json", &format!("http://{}/", snapshot(true))], b"");
    let lines = lines(&probed);
    assert_eq!(of_type(&lines, "frame").len(), 1);
    let text = String::from_utf8_lossy(&probed.stdout).into_owned();
    assert!(text.contains("content-length-wrong") && !text.contains("connection-broken"), "{text}");
    assert!(!text.contains("network"), "{text}");
    assert_eq!(probed.status.code(), Some(0));
}

#[tokio::test]
async fn a_picture_that_is_cut_off_is_not_called_whole() {
    let (address, _) = tcp::serve(|_, stream| {
        let jpeg = picture();
        let head =
            format!("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n", jpeg.len());
        stream.write_all(&[head.as_bytes(), &jpeg[..jpeg.len() / 2]].concat())
    });
    let gateway = start(&yard(address, "")).await;
    assert!(gateway.get(IMAGE).await.bytes().await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_single_picture_of_the_right_length_needs_no_end_marker_to_be_probed_and_recorded() {
    let unmarked = || picture()[..picture().len() - 2].to_vec();
    let with_length = format!("Content-Length: {}\r\n\r\n", unmarked().len()).into_bytes();
    let in_chunks = format!("Transfer-Encoding: chunked\r\n\r\n{:x}\r\n", unmarked().len()).into_bytes();
    let answers =
        [[with_length, unmarked()].concat(), [in_chunks, unmarked(), b"\r\n0\r\n\r\n".to_vec()].concat()];
    let folder = tempfile::tempdir().unwrap();
    for (number, answer) in answers.into_iter().enumerate() {
        let head = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n";
        let (address, _) = tcp::fixed([&head[..], &answer].concat());
        let url = format!("http://{address}/");
        let probed = run(&["probe", "--json", &url], b"");
        let said = lines(&probed);
        let frames = of_type(&said, "frame");
        assert_eq!(probed.status.code(), Some(0), "{probed:?}");
        assert_eq!((frames.len(), &frames[0]["complete"]), (1, &serde_json::json!(false)));
        let file = folder.path().join(format!("{number}.mkv"));
        let recorded = run(&["record", &url, "--duration", "1", "-o", file.to_str().unwrap()], b"");
        assert!(recorded.status.success(), "{recorded:?}");
        let hashes = support::recorded::hashes(&std::fs::read(&file).unwrap());
        assert!(
            !hashes.is_empty() && hashes.iter().all(|hash| *hash == support::recorded::hash(&unmarked()))
        );
    }
    // Where nothing says how long it is, it may have been cut off.
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n";
    let (address, _) = tcp::fixed([&head[..], &unmarked()].concat());
    let probed = run(&["probe", "--json", &format!("http://{address}/")], b"");
    assert_eq!(probed.status.code(), Some(2), "{probed:?}");
    // The same answer in a file.
    let saved = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n",
        unmarked().len()
    );
    let saved = [saved.as_bytes(), &unmarked()].concat();
    for (length, status) in [(saved.len(), 0), (saved.len() - 1, 2)] {
        assert_eq!(run(&["probe", "--json", "-"], &saved[..length]).status.code(), Some(status));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gateway_tells_a_viewer_the_length_of_a_picture_only_where_the_camera_did_or_the_picture_is_whole()
 {
    let unmarked = picture()[..picture().len() - 2].to_vec();
    for (picture, has_length, is_told) in
        [(&unmarked, true, true), (&unmarked, false, false), (&picture(), false, true)]
    {
        let length =
            if has_length { format!("Content-Length: {}\r\n", picture.len()) } else { String::new() };
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n{length}\r\n");
        let (address, _) = tcp::fixed([head.as_bytes(), picture].concat());
        let gateway = start(&yard(address, "")).await;
        let response = gateway.get(IMAGE).await;
        let told = response.content_length();
        assert_eq!(told, is_told.then_some(picture.len() as u64), "{has_length}");
        assert!(response.bytes().await.unwrap() == picture[..], "{has_length}");
    }
}
