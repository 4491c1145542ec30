//! From bytes to pixels.

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, ImageBitmapOptions, ResizeQuality};

use super::bitmap::{Bitmap, Buffers, Frame};
use super::image_decoder::{self, ImageDecoder};
use super::picture::Picture;
use super::{Shared, scope};
use crate::cause::Cause;
use crate::choice::Choice;
use crate::{Decoding, Reduction, Sink};

/// Decodes pictures by what is best for them here.
pub(super) struct Decoder {
    choice: Choice,
    buffers: Buffers,
}

/// What is to come of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Want {
    /// Pixels for the canvas, or a frame for the video.
    pub(super) sink: Sink,
    /// By [`Decoding::Bitmap`] alone.
    pub(super) image: bool,
    /// How much smaller it may be.
    pub(super) reduction: Reduction,
}

/// A picture that is being decoded.
pub(super) struct Started {
    picture: Rc<Picture>,
    want: Want,
    buffers: Buffers,
    way: Way,
}

enum Way {
    Bitmap(Result<Promise, JsValue>),
    Decoder(Result<(ImageDecoder, Promise), JsValue>),
    /// The bytes have to be fetched first.
    Kept(Option<(u32, u32)>),
}

impl Decoder {
    pub(super) fn new() -> Self {
        Self { choice: Choice::new(None, false), buffers: Buffers::default() }
    }

    /// Another source, for which `wanted` was asked.
    pub(super) fn reset(&mut self, wanted: Option<Decoding>) {
        self.choice = Choice::new(wanted, image_decoder::exists());
    }

    /// Whether the bytes of a picture save fetching them from its blob.
    pub(super) fn wants_bytes(&self) -> bool {
        self.choice.may_decode()
    }

    /// Begins with `picture`, whose bytes are `jpeg` if they are at hand.
    pub(super) fn start(&mut self, picture: Rc<Picture>, jpeg: Option<&[u8]>, want: Want) -> Started {
        let size = want.reduction.of(picture.size()).filter(|_| picture.is_plain());
        let (width, height) = size.unwrap_or(picture.size());
        let by = match want.image {
            true => Decoding::Bitmap,
            false => self.choice.next(picture.is_plain(), width.saturating_mul(height)),
        };
        let way = match (by, jpeg.filter(|_| !picture.is_repaired())) {
            (Decoding::Bitmap, _) => {
                Way::Bitmap(picture.blob().and_then(|blob| create_image_bitmap(&blob, size)))
            }
            (Decoding::Decoder, Some(jpeg)) => Way::Decoder(begin(ImageDecoder::new(jpeg, size))),
            (Decoding::Decoder, None) => Way::Kept(size),
        };
        Started { picture, want, buffers: self.buffers.clone(), way }
    }

    /// `bitmap` took so long, from its bytes to the screen.
    pub(super) fn took(&mut self, bitmap: &Bitmap, duration: f64) {
        let (width, height) = bitmap.size();
        self.choice.took(bitmap.decoding(), width.saturating_mul(height), duration);
    }

    /// How pictures are decoded has failed where another way did not.
    pub(super) fn failed(&mut self) {
        self.choice.failed();
    }
}

/// Decodes and draws what was `started` and those that came meanwhile, until there is no other.
pub(super) async fn run(shared: Shared, started: Started) {
    let mut next = Some(started);
    while let Some(started) = next {
        let begun = shared.borrow().now();
        let picture = Rc::clone(&started.picture);
        let bitmap = finish(&shared, started).await.map_err(|_| Cause::Undecodable);
        let mut engine = shared.borrow_mut();
        next = engine.decoded(&picture, bitmap, begun);
    }
}

/// The pixels of a picture that was `started`: by another way if the first fails, or gives what cannot be used any more.
pub(super) async fn finish(shared: &Shared, started: Started) -> Result<Bitmap, JsValue> {
    let Started { picture, want, buffers, way } = started;
    let decoded = match way {
        Way::Bitmap(promise) => {
            let bitmap = bitmap(promise?).await?;
            if shared.borrow().takes(&picture, &bitmap) {
                return Ok(bitmap);
            }
            return decode(&picture.blob()?).await;
        }
        Way::Decoder(Ok((decoder, promise))) => frame(decoder, promise).await,
        Way::Decoder(Err(error)) => Err(error),
        Way::Kept(size) => kept(&picture, size).await,
    };
    let decoded = match (decoded, want.sink) {
        (Ok(frame), Sink::Canvas) => pixels(frame, &buffers).await,
        (Ok(frame), Sink::Video) => Ok(Bitmap::Frame(frame)),
        (Err(error), _) => Err(error),
    };
    let has_failed = decoded.is_err();
    match decoded {
        Ok(bitmap) if shared.borrow().takes(&picture, &bitmap) => Ok(bitmap),
        _ => {
            let bitmap = decode(&picture.blob()?).await?;
            if has_failed {
                shared.borrow_mut().decoder.failed();
            }
            Ok(bitmap)
        }
    }
}

/// The pixels of a picture, by the way that is anywhere.
pub(super) async fn decode(blob: &Blob) -> Result<Bitmap, JsValue> {
    bitmap(create_image_bitmap(blob, None)?).await
}

/// Of another `size` than the picture's, if one is wanted.
fn create_image_bitmap(blob: &Blob, size: Option<(u32, u32)>) -> Result<Promise, JsValue> {
    let Some((width, height)) = size else {
        return Ok(scope().create_image_bitmap_with_blob(blob)?.unchecked_into());
    };
    let options = ImageBitmapOptions::new();
    options.set_resize_width(width);
    options.set_resize_height(height);
    options.set_resize_quality(ResizeQuality::Low);
    Ok(scope().create_image_bitmap_with_blob_and_image_bitmap_options(blob, &options)?.unchecked_into())
}

async fn bitmap(promise: Promise) -> Result<Bitmap, JsValue> {
    Ok(promise.await?.unchecked_into::<web_sys::ImageBitmap>().into())
}

fn begin(decoder: Result<ImageDecoder, JsValue>) -> Result<(ImageDecoder, Promise), JsValue> {
    let decoder = decoder?;
    let promise = decoder.decode()?;
    Ok((decoder, promise))
}

async fn kept(picture: &Picture, size: Option<(u32, u32)>) -> Result<Frame, JsValue> {
    let bytes = picture.blob()?.array_buffer().await?;
    let (decoder, promise) = begin(ImageDecoder::of(&bytes, size))?;
    frame(decoder, promise).await
}

/// The decoder is closed when it is done.
async fn frame(_decoder: ImageDecoder, promise: Promise) -> Result<Frame, JsValue> {
    Ok(image_decoder::decoded(&promise.await?)?.into())
}

async fn pixels(frame: Frame, buffers: &Buffers) -> Result<Bitmap, JsValue> {
    let size = (frame.get().display_width(), frame.get().display_height());
    let pixels = buffers.take(size).ok_or(JsValue::NULL)?;
    image_decoder::copy(frame.get(), pixels.get())?.await?;
    Ok(Bitmap::Pixels(pixels))
}
