//! The player's state: asks the supervisor, counts, and tells the page.

mod pictures;
mod shown;

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use causes::Cause;
use gloo::timers::callback::Interval;
use stream::decode::DecodeLimit;
use stream::live::{CaptureClock, LatestFrame, LiveGate, Meter, Repetition};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, OffscreenCanvas, Performance};

use super::decode::Decoder;
use super::display::Displayed;
use super::inbox::Inbox;
use super::kept::Kept;
use super::loss::Loss;
use super::picture::{Shown, Waiting};
use super::recorder::Recorder;
use super::replay::Replay;
use super::screen::Screen;
use super::thumbnail::Thumbnails;
use super::track::Track;
use super::transport::{Head, StreamRequest};
use super::{Post, Shared, loss, origin, scope, sight, transport};
use crate::login::Signature;
use crate::message::{Display, FromWorker, LoginKind};
use crate::recording::RecordingEnd;
use crate::{Decoding, QuirkNote, Reduction, Sink, StreamSource};
use stream::connection::{Command, Event, Outcome, Plan, Supervisor};
use stream::connection::{Fallback, RouteFallback};

/// Milliseconds between two ticks, and between two reports unless the state changes.
const TICK: u32 = 250;
/// Milliseconds after which a tick is made up for by whatever else happens: WebKit lets a worker's timers wait while there is
/// anything else to do, and on a busy machine there always is.
const LATE: f64 = 2.0 * TICK as f64;

/// See the [module's documentation](super).
pub(super) struct Engine {
    pub(super) this: Weak<RefCell<Self>>,
    post: Post,
    performance: Option<Performance>,
    supervisor: Supervisor,
    ticks: Option<Interval>,
    /// When the last one was.
    ticked: f64,
    gate: LiveGate,
    fps: Option<u32>,
    login: LoginKind,
    /// The login may go through proxies.
    proxy_login: bool,
    fallback: RouteFallback,
    /// What the page knows of the fallback.
    told_detour: Option<Cause>,
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
    pub(super) kept: Kept,
    pub(super) recorder: Recorder,
    pub(super) replay: Replay,
    pub(super) thumbnails: Thumbnails,
    latest: LatestFrame<Waiting>,
    limit: DecodeLimit,
    pub(super) decoder: Decoder,
    pub(super) track: Track,
    /// By what pictures may be smaller, because they are shown so.
    pub(super) reduction: Reduction,
    /// Play and number of the picture that was last drawn whole for that, or could not be.
    pub(super) sharpened: Option<(u32, u64)>,
    /// What the source asks for.
    pub(super) decoding: Option<Decoding>,
    /// What is live is to be shown by the video where that can be.
    pub(super) wants_video: bool,
    /// Memory of a picture that waited, to be used by the next.
    spare: Vec<u8>,
    pub(super) screen: Option<Screen>,
    pub(super) loss: Loss,
    /// The picture shown is being decoded once more, to be enhanced.
    pub(super) redrawing: bool,
    shown: Option<Shown>,
    /// Play and number of the last picture that was drawn as it came.
    drawn: Option<(u32, u64)>,
    clock: CaptureClock,
    repetition: Repetition,
    /// Milliseconds that the picture shown has lost on its way, where the camera tells.
    lag: Option<f64>,
    /// What the wall clock is ahead of ours, which stands still while the machine sleeps.
    wall: f64,
    /// Number of the last question to the page.
    question: u32,
    pub(super) signatures: Inbox<Signature>,
    pub(super) shown_by_page: Inbox<Displayed>,
    /// The question to which the browser's own display shows something now.
    display: Option<u32>,
}

impl Engine {
    pub(super) fn new(this: Weak<RefCell<Self>>, post: Post) -> Self {
        Self {
            this,
            post,
            performance: scope().performance(),
            supervisor: Supervisor::new(js_sys::Math::random),
            ticks: None,
            ticked: 0.0,
            gate: LiveGate::default(),
            fps: None,
            login: LoginKind::None,
            proxy_login: false,
            fallback: RouteFallback::default(),
            told_detour: None,
            play: 0,
            stream: 0,
            listening: None,
            abort: None,
            head: Head::default(),
            quirks: Vec::new(),
            meter: Meter::new(),
            kept: Kept::default(),
            recorder: Recorder::default(),
            replay: Replay::default(),
            thumbnails: Thumbnails::default(),
            latest: LatestFrame::new(),
            limit: DecodeLimit::new(processors()),
            decoder: Decoder::new(),
            track: Track::default(),
            reduction: Reduction::None,
            sharpened: None,
            decoding: None,
            wants_video: false,
            spare: Vec::new(),
            screen: None,
            loss: Loss::default(),
            redrawing: false,
            shown: None,
            drawn: None,
            clock: CaptureClock::default(),
            repetition: Repetition::default(),
            lag: None,
            wall: f64::INFINITY,
            question: 0,
            signatures: Inbox::new(),
            shown_by_page: Inbox::new(),
            display: None,
        }
    }

    /// Milliseconds since the worker began, never going back.
    pub(super) fn now(&self) -> f64 {
        self.performance.as_ref().map_or_else(js_sys::Date::now, Performance::now)
    }

    pub(super) fn draw_on(&mut self, canvas: OffscreenCanvas) {
        let this = Weak::clone(&self.this);
        match Screen::new(canvas, move |is_lost| loss::told(&this, is_lost)) {
            Some(screen) => self.screen = Some(screen),
            None => self.post(&FromWorker::Failed("the canvas has no 2d context".into()), None),
        }
    }

    pub(super) fn play(&mut self, source: &StreamSource, login: LoginKind) {
        let plan = Plan::from(source);
        self.play += 1;
        self.latest.clear();
        if !self.kept.shows(source) {
            // Its file names one camera, and holds no picture of another.
            self.end_recording(RecordingEnd::OtherSource);
        }
        if self.kept.prepare(source) {
            self.replay.reset();
        }
        self.meter = Meter::new();
        self.limit = DecodeLimit::new(processors());
        self.latest.limit(1);
        self.wants_video = source.paths.sink == Some(Sink::Video);
        self.decoding = source.paths.decoding;
        // Nothing else gives frames.
        let decoding = source.paths.decoding.or(self.wants_video.then_some(Decoding::Decoder));
        self.decoder.reset(decoding);
        self.drawn = None;
        self.clock = CaptureClock::default();
        self.repetition = Repetition::default();
        self.lag = None;
        self.quirks.clear();
        self.head = Head::default();
        self.fallback = RouteFallback::new(source);
        self.fps = source.fps;
        self.login = login;
        self.proxy_login = source.proxy_login;
        self.tell(Event::Play(plan));
    }

    /// A person wants it tried now, from the best way down.
    pub(super) fn retry(&mut self) {
        self.fallback.restart();
        if self.is_blank() {
            self.give_up_canvas();
        }
        self.tell(Event::Retry);
    }

    /// Tells the supervisor, and does what it wants.
    /// The player is dropped. What is being written is still brought to its end.
    pub(super) fn leave(&mut self) {
        self.end_recording(RecordingEnd::Done);
        self.tell(Event::Stop);
        // What is still under way has nobody to be told.
        self.post = Rc::new(|_, _| {});
    }

    pub(super) fn tell(&mut self, event: Event) {
        let now = self.now();
        let ticked = event == Event::Tick || self.is_tick_late(now);
        if ticked {
            self.ticked = now;
            if let Some(slept) = self.notice_sleep(now) {
                self.handle(now, Event::Slept(slept));
            }
            self.check_canvas(now);
            self.look();
            self.sharpen();
        }
        // Without ticks, all that changes the picture or its figures is told at once.
        let told = !matches!(event, Event::Visibility(_) | Event::Online | Event::Retry);
        self.handle(now, event);
        let active = self.supervisor.is_active() || self.replay.is_playing();
        if active != self.ticks.is_some() {
            self.ticks = active.then(|| self.tick_on());
            self.ticked = now;
        }
        if let Some(number) = self.gate.notice(self.true_state(now), now) {
            spawn_local(sight::await_screen(Weak::clone(&self.this), number));
        }
        let state = self.state(now);
        if self.gate.say(state) || ticked || told && !active {
            self.tell_page();
        }
    }

    /// Has the supervisor take notice of `event`, and does what it wants.
    fn handle(&mut self, now: f64, event: Event) {
        match self.supervisor.handle(now, event) {
            Some(Command::Open) => self.open(),
            Some(Command::Close) => {
                self.close();
                self.look_elsewhere(now);
            }
            Some(Command::AskOrigin) => spawn_local(origin::ask(Weak::clone(&self.this))),
            None => {}
        }
    }

    /// Whether timers do not come when they should.
    fn is_tick_late(&self, now: f64) -> bool {
        self.ticks.is_some() && now - self.ticked >= LATE
    }

    /// To be called where nothing else is told.
    pub(super) fn make_up_for_ticks(&mut self) {
        if self.is_tick_late(self.now()) {
            self.tell(Event::Tick);
        }
    }

    /// What was drawn when the claim gave `number` is on the screen.
    pub(super) fn seen(&mut self, number: u32) {
        self.gate.seen(number);
        self.tell(Event::Tick);
    }

    /// Tells the page how things are now.
    pub(super) fn tell_page(&mut self) {
        let now = self.now();
        let cause = self
            .supervisor
            .cause(now)
            .map(|cause| cause.on(self.fallback.route().map(|route| route.transport)));
        self.tell_detour();
        self.post(&FromWorker::Report(Box::new(self.report(now)), cause), None);
    }

    /// A stream that does not come, or shows nothing, is no reason to wait if there is another way.
    fn look_elsewhere(&mut self, now: f64) {
        if let Some(cause @ (Cause::ConnectTimeout | Cause::NoData | Cause::NoPicture)) =
            self.supervisor.cause(now)
            && self.fallback.failed(cause) == Fallback::Next
        {
            self.handle(now, Event::Retry);
        }
    }

    /// A wall clock that has run ahead of ours tells of time in which nothing ran: gives how much.
    fn notice_sleep(&mut self, now: f64) -> Option<f64> {
        /// Milliseconds that are no sleep. A clock that is set looks the same, and costs a connection.
        const SHORT: f64 = 2000.0;
        let wall = js_sys::Date::now() - now;
        let slept = wall - std::mem::replace(&mut self.wall, wall);
        if slept <= SHORT {
            return None;
        }
        self.kept.slept(slept);
        self.replay.slept(slept);
        self.repetition.slept(slept);
        Some(slept)
    }

    fn tell_detour(&mut self) {
        if self.told_detour.as_ref() != self.fallback.detour() {
            self.told_detour = self.fallback.detour().cloned();
            self.post(&FromWorker::Detour(self.told_detour.clone()), None);
        }
    }

    /// A number for a question to the page.
    pub(super) fn next_question(&mut self) -> u32 {
        self.question = self.question.wrapping_add(1);
        self.question
    }

    /// Whether the pictures of stream `number` are wanted.
    pub(super) fn listens_to(&self, number: u32) -> bool {
        self.listening == Some(number)
    }

    /// Tells the browser's own display what to do.
    pub(super) fn display(&mut self, question: u32, what: Display) {
        self.display = matches!(what, Display::Show(_)).then_some(question);
        self.post(&FromWorker::Display(question, what), None);
    }

    /// The browser's own display shows stream `number`.
    pub(super) fn displayed(&mut self, number: u32, (width, height): (u32, u32)) {
        if self.listens_to(number) {
            self.fallback.works(false);
            self.meter.sized(width, height);
            self.shown = None;
            self.replay.reset();
            self.tell(Event::Displayed);
        }
    }

    /// The browser's own display shows the next single picture of stream `number`. Whether it is another than the one before
    /// cannot be known.
    pub(super) fn displayed_snapshot(&mut self, number: u32, size: (u32, u32)) {
        if self.listens_to(number) {
            let now = self.now();
            self.meter.received(now, 0);
            self.meter.drawn(now, 0.0, size.0, size.1);
            self.displayed(number, size);
        }
    }

    /// Tells the page.
    pub(super) fn post(&self, message: &FromWorker, attachment: Option<&JsValue>) {
        (self.post)(message, attachment);
    }

    /// Stream `number` was answered with success.
    pub(super) fn responded(&mut self, number: u32, head: Head) {
        if number == self.stream {
            self.head = head;
            self.clock.connected(self.now());
            self.repetition.connected();
            self.tell(Event::Response);
        }
    }

    /// Stream `number` is over.
    pub(super) fn finished(&mut self, number: u32, outcome: Outcome) {
        if number == self.stream {
            let outcome = match outcome {
                Outcome::Failed(cause) if self.listens_to(number) => match self.fallback.failed(cause) {
                    Fallback::Next => Outcome::Elsewhere,
                    Fallback::Fail(cause) => Outcome::Failed(cause),
                },
                outcome => outcome,
            };
            // A stream may be over before its body is, if the body is no video.
            self.close();
            self.tell(Event::Finished(outcome));
        }
    }

    fn open(&mut self) {
        let (Some(route), Some(this)) = (self.fallback.route().cloned(), self.this.upgrade()) else { return };
        self.supervisor.set_asks_own_origin(origin::is_own(route.asked()));
        let may_log_in = route.via.is_none() || self.proxy_login;
        let login = if may_log_in { self.login } else { LoginKind::None };
        let request = StreamRequest { route, login, fps: self.fps };
        self.stream += 1;
        self.kept.connects();
        self.listening = Some(self.stream);
        self.abort = AbortController::new().ok();
        let signal = self.abort.as_ref().map(AbortController::signal);
        spawn_local(transport::run(this, self.stream, request, signal));
    }

    /// Has the machine slept for so many milliseconds.
    #[cfg(all(test, target_arch = "wasm32"))]
    pub(super) fn sleep(&mut self, milliseconds: f64) {
        self.tell(Event::Tick);
        self.wall -= milliseconds;
        self.tell(Event::Tick);
    }

    /// From now on listens to a stream that is fed by hand, whose number it gives.
    #[cfg(all(test, target_arch = "wasm32"))]
    pub(super) fn feed_by_hand(&mut self) -> u32 {
        self.stream += 1;
        self.kept.connects();
        self.listening = Some(self.stream);
        self.tell(Event::Response);
        self.stream
    }

    fn close(&mut self) {
        self.listening = None;
        if let Some(screen) = &mut self.screen {
            screen.restart_stack();
        }
        if let Some(abort) = self.abort.take() {
            abort.abort();
        }
        if let Some(question) = self.display {
            self.shown_by_page.put(question, Displayed::Closed);
            self.post(&FromWorker::Display(question, Display::Close), None);
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

    /// For a task or a timer.
    pub(super) fn shared(&self) -> Option<Shared> {
        self.this.upgrade()
    }
}

/// Of this machine, as far as the browser tells.
fn processors() -> usize {
    scope().navigator().hardware_concurrency() as usize
}
