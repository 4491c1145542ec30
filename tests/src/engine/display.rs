//! A display for browsers that know no life without a window.

use std::process::Stdio;

use anyhow::Result;
use tokio::process::Command;

use super::program;
use crate::process::Process;

/// An X server without a screen, which ends with this.
#[derive(Debug)]
pub(super) struct Display {
    name: String,
    _process: Process,
}

impl Display {
    /// Starts one on a display number that is free.
    pub(super) async fn start() -> Result<Self> {
        let mut command = Command::new(program("XVFB", "Xvfb"));
        // It says its number on descriptor 1, the standard output, once it can be used.
        command.args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]);
        // It tells of each number that it found taken.
        command.stderr(Stdio::null());
        let (process, number) = Process::start(command, |line| line.trim().parse::<u32>().ok()).await?;
        Ok(Self { name: format!(":{number}"), _process: process })
    }

    /// As `DISPLAY` has it.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}
