//! One viewer's or camera's trouble stays its own: the relay between a simulated camera and its viewers.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::io;
use std::net::SocketAddr;

use camera::{Camera, Fault, Handle, Options};
use mjpeg::{Event, Limits, Parser};
use reqwest::{Response, StatusCode};
use support::gateway::{Running, start, text, yard};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

const VIDEO: &str = "/cameras/yard/axis-cgi/mjpg/video.cgi?resolution=320x240&fps=25";

struct Site {
    camera: Handle,
    address: SocketAddr,
    /// Ends the camera.
    end: DropGuard,
    serving: JoinHandle<io::Result<()>>,
}

impl Site {
    /// Ends the camera and waits until nothing of it listens any more; gives its address free.
    async fn end(self) -> SocketAddr {
        drop(self.end);
        self.serving.await.unwrap().unwrap();
        self.address
    }
}

async fn camera(listen: Option<SocketAddr>) -> Site {
    let options = Options::default();
    let listen = listen.unwrap_or(options.listen);
    let camera = Camera::bind(Options { listen, ..options }).await.unwrap();
    let (handle, address) = (camera.handle(), camera.local_addr().unwrap());
    let end = CancellationToken::new();
    let serving = tokio::spawn(camera.serve(end.clone().cancelled_owned()));
    Site { camera: handle, address, end: end.drop_guard(), serving }
}

/// A viewer that reads frames.
struct Viewer {
    response: Response,
    parser: Parser,
}

impl Viewer {
    async fn open(gateway: &Running) -> Self {
        let response = gateway.get(VIDEO).await;
        assert_eq!(response.status(), StatusCode::OK);
        let parser = Parser::new(Some(text(response.headers(), "content-type")), Limits::default());
        Self { response, parser }
    }

    /// So many more frames, or fewer if the stream ends or breaks off.
    async fn frames(&mut self, count: usize) -> usize {
        let mut frames = 0;
        while frames < count {
            let Ok(Some(chunk)) = self.response.chunk().await else { break };
            self.parser.push(&chunk);
            while let Some(event) = self.parser.next_event() {
                frames += usize::from(matches!(event, Event::Frame(_)));
            }
        }
        frames
    }
}

/// A viewer that has asked and reads nothing.
async fn lazy(gateway: &Running, further: &str) -> TcpStream {
    let mut stream = TcpStream::connect(gateway.address).await.unwrap();
    stream
        .write_all(format!("GET {VIDEO}{further} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").as_bytes())
        .await
        .unwrap();
    let mut first = [0; 15];
    stream.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 200 OK");
    stream
}

#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_that_takes_nothing_keeps_no_frame_from_another() {
    let site = camera(None).await;
    let gateway = start(&yard(site.address, "")).await;
    let mut others = Vec::new();
    for _ in 0..3 {
        others.push(lazy(&gateway, "").await);
    }
    let mut viewer = Viewer::open(&gateway).await;
    assert_eq!(viewer.frames(50).await, 50);
    assert_eq!(site.camera.snapshot().streams, 1, "all viewers share a stream");
}

#[tokio::test(flavor = "multi_thread")]
async fn viewers_that_vanish_let_go_of_the_camera_and_disturb_nobody() {
    let site = camera(None).await;
    let gateway = start(&format!("[limits]\nlinger_seconds = 0\n{}", yard(site.address, ""))).await;
    let mut viewer = Viewer::open(&gateway).await;
    for _ in 0..5 {
        let gone = lazy(&gateway, "&compression=50").await;
        site.camera.wait_for(|camera| camera.streams == 2).await;
        gone.set_zero_linger().unwrap();
        drop(gone);
        site.camera.wait_for(|camera| camera.streams == 1 && camera.connections == 1).await;
    }
    assert_eq!(viewer.frames(10).await, 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_that_dies_frees_every_place_and_is_found_again() {
    let mut site = camera(None).await;
    let settings = format!("[limits]\nstreams_per_camera = 4\nstreams = 4\n{}", yard(site.address, ""));
    let gateway = start(&settings).await;
    for _ in 0..3 {
        let mut viewers = Vec::new();
        for _ in 0..4 {
            viewers.push(Viewer::open(&gateway).await);
        }
        let address = site.end().await;
        for viewer in &mut viewers {
            // Whatever had been sent, and then no end of a stream but an error.
            viewer.frames(usize::MAX).await;
        }
        site = camera(Some(address)).await;
    }
    assert_eq!(Viewer::open(&gateway).await.frames(3).await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_in_trouble_does_not_slow_the_one_beside_it() {
    let (ill, well) = (camera(None).await, camera(None).await);
    let settings = yard(well.address, "") + &yard(ill.address, "").replace("yard", "door");
    let gateway = start(&settings).await;
    let mut beside = Vec::new();
    for fault in [
        Fault::Stall { after: 0 },
        Fault::EndlessPart { after: 1 },
        Fault::Huge { bytes: 50 << 20, after: 1 },
        Fault::EndlessHead,
    ] {
        ill.camera.set_fault(fault);
        let mut stream = TcpStream::connect(gateway.address).await.unwrap();
        let target = VIDEO.replace("yard", "door");
        let request = format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        beside.push(stream);
        assert_eq!(Viewer::open(&gateway).await.frames(25).await, 25, "{fault}");
    }
}
