//! Names this build by the sources that page and worker share, so that the page notices a worker from an
//! older build: browsers may keep the worker's files, whose names carry no hash.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    for package in packages(&Path::new(&root).join("Cargo.toml"))? {
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
    println!("cargo:rustc-env=PLAYER_BUILD={:016x}", hash.0);
    Ok(())
}

/// The folders of this package and of all packages of the workspace that go into it. Each stands beside this one, in a
/// folder of its own name.
fn packages(manifest: &Path) -> io::Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut left = vec![manifest.to_owned()];
    while let Some(manifest) = left.pop() {
        let (Some(folder), Ok(text)) = (manifest.parent(), fs::read_to_string(&manifest)) else { continue };
        if !found.insert(folder.to_owned()) {
            continue;
        }
        let dependencies = text.lines().skip_while(|line| *line != "[dependencies]").skip(1);
        let names = dependencies
            .take_while(|line| !line.starts_with('['))
            .filter_map(|line| line.split(['.', ' ', '=']).next())
            .filter(|name| !name.is_empty() && !name.starts_with('#'));
        left.extend(
            names
                .filter_map(|name| Some(folder.parent()?.join(name).join("Cargo.toml")))
                .filter(|path| path.exists()),
        );
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
