//! What is on the screen, and what is told of it.

use super::Engine;
use crate::worker::picture::Shown;
use crate::worker::screen::Screen;
use crate::{Report, State};

impl Engine {
    /// `shown` is on the screen, though it is not the newest.
    pub(in crate::worker) fn show_as(&mut self, shown: Shown) {
        self.meter.sized(shown.width, shown.height);
        self.shown = Some(shown);
    }

    /// Whether the picture on the screen is one that was kept.
    pub(in crate::worker) fn shown_again(&mut self, replayed: bool) {
        if let Some(shown) = &mut self.shown {
            shown.set_replayed(replayed);
        }
    }

    /// Whether the canvas is what a person sees.
    pub(in crate::worker) fn may_replay(&self) -> bool {
        self.display.is_none()
    }

    /// The picture on the screen was drawn once more, whole.
    pub(in crate::worker) fn shown_whole(&mut self) {
        if let Some(shown) = &mut self.shown {
            shown.set_whole();
        }
    }

    /// What may be claimed about the picture on the screen.
    pub(in crate::worker) fn state(&self, now: f64) -> State {
        self.gate.of(self.true_state(now))
    }

    /// What is true of the picture that was drawn, seen or not.
    pub(in crate::worker) fn true_state(&self, now: f64) -> State {
        match self.supervisor.state(now) {
            State::Live if self.shows_again() => State::Replay,
            state => state,
        }
    }

    /// The player as it is at `now`.
    pub(in crate::worker) fn report(&self, now: f64) -> Report {
        let mut statistics = self.meter.statistics(now);
        statistics.reconnects = self.supervisor.reconnects();
        Report {
            state: self.state(now),
            transport: self.fallback.route().map(|route| route.transport),
            age_ms: match &self.shown {
                Some(shown) if self.shows_again() => Some((now - shown.arrived()).max(0.0)),
                _ => self.supervisor.age(now),
            },
            stale_after_ms: self.supervisor.stale_after(),
            lag_ms: self.lag,
            clock_offset_ms: self.clock.offset().map(|offset| -offset - (js_sys::Date::now() - now)),
            retry_in_ms: self.supervisor.retry_in(now),
            attempt: self.supervisor.attempt(),
            // The page's to say.
            at_ms: 0.0,
            problem: None,
            detour: None,
            statistics,
            replay: self.replay_report(now),
            picture: self.shown.as_ref().map(Shown::facts),
            captured_ms: self.shown.as_ref().and_then(Shown::captured),
            arrived_ms: self.shown.as_ref().map(|shown| js_sys::Date::now() - (now - shown.arrived())),
            enhanced: self.shown.as_ref().and(self.screen.as_ref()).and_then(Screen::enhanced),
            decoding: self.shown.as_ref().map(Shown::decoding),
            sink: self.shown.as_ref().map(|_| self.track.sink()),
            reduction: self.shown.as_ref().map(Shown::reduction).unwrap_or_default(),
            quirks: self.quirks.clone(),
            server: self.head.server.clone(),
            content_type: self.head.content_type.clone(),
        }
    }

    /// The last picture drawn.
    pub(in crate::worker) fn shown(&self) -> Option<&Shown> {
        self.shown.as_ref()
    }
}
