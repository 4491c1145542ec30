//! Small pictures of what is kept, for a timeline.

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{ImageBitmap, ImageBitmapOptions, ResizeQuality};

use super::picture::Picture;
use super::{Shared, scope};
use crate::message::FromWorker;

/// Height in pixels. The width is as the picture has it.
const HEIGHT: u32 = 120;

/// One is decoded, and the last that was asked for meanwhile waits.
#[derive(Default)]
pub(super) struct Thumbnails {
    busy: bool,
    waiting: Option<(u32, f64)>,
}

/// Sends a small picture of what was shown at `wall`, as thumbnail `number`; nothing if nothing is kept.
pub(super) fn send(shared: &Shared, number: u32, wall: f64) {
    let mut engine = shared.borrow_mut();
    if engine.thumbnails.busy {
        engine.thumbnails.waiting = Some((number, wall));
        return;
    }
    let ahead = engine.moment().ahead();
    let entry =
        engine.stream.history().frames().at(wall - ahead).filter(|entry| entry.payload.check().is_ok());
    let Some(entry) = entry else { return engine.post(&FromWorker::Thumbnail(number, None), None) };
    let (picture, arrived) = (Rc::clone(&entry.payload), entry.arrived + ahead);
    engine.thumbnails.busy = true;
    spawn_local(run(Rc::clone(shared), number, picture, arrived));
}

async fn run(shared: Shared, number: u32, picture: Rc<Picture>, arrived: f64) {
    let bitmap = decode(&picture).await;
    let waiting = {
        let mut engine = shared.borrow_mut();
        match bitmap {
            Ok(bitmap) => engine.post(&FromWorker::Thumbnail(number, Some(arrived)), Some(&bitmap)),
            Err(_) => engine.post(&FromWorker::Thumbnail(number, None), None),
        }
        engine.thumbnails.busy = false;
        engine.thumbnails.waiting.take()
    };
    if let Some((number, wall)) = waiting {
        send(&shared, number, wall);
    }
}

/// The bitmap is the page's to close.
async fn decode(picture: &Picture) -> Result<JsValue, JsValue> {
    let options = ImageBitmapOptions::new();
    options.set_resize_height(HEIGHT);
    options.set_resize_quality(ResizeQuality::Low);
    let promise: Promise = scope()
        .create_image_bitmap_with_blob_and_image_bitmap_options(&picture.payload.blob()?, &options)?
        .unchecked_into();
    Ok(promise.await?.unchecked_into::<ImageBitmap>().into())
}
