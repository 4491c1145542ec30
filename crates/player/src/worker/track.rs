//! The track of the page's video, which shows live pictures at the least cost.
//!
//! Which pictures go there, and when a person sees the video, is the stream's to decide
//! (`stream/video.rs`).

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{VideoFrame, WritableStream, WritableStreamDefaultWriter};

use super::bitmap::Bitmap;
use super::engine::Engine;
use crate::Sink;
use crate::message::FromWorker;

/// How frames get to the video.
#[derive(Default)]
pub(super) struct Track {
    writer: Option<WritableStreamDefaultWriter>,
    /// Somebody reads the canvas.
    pub(super) read: bool,
}

impl Track {
    /// Nothing is written any more.
    pub(super) fn stop(&mut self) {
        self.writer = None;
    }

    /// Whether there is a video that takes frames.
    pub(super) fn is_fed(&self) -> bool {
        self.writer.is_some()
    }
}

impl Engine {
    /// The page has a video, whose frames are to be written to `writable`.
    pub(super) fn feed_video(&mut self, writable: &JsValue) {
        // The stream forgets what another one was given.
        self.track.writer = None;
        self.tell_surface();
        self.track.writer = writable.unchecked_ref::<WritableStream>().get_writer().ok();
        self.tell_surface();
    }

    /// Whether somebody reads the canvas from now on.
    pub(super) fn read_canvas(&mut self, read: bool) {
        self.track.read = read;
        self.tell_surface();
    }

    /// Gives a live picture to the video. Returns nothing if it has to be drawn instead.
    pub(super) fn feed(&mut self, bitmap: &Bitmap) -> Option<()> {
        let (Bitmap::Frame(frame), Some(writer)) = (bitmap, &self.track.writer) else { return None };
        let frame = stamped(frame.get(), self.now()).ok()?;
        let written = writer.write_with_chunk(&frame);
        let this = std::rc::Weak::clone(&self.this);
        spawn_local(async move {
            if written.await.is_err()
                && let Some(engine) = this.upgrade()
            {
                let mut engine = engine.borrow_mut();
                engine.track.writer = None;
                engine.tell_surface();
            }
        });
        Some(())
    }

    /// A person sees that from now on.
    pub(super) fn show(&mut self, sink: Sink) {
        if let Some(screen) = self.screen.as_mut().filter(|_| sink == Sink::Video) {
            screen.rest();
        }
        self.post(&FromWorker::Sink(sink), None);
    }
}

/// The same frame with a time of its own, which the video's clock wants, in microseconds.
fn stamped(frame: &VideoFrame, now: f64) -> Result<Stamped, JsValue> {
    let init = Object::new();
    Reflect::set(&init, &"timestamp".into(), &(now * 1000.0).floor().into())?;
    Stamped::new(frame, &init)
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = VideoFrame)]
    type Stamped;
    #[wasm_bindgen(constructor, js_class = "VideoFrame", catch)]
    fn new(frame: &VideoFrame, init: &Object) -> Result<Stamped, JsValue>;
}
