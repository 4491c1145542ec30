//! Whether the worker is alive, and what its last word is still worth.

use causes::Cause;

use super::{Page, Phase, problem};
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
/// The same for a worker that records: a disk that is busy may hold it for long, and giving it up costs the end of its file.
const DEAD_WRITING: u32 = 120;
/// Why such a worker is given up.
pub(super) const NO_ANSWER: &str = "it does not answer";

impl Page {
    /// Looks without a word of the worker after which nothing is to be hoped for.
    fn patience(&self) -> u32 {
        if self.is_writing.get() { DEAD_WRITING } else { DEAD }
    }

    /// A person wants it tried now: a worker that has fallen silent is given up, unless it may just be writing.
    pub(super) fn gives_up(&self) -> bool {
        self.silence.get() >= if self.is_writing.get() { DEAD_WRITING } else { SILENT }
    }

    /// Called every [`LOOK`] while the page is shown: a worker that plays reports twice as often.
    pub(super) fn look(&self) {
        let now = js_sys::Date::now();
        let since = (now - self.looked.replace(now)).clamp(f64::from(LOOK), DAY);
        let late = since > f64::from(LOOK) * 3.0;
        self.display.look();
        self.look_at_video();
        let starting = matches!(*self.phase.borrow(), Phase::Starting { .. });
        let expected = match self.last.borrow().state {
            State::Idle | State::Ended | State::Error => false,
            State::Connecting
            | State::Live
            | State::Replay
            | State::Unverified
            | State::Stalled
            | State::Reconnecting => self.is_running(),
        };
        if !starting && !expected {
            return self.silence.set(0);
        }
        self.silence.set(self.silence.get() + 1);
        match self.silence.get() {
            START_TIMEOUT.. if starting => self.fail(&Cause::WorkerFailed("it does not start".into())),
            looks if !starting && looks >= self.patience() => {
                self.fail(&Cause::WorkerFailed(NO_ANSWER.into()));
            }
            // What it said last holds no longer than what it said it of. Between two looks the whole page may
            // have stood still.
            looks if !starting && (late || looks >= 2) => {
                let mut report = self.last.borrow().clone();
                report.age_ms = report.age_ms.map(|age| age + since);
                if let Some(replay) = &mut report.replay {
                    replay.behind_ms += since;
                }
                let is_stale = report.age_ms.is_some_and(|age| age > report.stale_after_ms);
                let is_stale = report.state == State::Live && is_stale;
                if is_stale {
                    report.state = State::Stalled;
                }
                if is_stale || looks >= SILENT {
                    report.problem = Some(problem(&Cause::WorkerSilent));
                }
                self.report(report);
            }
            _ => {}
        }
    }
}
