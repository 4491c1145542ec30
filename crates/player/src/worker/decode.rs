//! From bytes to pixels.

use std::rc::Rc;

use causes::Cause;
use js_sys::Promise;
use stream::decode::{DecoderSelector, Job};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, ImageBitmapOptions, ResizeQuality};

use super::bitmap::{Bitmap, Buffers, Frame, Pixels};
use super::image_decoder::{self, ImageDecoder};
use super::picture::Picture;
use super::{Shared, scope};
use crate::{Decoding, Reduction, Sink};

/// Decodes pictures by what is best for them here.
pub(super) struct Decoder {
    selector: DecoderSelector,
    buffers: Buffers,
    /// Memory for pixels of our own decoder.
    pixels: Vec<u8>,
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
    /// When, by the engine's clock.
    begun: f64,
}

enum Way {
    Bitmap(Result<Promise, JsValue>),
    Decoder(Result<(ImageDecoder, Promise), JsValue>),
    /// The bytes have to be fetched first.
    Kept(Option<(u32, u32)>),
    /// Done already, or not to be done.
    Wasm(Option<Pixels>),
}

impl Decoder {
    pub(super) fn new() -> Self {
        Self { selector: DecoderSelector::new(None, false), buffers: Buffers::default(), pixels: Vec::new() }
    }

    /// Another source, for which `wanted` was asked.
    pub(super) fn reset(&mut self, wanted: Option<Decoding>) {
        self.selector = DecoderSelector::new(wanted, image_decoder::exists());
    }

    /// Whether the bytes of a picture that may be smaller by `reduction` save fetching them from its blob.
    pub(super) fn wants_bytes(&self, reduction: Reduction) -> bool {
        self.selector.may_take_bytes(reduction != Reduction::None)
    }

    /// Begins with `picture` at `begun`, whose bytes are `jpeg` if they are at hand.
    pub(super) fn start(
        &mut self,
        picture: Rc<Picture>,
        jpeg: Option<&[u8]>,
        want: Want,
        begun: f64,
    ) -> Started {
        let jpeg = jpeg.filter(|_| !picture.is_repaired());
        let size_by = |reduction: Reduction| reduction.of(picture.size()).filter(|_| picture.is_plain());
        let (size, own_size) = (size_by(want.reduction), size_by(want.reduction.min(Reduction::Quarter)));
        let (width, height) = size.unwrap_or(picture.size());
        let job = Job {
            is_plain: picture.is_plain(),
            pixels: width.saturating_mul(height),
            is_for_own: jpeg
                .zip(own_size)
                .is_some_and(|(jpeg, size)| scaled::is_for(picture.facts(), jpeg.len(), size)),
        };
        let by = if want.image { Decoding::Bitmap } else { self.selector.next(job) };
        let way = match (by, jpeg) {
            (Decoding::Decoder, Some(jpeg)) => Way::Decoder(begin(ImageDecoder::new(jpeg, size))),
            (Decoding::Decoder, None) => Way::Kept(size),
            (Decoding::Wasm, Some(jpeg)) => {
                Way::Wasm(own_size.and_then(|size| self.scaled(&picture, jpeg, size)))
            }
            (Decoding::Bitmap, _) | (Decoding::Wasm, None) => {
                Way::Bitmap(picture.blob().and_then(|blob| create_image_bitmap(&blob, size)))
            }
        };
        Started { picture, want, buffers: self.buffers.clone(), way, begun }
    }

    fn scaled(&mut self, picture: &Picture, jpeg: &[u8], size: (u32, u32)) -> Option<Pixels> {
        scaled::decode(jpeg, picture.facts(), size, &mut self.pixels).ok()?;
        let pixels = self.buffers.take(size)?;
        pixels.bytes().copy_from(&self.pixels);
        Some(pixels)
    }

    /// `bitmap` took so long, from its bytes to the screen.
    pub(super) fn took(&mut self, bitmap: &Bitmap, duration: f64) {
        let (width, height) = bitmap.size();
        self.selector.took(bitmap.decoding(), width.saturating_mul(height), duration);
    }
}

/// Decodes and draws what was `started` and those that came meanwhile, until there is no other.
pub(super) async fn run(shared: Shared, started: Started) {
    let mut next = Some(started);
    while let Some(started) = next {
        let (picture, begun) = (Rc::clone(&started.picture), started.begun);
        let bitmap = finish(&shared, started).await.map_err(|_| Cause::Undecodable);
        let mut engine = shared.borrow_mut();
        next = engine.decoded(&picture, bitmap, begun);
    }
}

/// The pixels of a picture that was `started`: by another way if the first fails, or gives what cannot be used any more.
pub(super) async fn finish(shared: &Shared, started: Started) -> Result<Bitmap, JsValue> {
    let Started { picture, want, buffers, way, .. } = started;
    let (by, decoded) = match way {
        Way::Bitmap(promise) => (Decoding::Bitmap, Ok(bitmap(promise?).await?)),
        Way::Wasm(pixels) => {
            let pixels = pixels.map(|pixels| Bitmap::Pixels(pixels, Decoding::Wasm));
            (Decoding::Wasm, pixels.ok_or(JsValue::NULL))
        }
        Way::Decoder(begun) => (Decoding::Decoder, by_decoder(begun, want.sink, &buffers).await),
        Way::Kept(size) => {
            (Decoding::Decoder, by_decoder(kept(&picture, size).await, want.sink, &buffers).await)
        }
    };
    if let Ok(Bitmap::Pixels(pixels, Decoding::Decoder)) = &decoded
        && want.reduction != Reduction::None
        && picture.reduced_to(pixels.size()) == Reduction::None
    {
        shared.borrow_mut().decoder.selector.heeded_no_size();
    }
    let has_failed = decoded.is_err();
    match decoded {
        Ok(bitmap) if shared.borrow().takes(&picture, &bitmap) => Ok(bitmap),
        _ => {
            let bitmap = decode(&picture.blob()?).await?;
            if has_failed {
                shared.borrow_mut().decoder.selector.failed(by);
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

async fn kept(picture: &Picture, size: Option<(u32, u32)>) -> Result<(ImageDecoder, Promise), JsValue> {
    let bytes = picture.blob()?.array_buffer().await?;
    begin(ImageDecoder::of(&bytes, size))
}

async fn by_decoder(
    begun: Result<(ImageDecoder, Promise), JsValue>,
    sink: Sink,
    buffers: &Buffers,
) -> Result<Bitmap, JsValue> {
    // The decoder is closed when it is done.
    let (_decoder, promise) = begun?;
    let frame: Frame = image_decoder::decoded(&promise.await?)?.into();
    match sink {
        Sink::Canvas => pixels(frame, buffers).await,
        Sink::Video => Ok(Bitmap::Frame(frame)),
    }
}

async fn pixels(frame: Frame, buffers: &Buffers) -> Result<Bitmap, JsValue> {
    let size = (frame.get().display_width(), frame.get().display_height());
    let pixels = buffers.take(size).ok_or(JsValue::NULL)?;
    image_decoder::copy(frame.get(), &pixels.bytes())?.await?;
    Ok(Bitmap::Pixels(pixels, Decoding::Decoder))
}
