//! What the stream wants done.

use std::rc::Rc;

use causes::Cause;

use crate::connection::Sharing;
use crate::decode::Wish;
use crate::frame::Frame;
use crate::history::Entry;
use crate::id::{ConnectionId, DecodeId, SightId};
use crate::{Decoding, Route, Sink};

/// What is to be done, in the order given.
#[derive(Debug)]
pub enum Effect<P> {
    /// Ask for the stream. Answers are [`Input`](crate::Input)s with this id; exactly one
    /// [`Input::Finished`](crate::Input::Finished) is expected.
    Open(ConnectionId, StreamRequest),
    /// Abort the connection.
    Close,
    /// The browser's own display has to go out of the way.
    ClearDisplay,
    /// Ask the page's own origin for next to nothing, to learn whether it is there again.
    AskOrigin,
    /// Tell by [`Input::Seen`](crate::Input::Seen) when what is drawn by now is on the screen.
    AwaitScreen(SightId),
    /// From now on there are ticks, or none.
    Tick(bool),
    /// Wake the stream once by [`Input::Due`](crate::Input::Due), after so many milliseconds, in
    /// place of any earlier wish; `None` for not at all.
    Wake(Option<f64>),
    /// Tell the page how things are, and why not live.
    Report(Option<Cause>),
    /// Tell the page why no better way is taken than the one in the reports from now on.
    Detour(Option<Cause>),
    /// Record this frame.
    Record(Entry<Rc<Frame<P>>>),
    /// The recording has to end: another camera is played, or another of its views.
    EndRecording,
    /// A frame is to be decoded: when a decoder is free, [`Stream::begin`](crate::Stream::begin) tells
    /// which and how.
    Decode(DecodeId, Wish),
    /// Take the pixels into the mean, before those that are drawn next.
    Take(DecodeId),
    /// Draw the pixels of this frame. The answer is [`Input::Drawn`](crate::Input::Drawn), at once.
    /// What the video does not take goes to the canvas.
    Draw(DecodeId, Rc<Frame<P>>, DrawOn),
    /// A person sees this from now on.
    Show(Sink),
    /// Ask the page for a video. The answer is [`Input::Surface`](crate::Input::Surface) with
    /// [`has_video`](crate::Surface::has_video), or none.
    AskVideo,
    /// Nobody wants those pixels any more.
    Discard(DecodeId),
    /// The next frame is of another view: it begins a mean of its own.
    RestartStack,
    /// A frame is held: tell by [`Input::Stack`](crate::Input::Stack) how many frames are in its mean,
    /// if it is one.
    StackHeld,
    /// The snapshot with that number; nothing if no frame is shown.
    Snapshot(u32, Option<Snapshot<P>>),
    /// The thumbnail with that number, and when its frame arrived, milliseconds since 1970; nothing if
    /// there is none. Its pixels are 120 high, and not needed any more.
    Thumbnail(u32, Option<(DecodeId, f64)>),
    /// The browser does not give the canvas back: the page has to make another.
    ReplaceCanvas,
}

/// How a frame is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecodeJob {
    /// By which decoder.
    pub by: Decoding,
    /// To which size, if not the frame's own. A width of 0 follows from the height.
    pub size: Option<(u32, u32)>,
    /// Pixels for the canvas, or a frame for the video.
    pub sink: Sink,
}

/// Where pixels go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DrawOn {
    /// To the canvas.
    Canvas,
    /// To the video.
    Video,
    /// To the video, which may not show them, and to the canvas.
    Both,
}

/// What is asked of the camera.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamRequest {
    /// The way.
    pub route: Route,
    /// The login may be sent along on this way.
    pub may_log_in: bool,
    /// The most single frames a second.
    pub fps: Option<u32>,
    /// It may come in one response with others.
    pub sharing: Sharing,
}

/// A frame that was on the screen.
#[derive(Debug)]
pub struct Snapshot<P> {
    /// It.
    pub frame: Rc<Frame<P>>,
    /// Its size in pixels, as it is shown.
    pub size: (u32, u32),
    /// What a person sees of it.
    pub seen: Seen,
}

/// Where what a person sees is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Not wanted, or it cannot be decoded.
    Nowhere,
    /// On the canvas, now.
    OnCanvas,
    /// In these pixels, which are not needed any more.
    Pixels(DecodeId),
}
