//! Mistakes in the settings, with their places.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

/// A mistake in the settings. Its text holds no value that could be a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// A line of the file.
    #[error("{}:{line}: {}{message}", file.display(), Key(key.as_deref()))]
    Line {
        /// The file.
        file: PathBuf,
        /// Number of the line, from 1.
        line: usize,
        /// The key on that line.
        key: Option<String>,
        /// The mistake.
        message: String,
    },
    /// The command line.
    #[error("{0}")]
    Argument(String),
    /// The file cannot be read.
    #[error("{}: {message}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// Why.
        message: String,
    },
}

struct Key<'a>(Option<&'a str>);

impl fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(key) => write!(f, "{key}: "),
            None => Ok(()),
        }
    }
}

/// A file's text, to turn positions into lines.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) file: &'a std::path::Path,
    pub(super) text: &'a str,
}

impl Text<'_> {
    /// An error at `span` of the file.
    pub(super) fn error(&self, span: Option<Range<usize>>, message: impl Into<String>) -> ConfigError {
        let (file, message) = (self.file.to_owned(), message.into());
        let Some(span) = span else { return ConfigError::File { file, message } };
        let start = span.start.min(self.text.len());
        let before = self.text.get(..start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let key = self.text.lines().nth(line - 1).and_then(key_of);
        ConfigError::Line { file, line, key, message }
    }
}

/// The key that a line of TOML begins with. What follows the `=` is never shown.
fn key_of(line: &str) -> Option<String> {
    let (key, _) = line.split_once('=')?;
    let key = key.trim();
    let plain = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    (!key.is_empty() && key.chars().all(plain)).then(|| key.to_owned())
}
