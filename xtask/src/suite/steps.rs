//! The steps of `cargo xtask test`, cheapest first.

mod crates;
pub(crate) mod e2e;
pub(crate) mod load;

use std::ffi::OsString;
use std::process::Command;

use anyhow::{Result, bail};

use super::Outcome;
use crate::app;
use crate::process::{output, run};
use crate::system::{self, CHROMEDRIVER, CHROMIUM, FFMPEG, FFPROBE, FIREFOX, MKVINFO};
use crate::tools::{self, Tool, Tools};
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
    Step { name: "crates", about: "the table of crates says what cargo says", run: crates::check },
    Step { name: "fmt", about: "rustfmt has nothing to change", run: fmt },
    Step { name: "deny", about: "licences, sources, duplicates, advisories", run: deny },
    Step { name: "clippy", about: "lints, all packages and targets, native", run: clippy },
    Step { name: "clippy-wasm", about: "lints, the browser's packages for wasm", run: clippy_wasm },
    Step { name: "doc", about: "documentation builds without a warning", run: doc },
    Step { name: "native", about: "unit, integration and doc tests", run: native },
    Step { name: "ffmpeg", about: "recordings read by ffmpeg, ffprobe and mkvinfo", run: ffmpeg },
    Step { name: "in-front", about: "the gateway behind nginx, Caddy and HAProxy", run: load::in_front },
    Step { name: "fuzz", about: "the fuzz targets compile", run: fuzz },
    Step { name: "wasm", about: "the browser's packages tested in Chromium", run: wasm },
    Step { name: "wasm-firefox", about: "the same in Firefox", run: wasm_firefox },
    Step { name: "app", about: "the release app builds and keeps its size budgets", run: build_app },
    Step { name: "e2e-chromium", about: "gateway, simulated camera and app in Chromium", run: e2e::chromium },
    Step { name: "e2e-firefox", about: "the same in Firefox", run: e2e::firefox },
    Step { name: "e2e-webkit", about: "the same in WebKitGTK", run: e2e::webkit },
    Step {
        name: "soak",
        about: "a page of viewers on cameras with random faults, two minutes",
        run: e2e::short_soak,
    },
    Step {
        name: "bench",
        about: "the bench of the viewer measures something, in a minute; how much does not matter",
        run: e2e::short_bench,
    },
    Step {
        name: "bench-gateway",
        about: "the bench of the gateway measures something; how much does not matter",
        run: load::short_bench,
    },
];

/// What `--full` adds: it takes long.
pub(super) const LONG_STEPS: &[Step] = &[
    Step { name: "soak-long", about: "the same page of viewers for half an hour", run: e2e::long_soak },
    Step { name: "fuzz-long", about: "every fuzz target runs for a minute", run: fuzz_long },
];

/// The packages that run in a browser.
const BROWSER_PACKAGES: [&str; 17] = [
    "mullion-viewer",
    "player",
    "enhancement",
    "feature-enhance",
    "feature-login",
    "feature-record",
    "feature-small",
    "kiosk",
    "local-time",
    "stream",
    "address",
    "authentication",
    "causes",
    "diagnosis",
    "vapix",
    "mjpeg",
    "mux",
];

/// Arguments of cargo that name them.
fn browser_packages() -> impl Iterator<Item = &'static str> {
    BROWSER_PACKAGES.into_iter().flat_map(|name| ["-p", name])
}

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
    cargo.args(["clippy", "--target", WASM]).args(browser_packages());
    // Benches are native: criterion does not run in a browser.
    run(cargo.args(["--lib", "--bins", "--tests", "--", "-D", "warnings"]))?;
    // Nothing of the browser's uses it yet; its tests are native.
    let mut recording = workspace.cargo();
    recording.args(["clippy", "--target", WASM, "-p", "recording", "--lib", "--", "-D", "warnings"]);
    run(&mut recording)?;
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

fn ffmpeg(workspace: &Workspace) -> Result<Outcome> {
    system::ensure([&FFMPEG, &FFPROBE])?;
    let test = ["test", "-p", "gateway", "--test", "ffmpeg"];
    run(workspace.cargo().args(test))?;
    if let Err(error) = system::install(&MKVINFO) {
        return Ok(Outcome::PassedWithout(format!("mkvinfo did not look at them: {error:#}")));
    }
    run(workspace.cargo().args(test).args(["--", "--ignored"]))?;
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

fn fuzz_long(workspace: &Workspace) -> Result<Outcome> {
    if !crate::fuzz::has_nightly()? {
        return Ok(Outcome::Skipped("libFuzzer needs a nightly toolchain".to_owned()));
    }
    crate::fuzz::run(workspace, &[])?;
    Ok(Outcome::Passed)
}

fn wasm(workspace: &Workspace) -> Result<Outcome> {
    let [_, driver] = system::ensure([&CHROMIUM, &CHROMEDRIVER])?;
    test_wasm(workspace, &[&tools::WASM_BINDGEN], &[("CHROMEDRIVER", driver.into_os_string())])
}

fn wasm_firefox(workspace: &Workspace) -> Result<Outcome> {
    let [browser] = system::ensure([&FIREFOX])?;
    let mut arguments = OsString::from("--binary ");
    arguments.push(browser);
    let variables = [("GECKODRIVER", "geckodriver".into()), ("GECKODRIVER_ARGS", arguments)];
    test_wasm(workspace, &[&tools::WASM_BINDGEN, &tools::GECKODRIVER], &variables)
}

/// Measures the parser in a browser, built as the app is.
pub(super) fn parser_in_browser(workspace: &Workspace) -> Result<()> {
    let [_, driver] = system::ensure([&CHROMIUM, &CHROMEDRIVER])?;
    let variables = [("CHROMEDRIVER", driver.into_os_string())];
    let mut cargo = wasm_cargo(workspace, &[&tools::WASM_BINDGEN], &variables)?;
    cargo.args(["test", "--profile", "wasm-release", "--target", WASM, "-p", "mjpeg", "--test", "speed"]);
    run(cargo.args(["--", "--include-ignored", "--nocapture"]))
}

/// Tests the browser's packages in the browser whose driver is named by `variables`.
fn test_wasm(workspace: &Workspace, tools: &[&Tool], variables: &[(&str, OsString)]) -> Result<Outcome> {
    let mut cargo = wasm_cargo(workspace, tools, variables)?;
    run(cargo.args(["test", "--no-fail-fast", "--target", WASM]).args(browser_packages()))?;
    Ok(Outcome::Passed)
}

/// A cargo whose tests run in the browser whose driver is named by `variables`.
fn wasm_cargo(workspace: &Workspace, tools: &[&Tool], variables: &[(&str, OsString)]) -> Result<Command> {
    let toolchain = wasm_target::ensure()?;
    let mut cargo = Tools::ensure(workspace, tools)?.command(workspace, "cargo")?;
    toolchain.apply(&mut cargo);
    // The runner takes the first driver that it finds a variable of.
    cargo.env_remove("CHROMEDRIVER").env_remove("GECKODRIVER").env_remove("SAFARIDRIVER");
    cargo.envs(variables.iter().map(|(name, value)| (name, value)));
    // The runner's own limit of 20 s is short for a debug build's property tests on a busy machine.
    cargo.env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    Ok(cargo)
}

fn build_app(workspace: &Workspace) -> Result<Outcome> {
    app::build(workspace)?.check()?;
    Ok(Outcome::Passed)
}
