//! The checks and their outcomes, for a person.

use ::address::secret;
use causes::{decimal, error};

use crate::decide::Findings;
use crate::{Answer, Body, Challenges, Failure, Finding, Permission, Probe, Route, Subject, address};

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What was checked.
    pub what: &'static str,
    /// The result.
    pub outcome: String,
    /// Whether that is as it should be.
    pub verdict: Verdict,
}

/// Whether something is as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It is.
    Good,
    /// It is not.
    Bad,
    /// It proves nothing by itself.
    Neutral,
}

impl Verdict {
    /// Its stable name: `good`, `bad`, `neutral`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Neutral => "neutral",
        }
    }

    /// A mark for plain text.
    pub(crate) fn mark(self) -> &'static str {
        match self {
            Self::Good => "+ ",
            Self::Bad => "- ",
            Self::Neutral => "? ",
        }
    }
}

/// The address, then each finding in the order in which they came.
pub(crate) fn steps(subject: &Subject, findings: &Findings) -> Vec<Step> {
    let mut steps = vec![of_address(subject)];
    for (probe, finding) in &findings.0 {
        let (outcome, verdict) = outcome(*probe, finding);
        steps.push(Step { what: what(*probe), outcome, verdict });
    }
    steps
}

fn of_address(subject: &Subject) -> Step {
    let address = address::read(&subject.address);
    let good =
        address.filter(|address| address.is_http() && !(address.has_login && subject.page().is_some()));
    let outcome = match (address, good, &subject.route) {
        (None, ..) => "cannot be fetched".to_owned(),
        (Some(address), None, _) if address.has_login => "contains a user and a password".to_owned(),
        (Some(address), None, _) => [address.scheme, " is not a scheme that browsers fetch"].concat(),
        (_, Some(address), Route::Direct) => [&address.authority(), ", asked directly"].concat(),
        (_, Some(address), Route::Gateway(id)) => {
            ["camera ", id, " of the gateway at ", &address.authority()].concat()
        }
        (_, Some(address), Route::Proxy(_)) => [&address.authority(), ", asked by the proxy"].concat(),
    };
    Step { what: "Address", outcome, verdict: if good.is_some() { Verdict::Good } else { Verdict::Bad } }
}

fn what(probe: Probe) -> &'static str {
    match probe {
        Probe::Online => "Network of this device",
        Probe::Permission => "Permission for the local network",
        Probe::Ask => "Asking for the stream",
        Probe::AskWithoutLogin => "Asking without the login",
        Probe::Reach => "Asking without reading the answer",
        Probe::Beside => "Asking the same server for something else",
        Probe::Alias => "Asking it over other connections",
        Probe::Picture => "Showing it as a plain picture",
        Probe::Preflight => "Asking whether a page may send a login",
        Probe::WithoutTls => "Asking without encryption",
    }
}

fn outcome(probe: Probe, finding: &Finding) -> (String, Verdict) {
    let (text, verdict) = match finding {
        Finding::Online(true) => ("online", Verdict::Good),
        Finding::Online(false) => ("offline", Verdict::Bad),
        Finding::Permission(Permission::Granted) => ("granted", Verdict::Good),
        Finding::Permission(Permission::Prompt) => ("not asked for yet", Verdict::Neutral),
        Finding::Permission(Permission::Denied) => ("denied", Verdict::Bad),
        Finding::Permission(Permission::Unknown) => ("this browser has no such permission", Verdict::Neutral),
        Finding::Answered if probe == Probe::WithoutTls => ("a server answers", Verdict::Neutral),
        Finding::Answered if probe == Probe::Preflight => ("the camera agrees", Verdict::Good),
        Finding::Answered => ("an answer came", Verdict::Good),
        Finding::Shown => ("it can be shown", Verdict::Good),
        Finding::Failed(failure) => return (failed(probe, failure), Verdict::Bad),
        Finding::Answer(answer) => return answered(answer),
    };
    (text.to_owned(), verdict)
}

fn failed(probe: Probe, failure: &Failure) -> String {
    let text = match failure {
        Failure::Rejected if probe == Probe::Picture => "it cannot be shown",
        Failure::Rejected if probe == Probe::Preflight => "the camera does not agree",
        Failure::Rejected => "failed; the browser does not say why",
        Failure::TimedOut => "no answer in time",
        Failure::Policy => "forbidden by the page's own policy",
        Failure::NoSuchHost => "the name has no address",
        Failure::Refused => "the connection was refused",
        Failure::NotHttp(begin) => return ["the answer is not HTTP", &error(begin)].concat(),
        Failure::Known(cause, why) if why.is_empty() => return cause.sentence_of(""),
        Failure::Certificate(why) | Failure::Known(_, why) | Failure::Broken(why) => why,
    };
    text.to_owned()
}

fn answered(answer: &Answer) -> (String, Verdict) {
    let mut text = ["status ", &decimal(answer.status.into())].concat();
    let mut add = |more: &[&str]| {
        text.push_str(", ");
        more.iter().for_each(|more| text.push_str(more));
    };
    if let Some(kind) = &answer.content_type {
        add(&[kind]);
    }
    if let Some(place) = &answer.redirected_to {
        let place = address::read(place)
            .map(|to| [&to.origin(), &*secret::stripped_path(to.path)].concat())
            .unwrap_or_default();
        add(&["redirected to ", &place]);
    }
    if let Challenges::Read(challenges) = &answer.challenges {
        for challenge in challenges {
            add(&[challenge.split_whitespace().next().unwrap_or_default()]);
        }
    }
    match &answer.body {
        Body::Unread | Body::Bytes(_) => {}
        Body::NoPicture(_) => add(&["and then no whole picture"]),
        Body::Part { kind, .. } if kind.is_empty() => add(&["and then parts without a picture"]),
        Body::Part { kind, .. } => add(&["and then parts of type ", kind]),
        Body::Refused => add(&["and the browser does not give its content to pages"]),
        Body::Silent => add(&["and then nothing"]),
        Body::Empty => add(&["without content"]),
        Body::Broken => add(&["and then the connection broke"]),
        Body::Faulty(_, why) => add(&[why]),
    }
    let good = (200..300).contains(&answer.status) && matches!(answer.body, Body::Unread | Body::Bytes(_));
    (text, if good { Verdict::Good } else { Verdict::Bad })
}
