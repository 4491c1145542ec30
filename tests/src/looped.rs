//! A camera that sends the same pictures again and again, for measuring what it costs to show them.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Result;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until};

use crate::clock::monotonic;
use crate::server::Server;

/// Sends its stream at any path but those of its pages, until it is dropped. It costs next to
/// nothing itself: pictures are made and framed once.
#[derive(Debug)]
pub struct Looped {
    server: Server,
    shared: Arc<Shared>,
}

/// A page beside the stream.
#[derive(Clone, Copy, Debug)]
pub struct PlainPage {
    /// From the first slash.
    pub path: &'static str,
    /// What is there.
    pub html: &'static str,
}

/// A picture that has left.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Sent {
    /// When its first byte did, by [`monotonic`].
    pub at: Duration,
    /// Its place among the pictures.
    pub picture: usize,
    /// On which stream, counted from 1.
    pub stream: u64,
}

#[derive(Debug)]
struct Shared {
    parts: Vec<Vec<u8>>,
    pages: &'static [PlainPage],
    /// Between two pictures, microseconds; 0 for as fast as they are taken.
    period: AtomicU64,
    streams: AtomicU64,
    sent: Mutex<VecDeque<Sent>>,
}

/// Of the pictures sent, the last so many are remembered.
const REMEMBERED: usize = 4096;

impl Looped {
    /// Serves `pictures` (whole JPEGs) `rate` times a second to everybody who asks; at rate 0 as
    /// fast as they are taken.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn start(pictures: &[Vec<u8>], rate: f64, pages: &'static [PlainPage]) -> Result<Self> {
        let parts = pictures.iter().map(|picture| part(picture)).collect();
        let (period, streams) = (AtomicU64::new(0), AtomicU64::new(0));
        let shared = Arc::new(Shared { parts, pages, period, streams, sent: Mutex::default() });
        let ours = Arc::clone(&shared);
        let answer = move |connection| {
            let shared = Arc::clone(&shared);
            async move { shared.serve(connection).await }
        };
        let looped = Self { server: Server::start(answer).await?, shared: ours };
        looped.set_rate(rate);
        Ok(looped)
    }

    /// Pictures a second from now on, on all connections; 0 for as fast as they are taken.
    pub fn set_rate(&self, rate: f64) {
        let period = if rate > 0.0 { Duration::from_secs_f64(1.0 / rate) } else { Duration::ZERO };
        let micros = u64::try_from(period.as_micros()).unwrap_or(u64::MAX);
        self.shared.period.store(micros, Ordering::Relaxed);
    }

    /// What was sent on all streams, the oldest first.
    #[must_use]
    pub fn sent(&self) -> Vec<Sent> {
        self.shared.sent.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect()
    }

    /// Where it is, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.server.address)
    }
}

impl Shared {
    async fn serve(&self, connection: TcpStream) -> Result<()> {
        connection.set_nodelay(true)?;
        let mut connection = BufReader::new(connection);
        let mut request = String::new();
        connection.read_line(&mut request).await?;
        let mut field = String::from("x");
        while !field.trim().is_empty() {
            field.clear();
            connection.read_line(&mut field).await?;
        }
        let target = request.split(' ').nth(1).unwrap_or_default();
        let mut connection = connection.into_inner();
        if let Some(page) = self.pages.iter().find(|page| page.path == target) {
            let head =
                "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n\r\n";
            connection.write_all(&[head, page.html].concat().into_bytes()).await?;
            return Ok(connection.shutdown().await?);
        }
        // Browsers ask for it at any page that names none, and would take a stream for it.
        if target == "/favicon.ico" {
            let none = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            connection.write_all(none).await?;
            return Ok(connection.shutdown().await?);
        }
        connection.write_all(HEAD).await?;
        let stream = self.streams.fetch_add(1, Ordering::Relaxed) + 1;
        let mut due = Instant::now();
        for (picture, part) in self.parts.iter().enumerate().cycle() {
            sleep_until(due).await;
            self.note(Sent { at: monotonic(), picture, stream });
            connection.write_all(part).await?;
            // Who takes too long gets the next picture late, and none twice as fast afterwards.
            due = Instant::now().max(due + Duration::from_micros(self.period.load(Ordering::Relaxed)));
        }
        Ok(())
    }

    fn note(&self, one: Sent) {
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        if sent.len() == REMEMBERED {
            sent.pop_front();
        }
        sent.push_back(one);
    }
}

/// A part of the stream with its delimiter, as Axis cameras frame it.
fn part(picture: &[u8]) -> Vec<u8> {
    let head =
        format!("--myboundary\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n", picture.len());
    [head.as_bytes(), picture, b"\r\n"].concat()
}

const HEAD: &[u8] = b"HTTP/1.0 200 OK\r\nCache-Control: no-cache\r\nAccess-Control-Allow-Origin: *\r\n\
    Content-Type: multipart/x-mixed-replace; boundary=myboundary\r\n\r\n";

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;

    use super::*;

    #[tokio::test]
    async fn pictures_come_in_turn_and_what_was_sent_is_known() {
        let looped = Looped::start(&[b"one".to_vec(), b"two".to_vec()], 0.0, &[]).await.unwrap();
        let mut connection = TcpStream::connect(looped.server.address).await.unwrap();
        connection.write_all(b"GET /stream HTTP/1.1\r\n\r\n").await.unwrap();
        let mut text = String::new();
        while text.matches("one").count() < 2 {
            let mut some = [0; 64];
            let count = connection.read(&mut some).await.unwrap();
            text.push_str(std::str::from_utf8(&some[..count]).unwrap());
        }
        let (_, parts) = text.split_once("\r\n\r\n").unwrap();
        let wanted = "--myboundary\r\nContent-Type: image/jpeg\r\nContent-Length: 3\r\n\r\n";
        assert!(parts.starts_with(&format!("{wanted}one\r\n{wanted}two\r\n{wanted}one")), "{parts}");
        let pictures: Vec<usize> = looped.sent().iter().take(3).map(|sent| sent.picture).collect();
        assert_eq!(pictures, [0, 1, 0]);
    }
}
