//! Decodes small pictures from JPEG, for tiles on a wall (the crate `scaled`).
//!
//! A program of its own: a picture that traps it takes nothing else along, and the player that needs
//! no such decoder does not download one.

use js_sys::Uint8ClampedArray;
use mjpeg::jpeg::Facts;
use wasm_bindgen::prelude::wasm_bindgen;

/// Puts the pixels of `jpeg` into `pixels`: RGBA, row by row, `width` by `height`, which is the size
/// of the picture divided by 2 or 4 and rounded up. `false` if the picture needs another decoder;
/// `pixels` is unchanged then.
#[wasm_bindgen]
#[must_use]
pub fn decode(jpeg: &[u8], width: u32, height: u32, pixels: &Uint8ClampedArray) -> bool {
    let mut decoded = Vec::new();
    let Some(facts) = Facts::read(jpeg) else { return false };
    if scaled::decode(jpeg, &facts, (width, height), &mut decoded).is_err()
        || pixels.length() as usize != decoded.len()
    {
        return false;
    }
    pixels.copy_from(&decoded);
    true
}
