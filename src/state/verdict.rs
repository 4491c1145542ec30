//! The diagnosis of the present report's problem, which the card repeats.

use std::borrow::Cow;

use diagnosis::Diagnosis;
use player::{Problem, Report, Transport};

use super::Viewer;

/// The diagnosis of a problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The code of that problem.
    of: String,
    /// The problem in the words of the diagnosis, if it explains anything.
    told: Option<Problem>,
}

/// A relay that falls silent: the gateway may hang, or the camera behind it.
const SILENT: &str = "stalled";

impl Viewer {
    /// Whether to look for the cause without being asked. The questions that this takes cost the
    /// camera no second stream and no login.
    #[must_use]
    pub fn wants_verdict(&self) -> bool {
        let Some(problem) = self.problem() else { return false };
        let is_relayed = self.report.transport.map(Transport::alone) == Some(Transport::Relay);
        let is_unexplained = problem.is_unexplained() || is_relayed && problem.code == SILENT;
        is_unexplained && self.verdict.as_ref().is_none_or(|verdict| verdict.of != problem.code)
    }

    /// Remembers what was found out. That nothing was is remembered too: once is enough.
    pub(super) fn explain(&mut self, diagnosis: &Diagnosis) {
        let explains = !matches!(&*diagnosis.code, "fine" | "playing" | "single-picture");
        self.verdict = self.problem().map(|problem| Verdict {
            of: problem.code.clone(),
            told: explains.then(|| Problem {
                blame: diagnosis.blame,
                message: diagnosis.cause.clone(),
                hint: diagnosis.cure.clone(),
                code: problem.code.clone(),
            }),
        });
    }

    /// The report, its problem in the words of the diagnosis if there is one.
    pub(super) fn explained(&self) -> Cow<'_, Report> {
        let code = self.problem().map(|problem| &problem.code);
        let verdict = self.verdict.as_ref().filter(|verdict| Some(&verdict.of) == code);
        let Some(told) = verdict.and_then(|verdict| verdict.told.clone()) else {
            return Cow::Borrowed(&self.report);
        };
        Cow::Owned(Report { problem: Some(told), ..Report::clone(&self.report) })
    }

    fn problem(&self) -> Option<&Problem> {
        self.report.problem.as_ref().filter(|_| !self.stopped)
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use diagnosis::{Asker, Examination, Finding, Page, Probe, Route, Subject};
    use player::{Blame, State};
    use yew::Reducible;

    use super::*;
    use crate::state::{Action, Sheet};
    use crate::status::{Notice, status};

    fn without_answer(code: &str) -> Report {
        let (blame, hint) = (Blame::Network, String::new());
        let problem = Problem { blame, code: code.into(), message: "No answer.".into(), hint };
        let (state, transport) = (State::Reconnecting, Some(Transport::Relay));
        Report { state, transport, problem: Some(problem), ..Report::default() }
    }

    fn connections_in_use() -> Diagnosis {
        let subject = Subject {
            route: Route::Gateway("gate".into()),
            ..Subject::new("http://host/cameras/gate/x", Asker::Page(Page::default()))
        };
        let mut examination = Examination::new(subject);
        let late = || Finding::Failed(diagnosis::Failure::TimedOut);
        for (probe, finding) in [
            (Probe::Online, Finding::Online(true)),
            (Probe::Ask, late()),
            (Probe::Beside, late()),
            (Probe::Alias, Finding::Answered),
        ] {
            examination.found(probe, finding);
        }
        examination.diagnosis()
    }

    #[test]
    fn the_sheet_begins_an_examination_of_its_own() {
        let viewer = Rc::new(Viewer::default()).reduce(Action::Reported(Box::new(without_answer("stalled"))));
        let examined = (Vec::new(), Some(connections_in_use()));
        let viewer = viewer.reduce(Action::Examined(Rc::new(examined)));
        let before = viewer.examinations;
        // What the card was told is not shown in the sheet, so it must be looked for once more.
        let viewer = viewer.reduce(Action::Show(Sheet::Why));
        assert!(viewer.examined.is_none() && viewer.examinations != before);
        let before = viewer.examinations;
        assert_eq!(viewer.reduce(Action::Show(Sheet::Help)).examinations, before);
    }

    #[test]
    fn the_card_looks_for_the_cause_of_every_problem_that_can_have_several() {
        let reported =
            |code| Rc::new(Viewer::default()).reduce(Action::Reported(Box::new(without_answer(code))));
        for code in
            ["connect-timeout", "gateway-unreachable", "proxy-unreachable", "fetch-failed", "not-shown"]
        {
            assert!(reported(code).wants_verdict(), "{code}");
            assert!(!reported(code).reduce(Action::Stop).wants_verdict(), "{code}, but nobody waits for it");
        }
        for code in ["no-picture", "behind", "frozen", "forbidden", "login-refused", "not-allowed"] {
            assert!(!reported(code).wants_verdict(), "{code}");
        }
    }

    #[test]
    fn a_diagnosis_that_explains_nothing_is_not_repeated_at_each_attempt() {
        let report = |state, code: Option<&str>| {
            let problem = code.and_then(|code| without_answer(code).problem);
            Action::Reported(Box::new(Report { state, problem, ..Report::default() }))
        };
        let lost = || report(State::Reconnecting, Some("fetch-failed"));
        let viewer = Rc::new(Viewer::default()).reduce(lost());
        let fine = Diagnosis { code: "fine".into(), ..connections_in_use() };
        let viewer = viewer.reduce(Action::Examined(Rc::new((Vec::new(), Some(fine)))));
        assert!(!viewer.wants_verdict());
        assert_eq!(viewer.explained().problem.as_ref().unwrap().message, "No answer.");
        let viewer = viewer.reduce(report(State::Connecting, None)).reduce(lost());
        assert!(!viewer.wants_verdict());
        // After a picture it is another problem.
        assert!(viewer.reduce(report(State::Live, None)).reduce(lost()).wants_verdict());
    }

    #[test]
    fn the_card_says_what_the_diagnosis_says_of_the_same_problem() {
        let report = |code| Action::Reported(Box::new(without_answer(code)));
        let viewer = Rc::new(Viewer::default()).reduce(report("connect-timeout"));
        assert!(viewer.wants_verdict());
        let diagnosis = connections_in_use();
        let viewer = viewer.reduce(Action::Examined(Rc::new((Vec::new(), Some(diagnosis.clone())))));
        assert!(!viewer.wants_verdict(), "once is enough");
        let Some(Notice::Card { title, text, .. }) = status(&viewer.explained(), "gate", false, false).notice
        else {
            panic!("no card")
        };
        assert_eq!((title, &text[0]), (diagnosis.cause, &diagnosis.cure));
        // Another problem is not explained by it, and nothing in the network explains a worker that
        // is silent.
        let viewer = viewer.reduce(report("busy"));
        assert_eq!(viewer.explained().problem.as_ref().unwrap().message, "No answer.");
        let stalled =
            |code| Action::Reported(Box::new(Report { state: State::Stalled, ..without_answer(code) }));
        assert!(!Rc::clone(&viewer).reduce(stalled("worker-silent")).wants_verdict());
        assert!(viewer.reduce(stalled("stalled")).wants_verdict());
    }
}
