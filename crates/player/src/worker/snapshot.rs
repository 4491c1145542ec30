//! The picture on the screen, for the page.

use std::rc::Rc;

use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, OffscreenCanvas};

use super::picture::Picture;
use super::screen::Screen;
use super::{Shared, decode};
use crate::message::{FromWorker, Taken};
use crate::{Reduction, Sink};

/// Sends the last picture drawn as snapshot `number`, and with it, where that is wanted, what is `seen` of it.
pub(super) fn send(shared: &Shared, number: u32, seen: bool) {
    let engine = shared.borrow();
    let Some(shown) = engine.displayed() else {
        return engine.post(&FromWorker::Snapshot(number, None), None);
    };
    let (width, height) = shown.size();
    let taken = Taken {
        captured_ms: shown.frame().captured(),
        arrived_ms: shown.arrived() + engine.moment().ahead(),
        width,
        height,
        length: shown.frame().length() as u32,
    };
    // Begun now, while it is the same picture.
    let is_whole = shown.reduction() == Reduction::None;
    let png = match engine.track.sink() {
        Sink::Canvas if is_whole => seen.then(|| engine.screen.as_ref().and_then(Screen::png)).flatten(),
        Sink::Canvas | Sink::Video => {
            let blob = seen.then(|| shown.frame().payload.blob().ok()).flatten();
            blob.map(|blob| wasm_bindgen_futures::future_to_promise(as_png(blob)))
        }
    };
    spawn_local(send_bytes(Rc::clone(shared), Rc::clone(shown.frame()), png, number, taken));
}

/// The picture as it came, which is what a video, or a reduced canvas, shows of it.
async fn as_png(blob: Blob) -> Result<JsValue, JsValue> {
    let bitmap = decode::decode(&blob).await?;
    let (width, height) = bitmap.size();
    let mut screen = Screen::new(OffscreenCanvas::new(width, height)?, |_| {}).ok_or(JsValue::NULL)?;
    screen.draw(&bitmap).ok_or(JsValue::NULL)?;
    screen.png().ok_or(JsValue::NULL)?.await
}

async fn send_bytes(shared: Shared, picture: Rc<Picture>, png: Option<Promise>, number: u32, taken: Taken) {
    let bytes = bytes(&picture, png).await;
    let engine = shared.borrow();
    match bytes {
        Ok(bytes) => engine.post(&FromWorker::Snapshot(number, Some(taken)), Some(&bytes)),
        Err(_) => engine.post(&FromWorker::Snapshot(number, None), None),
    }
}

/// One behind the other: a message carries one thing.
async fn bytes(picture: &Picture, png: Option<Promise>) -> Result<JsValue, JsValue> {
    let png = match png {
        // Without the PNG the camera's own bytes are still worth having.
        Some(png) => png.await.ok(),
        None => None,
    };
    let original = picture.payload.original();
    let whole =
        Blob::new_with_blob_sequence(&Array::from_iter([Some(original.into()), png].into_iter().flatten()))?;
    Ok(whole.array_buffer().await?.unchecked_into())
}
