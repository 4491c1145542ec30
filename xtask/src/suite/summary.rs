//! What became of each step, as a table.

use std::fmt;
use std::time::Duration;

use anyhow::Result;

use super::Outcome;

/// How a step ended.
#[derive(Debug)]
pub(super) enum Verdict {
    Passed,
    PassedWithout(String),
    Skipped(String),
    Failed(String),
}

impl Verdict {
    pub(super) fn of(result: Result<Outcome>) -> Self {
        match result {
            Ok(Outcome::Passed) => Self::Passed,
            Ok(Outcome::PassedWithout(what)) => Self::PassedWithout(what),
            Ok(Outcome::Skipped(reason)) => Self::Skipped(reason),
            Err(error) => Self::Failed(format!("{error:#}")),
        }
    }

    pub(super) fn is_failure(&self) -> bool {
        matches!(self, Self::Failed(_))
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Passed | Self::PassedWithout(_) => "passed",
            Self::Skipped(_) => "skipped",
            Self::Failed(_) => "FAILED",
        }
    }

    fn remark(&self) -> &str {
        match self {
            Self::Passed => "",
            Self::PassedWithout(what) => what,
            Self::Skipped(reason) | Self::Failed(reason) => reason,
        }
    }
}

/// All steps so far. Its `Display` ends with `N passed, N failed` alone on a line.
#[derive(Debug, Default)]
pub(super) struct Report {
    lines: Vec<(&'static str, Verdict, Duration)>,
}

impl Report {
    pub(super) fn add(&mut self, step: &'static str, verdict: Verdict, took: Duration) {
        self.lines.push((step, verdict, took));
    }

    pub(super) fn failed(&self) -> usize {
        self.lines.iter().filter(|(_, verdict, _)| verdict.is_failure()).count()
    }

    fn skipped(&self) -> usize {
        self.lines.iter().filter(|(_, verdict, _)| matches!(verdict, Verdict::Skipped(_))).count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<12} {:<8} {:>7}", "step", "result", "seconds")?;
        let mut total = Duration::ZERO;
        for (step, verdict, took) in &self.lines {
            total += *took;
            // A reason may have many lines; the first says enough here, the rest stands above.
            let remark = verdict.remark().lines().next().unwrap_or_default();
            let line = format!("{step:<12} {:<8} {:>7.1}  {remark}", verdict.word(), took.as_secs_f64());
            writeln!(f, "{}", line.trim_end())?;
        }
        writeln!(f, "{:<21} {:>7.1}", "total", total.as_secs_f64())?;
        let (failed, skipped) = (self.failed(), self.skipped());
        write!(f, "{} passed, {failed} failed", self.lines.len() - failed - skipped)?;
        if skipped > 0 {
            write!(f, ", {skipped} skipped")?;
        }
        writeln!(f)
    }
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    #[test]
    fn the_last_line_counts_and_stands_alone() {
        let mut report = Report::default();
        let results = [
            Ok(Outcome::Passed),
            Ok(Outcome::PassedWithout("no advisories".to_owned())),
            Err(anyhow!("this\nand that")),
        ];
        for result in results {
            report.add("fmt", Verdict::of(result), Duration::from_millis(1250));
        }
        let text = report.to_string();
        assert_eq!(text.lines().last(), Some("2 passed, 1 failed"));
        assert!(text.contains("fmt          FAILED       1.2  this\n"), "{text}");
        report.add("fuzz", Verdict::of(Ok(Outcome::Skipped("no compiler".to_owned()))), Duration::ZERO);
        assert_eq!(report.to_string().lines().last(), Some("2 passed, 1 failed, 1 skipped"));
    }
}
