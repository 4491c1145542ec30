//! Programs that run beside a test, until it ends.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::log::Log;

/// A running program, killed when this is dropped.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    log: Log,
}

impl Process {
    /// Starts `command`, which does not tell when it is ready; its output is thrown away.
    pub(crate) fn spawn(mut command: Command) -> Result<Self> {
        let name = command.as_std().get_program().to_string_lossy().into_owned();
        command.stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
        let child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        Ok(Self { child, log: Log::default() })
    }

    /// Kills it and waits until it is gone.
    pub(crate) async fn kill(mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }

    /// Stops it where it is (SIGSTOP): it keeps its connections and does nothing.
    pub(crate) async fn pause(&self) -> Result<()> {
        let id = self.child.id().context("it is gone")?.to_string();
        let status = Command::new("kill").args(["-STOP", &id]).status().await?;
        if !status.success() {
            bail!("kill -STOP {id} failed");
        }
        Ok(())
    }

    /// What it has printed until now.
    pub(crate) fn printed(&self) -> String {
        self.log.text()
    }

    /// Starts `command` and reads its standard output up to the line in which `ready` finds
    /// something. That is kept, and what it prints after that, and its standard error if `command`
    /// pipes that.
    pub(crate) async fn start<T>(
        mut command: Command,
        ready: impl Fn(&str) -> Option<T>,
    ) -> Result<(Self, T)> {
        let name = command.as_std().get_program().to_string_lossy().into_owned();
        command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        let output = child.stdout.take().context("the output was not piped")?;
        let mut lines = BufReader::new(output).lines();
        let mut printed = String::new();
        let find = async {
            while let Some(line) = lines.next_line().await? {
                if let Some(found) = ready(&line) {
                    return anyhow::Ok(Some(found));
                }
                printed.push_str(&line);
                printed.push('\n');
            }
            Ok(None)
        };
        let Ok(found) = timeout(STARTING, find).await else {
            bail!("{name} was not ready after {} s; it printed {printed:?}", STARTING.as_secs());
        };
        let Some(found) = found.with_context(|| format!("cannot read what {name} prints"))? else {
            let status = child.wait().await?;
            bail!("{name} ended ({status}) before it was ready; it printed {printed:?}");
        };
        let log = Log::default();
        log.add(&printed);
        log.keep(lines.into_inner());
        if let Some(errors) = child.stderr.take() {
            log.keep(errors);
        }
        Ok((Self { child, log }, found))
    }
}

const STARTING: Duration = Duration::from_secs(60);

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[tokio::test]
    async fn a_program_is_ready_when_it_says_so() {
        let script = "echo starting; echo port 4711; exec sleep 60";
        let port = |line: &str| line.strip_prefix("port ")?.parse::<u16>().ok();
        let (_process, found) = Process::start(shell(script), port).await.unwrap();
        assert_eq!(found, 4711);
    }

    #[tokio::test]
    async fn a_program_that_ends_early_is_quoted() {
        let error = Process::start(shell("echo no such camera; exit 3"), |_| None::<()>).await.unwrap_err();
        let text = error.to_string();
        assert!(text.contains("no such camera") && text.contains('3'), "{text}");
    }
}
