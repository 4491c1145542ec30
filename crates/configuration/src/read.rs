//! Reading a file of which one value may be bad.
//!
//! The whole is read; the first value that does not fit is noted with its path, taken out, and the
//! rest is read again, until all of it fits.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;
use serde_path_to_error::Segment;

use crate::check;
use crate::file::Configuration;

/// Bytes of a file, at most.
pub const MAX_LENGTH: usize = 1 << 20;
/// Bad values, beyond which the rest of the file is not used.
const MOST_PROBLEMS: usize = 100;
/// Characters of a key of the file in a path.
const MOST_OF_KEY: usize = 80;

/// A value that is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where it stands: `walls.lobby.tiles.2`. Empty for the whole file.
    pub path: String,
    /// Why, and which value fits. It quotes nothing of the file that could be secret.
    pub why: String,
}

/// A file of which nothing can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotJson {
    /// Line, counted from 1. 0 for the whole file.
    pub line: usize,
    /// Column, counted from 1.
    pub column: usize,
    why: &'static str,
}

/// The cameras of the gateway, which a file may name as well.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum GatewayCameras<'a> {
    /// The gateway has not answered: any name may be one of its cameras.
    #[default]
    Unknown,
    /// These, or none.
    Known(&'a [String]),
}

/// Reads a file, and names every value that is not used.
///
/// # Errors
/// If the text is no JSON, or longer than [`MAX_LENGTH`].
pub fn read(json: &str, gateway: GatewayCameras<'_>) -> Result<(Configuration, Vec<Problem>), NotJson> {
    if json.len() > MAX_LENGTH {
        return Err(NotJson::too_long());
    }
    // Editors of Windows put a mark in front.
    let json = json.strip_prefix('\u{feff}').unwrap_or(json);
    let value: Value = serde_json::from_str(json).map_err(|error| NotJson {
        line: error.line(),
        column: error.column(),
        why: if error.is_eof() { "it ends in the middle" } else { "this is no JSON" },
    })?;
    if !value.is_object() {
        return Err(NotJson { line: 0, column: 0, why: "the file must be an object: { … }" });
    }
    Ok(read_value(value, gateway))
}

/// Reads what a file of another format holds, such as tables of TOML.
#[must_use]
pub fn read_value(mut value: Value, gateway: GatewayCameras<'_>) -> (Configuration, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut removed = Removed::default();
    let mut configuration =
        loop {
            match typed(&value) {
                Ok((configuration, ignored)) => {
                    problems.extend(ignored.into_iter().take(MOST_PROBLEMS).map(|path| Problem {
                        path: shown(&path),
                        why: "there is no such setting".to_owned(),
                    }));
                    break configuration;
                }
                Err((segments, why)) => {
                    problems.push(Problem { path: removed.shown(&segments), why });
                    let is_gone = remove(&mut value, &segments, &mut removed);
                    if !is_gone || problems.len() >= MOST_PROBLEMS {
                        break Configuration::default();
                    }
                }
            }
        };
    check::check(&mut configuration, gateway, &removed, &mut problems);
    limit(&mut problems);
    (configuration, problems)
}

/// A list that a person can read.
fn limit(problems: &mut Vec<Problem>) {
    let more = problems.len().saturating_sub(MOST_PROBLEMS);
    if more > 0 {
        problems.truncate(MOST_PROBLEMS);
        problems.push(Problem { path: String::new(), why: format!("{more} more problems are not listed") });
    }
}

/// The configuration and the paths of settings that do not exist; or the path of the first value
/// that does not fit, and why.
fn typed(value: &Value) -> Result<(Configuration, Vec<String>), (Vec<Segment>, String)> {
    let mut ignored = Vec::new();
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(value, &mut track);
    let read = serde_ignored::deserialize(tracked, |path| ignored.push(plain(&path.to_string())));
    match read {
        Ok(configuration) => Ok((configuration, ignored)),
        Err(error) => Err((track.path().iter().cloned().collect(), without_quote(&error.to_string()))),
    }
}

/// Without the marks of `serde_ignored` for values that may be absent.
fn plain(path: &str) -> String {
    path.split('.').filter(|part| *part != "?").collect::<Vec<_>>().join(".")
}

/// A path of which no part is too long to be read, a secret, or other than visible characters.
fn shown(path: &str) -> String {
    path.split('.').map(shown_key).collect::<Vec<_>>().join(".")
}

pub(crate) fn shown_key(key: &str) -> String {
    let plain: String =
        key.chars().take(MOST_OF_KEY).map(|c| if is_invisible(c) { '\u{fffd}' } else { c }).collect();
    let is_long = key.chars().nth(MOST_OF_KEY).is_some();
    let is_secret = ['@', '=', '/'].iter().any(|mark| plain.contains(*mark));
    let plain = if is_secret { address::secret::shown(&plain) } else { plain };
    if is_long { plain + "…" } else { plain }
}

/// Whether a character is not seen, or turns the order of those around it.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Serde quotes the value that does not fit, which may be a password in the wrong place.
fn without_quote(why: &str) -> String {
    let cut = |from: usize, to: usize, with: &str| format!("{}{with}{}", &why[..from], &why[to..]);
    if let (Some(from), Some(to)) = (why.find("string \""), why.rfind("\", expected")) {
        return cut(from, (to + 1).max(from), "a text");
    }
    for word in ["unknown variant `", "unknown field `"] {
        if let (Some(0), Some(to)) = (why.find(word), why.rfind("`, expected")) {
            return cut(word.len() - 2, to + 1, "");
        }
    }
    why.to_owned()
}

/// Takes out the value at a path, or the nearest one around it that is there.
fn remove(value: &mut Value, segments: &[Segment], removed: &mut Removed) -> bool {
    let Some((last, before)) = segments.split_last() else { return false };
    let mut parent = &mut *value;
    for segment in before {
        let child = match (segment, parent) {
            (Segment::Map { key }, Value::Object(map)) => map.get_mut(key),
            (Segment::Seq { index }, Value::Array(items)) => items.get_mut(*index),
            (Segment::Enum { variant }, Value::Object(map)) => map.get_mut(variant),
            _ => None,
        };
        match child {
            Some(child) => parent = child,
            None => return remove(value, before, removed),
        }
    }
    let is_gone = match (last, parent) {
        (Segment::Map { key }, Value::Object(map)) => map.remove(key).is_some(),
        (Segment::Enum { variant }, Value::Object(map)) => map.remove(variant).is_some(),
        (Segment::Seq { index }, Value::Array(items)) if *index < items.len() => {
            removed.note(before, *index);
            items.remove(*index);
            true
        }
        _ => false,
    };
    is_gone || remove(value, before, removed)
}

/// Items that were taken out of lists: those after them still go by the numbers that they have in the
/// file.
#[derive(Default)]
pub(crate) struct Removed(BTreeMap<String, Vec<usize>>);

impl Removed {
    /// The path in the file, as it may be shown.
    fn shown(&self, segments: &[Segment]) -> String {
        let written = self.path(segments);
        if segments.iter().any(|segment| matches!(segment, Segment::Map { key } if key.contains('.'))) {
            // A key with dots, such as an address, is one part.
            let parts = segments.iter().map(|segment| match segment {
                Segment::Map { key } => shown_key(key),
                Segment::Seq { index } => index.to_string(),
                Segment::Enum { variant } => variant.clone(),
                Segment::Unknown => "?".to_owned(),
            });
            return parts.collect::<Vec<_>>().join(".");
        }
        shown(&written)
    }

    /// The path in the file.
    fn path(&self, segments: &[Segment]) -> String {
        let mut path = String::new();
        for segment in segments {
            let part = match segment {
                Segment::Map { key } => key.clone(),
                Segment::Seq { index } => self.index(&path, *index).to_string(),
                Segment::Enum { variant } => variant.clone(),
                Segment::Unknown => "?".to_owned(),
            };
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(&part);
        }
        path
    }

    /// The number in the file of an item of a list.
    pub(crate) fn index(&self, list: &str, index: usize) -> usize {
        let gone = self.0.get(list).into_iter().flatten();
        gone.fold(index, |index, gone| if *gone <= index { index + 1 } else { index })
    }

    fn note(&mut self, list: &[Segment], index: usize) {
        let path = self.path(list);
        let index = self.index(&path, index);
        let gone = self.0.entry(path).or_default();
        gone.push(index);
        gone.sort_unstable();
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() { f.write_str(&self.why) } else { write!(f, "{}: {}", self.path, self.why) }
    }
}

impl NotJson {
    /// Of a file longer than [`MAX_LENGTH`], which need not be read to its end.
    #[must_use]
    pub fn too_long() -> Self {
        Self { line: 0, column: 0, why: "it is longer than 1 MiB" }
    }
}

impl fmt::Display for NotJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "this file cannot be used: {}", self.why),
            line => write!(f, "line {line}, column {}: {}", self.column, self.why),
        }
    }
}

impl std::error::Error for NotJson {}

impl From<NotJson> for Problem {
    fn from(error: NotJson) -> Self {
        Self { path: String::new(), why: error.to_string() }
    }
}
