//! The program that runs in the worker: see `player::worker`.

use wasm_bindgen::JsValue;

fn main() -> Result<(), JsValue> {
    player::worker::start()
}
