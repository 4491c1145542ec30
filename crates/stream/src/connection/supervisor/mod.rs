//! When to connect, which state to report, when to give up and when to try again, without browser
//! and clock.
//!
//! [`Supervisor::handle`] takes an [`Event`] and the time and gives at most one [`Command`] back.
//! The wanted state ([`Goal`]) and the actual one ([`Link`]) are separate; after each event they
//! move closer, one step at a time: a link is asked for only when there is none, so there is never
//! more than one attempt at a time, and the old stream is closed before a new one is opened.

mod event;
mod limits;
mod link;
mod origin;
mod plan;
#[cfg(test)]
mod tests;

pub use event::{Command, Event, Outcome};
pub use plan::Plan;

use crate::connection::Cadence;
use causes::{Cause, Retry};
use diagnosis::Backoff;

use crate::State;
use crate::connection::Visibility;
use limits::{BEHIND_TIMEOUT, CLOSE_TIMEOUT, CONNECT_TIMEOUT, HIDDEN_GRACE, MOST_PATIENCE, UNDECODABLE};
use link::{Link, Stream};
use origin::OriginWatch;

/// The wanted state.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Goal {
    Idle,
    Playing,
    /// Playing, but not before `until`. After a refused login only the user may cut it short.
    Waiting {
        until: f64,
        refused: bool,
    },
    Ended,
}

/// Decides when to connect, when to give up, and which state may be reported.
#[derive(Debug)]
pub struct Supervisor {
    random: fn() -> f64,
    plan: Plan,
    goal: Goal,
    link: Link,
    /// Replace the link although the stream should play.
    renew: bool,
    visibility: Visibility,
    /// When that began.
    visibility_since: f64,
    /// The pictures are recorded, so the stream continues even if nobody sees it.
    is_recorded: bool,
    /// The browser has lost the canvas and its content.
    is_blank: bool,
    /// Since when pictures come and all are stale.
    behind_since: Option<f64>,
    backoff: Backoff,
    cadence: Cadence,
    patience: f64,
    cause: Option<Cause>,
    attempt: u32,
    /// The next link is made because the last one failed.
    mending: bool,
    reconnects: u32,
    /// When the picture on the screen arrived.
    shown: Option<f64>,
    /// It is older than its arrival because the camera repeats one picture, or its clock stands.
    is_frozen: bool,
    /// The stream comes from the page's own origin.
    asks_own_origin: bool,
    origin: OriginWatch,
    /// A picture of this plan has been drawn.
    has_drawn: bool,
}

impl Supervisor {
    /// Idle. `random` gives numbers between 0 and 1, for the back-off.
    pub fn new(random: fn() -> f64) -> Self {
        Self {
            random,
            plan: Plan::default(),
            goal: Goal::Idle,
            link: Link::None,
            renew: false,
            visibility: Visibility::Shown,
            visibility_since: 0.0,
            is_recorded: false,
            is_blank: false,
            behind_since: None,
            backoff: Backoff::default(),
            cadence: Cadence::default(),
            patience: 1.0,
            cause: None,
            attempt: 0,
            mending: false,
            reconnects: 0,
            shown: None,
            is_frozen: false,
            asks_own_origin: false,
            origin: OriginWatch::default(),
            has_drawn: false,
        }
    }

    /// Whether the stream that opens now comes from the page's own origin.
    pub fn set_asks_own_origin(&mut self, own: bool) {
        self.asks_own_origin = own;
    }

    /// Handles `event` at `now` (milliseconds, never going back).
    pub fn handle(&mut self, now: f64, event: Event) -> Option<Command> {
        match event {
            Event::Play(plan) => self.play(plan),
            Event::Stop => {
                self.goal = Goal::Idle;
                self.cause = None;
            }
            Event::Retry => self.retry(now),
            Event::Visibility(visibility) => {
                if visibility != self.visibility {
                    self.visibility = visibility;
                    self.visibility_since = now;
                }
                if matches!(visibility, Visibility::Shown | Visibility::Window) {
                    self.hasten(now);
                }
            }
            Event::Online => {
                self.hasten(now);
                if matches!(self.link, Link::Opening { .. }) {
                    self.replace_link();
                }
            }
            Event::Response => {
                if matches!(self.link, Link::Opening { .. }) {
                    self.link = Link::Open(Stream::new(now));
                    self.origin.worked();
                }
            }
            Event::Bytes => {
                if let Link::Open(stream) = &mut self.link {
                    stream.bytes(now);
                }
            }
            Event::Damaged => {
                if let Link::Open(stream) = &mut self.link {
                    stream.damaged();
                }
            }
            Event::Lost => {
                if let Link::Open(stream) = &mut self.link {
                    stream.lost();
                }
            }
            Event::Frame => {
                if let Link::Open(stream) = &mut self.link {
                    stream.frame(now);
                    self.cadence.frame(now);
                }
            }
            Event::Drawn { arrived, is_frozen } => {
                self.is_frozen = is_frozen;
                self.drawn(now, arrived);
            }
            Event::Given => {
                if let Link::Open(stream) = &mut self.link {
                    stream.decoded();
                }
            }
            Event::Blank(is_blank) => self.is_blank = is_blank,
            Event::Recorded(is_recorded) => self.is_recorded = is_recorded,
            Event::Slept(milliseconds) => {
                self.shown = self.shown.map(|shown| shown - milliseconds);
                if !matches!(self.link, Link::None) {
                    // It may look open although the other side has long forgotten it.
                    self.replace_link();
                }
                self.hasten(now);
            }
            Event::Displayed => {
                if matches!(self.link, Link::Opening { .. }) {
                    self.origin.worked();
                    self.link = Link::Open(Stream::unseen(now));
                    self.cause = None;
                    // How old the last picture on the canvas is says nothing about this one.
                    self.shown = None;
                }
            }
            Event::Undecodable(cause) => self.undecodable(cause),
            Event::Finished(outcome) => self.finished(now, outcome),
            Event::OriginAnswered(is_there) => self.origin_answered(now, is_there),
            Event::Tick => {}
        }
        self.check_time(now);
        self.reconcile(now)
    }

    /// The state that may be claimed at `now`.
    pub fn state(&self, now: f64) -> State {
        let needs_person = self.cause.as_ref().is_some_and(Cause::needs_person);
        match self.goal {
            Goal::Idle => State::Idle,
            Goal::Ended | Goal::Waiting { .. } if needs_person => State::Error,
            Goal::Ended => State::Ended,
            Goal::Waiting { .. } => State::Reconnecting,
            Goal::Playing if !self.is_wanted(now) => State::Idle,
            Goal::Playing => match &self.link {
                Link::Open(stream) if stream.is_unseen() => State::Unverified,
                Link::Open(stream) if stream.is_drawn() => {
                    if self.is_blank || self.is_stalled(now) {
                        State::Stalled
                    } else {
                        State::Live
                    }
                }
                // A refusal stays until an attempt gets further.
                _ if needs_person => State::Error,
                _ if self.attempt == 0 && !self.has_drawn => State::Connecting,
                _ => State::Reconnecting,
            },
        }
    }

    /// Why the picture is not live at `now`, or another problem to report.
    pub fn cause(&self, now: f64) -> Option<Cause> {
        let stalled = || match self.state(now) {
            State::Stalled if self.is_blank => Some(Cause::CanvasLost),
            State::Stalled if self.is_behind(now) => Some(self.cause_of_age()),
            State::Stalled => Some(Cause::Stalled),
            _ => None,
        };
        self.cause.clone().or_else(stalled)
    }

    /// The age past which the picture on the screen is stale, milliseconds.
    pub fn stale_after(&self) -> f64 {
        self.cadence.threshold().max(self.plan.stall.unwrap_or_default())
    }

    /// Milliseconds until the next attempt, while one is planned.
    pub fn retry_in(&self, now: f64) -> Option<f64> {
        match self.goal {
            Goal::Waiting { until, .. } => Some((until - now).max(0.0)),
            _ => None,
        }
    }

    /// Attempts that failed since the stream last played stably.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Connections made since [`Event::Play`] because one had failed.
    pub fn reconnects(&self) -> u32 {
        self.reconnects
    }

    /// Age of the picture on the screen.
    pub fn age(&self, now: f64) -> Option<f64> {
        self.shown.map(|arrived| (now - arrived).max(0.0))
    }

    /// Whether ticks are needed: something is under way or planned.
    pub fn is_active(&self) -> bool {
        !matches!(self.link, Link::None) || matches!(self.goal, Goal::Playing | Goal::Waiting { .. })
    }

    /// Why pictures that come are old.
    fn cause_of_age(&self) -> Cause {
        if self.is_frozen { Cause::Frozen } else { Cause::Behind }
    }

    fn play(&mut self, plan: Plan) {
        self.origin.worked();
        self.is_frozen = false;
        self.plan = plan;
        self.goal = Goal::Playing;
        self.renew = true;
        self.cadence = Cadence::default();
        self.cause = None;
        self.attempt = 0;
        self.mending = false;
        self.reconnects = 0;
        self.has_drawn = false;
        self.reset_waits();
    }

    fn retry(&mut self, now: f64) {
        match self.goal {
            Goal::Waiting { .. } | Goal::Ended => {
                self.goal = Goal::Playing;
                self.cause = None;
                self.reset_waits();
            }
            Goal::Playing | Goal::Idle => self.replace_if_stalled(now),
        }
    }

    /// Something changed for the better: no reason to wait any longer, unless a login was refused.
    fn hasten(&mut self, now: f64) {
        if matches!(self.goal, Goal::Waiting { refused: false, .. }) {
            self.goal = Goal::Playing;
            self.reset_waits();
        }
        self.replace_if_stalled(now);
    }

    fn origin_answered(&mut self, now: f64, is_there: bool) {
        let random = (self.random)();
        if self.origin.answered(is_there, now, random) {
            match self.link {
                // This request began before the origin came back, and may wait for long.
                Link::Opening { .. } => self.replace_link(),
                _ => self.hasten(now),
            }
        }
    }

    fn replace_if_stalled(&mut self, now: f64) {
        if self.is_stalled(now) {
            self.replace_link();
        }
    }

    fn replace_link(&mut self) {
        self.renew = true;
        self.mending = true;
    }

    fn reset_waits(&mut self) {
        self.backoff.reset();
        self.patience = 1.0;
    }

    fn drawn(&mut self, now: f64, arrived: f64) {
        self.shown = Some(arrived);
        self.has_drawn = true;
        if let Link::Open(stream) = &mut self.link {
            stream.drawn(now);
            self.cause = None;
        }
    }

    fn undecodable(&mut self, cause: Cause) {
        let is_the_problem = match &mut self.link {
            Link::Open(stream) => stream.undecodable() >= UNDECODABLE,
            // The only picture of a stream that is over.
            _ => self.goal == Goal::Ended && !self.has_drawn,
        };
        if is_the_problem {
            self.cause = Some(cause);
        }
    }

    fn finished(&mut self, now: f64, outcome: Outcome) {
        let link = std::mem::replace(&mut self.link, Link::None);
        self.cadence.interrupted();
        let (frames, sent, elapsed) = match link {
            Link::None | Link::Closing { .. } => return,
            Link::Opening { .. } => (0, 0, 0.0),
            Link::Open(stream) => (stream.frames(), stream.sent(), stream.elapsed(now)),
        };
        match outcome {
            Outcome::Elsewhere => {}
            Outcome::SinglePicture => {
                self.goal = Goal::Ended;
                self.cause.get_or_insert(Cause::SinglePicture);
            }
            // One that was cut off early ends as quietly: without a last delimiter only its amount
            // tells.
            Outcome::Complete if frames > 0 && self.plan.is_finite() => self.goal = Goal::Ended,
            _ if frames > 0 && self.plan.is_fulfilled(sent, elapsed) => self.goal = Goal::Ended,
            Outcome::Complete | Outcome::Ended if frames > 0 => self.fail(now, Cause::StreamEnded),
            Outcome::Complete | Outcome::Ended => self.fail(now, Cause::Empty),
            Outcome::Failed(cause) => self.fail(now, cause),
        }
    }

    fn fail(&mut self, now: f64, cause: Cause) {
        let random = (self.random)();
        let wait = |milliseconds| Goal::Waiting { until: now + milliseconds, refused: false };
        self.goal = match cause.retry() {
            Retry::Soon => wait(self.backoff.next(random)),
            Retry::Slowly => Goal::Waiting { until: now + self.backoff.next_slow(random), refused: true },
            // At random times, because all viewers got the same hint.
            Retry::After(milliseconds) => wait(milliseconds + random * 1000.0),
            Retry::Never => Goal::Ended,
        };
        if self.asks_own_origin && cause.is_of_origin() && matches!(self.goal, Goal::Waiting { .. }) {
            self.origin.begin(now, random);
        } else {
            self.origin.end();
        }
        self.attempt = self.attempt.saturating_add(1);
        self.mending = true;
        self.cause = Some(cause);
    }

    /// Gives up because no pictures come, and waits longer for them the next time.
    fn lose_patience(&mut self, now: f64, cause: Cause) {
        self.patience = (self.patience * 2.0).min(MOST_PATIENCE);
        self.fail(now, cause);
    }

    fn check_time(&mut self, now: f64) {
        let threshold = self.stale_after();
        let patience = self.patience;
        let stalled = self.is_stalled(now);
        self.behind_since = self.is_behind(now).then(|| self.behind_since.unwrap_or(now));
        let behind = self.behind_since.is_some_and(|since| now - since > BEHIND_TIMEOUT * patience);
        match &mut self.link {
            Link::Closing { since } if now - *since > CLOSE_TIMEOUT => self.link = Link::None,
            Link::Opening { since } if self.goal == Goal::Playing && now - *since > CONNECT_TIMEOUT => {
                self.fail(now, Cause::ConnectTimeout);
            }
            Link::Open(stream) if self.goal == Goal::Playing => {
                if behind {
                    self.lose_patience(now, self.cause_of_age());
                } else if stream.is_stable(now, threshold) && !stalled {
                    self.attempt = 0;
                    self.reset_waits();
                } else if let Some(cause) = stream.overdue(now, threshold, patience) {
                    self.lose_patience(now, cause);
                }
            }
            _ => {}
        }
        if let Goal::Waiting { until, .. } = self.goal
            && now >= until
        {
            self.goal = Goal::Playing;
        }
    }

    fn reconcile(&mut self, now: f64) -> Option<Command> {
        match self.link {
            Link::None if self.is_wanted(now) => {
                self.renew = false;
                self.reconnects += u32::from(std::mem::take(&mut self.mending));
                self.link = Link::Opening { since: now };
                Some(Command::Open)
            }
            Link::Opening { .. } | Link::Open(_) if self.renew || !self.is_wanted(now) => {
                self.renew = false;
                self.cadence.interrupted();
                self.link = Link::Closing { since: now };
                Some(Command::Close)
            }
            Link::None | Link::Opening { .. } => self.ask_origin(now),
            _ => None,
        }
    }

    fn ask_origin(&mut self, now: f64) -> Option<Command> {
        let is_wanted = matches!(self.goal, Goal::Playing | Goal::Waiting { .. }) && self.is_seen(now);
        (is_wanted && self.origin.is_due(now)).then_some(Command::AskOrigin)
    }

    fn is_wanted(&self, now: f64) -> bool {
        self.goal == Goal::Playing && self.is_seen(now)
    }

    /// Somebody sees the pictures, or they are needed anyway.
    fn is_seen(&self, now: f64) -> bool {
        match self.visibility {
            Visibility::Shown | Visibility::Window => true,
            Visibility::Hidden => self.plan.keep_hidden || self.is_recorded || self.is_within_grace(now),
            Visibility::Gone => false,
        }
    }

    /// The connection exists, and the page has been hidden for a short time only. Nothing new is
    /// requested meanwhile.
    fn is_within_grace(&self, now: f64) -> bool {
        matches!(self.link, Link::Opening { .. } | Link::Open(_))
            && now - self.visibility_since < HIDDEN_GRACE
    }

    /// Pictures arrive regularly, but the displayed one is too old: they wait somewhere on the way.
    fn is_behind(&self, now: f64) -> bool {
        match &self.link {
            Link::Open(stream) => {
                // Half of the age at which silence is a stall, or that of the last picture would be
                // either.
                let lately = self.cadence.threshold() / 2.0;
                !self.is_blank && self.is_stalled(now) && stream.is_coming(now, lately)
            }
            _ => false,
        }
    }

    /// Pictures of this stream have been shown, and the last is too old.
    fn is_stalled(&self, now: f64) -> bool {
        match &self.link {
            Link::Open(stream) => {
                self.goal == Goal::Playing
                    && stream.is_drawn()
                    && self.age(now).is_some_and(|age| age > self.stale_after())
            }
            _ => false,
        }
    }
}
