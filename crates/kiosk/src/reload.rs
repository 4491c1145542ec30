//! When a display may load its page again for a new build.

use std::time::Duration;

/// What can be seen of a display at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReloadSigns {
    /// Another build can be had.
    pub is_outdated: bool,
    /// A recording runs, or is being written.
    pub is_recording: bool,
    /// A person has the settings open.
    pub is_used: bool,
}

/// Decides when. A display is loaded again once nobody has touched it and nothing was recorded for a
/// while, and not more often than once in a while: a build that never gets better must not flash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReloadPolicy {
    loaded: Duration,
    busy: Duration,
}

/// Nobody touches it and nothing is recorded for so long.
const QUIET: Duration = Duration::from_secs(2 * 60);
/// Between two loads, at least.
const APART: Duration = Duration::from_secs(10 * 60);

impl ReloadPolicy {
    /// A page that was loaded at `now`.
    #[must_use]
    pub fn new(now: Duration) -> Self {
        Self { loaded: now, busy: now }
    }

    /// A person touches the display.
    pub fn touch(&mut self, now: Duration) {
        self.busy = self.busy.max(now);
    }

    /// Whether to load the page again now.
    pub fn is_due(&mut self, now: Duration, signs: ReloadSigns) -> bool {
        if signs.is_recording || signs.is_used {
            self.touch(now);
            return false;
        }
        let quiet = now.saturating_sub(self.busy) >= QUIET;
        signs.is_outdated && quiet && now.saturating_sub(self.loaded) >= APART
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(minutes: u64) -> Duration {
        Duration::from_secs(60 * minutes)
    }

    const OUTDATED: ReloadSigns = ReloadSigns { is_outdated: true, is_recording: false, is_used: false };

    #[test]
    fn a_new_build_is_taken_up_at_a_quiet_moment() {
        let mut policy = ReloadPolicy::new(minutes(0));
        assert!(!policy.is_due(minutes(30), ReloadSigns::default()));
        assert!(policy.is_due(minutes(30), OUTDATED));
        policy.touch(minutes(30));
        assert!(!policy.is_due(minutes(31), OUTDATED));
        assert!(policy.is_due(minutes(32), OUTDATED));
    }

    #[test]
    fn a_recording_is_never_cut_off_and_its_end_is_waited_for() {
        let mut policy = ReloadPolicy::new(minutes(0));
        for minute in 20..500 {
            assert!(!policy.is_due(minutes(minute), ReloadSigns { is_recording: true, ..OUTDATED }));
        }
        assert!(!policy.is_due(minutes(500), OUTDATED));
        assert!(policy.is_due(minutes(501), OUTDATED));
        assert!(!policy.is_due(minutes(600), ReloadSigns { is_used: true, ..OUTDATED }));
    }

    #[test]
    fn a_build_that_stays_old_is_loaded_at_most_every_ten_minutes() {
        let mut policy = ReloadPolicy::new(minutes(100));
        assert!(!policy.is_due(minutes(109), OUTDATED));
        assert!(policy.is_due(minutes(110), OUTDATED));
    }
}
