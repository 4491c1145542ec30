//! A picture on its way to the screen.

use std::borrow::Cow;

use js_sys::{Array, Uint8Array};
use mjpeg::jpeg::{AxisProduct, AxisTime, Facts, with_standard_huffman_tables};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Blob, BlobPropertyBag};

use crate::PictureFacts;
use crate::cause::Cause;
use crate::clock::capture_age;

/// Pixels of a picture beyond which it is not decoded: four bytes each, several times over, is what a
/// decoder takes. The largest camera sensors have 60 million.
const MOST_PIXELS: u32 = 100_000_000;

/// A picture that waits for the decoder.
pub(super) struct Waiting {
    pub(super) bytes: Vec<u8>,
    pub(super) timestamp: Option<f64>,
    pub(super) arrived: f64,
}

/// A picture that is being decoded.
pub(super) struct Picture {
    /// The camera's bytes, and what is decoded if that differs.
    original: Blob,
    repaired: Option<Blob>,
    facts: Facts,
    timestamp: Option<f64>,
    /// When its last byte arrived, by the engine's clock.
    pub(super) arrived: f64,
    pub(super) play: u32,
}

impl Picture {
    /// Copies `jpeg` once, into a blob.
    pub(super) fn new(jpeg: &[u8], timestamp: Option<f64>, arrived: f64, play: u32) -> Result<Self, Cause> {
        let facts = Facts::read(jpeg).unwrap_or_default();
        let (width, height) = (u32::from(facts.width), u32::from(facts.height));
        if width * height > MOST_PIXELS {
            return Err(Cause::TooLarge { width, height });
        }
        let original = blob(jpeg).ok_or(Cause::Undecodable)?;
        let repaired = match with_standard_huffman_tables(jpeg) {
            Cow::Borrowed(_) => None,
            Cow::Owned(whole) => blob(&whole),
        };
        Ok(Self { original, repaired, facts, timestamp, arrived, play })
    }

    /// What the decoder is given.
    pub(super) fn blob(&self) -> &Blob {
        self.repaired.as_ref().unwrap_or(&self.original)
    }

    /// When the camera says that it took the picture, milliseconds since 1970.
    fn captured(&self) -> Option<f64> {
        let timestamp = || self.timestamp.map(|seconds| seconds * 1000.0);
        self.facts.axis_time.map(AxisTime::milliseconds).or_else(timestamp)
    }
}

/// The picture on the screen.
pub(super) struct Shown {
    picture: Picture,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) capture_age: Option<f64>,
}

impl Shown {
    /// `picture` has just been drawn, with that size.
    pub(super) fn new(picture: Picture, width: u32, height: u32) -> Self {
        let captured = picture.captured();
        let capture_age = captured.and_then(|_| capture_age(captured, js_sys::Date::now()));
        Self { picture, width, height, capture_age }
    }

    /// The camera's own bytes.
    pub(super) fn original(&self) -> &Blob {
        &self.picture.original
    }

    pub(super) fn captured(&self) -> Option<f64> {
        self.picture.captured()
    }

    /// When its last byte arrived, by the engine's clock.
    pub(super) fn arrived(&self) -> f64 {
        self.picture.arrived
    }

    pub(super) fn facts(&self) -> PictureFacts {
        let Picture { facts, timestamp, .. } = &self.picture;
        let product = facts.axis_product.as_ref();
        PictureFacts {
            width: self.width,
            height: self.height,
            sampling: facts.sampling.map(|sampling| sampling.name().to_owned()),
            quality: facts.quality,
            axis_serial: product.map(AxisProduct::serial),
            axis_firmware: product.map(AxisProduct::firmware),
            axis_time_ms: facts.axis_time.map(AxisTime::milliseconds),
            timestamp: *timestamp,
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
