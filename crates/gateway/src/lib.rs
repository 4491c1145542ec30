//! The program mullion: serves the viewer, relays cameras, probes and records streams.
#![forbid(unsafe_code)]

pub mod address;
mod archive;
pub mod cli;
pub mod config;
pub mod demo;
mod diagnose;
mod direct;
pub mod displays;
mod excerpt;
pub mod http;
pub mod kiosk_unit;
mod lock;
pub mod login;
mod peers;
pub mod pin;
pub mod probe;
pub mod proxy;
pub mod record;
pub mod refusal;
pub mod relay;
pub mod secret;
pub mod serve;
mod signals;
pub mod simulate;
mod terminal;
pub mod verify;

use std::io;
use std::process::ExitCode;

use clap::error::ErrorKind;
use tracing_subscriber::EnvFilter;

use crate::cli::{Cli, Command};
use crate::terminal::{Plain, complain};

/// Exit status for a command line that cannot be understood (`EX_USAGE`): 1 and 2 mean something else.
const USAGE: u8 = 64;

/// The whole program.
pub fn main() -> ExitCode {
    let cli = match Cli::of_words(std::env::args_os()) {
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
            complain(format_args!("cannot start: {error}"));
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
        Command::Camera(args) => {
            log();
            ended(simulate::run(args).await)
        }
        Command::Kiosk(args) => kiosk_unit::run(&args),
        Command::Pin(_) => pin::run(),
        Command::Probe(args) => probe::run(args).await.into(),
        Command::Record(args) => {
            log();
            record::run(&args).await.into()
        }
        Command::Serve(args) => {
            log();
            ended(serve::run(args).await)
        }
        Command::Verify(args) => verify::run(&args),
    }
}

/// Logs go to the standard error; `RUST_LOG` sets which (`debug`, `gateway=trace`).
fn log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_target(false);
    // Without colours: an escape in a log is none of ours.
    log.with_writer(|| Plain(io::stderr())).with_ansi(false).init();
}

fn ended(result: Result<(), impl std::fmt::Display>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(format_args!("{error}"));
            ExitCode::FAILURE
        }
    }
}
