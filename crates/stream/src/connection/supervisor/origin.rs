//! While the page's own origin is away, how often to ask whether it is back.

use super::limits::{ORIGIN_PAUSE, ORIGIN_TIMEOUT};

/// Asks until the origin answers. Random pauses keep the pages of one gateway apart.
#[derive(Debug, Default)]
pub(super) struct OriginWatch {
    state: State,
    /// How often it answered although the stream failed again.
    futile: u32,
}

#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum State {
    /// It is not known to be away.
    #[default]
    Off,
    Waiting {
        until: f64,
    },
    Asked {
        since: f64,
    },
}

impl OriginWatch {
    /// The most that pauses grow while answers lead to nothing: 2 to this power.
    const MOST_FUTILE: u32 = 5;

    /// The origin is away.
    pub(super) fn begin(&mut self, now: f64, random: f64) {
        let span = f64::from(1_u32 << self.futile.min(Self::MOST_FUTILE)) * ORIGIN_PAUSE;
        self.state = State::Waiting { until: now + span * (1.0 + random) / 2.0 };
    }

    /// The origin is not away, or does not matter any more.
    pub(super) fn end(&mut self) {
        self.state = State::Off;
    }

    /// The origin has delivered the stream.
    pub(super) fn worked(&mut self) {
        *self = Self::default();
    }

    /// Whether to ask now.
    pub(super) fn is_due(&mut self, now: f64) -> bool {
        let is_due = match self.state {
            State::Off => false,
            State::Waiting { until } => now >= until,
            State::Asked { since } => now - since > ORIGIN_TIMEOUT,
        };
        if is_due {
            self.state = State::Asked { since: now };
        }
        is_due
    }

    /// Takes its answer, or `false` if none came. Returns true if the origin is back.
    pub(super) fn answered(&mut self, is_there: bool, now: f64, random: f64) -> bool {
        if self.state == State::Off {
            return false;
        }
        if is_there {
            self.futile = self.futile.saturating_add(1);
            self.end();
        } else {
            self.begin(now, random);
        }
        is_there
    }
}
