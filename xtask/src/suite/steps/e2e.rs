//! End-to-end tests: one step for each browser engine.

use std::num::NonZero;
use std::path::Path;
use std::process::Command;
use std::thread;

use anyhow::{Result, bail};

use crate::process::run;
use crate::suite::Outcome;
use crate::system::{self, CHROMEDRIVER, CHROMIUM, FIREFOX, TJBENCH, WEBKIT_DRIVER, XVFB};
use crate::tools::{self, Tools};
use crate::workspace::Workspace;

/// The targets of package `e2e`. They have `test = false`, so only their names run them.
const TESTS: [&str; 2] = ["browser", "reliability"];
/// The target for endurance.
const SOAK: &str = "soak";
/// The target that measures.
const BENCH: &str = "bench";
/// With it in the environment, that document gets a new table of faults.
const TABLE: &str = "RELIABILITY_TABLE";
/// Browsers at one time, each with processes of its own: a machine with many cores has not so much memory.
const MOST_BROWSERS: usize = 4;

/// Which of the targets, and where the table goes.
#[derive(Debug, Clone, Copy)]
struct Task<'a> {
    tests: &'a [&'a str],
    table: Option<&'a Path>,
}

const ALL: Task<'_> = Task { tests: &TESTS, table: None };

pub(super) fn chromium(workspace: &Workspace) -> Result<Outcome> {
    in_chromium(workspace, ALL)
}

pub(super) fn firefox(workspace: &Workspace) -> Result<Outcome> {
    in_firefox(workspace, ALL)
}

pub(super) fn webkit(workspace: &Workspace) -> Result<Outcome> {
    in_webkit(workspace, ALL)
}

/// Runs the faults alone, in every engine, and writes what was measured into docs/RELIABILITY.md.
pub(crate) fn reliability(workspace: &Workspace) -> Result<()> {
    let table = workspace.root().join("docs").join("RELIABILITY.md");
    let task = Task { tests: &TESTS[1..], table: Some(&table) };
    in_chromium(workspace, task)?;
    in_firefox(workspace, task)?;
    in_webkit(workspace, task)?;
    Ok(())
}

/// A page of viewers for two minutes.
pub(super) fn short_soak(workspace: &Workspace) -> Result<Outcome> {
    soak(workspace, &["--minutes".to_owned(), "2".to_owned()])?;
    Ok(Outcome::Passed)
}

/// The same for half an hour.
pub(super) fn long_soak(workspace: &Workspace) -> Result<Outcome> {
    soak(workspace, &["--minutes".to_owned(), "30".to_owned()])?;
    Ok(Outcome::Passed)
}

/// A page of viewers, for as long as `arguments` say.
pub(crate) fn soak(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    alone(workspace, SOAK, arguments)
}

/// What each way of showing a camera costs, side by side.
pub(crate) fn bench(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    if let Err(error) = system::ensure([&TJBENCH]) {
        println!("{error:#}; the browser's own decoding is the measure then");
    }
    alone(workspace, BENCH, arguments)
}

/// All parts of it for a moment.
pub(super) fn short_bench(workspace: &Workspace) -> Result<Outcome> {
    alone(workspace, BENCH, &["--smoke".to_owned()])?;
    Ok(Outcome::Passed)
}

/// Runs a target that has Chromium for itself.
fn alone(workspace: &Workspace, target: &str, arguments: &[String]) -> Result<()> {
    let [browser, driver] = system::ensure([&CHROMIUM, &CHROMEDRIVER])?;
    prepare_all(workspace)?;
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--workspace", "--test", target, "--"]).args(arguments);
    run(cargo.env("CHROMIUM", browser).env("CHROMEDRIVER", driver))
}

fn in_chromium(workspace: &Workspace, task: Task<'_>) -> Result<Outcome> {
    let [browser, driver] = system::ensure([&CHROMIUM, &CHROMEDRIVER])?;
    let axe = tools::AXE.ensure()?;
    // All that is not for another engine by name: a test for none is run too.
    test(workspace, task, &["--skip", "::firefox", "--skip", "::webkit"], |cargo| {
        cargo.env("CHROMIUM", &browser).env("CHROMEDRIVER", &driver).env("AXE", &axe);
        Ok(())
    })
}

fn in_firefox(workspace: &Workspace, task: Task<'_>) -> Result<Outcome> {
    let [browser] = system::ensure([&FIREFOX])?;
    let tools = Tools::ensure(workspace, &[&tools::GECKODRIVER])?;
    test(workspace, task, &["::firefox"], |cargo| {
        tools.prepend_to(cargo)?;
        cargo.env("FIREFOX", &browser);
        Ok(())
    })
}

fn in_webkit(workspace: &Workspace, task: Task<'_>) -> Result<Outcome> {
    if !cfg!(target_os = "linux") {
        return Ok(Outcome::Skipped("WebKitGTK is for Linux".to_owned()));
    }
    let [driver, display] = system::ensure([&WEBKIT_DRIVER, &XVFB])?;
    test(workspace, task, &["::webkit"], |cargo| {
        cargo.env("WEBKITDRIVER", &driver).env("XVFB", &display);
        Ok(())
    })
}

/// Runs the tests that `filter` leaves, with what `prepare` sets.
fn test(
    workspace: &Workspace,
    task: Task<'_>,
    filter: &[&str],
    prepare: impl Fn(&mut Command) -> Result<()>,
) -> Result<Outcome> {
    prepare_all(workspace)?;
    let browsers = thread::available_parallelism().map_or(1, NonZero::get).min(MOST_BROWSERS);
    for test in task.tests {
        let mut cargo = workspace.cargo();
        cargo.args(["test", "--workspace", "--test", test, "--", "--test-threads", &browsers.to_string()]);
        prepare(&mut cargo)?;
        if let Some(table) = task.table {
            cargo.env(TABLE, table);
        }
        run(cargo.args(filter))?;
    }
    Ok(Outcome::Passed)
}

/// The app must be there; the programs are built.
fn prepare_all(workspace: &Workspace) -> Result<()> {
    if !workspace.dist().join("index.html").exists() {
        bail!("there is no built app in dist: the step `app` makes it");
    }
    // Builds `mullion` too, for the gateway's own tests. The whole workspace as in `native`, so that the
    // features, and with them the compiled dependencies, are the same.
    run(workspace.cargo().args(["test", "--workspace", "--no-run"]))
}
