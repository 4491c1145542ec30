//! Actions that the stream requests.

use std::rc::Rc;

use causes::Cause;

use crate::connection::Sharing;
use crate::decode::Wish;
use crate::frame::Frame;
use crate::history::Entry;
use crate::id::{ConnectionId, DecodeId, SightId};
use crate::{Decoding, Route, Sink};

/// An action for the shell. Perform them in order.
#[derive(Debug)]
pub enum Effect<P> {
    /// Request the stream. Answers are [`Input`](crate::Input)s with this id; exactly one
    /// [`Input::Finished`](crate::Input::Finished) is expected.
    Open(ConnectionId, StreamRequest),
    /// Abort the connection.
    Close,
    /// Remove the browser's own display.
    ClearDisplay,
    /// Send a tiny request to the page's own origin, to learn whether it answers again.
    AskOrigin,
    /// Report with [`Input::Seen`](crate::Input::Seen) when everything drawn so far is on the
    /// screen.
    AwaitScreen(SightId),
    /// Start or stop the ticks.
    Tick(bool),
    /// Send [`Input::Due`](crate::Input::Due) once after this many milliseconds, replacing any
    /// earlier request; `None` cancels it.
    Wake(Option<f64>),
    /// Report the state to the page, and why it is not live.
    Report(Option<Cause>),
    /// Tell the page why no better route is in use than the one in the following reports.
    Detour(Option<Cause>),
    /// Record this frame.
    Record(Entry<Rc<Frame<P>>>),
    /// The recording has to end: another camera is played, or another of its views.
    EndRecording,
    /// Decode a frame. When a decoder is free, [`Stream::begin`](crate::Stream::begin) says which
    /// frame and how.
    Decode(DecodeId, Wish),
    /// Add the pixels to the mean, before the pixels that are drawn next.
    Take(DecodeId),
    /// Draw the pixels of this frame. The answer is [`Input::Drawn`](crate::Input::Drawn), at once.
    /// Frames that the video does not accept go to the canvas.
    Draw(DecodeId, Rc<Frame<P>>, DrawOn),
    /// Show this surface to the person from now on.
    Show(Sink),
    /// Ask the page for a video. The answer is [`Input::Surface`](crate::Input::Surface) with
    /// [`has_video`](crate::Surface::has_video), or none.
    AskVideo,
    /// Release those pixels.
    Discard(DecodeId),
    /// The next frame shows another view: start a new mean with it.
    RestartStack,
    /// A frame is held: report with [`Input::Stack`](crate::Input::Stack) how many frames its mean
    /// contains, if it is one.
    StackHeld,
    /// The snapshot with that number; `None` if no frame is displayed.
    Snapshot(u32, Option<Snapshot<P>>),
    /// The thumbnail with that number, and when its frame arrived, milliseconds since 1970; nothing
    /// if there is none. Its pixels are 120 high, and not needed any more.
    Thumbnail(u32, Option<(DecodeId, f64)>),
    /// The browser does not restore the canvas: the page must make another.
    ReplaceCanvas,
}

/// How a frame is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecodeJob {
    /// The decoder.
    pub by: Decoding,
    /// The size, if not the frame's own. A width of 0 follows from the height.
    pub size: Option<(u32, u32)>,
    /// Pixels for the canvas, or a frame for the video.
    pub sink: Sink,
}

/// The destination of pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DrawOn {
    /// To the canvas.
    Canvas,
    /// To the video.
    Video,
    /// To the video, which may not show them yet, and to the canvas.
    Both,
}

/// A request to the camera.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamRequest {
    /// The way.
    pub route: Route,
    /// The login may be sent on this route.
    pub may_log_in: bool,
    /// The most single frames a second.
    pub fps: Option<u32>,
    /// The stream may come in one response with others.
    pub sharing: Sharing,
}

/// The frame on the screen, for a snapshot.
#[derive(Debug)]
pub struct Snapshot<P> {
    /// It.
    pub frame: Rc<Frame<P>>,
    /// Its displayed size in pixels.
    pub size: (u32, u32),
    /// The view of it that a person sees.
    pub seen: Seen,
}

/// Where to read the view that a person sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Not requested, or it cannot be decoded.
    Nowhere,
    /// On the canvas, now.
    OnCanvas,
    /// In these pixels. Release them afterwards.
    Pixels(DecodeId),
}
