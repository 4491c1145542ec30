//! `mullion probe --diagnose`: why a viewer shows no picture of a camera, and how to fix it.
//! The crate `diagnosis` has the logic; this module runs its probes with sockets.

mod ask;
mod failure;

use std::io::{self, Write as _};

use diagnosis::{Asker, Diagnosis, Examination, Finding, Line, Login, Probe, Subject};
use serde::Serialize;

use crate::address::{Address, shown};
use crate::cli::ProbeArgs;
use crate::probe::Outcome;
use crate::probe::source::Access;
use crate::terminal::{Plain, complain};
use ask::{Asked, ask, preflight};

/// Examines what `args` name and writes the diagnosis to the standard output.
pub(crate) async fn run(args: &ProbeArgs, access: &Access) -> Outcome {
    let diagnosis = examine(args, access).await;
    let written = if args.json { json(&diagnosis) } else { human(&diagnosis) };
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(format_args!("the diagnosis cannot be written: {error}"));
            Outcome::Unreadable
        }
        _ if diagnosis.code == FINE => Outcome::Frames,
        _ => Outcome::NoFrames,
    }
}

/// The code of the diagnosis that has found nothing.
const FINE: &str = "fine";

async fn examine(args: &ProbeArgs, access: &Access) -> Diagnosis {
    let asker = Asker::Shell(args.origin.clone());
    let Ok(address) = Address::of_command_line(args.source.expose()) else {
        // A mistake in the address is a diagnosis too.
        return Examination::new(Subject::new(args.source.expose(), asker)).diagnosis();
    };
    address.note();
    let mut subject = Subject::new(&shown(&address.url), asker);
    let mut examination = Examination::new(subject.clone());
    let mut pin = None;
    // A shell knows everything from one request.
    if examination.next() == Some(Probe::Ask) {
        let Asked { finding, seen, route, certificate, has_logged_in } =
            ask(&address, access, args.origin.as_deref()).await;
        subject.seen = seen;
        // A login that was never sent cannot have been refused.
        if has_logged_in {
            subject.login = Login::Header;
        }
        if let Some((route, address)) = route {
            subject.route = route;
            subject.address = address.unwrap_or(subject.address);
        }
        pin = certificate;
        examination = Examination::new(subject);
        examination.found(Probe::Ask, finding);
        if let (Some(Probe::Preflight), Some(origin)) = (examination.next(), &args.origin) {
            examination.found(Probe::Preflight, preflight(&address.url, &access.trust, origin).await);
        }
    }
    let mut diagnosis = examination.diagnosis();
    if let Some(lines) = pin {
        diagnosis.lines.push(Line { label: "mullion.toml, under this camera", text: lines });
    }
    diagnosis
}

fn human(diagnosis: &Diagnosis) -> io::Result<()> {
    let mut out = Plain(io::stdout().lock());
    write!(out, "{diagnosis}")?;
    out.flush()
}

#[derive(Serialize)]
struct Report<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    code: &'a str,
    blame: &'static str,
    cause: &'a str,
    cure: &'a str,
    lines: Vec<ReportLine<'a>>,
    steps: Vec<ReportStep<'a>>,
}

#[derive(Serialize)]
struct ReportLine<'a> {
    label: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct ReportStep<'a> {
    what: &'static str,
    outcome: &'a str,
    verdict: &'static str,
}

fn json(diagnosis: &Diagnosis) -> io::Result<()> {
    let report = Report {
        kind: "diagnosis",
        code: &diagnosis.code,
        blame: diagnosis.blame.name(),
        cause: &diagnosis.cause,
        cure: &diagnosis.cure,
        lines: diagnosis.lines.iter().map(|Line { label, text }| ReportLine { label, text }).collect(),
        steps: diagnosis
            .steps
            .iter()
            .map(|step| ReportStep { what: step.what, outcome: &step.outcome, verdict: step.verdict.name() })
            .collect(),
    };
    let mut out = Plain(io::stdout().lock());
    serde_json::to_writer(&mut out, &report)?;
    writeln!(out)?;
    out.flush()
}

/// The finding of a request that brought no answer.
fn failed(failure: diagnosis::Failure) -> Finding {
    Finding::Failed(failure)
}
