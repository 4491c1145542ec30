//! `mullion pin`: the hash of a PIN, for a configuration.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::process::ExitCode;

use kiosk::PinHash;

use crate::terminal::complain;

/// More than a PIN and a line break is none.
const LONGEST: u64 = 64;

/// Reads a PIN from the standard input, and prints its hash.
pub fn run() -> ExitCode {
    let input = io::stdin().lock();
    if input.is_terminal() {
        // The prompt is for the person only.
        let _ = write!(io::stderr(), "PIN (4 to 16 digits; they are shown): ");
    }
    let mut line = String::new();
    if let Err(error) = io::Read::take(input, LONGEST).read_line(&mut line) {
        complain(format_args!("cannot read the PIN: {error}"));
        return ExitCode::FAILURE;
    }
    let mut salt = [0; 16];
    if getrandom::fill(&mut salt).is_err() {
        complain(format_args!("cannot get random numbers from the system"));
        return ExitCode::FAILURE;
    }
    match PinHash::of(line.trim(), salt) {
        Ok(hash) => {
            // Nobody has to read it.
            let _ = writeln!(io::stdout(), "{hash}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            complain(format_args!("{error}"));
            ExitCode::FAILURE
        }
    }
}
