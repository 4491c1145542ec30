//! The words for each state of the player, without a browser.

use player::{Blame, PlayerError, Problem, ReplayMode, Report, State};

use crate::figures;

/// A picture younger than this is not called old, milliseconds.
const FRESH_MS: f64 = 1_000.0;

/// The least age that is told, milliseconds.
const TENTH_MS: f64 = 100.0;

/// A state in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    /// One or two words.
    pub label: String,
    /// The figure beside it: an age, or the time until the next attempt.
    pub detail: Option<String>,
    /// A button beside it, if no notice offers the same.
    pub offer: Option<Offer>,
    /// The notice in the middle of the stage.
    pub notice: Option<Notice>,
    /// The picture that stands there is not recent and must not look it.
    pub stale: bool,
}

/// The offer of a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Cut waiting short.
    Retry,
    /// Ask for the stream after a stop.
    Play,
    /// Ask for a stream that ended once more.
    PlayAgain,
    /// Open another camera.
    Open,
    /// Reload the whole page.
    Reload,
    /// Log in.
    LogIn,
    /// Have the browser ask whether this page may ask in the local network.
    AllowNetwork,
    /// Try all ways to the camera from the best.
    Climb,
    /// Look for the cause.
    Why,
    /// Use the proxy that the link names.
    UseProxy,
    /// Do not.
    WithoutProxy,
    /// Send the login over plain http as it is.
    SendInClear,
    /// Copy the lines for `mullion.toml`.
    CopyCamera,
}

/// A notice in the middle of the stage.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// Nothing to show yet.
    Waiting {
        /// The purpose.
        text: String,
    },
    /// Something to know.
    Card {
        /// Whether nothing goes on without somebody.
        failed: bool,
        /// The problem.
        title: String,
        /// The cause, the next step and the cure: a paragraph each.
        text: Vec<String>,
        /// Offers, the best first.
        offers: Vec<Offer>,
    },
}

impl Notice {
    /// The same with lines to be copied, if there are any.
    #[must_use]
    pub fn with_lines(mut self, lines: Option<String>) -> Self {
        if let (Self::Card { text, .. }, Some(lines)) = (&mut self, lines) {
            text.push(format!("`{lines}`"));
        }
        self
    }
}

/// The words for `report` about the camera `name`. `stopped`: a person stopped it. `has_picture`:
/// there is something on the stage, perhaps from before this connection.
#[must_use]
pub fn status(report: &Report, name: &str, stopped: bool, has_picture: bool) -> Status {
    let age = report.age_ms.filter(|_| has_picture);
    if let Some(replayed) = replayed(report, stopped) {
        return replayed;
    }
    match report.state {
        _ if stopped => Status { stale: has_picture, ..resting("Stopped", Offer::Play, has_picture) },
        State::Idle => Status { stale: has_picture, ..plain("Waiting") },
        State::Connecting => {
            let text = format!("Connecting to {name}");
            let notice = (!has_picture).then_some(Notice::Waiting { text });
            Status { notice, stale: has_picture, ..plain("Connecting") }
        }
        State::Live => {
            // Never younger than a tenth: a picture is not from this very moment.
            let age = age.map(|age| format!("{} old", figures::age(age.max(TENTH_MS))));
            Status { detail: age, ..plain("Live") }
        }
        // Live pictures are about to replace the replay.
        State::Replay => plain("Replay"),
        State::Unverified => plain("Not verified"),
        State::Stalled => Status {
            detail: age.map(figures::whole_age),
            notice: Some(stalled(report, age)),
            stale: true,
            ..plain("Stalled")
        },
        State::Reconnecting => reconnecting(report, age),
        State::Ended => resting("Ended", Offer::PlayAgain, has_picture),
        State::Error => failed(report, has_picture),
    }
}

/// The words while something else than the newest picture is shown: first of all that it is not
/// live. What is the matter with the stream is said beside it, since a card would hide the picture
/// that somebody looks at.
fn replayed(report: &Report, stopped: bool) -> Option<Status> {
    let replay = report.replay.as_ref()?;
    let word = match replay.mode {
        ReplayMode::Live => return None,
        ReplayMode::Paused => "Paused",
        ReplayMode::Playing => "Replay",
    };
    let (offer, matter) = match report.state {
        _ if stopped => (None, ", stopped"),
        State::Ended => (None, ", stream ended"),
        State::Stalled => (None, ", stream stalled"),
        State::Reconnecting | State::Connecting => (None, ", reconnecting"),
        State::Error => (Some(Offer::Why), ", stream failed"),
        State::Idle | State::Live | State::Replay | State::Unverified => (None, ""),
    };
    let detail = Some(format!("{} behind live", figures::age(replay.behind_ms)));
    Some(Status { detail, offer, ..plain(&format!("{word}{matter}")) })
}

/// The words before any camera is opened.
#[must_use]
pub fn nothing_opened() -> Notice {
    Notice::Card {
        failed: false,
        title: "No camera is open".into(),
        text: Vec::new(),
        offers: vec![Offer::Open],
    }
}

/// The words for a page that could not make its player.
#[must_use]
pub fn without_player(error: &PlayerError) -> Status {
    let cure = match error {
        PlayerError::Worker(_) => {
            "Reload the page. If that does not help, its server’s policy may block its worker (worker-src, script-src)."
        }
        _ => "Reload the page, or use another browser.",
    };
    let text = vec![cure.into()];
    let title = sentence(&error.to_string());
    let notice = Notice::Card { failed: true, title, text, offers: vec![Offer::Reload] };
    Status { notice: Some(notice), ..plain("No picture") }
}

/// The announcement for screen readers when the state changes, without changing figures.
#[must_use]
pub fn announcement(status: &Status, name: &str) -> String {
    match &status.notice {
        Some(Notice::Card { failed: true, title, .. }) => format!("{name}: {title}"),
        _ => format!("{name}: {}", status.word()),
    }
}

impl Status {
    /// The label where no figure follows it.
    #[must_use]
    pub fn word(&self) -> &str {
        self.label.trim_end_matches(" in")
    }
}

fn plain(label: &str) -> Status {
    Status { label: label.into(), detail: None, offer: None, notice: None, stale: false }
}

/// Nothing is requested from the camera; the last picture stays in view.
fn resting(label: &str, offer: Offer, has_picture: bool) -> Status {
    let notice = Notice::Card { failed: false, title: label.into(), text: Vec::new(), offers: vec![offer] };
    Status { notice: (!has_picture).then_some(notice), ..plain(label) }
}

fn stalled(report: &Report, age: Option<f64>) -> Notice {
    let problem = report.problem.clone();
    let why = problem
        .map_or_else(|| vec!["The connection stands, but the camera sends nothing.".into()], sentences);
    let (title, text) = aged(age, why);
    Notice::Card { failed: false, title, text, offers: vec![Offer::Retry, Offer::Why] }
}

fn reconnecting(report: &Report, age: Option<f64>) -> Status {
    let wait = report.retry_in_ms.filter(|&ms| ms > 0.0).map(figures::countdown);
    let problem = report.problem.clone();
    let (title, mut text) =
        aged(age, problem.map_or_else(|| vec!["The connection was lost.".into()], sentences));
    text.push(match &wait {
        Some(wait) => format!("Trying again in {wait}."),
        None => "Trying again now.".into(),
    });
    // They stay while a try runs: a button must not move under the pointer.
    let needs_login = report.problem.as_ref().is_some_and(Problem::is_about_login);
    let offers = [Offer::Retry, Offer::Why].into_iter().chain(needs_login.then_some(Offer::LogIn)).collect();
    let notice = Notice::Card { failed: false, title, text, offers };
    let label = if wait.is_some() { "Reconnecting in" } else { "Reconnecting" };
    Status { detail: wait, notice: Some(notice), stale: true, ..plain(label) }
}

/// Title and text of a card about a picture of this age: first how old it is, for that is what must
/// not be overlooked. Without one, or while it is fresh, first why.
fn aged(age: Option<f64>, mut why: Vec<String>) -> (String, Vec<String>) {
    match age.filter(|&age| age >= FRESH_MS) {
        Some(age) => (format!("No new picture for {}", figures::whole_age(age)), why),
        None => (why.remove(0), why),
    }
}

fn failed(report: &Report, has_picture: bool) -> Status {
    let retry = report.retry_in_ms.map(figures::countdown);
    let problem = report.problem.clone().unwrap_or_else(unexplained);
    let cure = match problem.code.as_str() {
        Problem::WORKER_OUTDATED => Offer::Reload,
        Problem::LOCAL_NETWORK => Offer::AllowNetwork,
        Problem::LOGIN_IN_CLEAR => Offer::SendInClear,
        Problem::LOGIN_PROBABLE => Offer::CopyCamera,
        _ if problem.is_about_login() => Offer::LogIn,
        _ => Offer::Retry,
    };
    let mut text = sentences(problem);
    let title = text.remove(0);
    text.extend(retry.as_ref().map(|retry| format!("Trying again in {retry}.")));
    let offers = vec![cure, Offer::Why, Offer::Open];
    let notice = Notice::Card { failed: true, title, text, offers };
    let detail = retry.map(|retry| format!("retry in {retry}"));
    Status { detail, notice: Some(notice), stale: has_picture, ..plain("No picture") }
}

/// The problem (always there), then further facts, then the cure.
fn sentences(problem: Problem) -> Vec<String> {
    let (what, more) = match problem.message.split_once(". ") {
        Some((what, more)) => (format!("{what}."), more.to_owned()),
        None => (problem.message, String::new()),
    };
    let more = [more, problem.hint].into_iter().filter(|text| !text.is_empty());
    [what].into_iter().chain(more).collect()
}

/// An error's text as a sentence.
fn sentence(text: &str) -> String {
    let mut sentence = format!("{text}.");
    // The texts are ours: ASCII spares the page the tables of Unicode.
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    sentence
}

fn unexplained() -> Problem {
    Problem {
        blame: Blame::Page,
        code: "unexplained".into(),
        message: "There is no picture, and no cause is known.".into(),
        hint: "Try again; if that does not help, reload the page.".into(),
    }
}

#[cfg(test)]
mod tests {
    use player::ReplayReport;

    use super::*;

    fn report(state: State) -> Report {
        Report { state, age_ms: Some(4_200.0), ..Report::default() }
    }

    fn card(status: &Status) -> (&str, &[String], &[Offer]) {
        match &status.notice {
            Some(Notice::Card { title, text, offers, .. }) => (title, text, offers),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn only_a_live_picture_looks_live() {
        for &state in State::ALL {
            let status = status(&report(state), "gate", false, true);
            let recent = matches!(state, State::Live | State::Replay | State::Unverified | State::Ended);
            assert_eq!(status.stale, !recent, "{state}");
            assert_eq!(status.label == "Live", state == State::Live);
        }
    }

    #[test]
    fn a_picture_that_is_shown_again_is_never_called_live() {
        for &state in State::ALL {
            for mode in [ReplayMode::Paused, ReplayMode::Playing] {
                let replay = Some(ReplayReport { mode, behind_ms: 12_400.0, ..ReplayReport::default() });
                let status = status(&Report { replay, ..report(state) }, "gate", false, true);
                assert_eq!(status.detail.as_deref(), Some("12\u{202f}s behind live"));
                let said = ["Paused", "Replay"].iter().any(|word| status.label.starts_with(word));
                assert!(said && status.notice.is_none(), "{status:?}");
            }
        }
        let mode = ReplayMode::Paused;
        let replay = Some(ReplayReport { mode, ..ReplayReport::default() });
        let lost = status(&Report { replay, ..report(State::Reconnecting) }, "gate", false, true);
        assert_eq!(lost.label, "Paused, reconnecting");
    }

    #[test]
    fn a_stalled_picture_tells_its_age() {
        let status = status(&report(State::Stalled), "gate", false, true);
        assert_eq!(status.detail.as_deref(), Some("4\u{202f}s"));
        assert_eq!(card(&status).0, "No new picture for 4\u{202f}s");
        assert_eq!(card(&status).2, [Offer::Retry, Offer::Why]);
    }

    #[test]
    fn reconnecting_counts_down_or_is_under_way() {
        let waiting = Report { retry_in_ms: Some(2_500.0), ..report(State::Reconnecting) };
        let waiting = status(&waiting, "gate", false, true);
        assert_eq!(waiting.detail.as_deref(), Some("3\u{202f}s"));
        assert_eq!(card(&waiting).2, [Offer::Retry, Offer::Why]);
        let trying = status(&report(State::Reconnecting), "gate", false, false);
        assert_eq!((trying.label.as_str(), &trying.detail), ("Reconnecting", &None));
        assert_eq!(card(&trying).2, [Offer::Retry, Offer::Why], "the buttons keep their places");
    }

    #[test]
    fn without_a_picture_no_age_is_claimed() {
        assert_eq!(
            card(&status(&report(State::Reconnecting), "gate", false, false)).0,
            "The connection was lost."
        );
        let fresh = Report { age_ms: Some(300.0), ..report(State::Reconnecting) };
        assert_eq!(card(&status(&fresh, "gate", false, true)).0, "The connection was lost.");
        assert_eq!(status(&report(State::Live), "gate", false, false).detail, None);
        let newest = Report { age_ms: Some(20.0), ..report(State::Live) };
        assert_eq!(status(&newest, "gate", false, true).detail.as_deref(), Some("0.1\u{202f}s old"));
    }

    #[test]
    fn an_error_always_says_something() {
        let failed = status(&report(State::Error), "gate", false, false);
        let (title, text, _) = card(&failed);
        assert!(!title.is_empty() && !text.is_empty());
        assert!(announcement(&failed, "gate").contains(title));
        let lacking = without_player(&PlayerError::Unsupported("OffscreenCanvas"));
        assert!(card(&lacking).0.starts_with("This browser has no OffscreenCanvas"));
    }

    #[test]
    fn the_first_sentence_is_the_title() {
        let problem =
            Problem { message: "It is busy. It says: 503.".into(), hint: "Wait.".into(), ..unexplained() };
        let busy = status(&Report { problem: Some(problem), ..report(State::Error) }, "gate", false, false);
        assert_eq!(
            (card(&busy).0, card(&busy).1),
            ("It is busy.", &["It says: 503.".to_owned(), "Wait.".to_owned()][..])
        );
    }

    #[test]
    fn what_is_read_aloud_does_not_run() {
        let at = |ms| Report { retry_in_ms: Some(ms), ..report(State::Reconnecting) };
        let said = |ms| announcement(&status(&at(ms), "gate", false, true), "gate");
        assert_eq!(said(9_000.0), "gate: Reconnecting");
        assert_eq!(said(9_000.0), said(2_000.0));
        let failed = |ms| Report { retry_in_ms: Some(ms), ..report(State::Error) };
        let said = |ms| announcement(&status(&failed(ms), "gate", false, true), "gate");
        assert_eq!(said(9_000.0), said(2_000.0));
    }

    #[test]
    fn a_worker_of_another_build_is_cured_by_reloading() {
        let problem = Problem { code: Problem::WORKER_OUTDATED.into(), ..unexplained() };
        let report = Report { problem: Some(problem), ..report(State::Error) };
        assert_eq!(card(&status(&report, "gate", false, false)).2[0], Offer::Reload);
    }

    #[test]
    fn a_login_is_the_cure_where_one_is_wanted() {
        for code in [Problem::LOGIN_NEEDED, Problem::LOGIN_REFUSED] {
            let problem = Problem { code: code.into(), ..unexplained() };
            let report = Report { problem: Some(problem), ..report(State::Error) };
            assert_eq!(card(&status(&report, "gate", false, false)).2[0], Offer::LogIn);
        }
    }

    #[test]
    fn a_picture_at_rest_is_left_in_view() {
        let stopped = status(&report(State::Idle), "gate", true, true);
        assert_eq!((stopped.label.as_str(), &stopped.notice, stopped.offer), ("Stopped", &None, None));
        let ended = status(&report(State::Ended), "gate", false, true);
        assert_eq!((&ended.notice, ended.offer), (&None, None));
        assert_eq!(card(&status(&report(State::Ended), "gate", false, false)).2, [Offer::PlayAgain]);
    }
}
