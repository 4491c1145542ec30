//! Pictures that are kept, shown again on the same canvas. Reception goes on underneath.

use std::rc::Rc;

use causes::Cause;
use gloo::timers::callback::Timeout;
use stream::history::{Playback, PlaybackTarget, Position};
use wasm_bindgen_futures::spawn_local;

use super::bitmap::Bitmap;
use super::decode::Started;
use super::engine::Engine;
use super::enhance::Stacked;
use super::picture::{Picture, Shown};
use super::{Shared, decode};
use crate::{ReplayCommand, ReplayMode, ReplayReport};
use stream::connection::Event;

/// What is shown again, and how far it is.
#[derive(Default)]
pub(super) struct Replay {
    playback: Playback,
    /// A picture is being decoded.
    busy: bool,
    /// The next picture, decoded before its time.
    ahead: Option<(Rc<Picture>, Bitmap)>,
    /// Number of a picture that cannot be decoded.
    broken: Option<u64>,
    /// When the next picture is due.
    timer: Option<Timeout>,
    pub(super) stacked: Stacked,
}

impl Replay {
    /// Nothing is kept any more.
    pub(super) fn reset(&mut self) {
        self.playback = Playback::default();
        (self.ahead, self.broken, self.timer) = (None, None, None);
        self.stacked.of = None;
    }

    pub(super) fn slept(&mut self, milliseconds: f64) {
        self.playback.slept(milliseconds);
    }

    /// Whether what comes is not to be drawn.
    pub(super) fn is_on(&self) -> bool {
        self.playback.mode() != ReplayMode::Live
    }

    /// Whether pictures are played again.
    pub(super) fn is_playing(&self) -> bool {
        self.playback.mode() == ReplayMode::Playing
    }
}

impl Engine {
    /// A person moves in what is kept.
    pub(super) fn replay(&mut self, command: ReplayCommand) {
        if !self.may_replay() {
            return;
        }
        let now = self.now();
        let command = match command {
            ReplayCommand::Seek(wall) => ReplayCommand::Seek(wall - self.wall_ahead()),
            command => command,
        };
        let shown = self.shown().map(|shown| Position { number: shown.number(), time: shown.arrived() });
        self.replay.playback.command(now, command, shown, &self.kept.ring);
        self.look();
        self.tell(Event::Tick);
    }

    /// Brings the screen to what is to be seen now.
    pub(super) fn look(&mut self) {
        let now = self.now();
        let look = self.replay.playback.look(now, &self.kept.ring);
        let wanted = match look {
            PlaybackTarget::Hold => None,
            PlaybackTarget::Show(number) => Some(number),
            PlaybackTarget::Live => {
                (self.replay.ahead, self.replay.timer) = (None, None);
                let replayed = self.shown().is_some_and(Shown::is_replayed);
                self.kept.ring.newest().filter(|_| replayed).map(|entry| entry.number)
            }
        };
        let shown = self.shown().map(Shown::number);
        match wanted {
            Some(number) if shown == Some(number) => self.shown_again(look != PlaybackTarget::Live),
            Some(number) if self.replay.broken != Some(number) => self.show_again(number),
            _ => {}
        }
        if self.replay.is_playing() {
            self.look_ahead();
            self.look_when_due(now);
        } else {
            self.stack_kept();
        }
    }

    /// `picture` was decoded to be shown again, or ahead of its time; or it cannot be.
    fn decoded_again(&mut self, picture: Rc<Picture>, bitmap: Result<Bitmap, Cause>) {
        self.replay.busy = false;
        let number = picture.origin.number;
        let Some(mine) = self.kept.ring.get(number).map(|entry| Rc::ptr_eq(&entry.payload, &picture)) else {
            return self.look();
        };
        match bitmap {
            Ok(bitmap) if mine => {
                let now = self.now();
                let is_next = self.replay.is_playing()
                    && self.shown().and_then(|shown| self.next_again(shown.number())) == Some(number);
                let is_wanted =
                    self.replay.playback.look(now, &self.kept.ring) == PlaybackTarget::Show(number);
                if is_next && !is_wanted {
                    self.replay.ahead = Some((picture, bitmap));
                } else {
                    self.draw_again(&picture, &bitmap);
                }
            }
            Ok(_) => {}
            Err(_) => self.replay.broken = Some(number),
        }
        self.look();
        self.make_up_for_ticks();
    }

    /// What is kept and what is shown of it, for the page; nothing without pictures.
    pub(super) fn replay_report(&self, now: f64) -> Option<ReplayReport> {
        let (oldest, newest) = (self.kept.ring.oldest()?, self.kept.ring.newest()?);
        if !self.may_replay() {
            return None;
        }
        let ahead = self.wall_ahead();
        let playback = &self.replay.playback;
        let mode = playback.mode();
        let shown = self.shown().filter(|shown| mode != ReplayMode::Live || shown.is_replayed());
        let arrived = shown.map_or(newest.arrived, Shown::arrived);
        Some(ReplayReport {
            mode,
            number: shown.map_or(newest.number, Shown::number),
            position_ms: arrived.max(oldest.arrived) + ahead,
            captured_ms: shown.map_or(newest.captured, Shown::captured),
            begin_ms: oldest.arrived + ahead,
            end_ms: newest.arrived + ahead,
            behind_ms: (now - arrived).max(0.0),
            is_outlived: mode != ReplayMode::Live && arrived < oldest.arrived,
            speed: playback.speed(),
            marks: playback.marks(&self.kept.ring).map(|mark| mark.map(|mark| mark + ahead)),
            is_looping: playback.is_looping(),
            gaps: self
                .kept
                .ring
                .gaps()
                .take(ReplayReport::GAPS)
                .map(|(from, to)| (from + ahead, to + ahead))
                .collect(),
            pictures: self.kept.ring.len() as u64,
            bytes: self.kept.ring.bytes(),
        })
    }

    /// Whether the picture on the screen may not be called live.
    pub(super) fn shows_again(&self) -> bool {
        self.replay.is_on() || self.shown().is_some_and(Shown::is_replayed)
    }

    /// What the wall clock is ahead of ours.
    pub(super) fn wall_ahead(&self) -> f64 {
        js_sys::Date::now() - self.now()
    }

    fn show_again(&mut self, number: u64) {
        let ahead = self.replay.ahead.take_if(|(picture, _)| picture.origin.number == number);
        match ahead.filter(|(picture, bitmap)| self.takes(picture, bitmap)) {
            Some((picture, bitmap)) => self.draw_again(&picture, &bitmap),
            None => self.decode_again(number),
        }
    }

    fn decode_again(&mut self, number: u64) {
        if self.replay.busy {
            return;
        }
        let (Some(entry), Some(shared)) = (self.kept.ring.get(number), self.shared()) else { return };
        let picture = Rc::clone(&entry.payload);
        if picture.check().is_err() {
            self.replay.broken = Some(number);
            return;
        }
        self.replay.busy = true;
        let started = self.start(Rc::clone(&picture), None);
        spawn_local(run(shared, picture, started));
    }

    fn draw_again(&mut self, picture: &Rc<Picture>, bitmap: &Bitmap) {
        let live = !self.replay.is_on();
        if live && self.shown().is_some_and(|shown| !shown.is_replayed()) {
            // A newer one was drawn meanwhile.
            return;
        }
        let number = picture.origin.number;
        match self.draw(picture, bitmap) {
            Ok(shown) => {
                self.show_as(shown);
                self.shown_again(!live);
                // Where it plays, the ticks are often enough.
                if !self.replay.is_playing() {
                    self.tell(Event::Tick);
                }
            }
            Err(_) => self.replay.broken = Some(number),
        }
    }

    fn next_again(&self, number: u64) -> Option<u64> {
        self.replay.playback.next(number, &self.kept.ring).map(|entry| entry.number)
    }

    /// Decodes the next picture before its time, where each is shown.
    fn look_ahead(&mut self) {
        let Some(number) = self.shown().map(Shown::number) else { return };
        let Some(next) = self.next_again(number) else { return };
        let is_ahead = self.replay.ahead.as_ref().is_some_and(|(picture, _)| picture.origin.number == next);
        if !is_ahead && self.replay.playback.speed().octave() <= 1 && self.replay.broken != Some(next) {
            self.decode_again(next);
        }
    }

    fn look_when_due(&mut self, now: f64) {
        let due = self.replay.playback.due(now, &self.kept.ring);
        self.replay.timer = due.zip(self.shared()).map(|(due, shared)| {
            let this = Rc::downgrade(&shared);
            Timeout::new(due.ceil() as u32, move || {
                if let Some(engine) = this.upgrade() {
                    engine.borrow_mut().look();
                }
            })
        });
    }
}

async fn run(shared: Shared, picture: Rc<Picture>, started: Started) {
    let bitmap = decode::finish(&shared, started).await.map_err(|_| Cause::Undecodable);
    shared.borrow_mut().decoded_again(picture, bitmap);
}
