//! The program `small`: see the library.

use small as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Tells builds apart.
#[wasm_bindgen]
#[must_use]
pub fn build() -> String {
    env!("FEATURE_BUILD").into()
}

fn main() {}
