//! Installing a tool into the cache: first aside, then moved into place, so that two runs at once
//! cannot spoil each other's and a run that is stopped leaves nothing half done.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};

use anyhow::{Context as _, Result, bail};

use super::{Lockfile, Registry};
use crate::process::{on_path, run};
use crate::system;

pub(super) fn install(
    registry: Registry,
    package: &str,
    version: &str,
    cache: &Path,
    root: &Path,
) -> Result<()> {
    println!("{package} {version} is neither on PATH nor in {}: installing it there", cache.display());
    fs::create_dir_all(cache).with_context(|| format!("cannot create {}", cache.display()))?;
    let aside = Scratch::new(cache.join(format!(".install-{package}-{}", process::id())))?;
    match registry {
        Registry::CratesIo(lockfile) => from_crates_io(package, version, lockfile, cache, &aside.0)?,
        Registry::Npm => from_npm(package, version, &aside.0)?,
    }
    match fs::rename(&aside.0, root) {
        Ok(()) => Ok(()),
        // Another run was quicker; its copy is as good.
        Err(error) if is_occupied(&error) => Ok(()),
        Err(error) => Err(error).with_context(|| format!("cannot move {package} to {}", root.display())),
    }
}

/// The tools run for seconds but take minutes to compile: trade the one for the other.
const QUICK_PROFILE: [(&str, &str); 5] = [
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
    ("CARGO_PROFILE_RELEASE_STRIP", "true"),
];

fn from_crates_io(package: &str, version: &str, lockfile: Lockfile, cache: &Path, root: &Path) -> Result<()> {
    let build = Scratch::new(cache.join(format!(".build-{package}-{}", process::id())))?;
    let install = |locked: &[&str]| {
        let mut cargo = Command::new("cargo");
        cargo
            .args(["install", package, "--version"])
            .arg(format!("={version}"))
            .args(locked)
            .arg("--root")
            .arg(root)
            // Not the checkout: its .cargo/config.toml is not for tools.
            .current_dir(cache)
            .env("CARGO_TARGET_DIR", &build.0)
            .env_remove("RUSTFLAGS")
            .envs(QUICK_PROFILE)
            .stdin(Stdio::null());
        run(&mut cargo)
    };
    match (install(&["--locked"]), lockfile) {
        (Err(error), Lockfile::Preferred) => {
            println!("{error:#}; trying with dependencies as the registry has them");
            install(&[])
        }
        (result, _) => result,
    }
}

fn from_npm(package: &str, version: &str, root: &Path) -> Result<()> {
    let npm = match on_path(&["npm"]) {
        Some(npm) => npm,
        None => system::install(&system::NPM)?,
    };
    run(Command::new(npm)
        .args(["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"])
        .arg(root)
        .arg(format!("{package}@{version}"))
        .current_dir(root)
        .stdin(Stdio::null()))
}

fn is_occupied(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty)
}

/// An empty folder that is gone again at the end, however it ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(path: PathBuf) -> Result<Self> {
        if path.exists() {
            bail!("{} is in the way: remove it", path.display());
        }
        fs::create_dir(&path).with_context(|| format!("cannot create {}", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // After the move there is nothing to remove; a folder left behind costs only space.
        let _ = fs::remove_dir_all(&self.0);
    }
}
