//! The table of docs/RELIABILITY.md, from what was measured.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::record::ENGINES;
use crate::scene::{Row, Way};

const BEGIN: &str = "<!-- table: written by the tests -->\n";
const END: &str = "<!-- end of table -->";

type Figures = BTreeMap<String, Value>;

/// The table in Markdown. `folder` has the figures.
pub(crate) fn draw(rows: &[Row], folder: &Path) -> Result<String> {
    let mut engines = Vec::new();
    for engine in ENGINES {
        if let Ok(text) = fs::read(folder.join(format!("{engine}.json"))) {
            engines.push((engine, serde_json::from_slice::<Figures>(&text)?));
        }
    }
    let mut table = String::from("| fault | way | the viewer shows |");
    for (engine, _) in &engines {
        write!(table, " {engine}: s, lost |")?;
    }
    table.push_str("\n|---|---|---|");
    table.push_str(&"---|".repeat(engines.len()));
    table.push('\n');
    for row in rows {
        let way = if row.way == Way::Direct { "direct" } else { "relay" };
        let shown = engines.iter().find_map(|(_, figures)| shown(figures.get(row.name)?));
        write!(table, "| {} | {way} | {} |", row.fault, shown.unwrap_or_default())?;
        for (_, figures) in &engines {
            match figures.get(row.name) {
                Some(figure) => {
                    write!(table, " {:.2}, {} |", figure["seconds"].as_f64().unwrap_or(0.0), figure["lost"])?;
                }
                None => table.push_str(" |"),
            }
        }
        table.push('\n');
    }
    for (engine, figures) in &engines {
        let mut seconds: Vec<f64> =
            figures.values().filter_map(|figure| figure["seconds"].as_f64()).collect();
        seconds.sort_by(f64::total_cmp);
        if let Some(median) = seconds.get(seconds.len() / 2) {
            writeln!(table, "\nMedian in {engine}: {median:.2} s over {} faults.", seconds.len())?;
        }
    }
    Ok(table)
}

/// `document` with `table` in its place.
pub(crate) fn put(document: &str, table: &str) -> Result<String> {
    let (before, rest) = document.split_once(BEGIN).context("the document has no place for the table")?;
    let (_, after) = rest.split_once(END).context("the table's place has no end")?;
    Ok(format!("{before}{BEGIN}{table}{END}{after}"))
}

fn shown(figure: &Value) -> Option<String> {
    let states: Vec<&str> = figure["shown"].as_array()?.iter().filter_map(Value::as_str).collect();
    Some(states.join(" → "))
}
