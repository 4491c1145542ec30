//! Names the build of the app, in its page and in its service worker, and lists the files that the
//! worker keeps.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use sha2::{Digest as _, Sha256};

/// It is left as it is: its first lines are filled in here.
pub(crate) const WORKER: &str = "service-worker.js";
/// Lines of the worker that a development build leaves as they are.
const NO_BUILD: &str = "const BUILD = \"\";";
const NO_FILES: &str = "const FILES = [];";
/// The name stands before this tag of the page.
const BEFORE: &str = "<title";

/// Writes the name of the build in `dist` and its list of files. To be called once, when no file
/// changes any more.
pub(crate) fn stamp(dist: &Path) -> Result<()> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dist).with_context(|| format!("cannot read {}", dist.display()))? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    let mut sum = Sha256::new();
    for name in &names {
        let content = fs::read(dist.join(name))?;
        sum.update(name);
        sum.update((content.len() as u64).to_le_bytes());
        sum.update(content);
    }
    let build: String = sum.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    names.retain(|name| is_kept(name));

    let page = dist.join("index.html");
    let html = fs::read_to_string(&page).context("dist has no index.html")?;
    let Some((head, rest)) = html.split_once(BEFORE) else { bail!("index.html has no title") };
    // `gateway::serve::Assets` reads it by these words.
    fs::write(&page, format!("{head}<meta name=\"mullion-build\" content=\"{build}\">{BEFORE}{rest}"))?;

    let worker = dist.join(WORKER);
    let script = fs::read_to_string(&worker).with_context(|| format!("dist has no {WORKER}"))?;
    if !script.contains(NO_BUILD) || !script.contains(NO_FILES) {
        bail!("{WORKER} has no place for the build and its files, or has them already");
    }
    let list: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    let script = script
        .replace(NO_BUILD, &format!("const BUILD = \"{build}\";"))
        .replace(NO_FILES, &format!("const FILES = [{}];", list.join(",")));
    Ok(fs::write(worker, script)?)
}

/// Pages of their own ask the gateway anyway, and the browser has its own way with the worker.
fn is_kept(name: &str) -> bool {
    let is_other_form = name.ends_with(".br") || name.ends_with(".gz");
    !is_other_form && name != WORKER && name != "index.html" && !name.starts_with("displays.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_and_worker_have_the_name_of_their_build_and_another_build_has_another() {
        let folder = tempfile();
        let worker = format!("// x\n{NO_BUILD}\n{NO_FILES}\n");
        let build = |app: &str| {
            for (name, text) in [
                ("index.html", "<head><title>x</title>"),
                (WORKER, &worker),
                ("app.js", app),
                ("app.js.gz", "z"),
            ] {
                fs::write(folder.join(name), text).unwrap();
            }
            stamp(&folder).unwrap();
            let page = fs::read_to_string(folder.join("index.html")).unwrap();
            let script = fs::read_to_string(folder.join(WORKER)).unwrap();
            let name = page.split("content=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
            assert!(script.contains(&format!("const BUILD = \"{name}\";")), "{script}");
            assert!(script.contains("const FILES = [\"app.js\"];"), "{script}");
            assert!(stamp(&folder).is_err());
            name
        };
        let (first, again, other) = (build("1"), build("1"), build("2"));
        assert_eq!(first, again);
        assert_ne!(first, other);
        fs::remove_dir_all(&folder).unwrap();
    }

    fn tempfile() -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("mullion-precache-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }
}
