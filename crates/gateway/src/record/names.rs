//! The files of one recording.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The names of one recording's files, given out one by one.
#[derive(Debug)]
pub(super) struct Names {
    first: PathBuf,
    number: u32,
}

impl Names {
    pub(super) fn new(first: PathBuf) -> Self {
        Self { first, number: 0 }
    }

    /// A new file under the next name that is free, and that name. A file that is there already is
    /// somebody's recording: the first one ends the attempt, because its name was asked for, and
    /// later names pass over it.
    pub(super) fn create(&mut self) -> Result<(PathBuf, File), (PathBuf, io::Error)> {
        loop {
            self.number = self.number.saturating_add(1);
            let path = nth(&self.first, self.number);
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => return Ok((path, file)),
                Err(error)
                    if error.kind() == ErrorKind::AlreadyExists && (2..u32::MAX).contains(&self.number) => {}
                Err(error) => return Err((path, error)),
            }
        }
    }
}

/// The name of the `number`th file, from 1: `x.mkv`, `x-2.mkv`, `x-3.mkv`.
fn nth(first: &Path, number: u32) -> PathBuf {
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

    #[test]
    fn later_names_pass_over_files_that_are_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["x-2.mkv", "x-3.mkv", "x-5.mkv"] {
            std::fs::write(path(name), name).unwrap();
        }
        let mut names = Names::new(path("x.mkv"));
        let given: Vec<_> = (0..3).map(|_| names.create().unwrap().0).collect();
        assert_eq!(given, ["x.mkv", "x-4.mkv", "x-6.mkv"].map(path));
        assert_eq!(std::fs::read(path("x-2.mkv")).unwrap(), b"x-2.mkv");
        let (taken, error) = Names::new(path("x.mkv")).create().unwrap_err();
        assert_eq!((taken, error.kind()), (path("x.mkv"), ErrorKind::AlreadyExists));
    }
}
