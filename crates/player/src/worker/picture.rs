//! The bytes of a picture.

use std::borrow::Cow;
use std::rc::Rc;

use causes::Cause;
use js_sys::{Array, Uint8Array};
use mjpeg::jpeg::{Facts, with_standard_huffman_tables};
use recording::CameraText;
use stream::{Frame, Origin};
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag};

use super::memory::{Block, Memory};

/// A picture as the camera sent it. To hold it, clone the [`Rc`].
pub(super) type Picture = Frame<Bytes>;

/// The bytes of a picture.
#[derive(Debug)]
pub(super) struct Bytes {
    original: Block,
    /// How the camera tells the time beside the picture.
    pub(super) text: CameraText,
    /// What decoders need and the picture lacks, and how many of its bytes go before.
    inserted: Option<(u32, Box<[u8]>)>,
}

/// Copies `jpeg` once. An error if the browser has no memory for it.
pub(super) fn new(
    memory: &Memory,
    jpeg: &[u8],
    origin: Origin,
    text: CameraText,
) -> Result<Rc<Picture>, Cause> {
    let original = memory.store(jpeg).ok_or(Cause::Undecodable)?;
    let inserted = match with_standard_huffman_tables(jpeg) {
        Cow::Owned(whole) => inserted(jpeg, &whole),
        Cow::Borrowed(_) => None,
    };
    let (facts, is_own) = (Facts::read(jpeg).unwrap_or_default(), inserted.is_none());
    let bytes = Bytes { original, text, inserted };
    Ok(Rc::new(Frame::new(origin, facts, jpeg.len(), is_own, bytes)))
}

impl Bytes {
    /// A view of the camera's own bytes, to be used at once: they move when others are stored or
    /// dropped.
    pub(super) fn original(&self) -> Uint8Array {
        self.original.view()
    }

    /// The bytes that decoders are given; if they are the camera's own, likewise a view.
    pub(super) fn whole(&self) -> Uint8Array {
        let original = self.original();
        let Some((before, inserted)) = &self.inserted else { return original };
        // The tables are known and small.
        let length = inserted.len() as u32;
        let whole = Uint8Array::new_with_length(original.length() + length);
        whole.set(&original.subarray(0, *before), 0);
        whole.subarray(*before, before + length).copy_from(inserted);
        whole.set(&original.subarray(*before, original.length()), before + length);
        whole
    }

    /// The same as a blob. An error if the browser has no memory for it.
    pub(super) fn blob(&self) -> Result<Blob, JsValue> {
        blob(&self.whole())
    }
}

/// What is put into `jpeg` to make it `whole`, and how many bytes go before.
fn inserted(jpeg: &[u8], whole: &[u8]) -> Option<(u32, Box<[u8]>)> {
    let before = jpeg.iter().zip(whole).take_while(|(own, other)| own == other).count();
    let inserted = whole.get(before..before + whole.len().checked_sub(jpeg.len())?)?;
    Some((before as u32, inserted.into()))
}

/// A blob of a JPEG, copied once.
pub(super) fn blob(jpeg: &Uint8Array) -> Result<Blob, JsValue> {
    thread_local! {
        static JPEG: BlobPropertyBag = {
            let options = BlobPropertyBag::new();
            options.set_type("image/jpeg");
            options
        };
    }
    JPEG.with(|options| Blob::new_with_u8_array_sequence_and_options(&Array::of1(jpeg), options))
}
