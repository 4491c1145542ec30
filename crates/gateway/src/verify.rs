//! `mullion verify`: checks a recording against the evidence in it.

use std::fs::File;
use std::io::{self, BufReader, Write as _};
use std::path::Path;
use std::process::ExitCode;

use recording::{Findings, VerifyError};

use crate::cli::VerifyArgs;

/// Exit status where a frame differs.
const DIFFERS: u8 = 2;

/// Checks the file that `args` name and tells what was found.
pub fn run(args: &VerifyArgs) -> ExitCode {
    let checked = check(&args.file);
    let (findings, bytes) = match checked {
        Ok(checked) => checked,
        Err(error) => {
            eprintln!("mullion: {}: {error}", args.file.display());
            return ExitCode::FAILURE;
        }
    };
    // Whoever does not read it wants the status only.
    let _ = tell(&findings, bytes);
    match findings.fault {
        Some(fault) => {
            eprintln!("mullion: {}: {fault}", args.file.display());
            ExitCode::from(DIFFERS)
        }
        None => ExitCode::SUCCESS,
    }
}

fn check(path: &Path) -> Result<(Findings, u64), VerifyError> {
    let file = File::open(path)?;
    let bytes = file.metadata()?.len();
    Ok((recording::verify(BufReader::with_capacity(1 << 20, file))?, bytes))
}

fn tell(findings: &Findings, bytes: u64) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for (name, value) in &findings.tags {
        // A tag may hold anything: none of it is for the terminal to obey.
        writeln!(out, "{}: {}", name.escape_debug(), value.escape_debug())?;
    }
    writeln!(out, "frames as recorded: {}", findings.frames)?;
    writeln!(out, "lost while recording: {}, connections lost: {}", findings.lost, findings.gaps)?;
    if findings.fault.is_none() && !findings.finished {
        let rest = bytes.saturating_sub(findings.good_bytes);
        writeln!(out, "the recording was never ended; {rest} bytes after the last whole frame do not count")?;
    }
    writeln!(out, "seal of what was read: {}", findings.seal)
}
