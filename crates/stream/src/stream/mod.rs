//! One camera's stream: events in, actions out.

mod connection;
mod decode;
mod live;
mod redraw;
mod replay;
mod report;
mod snapshot;
mod stack;
#[cfg(test)]
mod tests;
mod thumbnail;
mod video;

use std::collections::VecDeque;
use std::rc::Rc;

use causes::Cause;

use crate::connection::{Event, RouteFallback, Supervisor};
use crate::decode::{DecodeLimit, DecoderSelector};
use crate::effect::{DecodeJob, Effect};
use crate::frame::{DisplayedFrame, Frame};
use crate::history::{History, Playback};
use crate::id::{ConnectionId, DecodeId, PlayId, Sight, SightId};
use crate::input::{Abilities, Head, Input, Moment, Pixels, Surface};
use crate::live::{CaptureClock, LatestFrame, LiveGate, Meter, Repetition};
use crate::{Decoding, QuirkNote, Reduction, State};
use decode::DecodeTimes;
use redraw::CanvasLoss;
use stack::Stacking;
use video::Video;

/// One camera's stream, whose bytes are behind handles of type `P`.
///
/// [`handle`](Self::handle) takes an event; then [`poll_effect`](Self::poll_effect) returns the
/// actions, one at a time.
#[derive(Debug)]
pub struct Stream<P> {
    effects: VecDeque<Effect<P>>,
    /// Scheme, host and port of the page.
    own_origin: String,
    supervisor: Supervisor,
    fallback: RouteFallback,
    /// The page's information about that.
    told_detour: Option<Cause>,
    /// The most single frames a second.
    fps: Option<u32>,
    /// The login may go through proxies.
    proxy_login: bool,
    play: PlayId,
    connection: ConnectionId,
    /// The connection whose frames count. An aborted connection may still deliver some; they do
    /// not.
    is_listening: bool,
    /// The browser's own display shows the stream.
    has_display: bool,
    gate: LiveGate,
    ticking: bool,
    /// When the last tick was.
    ticked: f64,
    /// By how much the wall clock was ahead of the stream's clock at that tick.
    ahead: f64,
    head: Head,
    /// Milliseconds for which the gateway had the next frame.
    delay: f64,
    quirks: Vec<QuirkNote>,
    meter: Meter,
    clock: CaptureClock,
    repetition: Repetition,
    /// Delay of the displayed frame before its arrival, milliseconds, if the camera tells its
    /// clock.
    lag: Option<f64>,
    history: History<P>,
    is_recorded: bool,
    displayed: Option<DisplayedFrame<P>>,
    surface: Surface,
    canvas: CanvasLoss,
    reduction: Reduction,
    /// Play and number of the last frame that was drawn at full size, or could not be.
    sharpened: Option<(PlayId, u64)>,
    playback: Playback,
    /// Numbers of the last frames found that cannot be decoded again.
    broken: VecDeque<u64>,
    /// The next frame of a replay, decoded ahead of its time.
    next: Option<(DecodeId, Rc<Frame<P>>, Pixels)>,
    stacking: Stacking<P>,
    abilities: Abilities,
    /// Selects the arriving frames that are decoded.
    latest: LatestFrame<Rc<Frame<P>>>,
    limit: DecodeLimit,
    selector: DecoderSelector,
    video: Video,
    /// Play and number of the newest frame that was drawn as it came.
    overtaking: Option<(PlayId, u64)>,
    decode: DecodeId,
    /// Frames being decoded or drawn, or waiting for that.
    pending: Vec<Pending<P>>,
    /// Number and time of the thumbnail that waits until another is decoded.
    thumbnail: Option<(u32, f64)>,
}

/// A frame that is being decoded or drawn.
#[derive(Debug)]
struct Pending<P> {
    id: DecodeId,
    frame: Rc<Frame<P>>,
    purpose: Purpose,
    stage: Stage,
    /// How it is being decoded, if another decoder can try after a failure.
    job: Option<DecodeJob>,
    times: DecodeTimes,
    /// Its first decoding failed.
    is_second_try: bool,
    /// The decoder that has failed at it.
    failed: Option<Decoding>,
}

/// How far a frame has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It waits for a decoder.
    Waiting,
    /// A decoder works on it.
    Decoding,
    /// It is being drawn.
    Drawing,
}

/// The purpose of decoding a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// It is the newest.
    Live,
    /// It is replayed, or may be next.
    Replay,
    /// It is on the screen and must be drawn again.
    Redraw,
    /// It goes into the mean of the held frame.
    Stack,
    /// A snapshot of so many pixels, by its number.
    Snapshot(u32, (u32, u32)),
    /// A thumbnail, by its number.
    Thumbnail(u32),
}

impl<P> Stream<P> {
    /// Milliseconds between two ticks, and between two reports unless the state changes.
    pub const TICK: u32 = 250;

    /// A tick this late (ms) runs with the next input: WebKit lets a worker's timers wait while
    /// there is anything else to do, and on a busy machine there always is.
    const LATE: f64 = 2.0 * Self::TICK as f64;

    /// A stream that plays nothing. `random` returns numbers between 0 and 1; `own_origin` is the
    /// page's origin, `https://host:port`.
    pub fn new(random: fn() -> f64, own_origin: String, abilities: Abilities) -> Self {
        Self {
            effects: VecDeque::new(),
            own_origin,
            supervisor: Supervisor::new(random),
            fallback: RouteFallback::default(),
            told_detour: None,
            fps: None,
            proxy_login: false,
            play: PlayId::default(),
            connection: ConnectionId::default(),
            is_listening: false,
            has_display: false,
            gate: LiveGate::default(),
            ticking: false,
            ticked: 0.0,
            ahead: f64::INFINITY,
            head: Head::default(),
            delay: 0.0,
            quirks: Vec::new(),
            meter: Meter::new(),
            clock: CaptureClock::default(),
            repetition: Repetition::default(),
            lag: None,
            history: History::default(),
            is_recorded: false,
            displayed: None,
            surface: Surface::default(),
            canvas: CanvasLoss::default(),
            reduction: Reduction::None,
            sharpened: None,
            playback: Playback::default(),
            broken: VecDeque::new(),
            next: None,
            stacking: Stacking::default(),
            abilities,
            latest: LatestFrame::new(),
            limit: DecodeLimit::new(abilities.processors),
            selector: DecoderSelector::new(None, false),
            video: Video::default(),
            overtaking: None,
            decode: DecodeId::default(),
            pending: Vec::new(),
            thumbnail: None,
        }
    }

    /// Handles `input`.
    pub fn handle(&mut self, at: Moment, input: Input<P>) {
        if self.is_stale(&input) {
            if let Input::Decoded(id, Some(_)) = input {
                self.effects.push_back(Effect::Discard(id));
            }
            return self.make_up_for_ticks(at);
        }
        match input {
            Input::Play(source) => self.play(at, &source),
            Input::Stop => self.tell(at, Event::Stop),
            Input::Retry => self.retry(at),
            Input::Visibility(visibility) => {
                self.see_video(visibility);
                self.tell(at, Event::Visibility(visibility));
            }
            Input::Online => self.tell(at, Event::Online),
            Input::Replay(command) => self.replay(at, command),
            Input::Reduce(reduction) => self.reduce(reduction),
            Input::Surface(surface) => self.change_surface(surface),
            Input::Enhanced { is_drawn } => self.enhanced(at, is_drawn),
            Input::Redraw => {
                self.redraw();
            }
            Input::Recording(is_recorded) => {
                self.is_recorded = is_recorded;
                self.tell(at, Event::Recorded(is_recorded));
            }
            Input::CanvasLost => self.canvas_lost(at),
            Input::CanvasRestored => self.canvas_restored(),
            Input::Responded(_, head) => self.responded(at, head),
            Input::Bytes(_, length) => {
                self.meter.bytes(length);
                self.tell(at, Event::Bytes);
            }
            Input::Damaged(_) => {
                self.damaged();
                self.tell(at, Event::Damaged);
            }
            Input::Cut(_) => self.damaged(),
            Input::Lost(_) => self.tell(at, Event::Lost),
            Input::Quirk(_, quirk) => self.quirk(quirk),
            Input::Finished(_, outcome) => self.finished(at, outcome),
            Input::DisplayAsked => self.has_display = true,
            Input::Displayed(_, size) => self.shown_by_browser(at, size),
            Input::DisplayedSnapshot(_, size) => {
                self.meter.received(at.now, 0);
                self.meter.drawn(at.now, 0.0, size.0, size.1);
                self.shown_by_browser(at, size);
            }
            Input::OriginAnswered(is_there) => self.tell(at, Event::OriginAnswered(is_there)),
            Input::Seen(SightId(sight)) => {
                match sight {
                    Sight::Live(number) => self.gate.seen(number),
                    Sight::Canvas(number) => self.canvas_has_come(number),
                }
                self.tell(at, Event::Tick);
            }
            Input::Arrived(arrived) => self.frame(at, arrived),
            Input::NotStored => self.not_stored(at),
            Input::Decoded(id, pixels) => self.decoded(at, id, pixels),
            Input::Drawn(id, drawn) => self.drawn(at, id, drawn),
            Input::Stack { wanted, stacked } => self.stack(at, wanted, stacked),
            Input::WantVideo(wanted) => self.want_window(at, wanted),
            Input::Presented(count) => self.presented(at, count),
            Input::Snapshot { number, is_seen } => self.snapshot(number, is_seen),
            Input::Thumbnail(number, wall) => self.thumbnail(at, number, wall),
            Input::Due => self.look(at),
            Input::Tick => self.tell(at, Event::Tick),
        }
    }

    /// The next thing to do.
    pub fn poll_effect(&mut self) -> Option<Effect<P>> {
        self.effects.pop_front()
    }

    /// Whether frames of this connection are wanted.
    pub fn listens_to(&self, connection: ConnectionId) -> bool {
        self.is_listening && self.connection == connection
    }

    /// The frames that are kept.
    pub fn history(&self) -> &History<P> {
        &self.history
    }

    /// The frame on the screen.
    pub fn displayed(&self) -> Option<&DisplayedFrame<P>> {
        self.displayed.as_ref()
    }

    /// Whether `input` answers an action that no longer matters. Because of this check, every other
    /// part gets inputs of the present connection and of current frames only.
    fn is_stale(&self, input: &Input<P>) -> bool {
        match input {
            // The stream still needs the end of an aborted connection.
            Input::Finished(connection, _) | Input::Responded(connection, _) => {
                *connection != self.connection
            }
            Input::Bytes(connection, _)
            | Input::Damaged(connection)
            | Input::Cut(connection)
            | Input::Lost(connection)
            | Input::Quirk(connection, _)
            | Input::Displayed(connection, _)
            | Input::DisplayedSnapshot(connection, _) => !self.listens_to(*connection),
            Input::Arrived(arrived) => arrived.frame.origin.play != self.play,
            Input::Decoded(id, _) => !self.is_pending(*id, Stage::Decoding),
            Input::Drawn(id, _) => !self.is_pending(*id, Stage::Drawing),
            _ => false,
        }
    }

    fn is_pending(&self, id: DecodeId, stage: Stage) -> bool {
        self.pending.iter().any(|pending| pending.id == id && pending.stage == stage)
    }

    /// Passes the event to the supervisor and applies the consequences.
    fn tell(&mut self, at: Moment, event: Event) {
        let now = at.now;
        let ticked = event == Event::Tick || self.is_tick_late(now);
        if ticked {
            self.ticked = now;
            if let Some(slept) = self.notice_sleep(at) {
                self.supervise(at, Event::Slept(slept));
            }
            self.check_canvas(now);
            self.check_decoders(at);
            self.check_video(at);
            self.ask_for_video(at);
            self.look(at);
            self.sharpen();
        }
        // Without ticks, all that changes the frame or its figures is told at once.
        let told = !matches!(event, Event::Visibility(_) | Event::Online | Event::Retry);
        self.supervise(at, event);
        let active = self.supervisor.is_active() || self.is_playing();
        if active != self.ticking {
            self.ticking = active;
            self.ticked = now;
            self.effects.push_back(Effect::Tick(active));
        }
        if let Some(number) = self.gate.notice(self.true_state(now), now) {
            self.effects.push_back(Effect::AwaitScreen(SightId(Sight::Live(number))));
        }
        let state = self.state(now);
        if self.gate.say(state) || ticked || told && !active {
            self.tell_page(at);
        }
    }

    /// Whether timers are late.
    fn is_tick_late(&self, now: f64) -> bool {
        self.ticking && now - self.ticked >= Self::LATE
    }

    /// For inputs that do not concern the supervisor.
    fn make_up_for_ticks(&mut self, at: Moment) {
        if self.is_tick_late(at.now) {
            self.tell(at, Event::Tick);
        }
    }

    /// If the wall clock has run ahead of the stream's clock, nothing ran meanwhile. Returns for
    /// how long.
    fn notice_sleep(&mut self, at: Moment) -> Option<f64> {
        /// Shorter differences (ms) are no sleep. Setting the clock looks like sleep and costs a
        /// connection.
        const SHORT: f64 = 2000.0;
        let slept = at.ahead() - std::mem::replace(&mut self.ahead, at.ahead());
        if slept <= SHORT {
            return None;
        }
        self.history.slept(slept);
        self.playback.slept(slept);
        self.repetition.slept(slept);
        self.restart_video();
        Some(slept)
    }

    /// Whether a frame is being drawn for `purpose`. Until that is done, the screen's content is
    /// unknown.
    fn is_drawing(&self, purpose: Purpose) -> bool {
        self.pending.iter().any(|pending| pending.stage == Stage::Drawing && pending.purpose == purpose)
    }

    /// The present state, reported or not.
    pub fn state(&self, now: f64) -> State {
        self.gate.of(self.true_state(now))
    }

    /// The state of the drawn frame, whether it is on the screen yet or not.
    fn true_state(&self, now: f64) -> State {
        match self.supervisor.state(now) {
            State::Live if self.shows_again() => State::Replay,
            state => state,
        }
    }
}
