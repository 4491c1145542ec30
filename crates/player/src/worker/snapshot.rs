//! Pictures that the page requests: the displayed one, and thumbnails of kept ones.

use std::rc::{Rc, Weak};

use js_sys::{Array, Float64Array, Promise};
use stream::{DecodeId, Seen, Snapshot};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, OffscreenCanvas};

use super::bitmap::Bitmap;
use super::engine::Engine;
use super::picture::{Bytes, Picture};
use super::screen::Screen;
use crate::message::{FromWorker, Taken};

impl Engine {
    /// Sends snapshot `number`: the camera's own bytes, and behind them a PNG if what is seen is
    /// wanted, too.
    pub(super) fn send_snapshot(&mut self, number: u32, snapshot: Option<Snapshot<Bytes>>) {
        let Some(Snapshot { frame, size: (width, height), seen }) = snapshot else {
            return self.post(&FromWorker::Snapshot(number, None), None);
        };
        let taken = Taken {
            captured_ms: frame.captured(),
            arrived_ms: frame.origin.arrived + self.moment().ahead(),
            width,
            height,
            length: frame.length() as u32,
        };
        // Begun now, while it is the same picture.
        let png = match seen {
            Seen::Nowhere => None,
            Seen::OnCanvas => self.screen.as_ref().and_then(Screen::png),
            Seen::Pixels(id) => self.take_decoded(id).and_then(png),
        };
        let this = Weak::clone(&self.this);
        spawn_local(async move {
            let bytes = bytes(&frame, png).await;
            let Some(engine) = this.upgrade() else { return };
            let engine = engine.borrow();
            match bytes {
                Ok(bytes) => engine.post(&FromWorker::Snapshot(number, Some(taken)), Some(&bytes)),
                Err(_) => engine.post(&FromWorker::Snapshot(number, None), None),
            }
        });
    }

    /// Sends thumbnail `number`, whose bitmap is then the page's to close.
    pub(super) fn send_thumbnail(&mut self, number: u32, thumbnail: Option<(DecodeId, f64)>) {
        let image = thumbnail.and_then(|(id, arrived)| Some((self.take_decoded(id)?.into_image()?, arrived)));
        match image {
            Some((image, arrived)) => self.post(&FromWorker::Thumbnail(number, Some(arrived)), Some(&image)),
            None => self.post(&FromWorker::Thumbnail(number, None), None),
        }
    }

    /// Sends when the pictures that are kept were taken and arrived.
    pub(super) fn send_times(&self) {
        let ahead = self.moment().ahead();
        let mut times = Vec::new();
        for entry in self.stream.history().frames().since(f64::NEG_INFINITY) {
            let captured = entry.captured.unwrap_or(f64::NAN);
            times.extend([entry.number as f64, entry.arrived + ahead, captured]);
        }
        let times = Float64Array::from(times.as_slice()).buffer();
        self.post(&FromWorker::Times, Some(&times));
    }
}

fn png(bitmap: Bitmap) -> Option<Promise> {
    let (width, height) = bitmap.size();
    // Nothing is enhanced on it.
    let mut screen = Screen::new(OffscreenCanvas::new(width, height).ok()?, Rc::default(), |_| {})?;
    screen.draw(bitmap)?;
    screen.png()
}

/// One behind the other: a message carries one thing.
async fn bytes(picture: &Rc<Picture>, png: Option<Promise>) -> Result<JsValue, JsValue> {
    let png = match png {
        // Without the PNG the camera's own bytes are still worth having.
        Some(png) => png.await.ok(),
        None => None,
    };
    let parts = Array::of1(&picture.payload.original());
    if let Some(png) = png {
        parts.push(&png);
    }
    Ok(Blob::new_with_blob_sequence(&parts)?.array_buffer().await?.unchecked_into())
}
