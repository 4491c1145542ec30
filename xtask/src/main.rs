//! `cargo xtask COMMAND`: builds, serves, tests and measures the project.
//!
//! Nothing but cargo is taken for granted. Each command installs what it lacks (see [`tools`],
//! [`system`] and [`wasm_target`]), says what it is doing, and leaves alone what is already there.

mod app;
mod compress;
mod debian;
mod demo;
mod fuzz;
mod precache;
mod process;
mod serve;
mod shorten;
mod suite;
mod system;
mod tools;
mod wasm_target;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::workspace::Workspace;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let arguments: Vec<String> = arguments.collect();
    match run(&command, &arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &str, arguments: &[String]) -> Result<ExitCode> {
    let wants_help = arguments.iter().take_while(|a| *a != "--").any(|a| a == "--help" || a == "-h");
    if wants_help || matches!(command, "" | "help" | "--help" | "-h") {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    let workspace = Workspace::find()?;
    match command {
        "build" => serve::build(&workspace, arguments)?,
        "demo" => demo::demo(&workspace, arguments)?,
        "dev" => serve::dev(&workspace, arguments)?,
        "test" => return suite::test(&workspace, arguments),
        "bench" => bench(&workspace, arguments)?,
        "soak" => suite::soak(&workspace, arguments)?,
        "reliability" => {
            refuse_arguments(arguments)?;
            suite::reliability(&workspace)?;
        }
        "fuzz" => fuzz::run(&workspace, arguments)?,
        unknown => bail!("no command {unknown:?}; `cargo xtask help` lists them"),
    }
    Ok(ExitCode::SUCCESS)
}

fn bench(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    match arguments.split_first() {
        Some((what, rest)) if what == "parser" => suite::bench_parser(workspace, rest),
        Some((what, rest)) if what == "viewer" => suite::bench_viewer(workspace, rest),
        Some((what, rest)) if what == "gateway" => suite::bench_gateway(workspace, rest),
        _ => bail!("bench what: `parser`, `viewer` or `gateway`?"),
    }
}

/// For the commands that take none.
fn refuse_arguments(arguments: &[String]) -> Result<()> {
    match arguments.first() {
        None => Ok(()),
        Some(argument) => bail!("what is {argument:?}? `cargo xtask help` lists the options"),
    }
}

const HELP: &str = "\
Builds, serves, tests and measures the project; installs what it lacks.

cargo xtask demo [ARG...]           build the release app and `mullion`, then show a wall of simulated cameras;
                                    with arguments, run `mullion serve ARG...` instead
cargo xtask build                   build them only, and hold the app to its size budgets
cargo xtask dev [ARG...]            serve the app, rebuilt at every change, with `mullion serve ARG...` behind it
cargo xtask test                    run every check, with one closing summary
    --only STEP                     this step alone; may be repeated
    --skip STEP                     all but this step; may be repeated
    --full                          and what takes long: half an hour of soak, a minute of each fuzz target
    --fail-fast                     stop at the first failure
    --list                          name the steps
cargo xtask bench parser [ARG...]   measure the parser, native and in Chromium
cargo xtask bench viewer [ARG...]   measure what it costs to show cameras, beside <img>, in 20 minutes
    --write                         put the tables and the picture into docs/PERFORMANCE.md
    --smoke                         all of it in two minutes, to see that it works
    --rounds N, --seconds N, --only PART,PART, --sizes WxH, --ways NAME
                                    less or more of it; the parts are weights, decoding, download, tiles,
                                    crowd, restart, growth, person, walls, screen, cost
cargo xtask bench gateway [ARG...]  measure how many viewers the gateway holds, beside other relays, in 10 minutes
    --write                         put the table into docs/GATEWAY.md
    --smoke                         all of it in two minutes, to see that it works
    --viewers N, --seconds N, --most N, --only NAME
                                    less or more of it
cargo xtask soak [--minutes N] [--speed X] [--seed S]
                                    a page of sixteen viewers on cameras with random faults, into target/soak
cargo xtask reliability             measure how the viewer takes every fault, into docs/RELIABILITY.md
cargo xtask fuzz [--seconds N] [TARGET...]
                                    fuzz each target for N seconds (60); needs a nightly toolchain

Tools are kept in $XDG_CACHE_HOME/mullion/tools (~/.cache if unset), outside the checkout.
";
