//! The standard library for wasm32-unknown-unknown.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::debian;
use crate::process::{on_path, output, run};
use crate::system;

/// The target's name.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Makes sure that the active toolchain can build for wasm: as it is, through rustup, or with
/// Debian's own toolchain.
pub(crate) fn ensure() -> Result<WasmToolchain> {
    if has_std("rustc")? {
        return Ok(WasmToolchain::Active);
    }
    let refused = if on_path(&["rustup"]).is_some() {
        println!("the toolchain has no {WASM}: adding it with rustup");
        match run(Command::new("rustup").args(["target", "add", WASM])) {
            Ok(()) if has_std("rustc")? => return Ok(WasmToolchain::Active),
            Ok(()) => "rustup added it to another toolchain than the active one".to_owned(),
            Err(error) => format!("{error:#}"),
        }
    } else {
        "there is no rustup".to_owned()
    };
    if system::is_root_on_debian() {
        println!("{refused}: building for {WASM} with Debian's own toolchain");
        return debian::ensure().map(WasmToolchain::Debian);
    }
    bail!(
        "rustc cannot build for {WASM} ({refused}). With rustup: rustup target add {WASM}. \
         Otherwise install your distribution's package of Rust's standard library for WebAssembly"
    )
}

/// What to build for wasm with.
#[derive(Clone, Debug)]
pub(crate) enum WasmToolchain {
    /// The one that runs everything else.
    Active,
    /// Debian's rustc.
    Debian(debian::Toolchain),
}

impl WasmToolchain {
    /// Lets `command`, which starts cargo, use this toolchain.
    pub(crate) fn apply(&self, command: &mut Command) {
        if let Self::Debian(toolchain) = self {
            toolchain.apply(command);
        }
    }
}

/// Whether `rustc` has the target's standard library.
pub(crate) fn has_std(rustc: &str) -> Result<bool> {
    let printed = output(Command::new(rustc).args(["--print", "target-libdir", "--target", WASM]))?;
    if !printed.success {
        bail!("{rustc} does not know {WASM}: {}", printed.stderr.trim());
    }
    let folder = Path::new(printed.stdout.trim());
    if !folder.is_dir() {
        return Ok(false);
    }
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    Ok(entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-")))
}
