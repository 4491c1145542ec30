//! A small picture of a kept frame.

use web_sys::ImageBitmap;

/// A small picture, freed when dropped.
#[derive(Debug)]
pub struct Thumbnail {
    /// 120 pixels high where the browser can make it smaller.
    pub bitmap: ImageBitmap,
    /// When it arrived, milliseconds since 1970 by this device's clock.
    pub at_ms: f64,
}

impl Drop for Thumbnail {
    fn drop(&mut self) {
        self.bitmap.close();
    }
}
