//! The log of states and causes, for a person to read and copy.

use std::collections::VecDeque;

use player::{Report, State};

/// The most events that are kept; the oldest go.
const KEPT: usize = 200;

/// The last events, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Log {
    events: VecDeque<Event>,
}

/// The state or its cause changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Milliseconds since 1970, by the clock of this device.
    pub at_ms: f64,
    /// The state from then on.
    pub state: State,
    /// The cause, in a sentence.
    pub cause: Option<String>,
}

impl Log {
    /// Whether a report says something else than the last event.
    #[must_use]
    pub fn is_news(&self, report: &Report) -> bool {
        let same = |last: &Event| last.state == report.state && last.cause.as_deref() == cause(report);
        !self.events.back().is_some_and(same)
    }

    /// Takes notice of a report, if it is news.
    pub fn note(&mut self, report: &Report) {
        if !self.is_news(report) {
            return;
        }
        if self.events.len() == KEPT {
            self.events.pop_front();
        }
        let cause = cause(report).map(str::to_owned);
        self.events.push_back(Event { at_ms: report.at_ms, state: report.state, cause });
    }

    /// Newest first.
    pub fn newest(&self) -> impl Iterator<Item = &Event> {
        self.events.iter().rev()
    }

    /// A line for each event, oldest first. `time` writes a point in time.
    #[must_use]
    pub fn to_text(&self, time: impl Fn(f64) -> String) -> String {
        let mut text = String::new();
        for event in &self.events {
            text.push_str(&time(event.at_ms));
            text.push(' ');
            text.push_str(event.state.name());
            if let Some(cause) = &event.cause {
                text.push_str(": ");
                text.push_str(cause);
            }
            text.push('\n');
        }
        text
    }
}

fn cause(report: &Report) -> Option<&str> {
    report.problem.as_ref().map(|problem| problem.message.as_str())
}

#[cfg(test)]
mod tests {
    use player::{Blame, Problem};

    use super::*;

    fn report(at_ms: f64, state: State, cause: Option<&str>) -> Report {
        let problem = cause.map(|message| Problem {
            blame: Blame::Network,
            code: "x".into(),
            message: message.into(),
            hint: String::new(),
        });
        Report { at_ms, state, problem, ..Report::default() }
    }

    #[test]
    fn only_changes_are_events() {
        let mut log = Log::default();
        for at in 0..5 {
            log.note(&report(f64::from(at), State::Live, None));
        }
        log.note(&report(5.0, State::Reconnecting, Some("It broke.")));
        log.note(&report(6.0, State::Reconnecting, Some("It broke.")));
        log.note(&report(7.0, State::Reconnecting, Some("It is busy.")));
        log.note(&report(8.0, State::Live, None));
        let text = log.to_text(|at| format!("{at}"));
        assert_eq!(text, "0 live\n5 reconnecting: It broke.\n7 reconnecting: It is busy.\n8 live\n");
        assert_eq!(log.newest().next().map(|event| event.at_ms), Some(8.0));
    }

    #[test]
    fn it_does_not_grow_without_end() {
        let mut log = Log::default();
        for at in 0..1000_u32 {
            let state = if at % 2 == 0 { State::Live } else { State::Stalled };
            log.note(&report(at.into(), state, None));
        }
        assert_eq!(log.newest().count(), KEPT);
        assert_eq!(log.newest().next().map(|event| event.at_ms), Some(999.0));
    }
}
