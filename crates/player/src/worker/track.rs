//! The track of the page's video, which shows live pictures at the least cost.
//!
//! Frames go to the canvas and to the track until the page has seen the video show one; from then on to the track alone.
//! Whatever a video cannot show (enhanced and replayed pictures, pixels to be read) is drawn on the canvas, and
//! then the page is told to show that.

use js_sys::{Object, Reflect};
use stream::Input;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{VideoFrame, WritableStream, WritableStreamDefaultWriter};

use super::bitmap::Bitmap;
use super::engine::Engine;
use crate::Sink;
use crate::message::FromWorker;

/// How frames get to the video, and whether it is what a person sees.
#[derive(Default)]
pub(super) struct Track {
    writer: Option<WritableStreamDefaultWriter>,
    /// The page has seen the video show a frame.
    proven: bool,
    /// The page shows the video, not the canvas.
    shows: bool,
    /// Somebody reads the canvas.
    pub(super) read: bool,
}

impl Track {
    /// Whether there is a video that takes frames.
    pub(super) fn is_fed(&self) -> bool {
        self.writer.is_some()
    }

    /// What a person sees.
    pub(super) fn sink(&self) -> Sink {
        if self.shows { Sink::Video } else { Sink::Canvas }
    }
}

impl Engine {
    /// The page has a video, whose frames are to be written to `writable`.
    pub(super) fn feed_video(&mut self, writable: &JsValue) {
        let writer = writable.unchecked_ref::<WritableStream>().get_writer().ok();
        let read = self.track.read;
        self.track = Track { writer, read, ..Track::default() };
        self.tell_surface();
    }

    /// Whether live pictures are to go to the video from now on.
    pub(super) fn want_video(&mut self, wanted: bool) {
        if self.stream.wants_video() != wanted {
            // What it has on it may be old.
            self.track.proven = false;
            self.handle(Input::WantVideo(wanted));
        }
    }

    /// The page has seen the video show a frame; or has seen it show none, and takes it away.
    pub(super) fn video_shows(&mut self, shows: bool) {
        self.track.proven = shows;
        if !shows {
            self.track.writer = None;
            self.tell_surface();
            if self.track.shows {
                self.handle(Input::Redraw);
            }
        }
    }

    /// Whether somebody reads the canvas from now on.
    pub(super) fn read_canvas(&mut self, read: bool) {
        self.track.read = read;
        self.tell_surface();
    }

    /// Gives a live picture to the video. Gives whether that is where it is seen: otherwise it has to be drawn.
    pub(super) fn feed(&mut self, bitmap: &Bitmap) -> bool {
        let Bitmap::Frame(frame) = bitmap else { return false };
        let Some(writer) = self.track.writer.as_ref().filter(|_| self.stream.may_feed()) else {
            return false;
        };
        let Ok(stamped) = stamped(frame.get(), self.now()) else { return false };
        let written = writer.write_with_chunk(&stamped);
        let this = std::rc::Weak::clone(&self.this);
        spawn_local(async move {
            if written.await.is_err()
                && let Some(engine) = this.upgrade()
            {
                engine.borrow_mut().video_shows(false);
            }
        });
        if !self.track.proven {
            return false;
        }
        if !std::mem::replace(&mut self.track.shows, true) {
            if let Some(screen) = &mut self.screen {
                screen.rest();
            }
            self.post(&FromWorker::Sink(Sink::Video), None);
            self.tell_surface();
        }
        true
    }

    /// The canvas has what a person should see.
    pub(super) fn drawn_instead(&mut self) {
        if std::mem::take(&mut self.track.shows) {
            self.post(&FromWorker::Sink(Sink::Canvas), None);
            self.tell_surface();
        }
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
