//! Building the app, and what it may weigh.

use std::fmt;
use std::io::Write as _;
use std::process::Stdio;

use anyhow::{Result, bail};

use crate::compress::{Compressed, compress};
use crate::precache;
use crate::process::run;
use crate::shorten::shorten;
use crate::tools::{self, Tools};
use crate::wasm_target::{self, WasmToolchain};
use crate::workspace::Workspace;

/// wasm and JavaScript that every page of the app downloads, gzipped: app and player.
const BUDGET: usize = 505_000;
/// Those of the player, which a picture needs: page's half and worker in one program.
const CORE_BUDGET: usize = 171_000;
/// The programs that are loaded when they are first used, or in place of the app, and the budget of each,
/// likewise.
const OTHERS: [(&str, usize); 6] = [
    ("enhance", 24_000),
    ("login", 38_000),
    ("record", 56_000),
    ("small", 48_000),
    ("wall", 536_000),
    ("editor", 290_000),
];

/// Scripts of a few kilobytes that no page needs to start.
const BESIDE: [&str; 4] = ["displays.js", "offline.js", "service-worker.js", "watchdog.js"];

/// Builds the release app into `dist`, its names short and compressed forms of its files beside them,
/// and tells what it weighs.
pub(crate) fn build(workspace: &Workspace) -> Result<Weights> {
    let builder = Builder::ensure(workspace)?;
    if let Err(error) = run(builder.trunk(workspace)?.args(["build", "--release"])) {
        if builder.has_optimizers {
            return Err(error);
        }
        println!("{error:#}");
        println!("WARNING: building without wasm-opt; the app will be larger than it need be");
        // Only a release build calls wasm-opt; the profile optimises all the same.
        run(builder.trunk(workspace)?.args(["build", "--cargo-profile", "wasm-release"]))?;
    }
    shorten(&workspace.dist(), &|script| builder.minified(workspace, script))?;
    precache::stamp(&workspace.dist())?;
    let weights = Weights::of(compress(&workspace.dist())?);
    print!("{weights}");
    Ok(weights)
}

/// What the wasm and JavaScript of an app weigh.
#[derive(Debug)]
pub(crate) struct Weights(Vec<Compressed>);

/// Trunk and what it calls.
#[derive(Debug)]
pub(crate) struct Builder {
    tools: Tools,
    toolchain: WasmToolchain,
    /// wasm-opt and esbuild, which come from npm.
    has_optimizers: bool,
}

impl Builder {
    /// Finds or installs trunk and what it calls.
    pub(crate) fn ensure(workspace: &Workspace) -> Result<Self> {
        let toolchain = wasm_target::ensure()?;
        let tools = Tools::ensure(workspace, &[&tools::TRUNK, &tools::WASM_BINDGEN])?;
        match Tools::ensure(workspace, &[&tools::BINARYEN, &tools::ESBUILD]) {
            Ok(optimizers) => Ok(Self { tools: tools.and(optimizers), toolchain, has_optimizers: true }),
            Err(error) => {
                println!("no wasm-opt and esbuild from npm ({error:#}): leaving wasm-opt to trunk");
                Ok(Self { tools, toolchain, has_optimizers: false })
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

    /// A script without comments and with short names of what no other file sees; as it is without
    /// esbuild.
    fn minified(&self, workspace: &Workspace, script: &str) -> Result<String> {
        if !self.has_optimizers {
            return Ok(script.to_owned());
        }
        let mut command = self.tools.command(workspace, "esbuild")?;
        let mut esbuild = command.arg("--minify").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        if let Some(mut stdin) = esbuild.stdin.take() {
            stdin.write_all(script.as_bytes())?;
        }
        let output = esbuild.wait_with_output()?;
        if !output.status.success() {
            bail!("esbuild fails: {}", output.status);
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}

impl Weights {
    fn of(files: Vec<Compressed>) -> Self {
        let is_code = |file: &Compressed| {
            let is_beside = BESIDE.contains(&file.name.as_str());
            !is_beside && (file.name.ends_with(".wasm") || file.name.ends_with(".js"))
        };
        Self(files.into_iter().filter(is_code).collect())
    }

    /// Fails if the app is over its budgets, or is none.
    pub(crate) fn check(&self) -> Result<()> {
        let (start, core) = (self.at_start(), self.of_core());
        if core == 0 || core == start {
            bail!("dist lacks the wasm or JavaScript of the app or of the player");
        }
        if core > CORE_BUDGET {
            bail!("the player is over its budget: {core} of {CORE_BUDGET} bytes gzipped");
        }
        for (name, budget) in OTHERS {
            let other = self.of_other(name);
            if other == 0 || other > budget {
                bail!("{name} is missing or over its budget: {other} of {budget} bytes gzipped");
            }
        }
        if start > BUDGET {
            bail!("app and player are over their budget: {start} of {BUDGET} bytes gzipped");
        }
        Ok(())
    }

    fn total(&self) -> usize {
        self.0.iter().map(|file| file.gzipped).sum()
    }

    /// Of all that is not loaded later.
    fn at_start(&self) -> usize {
        self.total() - OTHERS.iter().map(|(name, _)| self.of_other(name)).sum::<usize>()
    }

    fn of_other(&self, name: &str) -> usize {
        let files = [format!("{name}.js"), format!("{name}_bg.wasm")];
        self.0.iter().filter(|file| files.contains(&file.name)).map(|file| file.gzipped).sum()
    }

    fn of_core(&self) -> usize {
        self.0.iter().filter(|file| is_of_core(file)).map(|file| file.gzipped).sum()
    }
}

fn is_of_core(file: &Compressed) -> bool {
    ["player.js", "core.js", "core_bg.wasm"].contains(&file.name.as_str())
}

impl fmt::Display for Weights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "bytes, gzipped and as brotli:")?;
        for Compressed { name, gzipped, brotli } in &self.0 {
            writeln!(f, "{gzipped:>9}{brotli:>9}  {name}")?;
        }
        let brotli = |files: &mut dyn Iterator<Item = &Compressed>| files.map(|file| file.brotli).sum();
        let core: usize = brotli(&mut self.0.iter().filter(|file| is_of_core(file)));
        let all: usize = brotli(&mut self.0.iter());
        writeln!(f, "{:>9}{core:>9}  the player, of {CORE_BUDGET} gzipped", self.of_core())?;
        writeln!(f, "{:>9}{:>9}  app and player, of {BUDGET} gzipped", self.at_start(), "")?;
        writeln!(
            f,
            "{:>9}{all:>9}  all, with the programs that are loaded when they are first used, and the wall",
            self.total()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(page: usize, core: usize) -> Weights {
        let file = |name: &str, gzipped| Compressed { name: name.to_owned(), gzipped, brotli: gzipped };
        // Style sheets are no code.
        let mut files = vec![file("app-1f_bg.wasm", page), file("core_bg.wasm", core), file("a.css", BUDGET)];
        files.extend(OTHERS.iter().map(|(name, _)| file(&format!("{name}.js"), 1)));
        Weights::of(files)
    }

    #[test]
    fn the_budgets_hold_to_the_byte() {
        assert!(weights(BUDGET - CORE_BUDGET, CORE_BUDGET).check().is_ok());
        assert!(weights(BUDGET - CORE_BUDGET + 1, CORE_BUDGET).check().is_err());
        assert!(weights(1, CORE_BUDGET + 1).check().is_err());
    }

    #[test]
    fn a_part_that_is_missing_or_too_large_fails_the_build() {
        let mut weights = weights(1, 1);
        assert!(weights.check().is_ok());
        weights.0.retain(|file| file.name != "small.js");
        assert!(weights.check().is_err());
        let (name, gzipped) = ("small_bg.wasm".to_owned(), OTHERS[3].1 + 1);
        weights.0.push(Compressed { name, gzipped, brotli: 1 });
        assert!(weights.check().is_err());
    }

    #[test]
    fn an_app_without_its_player_is_not_an_app() {
        assert!(weights(1, 0).check().is_err());
        assert!(weights(0, 1).check().is_err());
    }
}
