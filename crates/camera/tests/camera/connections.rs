//! Connections: kept, limited, timed out, ended.

use std::time::Duration;

use camera::{Camera, Options};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::client::{read_head, start, status_of, within};

#[tokio::test]
async fn a_connection_is_kept_for_further_requests() {
    let camera = start(Options::default()).await;
    let mut socket = camera.connect().await;
    for _ in 0..3 {
        socket.write_all(b"GET /axis-cgi/usergroup.cgi HTTP/1.1\r\nHost: c\r\n\r\n").await.unwrap();
        let head = read_head(&mut socket).await;
        assert_eq!(status_of(&head), 200);
        let mut body = vec![0; "anonymous\r\nviewer\r\n".len()];
        within("the body", socket.read_exact(&mut body)).await.unwrap();
        assert_eq!(body, b"anonymous\r\nviewer\r\n");
    }
    assert_eq!(camera.handle.snapshot().connections_accepted, 1);
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let camera = start(Options { idle_timeout: Duration::from_millis(1), ..Options::default() }).await;
    let mut socket = camera.connect().await;
    let mut nothing = Vec::new();
    within("the camera to close", socket.read_to_end(&mut nothing)).await.unwrap();
    assert!(nothing.is_empty());
}

#[tokio::test]
async fn too_many_connections_are_closed_at_once() {
    let camera = start(Options { max_connections: 1, ..Options::default() }).await;
    let first = camera.connect().await;
    within("the first connection", camera.handle.wait_for(|now| now.connections == 1)).await;
    let mut second = camera.connect().await;
    let mut nothing = Vec::new();
    let _ = within("the second to be closed", second.read_to_end(&mut nothing)).await;
    assert!(nothing.is_empty());
    drop(first);
    within("the first to be gone", camera.handle.wait_for(|now| now.connections == 0)).await;
    assert_eq!(camera.get("/axis-cgi/usergroup.cgi").await.status, 200);
}

#[tokio::test]
async fn what_is_no_request_is_refused() {
    let camera = start(Options::default()).await;
    assert_eq!(camera.request("nonsense\r\n\r\n").await.status, 400);
    let endless = format!("GET / HTTP/1.1\r\nX: {}", "x".repeat(20 << 10));
    assert_eq!(camera.request(&endless).await.status, 431);
    let large = "POST /axis-cgi/param.cgi HTTP/1.1\r\nContent-Length: 70000\r\n\r\n";
    assert_eq!(camera.request(large).await.status, 413);
    let chunked = "POST /axis-cgi/param.cgi HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    assert_eq!(camera.request(chunked).await.status, 411);
    let deleted = "DELETE /axis-cgi/param.cgi HTTP/1.1\r\nConnection: close\r\n\r\n";
    assert_eq!(camera.request(deleted).await.status, 405);
    assert_eq!(camera.get("/etc/passwd").await.status, 404);
}

#[tokio::test]
async fn a_client_that_leaves_is_noticed_at_once() {
    let camera = start(Options::default()).await;
    // A stream of a frame a second would not notice by writing.
    let stream = camera.open("/axis-cgi/mjpg/video.cgi?resolution=160x90&fps=1").await;
    within("the stream", camera.handle.wait_for(|now| now.streams == 1)).await;
    drop(stream);
    within("its end", camera.handle.wait_for(|now| now.streams == 0 && now.connections == 0)).await;
}

#[tokio::test]
async fn stopping_ends_open_streams() {
    let camera = start(Options::default()).await;
    let mut stream = camera.open("/axis-cgi/mjpg/video.cgi?resolution=160x90").await;
    stream.take(1).await;
    let handle = camera.handle.clone();
    camera.stop().await;
    stream.rest().await;
    within("everything to end", handle.wait_for(|now| now.streams == 0 && now.encoders == 0)).await;
}

#[tokio::test]
async fn a_camera_that_cannot_be_set_up_says_why() {
    let nobody = Options { anonymous: false, ..Options::default() };
    let error = Camera::bind(nobody).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    assert!(error.to_string().contains("nobody could watch"));
    let first = Camera::bind(Options::default()).await.unwrap();
    let taken = Options { listen: first.local_addr().unwrap(), ..Options::default() };
    assert_eq!(Camera::bind(taken).await.unwrap_err().kind(), std::io::ErrorKind::AddrInUse);
}
