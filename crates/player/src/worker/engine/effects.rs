//! Performs the stream's effects.

use std::rc::Weak;

use gloo::timers::callback::Timeout;
use stream::record::Ending;
use stream::{ConnectionId, DecodeId, DecodeJob, DrawOn, Drawn, Effect, Input, Pixels, StreamRequest};
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

use super::Engine;
use crate::message::{Display, FromWorker, LoginKind};
use crate::worker::bitmap::Bitmap;
use crate::worker::display::Displayed;
use crate::worker::picture::{Bytes, Picture};
use crate::worker::screen::Screen;
use crate::worker::transport::{self, LoginRequest};
use crate::worker::{origin, sight};
use crate::{Decoding, Sink};

impl Engine {
    pub(super) fn do_effects(&mut self) {
        let mut is_waiting = false;
        while let Some(effect) = self.stream.poll_effect() {
            is_waiting |= matches!(effect, Effect::Decode(..));
            self.do_effect(effect);
        }
        if is_waiting {
            self.serve();
        }
    }

    fn do_effect(&mut self, effect: Effect<Bytes>) {
        match effect {
            Effect::Open(connection, request) => self.open(connection, request),
            Effect::Close => self.close(),
            Effect::ClearDisplay => {
                self.display = None;
                self.post(&FromWorker::Display(0, Display::Clear), None);
            }
            Effect::AskOrigin => spawn_local(origin::ask(Weak::clone(&self.this))),
            Effect::AwaitScreen(id) => spawn_local(sight::await_screen(Weak::clone(&self.this), id)),
            Effect::Tick(on) => {
                self.wants_ticks = on;
                if on {
                    self.resources.tick_on();
                }
            }
            Effect::Wake(due) => self.wake = due.map(|due| self.wake_after(due)),
            Effect::Report(cause) => {
                if !self.has_left {
                    self.resources.report(self.id, self.report(), cause);
                }
            }
            Effect::Detour(cause) => self.post(&FromWorker::Detour(cause), None),
            Effect::Record(entry) => self.record(&entry),
            Effect::EndRecording => self.end_recording(Ending::OtherSource),
            Effect::Decode(id, wish) => self.resources.want(self.now(), self.id, id, wish),
            Effect::Take(id) => {
                if let Some((bitmap, screen)) = self.take_decoded(id).zip(self.screen.as_mut()) {
                    screen.take(&bitmap);
                }
            }
            Effect::Draw(id, frame, on) => {
                let drawn = self.take_decoded(id).and_then(|bitmap| self.draw(&frame, bitmap, on));
                self.handle(Input::Drawn(id, drawn));
            }
            Effect::Show(sink) => self.show(sink),
            Effect::AskVideo => self.post(&FromWorker::AskVideo, None),
            Effect::Discard(id) => self.decoded.retain(|(decoded, _)| *decoded != id),
            Effect::RestartStack => {
                if let Some(screen) = &mut self.screen {
                    screen.restart_stack();
                }
            }
            Effect::StackHeld => self.tell_stack(),
            Effect::Snapshot(number, snapshot) => self.send_snapshot(number, snapshot),
            Effect::Thumbnail(number, thumbnail) => self.send_thumbnail(number, thumbnail),
            Effect::ReplaceCanvas => {
                self.post(&FromWorker::Failed("the browser has lost its canvas".into()), None);
            }
        }
    }

    fn open(&mut self, connection: ConnectionId, request: StreamRequest) {
        let Some(this) = self.shared() else { return };
        let login = if request.may_log_in { self.login } else { LoginKind::None };
        self.abort = AbortController::new().ok();
        let signal = self.abort.as_ref().map(AbortController::signal);
        spawn_local(transport::run(this, connection, LoginRequest { request, login }, signal));
    }

    fn close(&mut self) {
        if let Some(abort) = self.abort.take() {
            abort.abort();
        }
        if let Some(question) = self.display {
            self.shown_by_page.put(question, Displayed::Closed);
            self.post(&FromWorker::Display(question, Display::Close), None);
        }
    }

    fn wake_after(&self, milliseconds: f64) -> Timeout {
        let this = Weak::clone(&self.this);
        Timeout::new(milliseconds.ceil() as u32, move || {
            if let Some(engine) = this.upgrade() {
                engine.borrow_mut().handle(Input::Due);
            }
        })
    }

    /// Gives free decoders to whoever is next.
    pub(in crate::worker) fn serve(&mut self) {
        let now = self.now();
        while let Some((stream, id)) = self.resources.next(now) {
            if stream == self.id {
                self.begin(id);
            } else {
                self.resources.grant(now, stream, id);
            }
        }
    }

    /// A decoder is free for this stream.
    pub(in crate::worker) fn take_turn(&mut self, id: DecodeId) {
        if !self.begin(id) {
            self.serve();
        }
    }

    /// Begins to decode, and tells the stream what comes of it. Returns false if nothing is wanted any
    /// more.
    fn begin(&mut self, id: DecodeId) -> bool {
        let begun = self.stream.begin(self.moment(), id).zip(self.shared());
        let Some(((picture, job), shared)) = begun else {
            self.resources.done(self.now(), self.id, id);
            return false;
        };
        if job.by == Decoding::Wasm {
            self.want_small();
        }
        // A canvas that many share takes frames as they come: they have to be scaled anyway.
        let sink = if self.wall().is_some() { Sink::Video } else { job.sink };
        let started = self.resources.decoders.start(&picture, DecodeJob { sink, ..job });
        spawn_local(async move {
            let bitmap = started.finish().await.ok();
            let mut engine = shared.borrow_mut();
            engine.resources.done(engine.now(), engine.id, id);
            let pixels =
                bitmap.as_ref().map(|bitmap| Pixels { size: bitmap.size(), decoding: bitmap.decoding() });
            engine.decoded.extend(bitmap.map(|bitmap| (id, bitmap)));
            engine.handle(Input::Decoded(id, pixels));
            engine.serve();
        });
        true
    }

    pub(in crate::worker) fn take_decoded(&mut self, id: DecodeId) -> Option<Bitmap> {
        let index = self.decoded.iter().position(|(decoded, _)| *decoded == id)?;
        Some(self.decoded.swap_remove(index).1)
    }

    /// Draws on the canvas, or gives a live picture to the video; nothing if the browser refuses.
    fn draw(&mut self, picture: &Picture, bitmap: Bitmap, on: DrawOn) -> Option<Drawn> {
        let (size, decoding) = (bitmap.size(), bitmap.decoding());
        let on_video = on != DrawOn::Canvas && self.feed(&bitmap).is_some();
        let on_canvas = on != DrawOn::Video || !on_video;
        if on_canvas {
            self.stack_with(picture.origin.arrived);
            let is_drawn = self.screen.as_mut()?.draw(bitmap);
            self.tell_enhancing();
            is_drawn?;
            self.await_move();
        }
        Some(Drawn { size, decoding, on_canvas, on_video })
    }

    /// Has the page told when what was just drawn is seen, if that is on another canvas than before.
    pub(in crate::worker) fn await_move(&mut self) {
        let left = std::mem::take(&mut self.left);
        if !left.is_empty() {
            spawn_local(sight::await_move(Weak::clone(&self.this), self.moves, left));
        }
    }

    /// Whether nothing is enhanced.
    pub(in crate::worker) fn is_plain(&self) -> bool {
        self.screen.as_ref().is_none_or(Screen::is_plain)
    }
}
