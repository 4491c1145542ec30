//! The files of one recording.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// The name of the `number`th file, from 1: `x.mkv`, `x-2.mkv`, `x-3.mkv`.
pub(super) fn nth(first: &Path, number: u32) -> PathBuf {
    if number <= 1 {
        return first.to_owned();
    }
    let mut name: OsString = first.file_stem().unwrap_or_default().to_owned();
    name.push(format!("-{number}"));
    if let Some(extension) = first.extension() {
        name.push(".");
        name.push(extension);
    }
    first.with_file_name(name)
}

/// A new file: one that is there already is somebody's recording.
pub(super) fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_numbered_before_the_extension() {
        for (first, second) in [("a/x.mkv", "a/x-2.mkv"), ("x", "x-2"), ("x.y.mkv", "x.y-2.mkv")] {
            assert_eq!(nth(Path::new(first), 1), Path::new(first));
            assert_eq!(nth(Path::new(first), 2), Path::new(second));
        }
    }
}
