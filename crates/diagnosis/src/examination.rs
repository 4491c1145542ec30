//! An examination, from its first probe to the diagnosis.

use std::borrow::Cow;
use std::fmt;

use causes::{Blame, table};

use crate::decide::{Findings, Next, decide};
use crate::facts::Facts;
use crate::steps::{Step, steps};
use crate::{Finding, Make, Probe, Route, Subject, Told, gateway, lines};

/// The most probes that are run: each is run once.
const PROBES: usize = 8;

/// The findings so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examination {
    subject: Subject,
    findings: Findings,
}

/// The cause and the cure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// Stable name of the cause in kebab case; [`causes::table`] has them all.
    pub code: Cow<'static, str>,
    /// The party that must act.
    pub blame: Blame,
    /// The cause, in one or two sentences.
    pub cause: String,
    /// The cure, in one or two sentences.
    pub cure: String,
    /// Lines to copy for that, the best first.
    pub lines: Vec<Line>,
    /// The checks and their results.
    pub steps: Vec<Step>,
}

/// Something to copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it goes.
    pub label: &'static str,
    /// The line, or several.
    pub text: String,
}

impl Examination {
    /// Nothing is known yet.
    pub fn new(subject: Subject) -> Self {
        Self { subject, findings: Findings::default() }
    }

    /// The subject of the examination.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The probe to run next; `None` if enough is known.
    pub fn next(&self) -> Option<Probe> {
        match decide(&self.subject, &self.findings) {
            Next::Ask(probe) if self.findings.0.len() < PROBES => Some(probe),
            _ => None,
        }
    }

    /// Adds a probe's finding. The first finding of a probe counts.
    pub fn found(&mut self, probe: Probe, finding: Finding) {
        if let Finding::Answer(answer) = &finding
            && self.subject.make.is_none()
        {
            self.subject.make = answer.server.as_deref().and_then(Make::from_server);
        }
        self.findings.0.push((probe, finding));
    }

    /// The checks so far, and their results.
    pub fn steps(&self) -> Vec<Step> {
        steps(&self.subject, &self.findings)
    }

    /// What is the matter. While a probe is [still to be run](Self::next), that nothing is known.
    pub fn diagnosis(&self) -> Diagnosis {
        let cause = match decide(&self.subject, &self.findings) {
            Next::Done(cause) => cause,
            Next::Ask(_) => &table::NO_ANSWER,
        };
        // The player sees more of the pictures than a request, which looks at the first part only.
        let sees_more = |told: &Told| {
            *cause == table::FINE || *cause == table::NOT_VIDEO && told.code == table::OTHER_VIDEO.code
        };
        if let Some(told) = self.subject.told.clone().filter(sees_more) {
            let (code, lines) = (told.code.into(), Vec::new());
            return Diagnosis {
                code,
                blame: told.blame,
                cause: told.cause,
                cure: told.cure,
                lines,
                steps: self.steps(),
            };
        }
        let facts = Facts::new(&self.subject, &self.findings);
        // What the gateway says itself is nearer to the truth than our words for it.
        let own = |name| {
            let is_gateways = self.findings.answer().is_some_and(|answer| answer.is_gateways);
            let is_asked = self.subject.route != Route::Direct;
            let body = Some(facts.bytes()).filter(|_| is_asked && is_gateways)?;
            gateway::field(body, name).filter(|text| !text.is_empty())
        };
        Diagnosis {
            code: cause.code.into(),
            blame: cause.blame,
            cause: own("message").unwrap_or_else(|| facts.fill(cause.sentence)),
            cure: own("hint").unwrap_or_else(|| facts.fill(cause.cure)),
            lines: lines::of(cause.lines, &facts),
            steps: self.steps(),
        }
    }
}

impl fmt::Display for Diagnosis {
    /// As plain text, to send to a person who can help.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut write = |parts: [&str; 4]| parts.into_iter().try_for_each(|part| f.write_str(part));
        write([&self.cause, "\n", &self.cure, "\n"])?;
        for line in &self.lines {
            write(["\n", line.label, ":\n    ", &line.text.replace('\n', "\n    ")])?;
            write(["\n", "", "", ""])?;
        }
        write(["\nWhat was looked at (", &self.code, "):", "\n"])?;
        for step in &self.steps {
            write([step.verdict.mark(), step.what, ": ", &step.outcome])?;
            write(["\n", "", "", ""])?;
        }
        Ok(())
    }
}
