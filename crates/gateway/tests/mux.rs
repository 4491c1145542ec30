//! Many cameras in one response, over real sockets, with cameras that send when the test says so.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::collections::{BTreeMap, VecDeque};

use mjpeg::Headers;
use mux::{Demultiplexer, Piece};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use support::conducted::{Answer, Conducted, LIMIT, jpeg, large};
use support::gateway::{Running, refusal, start, text};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

#[tokio::test]
async fn one_response_carries_all_cameras_and_each_frame_says_what_it_is() {
    let cameras = Cameras::start(3, "").await;
    let mut wall =
        Wall::open(&cameras.gateway, json!([stream("a", 0), stream("b", 1), stream("c", 2)])).await;
    assert_eq!(text(&wall.headers, "content-type"), "multipart/x-mixed-replace; boundary=mullion-mux");
    assert_eq!(text(&wall.headers, "x-mullion-mux"), "1");
    assert_eq!(text(&wall.headers, "x-accel-buffering"), "no");
    wall.all_started(&["a", "b", "c"]).await;
    for number in 0..3 {
        for (index, id) in ["a", "b", "c"].into_iter().enumerate() {
            cameras[index].picture(number);
            let frame = wall.frame(id).await;
            assert_eq!(frame.number, number);
            assert_eq!(frame.jpeg, jpeg(0), "the camera's own bytes");
            assert_eq!(frame.field("x-mullion-camera"), format!("cam{index}"));
            // The first one opens the camera's connection.
            assert_eq!(frame.field("x-mullion-sequence"), (number + 1).to_string());
            assert_eq!(frame.field("content-type"), "image/jpeg");
            let arrived: u64 = frame.field("x-mullion-arrived").parse().unwrap();
            assert!(now().abs_diff(arrived) < 30_000, "{arrived}");
            assert!(frame.field("x-mullion-age").parse::<u64>().unwrap() < 30_000);
        }
    }
    assert_eq!(cameras.iter().map(|camera| camera.requests().len()).collect::<Vec<_>>(), [1, 1, 1]);
}

#[tokio::test]
async fn the_first_frame_of_a_slow_camera_is_not_left_out() {
    let cameras = Cameras::start(1, "").await;
    let mut wall = Wall::open(&cameras.gateway, json!([stream("a", 0)])).await;
    assert_eq!(wall.any_frame("a").await.number, u32::MAX);
}

#[tokio::test]
async fn a_joining_viewer_gets_the_last_frame_at_once_and_shares_the_connection() {
    let cameras = Cameras::start(1, "").await;
    let mut first = Wall::open(&cameras.gateway, json!([stream("a", 0)])).await;
    first.all_started(&["a"]).await;
    cameras[0].picture(5);
    assert_eq!(first.frame("a").await.number, 5);
    // Without another word of the camera; twice in one response as well.
    let mut second = Wall::open(&cameras.gateway, json!([stream("b", 0), stream("c", 0)])).await;
    assert_eq!((second.frame("b").await.number, second.frame("c").await.number), (5, 5));
    let single = cameras.gateway.get("/cameras/cam0/axis-cgi/mjpg/video.cgi").await;
    assert_eq!(single.status(), StatusCode::OK);
    assert_eq!(cameras[0].requests().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn cameras_join_leave_and_change_while_others_go_on() {
    let cameras = Cameras::start(3, "[limits]\nlinger_seconds = 0\n").await;
    let gateway = &cameras.gateway;
    let mut wall = Wall::open(gateway, json!([stream("a", 0), stream("b", 1)])).await;
    wall.all_started(&["a", "b"]).await;
    let mut number = 0;
    let mut show = async |wall: &mut Wall, camera: usize, id: &str| {
        number += 1;
        cameras[camera].picture(number);
        while wall.frame(id).await.number != number {}
    };
    show(&mut wall, 0, "a").await;
    show(&mut wall, 1, "b").await;
    // One joins, and one gets another priority.
    let first = json!({"id": "b", "source": source(1, ""), "priority": 9});
    wall.change(gateway, 2, json!([stream("a", 0), first, stream("c", 2)])).await;
    wall.all_started(&["c"]).await;
    show(&mut wall, 0, "a").await;
    show(&mut wall, 1, "b").await;
    show(&mut wall, 2, "c").await;
    // One leaves, and one changes its setting.
    let small = json!({"id": "c", "source": source(2, "?resolution=320x240")});
    wall.change(gateway, 3, json!([stream("a", 0), small])).await;
    cameras[1].open_are(0).await;
    wall.all_started(&["c"]).await;
    show(&mut wall, 0, "a").await;
    show(&mut wall, 2, "c").await;
    assert!(cameras[2].requests()[1].contains("resolution=320x240"), "{:?}", cameras[2].requests());
    assert_eq!(cameras[0].requests().len(), 1, "it has gone on all the time");
    drop(wall);
    for camera in cameras.iter() {
        camera.open_are(0).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cameras_join_change_and_leave_at_once_under_load() {
    let cameras = Cameras::start(3, "[limits]\nlinger_seconds = 0\n").await;
    let gateway = &cameras.gateway;
    let flooding = json!([stream("x", 0), stream("y", 1)]);
    let mut stopped = Raw::open(gateway, flooding.clone()).await;
    stopped.session().await;
    let mut busy = Vec::new();
    for _ in 0..4 {
        let mut wall = Wall::open(gateway, flooding.clone()).await;
        wall.all_started(&["x", "y"]).await;
        busy.push(wall);
    }
    let mut wall = Wall::open(gateway, json!([stream("a", 0)])).await;
    wall.all_started(&["a"]).await;

    let load = async {
        for number in 0.. {
            cameras[0].send(&large(number));
            cameras[1].send(&large(number));
            for wall in &mut busy {
                while wall.frame("x").await.number < number {}
                while wall.frame("y").await.number < number {}
            }
        }
    };
    let changes = async {
        let mut last = None;
        for round in 0..5_u32 {
            let (small, first) = (json!(source(2, "?resolution=320x240")), 3 * u64::from(round) + 2);
            for (step, joining) in [
                json!({"id": "c", "source": source(2, "")}),
                json!({"id": "c", "source": small, "priority": 9}),
            ]
            .into_iter()
            .enumerate()
            {
                let number = 2 * round + step as u32;
                wall.change(gateway, first + step as u64, json!([stream("a", 0), joining])).await;
                wall.all_started(&["c"]).await;
                cameras[2].picture(number);
                while wall.frame("c").await.number != number {}
            }
            wall.change(gateway, first + 2, json!([stream("a", 0)])).await;
            cameras[2].open_are(0).await;
            // The stream that stayed goes on in order all the time.
            for _ in 0..3 {
                let frame = wall.frame("a").await;
                assert!(last.is_none_or(|last| frame.number > last), "{} after {last:?}", frame.number);
                last = Some(frame.number);
            }
        }
    };
    tokio::select! {
        () = load => unreachable!("the load has no end"),
        () = changes => {}
    }
    assert_eq!(cameras[0].requests().len(), 1, "nobody else was asked again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_stops_holds_nobody_up_and_goes_on_with_the_newest_frames() {
    let cameras = Cameras::start(2, "").await;
    let mut stopped = Raw::open(&cameras.gateway, json!([stream("a", 0), stream("b", 1)])).await;
    let session = stopped.session().await;
    let mut busy = Wall::open(&cameras.gateway, json!([stream("x", 0)])).await;
    busy.all_started(&["x"]).await;
    cameras[1].asked(1).await;
    // Ten times as much as the system keeps for the one that has stopped.
    for number in 0..200 {
        cameras[0].send(&large(number));
        cameras[1].send(&large(number));
        while busy.frame("x").await.number != number {}
    }
    // Its cameras can change all the same.
    let change = json!({"revision": 2, "streams": [stream("a", 0), stream("b", 1), stream("c", 0)]});
    assert_eq!(
        post(&cameras.gateway, &format!("/mux/{session}"), &change).await.status(),
        StatusCode::NO_CONTENT
    );
    let mut seen: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let mut skipped = 0;
    while ["a", "b"].iter().any(|id| seen.get(*id).and_then(|numbers| numbers.last()) != Some(&199)) {
        if let Item::Frame(frame) = stopped.next().await {
            skipped += frame.field("x-mullion-skipped").parse::<u64>().unwrap_or(0);
            if frame.number != u32::MAX {
                seen.entry(frame.stream).or_default().push(frame.number);
            }
        }
    }
    for numbers in seen.values() {
        assert!(numbers.is_sorted(), "{numbers:?}");
        assert!(numbers.len() < 150, "it was not sent what it had no time for: {}", numbers.len());
    }
    assert!(skipped > 100, "{skipped} were left out, by the gateway's count");
}

#[tokio::test]
async fn a_camera_that_dies_is_told_of_and_returns_without_a_new_connection() {
    let cameras = Cameras::start(2, "").await;
    let mut wall = Wall::open(&cameras.gateway, json!([stream("a", 0), stream("b", 1)])).await;
    wall.all_started(&["a", "b"]).await;
    cameras[0].picture(1);
    assert_eq!(wall.frame("a").await.number, 1);
    cameras[0].hang_up();
    let ended = wall.event("ended", "a").await;
    assert_eq!(ended["code"], "stream-ended");
    assert!(
        ended["message"].is_string() && ended["blame"] == "camera" && ended["status"].is_null(),
        "{ended}"
    );
    // The others have noticed nothing.
    cameras[1].picture(2);
    assert_eq!(wall.frame("b").await.number, 2);
    // An id that has ended stays so until it is taken out of the list.
    wall.change(&cameras.gateway, 2, json!([stream("a", 0), stream("b", 1), stream("a2", 0)])).await;
    wall.all_started(&["a2"]).await;
    cameras[0].picture(3);
    assert_eq!(wall.frame("a2").await.number, 3);
    assert_eq!(cameras[0].requests().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_that_dies_under_fifty_walls_is_asked_once_when_they_return() {
    let cameras = Cameras::start(1, "").await;
    let mut walls = Vec::new();
    for _ in 0..50 {
        let mut wall = Wall::open(&cameras.gateway, json!([stream("a", 0)])).await;
        wall.all_started(&["a"]).await;
        walls.push(wall);
    }
    cameras[0].hang_up();
    for wall in &mut walls {
        wall.event("ended", "a").await;
        wall.change(&cameras.gateway, 2, json!([stream("b", 0)])).await;
    }
    for wall in &mut walls {
        wall.all_started(&["b"]).await;
    }
    cameras[0].picture(7);
    for wall in &mut walls {
        assert_eq!(wall.frame("b").await.number, 7);
    }
    assert_eq!(cameras[0].requests().len(), 2);
}

#[tokio::test]
async fn a_stream_that_is_refused_says_why_and_the_others_play() {
    let cameras = Cameras::start(1, "").await;
    let refusing = Conducted::start_with(Answer::Refusal).await;
    refusing.answer();
    let settings = format!("{}{}", table(0, &cameras[0]), table(1, &refusing));
    let gateway = start(&settings).await;
    let other = |id: &str, source: &str| json!({"id": id, "source": source});
    let streams = json!([
        stream("plays", 0),
        stream("busy", 1),
        other("unknown", "nobody/axis-cgi/mjpg/video.cgi"),
        other("path", "cam0/axis-cgi/admin/param.cgi"),
        other("still", "cam0/axis-cgi/jpg/image.cgi"),
        other("up", "cam0/axis-cgi/mjpg/../restart.cgi"),
        other("ends", "cam0/axis-cgi/mjpg/video.cgi?duration=5"),
    ]);
    let mut wall = Wall::open(&gateway, streams).await;
    for (id, code, status) in [
        ("busy", "camera-busy", 503),
        ("unknown", "no-such-camera", 404),
        ("path", "path-not-allowed", 403),
        ("still", "path-not-allowed", 403),
        ("up", "path-not-allowed", 403),
        ("ends", "stream-not-shared", 406),
    ] {
        let ended = wall.event("ended", id).await;
        assert_eq!((ended["code"].as_str(), ended["status"].as_u64()), (Some(code), Some(status)), "{id}");
        assert!(ended["message"].is_string() && ended["hint"].is_string(), "{ended}");
    }
    wall.all_started(&["plays"]).await;
    cameras[0].picture(1);
    assert_eq!(wall.frame("plays").await.number, 1);
}

#[tokio::test]
async fn past_the_last_encoding_the_nearest_is_given_and_named() {
    let cameras = Cameras::start_with(1, "", "max_encodings = 1").await;
    let mut wall =
        Wall::open(&cameras.gateway, json!([{"id": "a", "source": source(0, "?resolution=320x240")}])).await;
    assert_eq!(wall.event("started", "a").await, json!({}));
    let both = json!([
        {"id": "a", "source": source(0, "?resolution=320x240")},
        {"id": "b", "source": source(0, "?resolution=640x480")},
    ]);
    wall.change(&cameras.gateway, 2, both).await;
    assert_eq!(wall.event("started", "b").await, json!({"setting": "resolution=320x240"}));
    cameras[0].picture(1);
    assert_eq!((wall.frame("a").await.number, wall.frame("b").await.number), (1, 1));
    assert_eq!(cameras[0].requests().len(), 1);
}

#[tokio::test]
async fn a_camera_cannot_speak_as_the_gateway() {
    let cameras = Cameras::start(1, "").await;
    let mut wall = Wall::open(&cameras.gateway, json!([stream("a", 0)])).await;
    wall.all_started(&["a"]).await;
    let picture = jpeg(0);
    let head = format!(
        "--b\r\nContent-Type: image/jpeg\r\nX-Number: 1\r\nX-Mullion-Stream: b\r\nX-Mullion-Event: ended\r\n\
         X-Timestamp: 1795366800.500000\r\nContent-Length: {}\r\n\r\n",
        picture.len()
    );
    cameras[0].send(&[head.as_bytes(), &picture, b"\r\n"].concat());
    let frame = wall.frame("a").await;
    assert_eq!((frame.number, frame.field("x-mullion-event")), (1, ""));
    assert_eq!(frame.field("x-timestamp"), "1795366800.500000");
    assert_eq!(frame.field("x-mullion-captured"), "1795366800500");
}

#[tokio::test]
async fn a_gateway_that_ends_ends_its_walls_in_good_order() {
    let cameras = Cameras::start(2, "").await;
    let mut walls = Vec::new();
    for _ in 0..20 {
        walls.push(Wall::open(&cameras.gateway, json!([stream("a", 0), stream("b", 1)])).await);
    }
    let stopped = Raw::open(&cameras.gateway, json!([stream("a", 0)])).await;
    walls[0].all_started(&["a", "b"]).await;
    cameras.gateway.shutdown.cancel();
    for mut wall in walls {
        wall.read_to_end().await;
    }
    drop(stopped);
    let Cameras { gateway, cameras } = cameras;
    tokio::time::timeout(LIMIT, gateway.task).await.unwrap().unwrap();
    for camera in cameras {
        camera.open_are(0).await;
    }
}

#[tokio::test]
async fn a_request_that_is_none_is_refused_and_changes_nothing() {
    let cameras = Cameras::start(1, "[limits]\nmux_streams = 2\nmux_sessions = 1\n").await;
    let gateway = &cameras.gateway;
    let mut wall = Wall::open(gateway, json!([stream("a", 0)])).await;
    wall.all_started(&["a"]).await;
    let own = format!("/mux/{}", wall.session);
    let too_many = json!({"revision": 9, "streams": [stream("a", 0), stream("b", 0), stream("c", 0)]});
    let good = json!({"revision": 9, "streams": []});
    for (path, body, status, code) in [
        (&*own, &too_many, 400, "mux-request"),
        (&own, &json!([]), 400, "mux-request"),
        (&own, &json!({"revision": 9, "streams": [], "more": 1}), 400, "mux-request"),
        (
            &own,
            &json!({"revision": 9, "streams": [{"id": "a\r\nX: y", "source": source(0, "")}]}),
            400,
            "mux-request",
        ),
        (&own, &json!({"revision": 9, "streams": [stream("a", 0), stream("a", 0)]}), 400, "mux-request"),
        (&own, &json!({"revision": -1, "streams": []}), 400, "mux-request"),
        (&own, &json!({"version": 2, "revision": 9, "streams": []}), 400, "mux-request"),
        // The one that opened it had revision 1.
        (&own, &json!({"revision": 1, "streams": []}), 409, "mux-late"),
        (&own, &json!({"streams": []}), 409, "mux-late"),
        ("/mux/00000000000000000000000000000000", &good, 404, "mux-session"),
        ("/mux/x%0d%0a", &good, 404, "mux-session"),
        ("/mux", &good, 503, "too-many-sessions"),
    ] {
        let refused = refusal(post(gateway, path, body).await).await;
        assert_eq!((refused.0.as_u16(), &*refused.1), (status, code), "{path} {body}");
    }
    for body in ["", "{", "\u{0}", "null", &"[".repeat(10_000), &format!("{{\"{}\":1}}", "x".repeat(300_000))]
    {
        let request = gateway.client.post(gateway.url(&own)).header("content-type", "application/json");
        let refused = refusal(request.body(body.to_owned()).send().await.unwrap()).await;
        assert_eq!((refused.0.as_u16(), &*refused.1), (400, "mux-request"));
    }
    // A type that any page may send without being asked for it.
    for kind in ["text/plain", "application/x-www-form-urlencoded", "text/plain, application/json", ""] {
        let request = gateway.client.post(gateway.url(&own)).header("content-type", kind);
        let refused = refusal(request.body(good.to_string()).send().await.unwrap()).await;
        assert_eq!((refused.0.as_u16(), &*refused.1), (400, "request-not-allowed"), "{kind}");
    }
    for foreign in [("sec-fetch-site", "cross-site"), ("origin", "http://evil.example")] {
        for path in ["/mux", &own] {
            let request = gateway.client.post(gateway.url(path)).header("content-type", "application/json");
            let response = request.header(foreign.0, foreign.1).body(good.to_string()).send().await.unwrap();
            assert_eq!(response.headers().get("access-control-allow-origin"), None);
            assert_eq!(refusal(response).await, (StatusCode::FORBIDDEN, "foreign-site".to_owned()));
        }
    }
    for path in ["/mux", &own] {
        assert_eq!(
            gateway.refusal(path).await,
            (StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed".to_owned())
        );
    }
    cameras[0].picture(3);
    assert_eq!(wall.frame("a").await.number, 3, "the session is as it was");
    // It ends with its response, and makes room.
    drop(wall);
    cameras[0].open_are(1).await;
    let mut again = reopened(gateway).await;
    let refused = refusal(post(gateway, &own, &good).await).await;
    assert_eq!(refused, (StatusCode::NOT_FOUND, "mux-session".to_owned()));
    again.all_started(&["a"]).await;
}

#[tokio::test]
async fn streams_of_a_wall_count_as_viewers() {
    let cameras = Cameras::start(1, "[limits]\nstreams = 2\n").await;
    let mut wall = Wall::open(&cameras.gateway, json!([stream("a", 0), stream("b", 0)])).await;
    wall.all_started(&["a", "b"]).await;
    let video = "/cameras/cam0/axis-cgi/mjpg/video.cgi";
    assert_eq!(
        cameras.gateway.refusal(video).await,
        (StatusCode::SERVICE_UNAVAILABLE, "too-many-streams".to_owned())
    );
    wall.change(&cameras.gateway, 2, json!([stream("a", 0)])).await;
    assert_eq!(cameras.gateway.get(video).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn one_address_takes_neither_all_sessions_nor_all_streams() {
    let limits = "[limits]\nmux_sessions_per_address = 1\nstreams_per_address = 3\nmux_streams = 2\n";
    let cameras = Cameras::start(1, limits).await;
    let (gateway, other) = (&cameras.gateway, cameras.gateway.from("127.0.0.2"));
    let list = json!([stream("a", 0), stream("b", 0)]);
    let mut wall = Wall::open(gateway, list.clone()).await;
    wall.all_started(&["a", "b"]).await;
    let refused = post(gateway, "/mux", &json!({"streams": list})).await;
    let expected = (StatusCode::SERVICE_UNAVAILABLE, "too-many-sessions".to_owned());
    assert_eq!(refusal(refused).await, expected);
    let video = "/cameras/cam0/axis-cgi/mjpg/video.cgi";
    let single = gateway.get(video).await;
    assert_eq!(single.status(), StatusCode::OK);
    assert_eq!(
        gateway.refusal(video).await,
        (StatusCode::SERVICE_UNAVAILABLE, "too-many-streams".to_owned())
    );
    // Another address has its own.
    let mut second = Wall::open(&other, list).await;
    second.event("started", "a").await;
    second.event("started", "b").await;
}

/// A session in the place of the one before: the gateway notices in a moment that it has gone.
async fn reopened(gateway: &Running) -> Wall {
    for _ in 0..600 {
        let response = post(gateway, "/mux", &json!({"revision": 1, "streams": [stream("a", 0)]})).await;
        if response.status() == StatusCode::OK {
            return Wall::of(response).await;
        }
        tokio::task::yield_now().await;
    }
    panic!("the session has not ended");
}

/// The gateway with cameras `cam0`, `cam1` and so on.
struct Cameras {
    gateway: Running,
    cameras: Vec<Conducted>,
}

impl Cameras {
    async fn start(number: usize, settings: &str) -> Self {
        Self::start_with(number, settings, "").await
    }

    async fn start_with(number: usize, settings: &str, each: &str) -> Self {
        let (mut cameras, mut settings) = (Vec::new(), settings.to_owned());
        for index in 0..number {
            let camera = Conducted::start().await;
            settings.push_str(&table(index, &camera));
            settings.push_str(each);
            settings.push('\n');
            cameras.push(camera);
        }
        Self { gateway: start(&settings).await, cameras }
    }
}

impl std::ops::Deref for Cameras {
    type Target = [Conducted];

    fn deref(&self) -> &[Conducted] {
        &self.cameras
    }
}

fn table(index: usize, camera: &Conducted) -> String {
    format!("[[camera]]\nid = \"cam{index}\"\nurl = \"http://{}\"\n", camera.address)
}

fn source(camera: usize, query: &str) -> String {
    format!("cam{camera}/axis-cgi/mjpg/video.cgi{query}")
}

fn stream(id: &str, camera: usize) -> Value {
    json!({"id": id, "source": source(camera, "")})
}

async fn post(gateway: &Running, path: &str, body: &Value) -> Response {
    let request = gateway.client.post(gateway.url(path)).header("content-type", "application/json");
    request.body(body.to_string()).send().await.unwrap()
}

fn now() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    now.as_millis() as u64
}

/// Something in a body.
#[derive(Debug)]
enum Item {
    Frame(Frame),
    Event { name: &'static str, stream: String, json: Value },
}

#[derive(Debug)]
struct Frame {
    stream: String,
    number: u32,
    jpeg: Vec<u8>,
    fields: Vec<(String, String)>,
}

impl Frame {
    fn field(&self, name: &str) -> &str {
        let field = self.fields.iter().find(|(field, _)| field.eq_ignore_ascii_case(name));
        field.map(|(_, value)| &**value).unwrap_or_default()
    }
}

#[derive(Default)]
struct Items(Demultiplexer, VecDeque<Item>);

impl Items {
    fn push(&mut self, chunk: &[u8]) {
        let Self(demultiplexer, items) = self;
        let take = |piece: Piece<'_>| match piece {
            Piece::Begin { stream, head, .. } => {
                let fields = Headers::of_block(head).iter();
                let fields: Vec<_> =
                    fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
                let number = fields.iter().find(|(name, _)| name == "X-Number").unwrap().1.parse().unwrap();
                let frame = Frame { stream: stream.to_string(), number, jpeg: Vec::new(), fields };
                items.push_back(Item::Frame(frame));
            }
            Piece::Content { bytes, .. } => {
                let Some(Item::Frame(frame)) = items.back_mut() else { panic!("content of no frame") };
                frame.jpeg.extend_from_slice(bytes);
            }
            Piece::Event { event, stream, json } => items.push_back(Item::Event {
                name: event.name(),
                stream: stream.map(ToString::to_string).unwrap_or_default(),
                json: serde_json::from_slice(json).unwrap(),
            }),
        };
        demultiplexer.push(chunk, take).unwrap();
    }

    /// The first item, if it is whole.
    fn pop(&mut self) -> Option<Item> {
        let is_whole = match self.1.front()? {
            Item::Frame(frame) => frame.field("content-length") == frame.jpeg.len().to_string(),
            Item::Event { .. } => true,
        };
        if is_whole { self.1.pop_front() } else { None }
    }
}

/// A viewer of many cameras.
struct Wall {
    headers: reqwest::header::HeaderMap,
    session: String,
    response: Response,
    items: Items,
    /// What has come of other streams than the one that was waited for.
    kept: Vec<Item>,
}

impl Wall {
    async fn open(gateway: &Running, streams: Value) -> Self {
        let response = post(gateway, "/mux", &json!({"version": 1, "revision": 1, "streams": streams})).await;
        assert_eq!(response.status(), StatusCode::OK);
        Self::of(response).await
    }

    async fn of(response: Response) -> Self {
        let headers = response.headers().clone();
        let mut wall =
            Self { headers, session: String::new(), response, items: Items::default(), kept: Vec::new() };
        let Item::Event { name, json, .. } = wall.next().await else { panic!("a frame comes first") };
        assert_eq!((name, &json["version"]), ("session", &json!(1)));
        wall.session = json["session"].as_str().unwrap().to_owned();
        assert!(wall.session.len() >= 32);
        wall
    }

    async fn change(&self, gateway: &Running, revision: u64, streams: Value) {
        let body = json!({"revision": revision, "streams": streams});
        let response = post(gateway, &format!("/mux/{}", self.session), &body).await;
        assert_eq!(response.status(), StatusCode::NO_CONTENT);
    }

    async fn next(&mut self) -> Item {
        loop {
            if let Some(item) = self.items.pop() {
                return item;
            }
            let chunk = tokio::time::timeout(LIMIT, self.response.chunk()).await.unwrap();
            self.items.push(&chunk.unwrap().unwrap());
        }
    }

    /// The next thing for which `wanted` is true; the others are kept.
    async fn find(&mut self, wanted: impl Fn(&Item) -> bool) -> Item {
        if let Some(index) = self.kept.iter().position(&wanted) {
            return self.kept.remove(index);
        }
        loop {
            let item = self.next().await;
            if wanted(&item) {
                return item;
            }
            self.kept.push(item);
        }
    }

    /// The next frame of a stream, the one that opens the camera's connection among them.
    async fn any_frame(&mut self, id: &str) -> Frame {
        let item = self.find(|item| matches!(item, Item::Frame(frame) if frame.stream == id)).await;
        let Item::Frame(frame) = item else { unreachable!() };
        frame
    }

    /// The next frame of a stream but that one.
    async fn frame(&mut self, id: &str) -> Frame {
        loop {
            let frame = self.any_frame(id).await;
            if frame.number != u32::MAX {
                return frame;
            }
        }
    }

    async fn event(&mut self, kind: &str, id: &str) -> Value {
        let is =
            |item: &Item| matches!(item, Item::Event { name, stream, .. } if *name == kind && stream == id);
        let Item::Event { json, .. } = self.find(is).await else { unreachable!() };
        json
    }

    /// Waits until the cameras send, and show it by their first frame.
    async fn all_started(&mut self, ids: &[&str]) {
        for id in ids {
            self.event("started", id).await;
            self.find(|item| matches!(item, Item::Frame(frame) if frame.stream == *id)).await;
        }
    }

    /// Reads on to the end, which has to be a clean one.
    async fn read_to_end(&mut self) {
        while tokio::time::timeout(LIMIT, self.response.chunk()).await.unwrap().unwrap().is_some() {}
    }
}

/// A viewer that reads only when the test says so, and little at a time.
struct Raw {
    stream: TcpStream,
    begun: bool,
    bytes: Vec<u8>,
    items: Items,
}

impl Raw {
    async fn open(gateway: &Running, streams: Value) -> Self {
        let body = json!({"revision": 1, "streams": streams}).to_string();
        let mut stream = TcpStream::connect(gateway.address).await.unwrap();
        let head = format!(
            "POST /mux HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body.as_bytes()].concat()).await.unwrap();
        Self { stream, begun: false, bytes: Vec::new(), items: Items::default() }
    }

    async fn session(&mut self) -> String {
        let Item::Event { json, .. } = self.next().await else { panic!("a frame comes first") };
        json["session"].as_str().unwrap().to_owned()
    }

    async fn next(&mut self) -> Item {
        loop {
            self.unchunk();
            if let Some(item) = self.items.pop() {
                return item;
            }
            let read = tokio::time::timeout(LIMIT, self.stream.read_buf(&mut self.bytes)).await.unwrap();
            assert!(read.unwrap() > 0);
        }
    }

    /// Takes whole chunks out of what was read.
    fn unchunk(&mut self) {
        if !self.begun {
            let Some(end) = self.bytes.windows(4).position(|window| window == b"\r\n\r\n") else { return };
            assert!(self.bytes.starts_with(b"HTTP/1.1 200 "));
            self.bytes.drain(..end + 4);
            self.begun = true;
        }
        while let Some(line) = self.bytes.windows(2).position(|window| window == b"\r\n") {
            let length =
                usize::from_str_radix(std::str::from_utf8(&self.bytes[..line]).unwrap(), 16).unwrap();
            let end = line + 2 + length;
            if self.bytes.len() < end + 2 {
                return;
            }
            self.items.push(&self.bytes[line + 2..end]);
            self.bytes.drain(..end + 2);
        }
    }
}
