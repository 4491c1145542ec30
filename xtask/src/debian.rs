//! A toolchain for wasm out of Debian's packages alone, for machines where rustup is absent or
//! refused: Debian brings rustc, cargo and their sources, and std for wasm is compiled once from
//! those and laid into that toolchain's own folders.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::process::{prepend_path, run};
use crate::system;
use crate::wasm_target::{WASM, has_std};
use crate::workspace;

/// Where Debian's rustc and the folder that makes `rust-lld` known are.
#[derive(Clone, Debug)]
pub(crate) struct Toolchain {
    linker_folder: PathBuf,
}

impl Toolchain {
    /// Lets `command`, which starts cargo, compile with this toolchain.
    pub(crate) fn apply(&self, command: &mut Command) {
        command.env("RUSTC", RUSTC).env("CARGO", CARGO).env_remove("RUSTUP_TOOLCHAIN");
        // Only names with bytes that PATH cannot carry fail here, and those fail for every tool.
        let _ = prepend_path(command, &[PathBuf::from("/usr/bin"), self.linker_folder.clone()]);
    }
}

/// Installs and completes Debian's toolchain, unless that was done before.
pub(crate) fn ensure() -> Result<Toolchain> {
    let cache = workspace::cache()?;
    let toolchain = Toolchain { linker_folder: cache.join("debian-rust").join("bin") };
    if !Path::new(RUSTC).exists() || !Path::new(SOURCES).exists() || !Path::new(LINKER).exists() {
        system::apt_install(&["rustc-web", "cargo-web", "rust-web-src", "lld-19"])?;
    }
    toolchain.link_linker()?;
    if !has_std(RUSTC)? {
        toolchain.build_std(&cache.join("debian-rust"))?;
    }
    Ok(toolchain)
}

const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
const LINKER: &str = "/usr/bin/lld-19";
const SOURCES: &str = "/usr/lib/rustlib/src/rust/library/std";
const SYSROOT: &str = "/usr/lib/rustlib";

impl Toolchain {
    fn link_linker(&self) -> Result<()> {
        let link = self.linker_folder.join("rust-lld");
        if link.exists() {
            return Ok(());
        }
        fs::create_dir_all(&self.linker_folder)
            .with_context(|| format!("cannot create {}", self.linker_folder.display()))?;
        symlink(Path::new(LINKER), &link).with_context(|| format!("cannot create {}", link.display()))
    }

    /// Compiles std by compiling an empty library with `-Z build-std`, then keeps what came with it.
    fn build_std(&self, folder: &Path) -> Result<()> {
        println!("compiling Rust's standard library for {WASM}; this happens once");
        let library = folder.join("empty");
        fs::create_dir_all(library.join("src"))?;
        fs::write(library.join("src/lib.rs"), "")?;
        fs::write(library.join("Cargo.toml"), "[package]\nname = \"empty\"\nedition = \"2021\"\n")?;
        let mut cargo = Command::new(CARGO);
        cargo.args(["build", "--release", "-Zbuild-std=std,panic_abort", "--target", WASM]);
        self.apply(&mut cargo);
        run(cargo
            .current_dir(&library)
            .env("CARGO_TARGET_DIR", library.join("target"))
            // A distribution's compiler is a stable one; build-std is not.
            .env("RUSTC_BOOTSTRAP", "1")
            // Without bitcode, builds with LTO could not use it.
            .env("RUSTFLAGS", "-Cembed-bitcode=yes"))?;
        let built = library.join("target").join(WASM).join("release/deps");
        let place = Path::new(SYSROOT).join(WASM).join("lib");
        fs::create_dir_all(&place).with_context(|| format!("cannot create {}", place.display()))?;
        for entry in fs::read_dir(&built)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default();
            let is_rlib = path.extension() == Some(OsStr::new("rlib"));
            if is_rlib && !name.to_string_lossy().starts_with("libempty-") {
                fs::copy(&path, place.join(name)).with_context(|| format!("cannot copy {name:?}"))?;
            }
        }
        fs::remove_dir_all(&library)?;
        Ok(())
    }
}

#[cfg(unix)]
fn symlink(target: &Path, link: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(not(unix))]
fn symlink(_target: &Path, _link: &Path) -> std::io::Result<()> {
    Err(std::io::Error::other("Debian is a Unix"))
}
