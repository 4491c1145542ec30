//! A frame on its way to the screen.

use std::rc::Rc;

use causes::Cause;
use mjpeg::Timestamp;
use mjpeg::jpeg::{AxisProduct, AxisTime, Facts};

use crate::id::PlayId;
use crate::{Decoding, PictureFacts, Reduction};

/// A frame with more pixels is not decoded, because a decoder needs several copies of four bytes
/// for each. The largest camera sensors have 60 million.
const MOST_PIXELS: u32 = 100_000_000;

/// Where a frame comes from, and when.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Origin {
    /// Frames of a source are counted from 1.
    pub number: u64,
    /// The timestamp of its part.
    pub timestamp: Option<Timestamp>,
    /// When its last byte arrived, by the stream's clock.
    pub arrived: f64,
    /// Milliseconds for which the gateway had it before, if it says so.
    pub delay: f64,
    /// Since when the stream has repeated this frame, if that is too long.
    pub same_since: Option<f64>,
    /// The play during which it arrived.
    pub play: PlayId,
}

/// A frame as the camera sent it. Its bytes are behind `payload`, whose type the shell chooses.
#[derive(Debug)]
pub struct Frame<P> {
    /// Where it comes from.
    pub origin: Origin,
    facts: Facts,
    /// Bytes of it.
    length: usize,
    /// Decoders get the camera's own bytes, not a corrected copy.
    is_own: bool,
    /// Its bytes.
    pub payload: P,
}

impl<P> Frame<P> {
    /// A frame of `length` bytes with these `facts` in its markers. `is_own`: decoders are given
    /// the camera's own bytes.
    pub fn new(origin: Origin, facts: Facts, length: usize, is_own: bool, payload: P) -> Self {
        // There are many frames, and nothing reads these.
        let facts = {
            let mut facts = facts;
            facts.comments = Vec::new();
            facts.axis_trigger = None;
            facts
        };
        Self { origin, facts, length, is_own, payload }
    }

    /// Whether it may be decoded.
    ///
    /// # Errors
    /// [`Cause::TooLarge`] if it has too many pixels.
    pub fn check(&self) -> Result<(), Cause> {
        let (width, height) = self.size();
        if width * height > MOST_PIXELS { Err(Cause::TooLarge { width, height }) } else { Ok(()) }
    }

    /// Bytes of the frame as the camera sent it.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Whether decoders are given the camera's own bytes.
    pub fn is_own(&self) -> bool {
        self.is_own
    }

    /// Whether our own decoder can make `size` of it.
    pub(crate) fn is_for_own_decoder(&self, size: (u32, u32)) -> bool {
        self.is_own && scaled::is_for(&self.facts, self.length, size)
    }

    /// Whether every decoder gives the same pixels.
    pub fn is_plain(&self) -> bool {
        !self.facts.has_display_rules
    }

    /// Facts from its markers.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Its size in pixels by its markers; 0 if unknown.
    pub fn size(&self) -> (u32, u32) {
        (self.facts.width.into(), self.facts.height.into())
    }

    /// Its reduction if it was decoded to `size`.
    pub fn reduced_to(&self, size: (u32, u32)) -> Reduction {
        let whole = self.size();
        // A frame that is turned by its own rules has other sides.
        if !self.is_plain() || size.0 >= whole.0 || size.1 >= whole.1 {
            return Reduction::None;
        }
        let exact = Reduction::ALL.into_iter().find(|one| one.of(whole) == Some(size));
        exact.unwrap_or_else(|| Reduction::fitting(f64::from(size.0) / f64::from(whole.0)))
    }

    /// When the camera says that it took the frame, milliseconds since 1970, if that is certain.
    pub fn captured(&self) -> Option<f64> {
        let timestamp = || self.origin.timestamp?.certain().map(|seconds| seconds * 1000.0);
        self.facts.axis_time.map(AxisTime::milliseconds).or_else(timestamp)
    }
}

/// The frame on the screen.
#[derive(Debug)]
pub struct DisplayedFrame<P> {
    frame: Rc<Frame<P>>,
    size: (u32, u32),
    is_replayed: bool,
    decoding: Decoding,
    reduction: Reduction,
}

impl<P> DisplayedFrame<P> {
    /// `frame` has just been drawn, from `decoded_size` pixels that `decoding` made of it.
    pub fn new(frame: Rc<Frame<P>>, decoded_size: (u32, u32), decoding: Decoding) -> Self {
        let reduction = frame.reduced_to(decoded_size);
        let size = if reduction == Reduction::None { decoded_size } else { frame.size() };
        Self { frame, size, is_replayed: false, decoding, reduction }
    }

    /// The frame.
    pub fn frame(&self) -> &Rc<Frame<P>> {
        &self.frame
    }

    /// Size of the whole frame, pixels.
    pub fn size(&self) -> (u32, u32) {
        self.size
    }

    /// By what it was reduced.
    pub fn reduction(&self) -> Reduction {
        self.reduction
    }

    /// Its decoder.
    pub fn decoding(&self) -> Decoding {
        self.decoding
    }

    /// Frames of a source are counted from 1.
    pub fn number(&self) -> u64 {
        self.frame.origin.number
    }

    /// When its last byte arrived, by the stream's clock.
    pub fn arrived(&self) -> f64 {
        self.frame.origin.arrived
    }

    /// Whether it is shown again, and so is not the newest.
    pub fn is_replayed(&self) -> bool {
        self.is_replayed
    }

    pub(crate) fn set_replayed(&mut self, is_replayed: bool) {
        self.is_replayed = is_replayed;
    }

    /// It has been drawn once more, whole.
    pub(crate) fn set_whole(&mut self) {
        self.reduction = Reduction::None;
    }

    /// Its part of the report.
    pub(crate) fn facts(&self) -> PictureFacts {
        let Frame { facts, origin, .. } = &*self.frame;
        let product = facts.axis_product.as_ref();
        PictureFacts {
            width: self.size.0,
            height: self.size.1,
            sampling: facts.sampling.map(|sampling| sampling.name().to_owned()),
            quality: facts.quality,
            axis_serial: product.map(AxisProduct::serial),
            axis_firmware: product.map(AxisProduct::firmware),
            axis_time_ms: facts.axis_time.map(AxisTime::milliseconds),
            timestamp: origin.timestamp.and_then(Timestamp::certain),
        }
    }
}
