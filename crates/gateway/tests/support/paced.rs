//! A camera that sends numbered pictures at a steady rate, and a viewer on a slow line.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use mjpeg::{Event, Limits, Parser};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::{Instant, interval, sleep_until};

use super::picture;

/// Pictures a second.
pub(crate) const RATE: u32 = 25;

/// A camera whose pictures are as large as a real one's.
pub(crate) struct Paced {
    pub(crate) address: SocketAddr,
    /// Of one picture.
    pub(crate) length: usize,
    newest: Arc<AtomicU32>,
}

impl Paced {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let comment = [&[0xff, 0xfe, 0x9c, 0x42][..], &[b' '; 40_000]].concat();
        let jpeg = [&[0xff, 0xd8], &comment[..], &picture()[2..]].concat();
        let (length, newest) = (jpeg.len(), Arc::new(AtomicU32::new(0)));
        let number = Arc::clone(&newest);
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let (jpeg, number) = (jpeg.clone(), Arc::clone(&number));
                tokio::spawn(async move {
                    stream.read_buf(&mut Vec::new()).await.unwrap();
                    let head =
                        "HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n";
                    stream.write_all(head.as_bytes()).await.unwrap();
                    let mut ticks = interval(Duration::from_secs(1) / RATE);
                    loop {
                        ticks.tick().await;
                        let head = format!(
                            "--b\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\nX-Number: {}\r\n\r\n",
                            jpeg.len(),
                            number.fetch_add(1, Ordering::Relaxed) + 1,
                        );
                        let part = [head.as_bytes(), &jpeg, b"\r\n"].concat();
                        if stream.write_all(&part).await.is_err() {
                            return;
                        }
                    }
                });
            }
        });
        Self { address, length, newest }
    }

    /// Half of what the camera sends, in bytes a second.
    pub(crate) fn half_rate(&self) -> f64 {
        (self.length as u64 * u64::from(RATE)) as f64 / 2.0
    }

    /// Reads as a line of this many bytes a second brings it. For each picture that is shown: how many
    /// pictures the camera was ahead by then.
    pub(crate) async fn lags(&self, stream: &mut TcpStream, rate: f64, seconds: u64) -> Vec<u32> {
        let (begun, mut read, mut lags, mut last) = (Instant::now(), 0.0, Vec::new(), 0);
        let mut parser = Parser::new(Some("multipart/x-mixed-replace; boundary=b"), Limits::default());
        let mut some = vec![0; 4096];
        while begun.elapsed() < Duration::from_secs(seconds) {
            let length = stream.read(&mut some).await.unwrap();
            assert!(length > 0);
            read += length as f64;
            sleep_until(begun + Duration::from_secs_f64(read / rate)).await;
            parser.push(&some[..length]);
            while let Some(event) = parser.next_event() {
                let Event::Frame(frame) = event else { continue };
                let field = frame.headers().get("x-number").unwrap();
                let number: u32 = std::str::from_utf8(field.as_ref()).unwrap().parse().unwrap();
                assert!(number > last, "picture {number} after {last}");
                last = number;
                lags.push(self.newest.load(Ordering::Relaxed) - number);
            }
        }
        lags
    }
}

/// A viewer of `path` whose system keeps little: what a long line holds, not what a machine has room for.
pub(crate) async fn slow_viewer(server: SocketAddr, path: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(32 << 10).unwrap();
    let mut stream = socket.connect(server).await.unwrap();
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").as_bytes()).await.unwrap();
    stream
}

/// The lag that so many of all are at most.
pub(crate) fn at(lags: &[u32], part: f64) -> u32 {
    let mut lags = lags.to_vec();
    lags.sort_unstable();
    lags[((lags.len() - 1) as f64 * part) as usize]
}
