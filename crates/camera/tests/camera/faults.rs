//! Each fault, as a client meets it.

use camera::{Fault, Options};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::client::{Received, Running, Stream, start, within};

const SMALL: &str = "/axis-cgi/mjpg/video.cgi?resolution=160x90";

async fn faulty() -> Running {
    start(Options::default().with_control()).await
}

async fn open(camera: &Running, fault: &str) -> Stream {
    camera.open(&format!("{SMALL}&fault={fault}")).await
}

#[tokio::test]
async fn without_control_nothing_is_obeyed() {
    let camera = start(Options::default()).await;
    assert_eq!(open(&camera, "cut@0").await.take(3).await.len(), 3);
    assert_eq!(camera.get("/mullion/fault").await.status, 404);
    assert_eq!(
        camera.request("PUT /mullion/fault?fault=html HTTP/1.1\r\nConnection: close\r\n\r\n").await.status,
        404
    );
}

#[tokio::test]
async fn a_fault_that_is_none_is_refused() {
    let camera = faulty().await;
    let reply = camera.get(&format!("{SMALL}&fault=tea")).await;
    assert_eq!((reply.status, reply.text().as_str()), (400, "not a fault: \"tea\"\n"));
}

#[tokio::test]
async fn the_control_path_sets_tells_and_clears() {
    let camera = faulty().await;
    let send = async |method: &str, query: &str| {
        camera.request(&format!("{method} /mullion/fault{query} HTTP/1.1\r\nConnection: close\r\n\r\n")).await
    };
    assert_eq!(send("GET", "").await.text(), "none\n");
    assert_eq!(send("PUT", "?fault=stall@3").await.status, 204);
    assert_eq!(send("GET", "").await.text(), "stall@3\n");
    assert_eq!(camera.handle.fault(), Some(Fault::Stall { after: 3 }));
    let body = "PUT /mullion/fault HTTP/1.1\r\nConnection: close\r\nContent-Length: 4\r\n\r\nhtml";
    assert_eq!(camera.request(body).await.status, 204);
    assert_eq!(camera.handle.fault(), Some(Fault::Html));
    assert_eq!(send("PUT", "?fault=tea").await.status, 400);
    assert_eq!(send("DELETE", "").await.status, 204);
    assert_eq!(camera.handle.fault(), None);
    assert_eq!(send("POST", "").await.status, 405);
}

#[tokio::test]
async fn stall() {
    let camera = faulty().await;
    let mut stream = open(&camera, "stall@2").await;
    stream.take(2).await;
    within("two frames", camera.handle.wait_for(|now| now.frames_sent == 2)).await;
    // Another viewer gets on while this one stands still, its connection open.
    camera.open(SMALL).await.take(10).await;
    within("the other to leave", camera.handle.wait_for(|now| now.streams == 1)).await;
    assert!(camera.handle.snapshot().frames_sent >= 12);
    drop(stream);
    within("the stalled one to leave", camera.handle.wait_for(|now| now.streams == 0)).await;
}

#[tokio::test]
async fn a_stalled_picture_never_comes() {
    let camera = faulty().await;
    let mut socket = camera.connect().await;
    let path = "/axis-cgi/jpg/image.cgi";
    socket.write_all(format!("GET {path}?fault=stall HTTP/1.1\r\n\r\n").as_bytes()).await.unwrap();
    within("the request", camera.handle.wait_for(|now| now.requests_for(path) == 1)).await;
    camera.get("/axis-cgi/usergroup.cgi").await;
    let nothing = socket.try_read(&mut [0]).unwrap_err();
    assert_eq!(nothing.kind(), std::io::ErrorKind::WouldBlock, "open, and silent");
    drop(socket);
    within("the client's leaving", camera.handle.wait_for(|now| now.connections == 0)).await;
}

#[tokio::test]
async fn a_stall_for_all_strikes_open_streams_and_ends_again() {
    let camera = faulty().await;
    let mut stream = camera.open(SMALL).await;
    let last = stream.take(2).await[1].number();
    camera.handle.set_fault(Fault::Stall { after: 0 });
    // The camera's own clock tells that time passes: in pictures whose fault is another.
    let now = async || {
        let reply = camera.get("/axis-cgi/jpg/image.cgi?resolution=160x90&fault=truncate:1").await;
        Received { jpeg: reply.body, complete: false }.hundredths()
    };
    let pass = async |hundredths: i64| {
        let start = now().await;
        while now().await < start + hundredths {}
    };
    pass(20).await;
    let sent = camera.handle.snapshot().frames_sent;
    pass(100).await;
    assert_eq!(camera.handle.snapshot().frames_sent, sent);
    camera.handle.clear_fault();
    let next = stream.take(10).await.pop().unwrap().number();
    assert!(next >= last + 30, "the frames of the stall are lost: {last} {next}");
}

#[tokio::test]
async fn cut() {
    let camera = faulty().await;
    let mut stream = open(&camera, "cut@2").await;
    let frames = stream.rest().await;
    assert_eq!(frames.iter().filter(|frame| frame.complete).count(), 2);
    assert_eq!(stream.failure, None, "closed in order");
    assert!(!stream.bytes.ends_with(b"\xff\xd9\r\n"));
    assert!(matches!(stream.errors.as_slice(), [mjpeg::Error::Truncated { .. }]), "{:?}", stream.errors);
}

#[tokio::test]
async fn reset() {
    let camera = faulty().await;
    let mut stream = open(&camera, "reset@2").await;
    let frames = stream.rest().await;
    assert!(frames.iter().filter(|frame| frame.complete).count() <= 2);
    assert_eq!(stream.failure, Some(std::io::ErrorKind::ConnectionReset));
}

#[tokio::test]
async fn truncate() {
    let camera = faulty().await;
    let mut stream = open(&camera, "truncate:2").await;
    let complete: Vec<bool> = stream.take(6).await.iter().map(|frame| frame.complete).collect();
    assert_eq!(complete, [true, false, true, false, true, false]);
    let picture = camera.get("/axis-cgi/jpg/image.cgi?resolution=160x90&fault=truncate:1").await;
    assert!(picture.body.starts_with(b"\xff\xd8") && !picture.body.ends_with(b"\xff\xd9"));
}

#[tokio::test]
async fn cut_head() {
    let camera = faulty().await;
    let mut stream = open(&camera, "cut-head@2").await;
    assert_eq!(stream.rest().await.len(), 2);
    let text = String::from_utf8_lossy(&stream.bytes);
    let head = text.rsplit("--myboundary").next().unwrap();
    assert!(head.starts_with("\r\nContent-Type") && !head.contains("\r\n\r\n"), "{head}");
}

#[tokio::test]
async fn undecodable() {
    let camera = faulty().await;
    let mut stream = open(&camera, "undecodable:2").await;
    let sound: Vec<bool> = stream
        .take(4)
        .await
        .iter()
        .map(|frame| jpeg_decoder::Decoder::new(frame.jpeg.as_slice()).decode().is_ok())
        .collect();
    assert_eq!(sound, [true, false, true, false]);
}

#[tokio::test]
async fn huge() {
    let camera = faulty().await;
    let mut stream = open(&camera, "huge:3000000@1").await;
    let pictures = stream.take(3).await;
    assert!(pictures.iter().all(|frame| camera.handle.find_sent(&frame.sha256()).is_some()));
    assert!(stream.bytes.len() > 3_000_000 || !stream.errors.is_empty(), "{:?}", stream.errors);
}

#[tokio::test]
async fn garbage() {
    let camera = faulty().await;
    let mut stream = open(&camera, "garbage:500").await;
    assert!(!stream.bytes.starts_with(b"--myboundary"));
    for frame in stream.take(4).await {
        assert!(camera.handle.find_sent(&frame.sha256()).is_some(), "pictures are whole");
    }
    assert!(!stream.quirks.is_empty());
}

#[tokio::test]
async fn lengths() {
    let camera = faulty().await;
    for (fault, quirk) in [
        ("length:50", "content-length-wrong"),
        ("length:-50", "content-length-wrong"),
        ("length:none", "no-content-length"),
    ] {
        let mut stream = open(&camera, fault).await;
        for frame in stream.take(4).await {
            assert!(camera.handle.find_sent(&frame.sha256()).is_some(), "{fault}");
        }
        assert!(stream.quirks.contains(&quirk), "{fault}: {:?}", stream.quirks);
        let has_length = stream.bytes.windows(14).any(|bytes| bytes == b"Content-Length");
        assert_eq!(has_length, fault != "length:none");
    }
}

#[tokio::test]
async fn slow() {
    let camera = faulty().await;
    camera.handle.set_fault(Fault::Slow { rate: 200, after: 0 });
    let mut stream = camera.open(SMALL).await;
    stream.read().await;
    assert!(!stream.bytes.is_empty());
    assert_eq!(camera.handle.snapshot().frames_sent, 0, "the first bytes come before the frame is whole");
    camera.handle.clear_fault();
    for frame in stream.take(2).await {
        assert!(camera.handle.find_sent(&frame.sha256()).is_some(), "no byte was lost");
    }
    let mut own = open(&camera, "slow:20000@1").await;
    assert_eq!(own.take(2).await.len(), 2);
}

#[tokio::test]
async fn endless_headers() {
    let camera = faulty().await;
    let mut socket = camera.connect().await;
    let request = format!("GET {SMALL}&fault=endless-head HTTP/1.1\r\n\r\n");
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut head = vec![0; 100_000];
    within("a long head", socket.read_exact(&mut head)).await.unwrap();
    assert!(head.starts_with(b"HTTP/1.1 200 OK\r\n"));
    assert!(!head.windows(4).any(|bytes| bytes == b"\r\n\r\n"));
    drop(socket);
    within("the client's leaving", camera.handle.wait_for(|now| now.connections == 0)).await;
    let mut stream = open(&camera, "endless-part@1").await;
    assert_eq!(stream.take(1).await.len(), 1);
    while stream.errors.is_empty() {
        stream.read().await;
    }
    assert!(matches!(stream.errors[0], mjpeg::Error::HeaderBlockTooLong { .. }), "{:?}", stream.errors);
}

#[tokio::test]
async fn statuses() {
    let camera = faulty().await;
    for status in [401, 403, 404, 500, 503] {
        for target in [SMALL, "/axis-cgi/jpg/image.cgi?x=1", "/axis-cgi/usergroup.cgi?x=1"] {
            let reply = camera.get(&format!("{target}&fault=status:{status}")).await;
            assert_eq!(reply.status, status, "{target}");
            assert_eq!(reply.header("retry-after"), (status == 503).then_some("5"));
            assert_eq!(reply.header("www-authenticate").is_some(), status == 401);
        }
    }
    camera.handle.set_fault("status:500".parse().unwrap());
    assert_eq!(camera.get(SMALL).await.status, 500);
    assert_eq!(camera.get("/axis-cgi/usergroup.cgi").await.status, 200, "faults for all concern pictures");
}

#[tokio::test]
async fn html() {
    let camera = faulty().await;
    let reply = camera.get(&format!("{SMALL}&fault=html")).await;
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("text/html")));
    assert_eq!(
        vapix::message_text(&reply.text()),
        "AXIS The camera is being updated Come back in a few minutes."
    );
}

#[tokio::test]
async fn boundaries() {
    let camera = faulty().await;
    for (fault, announced, quirk) in [
        ("quoted", "; boundary=\"myboundary\"", None),
        ("dashes", "; boundary=--myboundary", Some("boundary-dashes")),
        ("missing", "", Some("boundary-missing")),
        ("wrong", "; boundary=anotherboundary", Some("boundary-mismatch")),
        ("none", "; boundary=myboundary", Some("no-delimiters")),
    ] {
        let mut stream = open(&camera, &format!("boundary:{fault}")).await;
        let line = format!("\r\nContent-Type: multipart/x-mixed-replace{announced}\r\n");
        assert!(stream.head.contains(&line), "{fault}: {}", stream.head);
        for frame in stream.take(4).await {
            assert!(camera.handle.find_sent(&frame.sha256()).is_some(), "{fault}");
        }
        assert_eq!(stream.bytes.starts_with(b"--myboundary\r\n"), fault != "none");
        assert!(quirk.is_none_or(|quirk| stream.quirks.contains(&quirk)), "{fault}: {:?}", stream.quirks);
        assert_eq!(quirk.is_none(), stream.quirks.is_empty(), "{fault}: {:?}", stream.quirks);
    }
}

#[tokio::test]
async fn line_feeds() {
    let camera = faulty().await;
    let mut stream = open(&camera, "lf").await;
    for frame in stream.take(3).await {
        assert!(camera.handle.find_sent(&frame.sha256()).is_some());
    }
    assert!(stream.bytes.starts_with(b"--myboundary\nContent-Type: image/jpeg\nContent-Length: "));
    assert_eq!(stream.quirks, ["line-feed-only"]);
}

#[tokio::test]
async fn clock() {
    let camera = faulty().await;
    for (fault, jump) in [("clock:3600@2", 360_000), ("clock:-3600@2", -360_000)] {
        let frames = open(&camera, fault).await.take(4).await;
        let offset = |index: usize| frames[index].hundredths() - frames[index].number() as i64 * 4;
        assert_eq!(offset(1), offset(0));
        assert_eq!(offset(2) - offset(1), jump, "{fault}");
        assert_eq!(offset(3), offset(2));
    }
}

#[tokio::test]
async fn clock_stop() {
    let camera = faulty().await;
    let frames = open(&camera, "clock-stop@2").await.take(5).await;
    let times: Vec<_> = frames.iter().map(Received::hundredths).collect();
    assert!(times[1] < times[2] && times[2] == times[3] && times[3] == times[4], "{times:?}");
    assert!(frames[3].number() < frames[4].number(), "and the picture moves on");
}

#[tokio::test]
async fn repeat() {
    let camera = faulty().await;
    let frames = open(&camera, "repeat@2").await.take(5).await;
    let sent: Vec<_> = frames.iter().map(Received::sha256).collect();
    assert!(sent[0] != sent[1] && sent[1..].iter().all(|one| *one == sent[1]));
    // For all, there and back.
    let mut stream = camera.open(SMALL).await;
    stream.take(1).await;
    camera.handle.set_fault(Fault::Repeat { after: 0 });
    let mut last = stream.take(1).await[0].number();
    loop {
        let now = stream.take(1).await[0].number();
        if now == last {
            break;
        }
        last = now;
    }
    camera.handle.clear_fault();
    while stream.take(1).await[0].number() == last {}
}

#[tokio::test]
async fn resize() {
    let camera = faulty().await;
    let frames = open(&camera, "resize@2").await.take(4).await;
    let widths: Vec<_> = frames.iter().map(|frame| frame.facts().width).collect();
    assert_eq!(widths, [160, 160, 80, 80]);
    // For all, there and back.
    let mut stream = camera.open(SMALL).await;
    stream.take(1).await;
    camera.handle.set_fault(Fault::Resize { after: 0 });
    while stream.take(1).await[0].facts().width != 80 {}
    camera.handle.clear_fault();
    while stream.take(1).await[0].facts().width != 160 {}
}

#[tokio::test]
async fn frame_rate() {
    let camera = faulty().await;
    let frames = open(&camera, "fps:2@2").await.take(4).await;
    let numbers: Vec<_> = frames.iter().map(Received::number).collect();
    assert!(numbers[3] - numbers[2] >= 12, "half a second is twelve frames: {numbers:?}");
    let mut none = open(&camera, "fps:0@1").await;
    assert_eq!(none.take(1).await.len(), 1);
    camera.open(SMALL).await.take(5).await;
    within("nothing more", camera.handle.wait_for(|now| now.streams == 1)).await;
}
