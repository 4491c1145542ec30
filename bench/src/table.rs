//! The figures as a table, and its place in the documentation.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::measure::{Row, Run, Wall};
use crate::relays::CAMERAS;

const BEGIN: &str = "<!-- table: written by the bench -->\n";
const END: &str = "<!-- end of table -->";

/// The tables of this run.
pub(crate) fn draw(run: &Run) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write(run, &mut text);
    text
}

fn write(run: &Run, text: &mut String) -> std::fmt::Result {
    let names: Vec<&str> = run.relays.iter().map(|row| row.name).collect();
    writeln!(text, "| | {} |", names.join(" | "))?;
    writeln!(text, "|---|{}", "---|".repeat(names.len()))?;
    let mut line = |name: &str, value: &dyn Fn(&Row) -> String| {
        let values: Vec<String> = run.relays.iter().map(value).collect();
        writeln!(text, "| {name} | {} |", values.join(" | "))
    };
    let viewers = run.viewers;
    line("viewers held, age p99 ≤ 200 ms", &|row| match row.failed_at {
        Some(at) => format!("{} (not {at})", row.held),
        None => format!("≥ {}", row.held),
    })?;
    line(&format!("connections to the camera at {viewers}"), &|row| row.connections.to_string())?;
    line("processor time for each picture of a viewer, µs", &|row| format!("{:.1}", row.per_picture))?;
    if let Some(own) = run.relays.iter().find(|row| row.name == "mullion").map(|row| row.per_picture) {
        line("the gateway's as a part of it", &|row| format!("{:.2}", own / row.per_picture))?;
    }
    line(&format!("pictures a second of each of {viewers}"), &|row| {
        format!("{:.1}", row.figures.quick.pictures as f64 / row.figures.seconds / viewers as f64)
    })?;
    line(&format!("processors taken at {viewers}: relay, load client"), &|row| {
        format!("{:.2}, {:.2}", row.processor, row.figures.client)
    })?;
    line("memory for each viewer, kB: relay, kernel", &|row| {
        format!("{:.0}, {:.0}", row.memory, row.kernel)
    })?;
    line(&format!("age at {viewers}, ms: p50, p99"), &|row| {
        format!("{:.0}, {:.0}", row.figures.quick.p50, row.figures.quick.p99)
    })?;
    line("the same beside one that stopped reading", &|row| {
        format!("{:.0}, {:.0}", row.beside_stopped.p50, row.beside_stopped.p99)
    })?;
    line("age on a line of half the rate, s: p50, p99", &|row| {
        format!("{:.2}, {:.2}", row.slow.p50 / 1e3, row.slow.p99 / 1e3)
    })?;
    let wall = |wall: Option<&Wall>| wall.map_or("–".to_owned(), |wall| format!("{:.1}", wall.per_picture));
    line(
        &format!("{CAMERAS} cameras for one viewer, a response each: processor time for each picture, µs"),
        &|row| wall(row.singles.as_ref()),
    )?;
    line(&format!("{CAMERAS} cameras in one `/mux`: the same"), &|row| wall(row.mux.as_ref()))?;
    if let Some(mux) = run.relays.iter().find_map(|row| row.mux.as_ref()) {
        line("the `/mux` as a part of a response each", &|row| match &row.singles {
            Some(singles) => format!("{:.2}", mux.per_picture / singles.per_picture),
            None => "–".to_owned(),
        })?;
    }
    writeln!(text, "\nPictures of {} kB, 640x480, 15 a second.", (run.picture + 512) / 1024)?;
    if !run.absent.is_empty() {
        writeln!(text, "Not here, so left out: {}.", run.absent.join(", "))?;
    }
    Ok(())
}

/// Puts the tables into the documentation.
pub(crate) fn write_document(tables: &str) -> Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("docs").join("GATEWAY.md");
    let text = fs::read_to_string(&path).context("no document for the tables")?;
    let (before, rest) = text.split_once(BEGIN).context("the document has no place for the tables")?;
    let (_, after) = rest.split_once(END).context("the place of the tables has no end")?;
    Ok(fs::write(&path, format!("{before}{BEGIN}{tables}{END}{after}"))?)
}
