//! Building the app, and what it may weigh.

use std::fmt;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::process::run;
use crate::tools::{self, Tools};
use crate::wasm_target::{self, WasmToolchain};
use crate::workspace::Workspace;

/// wasm and JavaScript of the page and the worker together, gzipped.
const BUDGET: usize = 560_000;
/// Those of the worker.
const WORKER_BUDGET: usize = 195_000;

/// Builds the release app into `dist` and tells what it weighs.
pub(crate) fn build(workspace: &Workspace) -> Result<Weights> {
    let builder = Builder::ensure(workspace)?;
    if let Err(error) = run(builder.trunk(workspace)?.args(["build", "--release"])) {
        if builder.has_wasm_opt {
            return Err(error);
        }
        println!("{error:#}");
        println!("WARNING: building without wasm-opt; the app will be larger than it need be");
        // Only a release build calls wasm-opt; the profile optimises all the same.
        run(builder.trunk(workspace)?.args(["build", "--cargo-profile", "wasm-release"]))?;
    }
    let weights = Weights(weigh(&workspace.dist())?);
    print!("{weights}");
    Ok(weights)
}

/// What the wasm and JavaScript of an app weigh.
#[derive(Debug)]
pub(crate) struct Weights(Vec<Weight>);

/// Trunk and what it calls.
#[derive(Debug)]
pub(crate) struct Builder {
    tools: Tools,
    toolchain: WasmToolchain,
    has_wasm_opt: bool,
}

impl Builder {
    /// Finds or installs trunk and what it calls.
    pub(crate) fn ensure(workspace: &Workspace) -> Result<Self> {
        let toolchain = wasm_target::ensure()?;
        let tools = Tools::ensure(workspace, &[&tools::TRUNK, &tools::WASM_BINDGEN])?;
        match Tools::ensure(workspace, &[&tools::BINARYEN]) {
            Ok(binaryen) => Ok(Self { tools: tools.and(binaryen), toolchain, has_wasm_opt: true }),
            Err(error) => {
                println!("no wasm-opt from npm ({error:#}): leaving it to trunk to fetch its own");
                Ok(Self { tools, toolchain, has_wasm_opt: false })
            }
        }
    }

    /// A `trunk` at the root.
    pub(crate) fn trunk(&self, workspace: &Workspace) -> Result<std::process::Command> {
        let mut command = self.tools.command(workspace, "trunk")?;
        self.toolchain.apply(&mut command);
        // With it, trunk prints a stack of its own for each mistake in the app.
        command.arg("--skip-version-check").env_remove("RUST_BACKTRACE");
        Ok(command)
    }
}

/// One file of the app and what it weighs gzipped, in bytes.
#[derive(Debug)]
struct Weight {
    name: String,
    gzipped: usize,
}

impl Weight {
    fn is_of_worker(&self) -> bool {
        self.name.starts_with("worker")
    }
}

/// Every wasm and JavaScript file of the built app.
fn weigh(dist: &Path) -> Result<Vec<Weight>> {
    let mut weights = Vec::new();
    for entry in fs::read_dir(dist).with_context(|| format!("cannot read {}", dist.display()))? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            weights.extend(weigh(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "wasm" || extension == "js") {
            let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            weights.push(Weight { name, gzipped: gzipped_size(&bytes)? });
        }
    }
    weights.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(weights)
}

fn gzipped_size(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

impl Weights {
    /// Fails if the app is over its budgets, or is none.
    pub(crate) fn check(&self) -> Result<()> {
        let (all, worker) = (self.total(), self.of_worker());
        if worker == 0 || worker == all {
            bail!("dist lacks the wasm or JavaScript of the page or of the worker");
        }
        if worker > WORKER_BUDGET {
            bail!("the worker is over its budget: {worker} of {WORKER_BUDGET} bytes gzipped");
        }
        if all > BUDGET {
            bail!("the app is over its budget: {all} of {BUDGET} bytes gzipped");
        }
        Ok(())
    }

    fn total(&self) -> usize {
        self.0.iter().map(|weight| weight.gzipped).sum()
    }

    fn of_worker(&self) -> usize {
        self.0.iter().filter(|weight| weight.is_of_worker()).map(|weight| weight.gzipped).sum()
    }
}

impl fmt::Display for Weights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "gzipped, in bytes:")?;
        for Weight { name, gzipped } in &self.0 {
            writeln!(f, "{gzipped:>9}  {name}")?;
        }
        writeln!(f, "{:>9}  of {WORKER_BUDGET} for the worker", self.of_worker())?;
        writeln!(f, "{:>9}  of {BUDGET} for all", self.total())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(page: usize, worker: usize) -> Weights {
        Weights(vec![
            Weight { name: "app-1f_bg.wasm".to_owned(), gzipped: page },
            Weight { name: "worker_bg.wasm".to_owned(), gzipped: worker },
        ])
    }

    #[test]
    fn the_budgets_hold_to_the_byte() {
        assert!(weights(BUDGET - WORKER_BUDGET, WORKER_BUDGET).check().is_ok());
        assert!(weights(BUDGET - WORKER_BUDGET + 1, WORKER_BUDGET).check().is_err());
        assert!(weights(1, WORKER_BUDGET + 1).check().is_err());
    }

    #[test]
    fn an_app_without_its_worker_is_not_an_app() {
        assert!(weights(1, 0).check().is_err());
        assert!(weights(0, 1).check().is_err());
    }
}
