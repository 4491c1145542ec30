//! The configuration of walls and displays: where it stands. Its values are read leniently, by
//! `crates/configuration`.

use std::path::{Path, PathBuf};

use serde_json::Value;
use toml::Spanned;

use super::error::{ConfigError, Text};

/// Where the configuration of walls, tours and displays stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Walls {
    /// In a `mullion.json`, which is read again when it changes.
    File(PathBuf),
    /// In the tables `[configuration]` of the settings themselves.
    Tables(Value),
}

impl Walls {
    pub(super) fn read(
        given: &Spanned<toml::Value>,
        folder: &Path,
        text: &Text<'_>,
    ) -> Result<Self, ConfigError> {
        match given.get_ref() {
            toml::Value::String(path) if !path.is_empty() => Ok(Self::File(folder.join(path))),
            toml::Value::Table(_) => Ok(Self::Tables(json(given.get_ref()))),
            _ => {
                let message = "must be the path of a mullion.json, or tables as in one";
                Err(text.error(Some(given.span()), message))
            }
        }
    }
}

fn json(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.as_str().into(),
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::Float(number) => (*number).into(),
        toml::Value::Boolean(is_on) => (*is_on).into(),
        toml::Value::Datetime(time) => time.to_string().into(),
        toml::Value::Array(items) => items.iter().map(json).collect(),
        toml::Value::Table(table) => {
            Value::Object(table.iter().map(|(key, value)| (key.clone(), json(value))).collect())
        }
    }
}
