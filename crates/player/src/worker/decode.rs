//! From bytes to pixels.

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};

use super::picture::Picture;
use super::screen::Bitmap;
use super::{Shared, scope};
use crate::cause::Cause;

/// Decodes and draws `picture` and those that came meanwhile, until there is no other.
pub(super) async fn run(shared: Shared, picture: Picture) {
    let mut next = Some(picture);
    while let Some(picture) = next {
        let begun = shared.borrow().now();
        let bitmap = decode(&picture).await.map_err(|_| Cause::Undecodable);
        let mut engine = shared.borrow_mut();
        let duration = engine.now() - begun;
        next = engine.decoded(picture, bitmap, duration);
    }
}

async fn decode(picture: &Picture) -> Result<Bitmap, JsValue> {
    let promise: Promise = scope().create_image_bitmap_with_blob(picture.blob())?.unchecked_into();
    Ok(Bitmap::new(promise.await?.unchecked_into()))
}
