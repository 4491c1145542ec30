//! Names a build of a package by its sources and those of the workspace's packages that go into it.
//!
//! Programs of one app compare these names: browsers may keep files of an older build whose names
//! carry no hash. For build scripts.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Folder of the workspace's packages.
const CRATES: &str = "crates";

/// Sets the variable `name` for the compiler to the fingerprint of the package whose build script
/// calls this.
///
/// # Errors
/// If its sources cannot be read.
pub fn name_build(name: &str) -> io::Result<()> {
    let own = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    set(name, Path::new(&own))
}

/// Sets the variable `name` to the fingerprint of another package, `place` within the folder of
/// packages.
///
/// # Errors
/// Likewise.
pub fn name_build_of(place: &str, name: &str) -> io::Result<()> {
    let own = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    set(name, &crates(Path::new(&own))?.join(place))
}

fn set(name: &str, package: &Path) -> io::Result<()> {
    let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
    for package in packages(package)? {
        for source in ["src", "Cargo.toml"] {
            let path = package.join(source);
            println!("cargo:rerun-if-changed={}", path.display());
            if path.is_dir() {
                add_folder(&mut hash, &path)?;
            } else {
                hash.add(&fs::read(path)?);
            }
        }
    }
    println!("cargo:rustc-env={name}={:016x}", hash.0);
    Ok(())
}

/// The folder of packages above `package`.
fn crates(package: &Path) -> io::Result<&Path> {
    let found = package.ancestors().find(|folder| folder.ends_with(CRATES));
    found.ok_or_else(|| io::Error::other("the package is not among the workspace's"))
}

/// The folders of this package and of all packages of the workspace that go into it.
fn packages(package: &Path) -> io::Result<BTreeSet<PathBuf>> {
    let crates = crates(package)?;
    let mut found = BTreeSet::new();
    let mut left = vec![package.to_owned()];
    while let Some(folder) = left.pop() {
        let text = fs::read_to_string(folder.join("Cargo.toml"))?;
        if !found.insert(folder) {
            continue;
        }
        let dependencies = text.lines().skip_while(|line| *line != "[dependencies]").skip(1);
        let names = dependencies
            .take_while(|line| !line.starts_with('['))
            .filter_map(|line| line.split(['.', ' ', '=']).next())
            .filter(|name| !name.is_empty() && !name.starts_with('#'));
        left.extend(names.map(|name| crates.join(name)).filter(|folder| folder.join("Cargo.toml").exists()));
    }
    Ok(found)
}

fn add_folder(hash: &mut Fnv, folder: &Path) -> io::Result<()> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            add_folder(hash, &path)?;
        } else {
            hash.add(&fs::read(path)?);
        }
    }
    Ok(())
}

/// FNV-1a: enough to tell builds apart.
struct Fnv(u64);

impl Fnv {
    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
