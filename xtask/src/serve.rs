//! The app and its gateway: built, shown, developed.

use std::process::{Child, Command};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::app::{self, Builder};
use crate::process::run;
use crate::refuse_arguments;
use crate::workspace::Workspace;

/// Builds the release app, then the program that carries it.
pub(crate) fn build(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    refuse_arguments(arguments)?;
    let weights = app::build(workspace)?;
    // The app first: the program embeds it.
    run(workspace.cargo().args(["build", "--release", "--package", "gateway"]))?;
    weights.check()
}

/// The gateway that trunk's proxy (Trunk.toml) speaks to.
const DEV_GATEWAY: &str = "127.0.0.1:9090";

/// Serves the app through trunk, which rebuilds it at every change, with the gateway behind it.
pub(crate) fn dev(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let builder = Builder::ensure(workspace)?;
    run(workspace.cargo().args(["build", "--package", "gateway"]))?;
    let mut gateway = workspace.cargo();
    gateway.args(["run", "--quiet", "--package", "gateway", "--", "serve", "--listen", DEV_GATEWAY]);
    let mut trunk = builder.trunk(workspace)?;
    trunk.arg("serve");
    let mut gateway = Stopped::spawn(gateway.args(arguments), "the gateway")?;
    let mut trunk = Stopped::spawn(&mut trunk, "trunk")?;
    // Ctrl-C reaches all three; anything else that ends one ends the other.
    loop {
        gateway.check()?;
        trunk.check()?;
        thread::sleep(Duration::from_millis(200));
    }
}

/// A child that does not outlive this program.
pub(crate) struct Stopped {
    child: Child,
    name: &'static str,
}

impl Stopped {
    pub(crate) fn spawn(command: &mut Command, name: &'static str) -> Result<Self> {
        let child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        Ok(Self { child, name })
    }

    pub(crate) fn check(&mut self) -> Result<()> {
        match self.child.try_wait()? {
            None => Ok(()),
            Some(status) => bail!("{} ended ({status})", self.name),
        }
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        // It may have ended already; there is nobody left to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
