//! One connection to a camera for all its viewers: over real sockets, with a camera that sends when
//! the test says so.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use mjpeg::{Event, Limits, Parser};
use reqwest::{Response, StatusCode};
use support::conducted::{Answer, Conducted, LIMIT, jpeg, large, part};
use support::gateway::{Running, start, text, yard};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const VIDEO: &str = "/cameras/yard/axis-cgi/mjpg/video.cgi";

#[tokio::test(flavor = "multi_thread")]
async fn fifty_viewers_of_one_setting_are_one_connection() {
    let camera = Conducted::start().await;
    let gateway = start(&yard(camera.address, "")).await;
    let mut viewers = Vec::new();
    for number in 0..50 {
        // However the setting is written.
        let query = if number % 2 == 0 { "resolution=640x480&fps=5" } else { "fps=5&resolution=640x480&t=1" };
        viewers.push(Viewer::open(&gateway, query).await);
    }
    for number in 0..3 {
        camera.picture(number);
        for viewer in &mut viewers {
            assert_eq!(viewer.next().await, number);
        }
    }
    assert_eq!(camera.requests().len(), 1, "{:?}", camera.requests());
    // The last one to leave ends it.
    viewers.truncate(1);
    camera.picture(3);
    assert_eq!(viewers[0].next().await, 3);
    assert_eq!(camera.open(), 1);
}

#[tokio::test]
async fn viewers_that_come_while_the_camera_is_asked_share_the_answer() {
    let camera = Conducted::start_with(Answer::Later).await;
    let gateway = Arc::new(start(&yard(camera.address, "")).await);
    let waiting: Vec<_> = (0..5).map(|_| tokio::spawn(Viewer::open_with(Arc::clone(&gateway), ""))).collect();
    camera.asked(1).await;
    camera.answer();
    for viewer in waiting {
        let mut viewer = viewer.await.unwrap();
        camera.picture(7);
        assert_eq!(viewer.next().await, 7);
    }
    assert_eq!(camera.requests().len(), 1);
}

#[tokio::test]
async fn a_refusal_goes_to_all_waiting_viewers_and_is_requested_once() {
    let camera = Conducted::start_with(Answer::Refusal).await;
    let gateway = Arc::new(start(&yard(camera.address, "")).await);
    let ask = |gateway: Arc<Running>| async move { gateway.refusal(VIDEO).await };
    let waiting: Vec<_> = (0..5).map(|_| tokio::spawn(ask(Arc::clone(&gateway)))).collect();
    camera.asked(1).await;
    // All five have asked when the gateway answers something that it was asked after them.
    gateway.get("/api/cameras").await;
    camera.answer();
    for refused in waiting {
        assert_eq!(refused.await.unwrap(), (StatusCode::SERVICE_UNAVAILABLE, "camera-busy".to_owned()));
    }
    assert!(camera.requests().len() <= 2, "{:?}", camera.requests());
}

#[tokio::test]
async fn when_the_first_viewer_leaves_before_the_answer_the_next_one_asks() {
    let camera = Conducted::start_with(Answer::Later).await;
    let gateway = Arc::new(start(&yard(camera.address, "")).await);
    let first = tokio::spawn(Viewer::open_with(Arc::clone(&gateway), ""));
    camera.asked(1).await;
    let second = tokio::spawn(Viewer::open_with(Arc::clone(&gateway), ""));
    gateway.get("/api/cameras").await;
    first.abort();
    camera.asked(2).await;
    camera.answer();
    let mut second = second.await.unwrap();
    camera.picture(1);
    assert_eq!(second.next().await, 1);
}

#[tokio::test]
async fn a_joining_viewer_gets_the_last_picture_at_once_with_its_age() {
    let camera = Conducted::start().await;
    let gateway = start(&yard(camera.address, "")).await;
    let mut first = Viewer::open(&gateway, "").await;
    for number in 0..3 {
        camera.picture(number);
        assert_eq!(first.next().await, number);
    }
    let mut second = Viewer::open(&gateway, "").await;
    // Without another word of the camera.
    assert_eq!(second.next().await, 2);
    let age: u64 = text(&second.headers, "x-mullion-age").parse().unwrap();
    assert!(age < 1_000, "{age} ms is no new picture");
    assert_eq!(text(&second.headers, "content-type"), "multipart/x-mixed-replace; boundary=b");
    assert_eq!(text(&second.headers, "content-length"), "");
    assert!(second.begin.starts_with(b"--b\r\n"), "{:?}", String::from_utf8_lossy(&second.begin[..20]));
    camera.picture(3);
    assert_eq!((first.next().await, second.next().await), (3, 3));
    assert_eq!(camera.requests().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_that_reads_nothing_keeps_no_picture_from_another() {
    let camera = Conducted::start().await;
    let gateway = start(&yard(camera.address, "")).await;
    let mut idle = TcpStream::connect(gateway.address).await.unwrap();
    let head = format!("GET {VIDEO} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/octet-stream\r\n\r\n");
    idle.write_all(head.as_bytes()).await.unwrap();
    camera.asked(1).await;
    let mut busy = Viewer::open(&gateway, "").await;
    // Ten times as much as the system keeps for the other.
    for number in 0..200 {
        camera.send(&large(number));
        assert_eq!(busy.next().await, number);
    }
    assert_eq!(camera.requests().len(), 1);
    // When it reads on, each picture tells how many were left out before it.
    let mut body = Vec::new();
    let count = |body: &[u8], name: &str| -> Vec<u64> {
        let text = String::from_utf8_lossy(body).into_owned();
        let values = text.split(name).skip(1).filter_map(|rest| rest.split_once("\r\n"));
        values.map(|(value, _)| value.parse().unwrap()).collect()
    };
    while count(&body, "X-Number: ").last() != Some(&199) {
        let read = tokio::time::timeout(LIMIT, idle.read_buf(&mut body)).await.unwrap();
        assert!(read.unwrap() > 0);
    }
    let given = count(&body, "X-Number: ").iter().filter(|number| **number < 200).count() as u64;
    let skipped: u64 = count(&body, "X-Mullion-Skipped: ").iter().sum();
    assert_eq!(given + skipped, 200, "{skipped} left out");
    assert!(skipped > 100);
}

#[tokio::test]
async fn octets_tell_of_each_picture_when_it_arrived_after_the_cameras_own_fields() {
    let camera = Conducted::start().await;
    let gateway = start(&yard(camera.address, "")).await;
    let octets = [("accept", "application/octet-stream")];
    let mut response = gateway.get_with(VIDEO, &octets).await;
    camera.asked(1).await;
    let (mut body, picture) = (Vec::new(), jpeg(0));
    let own =
        format!("--b\r\nContent-Type: image/jpeg\r\nX-Number: 7\r\nContent-Length: {}\r\n", picture.len());
    let position =
        |body: &[u8], wanted: &[u8]| body.windows(wanted.len()).position(|window| window == wanted);
    camera.picture(7);
    let (fields, rest) = loop {
        body.extend_from_slice(
            &tokio::time::timeout(LIMIT, response.chunk()).await.unwrap().unwrap().unwrap(),
        );
        let Some(begin) = position(&body, own.as_bytes()) else { continue };
        let after = &body[begin + own.len()..];
        let Some(end) = position(after, b"\r\n\r\n").filter(|end| after.len() >= end + 4 + picture.len())
        else {
            continue;
        };
        break (std::str::from_utf8(&after[..end]).unwrap(), &after[end + 4..]);
    };
    assert!(rest.starts_with(&picture), "the camera's own bytes");
    let arrived: u128 = fields.strip_prefix("X-Mullion-Arrived: ").unwrap().parse().unwrap();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis();
    assert!(now.abs_diff(arrived) < 30_000, "{arrived}");
}

#[tokio::test]
async fn each_setting_is_a_connection_until_there_are_as_many_as_may_be() {
    let camera = Conducted::start().await;
    let gateway = start(&yard(camera.address, "max_encodings = 2")).await;
    let _small = Viewer::open(&gateway, "resolution=320x240").await;
    let _large = Viewer::open(&gateway, "resolution=1280x720&fps=30").await;
    assert_eq!(camera.requests().len(), 2);
    // A running one that only gives more pictures is thinned, so that no encoding is added.
    let thinned = Viewer::open(&gateway, "resolution=1280x720&fps=5").await;
    assert_eq!(text(&thinned.headers, "x-mullion-setting"), "");
    let nearest = Viewer::open(&gateway, "resolution=1024x768").await;
    assert_eq!(text(&nearest.headers, "x-mullion-setting"), "resolution=1280x720&fps=30");
    assert_eq!(camera.requests().len(), 2);
    // Another picture is no substitute.
    let refused = gateway.refusal(&format!("{VIDEO}?camera=2")).await;
    assert_eq!(refused, (StatusCode::SERVICE_UNAVAILABLE, "too-many-viewers".to_owned()));
}

#[tokio::test]
async fn a_viewer_of_ever_new_settings_neither_takes_a_stream_from_others_nor_keeps_the_camera_busy() {
    let camera = Conducted::start().await;
    let gateway = start(&yard(camera.address, "")).await;
    let mut other = Viewer::open(&gateway, "resolution=640x480").await;
    let hostile = gateway.from("127.0.0.2");
    let begun = std::time::Instant::now();
    // As many at once as there may be, and then ever new ones, one after the other.
    let mut held = Vec::new();
    for number in 0..3 {
        held.push(Viewer::open(&hostile, &format!("resolution=640x480&compression={number}")).await);
    }
    for number in 3..17 {
        held.remove(0);
        held.push(Viewer::open(&hostile, &format!("resolution=640x480&compression={number}")).await);
    }
    // Twelve at once, and then one in five seconds.
    let most = 1 + 12 + begun.elapsed().as_secs() as usize / 5;
    assert!(camera.requests().len() <= most, "{} of {most}", camera.requests().len());
    let is_given_another = |viewer: &Viewer| !text(&viewer.headers, "x-mullion-setting").is_empty();
    assert!(held.iter().any(is_given_another));
    camera.picture(1);
    assert_eq!(other.next().await, 1);
    // Somebody else has settings left.
    drop(held);
    let third = Viewer::open(&gateway.from("127.0.0.3"), "resolution=320x240").await;
    assert_eq!(text(&third.headers, "x-mullion-setting"), "");
}

#[tokio::test]
async fn a_viewer_of_many_settings_takes_no_stream_from_one_that_reloads() {
    let camera = Conducted::start().await;
    let limits = "[limits]\nlinger_seconds = 3600\n";
    let gateway = start(&format!("{limits}{}", yard(camera.address, "max_encodings = 2"))).await;
    let mut viewer = Viewer::open(&gateway, "resolution=640x480").await;
    camera.picture(1);
    assert_eq!(viewer.next().await, 1);
    let hostile = gateway.from("127.0.0.2");
    let _one = Viewer::open(&hostile, "resolution=320x240").await;
    drop(viewer);
    camera.picture(2);
    // It has one already, so it is given the nearest instead of the place that is kept.
    let another = Viewer::open(&hostile, "resolution=1280x720").await;
    assert_ne!(text(&another.headers, "x-mullion-setting"), "");
    let mut again = Viewer::open(&gateway, "resolution=640x480").await;
    assert_eq!(text(&again.headers, "x-mullion-setting"), "");
    camera.picture(3);
    while again.next().await != 3 {}
    assert_eq!(camera.requests().len(), 2, "{:?}", camera.requests());
}

#[tokio::test]
async fn one_address_has_so_many_streams() {
    let camera = Conducted::start().await;
    let gateway = start(&format!("[limits]\nstreams_per_address = 2\n{}", yard(camera.address, ""))).await;
    let (_one, two) = (Viewer::open(&gateway, "").await, Viewer::open(&gateway, "").await);
    let refused = (StatusCode::SERVICE_UNAVAILABLE, "too-many-streams".to_owned());
    assert_eq!(gateway.refusal(VIDEO).await, refused);
    let _other = Viewer::open(&gateway.from("127.0.0.2"), "").await;
    drop(two);
    let _again = Viewer::open(&gateway, "").await;
}

#[tokio::test]
async fn a_viewer_that_returns_within_the_linger_finds_the_stream_running() {
    let camera = Conducted::start().await;
    let gateway = start(&format!("[limits]\nlinger_seconds = 3600\n{}", yard(camera.address, ""))).await;
    let mut viewer = Viewer::open(&gateway, "").await;
    camera.picture(1);
    assert_eq!(viewer.next().await, 1);
    drop(viewer);
    camera.picture(2);
    let mut again = Viewer::open(&gateway, "").await;
    camera.picture(3);
    while again.next().await != 3 {}
    assert_eq!(camera.requests().len(), 1);
    // And one that wants something else takes the place.
    drop(again);
    let _other = Viewer::open(&gateway, "camera=2").await;
    camera.open_are(1).await;
    assert_eq!(camera.requests().len(), 2);
}

#[tokio::test]
async fn without_a_linger_the_last_viewer_ends_the_stream() {
    let camera = Conducted::start().await;
    let gateway = start(&format!("[limits]\nlinger_seconds = 0\n{}", yard(camera.address, ""))).await;
    let (first, second) = (Viewer::open(&gateway, "").await, Viewer::open(&gateway, "").await);
    drop(first);
    let mut second = second;
    camera.picture(1);
    assert_eq!(second.next().await, 1);
    drop(second);
    camera.open_are(0).await;
}

#[tokio::test]
async fn a_single_picture_comes_out_of_the_running_stream_while_that_is_fresh() {
    let camera = Conducted::start().await;
    let gateway = start(&yard(camera.address, "")).await;
    let mut viewer = Viewer::open(&gateway, "resolution=640x480&fps=5").await;
    let image = "/cameras/yard/axis-cgi/jpg/image.cgi?resolution=640x480";
    for number in 0..2 {
        camera.picture(number);
        assert_eq!(viewer.next().await, number);
    }
    let answer = gateway.get(image).await;
    assert_eq!(text(answer.headers(), "content-type"), "image/jpeg");
    assert!(text(answer.headers(), "x-mullion-age").parse::<u64>().unwrap() <= 500);
    assert_eq!(answer.bytes().await.unwrap(), jpeg(0), "the camera's own bytes");
    assert_eq!(camera.requests().len(), 1);
    // Of another size the camera is asked for one, and here answers by a stream.
    let other = gateway.get(&image.replace("640x480", "320x240")).await;
    assert_eq!(text(other.headers(), "x-mullion-age"), "");
    assert_eq!(camera.requests().len(), 2);
    // An old one stands for nothing. Time itself is the input: nothing tells when a picture is old.
    tokio::time::sleep(Duration::from_millis(600)).await;
    drop(gateway.get(image).await);
    assert_eq!(camera.requests().len(), 3);
}

#[tokio::test]
async fn a_stream_that_ends_by_itself_is_the_viewers_own() {
    let camera = Conducted::start().await;
    let gateway = start(&yard(camera.address, "")).await;
    let _first = Viewer::open(&gateway, "duration=5").await;
    let _second = Viewer::open(&gateway, "duration=5").await;
    assert_eq!(camera.requests().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_that_dies_under_fifty_viewers_is_asked_once_when_they_return() {
    let camera = Conducted::start().await;
    let gateway = Arc::new(start(&yard(camera.address, "")).await);
    let mut viewers = Vec::new();
    for _ in 0..50 {
        viewers.push(Viewer::open_with(Arc::clone(&gateway), "").await);
    }
    camera.picture(1);
    for viewer in &mut viewers {
        assert_eq!(viewer.next().await, 1);
    }
    camera.hang_up();
    let mut returning = Vec::new();
    for mut viewer in viewers {
        assert!(viewer.end().await, "each viewer is told");
        returning.push(tokio::spawn(Viewer::open_with(Arc::clone(&gateway), "")));
    }
    let mut back = Vec::new();
    for viewer in returning {
        back.push(viewer.await.unwrap());
    }
    camera.picture(2);
    for viewer in &mut back {
        assert_eq!(viewer.next().await, 2);
    }
    assert_eq!(camera.requests().len(), 2);
}

#[tokio::test]
async fn a_viewer_that_comes_again_to_a_silent_camera_gets_another_connection() {
    let camera = Conducted::start().await;
    let gateway = start(&yard(camera.address, "")).await;
    let mut first = Viewer::open(&gateway, "").await;
    camera.picture(1);
    assert_eq!(first.next().await, 1);
    // Time itself is the input: a stream is silent after three seconds, and nothing tells of that.
    tokio::time::sleep(Duration::from_millis(3_200)).await;
    let mut second = Viewer::open(&gateway, "").await;
    camera.asked(2).await;
    assert!(first.end().await, "the first is to come again, too");
    camera.picture(2);
    assert_eq!(second.next().await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_ends_under_load_ends_in_good_order() {
    let camera = Conducted::start().await;
    let gateway = start(&yard(camera.address, "")).await;
    let mut viewers = Vec::new();
    for _ in 0..50 {
        viewers.push(Viewer::open(&gateway, "").await);
    }
    camera.picture(1);
    gateway.shutdown.cancel();
    for mut viewer in viewers {
        while !viewer.end().await {}
    }
    tokio::time::timeout(LIMIT, gateway.task).await.unwrap().unwrap();
    camera.open_are(0).await;
}

/// A viewer that reads the numbers of the pictures.
struct Viewer {
    headers: reqwest::header::HeaderMap,
    response: Response,
    parser: Parser,
    begin: Vec<u8>,
    numbers: std::collections::VecDeque<u32>,
    seen: BTreeSet<u32>,
}

impl Viewer {
    async fn open(gateway: &Running, query: &str) -> Self {
        let response = gateway.get(&format!("{VIDEO}?{query}")).await;
        assert_eq!(response.status(), StatusCode::OK);
        let parser = Parser::new(Some("multipart/x-mixed-replace; boundary=b"), Limits::default());
        let (headers, begin) = (response.headers().clone(), Vec::new());
        Self { headers, response, parser, begin, numbers: Default::default(), seen: BTreeSet::new() }
    }

    async fn open_with(gateway: Arc<Running>, query: &str) -> Self {
        Self::open(&gateway, query).await
    }

    /// The number of the next picture.
    async fn next(&mut self) -> u32 {
        loop {
            if let Some(number) = self.numbers.pop_front() {
                assert!(self.seen.insert(number), "picture {number} twice");
                return number;
            }
            let chunk = tokio::time::timeout(LIMIT, self.response.chunk()).await.unwrap();
            self.push(&chunk.unwrap().unwrap());
        }
    }

    /// Reads on; whether the stream has come to an end.
    async fn end(&mut self) -> bool {
        match tokio::time::timeout(LIMIT, self.response.chunk()).await.unwrap() {
            Ok(Some(chunk)) => {
                self.push(&chunk);
                Box::pin(self.end()).await
            }
            Ok(None) | Err(_) => true,
        }
    }

    fn push(&mut self, chunk: &[u8]) {
        if self.begin.len() < 64 {
            self.begin.extend_from_slice(chunk);
        }
        self.parser.push(chunk);
        while let Some(event) = self.parser.next_event() {
            let Event::Frame(frame) = event else { continue };
            let field = frame.headers().get("x-number").unwrap();
            let number = std::str::from_utf8(field.as_ref()).unwrap().parse().unwrap();
            // The one that opens each connection.
            if number != u32::MAX {
                self.numbers.push_back(number);
            }
        }
    }
}

/// One connection whose chunks are read strictly, a little at a time.
struct Raw {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Raw {
    async fn open(gateway: &Running, buffer: u32) -> Self {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(buffer).unwrap();
        let stream = socket.connect(gateway.address).await.unwrap();
        let mut raw = Self { stream, read: Vec::new() };
        raw.ask().await;
        raw
    }

    async fn ask(&mut self) {
        let request = format!("GET {VIDEO} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        self.stream.write_all(request.as_bytes()).await.unwrap();
        let head = self.until(b"\r\n\r\n").await;
        assert!(head.starts_with(b"HTTP/1.1 200"), "{:?}", String::from_utf8_lossy(&head));
    }

    async fn until(&mut self, end: &[u8]) -> Vec<u8> {
        loop {
            if let Some(at) = self.read.windows(end.len()).position(|window| window == end) {
                return self.read.drain(..at + end.len()).collect();
            }
            self.more().await;
        }
    }

    async fn more(&mut self) {
        let mut some = [0; 3000];
        let length = tokio::time::timeout(LIMIT, self.stream.read(&mut some)).await.unwrap().unwrap();
        assert!(length > 0, "the connection ended");
        self.read.extend_from_slice(&some[..length]);
    }

    /// The next chunk; empty at the end of the answer.
    async fn chunk(&mut self) -> Vec<u8> {
        let line = String::from_utf8(self.until(b"\r\n").await).unwrap();
        let length = usize::from_str_radix(line.trim_end(), 16).unwrap_or_else(|_| panic!("{line:?}"));
        while self.read.len() < length + 2 {
            self.more().await;
        }
        let chunk = self.read.drain(..length).collect();
        assert_eq!(self.until(b"\r\n").await, b"\r\n");
        chunk
    }

    /// Reads up to the picture of this number; all on the way have to be whole.
    async fn up_to(&mut self, parser: &mut Parser, last: u32) -> usize {
        let mut pictures = 0;
        loop {
            let chunk = self.chunk().await;
            assert!(!chunk.is_empty(), "the stream ended");
            parser.push(&chunk);
            while let Some(event) = parser.next_event() {
                let frame = match event {
                    Event::Frame(frame) => frame,
                    Event::Error(error) => panic!("{error:?}"),
                    _ => continue,
                };
                let field = frame.headers().get("x-number").unwrap();
                let number: u32 = std::str::from_utf8(field.as_ref()).unwrap().parse().unwrap();
                let comment = if number >= 1 << 20 { 0 } else { size(number) };
                assert!(frame.payload() == jpeg(comment), "picture {number} is the camera's");
                pictures += 1;
                if number == last {
                    return pictures;
                }
            }
        }
    }
}

/// Pictures of many sizes: some fit into a socket, others do not.
fn size(number: u32) -> u16 {
    u16::try_from(number * 7919 % 65_000).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn quick_and_slow_readers_get_the_cameras_own_bytes_in_whole_chunks() {
    let camera = Conducted::start().await;
    let gateway = start(&yard(camera.address, "")).await;
    let mut pace = Viewer::open(&gateway, "").await;
    let mut viewers = Vec::new();
    // With less than half a segment of the loopback the system may drop segments and wait for half a minute.
    for buffer in [32_000, 48_000, 64_000, 200_000, 2_000_000, 2_000_000] {
        viewers.push(Raw::open(&gateway, buffer).await);
    }
    let last = 150;
    let reading: Vec<_> = viewers
        .into_iter()
        .map(|mut viewer| {
            tokio::spawn(async move {
                let mut parser =
                    Parser::new(Some("multipart/x-mixed-replace; boundary=b"), Limits::default());
                let pictures = viewer.up_to(&mut parser, last).await;
                (viewer, parser, pictures)
            })
        })
        .collect();
    for number in 0..=last {
        camera.send(&part(number, size(number)));
        assert_eq!(pace.next().await, number);
    }
    drop(pace);
    camera.picture(1 << 20);
    let mut back = Vec::new();
    for viewer in reading {
        let (viewer, parser, pictures) = viewer.await.unwrap();
        assert!(pictures > 1, "{pictures}");
        back.push((viewer, parser));
    }
    // The answer ends in good order, and its connection carries the next one.
    camera.hang_up();
    for (viewer, _) in &mut back {
        while !viewer.chunk().await.is_empty() {}
    }
    for (viewer, _) in &mut back {
        viewer.ask().await;
    }
    camera.asked(2).await;
    for number in 0..3 {
        camera.send(&part(number, size(number)));
    }
    for (mut viewer, _) in back {
        let mut parser = Parser::new(Some("multipart/x-mixed-replace; boundary=b"), Limits::default());
        viewer.up_to(&mut parser, 2).await;
    }
}
