//! `mullion verify`: checks a recording against the evidence in it.

use std::fs::File;
use std::io::{self, BufReader, Write as _};
use std::path::Path;
use std::process::ExitCode;

use recording::{Fault, Findings, Seal, Verdict, VerifyError};

use crate::cli::VerifyArgs;
use crate::terminal::{Plain, complain};

/// Checks the file that `args` name and prints the result.
pub fn run(args: &VerifyArgs) -> ExitCode {
    let (findings, bytes) = match check(&args.file) {
        Ok(checked) => checked,
        Err(error) => {
            complain(format_args!("{}: {error}", args.file.display()));
            return ExitCode::FAILURE;
        }
    };
    // A caller that does not read it wants the status only.
    let _ = tell(&findings, bytes);
    match judge(&findings, args.seal) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            complain(format_args!("{}: {reason}", args.file.display()));
            ExitCode::from(reason.status())
        }
    }
}

/// Why a file does not count as recorded.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum Reason {
    #[error("{0}")]
    Changed(Fault),
    #[error("the seal differs from the noted one: the file is another recording, or was sealed again")]
    OtherSeal,
    #[error("the recording was never ended, or its end was cut off: no seal covers it")]
    NeverEnded,
    #[error("the recording has no end, but the one with the noted seal had one: frames are missing")]
    EndIsMissing,
}

impl Reason {
    /// The program's exit status.
    fn status(&self) -> u8 {
        match self {
            Self::Changed(_) | Self::OtherSeal | Self::EndIsMissing => 2,
            Self::NeverEnded => 3,
        }
    }
}

fn judge(findings: &Findings, noted: Option<Seal>) -> Result<(), Reason> {
    match findings.verdict() {
        Verdict::Changed(fault) => Err(Reason::Changed(fault)),
        Verdict::AsRecorded if noted.is_some_and(|noted| noted != findings.seal) => Err(Reason::OtherSeal),
        Verdict::AsRecorded => Ok(()),
        Verdict::NeverEnded if noted.is_some() => Err(Reason::EndIsMissing),
        Verdict::NeverEnded => Err(Reason::NeverEnded),
    }
}

fn check(path: &Path) -> Result<(Findings, u64), VerifyError> {
    let file = File::open(path)?;
    let bytes = file.metadata()?.len();
    Ok((recording::verify(BufReader::with_capacity(1 << 20, file))?, bytes))
}

fn tell(findings: &Findings, bytes: u64) -> io::Result<()> {
    let mut out = Plain(io::stdout().lock());
    for (name, value) in &findings.tags {
        writeln!(out, "{name}: {}", value.escape_debug())?;
    }
    writeln!(out, "frames as recorded: {}", findings.frames)?;
    writeln!(out, "lost while recording: {}, connections lost: {}", findings.lost, findings.gaps)?;
    match findings.verdict() {
        Verdict::AsRecorded => writeln!(out, "seal: {}, which covers every byte of the file", findings.seal),
        Verdict::NeverEnded => {
            let rest = bytes.saturating_sub(findings.good_bytes);
            writeln!(out, "never ended: the last {rest} bytes do not count, and may hold anything")
        }
        Verdict::Changed(_) => writeln!(out, "changed: the tags and figures above prove nothing"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(finished: bool, fault: Option<Fault>) -> Findings {
        Findings { finished, fault, ..Findings::default() }
    }

    #[test]
    fn a_noted_seal_decides_over_a_whole_file_and_over_one_without_its_end() {
        let other: Seal = "1".repeat(64).parse().unwrap_or_default();
        let (whole, broken_off) = (findings(true, None), findings(false, None));
        assert_eq!(judge(&whole, None), Ok(()));
        assert_eq!(judge(&whole, Some(whole.seal)), Ok(()));
        assert_eq!(judge(&whole, Some(other)), Err(Reason::OtherSeal));
        assert_eq!(judge(&broken_off, None), Err(Reason::NeverEnded));
        assert_eq!(judge(&broken_off, Some(broken_off.seal)), Err(Reason::EndIsMissing));
        let changed = findings(true, Some(Fault::Seal));
        assert_eq!(judge(&changed, Some(changed.seal)), Err(Reason::Changed(Fault::Seal)));
    }
}
