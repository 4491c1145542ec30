//! When a worker that died is replaced.

/// Deaths of the worker, as far as they matter for the next.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Replacement {
    /// Deaths, each soon after the one before.
    deaths: u32,
    /// When the last one was, milliseconds since 1970.
    last_ms: f64,
}

impl Replacement {
    /// Before the first replacement, milliseconds: time to be seen.
    const FIRST_MS: u32 = 100;
    /// Before the second replacement, milliseconds; each further one waits twice as long.
    const WAIT_MS: u32 = 1_000;
    /// The wait doubles no more than so often.
    const DOUBLINGS: u32 = 5;
    /// A worker that has lasted this long did not die of its begin, milliseconds.
    const LASTING_MS: f64 = 60_000.0;

    /// The worker died at `at_ms`.
    #[must_use]
    pub(super) fn after_death(self, at_ms: f64) -> Self {
        let soon = (at_ms - self.last_ms).abs() < Self::LASTING_MS;
        Self { deaths: if soon { self.deaths.saturating_add(1) } else { 1 }, last_ms: at_ms }
    }

    /// How long to wait with the replacement, milliseconds.
    #[must_use]
    pub(super) fn wait_ms(self) -> u32 {
        match self.deaths {
            0 | 1 => Self::FIRST_MS,
            deaths => Self::WAIT_MS << (deaths - 2).min(Self::DOUBLINGS),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Replacement;

    #[test]
    fn the_first_is_at_once_and_each_soon_after_waits_twice_as_long() {
        let mut replacement = Replacement::default();
        let mut now = 1.7e12;
        let mut waits = Vec::new();
        for _ in 0..9 {
            replacement = replacement.after_death(now);
            waits.push(replacement.wait_ms());
            now += f64::from(replacement.wait_ms()) + 500.0;
        }
        assert_eq!(waits, [100, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 32_000, 32_000]);
    }

    #[test]
    fn a_worker_that_lasted_is_replaced_at_once_again() {
        let mut replacement = Replacement::default();
        for death in 1..20_u32 {
            replacement = replacement.after_death(f64::from(death) * 61_000.0 + 1.7e12);
            assert_eq!(replacement.wait_ms(), 100);
        }
    }
}
