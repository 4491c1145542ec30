//! Whether the worker is alive, and whether its last report still counts.

use causes::Cause;

use super::{Page, problem};
use crate::State;

/// Milliseconds between two looks at the worker.
pub(super) const LOOK: u32 = 500;
/// Milliseconds beyond which a clock has been set, and no time passed.
const DAY: f64 = 86_400_000.0;
/// Looks within which the worker must have started.
const START_TIMEOUT: u32 = 40;
/// Looks without a word of the worker after which its silence is worth telling.
const SILENT: u32 = 4;
/// Looks without a word of the worker after which it is given up.
const DEAD: u32 = 8;
/// The same for a worker that records: a disk that is busy may hold it for long, and giving it up
/// costs the end of its file.
const DEAD_WRITING: u32 = 120;
/// Why such a worker is given up.
pub(super) const NO_ANSWER: &str = "it does not answer";

/// What follows from a worker's silence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Verdict {
    Wait,
    /// It has not started in time.
    NotStarted,
    /// Nothing is to be hoped for.
    Dead,
    /// What it said last is older than it said, by the time since the last look.
    Unheard {
        since_ms: f64,
        is_silent: bool,
    },
}

/// Judges so many `looks` without a word. `since_ms` is the time since the look before.
pub(super) fn judge(looks: u32, is_starting: bool, is_writing: bool, since_ms: f64) -> Verdict {
    // Between two looks the whole page may have stood still.
    let is_late = since_ms > f64::from(LOOK) * 3.0;
    match looks {
        START_TIMEOUT.. if is_starting => Verdict::NotStarted,
        _ if is_starting => Verdict::Wait,
        looks if looks >= patience(is_writing) => Verdict::Dead,
        looks if is_late || looks >= 2 => Verdict::Unheard { since_ms, is_silent: is_silent(looks) },
        _ => Verdict::Wait,
    }
}

/// Milliseconds that have passed between two looks.
pub(super) fn since(difference: f64) -> f64 {
    difference.clamp(f64::from(LOOK), DAY)
}

/// Whether silence for so many looks is worth telling.
pub(super) fn is_silent(looks: u32) -> bool {
    looks >= SILENT
}

/// Whether a person who wants it tried now is not to wait any longer.
pub(super) fn is_hopeless(looks: u32, is_writing: bool) -> bool {
    looks >= if is_writing { DEAD_WRITING } else { SILENT }
}

/// Looks without a word of the worker after which nothing is to be hoped for.
fn patience(is_writing: bool) -> u32 {
    if is_writing { DEAD_WRITING } else { DEAD }
}

impl Page {
    /// Whether the worker has something to say of this player.
    pub(super) fn expects_words(&self) -> bool {
        match self.last.borrow().state {
            State::Idle | State::Ended | State::Error => false,
            State::Connecting
            | State::Live
            | State::Replay
            | State::Unverified
            | State::Stalled
            | State::Reconnecting => self.is_running(),
        }
    }

    /// The worker has said nothing: its last word holds no longer than it said.
    pub(super) fn unheard(&self, since_ms: f64, is_silent: bool) {
        if !self.expects_words() {
            return;
        }
        let mut report = self.last.borrow().clone();
        report.age_ms = report.age_ms.map(|age| age + since_ms);
        if let Some(replay) = &mut report.replay {
            replay.behind_ms += since_ms;
        }
        let is_stale = report.age_ms.is_some_and(|age| age > report.stale_after_ms);
        let is_stale = report.state == State::Live && is_stale;
        if is_stale {
            report.state = State::Stalled;
        }
        if is_stale || is_silent {
            report.problem = Some(problem(&Cause::WorkerSilent));
        }
        self.report(report);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_that_says_nothing_is_given_up_after_a_while() {
        let at = |looks| judge(looks, false, false, f64::from(LOOK));
        assert_eq!(at(1), Verdict::Wait);
        assert_eq!(at(2), Verdict::Unheard { since_ms: 500.0, is_silent: false });
        assert_eq!(at(4), Verdict::Unheard { since_ms: 500.0, is_silent: true });
        assert_eq!(at(8), Verdict::Dead);
        // One that writes may wait for the disk.
        assert_eq!(judge(8, false, true, 500.0), Verdict::Unheard { since_ms: 500.0, is_silent: true });
        assert_eq!(judge(120, false, true, 500.0), Verdict::Dead);
    }

    #[test]
    fn a_worker_that_starts_has_more_time() {
        assert_eq!(judge(39, true, false, 5_000.0), Verdict::Wait);
        assert_eq!(judge(40, true, false, 500.0), Verdict::NotStarted);
    }

    #[test]
    fn a_page_that_stood_still_believes_no_old_word() {
        assert_eq!(judge(1, false, false, 9_000.0), Verdict::Unheard { since_ms: 9_000.0, is_silent: false });
        assert_eq!((since(-5.0), since(1e12)), (500.0, DAY));
    }
}
