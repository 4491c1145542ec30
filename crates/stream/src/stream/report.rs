//! What the page is told.

use super::Stream;
use crate::Report;
use crate::effect::Effect;
use crate::frame::DisplayedFrame;
use crate::input::Moment;

impl<P> Stream<P> {
    /// Tells the page how things are now.
    pub(super) fn tell_page(&mut self, at: Moment) {
        let cause = self.supervisor.cause(at.now).map(|cause| cause.on(self.transport()));
        self.tell_detour();
        self.effects.push_back(Effect::Report(cause));
    }

    /// The stream as it is. Which enhancements are drawn, and on what, the shell knows.
    pub fn report(&self, at: Moment) -> Report {
        let now = at.now;
        let shown = self.displayed.as_ref();
        let mut statistics = self.meter.statistics(now);
        statistics.reconnects = self.supervisor.reconnects();
        Report {
            state: self.state(now),
            transport: self.transport(),
            age_ms: match shown {
                Some(shown) if self.shows_again() => Some((now - shown.arrived()).max(0.0)),
                _ => self.supervisor.age(now),
            },
            stale_after_ms: self.supervisor.stale_after(),
            lag_ms: self.lag,
            clock_offset_ms: self.clock.offset().map(|offset| -offset - at.ahead()),
            retry_in_ms: self.supervisor.retry_in(now),
            attempt: self.supervisor.attempt(),
            // The page's to say.
            at_ms: 0.0,
            problem: None,
            detour: None,
            statistics,
            replay: self.replay_report(at),
            picture: shown.map(DisplayedFrame::facts),
            captured_ms: shown.and_then(|shown| shown.frame().captured()),
            arrived_ms: shown.map(|shown| at.wall - (now - shown.arrived())),
            enhanced: None,
            decoding: shown.map(DisplayedFrame::decoding),
            sink: shown.map(|_| self.sink()),
            reduction: shown.map(DisplayedFrame::reduction).unwrap_or_default(),
            quirks: self.quirks.clone(),
            server: self.head.server.clone(),
            setting: self.head.setting.clone(),
            content_type: self.head.content_type.clone(),
        }
    }
}
