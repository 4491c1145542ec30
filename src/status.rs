//! What may be said about the picture: the words for each state of the player, without a browser.

use player::{Blame, PlayerError, Problem, Report, State};

use crate::figures;

/// A state in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    /// For the style sheets: `idle`, `connecting`, ... as in `data-state`.
    pub class: &'static str,
    /// One or two words.
    pub label: String,
    /// What is counted beside it: an age, or the time until the next attempt.
    pub detail: Option<String>,
    /// Whether waiting can be cut short.
    pub can_retry: bool,
    /// What to put in the middle of the stage.
    pub notice: Option<Notice>,
    /// The picture that stands there is not recent and must not look it.
    pub stale: bool,
}

/// What is said in the middle of the stage.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// No camera was named.
    Empty,
    /// Nothing to show yet.
    Waiting {
        /// What for.
        text: String,
    },
    /// The picture is old.
    Stale {
        /// How old it is, if there is one.
        age: Option<String>,
        /// Why, and what happens next.
        text: String,
        /// The cause and what to do, where they are known.
        problem: Option<Problem>,
        /// Whether waiting can be cut short.
        can_retry: bool,
    },
    /// It is over, as asked.
    Ended,
    /// Stopped by hand.
    Stopped,
    /// Somebody has to do something.
    Failed {
        /// Who and what.
        problem: Problem,
        /// When it is tried again without being asked.
        retry: Option<String>,
    },
}

/// The words for `report` about the camera `name`. `stopped`: a person stopped it. `has_picture`: there is something on the
/// stage, perhaps from before this connection.
#[must_use]
pub fn status(report: &Report, name: &str, stopped: bool, has_picture: bool) -> Status {
    let status = |class, label: &str, notice| Status {
        class,
        label: label.to_owned(),
        detail: None,
        can_retry: false,
        notice,
        stale: false,
    };
    let age = report.age_ms.filter(|_| has_picture);
    match report.state {
        _ if stopped => Status { stale: has_picture, ..status("idle", "Stopped", Some(Notice::Stopped)) },
        State::Idle => Status { stale: has_picture, ..status("idle", "Waiting", None) },
        State::Connecting => {
            let text = format!("Connecting to {name}");
            let notice = (!has_picture).then_some(Notice::Waiting { text });
            Status { stale: has_picture, ..status("connecting", "Connecting", notice) }
        }
        State::Live => Status { detail: age.map(figures::age), ..status("live", "Live", None) },
        State::Stalled => {
            let notice = Notice::Stale {
                age: age.map(figures::whole_age),
                text: "since the last picture. The connection stands, but the camera sends nothing.".into(),
                problem: report.problem.clone(),
                can_retry: true,
            };
            Status {
                detail: age.map(figures::whole_age),
                can_retry: true,
                stale: true,
                ..status("stalled", "Stalled", Some(notice))
            }
        }
        State::Reconnecting => reconnecting(report, age),
        State::Ended => status("ended", "Ended", Some(Notice::Ended)),
        State::Error => {
            let retry = report.retry_in_ms.map(figures::countdown);
            let problem = report.problem.clone().unwrap_or_else(unexplained);
            let detail = retry.as_ref().map(|retry| format!("again in {retry}"));
            let notice = Notice::Failed { problem, retry };
            Status { detail, stale: has_picture, ..status("error", "No picture", Some(notice)) }
        }
    }
}

/// The words for a page that could not make its player.
#[must_use]
pub fn without_player(error: &PlayerError) -> Status {
    let problem = Problem {
        blame: Blame::Page,
        code: "no-player".into(),
        message: sentence(&error.to_string()),
        hint: "Reload the page, or use another browser.".into(),
    };
    Status {
        class: "error",
        label: "No picture".into(),
        detail: None,
        can_retry: false,
        notice: Some(Notice::Failed { problem, retry: None }),
        stale: false,
    }
}

/// What a screen reader is told when the state changes: no figures that run.
#[must_use]
pub fn announcement(status: &Status, name: &str) -> String {
    match &status.notice {
        Some(Notice::Failed { problem, .. }) => format!("{name}: {} {}", problem.message, problem.hint),
        Some(Notice::Stale { problem: Some(problem), .. }) => format!("{name}: {}. {}", status.label, problem.message),
        _ => format!("{name}: {}", status.label),
    }
}

fn reconnecting(report: &Report, age: Option<f64>) -> Status {
    let wait = report.retry_in_ms.filter(|&ms| ms > 0.0).map(figures::countdown);
    let label = if wait.is_some() { "Reconnecting in" } else { "Reconnecting" };
    let text = match age {
        Some(_) => "since the last picture. The connection was lost; it is tried again until it is back.",
        None => "The connection was lost; it is tried again until it is back.",
    };
    let notice = Notice::Stale {
        age: age.map(figures::whole_age),
        text: text.into(),
        problem: report.problem.clone(),
        can_retry: wait.is_some(),
    };
    Status {
        class: "reconnecting",
        label: label.into(),
        can_retry: wait.is_some(),
        detail: wait,
        notice: Some(notice),
        stale: true,
    }
}

/// An error's text as a sentence.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(characters).chain(['.']).collect()
}

fn unexplained() -> Problem {
    Problem {
        blame: Blame::Page,
        code: "unexplained".into(),
        message: "There is no picture, and no cause was told.".into(),
        hint: "Try again; if that does not help, reload the page.".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(state: State) -> Report {
        Report { state, age_ms: Some(4_200.0), ..Report::default() }
    }

    #[test]
    fn only_a_live_picture_looks_live() {
        for &state in State::ALL {
            let status = status(&report(state), "gate", false, true);
            assert_eq!(status.class, state.name());
            let recent = matches!(state, State::Live | State::Ended);
            assert_eq!(status.stale, !recent, "{state}");
            assert_eq!(status.label == "Live", state == State::Live);
        }
    }

    #[test]
    fn a_stalled_picture_tells_its_age() {
        let status = status(&report(State::Stalled), "gate", false, true);
        assert_eq!(status.detail.as_deref(), Some("4\u{202f}s"));
        assert!(matches!(status.notice, Some(Notice::Stale { age: Some(_), .. })));
    }

    #[test]
    fn reconnecting_counts_down_or_is_under_way() {
        let waiting = Report { retry_in_ms: Some(2_500.0), ..report(State::Reconnecting) };
        let status_waiting = status(&waiting, "gate", false, true);
        assert_eq!(status_waiting.detail.as_deref(), Some("3\u{202f}s"));
        assert!(status_waiting.can_retry);
        let trying = status(&report(State::Reconnecting), "gate", false, false);
        assert_eq!((trying.label.as_str(), trying.detail, trying.can_retry), ("Reconnecting", None, false));
    }

    #[test]
    fn without_a_picture_no_age_is_claimed() {
        let status = status(&report(State::Reconnecting), "gate", false, false);
        assert!(matches!(status.notice, Some(Notice::Stale { age: None, .. })));
    }

    #[test]
    fn an_error_always_says_something() {
        let status = status(&report(State::Error), "gate", false, false);
        let Some(Notice::Failed { problem, .. }) = &status.notice else { panic!("{status:?}") };
        assert!(!problem.message.is_empty());
        assert!(announcement(&status, "gate").contains(&problem.message));
    }

    #[test]
    fn a_stop_by_hand_is_no_error() {
        let status = status(&report(State::Idle), "gate", true, true);
        assert_eq!((status.label.as_str(), status.notice), ("Stopped", Some(Notice::Stopped)));
    }
}
