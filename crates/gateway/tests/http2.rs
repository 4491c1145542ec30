//! https with HTTP/2, by a real client of it: many streams on one connection.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::sync::Arc;
use std::time::Duration;

use axum::http::{Request, Version};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty};
use hyper::body::Incoming;
use hyper::client::conn::http2::{self, SendRequest};
use hyper_util::rt::{TokioExecutor, TokioIo};
use mjpeg::{Event, Limits, Parser};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use support::conducted::{Conducted, LIMIT, large};
use support::gateway::{Running, start, yard};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

const VIDEO: &str = "/cameras/yard/axis-cgi/mjpg/video.cgi";
/// Of a client for one stream: less than two pictures.
const WINDOW: u32 = 100_000;

/// A gateway that speaks https, and its certificate.
struct Secured {
    gateway: Running,
    certificate: CertificateDer<'static>,
    _folder: tempfile::TempDir,
}

impl Secured {
    async fn start(limits: &str, cameras: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let pair = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let (file, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
        std::fs::write(&file, pair.cert.pem()).unwrap();
        std::fs::write(&key, pair.signing_key.serialize_pem()).unwrap();
        let tls = format!("[tls]\ncertificate = {file:?}\nkey = {key:?}\n");
        let gateway = start(&format!("[limits]\n{limits}\n{tls}{cameras}")).await;
        let certificate = CertificateDer::from_pem_slice(pair.cert.pem().as_bytes()).unwrap();
        Self { gateway, certificate, _folder: folder }
    }

    /// A connection on which the client offers these protocols.
    async fn connect(&self, protocols: &[&[u8]]) -> tokio_rustls::client::TlsStream<TcpStream> {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let mut config = builder.unwrap().with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
        let stream = TcpStream::connect(self.gateway.address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap()
    }

    /// A client of HTTP/2 on one connection.
    async fn client(&self) -> SendRequest<Empty<Bytes>> {
        let stream = self.connect(&[b"h2", b"http/1.1"]).await;
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
        let (client, connection) = http2::Builder::new(TokioExecutor::new())
            .initial_stream_window_size(WINDOW)
            .initial_connection_window_size(WINDOW * 20)
            .handshake(TokioIo::new(stream))
            .await
            .unwrap();
        tokio::spawn(connection);
        client
    }
}

/// A viewer on a stream of a connection that others share.
struct Viewer {
    body: Incoming,
    parser: Parser,
}

impl Viewer {
    async fn open(client: &mut SendRequest<Empty<Bytes>>) -> Self {
        client.ready().await.unwrap();
        let request = Request::get(format!("https://localhost{VIDEO}")).body(Empty::new()).unwrap();
        let response = client.send_request(request).await.unwrap();
        assert_eq!((response.status().as_u16(), response.version()), (200, Version::HTTP_2));
        let parser = Parser::new(Some("multipart/x-mixed-replace; boundary=b"), Limits::default());
        Self { body: response.into_body(), parser }
    }

    /// The number of the next picture after the camera's first, `None` if the stream was reset. It
    /// may not end.
    async fn next(&mut self) -> Option<u32> {
        loop {
            while let Some(event) = self.parser.next_event() {
                let Event::Frame(frame) = event else { continue };
                let field = frame.headers().get("x-number").unwrap();
                let number = std::str::from_utf8(field.as_ref()).unwrap().parse().unwrap();
                if number != u32::MAX {
                    return Some(number);
                }
            }
            let frame = tokio::time::timeout(LIMIT, self.body.frame()).await.unwrap();
            let data = frame.unwrap().ok()?.into_data().unwrap();
            self.parser.push(&data);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_viewers_share_one_connection_to_the_gateway() {
    let camera = Conducted::start().await;
    let secured = Secured::start("", &yard(camera.address, "")).await;
    let mut client = secured.client().await;
    let mut viewers = Vec::new();
    for _ in 0..20 {
        viewers.push(Viewer::open(&mut client).await);
    }
    for number in 0..10 {
        camera.send(&large(number));
        for viewer in &mut viewers {
            assert_eq!(viewer.next().await, Some(number));
        }
    }
    assert_eq!(camera.requests().len(), 1);
    // A name that the gateway does not know is refused here as well.
    let request = Request::get("https://evil.example/api/cameras").body(Empty::new()).unwrap();
    assert_eq!(client.send_request(request).await.unwrap().status(), 421);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_nobody_reads_stops_no_other_and_is_reset() {
    let camera = Conducted::start().await;
    let secured = Secured::start("viewer_seconds = 1", &yard(camera.address, "")).await;
    let mut client = secured.client().await;
    let mut unread = Viewer::open(&mut client).await;
    let mut read = Viewer::open(&mut client).await;
    let mut number = 0;
    // Until the gateway has reset it: what had arrived is there, and then an error. It is read only
    // at the end.
    let until = tokio::time::Instant::now() + Duration::from_secs(5);
    while tokio::time::Instant::now() < until {
        camera.send(&large(number));
        assert_eq!(read.next().await, Some(number));
        number += 1;
    }
    let mut last = None;
    while let Some(number) = unread.next().await {
        last = Some(number);
    }
    assert!(last < Some(5), "{last:?}: no more than the window holds");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_that_pauses_goes_on_with_the_newest_picture() {
    let camera = Conducted::start().await;
    let secured = Secured::start("", &yard(camera.address, "")).await;
    let mut client = secured.client().await;
    let mut paused = Viewer::open(&mut client).await;
    let mut read = Viewer::open(&mut client).await;
    for number in 0..100 {
        camera.send(&large(number));
        assert_eq!(read.next().await, Some(number));
    }
    // Time itself is the input: a viewer lags when a picture has waited for it for a fifth of a second.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut numbers = Vec::new();
    while numbers.last() != Some(&99) {
        numbers.push(paused.next().await.unwrap());
    }
    // The window, one picture in hand, and the newest.
    assert!(numbers.len() < 8, "{numbers:?}");
}

#[tokio::test]
async fn without_http_2_the_same_address_speaks_http_1() {
    let camera = Conducted::start().await;
    let secured = Secured::start("", &yard(camera.address, "")).await;
    let stream = secured.connect(&[]).await;
    let (mut client, connection) =
        hyper::client::conn::http1::handshake::<_, Empty<Bytes>>(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let request = Request::get(VIDEO).header("Host", "localhost").body(Empty::new()).unwrap();
    let mut response = client.send_request(request).await.unwrap();
    assert_eq!(response.version(), Version::HTTP_11);
    let chunk = tokio::time::timeout(LIMIT, response.frame()).await.unwrap().unwrap().unwrap();
    assert!(!chunk.into_data().unwrap().is_empty());
}
