//! The bench of the gateway.

use std::path::PathBuf;

use anyhow::Result;

use crate::process::run;
use crate::suite::Outcome;
use crate::system::{self, HAPROXY, NGINX, NODE, Program};
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
