//! Processes that end with the bench.

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context as _, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A process that is ended when this is dropped.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
}

impl Running {
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let child = command.spawn().with_context(|| format!("cannot start {:?}", command.get_program()))?;
        Ok(Self { child })
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|status| status.is_some())
    }

    fn pipes(&mut self) -> Option<(ChildStdin, ChildStdout)> {
        self.child.stdin.take().zip(self.child.stdout.take())
    }

    /// Its first line on the standard output that holds `text`. What follows is read and dropped.
    pub(crate) fn line_with(&mut self, text: &str) -> Result<String> {
        let out = self.child.stdout.take().context("no standard output")?;
        let mut lines = BufReader::new(out).lines();
        let line = loop {
            let line = lines.next().context("it ended")??;
            if line.contains(text) {
                break line;
            }
        };
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Ok(line)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Asked first, so that a process ends its own children as well.
        let _ = Command::new("kill").arg(self.child.id().to_string()).stderr(Stdio::null()).status();
        for _ in 0..30 {
            if self.has_ended() {
                return;
            }
            // `std` can wait for a process only without end.
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A part of the bench itself, in a process of its own: it is told orders and answers.
#[derive(Debug)]
pub(crate) struct Helper {
    stdin: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    _running: Running,
}

impl Helper {
    pub(crate) fn start(arguments: &[&str]) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut running = Running::start(&mut command)?;
        let (stdin, stdout) = running.pipes().context("no pipes")?;
        Ok(Self { stdin, lines: BufReader::new(stdout).lines(), _running: running })
    }

    pub(crate) fn ask<T: DeserializeOwned>(&mut self, order: &impl Serialize) -> Result<T> {
        writeln!(self.stdin, "{}", serde_json::to_string(order)?)?;
        self.answer()
    }

    pub(crate) fn answer<T: DeserializeOwned>(&mut self) -> Result<T> {
        let line = self.lines.next().context("a part of the bench has ended")??;
        Ok(serde_json::from_str(&line)?)
    }
}
