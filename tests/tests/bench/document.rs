//! The places in the documentation where the last run stands.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

const BEGIN: &str = "<!-- table: written by the bench -->\n";
const END: &str = "<!-- end of table -->";

/// Puts tables and picture there.
pub(crate) fn write(tables: &str, plot: &str) -> Result<()> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("docs");
    let path = docs.join("PERFORMANCE.md");
    let text = fs::read_to_string(&path).context("no document for the tables")?;
    fs::write(&path, put(&text, tables)?)?;
    Ok(fs::write(docs.join("images").join("performance.svg"), plot)?)
}

/// `document` with `tables` in their place.
fn put(document: &str, tables: &str) -> Result<String> {
    let (before, rest) = document.split_once(BEGIN).context("the document has no place for the tables")?;
    let (_, after) = rest.split_once(END).context("the place of the tables has no end")?;
    Ok(format!("{before}{BEGIN}{tables}{END}{after}"))
}
