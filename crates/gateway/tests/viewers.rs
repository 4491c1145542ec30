//! Viewers that take nothing, take little, or never ask: over real sockets.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::io::Write as _;
use std::time::Duration;

use reqwest::StatusCode;
use support::gateway::{Running, start, yard};
use support::{part, picture, tcp};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

const VIDEO: &str = "/cameras/yard/axis-cgi/mjpg/video.cgi";
const HEAD: &str = "HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n";

/// A camera that sends pictures as fast as they are taken.
fn eager() -> std::net::SocketAddr {
    let (address, _) = tcp::serve(|_, stream| {
        stream.write_all(HEAD.as_bytes())?;
        loop {
            stream.write_all(&part(&picture()))?;
        }
    });
    address
}

/// A viewer that has asked for `path`, whose system takes little by itself.
async fn asking(gateway: &Running, path: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut stream = socket.connect(gateway.address).await.unwrap();
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").as_bytes()).await.unwrap();
    stream
}

/// Waits for the gateway to end the connection, reading nothing of it.
async fn cut(stream: &TcpStream) {
    // Bytes are there to be read the whole time; an error tells of the end.
    let ended = async {
        while stream.take_error().unwrap().is_none() {
            stream.ready(tokio::io::Interest::ERROR).await.unwrap();
        }
    };
    tokio::time::timeout(Duration::from_secs(30), ended).await.unwrap();
}

#[tokio::test]
async fn a_viewer_that_reads_nothing_gives_its_place_to_the_next() {
    let limits = "[limits]\nviewer_seconds = 1\nstreams_per_camera = 1\n";
    let gateway = start(&format!("{limits}{}", yard(eager(), ""))).await;
    let idle = asking(&gateway, VIDEO).await;
    idle.readable().await.unwrap();
    cut(&idle).await;
    assert_eq!(gateway.get(VIDEO).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_viewer_that_takes_no_file_is_let_go_as_well() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("index.html"), vec![b' '; 8 << 20]).unwrap();
    let limits = "[limits]\nviewer_seconds = 1\nconnections = 1\n";
    let gateway = start(&format!("app = {:?}\n{limits}", folder.path().to_str().unwrap())).await;
    let idle = asking(&gateway, "/index.html").await;
    idle.readable().await.unwrap();
    cut(&idle).await;
    // Its place is free as soon as its connection has been put away.
    while gateway.get("/api/cameras").await.status() == StatusCode::SERVICE_UNAVAILABLE {}
}

#[tokio::test]
async fn a_slow_viewer_that_goes_on_reading_stays() {
    let gateway = start(&format!("[limits]\nviewer_seconds = 1\n{}", yard(eager(), ""))).await;
    let mut slow = asking(&gateway, VIDEO).await;
    let mut some = vec![0; 4096];
    // Three times as long as a viewer may take nothing, and never as much as the camera sends.
    let mut ticks = tokio::time::interval(Duration::from_millis(100));
    for _ in 0..30 {
        ticks.tick().await;
        slow.read_exact(&mut some).await.unwrap();
    }
}

#[tokio::test]
async fn a_viewer_that_takes_next_to_nothing_gives_its_place_to_the_next() {
    let limits = "[limits]\nviewer_seconds = 5\nstreams_per_camera = 1\n";
    let gateway = start(&format!("{limits}{}", yard(eager(), ""))).await;
    let mut drip = asking(&gateway, VIDEO).await;
    // 1.2 kB a second: there is progress in any five seconds, and too little of it.
    let mut some = [0; 120];
    let mut ticks = tokio::time::interval(Duration::from_millis(100));
    let ended = async {
        loop {
            ticks.tick().await;
            if drip.read_exact(&mut some).await.is_err() {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), ended).await.unwrap();
    assert_eq!(gateway.get(VIDEO).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn one_address_has_so_many_connections() {
    let gateway = start("[limits]\nconnections_per_address = 2\n").await;
    let mut open = Vec::new();
    for _ in 0..2 {
        let mut stream = asking(&gateway, "/api/cameras").await;
        let mut some = [0; 15];
        stream.read_exact(&mut some).await.unwrap();
        assert_eq!(&some, b"HTTP/1.1 200 OK");
        open.push(stream);
    }
    let refused = (StatusCode::SERVICE_UNAVAILABLE, "too-many-connections".to_owned());
    assert_eq!(gateway.refusal("/api/cameras").await, refused);
    // Another address, of the same machine.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.2:0".parse().unwrap()).unwrap();
    let mut other = socket.connect(gateway.address).await.unwrap();
    other.write_all(b"GET /api/cameras HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").await.unwrap();
    let mut some = [0; 15];
    other.read_exact(&mut some).await.unwrap();
    assert_eq!(&some, b"HTTP/1.1 200 OK");
}

#[tokio::test]
async fn a_connection_without_a_complete_request_is_closed() {
    let gateway = start("[limits]\nrequest_seconds = 1\n").await;
    let silent = TcpStream::connect(gateway.address).await.unwrap();
    let mut half = TcpStream::connect(gateway.address).await.unwrap();
    half.write_all(b"GET / HTTP/1.1\r\nHost: 127").await.unwrap();
    let mut kept = asking(&gateway, "/api/cameras").await;
    kept.read_exact(&mut [0; 15]).await.unwrap();
    for mut stream in [silent, half, kept] {
        let mut rest = Vec::new();
        let end = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut rest)).await.unwrap();
        assert!(end.is_ok(), "the connection ends in good order");
    }
}
