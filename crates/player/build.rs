//! Names this build by the sources that page and worker share, so that the page notices a worker from an
//! older build: browsers may keep the worker's files, whose names carry no hash.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    for folder in ["src", "../mjpeg/src"] {
        println!("cargo:rerun-if-changed={folder}");
        add_folder(&mut hash, &Path::new(&root).join(folder))?;
    }
    println!("cargo:rustc-env=PLAYER_BUILD={:016x}", hash.0);
    Ok(())
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
