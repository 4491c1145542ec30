//! Places: how many streams, requests and connections the gateway has, and when they come free.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::io::Write as _;
use std::net::TcpStream as StdStream;
use std::sync::mpsc;

use reqwest::StatusCode;
use support::gateway::{start, yard};
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
