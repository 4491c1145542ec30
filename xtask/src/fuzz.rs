//! Fuzzing, for a bounded time.

use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::process;
use crate::tools::{self, Tools};
use crate::workspace::Workspace;

/// Long enough for several parts of each limit's size; libFuzzer's own bound is 4096 bytes.
const LONGEST_INPUT: &str = "-max_len=65536";
/// One input that takes this many seconds is a finding: work that grows with the square of the bytes.
const LONGEST_RUN: &str = "-timeout=20";

/// Fuzzes each target for the given time; stops at the first finding.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let Options { seconds, mut targets } = Options::parse(arguments)?;
    if !has_nightly()? {
        bail!("libFuzzer needs a nightly toolchain: rustup toolchain install nightly");
    }
    let tools = Tools::ensure(workspace, &[&tools::CARGO_FUZZ])?;
    let cargo_fuzz = |arguments: &[&str]| {
        let mut command = tools.command(workspace, "cargo-fuzz")?;
        command.arg("fuzz").args(arguments).env("RUSTUP_TOOLCHAIN", "nightly");
        anyhow::Ok(command)
    };
    if targets.is_empty() {
        let listed = process::output(&mut cargo_fuzz(&["list"])?)?;
        targets = listed.stdout.split_whitespace().map(str::to_owned).collect();
    }
    if targets.is_empty() {
        bail!("fuzz/ has no targets");
    }
    for target in &targets {
        let limit = format!("-max_total_time={seconds}");
        process::run(&mut cargo_fuzz(&["run", target, "--", &limit, LONGEST_INPUT, LONGEST_RUN])?)?;
    }
    println!("{} targets, {seconds} s each: no findings", targets.len());
    Ok(())
}

/// Whether rustup has a toolchain of that name.
pub(crate) fn has_nightly() -> Result<bool> {
    Ok(process::output(Command::new("rustc").arg("+nightly").arg("--version"))?.success)
}

#[derive(Debug, PartialEq)]
struct Options {
    seconds: u64,
    targets: Vec<String>,
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self { seconds: 60, targets: Vec::new() };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--seconds" => {
                    let value = arguments.next().context("--seconds wants a number")?;
                    options.seconds =
                        value.parse().with_context(|| format!("--seconds wants a number, not {value:?}"))?;
                }
                option if option.starts_with('-') => bail!("what is {option:?}?"),
                target => options.targets.push(target.to_owned()),
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_a_time_and_targets() {
        let parse =
            |line: &str| Options::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        let expected = Options { seconds: 5, targets: vec!["parser".to_owned()] };
        assert_eq!(parse("--seconds 5 parser").unwrap(), expected);
        assert!(parse("--seconds soon").is_err());
        assert!(parse("--minutes 5").is_err());
    }
}
