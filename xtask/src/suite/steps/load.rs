//! The bench of the gateway, and the servers in front of it.

use std::path::PathBuf;

use anyhow::Result;

use crate::process::run;
use crate::suite::Outcome;
use crate::system::{self, CADDY, HAPROXY, NGINX, NODE, Program};
use crate::tools;
use crate::workspace::Workspace;

/// Measures the release build beside what can be installed here.
pub(crate) fn bench(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    run(workspace.cargo().args(["build", "--release", "-p", "gateway", "-p", "gateway-bench"]))?;
    measure(workspace, "release", arguments)
}

/// All parts of it for a moment, of the builds that the tests have.
pub(super) fn short_bench(workspace: &Workspace) -> Result<Outcome> {
    if !cfg!(target_os = "linux") {
        return Ok(Outcome::Skipped("the load client is for Linux".to_owned()));
    }
    run(workspace.cargo().args(["build", "--workspace", "--bin", "mullion", "--bin", "gateway-bench"]))?;
    measure(workspace, "debug", &["--smoke".to_owned()])?;
    Ok(Outcome::Passed)
}

/// Tests with the real programs, those that can be installed.
pub(super) fn in_front(workspace: &Workspace) -> Result<Outcome> {
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--workspace", "--test", "in_front", "--"]);
    let mut absent = Vec::new();
    for (name, program) in [("nginx", &NGINX), ("caddy", &CADDY), ("haproxy", &HAPROXY)] {
        match found(program) {
            Some(path) => {
                cargo.env(name.to_uppercase(), path);
            }
            None => {
                cargo.args(["--skip", name]);
                absent.push(name);
            }
        }
    }
    run(&mut cargo)?;
    if absent.is_empty() {
        return Ok(Outcome::Passed);
    }
    Ok(Outcome::PassedWithout(format!("without {}", absent.join(", "))))
}

fn measure(workspace: &Workspace, profile: &str, arguments: &[String]) -> Result<()> {
    let target = workspace.root().join("target");
    let mut bench = std::process::Command::new(target.join(profile).join("gateway-bench"));
    bench.current_dir(workspace.root()).args(arguments);
    bench.env("MULLION", target.join(profile).join("mullion"));
    let rivals = [("NGINX", found(&NGINX)), ("HAPROXY", found(&HAPROXY)), ("NODE", found(&NODE))];
    let module = tools::MJPEG_PROXY.ensure().map_err(|error| println!("{error:#}")).ok();
    for (name, path) in rivals.into_iter().chain([("MJPEG_PROXY", module)]) {
        if let Some(path) = path {
            bench.env(name, path);
        }
    }
    run(&mut bench)
}

/// Where a rival is. One that cannot be installed is left out.
fn found(program: &Program) -> Option<PathBuf> {
    system::install(program).map_err(|error| println!("{error:#}")).ok()
}
