//! The table of packages in docs/ARCHITECTURE.md, held to what cargo says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context as _, Result, bail};

use crate::process::output;
use crate::suite::Outcome;
use crate::workspace::Workspace;

/// The folder of a package, and the folders of those of the workspace that it uses.
type Packages = BTreeMap<String, BTreeSet<String>>;

const DOCUMENT: &str = "docs/ARCHITECTURE.md";

/// Compares the two.
pub(super) fn check(workspace: &Workspace) -> Result<Outcome> {
    let tree = [
        "tree",
        "--workspace",
        "--locked",
        "--depth",
        "1",
        "--edges",
        "normal",
        "--prefix",
        "depth",
        "--no-dedupe",
    ];
    let said = output(workspace.cargo().args(tree))?;
    if !said.success {
        bail!("{}", said.stderr.trim());
    }
    let root = workspace.root();
    let document = fs::read_to_string(root.join(DOCUMENT)).context(DOCUMENT)?;
    let said = of_cargo(&said.stdout, &root.display().to_string());
    let differences = differences(&of_document(&document), &said);
    if !differences.is_empty() {
        bail!("{DOCUMENT}, table of crates:\n{}", differences.join("\n"));
    }
    Ok(Outcome::Passed)
}

/// Reads lines such as `1mjpeg v0.1.0 (/root/crates/mjpeg)`, the depth first.
fn of_cargo(tree: &str, root: &str) -> Packages {
    let mut packages = Packages::new();
    let mut current = String::new();
    for line in tree.lines() {
        let place = line.split_once(&format!("({root}")).and_then(|(_, rest)| rest.split(')').next());
        let Some(place) = place.map(|place| place.trim_start_matches(['/', '\\']).replace('\\', "/")) else {
            continue;
        };
        // The viewer's package is the workspace's folder itself.
        let place = if place.is_empty() { "src".to_owned() } else { place };
        if line.starts_with('0') {
            packages.entry(place.clone()).or_default();
            current = place;
        } else {
            packages.entry(current.clone()).or_default().insert(place);
        }
    }
    packages
}

/// Reads the rows of the table: the place, what it is, what it uses.
fn of_document(document: &str) -> Packages {
    let rows = document.lines().skip_while(|line| !line.starts_with("| place | what it is | uses |")).skip(2);
    rows.take_while(|line| line.starts_with('|'))
        .filter_map(|row| {
            let mut cells = row.split('|').map(str::trim).skip(1);
            let place = cells.next()?.trim_matches('`').to_owned();
            let uses = cells.nth(1)?.split(',').map(|name| name.trim().trim_matches('`'));
            let folder = |name: &str| if name == "src" { name.to_owned() } else { format!("crates/{name}") };
            Some((place, uses.filter(|name| !name.is_empty()).map(folder).collect()))
        })
        .collect()
}

fn differences(told: &Packages, said: &Packages) -> Vec<String> {
    // A workspace of its own, of which this cargo knows nothing.
    const APART: &str = "fuzz";
    let places: BTreeSet<&String> = told.keys().chain(said.keys()).filter(|place| *place != APART).collect();
    let mut found = Vec::new();
    for place in places {
        match (told.get(place), said.get(place)) {
            (None, _) => found.push(format!("  {place} is missing")),
            (_, None) => found.push(format!("  {place} is no package")),
            (Some(told), Some(said)) if told != said => {
                found.push(format!("  {place} uses {said:?}, the table says {told:?}"));
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "0address v0.1.0 (/w/crates/address)\n1thiserror v2.0.0\n1vapix v0.1.0 (/w/crates/vapix) (*)\n\n\
                        0viewer v0.1.0 (/w)\n1address v0.1.0 (/w/crates/address)\n\n0vapix v0.1.0 (/w/crates/vapix)\n";

    #[test]
    fn a_true_table_passes_and_each_untruth_is_named() {
        let table = |uses: &str| {
            format!(
                "x\n| place | what it is | uses | may not know |\n|---|---|---|---|\n\
                 | `crates/address` | a | {uses} | b |\n| `src` | app | `address` | |\n\
                 | `crates/vapix` | c | | d |\n| `fuzz` | e | | |\n\n| other | table |\n"
            )
        };
        let said = of_cargo(TREE, "/w");
        assert_eq!(differences(&of_document(&table("`vapix`")), &said), Vec::<String>::new());
        assert_eq!(differences(&of_document(&table("`vapix`, `mjpeg`")), &said).len(), 1);
        assert_eq!(differences(&of_document(&table("")), &said).len(), 1);
        let missing = table("`vapix`").replace("`crates/vapix`", "`crates/gone`");
        assert_eq!(
            differences(&of_document(&missing), &said),
            ["  crates/gone is no package", "  crates/vapix is missing"]
        );
    }
}
