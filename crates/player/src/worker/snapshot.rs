//! The picture on the screen, for the page.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;

use super::Shared;
use crate::message::{FromWorker, Taken};

/// Sends the last picture drawn as snapshot `number`.
pub(super) fn send(shared: &Shared, number: u32) {
    let engine = shared.borrow();
    let Some(shown) = engine.shown() else {
        return engine.post(&FromWorker::Snapshot(number, None), None);
    };
    let taken = Taken {
        captured_ms: shown.captured(),
        arrived_ms: js_sys::Date::now() - (engine.now() - shown.arrived()),
        width: shown.width,
        height: shown.height,
    };
    spawn_local(send_bytes(Rc::clone(shared), shown.original().clone(), number, taken));
}

async fn send_bytes(shared: Shared, blob: Blob, number: u32, taken: Taken) {
    let bytes = blob.array_buffer().await;
    let engine = shared.borrow();
    match bytes {
        Ok(bytes) => engine.post(&FromWorker::Snapshot(number, Some(taken)), Some(&bytes)),
        Err(_) => engine.post(&FromWorker::Snapshot(number, None), None),
    }
}
