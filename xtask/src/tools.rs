//! The tools that come from package registries: one table of pinned versions, and where they are.
//!
//! A tool of the right version on PATH is taken first, then the one in the cache folder
//! (`<cache>/tools/<package>-<version>/`); only then it is installed there, for all checkouts.

mod install;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::process;
use crate::workspace::{self, Workspace};

/// Builds the app's pages, workers and assets. 0.22 asks for a newer rustc than the workspace does.
pub(crate) const TRUNK: Tool = Tool {
    package: "trunk",
    version: Version::Pinned("0.21.14"),
    programs: &["trunk"],
    // Its dependencies of today do not compile together.
    registry: Registry::CratesIo(Lockfile::Required),
};

/// Joins wasm to JavaScript, and runs wasm tests; must be exactly the version of the library.
pub(crate) const WASM_BINDGEN: Tool = Tool {
    package: "wasm-bindgen-cli",
    version: Version::Locked("wasm-bindgen"),
    programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
    registry: Registry::CratesIo(Lockfile::Preferred),
};

/// Firefox's WebDriver, which Debian has no package of.
pub(crate) const GECKODRIVER: Tool = Tool {
    package: "geckodriver",
    version: Version::Pinned("0.37.1"),
    programs: &["geckodriver"],
    registry: Registry::CratesIo(Lockfile::Preferred),
};

/// Makes the app's wasm smaller (`wasm-opt`).
pub(crate) const BINARYEN: Tool = Tool {
    package: "binaryen",
    version: Version::Pinned("132"),
    programs: &["wasm-opt"],
    registry: Registry::Npm,
};

/// Makes JavaScript smaller. Nothing of it is shipped.
pub(crate) const ESBUILD: Tool = Tool {
    package: "esbuild",
    version: Version::Pinned("0.28.2"),
    programs: &["esbuild"],
    registry: Registry::Npm,
};

/// Finds what keeps people from using a page, for the end-to-end tests. Nothing of it is shipped.
pub(crate) const AXE: Library = Library { package: "axe-core", version: "4.14.1", file: "axe.min.js" };

/// A rival of the gateway in its bench. Nothing of it is shipped.
pub(crate) const MJPEG_PROXY: Library =
    Library { package: "mjpeg-proxy", version: "0.3.0", file: "mjpeg-proxy.js" };

/// Checks licences, sources, duplicates and advisories (deny.toml).
pub(crate) const CARGO_DENY: Tool = Tool {
    package: "cargo-deny",
    version: Version::Pinned("0.20.2"),
    programs: &["cargo-deny"],
    registry: Registry::CratesIo(Lockfile::Preferred),
};

/// Drives libFuzzer.
pub(crate) const CARGO_FUZZ: Tool = Tool {
    package: "cargo-fuzz",
    version: Version::Pinned("0.13.2"),
    programs: &["cargo-fuzz"],
    registry: Registry::CratesIo(Lockfile::Preferred),
};

/// One tool of the table.
#[derive(Debug)]
pub(crate) struct Tool {
    package: &'static str,
    version: Version,
    programs: &'static [&'static str],
    registry: Registry,
}

/// A file of an npm package.
#[derive(Debug)]
pub(crate) struct Library {
    package: &'static str,
    version: &'static str,
    file: &'static str,
}

#[derive(Debug)]
enum Version {
    Pinned(&'static str),
    /// That of this library in Cargo.lock.
    Locked(&'static str),
}

#[derive(Clone, Copy, Debug)]
enum Registry {
    CratesIo(Lockfile),
    Npm,
}

/// Whether a tool may be built with other dependencies than those it was released with, which a mirror of
/// the registry may lack.
#[derive(Clone, Copy, Debug)]
enum Lockfile {
    Preferred,
    Required,
}

/// The folders of tools that are there, to be put in front of PATH; empty for those on PATH already.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tools {
    folders: Vec<PathBuf>,
}

impl Tools {
    /// Finds or installs each of `tools`.
    pub(crate) fn ensure(workspace: &Workspace, tools: &[&Tool]) -> Result<Self> {
        let mut folders = Vec::new();
        for tool in tools {
            folders.extend(tool.ensure(workspace)?);
        }
        Ok(Self { folders })
    }

    /// These and the others.
    pub(crate) fn and(mut self, others: Self) -> Self {
        self.folders.extend(others.folders);
        self
    }

    /// `program` at the root of the checkout, with these tools on its PATH.
    pub(crate) fn command(&self, workspace: &Workspace, program: &str) -> Result<Command> {
        let mut command = Command::new(program);
        command.current_dir(workspace.root());
        self.prepend_to(&mut command)?;
        Ok(command)
    }

    /// Puts these tools on the PATH that `command` will see.
    pub(crate) fn prepend_to(&self, command: &mut Command) -> Result<()> {
        process::prepend_path(command, &self.folders)
    }
}

impl Tool {
    fn ensure(&self, workspace: &Workspace) -> Result<Option<PathBuf>> {
        let version = match self.version {
            Version::Pinned(version) => version.to_owned(),
            Version::Locked(library) => workspace.locked_version(library)?,
        };
        let found = self
            .programs
            .iter()
            .all(|program| process::on_path(&[program]).is_some_and(|path| reports_version(&path, &version)));
        if found {
            return Ok(None);
        }
        let cache = workspace::cache()?.join("tools");
        let root = cache.join(format!("{}-{version}", self.package));
        let bin = self.bin(&root);
        if !self.complete(&bin) {
            install::install(self.registry, self.package, &version, &cache, &root)?;
        }
        if !self.complete(&bin) {
            bail!("{} was installed, but {} lacks one of {:?}", self.package, bin.display(), self.programs);
        }
        Ok(Some(bin))
    }

    fn bin(&self, root: &Path) -> PathBuf {
        match self.registry {
            Registry::CratesIo(_) => root.join("bin"),
            Registry::Npm => root.join("node_modules").join(".bin"),
        }
    }

    fn complete(&self, bin: &Path) -> bool {
        self.programs.iter().all(|program| process::program_in(bin, program).is_some())
    }
}

impl Library {
    /// Where the file is; the package is installed if it is not in the cache.
    pub(crate) fn ensure(&self) -> Result<PathBuf> {
        let cache = workspace::cache()?.join("tools");
        let root = cache.join(format!("{}-{}", self.package, self.version));
        let file = root.join("node_modules").join(self.package).join(self.file);
        if !file.exists() {
            install::install(Registry::Npm, self.package, self.version, &cache, &root)?;
        }
        if !file.exists() {
            bail!("{} was installed, but lacks {}", self.package, file.display());
        }
        Ok(file)
    }
}

fn reports_version(program: &Path, version: &str) -> bool {
    process::output(Command::new(program).arg("--version"))
        .is_ok_and(|output| output.success && names_version(&output.stdout, version))
}

/// `trunk 0.21.14`, `wasm-opt version 132 (version_132)`: one word is the version.
fn names_version(printed: &str, version: &str) -> bool {
    printed.split_whitespace().any(|word| word == version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_a_whole_word_of_what_the_tool_prints() {
        assert!(names_version("trunk 0.21.14\n", "0.21.14"));
        assert!(names_version("wasm-opt version 132 (version_132)\n", "132"));
        assert!(!names_version("trunk 0.21.14\n", "0.21.1"));
    }
}
