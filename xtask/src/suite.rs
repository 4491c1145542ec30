//! `cargo xtask test`: every check, one after the other, and one closing summary.

mod steps;
mod summary;

use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};

use self::steps::{LONG_STEPS, STEPS, Step};
use self::summary::{Report, Verdict};
use crate::process::run;
use crate::workspace::Workspace;

/// Measures how the viewer takes every fault, and writes the table of docs/RELIABILITY.md.
pub(crate) fn reliability(workspace: &Workspace) -> Result<()> {
    steps::e2e::reliability(workspace)
}

/// The parser's speed, native and in Chromium.
pub(crate) fn bench_parser(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    run(workspace.cargo().args(["bench", "-p", "mjpeg"]).args(arguments))?;
    steps::parser_in_browser(workspace)
}

/// What each way of showing a camera costs, in Chromium.
pub(crate) fn bench_viewer(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    steps::e2e::bench(workspace, arguments)
}

/// What the gateway holds, beside its rivals.
pub(crate) fn bench_gateway(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    steps::load::bench(workspace, arguments)
}

/// Watches a wall of viewers for as long as `arguments` say.
pub(crate) fn soak(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    steps::e2e::soak(workspace, arguments)
}

/// What a step that did not fail says.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It ran and found nothing wrong.
    Passed,
    /// It ran in part; this is what it could not do here.
    PassedWithout(String),
    /// It cannot run here, for this reason.
    Skipped(String),
}

/// Runs the steps; the exit code tells whether all of them passed.
pub(crate) fn test(workspace: &Workspace, arguments: &[String]) -> Result<ExitCode> {
    let options = Options::parse(arguments)?;
    if options.list {
        for step in STEPS {
            println!("{:<12} {}", step.name, step.about);
        }
        for step in LONG_STEPS {
            println!("{:<12} {} (with --full)", step.name, step.about);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let mut report = Report::default();
    for step in options.chosen() {
        println!("\n=== {}: {}", step.name, step.about);
        let start = Instant::now();
        let verdict = Verdict::of((step.run)(workspace));
        if let Verdict::Failed(reason) = &verdict {
            println!("FAILED {}: {reason}", step.name);
        }
        let failed = verdict.is_failure();
        report.add(step.name, verdict, start.elapsed());
        if failed && options.fail_fast {
            break;
        }
    }
    print!("\n{report}");
    Ok(if report.failed() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[derive(Debug, Default, PartialEq)]
struct Options {
    only: Vec<String>,
    skip: Vec<String>,
    fail_fast: bool,
    full: bool,
    list: bool,
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self::default();
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let mut name =
                || step_name(arguments.next().with_context(|| format!("{argument} wants a step"))?);
            match argument.as_str() {
                "--only" => options.only.push(name()?),
                "--skip" => options.skip.push(name()?),
                "--fail-fast" => options.fail_fast = true,
                "--full" => options.full = true,
                "--list" => options.list = true,
                unknown => bail!("what is {unknown:?}? `cargo xtask help` lists the options"),
            }
        }
        Ok(options)
    }

    /// The steps to run. A long one runs by its name, too.
    fn chosen(&self) -> impl Iterator<Item = &'static Step> {
        let is_in = |names: &[String], step: &Step| names.iter().any(|name| name == step.name);
        let is_due = move |step: &Step, is_long: bool| {
            let usual = self.only.is_empty() && (self.full || !is_long);
            (usual || is_in(&self.only, step)) && !is_in(&self.skip, step)
        };
        let usual = STEPS.iter().filter(move |step| is_due(step, false));
        usual.chain(LONG_STEPS.iter().filter(move |step| is_due(step, true)))
    }
}

fn step_name(name: &str) -> Result<String> {
    let all = || STEPS.iter().chain(LONG_STEPS);
    if !all().any(|step| step.name == name) {
        let names: Vec<&str> = all().map(|step| step.name).collect();
        bail!("no step {name:?}; there are {}", names.join(", "));
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options> {
        Options::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    fn chosen(line: &str) -> Vec<&'static str> {
        parse(line).unwrap().chosen().map(|step| step.name).collect()
    }

    #[test]
    fn steps_are_chosen_by_name() {
        assert_eq!(chosen("--only fmt --only deny"), ["fmt", "deny"]);
        assert_eq!(chosen("").len(), STEPS.len());
        assert!(!chosen("--skip e2e-webkit").contains(&"e2e-webkit"));
    }

    #[test]
    fn long_steps_run_with_full_or_by_name_and_never_by_themselves() {
        assert!(!chosen("").contains(&"soak-long"));
        assert_eq!(chosen("--full").len(), STEPS.len() + LONG_STEPS.len());
        assert_eq!(chosen("--only soak-long"), ["soak-long"]);
        assert_eq!(chosen("--full --only fmt"), ["fmt"]);
        assert!(!chosen("--full --skip soak-long").contains(&"soak-long"));
    }

    #[test]
    fn an_unknown_step_or_option_is_refused() {
        assert!(parse("--only format").is_err());
        assert!(parse("--only").is_err());
        assert!(parse("--verbose").is_err());
    }
}
