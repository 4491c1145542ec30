//! A copy of the built app that a test may change.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use tempfile::TempDir;

use crate::gateway;

/// The app's files in a folder of their own, which ends with this.
#[derive(Debug)]
pub struct AppCopy {
    folder: TempDir,
}

impl AppCopy {
    /// Copies the app that the tests would use.
    ///
    /// # Errors
    /// When it has not been built.
    pub fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        for entry in fs::read_dir(gateway::app()?)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                fs::copy(entry.path(), folder.path().join(entry.file_name()))?;
            }
        }
        Ok(Self { folder })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file.
    ///
    /// # Errors
    /// As the file system has them.
    pub fn write(&self, name: &str, text: &str) -> Result<()> {
        Ok(fs::write(self.path().join(name), text)?)
    }

    /// Changes the text of a file.
    ///
    /// # Errors
    /// When there is no such file.
    pub fn change(&self, name: &str, change: impl FnOnce(&str) -> String) -> Result<()> {
        let path = self.path().join(name);
        let text = fs::read_to_string(&path).with_context(|| format!("the app has no {name}"))?;
        fs::write(path, change(&text))?;
        // Compressed forms of the file as it was. A development build has none.
        for form in [".br", ".gz"] {
            drop(fs::remove_file(self.path().join(format!("{name}{form}"))));
        }
        Ok(())
    }

    /// Deletes a file.
    ///
    /// # Errors
    /// When there is no such file.
    pub fn remove(&self, name: &str) -> Result<()> {
        fs::remove_file(self.path().join(name)).with_context(|| format!("the app has no {name}"))?;
        for form in [".br", ".gz"] {
            drop(fs::remove_file(self.path().join(format!("{name}{form}"))));
        }
        Ok(())
    }

    /// Puts a file back as it was built.
    ///
    /// # Errors
    /// When there is no such file.
    pub fn restore(&self, name: &str) -> Result<()> {
        fs::copy(gateway::app()?.join(name), self.path().join(name))
            .with_context(|| format!("the app has no {name}"))?;
        Ok(())
    }

    /// Runs a script in the player's workers, before their program. Its exports are in `wasm` as
    /// soon as they are there.
    ///
    /// # Errors
    /// When there is no player.
    pub fn in_workers(&self, script: &str) -> Result<()> {
        self.change("player.js", |player| {
            format!("if (typeof DedicatedWorkerGlobalScope === 'function') {{ {script} }}\n{player}")
        })
    }

    /// The name of the file that begins and ends so: most have a hash in the middle.
    ///
    /// # Errors
    /// When there is none.
    pub fn name_of(&self, start: &str, end: &str) -> Result<String> {
        let names = fs::read_dir(self.path())?.flatten();
        names
            .filter_map(|entry| entry.file_name().into_string().ok())
            .find(|name| name.starts_with(start) && name.ends_with(end))
            .with_context(|| format!("the app has no {start}*{end}"))
    }
}
