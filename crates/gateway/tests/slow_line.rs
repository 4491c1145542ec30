//! A viewer on a line of half the stream's rate: fewer pictures, never old ones.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use mjpeg::{Event, Limits, Parser};
use support::gateway::{Running, start, yard};
use support::picture;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::{Instant, interval, sleep_until};

const VIDEO: &str = "/cameras/yard/axis-cgi/mjpg/video.cgi";
const RATE: u64 = 25;

/// A camera that stamps each picture with the time.
async fn stamping() -> (std::net::SocketAddr, usize) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    // As large as a real one, by a comment.
    let comment = [&[0xff, 0xfe, 0x9c, 0x42][..], &[b' '; 40_000]].concat();
    let jpeg = [&[0xff, 0xd8], &comment[..], &picture()[2..]].concat();
    let length = jpeg.len();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let jpeg = jpeg.clone();
            tokio::spawn(async move {
                stream.read_buf(&mut Vec::new()).await.unwrap();
                let head = "HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n";
                stream.write_all(head.as_bytes()).await.unwrap();
                let mut ticks = interval(Duration::from_millis(1000 / RATE));
                loop {
                    ticks.tick().await;
                    let head = format!(
                        "--b\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\nX-Timestamp: {:.6}\r\n\r\n",
                        jpeg.len(),
                        now()
                    );
                    let part = [head.as_bytes(), &jpeg, b"\r\n"].concat();
                    if stream.write_all(&part).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    (address, length)
}

fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64()
}

async fn viewer(gateway: &Running) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    // What a long line holds, not what a machine has room for.
    socket.set_recv_buffer_size(32 << 10).unwrap();
    let mut stream = socket.connect(gateway.address).await.unwrap();
    stream.write_all(format!("GET {VIDEO} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").as_bytes()).await.unwrap();
    stream
}

/// Ages of the pictures, in seconds, as a line of this many bytes a second brings them.
async fn ages(stream: &mut TcpStream, rate: f64, seconds: u64) -> Vec<f64> {
    let (begun, mut read, mut ages) = (Instant::now(), 0.0, Vec::new());
    let mut parser = Parser::new(Some("multipart/x-mixed-replace; boundary=b"), Limits::default());
    let mut some = vec![0; 4096];
    while begun.elapsed() < Duration::from_secs(seconds) {
        let length = stream.read(&mut some).await.unwrap();
        assert!(length > 0);
        read += length as f64;
        sleep_until(begun + Duration::from_secs_f64(read / rate)).await;
        parser.push(&some[..length]);
        while let Some(event) = parser.next_event() {
            if let Event::Frame(frame) = event {
                ages.push(now() - frame.headers().timestamp(now()).unwrap().certain().unwrap());
            }
        }
    }
    ages
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_line_shows_fewer_pictures_and_no_old_ones() {
    let (address, length) = stamping().await;
    let gateway = start(&yard(address, "")).await;
    let rate = (length as u64 * RATE) as f64 / 2.0;
    let seconds = std::env::var("SLOW_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(12);
    let mut ages = ages(&mut viewer(&gateway).await, rate, seconds).await;
    let last = *ages.last().unwrap();
    let shown = ages.len();
    ages.sort_by(f64::total_cmp);
    let at = |part: f64| ages[((ages.len() - 1) as f64 * part) as usize];
    println!("{shown} pictures, age p50 {:.2} s, p99 {:.2} s, of the last {last:.2} s", at(0.5), at(0.99));
    // A picture takes 80 ms on that line. Without the gate and the short queues the last is as old
    // as half the time that passed.
    assert!(last < 3.0, "the last picture is {last} s old after {seconds} s");
    assert!(shown as u64 > seconds * RATE / 4, "{shown} pictures");
}
