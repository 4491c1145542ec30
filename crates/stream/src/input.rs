//! Events that the stream handles.

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
    /// By how much the time of day is ahead of the stream's clock.
    pub fn ahead(self) -> f64 {
        self.wall - self.now
    }
}

/// An event. An answer carries the id of its request; a late answer changes nothing.
#[derive(Debug)]
pub enum Input<P> {
    /// Play this from now on.
    Play(StreamSource),
    /// Stop playing.
    Stop,
    /// Try now, with the best route first.
    Retry,
    /// The page was shown, hidden or left.
    Visibility(Visibility),
    /// The browser says that the network is back.
    Online,
    /// A replay command. Times are by this device's clock.
    Replay(ReplayCommand),
    /// How far frames may be downscaled when they are decoded.
    Reduce(Reduction),
    /// The surface that frames are drawn on has changed.
    Surface(Surface),
    /// The enhancements have changed; the flag says whether the frame on the screen shows that
    /// already.
    Enhanced {
        /// If not, it must be decoded again.
        is_drawn: bool,
    },
    /// Draw the displayed frame on the canvas again.
    Redraw,
    /// Recording has started or ended.
    Recording(bool),
    /// The browser has lost the canvas and its content.
    CanvasLost,
    /// The canvas is back, and empty.
    CanvasRestored,
    /// The request was answered with success.
    Responded(ConnectionId, Head),
    /// This many bytes of the body arrived.
    Bytes(ConnectionId, usize),
    /// An incomplete frame arrived, and the stream continues after it.
    Damaged(ConnectionId),
    /// The end of the body cut a frame off.
    Cut(ConnectionId),
    /// Bytes arrived that belong to no part of a stream.
    Lost(ConnectionId),
    /// The camera made a mistake that the parser corrected.
    Quirk(ConnectionId, Quirk),
    /// The connection is over, by itself or after [`Effect::Close`](crate::Effect::Close).
    Finished(ConnectionId, Outcome),
    /// The browser's own display has started to load the camera.
    DisplayAsked,
    /// The browser's own display shows the stream, in that size.
    Displayed(ConnectionId, (u32, u32)),
    /// The browser's own display shows the next single frame, in that size.
    DisplayedSnapshot(ConnectionId, (u32, u32)),
    /// Whether the page's own origin has answered.
    OriginAnswered(bool),
    /// The screen shows everything drawn before
    /// [`Effect::AwaitScreen`](crate::Effect::AwaitScreen).
    Seen(SightId),
    /// A frame that [`Stream::arrived`](crate::Stream::arrived) has announced is at hand.
    Arrived(Arrived<P>),
    /// The browser has no memory for the frame.
    NotStored,
    /// A decoder's result; `None` if the frame cannot be decoded. The shell holds the pixels until
    /// [`Effect::Draw`](crate::Effect::Draw), [`Effect::Take`](crate::Effect::Take) or
    /// [`Effect::Discard`](crate::Effect::Discard).
    Decoded(DecodeId, Option<Pixels>),
    /// The result of [`Effect::Draw`](crate::Effect::Draw); `None` if the browser refuses.
    Drawn(DecodeId, Option<Drawn>),
    /// The mean on the screen contains some of the requested number of frames.
    Stack {
        /// Requested frames.
        wanted: u16,
        /// Frames in the mean.
        stacked: u16,
    },
    /// Whether a person wants a window for the video: if so, live frames go there whatever the
    /// source says.
    WantVideo(bool),
    /// Return the displayed frame by [`Effect::Snapshot`](crate::Effect::Snapshot) with that
    /// number.
    Snapshot {
        /// Names it.
        number: u32,
        /// Include an image of the view that a person sees.
        is_seen: bool,
    },
    /// Return a thumbnail of the frame shown at that time (this device's clock) by
    /// [`Effect::Thumbnail`](crate::Effect::Thumbnail) with that number. Of several waiting
    /// requests only the last is answered.
    Thumbnail(u32, f64),
    /// The page reports how many frames the video has presented in all.
    Presented(u32),
    /// The time of [`Effect::Wake`](crate::Effect::Wake) has come.
    Due,
    /// Time has passed. Send this every [`Stream::TICK`](crate::Stream::TICK) after
    /// [`Effect::Tick`](crate::Effect::Tick).
    Tick,
}

/// The surface that frames are drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Surface {
    /// Whether canvas pixels are read; if so, every frame is drawn at full size.
    pub is_read: bool,
    /// Nothing is enhanced.
    pub is_plain: bool,
    /// There is a video that accepts frames.
    pub has_video: bool,
    /// The canvas is one that many streams share. Nothing else shows frames then.
    pub is_shared: bool,
}

impl Default for Surface {
    fn default() -> Self {
        Self { is_read: false, is_plain: true, has_video: false, is_shared: false }
    }
}

/// The header of a response.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Head {
    /// The `Server` field.
    pub server: Option<String>,
    /// The `Content-Type` field, as the camera gave it.
    pub content_type: Option<String>,
    /// The quality that the gateway gives instead of the requested one, as a query.
    pub setting: Option<String>,
    /// How long the gateway held the first frame before sending it, milliseconds.
    pub age: Option<f64>,
    /// The response carries other streams too.
    pub is_shared: bool,
}

/// A whole frame.
#[derive(Debug)]
pub struct Arrived<P> {
    /// The frame.
    pub frame: Rc<Frame<P>>,
    /// Its bytes must be stored.
    pub is_kept: bool,
    /// It has its end marker.
    pub is_complete: bool,
    /// The verdict about that.
    pub ending: Ending,
}

/// A decoder's pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pixels {
    /// Their size.
    pub size: (u32, u32),
    /// Which decoder has made them.
    pub decoding: Decoding,
}

/// The result of drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawn {
    /// Size of the drawn pixels.
    pub size: (u32, u32),
    /// Which decoder has made them.
    pub decoding: Decoding,
    /// They are on the canvas.
    pub on_canvas: bool,
    /// They were given to the video.
    pub on_video: bool,
}

/// Abilities of the browser and the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Abilities {
    /// Processors.
    pub processors: usize,
    /// There is an `ImageDecoder`.
    pub has_image_decoder: bool,
}
