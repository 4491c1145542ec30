//! A camera in this process, and a client that sees every byte.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use camera::{Camera, Handle, Options, strip};
use mjpeg::jpeg::Facts;
use mjpeg::{Event, Limits, Parser};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Ends a test that would hang. Nothing is decided by it.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    match tokio::time::timeout(PATIENCE, future).await {
        Ok(value) => value,
        Err(_) => panic!("gave up waiting: {what}"),
    }
}

/// A camera that is being served.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) handle: Handle,
    stop: oneshot::Sender<()>,
    served: JoinHandle<std::io::Result<()>>,
}

/// Starts a camera on a free port.
pub(crate) async fn start(options: Options) -> Running {
    let camera = within("the camera to start", Camera::bind(options)).await.unwrap();
    let (address, handle) = (camera.local_addr().unwrap(), camera.handle());
    let (stop, stopped) = oneshot::channel();
    let served = tokio::spawn(camera.serve(async {
        let _ = stopped.await;
    }));
    Running { address, handle, stop, served }
}

/// The answer to a request.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Status line and header fields, as they came.
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers(name).into_iter().next()
    }

    pub(crate) fn headers(&self, name: &str) -> Vec<&str> {
        let fields = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        fields.filter(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).collect()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Running {
    /// A request of its own connection.
    pub(crate) async fn get(&self, target: &str) -> Reply {
        self.request(&format!("GET {target} HTTP/1.1\r\nHost: camera\r\nConnection: close\r\n\r\n")).await
    }

    pub(crate) async fn get_with(&self, target: &str, header: &str) -> Reply {
        let request =
            format!("GET {target} HTTP/1.1\r\nHost: camera\r\nConnection: close\r\n{header}\r\n\r\n");
        self.request(&request).await
    }

    pub(crate) async fn post(&self, target: &str, header: &str, body: &str) -> Reply {
        let length = body.len();
        let head = format!("POST {target} HTTP/1.1\r\nHost: camera\r\nConnection: close\r\n{header}");
        self.request(&format!("{head}Content-Length: {length}\r\n\r\n{body}")).await
    }

    /// Sends these bytes and reads until the camera closes.
    pub(crate) async fn request(&self, bytes: &str) -> Reply {
        let mut socket = self.connect().await;
        socket.write_all(bytes.as_bytes()).await.unwrap();
        let head = read_head(&mut socket).await;
        let mut body = Vec::new();
        within("the rest of an answer", socket.read_to_end(&mut body)).await.unwrap();
        Reply { status: status_of(&head), head, body }
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        within("a connection", TcpStream::connect(self.address)).await.unwrap()
    }

    /// Opens a stream, which must begin with status 200.
    pub(crate) async fn open(&self, target: &str) -> Stream {
        let mut socket = self.connect().await;
        let request = format!("GET {target} HTTP/1.1\r\nHost: camera\r\n\r\n");
        socket.write_all(request.as_bytes()).await.unwrap();
        Stream::begin(socket).await
    }

    /// Ends the camera, as a program that is told to stop does.
    pub(crate) async fn stop(self) {
        let _ = self.stop.send(());
        within("the camera to stop", self.served).await.unwrap().unwrap();
    }
}

/// The head of an answer, read byte by byte so that nothing of the body is taken.
pub(crate) async fn read_head(socket: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match within("the head of an answer", socket.read_u8()).await {
            Ok(byte) => head.push(byte),
            Err(error) => panic!("no head but {:?}: {error}", String::from_utf8_lossy(&head)),
        }
    }
    String::from_utf8(head).unwrap()
}

pub(crate) fn status_of(head: &str) -> u16 {
    head.split(' ').nth(1).unwrap().parse().unwrap()
}

/// A frame as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) jpeg: Vec<u8>,
    pub(crate) complete: bool,
}

impl Received {
    pub(crate) fn facts(&self) -> Facts {
        Facts::read(&self.jpeg).expect("a JPEG")
    }

    /// Width, height, and RGB of each pixel.
    pub(crate) fn pixels(&self) -> (u32, u32, Vec<u8>) {
        let mut decoder = jpeg_decoder::Decoder::new(self.jpeg.as_slice());
        let pixels = decoder.decode().expect("a JPEG that can be decoded");
        let info = decoder.info().unwrap();
        (u32::from(info.width), u32::from(info.height), pixels)
    }

    /// The frame number that is burnt into the picture.
    pub(crate) fn number(&self) -> u64 {
        let (width, height, pixels) = self.pixels();
        let green = |x: u32, y: u32| pixels[((y * width + x) * 3 + 1) as usize];
        strip::read_strip(width, height, green).expect("a strip").into()
    }

    /// The time in its comment, in hundredths of a second.
    pub(crate) fn hundredths(&self) -> i64 {
        let time = self.facts().axis_time.expect("a time comment");
        i64::from(time.seconds) * 100 + i64::from(time.hundredths)
    }

    pub(crate) fn sha256(&self) -> [u8; 32] {
        use sha2::Digest as _;
        sha2::Sha256::digest(&self.jpeg).into()
    }
}

/// A stream that is being read.
pub(crate) struct Stream {
    pub(crate) head: String,
    /// Everything of the body so far.
    pub(crate) bytes: Vec<u8>,
    /// Names of the parser's quirks so far.
    pub(crate) quirks: Vec<&'static str>,
    pub(crate) errors: Vec<mjpeg::Error>,
    /// How the connection ended, if it was not closed in order.
    pub(crate) failure: Option<std::io::ErrorKind>,
    socket: TcpStream,
    parser: Parser,
    frames: std::collections::VecDeque<Received>,
    ended: bool,
}

impl Stream {
    pub(crate) async fn begin(mut socket: TcpStream) -> Self {
        let head = read_head(&mut socket).await;
        assert_eq!(status_of(&head), 200, "{head}");
        let content_type = head.lines().find_map(|line| line.strip_prefix("Content-Type: "));
        let parser = Parser::new(content_type, Limits::default());
        Self {
            head,
            bytes: Vec::new(),
            quirks: Vec::new(),
            errors: Vec::new(),
            failure: None,
            socket,
            parser,
            frames: Default::default(),
            ended: false,
        }
    }

    /// The next frame; `None` at the end of the stream.
    pub(crate) async fn frame(&mut self) -> Option<Received> {
        while self.frames.is_empty() && !self.ended {
            self.read().await;
        }
        self.frames.pop_front()
    }

    /// The next frames, which must come.
    pub(crate) async fn take(&mut self, count: usize) -> Vec<Received> {
        let mut frames = Vec::new();
        while frames.len() < count {
            let frame = self.frame().await;
            frames.push(frame.unwrap_or_else(|| panic!("the stream ended: {:?}", self.errors)));
        }
        frames
    }

    /// All frames up to the end.
    pub(crate) async fn rest(&mut self) -> Vec<Received> {
        let mut frames = Vec::new();
        while let Some(frame) = self.frame().await {
            frames.push(frame);
        }
        frames
    }

    /// Reads some bytes, or the end.
    pub(crate) async fn read(&mut self) {
        let mut chunk = vec![0; 64 << 10];
        match within("more of a stream", self.socket.read(&mut chunk)).await {
            Ok(0) => self.ended = true,
            Ok(read) => {
                self.bytes.extend_from_slice(&chunk[..read]);
                self.parser.push(&chunk[..read]);
            }
            Err(error) => {
                self.failure = Some(error.kind());
                self.ended = true;
            }
        }
        if self.ended {
            self.parser.finish();
        }
        while let Some(event) = self.parser.next_event() {
            match event {
                Event::Frame(frame) => self
                    .frames
                    .push_back(Received { jpeg: frame.jpeg().to_vec(), complete: frame.is_complete() }),
                Event::Quirk(quirk) => self.quirks.push(quirk.kind.name()),
                Event::Error(error) => self.errors.push(error),
                Event::Other(_) | Event::Closed => {}
            }
        }
    }
}
