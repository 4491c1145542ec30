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

/// Reads a file, and names every value that is not used. `gateway` has the names of the gateway's
/// cameras, which a wall may name as well.
///
/// # Errors
/// If the text is no JSON, or longer than [`MAX_LENGTH`].
pub fn read(json: &str, gateway: &[&str]) -> Result<(Configuration, Vec<Problem>), NotJson> {
    if json.len() > MAX_LENGTH {
        return Err(NotJson { line: 0, column: 0, why: "it is longer than 1 MiB" });
    }
    let mut value: Value = serde_json::from_str(json).map_err(|error| NotJson {
        line: error.line(),
        column: error.column(),
        why: if error.is_eof() { "it ends in the middle" } else { "this is no JSON" },
    })?;
    if !value.is_object() {
        return Err(NotJson { line: 0, column: 0, why: "the file must be an object: { … }" });
    }
    let mut problems = Vec::new();
    let mut removed = Removed::default();
    let mut configuration = loop {
        match typed(&value) {
            Ok((configuration, ignored)) => {
                problems.extend(
                    ignored
                        .into_iter()
                        .take(MOST_PROBLEMS)
                        .map(|path| Problem { path, why: "there is no such setting".to_owned() }),
                );
                break configuration;
            }
            Err((segments, why)) => {
                problems.push(Problem { path: removed.path(&segments), why });
                let is_gone = remove(&mut value, &segments, &mut removed);
                if !is_gone || problems.len() >= MOST_PROBLEMS {
                    break Configuration::default();
                }
            }
        }
    };
    check::check(&mut configuration, gateway, &mut problems);
    Ok((configuration, problems))
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
        Err(error) => Err((track.path().iter().cloned().collect(), error.to_string())),
    }
}

/// Without the marks of `serde_ignored` for values that may be absent.
fn plain(path: &str) -> String {
    path.split('.').filter(|part| *part != "?").collect::<Vec<_>>().join(".")
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
struct Removed(BTreeMap<String, Vec<usize>>);

impl Removed {
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
    fn index(&self, list: &str, index: usize) -> usize {
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

impl fmt::Display for NotJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "this file cannot be used: {}", self.why),
            line => write!(f, "line {line}, column {}: {}", self.column, self.why),
        }
    }
}

impl std::error::Error for NotJson {}
