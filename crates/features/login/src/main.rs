//! The program `login`: see the library.

use login as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Tells builds apart.
#[wasm_bindgen]
#[must_use]
pub fn build() -> String {
    env!("FEATURE_BUILD").into()
}

fn main() {}
