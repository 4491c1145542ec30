//! What was measured, for the table in docs/RELIABILITY.md.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::{env, fs};

use anyhow::{Context as _, Result};
use e2e::Engine;
use serde_json::{Value, json};

use crate::judge::Finding;
use crate::scene::Row;
use crate::table;

/// Findings by engine and row.
#[derive(Debug, Default)]
pub(crate) struct Record(Mutex<BTreeMap<(&'static str, &'static str), Finding>>);

impl Record {
    pub(crate) fn add(&self, engine: Engine, row: &'static str, finding: Finding) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert((name(engine), row), finding);
    }

    /// Writes the figures of each engine, and the table if it is asked for. Rows that did not run now keep
    /// what was measured before.
    pub(crate) fn write(&self, rows: &[Row]) -> Result<()> {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = folder();
        fs::create_dir_all(&folder)?;
        for engine in ENGINES {
            let path = folder.join(format!("{engine}.json"));
            let mut known = fs::read(&path)
                .ok()
                .and_then(|text| serde_json::from_slice::<BTreeMap<String, Value>>(&text).ok())
                .unwrap_or_default();
            for ((_, row), finding) in found.iter().filter(|((of, _), _)| *of == engine) {
                known.insert((*row).to_owned(), figures(finding));
            }
            if !known.is_empty() {
                fs::write(&path, serde_json::to_vec_pretty(&known)?)?;
            }
        }
        if let Some(document) = env::var_os("RELIABILITY_TABLE").map(PathBuf::from) {
            let text = fs::read_to_string(&document).context("cannot read the table's document")?;
            fs::write(&document, table::put(&text, &table::draw(rows, &folder)?)?)?;
        }
        Ok(())
    }
}

/// As in the names of tests and files.
pub(crate) fn name(engine: Engine) -> &'static str {
    match engine {
        Engine::Firefox => "firefox",
        Engine::WebKit => "webkit",
        _ => "chromium",
    }
}

/// In the order of the table's columns.
pub(crate) const ENGINES: [&str; 3] = ["chromium", "firefox", "webkit"];

fn figures(finding: &Finding) -> Value {
    json!({
        "shown": finding.shown.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "seconds": finding.seconds,
        "lost": finding.lost,
        "oldest_live_ms": finding.oldest_live,
    })
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).with_file_name("target").join("reliability")
}
