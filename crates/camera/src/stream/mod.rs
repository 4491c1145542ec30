//! A stream: its head, its parts, and how it goes wrong.

mod part;
mod script;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Buf, Bytes};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, sleep_until, timeout};

pub(crate) use part::{Style, head};

use crate::clock::Timestamp;
use crate::encoders::{Encoders, Frames};
use crate::handle::{Counted, Handle};
use crate::picture::{Frame, with_time};
use crate::setting::Resolved;
use crate::{Fault, StatusFault};
use script::{Action, Script};

/// How often a slow drip drips.
const DRIP: Duration = Duration::from_millis(50);
/// Pace of what never ends, so that it costs no processor.
const ENDLESS_CHUNK: usize = 4096;
/// Bytes before a picture at which a cut header ends: in the middle of its Content-Length.
const CUT_HEAD: usize = 12;

/// A stream that is about to begin.
#[derive(Debug)]
pub(crate) struct Stream {
    pub(crate) resolved: Resolved,
    pub(crate) frames: Frames,
    /// The request's own fault.
    pub(crate) fault: Option<Fault>,
    /// The response head.
    pub(crate) head: Vec<u8>,
    /// How the parts look.
    pub(crate) style: Style,
    pub(crate) viewer: Counted,
    pub(crate) encoders: Arc<Encoders>,
    pub(crate) handle: Handle,
    pub(crate) write_timeout: Duration,
}

/// How a stream ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Close,
    Reset,
}

impl Stream {
    /// Sends the stream until it ends or the client leaves.
    pub(crate) async fn run(self, connection: &mut TcpStream) {
        let end = {
            let (mut from_client, mut to_client) = connection.split();
            tokio::select! {
                () = client_leaves(&mut from_client) => Ok(End::Close),
                end = self.send(&mut to_client) => end,
            }
        };
        match end {
            Ok(End::Reset) => {
                let _ = connection.set_zero_linger();
            }
            // The client may be gone; that is how most streams end.
            Ok(End::Close) | Err(_) => {
                let _ = connection.shutdown().await;
            }
        }
    }

    async fn send(self, client: &mut (impl AsyncWrite + Unpin)) -> io::Result<End> {
        let Self { resolved, frames, fault, head, style, viewer, encoders, handle, write_timeout } = self;
        let _viewer = viewer;
        let mut script = Script::new(fault, handle.faults());
        let mut feed = Feed::new(frames);
        let mut setting = resolved.setting.clone();
        let mut out = Output { client, write_timeout };
        out.write(head.into()).await?;
        let ends = resolved.duration.map(|duration| Instant::now() + duration);
        let mut sent = 0;
        let mut past = Past::default();
        loop {
            let action = script.next();
            if action.wants_half() != (setting != resolved.setting) {
                setting =
                    if action.wants_half() { resolved.setting.halved() } else { resolved.setting.clone() };
                match encoders.watch(&setting) {
                    Ok(other) => feed = Feed::new(other),
                    Err(_) => return Ok(End::Close),
                }
            }
            if action == Action::Stall {
                tokio::select! {
                    () = script.changed() => continue,
                    () = until(ends) => return Ok(End::Close),
                }
            }
            let frame = tokio::select! {
                frame = feed.next() => frame,
                () = script.changed() => continue,
                () = until(ends) => return Ok(End::Close),
            };
            let Some(frame) = frame.map(|frame| past.instead_of(frame, action)) else {
                return Ok(End::Close);
            };
            let bytes = part::bytes(style, action, &frame, sent);
            match action {
                Action::Cut | Action::Reset => {
                    let half = bytes.len() - frame.jpeg.len() / 2;
                    out.write(bytes.slice(..half)).await?;
                    return Ok(if action == Action::Reset { End::Reset } else { End::Close });
                }
                Action::CutHead => {
                    out.write(bytes.slice(..bytes.len() - frame.jpeg.len() - CUT_HEAD)).await?;
                    return Ok(End::Close);
                }
                Action::Huge { bytes: length } => {
                    out.huge(length).await?;
                    out.write(bytes).await?;
                }
                Action::EndlessPart => {
                    out.write(bytes).await?;
                    return out.endless().await;
                }
                Action::Slow { rate } => out.drip(bytes, rate, &mut script).await?,
                _ => out.write(bytes).await?,
            }
            if action.is_faithful() {
                handle.remember(&setting.describe(), &frame);
            }
            handle.count(|snapshot| snapshot.frames_sent += 1);
            script.sent();
            sent += 1;
            if resolved.frames.is_some_and(|limit| sent >= limit) {
                return Ok(End::Close);
            }
            if let Action::FrameRate { fps } = action {
                tokio::select! {
                    () = sleep(Duration::from_secs(1) / fps.max(1)) => {}
                    () = script.changed() => {}
                    () = until(ends) => return Ok(End::Close),
                }
            }
        }
    }
}

/// Sends a response head that never ends.
pub(crate) async fn endless_head(connection: &mut TcpStream, start: Vec<u8>, write_timeout: Duration) {
    let (mut from_client, mut to_client) = connection.split();
    let mut out = Output { client: &mut to_client, write_timeout };
    let send = async {
        out.write(start.into()).await?;
        out.endless().await
    };
    tokio::select! {
        () = client_leaves(&mut from_client) => {}
        _ = send => {}
    }
}

/// The frames of a setting, each once. A new viewer begins with the one that is there.
struct Feed {
    frames: Frames,
    is_new: bool,
}

impl Feed {
    fn new(frames: Frames) -> Self {
        Self { frames, is_new: true }
    }

    /// The next frame; frames that came meanwhile are skipped. `None` if the encoder has failed.
    async fn next(&mut self) -> Option<Arc<Frame>> {
        loop {
            if !self.is_new {
                self.frames.changed().await.ok()?;
            }
            let frame = self.frames.borrow_and_update().clone();
            self.is_new = false;
            if frame.is_some() {
                return frame;
            }
        }
    }
}

/// A stream's memory of the frames that it has sent.
#[derive(Default)]
struct Past {
    last: Option<Arc<Frame>>,
    /// Where its clock stands.
    stopped: Option<Timestamp>,
}

impl Past {
    /// The bytes that `action` sends in place of `frame`.
    fn instead_of(&mut self, frame: Arc<Frame>, action: Action) -> Arc<Frame> {
        if action != Action::ClockStop {
            self.stopped = None;
        }
        match action {
            Action::ClockStop => {
                let time = *self.stopped.get_or_insert(frame.time);
                let jpeg = with_time(&frame.jpeg, time).into();
                Arc::new(Frame { time, jpeg, ..(*frame).clone() })
            }
            Action::Repeat => Arc::clone(self.last.get_or_insert(frame)),
            _ => {
                self.last = Some(Arc::clone(&frame));
                frame
            }
        }
    }
}

async fn until(end: Option<Instant>) {
    match end {
        Some(end) => sleep_until(end).await,
        None => std::future::pending().await,
    }
}

/// Ends when the client has closed its side. What it sends meanwhile is of no interest.
async fn client_leaves(from_client: &mut (impl AsyncRead + Unpin)) {
    let mut ignored = [0; 1024];
    while matches!(from_client.read(&mut ignored).await, Ok(read) if read > 0) {}
}

/// The way to the client, with a limit to its patience.
struct Output<'a, Client> {
    client: &'a mut Client,
    write_timeout: Duration,
}

impl<Client: AsyncWrite + Unpin> Output<'_, Client> {
    async fn write(&mut self, mut bytes: Bytes) -> io::Result<()> {
        while bytes.has_remaining() {
            let write = self.client.write_buf(&mut bytes);
            let written = timeout(self.write_timeout, write).await.map_err(|_| io::ErrorKind::TimedOut)??;
            if written == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
        }
        Ok(())
    }

    /// So many bytes a second; as fast as can be once the fault is gone.
    async fn drip(&mut self, mut bytes: Bytes, rate: u32, script: &mut Script) -> io::Result<()> {
        let mut due = 0.0;
        while bytes.has_remaining() {
            due += f64::from(rate) * DRIP.as_secs_f64();
            let count = (due as usize).min(bytes.len());
            due -= count as f64;
            self.write(bytes.split_to(count)).await?;
            tokio::select! {
                () = sleep(DRIP) => {}
                () = script.changed() => return self.write(bytes).await,
            }
        }
        Ok(())
    }

    /// A part of so many bytes with nothing in it.
    async fn huge(&mut self, length: u32) -> io::Result<()> {
        self.write(part::empty_head(length)).await?;
        let zeros = Bytes::from_static(&[0; 1 << 16]);
        let mut rest = length as usize;
        while rest > 0 {
            let count = rest.min(zeros.len());
            self.write(zeros.slice(..count)).await?;
            rest -= count;
        }
        self.write(Bytes::from_static(b"\r\n")).await
    }

    async fn endless(&mut self) -> io::Result<End> {
        let line = format!("X-Filler: {}\r\n", "x".repeat(ENDLESS_CHUNK));
        loop {
            self.write(Bytes::from(line.clone())).await?;
            sleep(Duration::from_millis(2)).await;
        }
    }
}

/// The status code of a refusal.
pub(crate) fn status_code(fault: StatusFault) -> u16 {
    match fault {
        StatusFault::Unauthorized => 401,
        StatusFault::Forbidden => 403,
        StatusFault::NotFound => 404,
        StatusFault::Internal => 500,
        StatusFault::Unavailable => 503,
    }
}
