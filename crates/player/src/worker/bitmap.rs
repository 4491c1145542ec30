//! Decoded pictures.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Uint8ClampedArray;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{ImageBitmap, ImageData, OffscreenCanvasRenderingContext2d, VideoFrame};

use crate::Decoding;

/// Bytes of the buffers that are kept to be used again, of all streams.
const MOST_SPARE: usize = 64 << 20;

/// A decoded picture, freed when dropped and not when the garbage collector gets to it.
pub(super) enum Bitmap {
    /// From `createImageBitmap`.
    Image(Image),
    /// From `ImageDecoder` or our own decoder, as RGB.
    Pixels(Pixels, Decoding),
    /// From `ImageDecoder`, as it comes.
    Frame(Frame),
}

/// There until it is handed over.
pub(super) struct Image(Option<ImageBitmap>);
pub(super) struct Frame(VideoFrame);

/// Goes back to the [`Buffers`] it came from when dropped.
pub(super) struct Pixels {
    data: ImageData,
    buffers: Buffers,
}

/// Room for pixels outside of our memory, which would never shrink again.
#[derive(Clone, Default)]
pub(super) struct Buffers(Rc<RefCell<Spare>>);

/// Buffers of any sizes, the last used last.
#[derive(Default)]
struct Spare {
    buffers: Vec<ImageData>,
    bytes: usize,
}

impl Bitmap {
    pub(super) fn size(&self) -> (u32, u32) {
        match self {
            Self::Image(Image(image)) => {
                image.as_ref().map_or((0, 0), |image| (image.width(), image.height()))
            }
            Self::Pixels(pixels, _) => pixels.size(),
            Self::Frame(Frame(frame)) => (frame.display_width(), frame.display_height()),
        }
    }

    /// Draws it at its own size. `None` if the browser refuses.
    pub(super) fn draw(&self, on: &OffscreenCanvasRenderingContext2d) -> Option<()> {
        match self {
            Self::Image(Image(image)) => on.draw_image_with_image_bitmap(image.as_ref()?, 0.0, 0.0),
            Self::Pixels(Pixels { data, .. }, _) => on.put_image_data(data, 0.0, 0.0),
            Self::Frame(Frame(frame)) => on.draw_image_with_video_frame(frame, 0.0, 0.0),
        }
        .ok()
    }

    /// For who takes no other.
    pub(super) fn image(&self) -> Option<&ImageBitmap> {
        match self {
            Self::Image(Image(image)) => image.as_ref(),
            _ => None,
        }
    }

    /// The same to keep: from now on it is the caller's to close.
    pub(super) fn into_image(self) -> Option<ImageBitmap> {
        match self {
            Self::Image(mut image) => image.0.take(),
            _ => None,
        }
    }

    /// What has decoded it.
    pub(super) fn decoding(&self) -> Decoding {
        match self {
            Self::Image(_) => Decoding::Bitmap,
            Self::Pixels(_, decoding) => *decoding,
            Self::Frame(_) => Decoding::Decoder,
        }
    }
}

impl From<ImageBitmap> for Bitmap {
    fn from(image: ImageBitmap) -> Self {
        Self::Image(Image(Some(image)))
    }
}

impl From<VideoFrame> for Frame {
    fn from(frame: VideoFrame) -> Self {
        Self(frame)
    }
}

impl Image {
    pub(super) fn get(&self) -> Option<&ImageBitmap> {
        self.0.as_ref()
    }
}

impl Frame {
    pub(super) fn get(&self) -> &VideoFrame {
        &self.0
    }
}

impl Pixels {
    pub(super) fn size(&self) -> (u32, u32) {
        (self.data.width(), self.data.height())
    }

    pub(super) fn data(&self) -> &ImageData {
        &self.data
    }

    /// Where they are: RGBA.
    pub(super) fn bytes(&self) -> Uint8ClampedArray {
        self.data.unchecked_ref::<Data>().data()
    }
}

impl Buffers {
    /// Room for a picture of that size. `None` if the browser has none.
    pub(super) fn take(&self, (width, height): (u32, u32)) -> Option<Pixels> {
        let fits = |data: &ImageData| (data.width(), data.height()) == (width, height);
        let spare = self.0.borrow_mut().take(fits);
        let data = spare.or_else(|| ImageData::new_with_sw(width, height).ok())?;
        Some(Pixels { data, buffers: self.clone() })
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        if let Some(image) = &self.0 {
            image.close();
        }
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Drop for Pixels {
    fn drop(&mut self) {
        self.buffers.0.borrow_mut().put(self.data.clone());
    }
}

impl Spare {
    fn take(&mut self, fits: impl Fn(&ImageData) -> bool) -> Option<ImageData> {
        let data = self.buffers.remove(self.buffers.iter().rposition(fits)?);
        self.bytes -= bytes_of(&data);
        Some(data)
    }

    /// Those of sizes that are not wanted any more go first.
    fn put(&mut self, data: ImageData) {
        self.bytes += bytes_of(&data);
        self.buffers.push(data);
        while self.bytes > MOST_SPARE {
            let oldest = self.buffers.remove(0);
            self.bytes -= bytes_of(&oldest);
        }
    }
}

fn bytes_of(data: &ImageData) -> usize {
    4 * data.width() as usize * data.height() as usize
}

#[wasm_bindgen]
extern "C" {
    /// `ImageData`, whose pixels `web_sys` would copy into our memory.
    type Data;
    #[wasm_bindgen(method, getter)]
    fn data(this: &Data) -> Uint8ClampedArray;
}
