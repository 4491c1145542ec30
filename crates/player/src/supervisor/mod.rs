//! When to connect, what to call it, when to give up and when to try again: without browser and clock.
//!
//! [`Supervisor::handle`] takes an [`Event`] and the time and gives at most one [`Command`] back. What is
//! wanted ([`Goal`]) and what is ([`Link`]) are kept apart; after each event they are brought together,
//! one step at a time: a link is asked for only when there is none, so there is never more than one
//! attempt at a time, and the old stream is closed before a new one is opened.

mod backoff;
mod cadence;
mod event;
mod limits;
mod link;
mod plan;
#[cfg(test)]
mod tests;

pub(crate) use backoff::Backoff;
pub(crate) use cadence::Cadence;
pub(crate) use event::{Command, Event, Outcome};
pub(crate) use plan::Plan;

use crate::State;
use crate::cause::{Cause, Retry};
use crate::message::Visibility;
use limits::{CLOSE_TIMEOUT, CONNECT_TIMEOUT, MOST_PATIENCE, UNDECODABLE};
use link::{Link, Stream};

/// What is wanted.
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

/// See the [module's documentation](self).
#[derive(Debug)]
pub(crate) struct Supervisor {
    random: fn() -> f64,
    plan: Plan,
    goal: Goal,
    link: Link,
    /// The link is to be replaced although playing is wanted.
    renew: bool,
    visibility: Visibility,
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
    /// A picture of this plan has been drawn.
    has_drawn: bool,
}

impl Supervisor {
    /// Idle. `random` gives numbers between 0 and 1, for the back-off.
    pub(crate) fn new(random: fn() -> f64) -> Self {
        Self {
            random,
            plan: Plan::default(),
            goal: Goal::Idle,
            link: Link::None,
            renew: false,
            visibility: Visibility::Shown,
            backoff: Backoff::default(),
            cadence: Cadence::default(),
            patience: 1.0,
            cause: None,
            attempt: 0,
            mending: false,
            reconnects: 0,
            shown: None,
            has_drawn: false,
        }
    }

    /// Takes notice of `event` at `now` (milliseconds, never going back).
    pub(crate) fn handle(&mut self, now: f64, event: Event) -> Option<Command> {
        match event {
            Event::Play(plan) => self.play(plan),
            Event::Stop => {
                self.goal = Goal::Idle;
                self.cause = None;
            }
            Event::Retry => self.retry(now),
            Event::Visibility(visibility) => {
                self.visibility = visibility;
                if visibility == Visibility::Shown {
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
                }
            }
            Event::Bytes => {
                if let Link::Open(stream) = &mut self.link {
                    stream.bytes(now);
                }
            }
            Event::Frame => {
                if let Link::Open(stream) = &mut self.link {
                    stream.frame(now);
                    self.cadence.frame(now);
                }
            }
            Event::Drawn { arrived } => self.drawn(now, arrived),
            Event::Undecodable(cause) => self.undecodable(cause),
            Event::Finished(outcome) => self.finished(now, outcome),
            Event::Tick => {}
        }
        self.check_time(now);
        self.reconcile(now)
    }

    /// What may be claimed about the picture at `now`.
    pub(crate) fn state(&self, now: f64) -> State {
        let needs_person = self.cause.as_ref().is_some_and(Cause::needs_person);
        match self.goal {
            Goal::Idle => State::Idle,
            Goal::Ended | Goal::Waiting { .. } if needs_person => State::Error,
            Goal::Ended => State::Ended,
            Goal::Waiting { .. } => State::Reconnecting,
            Goal::Playing if !self.is_wanted() => State::Idle,
            Goal::Playing => match &self.link {
                Link::Open(stream) if stream.is_drawn() => {
                    if self.is_stalled(now) {
                        State::Stalled
                    } else {
                        State::Live
                    }
                }
                // A refusal stands until an attempt has got further.
                _ if needs_person => State::Error,
                _ if self.attempt == 0 && !self.has_drawn => State::Connecting,
                _ => State::Reconnecting,
            },
        }
    }

    /// Why the picture is not live at `now`, or what else is to be said.
    pub(crate) fn cause(&self, now: f64) -> Option<Cause> {
        let stalled = || self.is_stalled(now).then_some(Cause::Stalled);
        self.cause.clone().or_else(stalled)
    }

    /// Milliseconds until the next attempt, while one is planned.
    pub(crate) fn retry_in(&self, now: f64) -> Option<f64> {
        match self.goal {
            Goal::Waiting { until, .. } => Some((until - now).max(0.0)),
            _ => None,
        }
    }

    /// Attempts that failed since the stream last played stably.
    pub(crate) fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Connections made since [`Event::Play`] because one had failed.
    pub(crate) fn reconnects(&self) -> u32 {
        self.reconnects
    }

    /// Age of the picture on the screen.
    pub(crate) fn age(&self, now: f64) -> Option<f64> {
        self.shown.map(|arrived| (now - arrived).max(0.0))
    }

    /// Whether ticks are needed: something is under way or planned.
    pub(crate) fn is_active(&self) -> bool {
        !matches!(self.link, Link::None) || matches!(self.goal, Goal::Playing | Goal::Waiting { .. })
    }

    fn play(&mut self, plan: Plan) {
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
        let (frames, elapsed) = match link {
            Link::None | Link::Closing { .. } => return,
            Link::Opening { .. } => (0, 0.0),
            Link::Open(stream) => (stream.frames(), stream.elapsed(now)),
        };
        match outcome {
            Outcome::SinglePicture => {
                self.goal = Goal::Ended;
                self.cause.get_or_insert(Cause::SinglePicture);
            }
            Outcome::Ended if frames > 0 && self.plan.is_finite() => self.goal = Goal::Ended,
            _ if self.plan.is_fulfilled(frames, elapsed) => self.goal = Goal::Ended,
            Outcome::Ended if frames > 0 => self.fail(now, Cause::StreamEnded),
            Outcome::Ended => self.fail(now, Cause::Empty),
            Outcome::Failed(cause) => self.fail(now, cause),
        }
    }

    fn fail(&mut self, now: f64, cause: Cause) {
        let random = (self.random)();
        let wait = |milliseconds| Goal::Waiting { until: now + milliseconds, refused: false };
        self.goal = match cause.retry() {
            Retry::Soon => wait(self.backoff.next(random)),
            Retry::Slowly => Goal::Waiting { until: now + self.backoff.next_slow(random), refused: true },
            // A little apart, for all viewers were told the same.
            Retry::After(milliseconds) => wait(milliseconds + random * 1000.0),
            Retry::Never => Goal::Ended,
        };
        self.attempt = self.attempt.saturating_add(1);
        self.mending = true;
        self.cause = Some(cause);
    }

    /// Gives up for want of pictures, and waits longer for them the next time.
    fn lose_patience(&mut self, now: f64, cause: Cause) {
        self.patience = (self.patience * 2.0).min(MOST_PATIENCE);
        self.fail(now, cause);
    }

    fn check_time(&mut self, now: f64) {
        let threshold = self.cadence.threshold();
        let patience = self.patience;
        match &mut self.link {
            Link::Closing { since } if now - *since > CLOSE_TIMEOUT => self.link = Link::None,
            Link::Opening { since } if self.goal == Goal::Playing && now - *since > CONNECT_TIMEOUT => {
                self.fail(now, Cause::ConnectTimeout);
            }
            Link::Open(stream) if self.goal == Goal::Playing => {
                if stream.is_stable(now, threshold) {
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
            Link::None if self.is_wanted() => {
                self.renew = false;
                self.reconnects += u32::from(std::mem::take(&mut self.mending));
                self.link = Link::Opening { since: now };
                Some(Command::Open)
            }
            Link::Opening { .. } | Link::Open(_) if self.renew || !self.is_wanted() => {
                self.renew = false;
                self.cadence.interrupted();
                self.link = Link::Closing { since: now };
                Some(Command::Close)
            }
            _ => None,
        }
    }

    fn is_wanted(&self) -> bool {
        let seen = match self.visibility {
            Visibility::Shown => true,
            Visibility::Hidden => self.plan.keep_hidden,
            Visibility::Gone => false,
        };
        seen && self.goal == Goal::Playing
    }

    /// Pictures of this stream have been shown, and the last is too old.
    fn is_stalled(&self, now: f64) -> bool {
        match &self.link {
            Link::Open(stream) => {
                self.goal == Goal::Playing
                    && stream.is_drawn()
                    && self.age(now).is_some_and(|age| age > self.cadence.threshold())
            }
            _ => false,
        }
    }
}
