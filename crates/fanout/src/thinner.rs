//! Fewer pictures than the camera sends.

use std::time::Duration;

/// Lets a number of pictures a second through, evenly.
#[derive(Debug, Clone)]
pub struct Thinner {
    interval: Duration,
    due: Option<Duration>,
}

impl Thinner {
    /// A thinner for `fps` pictures a second, which must be more than 0 and at most 1000; other
    /// values are taken for the nearest of these.
    pub fn new(fps: f64) -> Self {
        Self { interval: Duration::from_secs_f64(1.0 / fps.clamp(0.01, 1000.0)), due: None }
    }

    /// Whether a picture that has come at `now` (since any one moment) is let through.
    pub fn wants(&mut self, now: Duration) -> bool {
        let Some(due) = self.due else {
            self.due = Some(now + self.interval);
            return true;
        };
        // Pictures come a little early or late; one that is early by less than this is meant.
        if now + self.interval / 8 < due {
            return false;
        }
        // In step with the time, unless the camera fell behind it.
        self.due = Some((due + self.interval).max(now + self.interval / 2));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(fps: f64, every: u64, jitter: impl Fn(u64) -> u64) -> usize {
        let mut thinner = Thinner::new(fps);
        let moments = (0..10_000).step_by(usize::try_from(every).unwrap());
        moments.filter(|moment| thinner.wants(Duration::from_millis(moment + jitter(*moment)))).count()
    }

    #[test]
    fn as_many_are_let_through_as_were_asked_for() {
        assert_eq!(through(5.0, 40, |_| 0), 50);
        assert_eq!(through(10.0, 40, |moment| moment % 7), 100);
        assert_eq!(through(12.5, 40, |moment| 10 - moment % 11), 125);
        // Not more than there are.
        assert_eq!(through(25.0, 100, |_| 0), 100);
    }

    #[test]
    fn after_a_pause_the_first_is_let_through_and_nothing_is_made_up_for() {
        let mut thinner = Thinner::new(1.0);
        assert!(thinner.wants(Duration::ZERO));
        assert!(thinner.wants(Duration::from_secs(60)));
        let after = (1..10).filter(|tenth| thinner.wants(Duration::from_millis(60_000 + 100 * tenth)));
        assert!(after.count() <= 1);
    }
}
