//! The slow way: the formulas by ourselves.

use js_sys::Uint8ClampedArray;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{
    ContextAttributes2d, ImageBitmap, ImageData, OffscreenCanvas, OffscreenCanvasRenderingContext2d,
};

use enhancement::chain::{Chain, Pixels, Work};
use enhancement::mean;

/// Pixels of a picture beyond which it is left as it is: ten bytes each are taken of our memory, which never shrinks.
const MOST_PIXELS: u32 = 3840 * 2400;
/// Rows that are worked on at a time.
const ROWS: usize = 64;

/// A picture in our memory.
pub(crate) struct Cpu {
    canvas: OffscreenCanvas,
    context: OffscreenCanvasRenderingContext2d,
    width: usize,
    height: usize,
    original: Vec<u8>,
    mean: Option<Vec<u16>>,
    out: Vec<u8>,
}

#[wasm_bindgen]
extern "C" {
    /// `ImageData`, whose pixels `web_sys` would copy into memory of their own each time.
    #[wasm_bindgen(extends = js_sys::Object)]
    type Read;
    #[wasm_bindgen(method, getter)]
    fn data(this: &Read) -> Uint8ClampedArray;
}

impl Cpu {
    /// `None` if such a picture is too large, or the browser refuses.
    pub(crate) fn new(width: u32, height: u32) -> Option<Self> {
        if width.checked_mul(height).is_none_or(|pixels| pixels == 0 || pixels > MOST_PIXELS) {
            return None;
        }
        let canvas = OffscreenCanvas::new(width, height).ok()?;
        let options = ContextAttributes2d::new();
        options.set_alpha(false);
        options.set_will_read_frequently(true);
        let context = canvas.get_context_with_context_options("2d", &options).ok()??.unchecked_into();
        let (width, height) = (width as usize, height as usize);
        let (original, out) = (vec![0; width * height * 4], vec![0; width * ROWS * 4]);
        Some(Self { canvas, context, width, height, original, mean: None, out })
    }

    /// Takes the next picture. `divisor` is that of [`mean::add`]; 0 takes no mean.
    pub(crate) fn take(&mut self, picture: &ImageBitmap, divisor: u16) -> Option<()> {
        self.context.draw_image_with_image_bitmap(picture, 0.0, 0.0).ok()?;
        let read = self.context.get_image_data(0.0, 0.0, self.width as f64, self.height as f64).ok()?;
        let data = read.unchecked_ref::<Read>().data();
        if data.length() as usize != self.original.len() {
            return None;
        }
        data.copy_to(&mut self.original);
        if divisor == 0 {
            self.mean = None;
        } else {
            let mean = self.mean.get_or_insert_with(|| vec![0; self.width * self.height * 3]);
            mean::add(mean, &self.original, divisor);
        }
        Some(())
    }

    /// Draws what was taken: its mean, if that is wanted. Without a chain, as it came.
    pub(crate) fn draw(
        &mut self,
        chain: Option<&Chain>,
        mean: bool,
        on: &OffscreenCanvasRenderingContext2d,
    ) -> Option<()> {
        let Some(chain) = chain else {
            return on.draw_image_with_offscreen_canvas(&self.canvas, 0.0, 0.0).ok();
        };
        let (width, height) = (self.width, self.height);
        let mean = self.mean.as_deref().filter(|_| mean);
        let pixels = Pixels { original: &self.original, mean, width, height };
        let work = Work::new(*chain, pixels);
        for begin in (0..height).step_by(ROWS) {
            let end = (begin + ROWS).min(height);
            let out = self.out.get_mut(..(end - begin) * width * 4)?;
            work.rows(begin..end, out);
            let rows = ImageData::new_with_u8_clamped_array(Clamped(out), width as u32).ok()?;
            on.put_image_data(&rows, 0.0, begin as f64).ok()?;
        }
        Some(())
    }
}
