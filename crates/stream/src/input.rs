//! What the stream is told.

use std::rc::Rc;

use mjpeg::{Ending, Quirk};

use crate::connection::{Outcome, Visibility};
use crate::frame::Frame;
use crate::id::{ConnectionId, DecodeId, SightId};
use crate::{Decoding, Reduction, ReplayCommand, StreamSource};

/// When something happened, by two clocks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// Milliseconds by the stream's clock. It never goes back, and stands still while the machine
    /// sleeps.
    pub now: f64,
    /// Milliseconds since 1970 by this device's clock, which may be set at any time.
    pub wall: f64,
}

impl Moment {
    /// How far the clock of the day is ahead of the stream's.
    pub fn ahead(self) -> f64 {
        self.wall - self.now
    }
}

/// What happened. An answer carries the id of what it answers; one that comes too late changes
/// nothing.
#[derive(Debug)]
pub enum Input<P> {
    /// A person wants this played, from now on.
    Play(StreamSource),
    /// A person wants nothing played.
    Stop,
    /// A person wants it tried now, by the best way first.
    Retry,
    /// The page was shown, hidden or left.
    Visibility(Visibility),
    /// The browser says that the network is back.
    Online,
    /// A person moves in what is kept. Times are by this device's clock.
    Replay(ReplayCommand),
    /// How much smaller frames may be decoded.
    Reduce(Reduction),
    /// The place that frames are drawn on has changed.
    Surface(Surface),
    /// The enhancements have changed; whether the frame on the screen shows that already.
    Enhanced {
        /// Otherwise it has to be decoded once more.
        is_drawn: bool,
    },
    /// What is on the screen has to be drawn on the canvas once more.
    Redraw,
    /// Frames are recorded from now on, or no more.
    Recording(bool),
    /// The browser has lost the canvas, and with it what was drawn.
    CanvasLost,
    /// The canvas is back, and empty.
    CanvasRestored,
    /// The request was answered with success.
    Responded(ConnectionId, Head),
    /// So many bytes of the body arrived.
    Bytes(ConnectionId, usize),
    /// A frame arrived that is not whole, and the stream goes on behind it.
    Damaged(ConnectionId),
    /// The end of the body has cut a frame off.
    Cut(ConnectionId),
    /// Bytes arrived that no part of a stream can be made of.
    Lost(ConnectionId),
    /// The camera did something wrong that could be put right.
    Quirk(ConnectionId, Quirk),
    /// The connection is over, by itself or after [`Effect::Close`](crate::Effect::Close).
    Finished(ConnectionId, Outcome),
    /// The browser's own display has been asked to show the camera.
    DisplayAsked,
    /// The browser's own display shows the stream, in that size.
    Displayed(ConnectionId, (u32, u32)),
    /// The browser's own display shows the next single frame, in that size.
    DisplayedSnapshot(ConnectionId, (u32, u32)),
    /// Whether the page's own origin has answered.
    OriginAnswered(bool),
    /// What was drawn when the screen was to be awaited is on the screen.
    Seen(SightId),
    /// A frame that [`Stream::arrived`](crate::Stream::arrived) has announced is at hand.
    Arrived(Arrived<P>),
    /// The browser has no memory for it.
    NotStored,
    /// What a decoder has made of a frame; nothing if it cannot be decoded. The shell holds the
    /// pixels until [`Effect::Draw`](crate::Effect::Draw), [`Effect::Take`](crate::Effect::Take) or
    /// [`Effect::Discard`](crate::Effect::Discard).
    Decoded(DecodeId, Option<Pixels>),
    /// What came of [`Effect::Draw`](crate::Effect::Draw); nothing if the browser refuses.
    Drawn(DecodeId, Option<Drawn>),
    /// How many frames are in the mean on the screen, of how many that are wanted.
    Stack {
        /// So many are asked for.
        wanted: u16,
        /// So many are in it.
        stacked: u16,
    },
    /// A person wants a window for the video, or no longer: live frames go there whatever the source
    /// says.
    WantVideo(bool),
    /// The frame on the screen is wanted, as [`Effect::Snapshot`](crate::Effect::Snapshot) with that
    /// number.
    Snapshot {
        /// Names it.
        number: u32,
        /// With a picture of what a person sees.
        is_seen: bool,
    },
    /// A small picture of what was shown at that time by this device's clock is wanted, as
    /// [`Effect::Thumbnail`](crate::Effect::Thumbnail) with that number. Of several the last is given.
    Thumbnail(u32, f64),
    /// The page has heard that the video has presented so many frames in all.
    Presented(u32),
    /// The time of [`Effect::Wake`](crate::Effect::Wake) has come.
    Due,
    /// Time has passed. Wanted every [`Stream::TICK`](crate::Stream::TICK) after
    /// [`Effect::Tick`](crate::Effect::Tick).
    Tick,
}

/// What frames are drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Surface {
    /// Somebody reads the canvas, which then gets every frame whole.
    pub is_read: bool,
    /// Nothing is enhanced.
    pub is_plain: bool,
    /// There is a video that takes frames.
    pub has_video: bool,
}

impl Default for Surface {
    fn default() -> Self {
        Self { is_read: false, is_plain: true, has_video: false }
    }
}

/// What a response says of itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Head {
    /// The `Server` field.
    pub server: Option<String>,
    /// The `Content-Type` field, as the camera gave it.
    pub content_type: Option<String>,
    /// The quality that the gateway gives in place of the one that was asked for, as a query.
    pub setting: Option<String>,
    /// Milliseconds for which the gateway had the first frame before it sent it.
    pub age: Option<f64>,
    /// The response carries other streams too.
    pub is_shared: bool,
}

/// A whole frame.
#[derive(Debug)]
pub struct Arrived<P> {
    /// The frame.
    pub frame: Rc<Frame<P>>,
    /// It is to be kept.
    pub is_kept: bool,
    /// It has its end marker.
    pub is_complete: bool,
    /// What that was judged to mean.
    pub ending: Ending,
}

/// What a decoder has made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pixels {
    /// Their size.
    pub size: (u32, u32),
    /// Which decoder has made them.
    pub decoding: Decoding,
}

/// What has been drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawn {
    /// From so many pixels.
    pub size: (u32, u32),
    /// Which decoder has made them.
    pub decoding: Decoding,
    /// They are on the canvas.
    pub on_canvas: bool,
    /// They were given to the video.
    pub on_video: bool,
}

/// What the browser and the machine can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Abilities {
    /// Processors.
    pub processors: usize,
    /// There is an `ImageDecoder`.
    pub has_image_decoder: bool,
}
