//! From bytes to pixels.

use std::rc::Rc;

use js_sys::Promise;
use stream::DecodeJob;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, ImageBitmapOptions, ResizeQuality};

use super::bitmap::{Bitmap, Buffers, Frame, Pixels};
use super::image_decoder::{self, ImageDecoder};
use super::picture::Picture;
use super::scope;
use crate::{Decoding, Sink};

/// Room for pixels, to be used again.
#[derive(Default)]
pub(super) struct Decoders {
    buffers: Buffers,
    /// Memory for pixels of our own decoder.
    pixels: Vec<u8>,
}

/// A picture that is being decoded.
pub(super) struct Started {
    picture: Rc<Picture>,
    job: DecodeJob,
    buffers: Buffers,
    way: Way,
}

enum Way {
    Bitmap(Result<Promise, JsValue>),
    Decoder(Result<(ImageDecoder, Promise), JsValue>),
    /// The bytes have to be fetched first.
    Kept,
    /// Done already, or not to be done.
    Wasm(Option<Pixels>),
}

impl Decoders {
    /// Begins with `picture`, whose bytes are `jpeg` if they are at hand.
    pub(super) fn start(&mut self, picture: Rc<Picture>, jpeg: Option<&[u8]>, job: DecodeJob) -> Started {
        let way = match jpeg {
            Some(jpeg) => self.begin(&picture, Some(jpeg), job),
            None => picture.payload.with_bytes(|jpeg| self.begin(&picture, jpeg, job)),
        };
        // Making a blob of bytes of ours changes where they are.
        let way = way.unwrap_or_else(|| Way::Bitmap(bitmap_of(&picture, job)));
        Started { picture, job, buffers: self.buffers.clone(), way }
    }

    fn begin(&mut self, picture: &Picture, jpeg: Option<&[u8]>, job: DecodeJob) -> Option<Way> {
        match (job.by, jpeg.filter(|_| picture.is_own())) {
            (Decoding::Decoder, Some(jpeg)) => Some(Way::Decoder(begin(ImageDecoder::new(jpeg, job.size)))),
            (Decoding::Decoder, None) => Some(Way::Kept),
            (Decoding::Wasm, Some(jpeg)) => {
                Some(Way::Wasm(job.size.and_then(|size| self.scaled(picture, jpeg, size))))
            }
            (Decoding::Bitmap, _) | (Decoding::Wasm, None) => None,
        }
    }

    fn scaled(&mut self, picture: &Picture, jpeg: &[u8], size: (u32, u32)) -> Option<Pixels> {
        scaled::decode(jpeg, picture.facts(), size, &mut self.pixels).ok()?;
        let pixels = self.buffers.take(size)?;
        pixels.bytes().copy_from(&self.pixels);
        Some(pixels)
    }
}

impl Started {
    /// The pixels.
    pub(super) async fn finish(self) -> Result<Bitmap, JsValue> {
        let Self { picture, job, buffers, way } = self;
        match way {
            Way::Bitmap(promise) => bitmap(promise?).await,
            Way::Wasm(pixels) => {
                pixels.map(|pixels| Bitmap::Pixels(pixels, Decoding::Wasm)).ok_or(JsValue::NULL)
            }
            Way::Decoder(begun) => by_decoder(begun, job.sink, &buffers).await,
            Way::Kept => by_decoder(kept(&picture, job.size).await, job.sink, &buffers).await,
        }
    }
}

fn bitmap_of(picture: &Picture, job: DecodeJob) -> Result<Promise, JsValue> {
    create_image_bitmap(&picture.payload.blob()?, job.size)
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
    let bytes = picture.payload.blob()?.array_buffer().await?;
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
