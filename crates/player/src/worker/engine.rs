//! The player's state: asks the supervisor, counts, and tells the page.

use std::cell::RefCell;
use std::rc::Weak;

use gloo::timers::callback::Interval;
use js_sys::Uint8Array;
use mjpeg::{Frame, Quirk};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, OffscreenCanvas, Performance};

use super::picture::{Picture, Shown, Waiting};
use super::screen::{Bitmap, Screen};
use super::stream::Head;
use super::{Post, decode, scope, stream};
use crate::body::{Body, Item};
use crate::cause::Cause;
use crate::message::FromWorker;
use crate::slot::{Offer, Slot};
use crate::statistics::Meter;
use crate::supervisor::{Command, Event, Outcome, Plan, Supervisor};
use crate::{QuirkNote, Report, Source, State};

/// Milliseconds between two ticks, and between two reports unless the state changes.
const TICK: u32 = 250;

/// See the [module's documentation](super).
pub(super) struct Engine {
    this: Weak<RefCell<Self>>,
    post: Post,
    performance: Option<Performance>,
    supervisor: Supervisor,
    ticks: Option<Interval>,
    reported: State,
    source: Option<Source>,
    /// Number of the last `play`: pictures of an earlier one are not shown any more.
    play: u32,
    /// Number of the last stream.
    stream: u32,
    /// Number of the stream whose pictures are wanted: none once it was aborted, whatever still comes.
    listening: Option<u32>,
    abort: Option<AbortController>,
    head: Head,
    quirks: Vec<QuirkNote>,
    meter: Meter,
    slot: Slot<Waiting>,
    /// Memory of a picture that waited, to be used by the next.
    spare: Vec<u8>,
    screen: Option<Screen>,
    shown: Option<Shown>,
}

impl Engine {
    pub(super) fn new(this: Weak<RefCell<Self>>, post: Post) -> Self {
        Self {
            this,
            post,
            performance: scope().performance(),
            supervisor: Supervisor::new(js_sys::Math::random),
            ticks: None,
            reported: State::Idle,
            source: None,
            play: 0,
            stream: 0,
            listening: None,
            abort: None,
            head: Head::default(),
            quirks: Vec::new(),
            meter: Meter::new(),
            slot: Slot::new(),
            spare: Vec::new(),
            screen: None,
            shown: None,
        }
    }

    /// Milliseconds since the worker began, never going back.
    pub(super) fn now(&self) -> f64 {
        self.performance.as_ref().map_or_else(js_sys::Date::now, Performance::now)
    }

    pub(super) fn draw_on(&mut self, canvas: OffscreenCanvas) {
        match Screen::new(canvas) {
            Some(screen) => self.screen = Some(screen),
            None => self.post(&FromWorker::Failed("the canvas has no 2d context".into()), None),
        }
    }

    pub(super) fn play(&mut self, source: Source) {
        let plan = Plan::from(&source);
        self.play += 1;
        if let Some(waiting) = self.slot.clear() {
            self.spare = waiting.bytes;
        }
        self.meter = Meter::new();
        self.quirks.clear();
        self.head = Head::default();
        self.source = Some(source);
        self.tell(Event::Play(plan));
    }

    /// Tells the supervisor, and does what it wants.
    pub(super) fn tell(&mut self, event: Event) {
        let now = self.now();
        let ticked = event == Event::Tick;
        // Without ticks, all that changes the picture or its figures is told at once.
        let told = !matches!(event, Event::Visibility(_) | Event::Online | Event::Retry);
        match self.supervisor.handle(now, event) {
            Some(Command::Open) => self.open(),
            Some(Command::Close) => self.close(),
            None => {}
        }
        let active = self.supervisor.is_active();
        if active != self.ticks.is_some() {
            self.ticks = active.then(|| self.tick_on());
        }
        let state = self.supervisor.state(now);
        if ticked || told && !active || state != self.reported {
            self.reported = state;
            let cause = self.supervisor.cause(now);
            self.post(&FromWorker::Report(Box::new(self.report(now)), cause), None);
        }
    }

    /// Tells the page.
    pub(super) fn post(&self, message: &FromWorker, attachment: Option<&JsValue>) {
        (self.post)(message, attachment);
    }

    /// The last picture drawn.
    pub(super) fn shown(&self) -> Option<&Shown> {
        self.shown.as_ref()
    }

    /// Stream `number` was answered with success.
    pub(super) fn responded(&mut self, number: u32, head: Head) {
        if number == self.stream {
            self.head = head;
            self.tell(Event::Response);
        }
    }

    /// Takes the next bytes of stream `number` into its body: the one copy into our memory. Gives whether
    /// there is any point in more.
    pub(super) fn take(&mut self, number: u32, body: &mut Body, chunk: &Uint8Array) -> bool {
        if self.listening != Some(number) {
            return false;
        }
        let length = chunk.length() as usize;
        chunk.copy_to(body.space(length));
        body.filled(length);
        self.meter.bytes(length);
        self.tell(Event::Bytes);
        self.take_items(number, body);
        !body.is_no_video()
    }

    /// Whether pictures come faster than they are decoded.
    pub(super) fn is_behind(&self) -> bool {
        self.slot.is_behind()
    }

    /// Takes what there is in the body of stream `number`.
    pub(super) fn take_items(&mut self, number: u32, body: &mut Body) {
        if self.listening != Some(number) {
            return;
        }
        while let Some(item) = body.next_item() {
            match item {
                Item::Picture(frame) => self.picture(&frame),
                Item::Damaged => self.meter.damaged(),
                Item::Quirk(quirk) => self.quirk(quirk),
                Item::Nothing => {}
            }
        }
    }

    /// Stream `number` is over.
    pub(super) fn finished(&mut self, number: u32, outcome: Outcome) {
        if number == self.stream {
            // A stream may be over before its body is, if the body is no video.
            self.close();
            self.tell(Event::Finished(outcome));
        }
    }

    /// `picture` has been decoded, or has not. Gives the next one to decode.
    pub(super) fn decoded(
        &mut self,
        picture: Picture,
        bitmap: Result<Bitmap, Cause>,
        duration: f64,
    ) -> Option<Picture> {
        if picture.play == self.play {
            let drawn = bitmap.and_then(|bitmap| self.draw(&bitmap));
            match drawn {
                Ok((width, height)) => {
                    self.meter.drawn(self.now(), duration, width, height);
                    let arrived = picture.arrived;
                    self.shown = Some(Shown::new(picture, width, height));
                    self.tell(Event::Drawn { arrived });
                }
                Err(cause) => self.undecodable(cause),
            }
        }
        self.next_picture()
    }

    fn next_picture(&mut self) -> Option<Picture> {
        while let Some(waiting) = self.slot.done() {
            let picture = Picture::new(&waiting.bytes, waiting.timestamp, waiting.arrived, self.play);
            self.spare = waiting.bytes;
            match picture {
                Ok(picture) => return Some(picture),
                Err(cause) => self.undecodable(cause),
            }
        }
        None
    }

    fn open(&mut self) {
        let (Some(source), Some(this)) = (self.source.clone(), self.this.upgrade()) else { return };
        self.stream += 1;
        self.listening = Some(self.stream);
        self.abort = AbortController::new().ok();
        let signal = self.abort.as_ref().map(AbortController::signal);
        spawn_local(stream::run(this, self.stream, source, signal));
    }

    /// From now on listens to a stream that is fed by hand, whose number it gives.
    #[cfg(all(test, target_arch = "wasm32"))]
    pub(super) fn feed_by_hand(&mut self) -> u32 {
        self.stream += 1;
        self.listening = Some(self.stream);
        self.tell(Event::Response);
        self.stream
    }

    fn close(&mut self) {
        self.listening = None;
        if let Some(abort) = self.abort.take() {
            abort.abort();
        }
    }

    fn tick_on(&self) -> Interval {
        let this = Weak::clone(&self.this);
        Interval::new(TICK, move || {
            if let Some(engine) = this.upgrade() {
                engine.borrow_mut().tell(Event::Tick);
            }
        })
    }

    fn picture(&mut self, frame: &Frame<'_>) {
        let now = self.now();
        let jpeg = frame.jpeg();
        let timestamp = frame.headers().timestamp();
        self.meter.received(now, jpeg.len());
        self.tell(Event::Frame);
        match self.slot.offer() {
            Offer::Decode => match Picture::new(jpeg, timestamp, now, self.play) {
                Ok(picture) => self.decode(picture),
                Err(cause) => {
                    self.undecodable(cause);
                    if let Some(picture) = self.next_picture() {
                        self.decode(picture);
                    }
                }
            },
            Offer::Wait => {
                let mut bytes = std::mem::take(&mut self.spare);
                bytes.clear();
                bytes.extend_from_slice(jpeg);
                if let Some(late) = self.slot.wait(Waiting { bytes, timestamp, arrived: now }) {
                    self.spare = late.bytes;
                    self.meter.dropped();
                }
            }
        }
    }

    fn decode(&self, picture: Picture) {
        if let Some(this) = self.this.upgrade() {
            spawn_local(decode::run(this, picture));
        }
    }

    fn draw(&mut self, bitmap: &Bitmap) -> Result<(u32, u32), Cause> {
        self.screen.as_mut().and_then(|screen| screen.draw(bitmap)).ok_or(Cause::Undecodable)
    }

    fn undecodable(&mut self, cause: Cause) {
        self.meter.damaged();
        self.tell(Event::Undecodable(cause));
    }

    fn quirk(&mut self, quirk: Quirk) {
        // Each stream reports a kind once; over reconnections the first report stays.
        let name = quirk.kind.name();
        if self.quirks.iter().all(|note| note.name != name) {
            let description = String::new();
            self.quirks.push(QuirkNote { name: name.to_owned(), description, detail: quirk.detail });
        }
    }

    /// The player as it is at `now`.
    pub(super) fn report(&self, now: f64) -> Report {
        let mut statistics = self.meter.statistics(now);
        statistics.reconnects = self.supervisor.reconnects();
        Report {
            state: self.supervisor.state(now),
            transport: self.source.as_ref().map(|source| source.transport),
            age_ms: self.supervisor.age(now),
            capture_age_ms: self.shown.as_ref().and_then(|shown| shown.capture_age),
            retry_in_ms: self.supervisor.retry_in(now),
            attempt: self.supervisor.attempt(),
            // The page's to say.
            problem: None,
            statistics,
            picture: self.shown.as_ref().map(Shown::facts),
            quirks: self.quirks.clone(),
            server: self.head.server.clone(),
            content_type: self.head.content_type.clone(),
        }
    }
}
