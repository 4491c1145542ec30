//! The steps of `cargo xtask test`, cheapest first.

use std::process::Command;

use anyhow::{Result, bail};

use super::Outcome;
use crate::app;
use crate::process::{output, run};
use crate::system::{self, CHROMEDRIVER, CHROMIUM};
use crate::tools::{self, Tools};
use crate::wasm_target::{self, WASM, WasmToolchain};
use crate::workspace::Workspace;

/// One check.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) run: fn(&Workspace) -> Result<Outcome>,
}

/// All of them, in the order in which they run.
pub(super) const STEPS: &[Step] = &[
    Step { name: "lock", about: "Cargo.lock fits the manifests", run: lock },
    Step { name: "fmt", about: "rustfmt has nothing to change", run: fmt },
    Step { name: "deny", about: "licences, sources, duplicates, advisories", run: deny },
    Step { name: "clippy", about: "lints, all packages and targets, native", run: clippy },
    Step { name: "clippy-wasm", about: "lints, the browser's packages for wasm", run: clippy_wasm },
    Step { name: "doc", about: "documentation builds without a warning", run: doc },
    Step { name: "native", about: "unit, integration and doc tests", run: native },
    Step { name: "fuzz", about: "the fuzz targets compile", run: fuzz },
    Step { name: "wasm", about: "the browser's packages tested in Chromium", run: wasm },
    Step { name: "app", about: "the release app builds and keeps its size budgets", run: build_app },
    Step { name: "e2e", about: "gateway, simulated camera and app in Chromium", run: e2e },
];

/// The packages that run in a browser.
const BROWSER_PACKAGES: [&str; 8] = ["-p", "mullion-viewer", "-p", "player", "-p", "vapix", "-p", "mjpeg"];

/// The target of package `e2e`. It has `test = false`, so only its name runs it.
const E2E_TEST: &str = "browser";

fn lock(workspace: &Workspace) -> Result<Outcome> {
    let metadata = output(workspace.cargo().args(["metadata", "--locked", "--format-version", "1"]))?;
    if !metadata.success {
        bail!("{}", metadata.stderr.trim());
    }
    Ok(Outcome::Passed)
}

fn fmt(workspace: &Workspace) -> Result<Outcome> {
    run(workspace.cargo().args(["fmt", "--all", "--check"]))?;
    Ok(Outcome::Passed)
}

fn deny(workspace: &Workspace) -> Result<Outcome> {
    let tools = Tools::ensure(workspace, &[&tools::CARGO_DENY])?;
    let cargo_deny = || {
        let mut command = tools.command(workspace, "cargo-deny")?;
        command.arg("--workspace");
        anyhow::Ok(command)
    };
    run(cargo_deny()?.args(["check", "--hide-inclusion-graph", "bans", "licenses", "sources"]))?;
    let fetched = output(cargo_deny()?.args(["fetch", "db"]))?;
    if !fetched.success {
        let cause = fetched.stderr.trim();
        println!("the advisory database cannot be fetched here: {cause}");
        return Ok(Outcome::PassedWithout("without advisories: their database is out of reach".to_owned()));
    }
    run(cargo_deny()?.args(["check", "advisories"]))?;
    Ok(Outcome::Passed)
}

fn clippy(workspace: &Workspace) -> Result<Outcome> {
    // `--all-targets` leaves out tests with `test = false`; `--test *` brings them back.
    let mut cargo = workspace.cargo();
    cargo.args(["clippy", "--workspace", "--all-targets", "--test", "*", "--", "-D", "warnings"]);
    run(&mut cargo)?;
    Ok(Outcome::Passed)
}

fn clippy_wasm(workspace: &Workspace) -> Result<Outcome> {
    if let WasmToolchain::Debian(_) = wasm_target::ensure()? {
        return Ok(Outcome::Skipped("the active toolchain cannot build for wasm".to_owned()));
    }
    let mut cargo = workspace.cargo();
    cargo.args(["clippy", "--target", WASM]).args(BROWSER_PACKAGES);
    // Benches are native: criterion does not run in a browser.
    run(cargo.args(["--lib", "--bins", "--tests", "--", "-D", "warnings"]))?;
    Ok(Outcome::Passed)
}

fn doc(workspace: &Workspace) -> Result<Outcome> {
    run(workspace.cargo().args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"))?;
    Ok(Outcome::Passed)
}

fn native(workspace: &Workspace) -> Result<Outcome> {
    run(workspace.cargo().args(["test", "--workspace", "--no-fail-fast"]))?;
    Ok(Outcome::Passed)
}

fn fuzz(workspace: &Workspace) -> Result<Outcome> {
    let manifest = workspace.root().join("fuzz").join("Cargo.toml");
    if output(Command::new("c++").arg("--version")).is_err() {
        return Ok(Outcome::Skipped("no C++ compiler for libFuzzer".to_owned()));
    }
    run(workspace.cargo().args(["check", "--manifest-path"]).arg(manifest))?;
    Ok(Outcome::Passed)
}

fn wasm(workspace: &Workspace) -> Result<Outcome> {
    let toolchain = wasm_target::ensure()?;
    let [_, driver] = system::ensure([&CHROMIUM, &CHROMEDRIVER])?;
    let tools = Tools::ensure(workspace, &[&tools::WASM_BINDGEN])?;
    let mut cargo = tools.command(workspace, "cargo")?;
    toolchain.apply(&mut cargo);
    cargo.args(["test", "--no-fail-fast", "--target", WASM]).args(BROWSER_PACKAGES);
    // The runner's own limit of 20 s is short for a debug build's property tests on a busy machine.
    run(cargo.env("CHROMEDRIVER", driver).env("WASM_BINDGEN_TEST_TIMEOUT", "300"))?;
    Ok(Outcome::Passed)
}

fn build_app(workspace: &Workspace) -> Result<Outcome> {
    app::build(workspace)?.check()?;
    Ok(Outcome::Passed)
}

fn e2e(workspace: &Workspace) -> Result<Outcome> {
    let [browser, driver] = system::ensure([&CHROMIUM, &CHROMEDRIVER])?;
    if !workspace.dist().join("index.html").exists() {
        bail!("there is no built app in dist: the step `app` makes it");
    }
    // Builds `mullion` too, for the gateway's own tests. The whole workspace as in `native`, so that the
    // features, and with them the compiled dependencies, are the same.
    run(workspace.cargo().args(["test", "--workspace", "--no-run"]))?;
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--workspace", "--test", E2E_TEST]);
    run(cargo.env("CHROMIUM", browser).env("CHROMEDRIVER", driver))?;
    Ok(Outcome::Passed)
}
