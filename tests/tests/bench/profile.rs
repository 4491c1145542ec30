//! Where the time goes: processors by thread of the browser, as a table.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::cost::PART;
use crate::options::MAIN;
use crate::record::Record;
use crate::usage::CORES_OF;
use crate::ways;

/// Of one processor, below which a thread is not worth a line.
const LEAST: f64 = 0.02;

/// A row for each thread that takes something in any way.
pub(crate) fn draw(record: &Record) -> String {
    let ways: Vec<_> = ways::ALL.iter().filter(|way| record.has(PART, MAIN, way.name)).collect();
    let mut threads: BTreeMap<&str, f64> = BTreeMap::new();
    for way in &ways {
        let names = record.of(PART, MAIN, way.name).flat_map(|cell| cell.figures.keys());
        for name in names.filter(|name| name.starts_with(CORES_OF) && name.contains(": ")) {
            let median = record.median(PART, MAIN, way.name, name).unwrap_or_default();
            let most = threads.entry(name).or_default();
            *most = most.max(median);
        }
    }
    threads.retain(|_, most| *most >= LEAST);
    if threads.is_empty() {
        return String::new();
    }
    let mut text = String::from(
        "### Where the time goes, 1920x1080 at 30 pictures a second\n\n\
         Processors by kind of process and thread.\n\n| thread |",
    );
    for way in &ways {
        let _ = write!(text, " {} |", way.title());
    }
    let _ = writeln!(text, "\n|---|{}", "---|".repeat(ways.len()));
    let mut threads: Vec<(&str, f64)> = threads.into_iter().collect();
    threads.sort_by(|one, other| other.1.total_cmp(&one.1));
    for (thread, _) in threads {
        let _ = write!(text, "| {} |", thread.trim_start_matches(CORES_OF));
        for way in &ways {
            let cores = record.median(PART, MAIN, way.name, thread).unwrap_or_default();
            let _ = if cores < LEAST / 2.0 { write!(text, " |") } else { write!(text, " {cores:.2} |") };
        }
        text.push('\n');
    }
    text
}
