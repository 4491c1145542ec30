//! A picture on its way to the screen.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use causes::Cause;
use js_sys::{Array, Uint8Array};
use mjpeg::Timestamp;
use mjpeg::jpeg::{AxisProduct, AxisTime, Facts, with_standard_huffman_tables};
use recording::CameraText;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Blob, BlobPropertyBag};

use crate::{Decoding, PictureFacts, Reduction};

/// Pixels of a picture beyond which it is not decoded: four bytes each, several times over, is what a
/// decoder takes. The largest camera sensors have 60 million.
const MOST_PIXELS: u32 = 100_000_000;

/// A picture that waits for the decoder. Where nobody wants all pictures, most of those that wait are never made.
pub(super) struct Waiting {
    pub(super) made: Option<Rc<Picture>>,
    /// Its bytes, where they are of use, in memory that is used again.
    pub(super) bytes: Vec<u8>,
    pub(super) origin: Origin,
}

/// Where a picture comes from and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin {
    /// Pictures of a source are counted from 1.
    pub(super) number: u64,
    /// The time that its part says.
    pub(super) timestamp: Option<Timestamp>,
    /// How its part says it.
    pub(super) text: CameraText,
    /// When its last byte arrived, by the engine's clock.
    pub(super) arrived: f64,
    /// Since when the stream has been this same picture, where that is too long.
    pub(super) same_since: Option<f64>,
    pub(super) play: u32,
}

/// A picture as the camera sent it.
pub(super) struct Picture {
    original: RefCell<Original>,
    /// What is decoded if that differs.
    repaired: Option<Blob>,
    facts: Facts,
    pub(super) origin: Origin,
}

/// The camera's own bytes.
enum Original {
    /// The browser's to hold, outside of our memory: for a picture that is kept.
    Blob(Blob),
    /// Ours. A blob costs the browser's other processes more than all else of a small picture, and most pictures that are not
    /// kept never need one.
    Bytes(Box<[u8]>),
}

impl Picture {
    /// One that is to be kept. Copies `jpeg` once, into a blob.
    pub(super) fn new(jpeg: &[u8], origin: Origin) -> Result<Rc<Self>, Cause> {
        Self::of(jpeg, Original::Blob(blob(jpeg).ok_or(Cause::Undecodable)?), origin)
    }

    /// One that is shown and forgotten: there are few of them at any time. Copies `jpeg` once, and once more if a blob is wanted.
    pub(super) fn passing(jpeg: &[u8], origin: Origin) -> Result<Rc<Self>, Cause> {
        Self::of(jpeg, Original::Bytes(jpeg.into()), origin)
    }

    fn of(jpeg: &[u8], original: Original, origin: Origin) -> Result<Rc<Self>, Cause> {
        let mut facts = Facts::read(jpeg).unwrap_or_default();
        // Many pictures are kept, and nobody asks for these.
        facts.comments = Vec::new();
        facts.axis_trigger = None;
        let mut picture = Self { original: original.into(), repaired: None, facts, origin };
        if let Cow::Owned(whole) = with_standard_huffman_tables(jpeg) {
            let original = picture.original().map_err(|_| Cause::Undecodable)?;
            picture.repaired = repaired(&original, jpeg, &whole);
        }
        Ok(Rc::new(picture))
    }

    /// Whether the decoder may be given it.
    pub(super) fn check(&self) -> Result<(), Cause> {
        let (width, height) = self.size();
        if width * height > MOST_PIXELS { Err(Cause::TooLarge { width, height }) } else { Ok(()) }
    }

    /// The camera's own bytes. An error where the browser has no memory for them.
    pub(super) fn original(&self) -> Result<Blob, JsValue> {
        let made = match &*self.original.borrow() {
            Original::Blob(blob) => return Ok(blob.clone()),
            Original::Bytes(bytes) => blob(bytes).ok_or(JsValue::NULL)?,
        };
        self.original.replace(Original::Blob(made.clone()));
        Ok(made)
    }

    /// What the decoder is given. An error likewise.
    pub(super) fn blob(&self) -> Result<Blob, JsValue> {
        self.repaired.clone().map_or_else(|| self.original(), Ok)
    }

    /// Whether decoding gives the same by whatever decoder.
    pub(super) fn is_plain(&self) -> bool {
        !self.facts.has_display_rules
    }

    /// Whether the decoder is given something else than the camera's bytes.
    pub(super) fn is_repaired(&self) -> bool {
        self.repaired.is_some()
    }

    /// What its markers tell.
    pub(super) fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Its size in pixels, as its markers tell; 0 where they do not.
    pub(super) fn size(&self) -> (u32, u32) {
        (self.facts.width.into(), self.facts.height.into())
    }

    /// By what it was reduced to get this size.
    pub(super) fn reduced_to(&self, size: (u32, u32)) -> Reduction {
        let whole = self.size();
        // One that is turned by its own rules has other sides.
        if !self.is_plain() || size.0 >= whole.0 || size.1 >= whole.1 {
            return Reduction::None;
        }
        let exact = Reduction::ALL.into_iter().find(|one| one.of(whole) == Some(size));
        exact.unwrap_or_else(|| Reduction::fitting(f64::from(size.0) / f64::from(whole.0)))
    }

    /// When the camera says that it took the picture, milliseconds since 1970, if that is certain.
    pub(super) fn captured(&self) -> Option<f64> {
        let timestamp = || self.origin.timestamp?.certain().map(|seconds| seconds * 1000.0);
        self.facts.axis_time.map(AxisTime::milliseconds).or_else(timestamp)
    }
}

/// The picture on the screen.
pub(super) struct Shown {
    picture: Rc<Picture>,
    /// Of the picture, whole.
    pub(super) width: u32,
    pub(super) height: u32,
    replayed: bool,
    decoding: Decoding,
    reduction: Reduction,
}

impl Shown {
    /// `picture` has just been drawn, with that size, from what `decoding` made of it.
    pub(super) fn new(picture: Rc<Picture>, size: (u32, u32), decoding: Decoding) -> Self {
        let reduction = picture.reduced_to(size);
        let (width, height) = if reduction == Reduction::None { size } else { picture.size() };
        Self { picture, width, height, replayed: false, decoding, reduction }
    }

    /// Its play and number.
    pub(super) fn identity(&self) -> (u32, u64) {
        (self.picture.origin.play, self.picture.origin.number)
    }

    /// By what it was reduced.
    pub(super) fn reduction(&self) -> Reduction {
        self.reduction
    }

    /// It has been drawn once more, whole.
    pub(super) fn set_whole(&mut self) {
        self.reduction = Reduction::None;
    }

    /// What has decoded it.
    pub(super) fn decoding(&self) -> Decoding {
        self.decoding
    }

    pub(super) fn picture(&self) -> Rc<Picture> {
        Rc::clone(&self.picture)
    }

    /// The camera's own bytes, as [`Picture::original`].
    pub(super) fn original(&self) -> Result<Blob, JsValue> {
        self.picture.original()
    }

    /// What the decoder was given, as [`Picture::blob`].
    pub(super) fn decodable(&self) -> Result<Blob, JsValue> {
        self.picture.blob()
    }

    pub(super) fn captured(&self) -> Option<f64> {
        self.picture.captured()
    }

    /// When its last byte arrived, by the engine's clock.
    pub(super) fn arrived(&self) -> f64 {
        self.picture.origin.arrived
    }

    /// Pictures of a source are counted from 1.
    pub(super) fn number(&self) -> u64 {
        self.picture.origin.number
    }

    /// Whether it is shown again, and so is not the newest.
    pub(super) fn is_replayed(&self) -> bool {
        self.replayed
    }

    pub(super) fn set_replayed(&mut self, replayed: bool) {
        self.replayed = replayed;
    }

    pub(super) fn facts(&self) -> PictureFacts {
        let Picture { facts, origin, .. } = &*self.picture;
        let product = facts.axis_product.as_ref();
        PictureFacts {
            width: self.width,
            height: self.height,
            sampling: facts.sampling.map(|sampling| sampling.name().to_owned()),
            quality: facts.quality,
            axis_serial: product.map(AxisProduct::serial),
            axis_firmware: product.map(AxisProduct::firmware),
            axis_time_ms: facts.axis_time.map(AxisTime::milliseconds),
            timestamp: origin.timestamp.and_then(Timestamp::certain),
        }
    }
}

#[wasm_bindgen]
extern "C" {
    /// An array that holds a view of our memory, not a copy. The view dies with the next growth of our
    /// memory, so it is to be used at once.
    #[wasm_bindgen(js_namespace = Array, js_name = of)]
    fn array_of_view(bytes: &[u8]) -> Array;
}

/// `whole` is `jpeg` with something put in: a blob that shares the rest with `original`.
fn repaired(original: &Blob, jpeg: &[u8], whole: &[u8]) -> Option<Blob> {
    let before = jpeg.iter().zip(whole).take_while(|(own, other)| own == other).count();
    let inserted = whole.get(before..before + whole.len().checked_sub(jpeg.len())?)?;
    let (before, end) = (before as f64, jpeg.len() as f64);
    let head = original.slice_with_f64_and_f64(0.0, before).ok()?;
    let tail = original.slice_with_f64_and_f64(before, end).ok()?;
    Blob::new_with_blob_sequence(&Array::of3(&head, &Uint8Array::from(inserted), &tail)).ok()
}

/// A blob of `jpeg`, copied once. `None` if the browser has no memory for it.
pub(super) fn blob(jpeg: &[u8]) -> Option<Blob> {
    thread_local! {
        static JPEG: BlobPropertyBag = {
            let options = BlobPropertyBag::new();
            options.set_type("image/jpeg");
            options
        };
    }
    let of = |parts: &Array| {
        JPEG.with(|options| Blob::new_with_u8_array_sequence_and_options(parts, options)).ok()
    };
    let whole = |blob: &Blob| blob.size() == jpeg.len() as f64;
    // The view is lost if wrapping the array took memory. Then, which is next to never, copy twice.
    of(&array_of_view(jpeg)).filter(whole).or_else(|| of(&Array::of1(&Uint8Array::from(jpeg))).filter(whole))
}
