//! The stream's shell: passes events to the stream, and performs its effects.

mod effects;
mod pictures;

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use gloo::timers::callback::Timeout;
use stream::connection::{Outcome, Visibility};
use stream::decode::Attention;
use stream::record::Ending;
use stream::{
    Abilities, ConnectionId, DecodeId, DisplayedFrame, Input, Moment, Reduction, Stream, StreamSource,
    Surface,
};
use wasm_bindgen::JsValue;
use web_sys::{AbortController, OffscreenCanvas, Performance};

use super::bitmap::Bitmap;
use super::display::Displayed;
use super::features::Features;
use super::inbox::Inbox;
use super::picture::Bytes;
use super::recorder::Recorder;
use super::resources::{Resources, processors};
use super::screen::Screen;
use super::track::Track;
use super::wall::Wall;
use super::{Shared, image_decoder, scope};
use crate::Report;
use crate::login::Signature;
use crate::message::{Display, FromWorker, LoginKind, StreamId};

/// See the [module's documentation](super).
pub(super) struct Engine {
    pub(super) this: Weak<RefCell<Self>>,
    id: StreamId,
    pub(super) resources: Rc<Resources>,
    /// Nobody is told anything more.
    has_left: bool,
    performance: Option<Performance>,
    pub(super) stream: Stream<Bytes>,
    pub(super) wants_ticks: bool,
    wake: Option<Timeout>,
    login: LoginKind,
    abort: Option<AbortController>,
    pub(super) recorder: Recorder,
    /// Pixels that the stream has not asked to draw yet.
    decoded: Vec<(DecodeId, Bitmap)>,
    pub(super) track: Track,
    pub(super) features: Rc<Features>,
    /// Times that enhancing has stopped, as far as the page was told.
    pub(super) enhancing_stops: u32,
    pub(super) screen: Option<Screen>,
    /// How often the page has named one.
    moves: u32,
    /// Those before, while nothing is seen on the present one.
    left: Vec<Screen>,
    /// Number of the last question to the page.
    question: u32,
    pub(super) signatures: Inbox<Signature>,
    pub(super) shown_by_page: Inbox<Displayed>,
    /// The question to which the browser's own display shows something now.
    display: Option<u32>,
    /// Milliseconds that the machine has slept in a test.
    #[cfg(all(test, target_arch = "wasm32"))]
    slept: f64,
}

impl Engine {
    /// A stream with that number.
    pub(super) fn enter(id: StreamId, resources: Rc<Resources>) -> Shared {
        let engine = Rc::new_cyclic(|this| RefCell::new(Self::new(Weak::clone(this), id, resources)));
        engine.borrow().resources.enter(id, Rc::downgrade(&engine));
        engine
    }

    fn new(this: Weak<RefCell<Self>>, id: StreamId, resources: Rc<Resources>) -> Self {
        let features = Rc::clone(&resources.features);
        Self {
            this,
            id,
            resources,
            has_left: false,
            performance: scope().performance(),
            stream: Stream::new(js_sys::Math::random, scope().location().origin(), abilities()),
            wants_ticks: false,
            wake: None,
            login: LoginKind::None,
            abort: None,
            recorder: Recorder::default(),
            decoded: Vec::new(),
            track: Track::default(),
            enhancing_stops: features.enhance.stops(),
            features,
            screen: None,
            moves: 0,
            left: Vec::new(),
            question: 0,
            signatures: Inbox::new(),
            shown_by_page: Inbox::new(),
            display: None,
            #[cfg(all(test, target_arch = "wasm32"))]
            slept: 0.0,
        }
    }

    /// Milliseconds since the worker began, never going back.
    pub(super) fn now(&self) -> f64 {
        self.performance.as_ref().map_or_else(js_sys::Date::now, Performance::now)
    }

    /// Now, by both clocks.
    pub(super) fn moment(&self) -> Moment {
        let moment = Moment { now: self.now(), wall: js_sys::Date::now() };
        #[cfg(all(test, target_arch = "wasm32"))]
        let moment = Moment { wall: moment.wall + self.slept, ..moment };
        moment
    }

    /// Tells the stream what happens, and does what it wants.
    pub(super) fn handle(&mut self, input: Input<Bytes>) {
        self.stream.handle(self.moment(), input);
        self.do_effects();
    }

    pub(super) fn draw_on(&mut self, canvas: OffscreenCanvas) {
        let this = Weak::clone(&self.this);
        let screen = Screen::new(canvas, Rc::clone(&self.features), move |is_lost| {
            if let Some(engine) = this.upgrade() {
                let input = if is_lost { Input::CanvasLost } else { Input::CanvasRestored };
                engine.borrow_mut().handle(input);
            }
        });
        match screen {
            Some(screen) => self.change_screen(screen),
            None => self.post(&FromWorker::Failed("the canvas has no 2d context".into()), None),
        }
    }

    /// The same on the canvas with that number, which many share.
    pub(super) fn draw_on_wall(&mut self, wall: StreamId) {
        let wall = self.resources.wall(wall);
        if let Some(wall) = wall {
            self.change_screen(Screen::shared(wall, self.id, Rc::clone(&self.features)));
        }
    }

    fn change_screen(&mut self, mut screen: Screen) {
        self.moves += 1;
        if let Some(old) = &self.screen {
            screen.enhance_as(old);
        }
        let old = self.screen.replace(screen);
        self.left.extend(old);
        if self.wall().is_some() {
            // The page takes its video away.
            self.track.stop();
        }
        self.tell_surface();
        if self.left.is_empty() {
            return;
        }
        if self.displayed().is_some() {
            self.handle(Input::Redraw);
        } else {
            self.await_move();
        }
    }

    /// The canvas on which this stream has a place, if it has none of its own.
    pub(super) fn wall(&self) -> Option<&Rc<Wall>> {
        self.screen.as_ref().and_then(Screen::wall)
    }

    pub(super) fn play(&mut self, source: StreamSource, login: LoginKind) {
        self.login = login;
        self.resources.limit(self.id, source.replay);
        self.handle(Input::Play(source));
    }

    /// The page is shown, hidden or left.
    pub(super) fn be_seen(&mut self, visibility: Visibility) {
        let is_shown = visibility == Visibility::Shown;
        let attention = if is_shown { Attention::Visible } else { Attention::Hidden };
        self.resources.attend(self.id, attention);
        self.handle(Input::Visibility(visibility));
    }

    pub(super) fn id(&self) -> StreamId {
        self.id
    }

    /// Bytes of the frames that are kept.
    pub(super) fn kept_bytes(&self) -> u64 {
        self.stream.history().frames().bytes()
    }

    /// A connection is over.
    pub(super) fn finished(&mut self, connection: ConnectionId, outcome: Outcome) {
        // There is one at a time.
        self.resources.release_parts(self.id);
        self.handle(Input::Finished(connection, outcome));
    }

    /// A person has done something with this stream.
    pub(super) fn be_used(&self) {
        self.resources.attend(self.id, Attention::Focused);
    }

    /// By what pictures may be smaller from now on.
    pub(super) fn reduce(&mut self, reduction: Reduction) {
        self.handle(Input::Reduce(reduction));
    }

    /// The player is dropped. What is being written is still brought to its end.
    pub(super) fn leave(&mut self) {
        self.end_recording(Ending::Done);
        self.handle(Input::Stop);
        // What is still under way has nobody to be told.
        self.has_left = true;
        for wall in self.left.iter().chain(&self.screen).filter_map(Screen::wall) {
            wall.forget(self.id);
        }
        self.resources.leave(self.id);
    }

    /// The stream knows what it is drawn on.
    pub(super) fn tell_surface(&mut self) {
        let (is_read, has_video) = (self.track.read, self.track.is_fed());
        let (is_plain, is_shared) = (self.is_plain(), self.wall().is_some());
        self.handle(Input::Surface(Surface { is_read, is_plain, has_video, is_shared }));
    }

    /// A number for a question to the page.
    pub(super) fn next_question(&mut self) -> u32 {
        self.question = self.question.wrapping_add(1);
        self.question
    }

    /// How urgent this stream is among those of one response, 0 to 9.
    pub(super) fn priority(&self) -> u8 {
        match self.resources.attention(self.id) {
            Attention::Focused => 9,
            Attention::Visible => 4,
            Attention::Hidden => 0,
        }
    }

    /// Whether the pictures of `connection` are wanted.
    pub(super) fn listens_to(&self, connection: ConnectionId) -> bool {
        self.stream.listens_to(connection)
    }

    /// Asks the browser's own display to show `url`, and gives the number of the question.
    pub(super) fn ask_display(&mut self, url: &str) -> u32 {
        let question = self.next_question();
        self.display = Some(question);
        self.post(&FromWorker::Display(question, Display::Show(url.to_owned())), None);
        self.handle(Input::DisplayAsked);
        question
    }

    /// Tells the page.
    pub(super) fn post(&self, message: &FromWorker, attachment: Option<&JsValue>) {
        if !self.has_left {
            (self.resources.port)(self.id, message, attachment);
        }
    }

    /// The player as it is now.
    pub(super) fn report(&self) -> Report {
        let shown = self.displayed().and(self.screen.as_ref());
        Report { enhanced: shown.and_then(Screen::enhanced), ..self.stream.report(self.moment()) }
    }

    /// The picture on the screen.
    pub(super) fn displayed(&self) -> Option<&DisplayedFrame<Bytes>> {
        self.stream.displayed()
    }

    /// For a task or a timer.
    pub(super) fn shared(&self) -> Option<Shared> {
        self.this.upgrade()
    }

    #[cfg(all(test, target_arch = "wasm32"))]
    pub(super) fn state(&self) -> crate::State {
        self.stream.state(self.now())
    }

    /// Has the machine slept for so many milliseconds.
    #[cfg(all(test, target_arch = "wasm32"))]
    pub(super) fn sleep(&mut self, milliseconds: f64) {
        self.handle(Input::Tick);
        self.slept += milliseconds;
        self.handle(Input::Tick);
    }

    /// From now on listens to a connection that is fed by hand, whose number it gives.
    #[cfg(all(test, target_arch = "wasm32"))]
    pub(super) fn feed_by_hand(&mut self) -> ConnectionId {
        let connection = self.stream.connect_by_hand(self.moment());
        self.do_effects();
        connection
    }
}

/// Of this browser and machine, as far as the browser tells.
fn abilities() -> Abilities {
    Abilities { processors: processors(), has_image_decoder: image_decoder::exists() }
}
