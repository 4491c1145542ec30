//! Streams as they should be.

use camera::Options;
use mjpeg::jpeg::Sampling;

use crate::client::{Received, start, within};

const SMALL: &str = "/axis-cgi/mjpg/video.cgi?resolution=320x180";

#[tokio::test]
async fn a_stream_is_that_of_an_axis_camera() {
    let camera = start(Options::default()).await;
    let mut stream = camera.open(SMALL).await;
    let frames = stream.take(3).await;
    assert!(stream.head.starts_with("HTTP/1.1 200 OK\r\n"));
    assert!(stream.head.contains("\r\nContent-Type: multipart/x-mixed-replace; boundary=myboundary\r\n"));
    assert!(stream.head.contains("\r\nCache-Control: no-cache\r\nPragma: no-cache\r\nConnection: close\r\n"));
    let start = format!(
        "--myboundary\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n",
        frames[0].jpeg.len()
    );
    assert!(stream.bytes.starts_with(start.as_bytes()));
    let next = start.len() + frames[0].jpeg.len();
    assert!(stream.bytes[next..].starts_with(b"\r\n--myboundary\r\n"));
    assert_eq!((stream.quirks.as_slice(), stream.errors.as_slice()), ([].as_slice(), [].as_slice()));
    for frame in &frames {
        let facts = frame.facts();
        assert_eq!((facts.width, facts.height), (320, 180));
        assert_eq!((facts.quality, facts.sampling), (Some(70), Some(Sampling::Quarter)));
        let product = facts.axis_product.unwrap();
        assert_eq!(
            (product.firmware(), product.serial()),
            ("12.11.77".to_owned(), "ACCC8E000001".to_owned())
        );
        let sent = camera.handle.find_sent(&frame.sha256()).expect("the camera knows what it sent");
        assert_eq!((sent.number, sent.size), (frame.number(), frame.jpeg.len()));
    }
    let times: Vec<_> = frames.iter().map(|frame| (frame.number(), frame.hundredths())).collect();
    for pair in times.windows(2) {
        assert!(pair[1].0 > pair[0].0);
        assert_eq!(
            pair[1].1 - pair[0].1,
            (pair[1].0 - pair[0].0) as i64 * 4,
            "25 frames a second: {times:?}"
        );
    }
}

#[tokio::test]
async fn arguments_decide_what_is_delivered() {
    let camera = start(Options::default()).await;
    for (query, width, height, quality) in [
        ("", 1280, 720, 70),
        ("resolution=640x480", 640, 480, 70),
        ("resolution=640x480&rotation=90", 480, 640, 70),
        ("resolution=160x90&rotation=270&compression=0", 90, 160, 100),
        ("resolution=160x100&compression=100&rotation=180", 160, 100, 1),
        ("resolution=QCIF&squarepixel=1", 192, 144, 70),
        ("resolution=4CIF", 704, 576, 70),
        ("resolution=480x270&camera=quad", 480, 270, 70),
        ("streamprofile=Mobile", 320, 180, 50),
        ("streamprofile=Mobile&compression=10", 320, 180, 90),
        ("resolution=320x240&palette=Ice&mirror=1&color=0", 320, 240, 70),
    ] {
        let mut stream = camera.open(&format!("/axis-cgi/mjpg/video.cgi?{query}")).await;
        let facts = stream.take(1).await[0].facts();
        assert_eq!((facts.width, facts.height, facts.quality), (width, height, Some(quality)), "{query}");
        let alias = camera.open(&format!("/mjpg/video.mjpg?{query}")).await.take(1).await[0].facts();
        assert_eq!((alias.width, alias.height), (width, height), "{query}");
    }
}

#[tokio::test]
async fn a_number_is_the_same_moment_in_every_setting() {
    let camera = start(Options::default()).await;
    let mut wide = camera.open(SMALL).await;
    let mut turned =
        camera.open("/mjpg/video.mjpg?resolution=320x240&rotation=90&camera=3&compression=60").await;
    let (wide, turned) = (wide.take(12).await, turned.take(12).await);
    let moment = |frame: &Received| frame.hundredths() - frame.number() as i64 * 4;
    assert!(wide.iter().chain(&turned).all(|frame| moment(frame) == moment(&wide[0])));
}

#[tokio::test]
async fn slower_streams_skip_frames_of_the_sensor() {
    let camera = start(Options::default()).await;
    let frames = camera.open(&format!("{SMALL}&fps=5")).await.take(4).await;
    let numbers: Vec<_> = frames.iter().map(Received::number).collect();
    // The first is the frame that was there; those that follow lie on the raster of five.
    assert!(numbers[1..].iter().all(|number| number % 5 == 0), "{numbers:?}");
    assert!(numbers.windows(2).all(|pair| pair[1] > pair[0]), "{numbers:?}");
}

#[tokio::test]
async fn a_number_of_frames_ends_the_stream_cleanly() {
    let camera = start(Options::default()).await;
    let mut stream = camera.open(&format!("{SMALL}&nbrofframes=3")).await;
    let frames = stream.rest().await;
    assert_eq!(frames.len(), 3);
    assert_eq!((stream.failure, stream.errors.len()), (None, 0));
    assert!(stream.bytes.ends_with(b"\xff\xd9\r\n"));
}

#[tokio::test]
async fn a_duration_ends_the_stream_cleanly() {
    let camera = start(Options::default()).await;
    let mut stream = camera.open(&format!("{SMALL}&duration=1")).await;
    let frames = stream.rest().await;
    assert!(!frames.is_empty());
    assert_eq!((stream.failure, stream.errors.len()), (None, 0));
}

#[tokio::test]
async fn viewers_of_one_setting_share_an_encoder() {
    let camera = start(Options::default()).await;
    let mut viewers = Vec::new();
    for _ in 0..3 {
        viewers.push(camera.open(SMALL).await);
    }
    let other = camera.open(&format!("{SMALL}&compression=31")).await;
    let snapshot =
        within("streams", camera.handle.wait_for(|now| now.streams == 4 && now.encoders == 2)).await;
    assert_eq!((snapshot.streams_peak, snapshot.streams_served), (4, 4));
    let mut seen = std::collections::HashMap::new();
    for viewer in &mut viewers {
        for frame in viewer.take(10).await {
            let hash = frame.sha256();
            assert_eq!(*seen.entry(frame.number()).or_insert(hash), hash, "one number, one picture");
        }
    }
    drop((viewers, other));
    within("encoders to stop", camera.handle.wait_for(|now| now.streams == 0 && now.encoders == 0)).await;
}

#[tokio::test]
async fn too_many_viewers_are_turned_away_until_one_leaves() {
    let camera = start(Options { max_viewers: 2, ..Options::default() }).await;
    let first = camera.open(SMALL).await;
    let _second = camera.open(SMALL).await;
    let refused = camera.get(SMALL).await;
    assert_eq!((refused.status, refused.header("content-length").is_some()), (503, true));
    assert_eq!(
        camera.get("/axis-cgi/jpg/image.cgi?resolution=160x90").await.status,
        200,
        "pictures are no viewers"
    );
    drop(first);
    within("a free place", camera.handle.wait_for(|now| now.streams == 1)).await;
    camera.open(SMALL).await.take(1).await;
}

#[tokio::test]
async fn too_many_settings_are_refused() {
    let camera = start(Options { max_encoders: 1, ..Options::default() }).await;
    let _first = camera.open(SMALL).await;
    assert_eq!(camera.get(&format!("{SMALL}&compression=31")).await.status, 503);
    camera.open(SMALL).await.take(1).await;
    within("the refused one to be forgotten", camera.handle.wait_for(|now| now.streams <= 1)).await;
}

#[tokio::test]
async fn a_slow_viewer_skips_frames_and_holds_nobody_up() {
    let camera = start(Options::default()).await;
    // Large pictures fill what the sockets hold within a few frames.
    let large = "/axis-cgi/mjpg/video.cgi?resolution=1280x720&compression=0";
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(16 << 10).unwrap();
    let mut socket = socket.connect(camera.address).await.unwrap();
    let request = format!("GET {large} HTTP/1.1\r\nHost: camera\r\n\r\n");
    tokio::io::AsyncWriteExt::write_all(&mut socket, request.as_bytes()).await.unwrap();
    let mut slow = crate::client::Stream::begin(socket).await;
    let mut quick = camera.open(large).await;
    let last = quick.take(60).await.pop().unwrap().number();
    let mut numbers = vec![slow.take(1).await[0].number()];
    while numbers.last().is_some_and(|number| *number < last) {
        numbers.push(slow.take(1).await[0].number());
    }
    assert!(slow.errors.is_empty());
    let largest_gap = numbers.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap();
    assert!(largest_gap > 5, "{numbers:?}");
}

#[tokio::test]
async fn older_clients_and_heads_are_answered() {
    let camera = start(Options { http10_streams: true, ..Options::default() }).await;
    assert!(camera.open(SMALL).await.head.starts_with("HTTP/1.0 200 OK\r\n"));
    let head = camera.request(&format!("HEAD {SMALL} HTTP/1.1\r\nConnection: close\r\n\r\n")).await;
    assert_eq!((head.status, head.body.len()), (200, 0));
}

#[tokio::test]
async fn what_is_not_there_is_refused_as_text() {
    let camera = start(Options::default()).await;
    for path in ["/axis-cgi/mjpg/video.cgi", "/axis-cgi/jpg/image.cgi", "/axis-cgi/imagesize.cgi"] {
        let reply = camera.get(&format!("{path}?resolution=123x45")).await;
        assert_eq!((reply.status, reply.header("content-type")), (200, Some("text/plain")));
        assert_eq!(reply.text(), "Resolution 123x45 not supported.\r\n");
        let reply = camera.get(&format!("{path}?camera=9&resolution=640x480")).await;
        assert_eq!(reply.text(), "<!-- Camera 9 not available. -->\r\n");
    }
    assert_eq!(camera.handle.snapshot().streams_served, 0);
}
