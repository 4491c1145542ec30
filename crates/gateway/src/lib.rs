//! The program mullion: serves the viewer, relays cameras, probes streams.
#![forbid(unsafe_code)]

pub mod address;
pub mod cli;
pub mod config;
mod excerpt;
pub mod http;
pub mod login;
pub mod probe;
pub mod secret;

use std::process::ExitCode;

use clap::Parser as _;
use clap::error::ErrorKind;

use crate::cli::{Cli, Command};

/// Exit status for a command line that cannot be understood (`EX_USAGE`): 1 and 2 mean something else.
const USAGE: u8 = 64;

/// The whole program.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // There is no one left to tell if this fails.
            let _ = error.print();
            let asked_for = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            return if asked_for { ExitCode::SUCCESS } else { ExitCode::from(USAGE) };
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("mullion: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let status = runtime.block_on(run(cli.command));
    // A thread that waits for the standard input never ends.
    runtime.shutdown_background();
    status
}

async fn run(command: Command) -> ExitCode {
    match command {
        Command::Probe(args) => probe::run(args).await.into(),
        Command::Serve(_) => ExitCode::FAILURE,
    }
}
