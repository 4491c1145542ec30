//! Playback speeds.

use serde::{Deserialize, Serialize};

/// A power of two from 1/16 to 8, forwards or backwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speed {
    /// Binary logarithm.
    octave: i8,
    backwards: bool,
}

impl Speed {
    /// Real time.
    pub const NORMAL: Self = Self { octave: 0, backwards: false };
    /// The fastest: eight times.
    pub const FASTEST: i8 = 3;
    /// The slowest: a sixteenth.
    pub const SLOWEST: i8 = -4;

    /// Two to the power of `octave`, within the limits.
    #[must_use]
    pub fn new(octave: i8, backwards: bool) -> Self {
        Self { octave: octave.clamp(Self::SLOWEST, Self::FASTEST), backwards }
    }

    /// All in one direction, the slowest first.
    pub fn all(backwards: bool) -> impl Iterator<Item = Self> {
        (Self::SLOWEST..=Self::FASTEST).map(move |octave| Self { octave, backwards })
    }

    /// Binary logarithm of how fast: -4 to 3.
    #[must_use]
    pub fn octave(self) -> i8 {
        self.octave
    }

    /// Whether it plays backwards.
    #[must_use]
    pub fn is_backwards(self) -> bool {
        self.backwards
    }

    /// Seconds of the stream for each of ours; negative backwards.
    #[must_use]
    pub fn times(self) -> f64 {
        let times =
            if self.octave < 0 { 1.0 / f64::from(1 << -self.octave) } else { f64::from(1 << self.octave) };
        if self.backwards { -times } else { times }
    }

    /// Twice as fast, if there is such.
    #[must_use]
    pub fn doubled(self) -> Self {
        Self::new(self.octave + 1, self.backwards)
    }
}

impl Default for Speed {
    fn default() -> Self {
        Self::NORMAL
    }
}

#[cfg(test)]
mod tests {
    use super::Speed;

    #[test]
    fn from_a_sixteenth_to_eight_both_ways() {
        let times: Vec<f64> = Speed::all(false).map(Speed::times).collect();
        assert_eq!(times, [0.0625, 0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0]);
        assert!(Speed::all(true).zip(times).all(|(speed, times)| speed.times() == -times));
        assert_eq!(Speed::new(3, true).doubled().times(), -8.0);
        assert_eq!(Speed::new(100, false), Speed::new(3, false));
    }
}
