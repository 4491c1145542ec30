//! From bytes to pixels.

use std::rc::Rc;

use js_sys::Promise;
use stream::DecodeJob;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, ImageBitmapOptions, ResizeQuality};

use super::bitmap::{Bitmap, Buffers, Frame, Pixels};
use super::features::Features;
use super::image_decoder::{self, ImageDecoder};
use super::picture::Picture;
use super::scope;
use crate::{Decoding, Sink};

/// Room for pixels, to be used again.
pub(super) struct Decoders {
    buffers: Buffers,
    features: Rc<Features>,
}

/// A picture that is being decoded.
pub(super) struct Started {
    job: DecodeJob,
    buffers: Buffers,
    way: Way,
}

enum Way {
    Bitmap(Result<Promise, JsValue>),
    Decoder(Result<(ImageDecoder, Promise), JsValue>),
    /// Done already, or not to be done.
    Wasm(Option<Pixels>),
}

impl Decoders {
    pub(super) fn new(features: Rc<Features>) -> Self {
        Self { buffers: Buffers::default(), features }
    }

    /// Begins with `picture`.
    pub(super) fn start(&self, picture: &Picture, job: DecodeJob) -> Started {
        let way = match job.by {
            Decoding::Decoder => Way::Decoder(begin(ImageDecoder::new(&picture.payload.whole(), job.size))),
            Decoding::Wasm if self.features.small.is_here() => {
                Way::Wasm(job.size.and_then(|size| self.scaled(picture, size)))
            }
            Decoding::Bitmap | Decoding::Wasm => Way::Bitmap(bitmap_of(picture, job)),
        };
        Started { job, buffers: self.buffers.clone(), way }
    }

    fn scaled(&self, picture: &Picture, size: (u32, u32)) -> Option<Pixels> {
        let pixels = self.buffers.take(size)?;
        self.features.small.decode(&picture.payload.original(), size, &pixels.bytes())?;
        Some(pixels)
    }
}

impl Started {
    /// The pixels.
    pub(super) async fn finish(self) -> Result<Bitmap, JsValue> {
        let Self { job, buffers, way } = self;
        match way {
            Way::Bitmap(promise) => bitmap(promise?).await,
            Way::Wasm(pixels) => {
                pixels.map(|pixels| Bitmap::Pixels(pixels, Decoding::Wasm)).ok_or(JsValue::NULL)
            }
            Way::Decoder(begun) => by_decoder(begun, job.sink, &buffers).await,
        }
    }
}

fn bitmap_of(picture: &Picture, job: DecodeJob) -> Result<Promise, JsValue> {
    create_image_bitmap(&picture.payload.blob()?, job.size)
}

/// Of another `size` than the picture's, if one is wanted.
fn create_image_bitmap(blob: &Blob, size: Option<(u32, u32)>) -> Result<Promise, JsValue> {
    let Some((width, height)) = size else {
        return Ok(scope().create_image_bitmap_with_blob(blob)?.unchecked_into());
    };
    let options = ImageBitmapOptions::new();
    if width > 0 {
        options.set_resize_width(width);
    }
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
