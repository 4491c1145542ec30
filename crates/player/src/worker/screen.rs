//! The canvas.

use wasm_bindgen::JsCast;
use web_sys::{ContextAttributes2d, ImageBitmap, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

/// A decoded picture, freed when dropped and not when the garbage collector gets to it.
pub(super) struct Bitmap(ImageBitmap);

impl Bitmap {
    pub(super) fn new(bitmap: ImageBitmap) -> Self {
        Self(bitmap)
    }
}

impl Drop for Bitmap {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// The canvas that the page gave us. It always has the picture's own size; how large it appears is the
/// page's business.
pub(super) struct Screen {
    canvas: OffscreenCanvas,
    context: OffscreenCanvasRenderingContext2d,
    size: (u32, u32),
}

impl Screen {
    /// `None` if the canvas cannot be drawn on.
    pub(super) fn new(canvas: OffscreenCanvas) -> Option<Self> {
        let options = ContextAttributes2d::new();
        options.set_alpha(false);
        let context = canvas.get_context_with_context_options("2d", &options).ok()??.unchecked_into();
        let size = (canvas.width(), canvas.height());
        Some(Self { canvas, context, size })
    }

    /// Draws, and gives the picture's size. `None` if the browser refuses.
    pub(super) fn draw(&mut self, bitmap: &Bitmap) -> Option<(u32, u32)> {
        let size = (bitmap.0.width(), bitmap.0.height());
        if size != self.size {
            // Setting a size clears the canvas and allocates anew, even if it is the same size.
            self.canvas.set_width(size.0);
            self.canvas.set_height(size.1);
            self.size = size;
        }
        self.context.draw_image_with_image_bitmap(&bitmap.0, 0.0, 0.0).ok()?;
        Some(size)
    }
}
