//! The bytes of a picture, in the browser's memory or in ours.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use causes::Cause;
use js_sys::{Array, Uint8Array};
use mjpeg::jpeg::{Facts, with_standard_huffman_tables};
use recording::CameraText;
use stream::{Frame, Origin};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Blob, BlobPropertyBag};

/// A picture as the camera sent it. To hold it, clone the [`Rc`].
pub(super) type Picture = Frame<Bytes>;

/// The bytes of a picture.
#[derive(Debug)]
pub(super) struct Bytes {
    original: RefCell<Original>,
    /// How the camera tells the time beside the picture.
    pub(super) text: CameraText,
    /// What is decoded if that differs.
    repaired: Option<Blob>,
}

/// The camera's own bytes.
#[derive(Debug)]
enum Original {
    /// The browser's to hold, outside of our memory: for a picture that is kept.
    Blob(Blob),
    /// Ours. A blob costs the browser's other processes more than all else of a small picture, and most pictures that are not
    /// kept never need one.
    Bytes(Box<[u8]>),
}

/// A picture that is to be kept. Copies `jpeg` once, into a blob.
pub(super) fn kept(jpeg: &[u8], origin: Origin, text: CameraText) -> Result<Rc<Picture>, Cause> {
    of(jpeg, Original::Blob(blob(jpeg).ok_or(Cause::Undecodable)?), origin, text)
}

/// A picture that is shown and forgotten: there are few of them at any time. Copies `jpeg` once, and once more if a blob is
/// wanted.
pub(super) fn passing(jpeg: &[u8], origin: Origin) -> Result<Rc<Picture>, Cause> {
    of(jpeg, Original::Bytes(jpeg.into()), origin, CameraText::default())
}

fn of(jpeg: &[u8], original: Original, origin: Origin, text: CameraText) -> Result<Rc<Picture>, Cause> {
    let mut bytes = Bytes { original: original.into(), text, repaired: None };
    if let Cow::Owned(whole) = with_standard_huffman_tables(jpeg) {
        let original = bytes.original().map_err(|_| Cause::Undecodable)?;
        bytes.repaired = repaired(&original, jpeg, &whole);
    }
    let (facts, is_own) = (Facts::read(jpeg).unwrap_or_default(), bytes.repaired.is_none());
    Ok(Rc::new(Frame::new(origin, facts, jpeg.len(), is_own, bytes)))
}

impl Bytes {
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

    /// Whether the bytes are the browser's to hold.
    pub(super) fn is_blob(&self) -> bool {
        matches!(*self.original.borrow(), Original::Blob(_))
    }

    /// Gives `use_bytes` the camera's own bytes where they are in our memory.
    pub(super) fn with_bytes<T>(&self, use_bytes: impl FnOnce(Option<&[u8]>) -> T) -> T {
        match &*self.original.borrow() {
            Original::Blob(_) => use_bytes(None),
            Original::Bytes(bytes) => use_bytes(Some(bytes)),
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
