//! The program `enhance`: see the library.

use enhance as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Tells builds apart.
#[wasm_bindgen]
#[must_use]
pub fn build() -> String {
    env!("FEATURE_BUILD").into()
}

fn main() {}
