//! How long to wait before a camera is asked again.

/// Exponential back-off with full jitter: the n-th wait is anywhere between nothing and
/// `first * 2^n`, at most the ceiling, for ever. Full jitter keeps many viewers of one camera apart.
#[derive(Debug, Clone, Default)]
pub struct Backoff {
    step: u32,
}

impl Backoff {
    /// Upper end of the first wait, milliseconds.
    pub const FIRST: f64 = 500.0;
    /// Upper end of any wait, milliseconds.
    pub const CEILING: f64 = 30_000.0;
    /// Shortest wait after a refusal that hammering would make worse (401, 403), milliseconds.
    pub const SLOW: f64 = 60_000.0;
    /// Upper end of the first wait after a login was refused that had been accepted before, milliseconds.
    pub const DOUBTFUL: f64 = 2000.0;
    /// Longest wait after such a refusal, milliseconds.
    pub const SLOW_CEILING: f64 = 300_000.0;

    /// The next wait in milliseconds; `random` is between 0 and 1.
    pub fn next(&mut self, random: f64) -> f64 {
        random * self.advance(Self::FIRST).min(Self::CEILING)
    }

    /// The next wait after a refusal, in milliseconds: at least [`SLOW`](Self::SLOW).
    pub fn next_slow(&mut self, random: f64) -> f64 {
        let span = self.advance(Self::SLOW).min(Self::SLOW_CEILING);
        Self::SLOW + random * (span - Self::SLOW)
    }

    /// The next wait in milliseconds after a login was refused that this camera has accepted
    /// before: one that starts up refuses for some seconds. At least half of a span that doubles,
    /// so that a password that was changed locks no account.
    pub fn next_doubtful(&mut self, random: f64) -> f64 {
        let span = self.advance(Self::DOUBTFUL).min(Self::SLOW_CEILING);
        span * (0.5 + random / 2.0)
    }

    /// The next wait is short again.
    pub fn reset(&mut self) {
        self.step = 0;
    }

    fn advance(&mut self, first: f64) -> f64 {
        // Past 2^16 every ceiling is reached; the step stands still so that it never overflows.
        let span = first * f64::from(1_u32 << self.step);
        self.step = (self.step + 1).min(16);
        span
    }
}

#[cfg(test)]
mod tests {
    use super::Backoff;

    #[test]
    fn doubles_up_to_the_ceiling_and_stays_there() {
        let mut backoff = Backoff::default();
        let waits: Vec<f64> = (0..9).map(|_| backoff.next(1.0)).collect();
        assert_eq!(waits, [500.0, 1000.0, 2000.0, 4000.0, 8000.0, 16_000.0, 30_000.0, 30_000.0, 30_000.0]);
        for _ in 0..1000 {
            assert_eq!(backoff.next(1.0), Backoff::CEILING);
        }
    }

    #[test]
    fn the_jitter_is_full() {
        assert_eq!(Backoff::default().next(0.0), 0.0);
        assert_eq!(Backoff::default().next(0.5), 250.0);
    }

    #[test]
    fn reset_begins_again() {
        let mut backoff = Backoff::default();
        for _ in 0..5 {
            backoff.next(1.0);
        }
        backoff.reset();
        assert_eq!(backoff.next(1.0), 500.0);
    }

    #[test]
    fn a_login_that_was_accepted_before_is_tried_again_soon_and_then_ever_later() {
        let mut backoff = Backoff::default();
        let waits: Vec<f64> = (0..10).map(|_| backoff.next_doubtful(1.0)).collect();
        let expected = [2e3, 4e3, 8e3, 16e3, 32e3, 64e3, 128e3, 256e3, 300e3, 300e3];
        assert_eq!(waits, expected);
        assert_eq!(Backoff::default().next_doubtful(0.0), 1000.0);
    }

    #[test]
    fn a_refusal_is_never_retried_within_a_minute() {
        let mut backoff = Backoff::default();
        for random in [0.0, 1.0, 0.0, 0.7, 1.0] {
            let wait = backoff.next_slow(random);
            assert!((Backoff::SLOW..=Backoff::SLOW_CEILING).contains(&wait), "{wait}");
        }
    }
}
