//! Short names for the functions that the app's wasm imports from its JavaScript, and that JavaScript
//! without comments and with short names of its own.
//!
//! wasm-bindgen gives each import a name with a hash, which does not compress and stands in both
//! files: of some 600 functions in page and worker, 17 kB of what browsers download.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha384};

use crate::precache;

/// Shortens the names in each pair of `NAME.js` and `NAME_bg.wasm` in `dist`, a build of trunk's, and
/// has `minify` make every script smaller. A hash of the content in `NAME`, and `index.html` with its
/// sums of these files, follow.
pub(crate) fn shorten(dist: &Path, minify: &dyn Fn(&str) -> Result<String>) -> Result<()> {
    let index = dist.join("index.html");
    let mut page = fs::read_to_string(&index).context("dist has no index.html")?;
    // All of them first, because files come and go below.
    let files: Vec<_> = fs::read_dir(dist)?.map(|entry| Ok(entry?.file_name())).collect::<Result<_>>()?;
    let is_there = |name: &str| files.iter().any(|file| file == name);
    for name in files.iter().filter_map(|file| file.to_str()?.strip_suffix(".js")) {
        // What trunk has copied as it is.
        if !is_there(&format!("{name}_bg.wasm")) && format!("{name}.js") != precache::WORKER {
            let script = dist.join(format!("{name}.js"));
            let old = fs::read_to_string(&script)?;
            let new = minify(&old).with_context(|| format!("in {name}.js"))?;
            page = page.replace(&integrity(old.as_bytes()), &integrity(new.as_bytes()));
            fs::write(script, new)?;
        }
    }
    for name in files.iter().filter_map(|file| file.to_str()?.strip_suffix("_bg.wasm")) {
        let files = [format!("{name}.js"), format!("{name}_bg.wasm")];
        let [script, wasm] = files.each_ref().map(|file| dist.join(file));
        let (old_script, old_wasm) = (fs::read_to_string(&script)?, fs::read(&wasm)?);
        let (new_script, new_wasm) =
            shortened(&old_script, &old_wasm).with_context(|| format!("in {name}"))?;
        let new_script = minify(&new_script).with_context(|| format!("in {name}.js"))?;

        for (old, new) in [(old_script.as_bytes(), new_script.as_bytes()), (&old_wasm, &new_wasm)] {
            page = page.replace(&integrity(old), &integrity(new));
        }
        let renamed = match name.rsplit_once('-') {
            Some((stem, hash)) => {
                let new_hash = hash_of(&[new_script.as_bytes(), &new_wasm]);
                page = page.replace(hash, &new_hash);
                format!("{stem}-{new_hash}")
            }
            None => name.to_owned(),
        };
        fs::remove_file(script)?;
        fs::remove_file(wasm)?;
        fs::write(dist.join(format!("{renamed}.js")), new_script)?;
        fs::write(dist.join(format!("{renamed}_bg.wasm")), new_wasm)?;
    }
    Ok(fs::write(index, page)?)
}

/// Both files with short names, and the script without indentation.
fn shortened(script: &str, wasm: &[u8]) -> Result<(String, Vec<u8>)> {
    let mut names = Vec::new();
    let wasm = with_imports(wasm, |name| {
        names.push(name.to_owned());
        short(names.len() - 1)
    })?;
    let mut found = vec![false; names.len()];
    let mut short_script = String::with_capacity(script.len());
    for line in script.lines() {
        // A text over several lines could mean its spaces.
        if line.matches('`').count() % 2 == 1 {
            bail!("the script has a text over several lines: {line}");
        }
        let line = line.trim_start();
        let import = line
            .split_once(": ")
            .and_then(|(key, value)| Some((names.iter().position(|name| name == key)?, value)));
        match import {
            Some((number, value)) if !found[number] => {
                found[number] = true;
                short_script.extend([&short(number), ": ", value, "\n"]);
            }
            Some((number, _)) => bail!("the script has {} twice", names[number]),
            None => short_script.extend([line, "\n"]),
        }
    }
    if let Some(missing) = found.iter().position(|found| !found) {
        bail!("the script lacks {}, which the wasm imports", names[missing]);
    }
    Ok((short_script, wasm))
}

/// The name of the import of this number.
fn short(number: usize) -> String {
    format!("_{number:x}")
}

/// The wasm with other names for the functions it imports (WebAssembly Core Specification 2.0, 5.5.5).
fn with_imports(wasm: &[u8], mut rename: impl FnMut(&str) -> String) -> Result<Vec<u8>> {
    const IMPORTS: u8 = 2;
    const FUNCTION: u8 = 0;
    let mut rest = Bytes(wasm);
    let mut out = rest.take(8)?.to_vec();
    while !rest.0.is_empty() {
        let id = rest.take(1)?[0];
        let length = rest.number()?;
        let content = rest.take(length)?;
        out.push(id);
        if id != IMPORTS {
            push_sized(&mut out, content);
            continue;
        }
        let (mut imports, mut new) = (Bytes(content), Vec::new());
        let count = imports.number()?;
        push_number(&mut new, count);
        for _ in 0..count {
            push_sized(&mut new, imports.sized()?);
            let name = std::str::from_utf8(imports.sized()?)?;
            if imports.take(1)?[0] != FUNCTION {
                bail!("the wasm imports {name}, which is no function");
            }
            push_sized(&mut new, rename(name).as_bytes());
            new.push(FUNCTION);
            push_number(&mut new, imports.number()?);
        }
        push_sized(&mut out, &new);
    }
    Ok(out)
}

/// Bytes of wasm that are read from the front.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length).context("the wasm is cut off")?;
        self.0 = rest;
        Ok(taken)
    }

    /// A number in LEB128.
    fn number(&mut self) -> Result<usize> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.take(1)?[0];
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        bail!("the wasm has a number of more than 32 bits")
    }

    fn sized(&mut self) -> Result<&'a [u8]> {
        let length = self.number()?;
        self.take(length)
    }
}

fn push_number(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn push_sized(out: &mut Vec<u8>, bytes: &[u8]) {
    push_number(out, bytes.len());
    out.extend(bytes);
}

/// A file's sum as `integrity` has it.
fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(bytes)))
}

/// A hash for the names of files, of as many digits as trunk's: names with one are kept for a year.
fn hash_of(files: &[&[u8]]) -> String {
    let mut hash = Sha384::new();
    files.iter().for_each(|file| hash.update(file));
    hash.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Imports a function of type 0 by this name, and has a section after that.
    fn wasm(name: &str) -> Vec<u8> {
        let mut imports = vec![1];
        push_sized(&mut imports, b"./app_bg.js");
        push_sized(&mut imports, name.as_bytes());
        imports.extend([0, 0]);
        let mut wasm = b"\0asm\x01\0\0\0\x02".to_vec();
        push_sized(&mut wasm, &imports);
        wasm.extend([3, 2, 1, 0]);
        wasm
    }

    const LONG: &str = "__wbg_a_name_longer_than_one_hundred_and_twenty_seven_bytes_so_that_the_numbers_before_it_take_two_bytes_\
        each_which_is_so_with_the_real_ones_0123456789abcdef";

    #[test]
    fn names_are_short_in_both_files() {
        let script = format!(
            "const import0 = {{\n    {LONG}: function(a) {{\n        return `${{a}}`;\n    }},\n}};\n"
        );
        let (script, short_wasm) = shortened(&script, &wasm(LONG)).unwrap();
        assert_eq!(script, "const import0 = {\n_0: function(a) {\nreturn `${a}`;\n},\n};\n");
        assert_eq!(short_wasm, wasm("_0"));
    }

    #[test]
    fn files_that_are_no_pair_are_refused() {
        let wasm = wasm("one");
        assert!(shortened("two: function() {}", &wasm).is_err());
        assert!(shortened("one: function() {}\none: function() {}", &wasm).is_err());
        assert!(shortened("one: function() {}\n`\n  `", &wasm).is_err());
        assert!(shortened("one: function() {}", &wasm[..20]).is_err());
    }

    #[test]
    fn the_page_names_the_files_as_they_are_now() {
        let dist = std::env::temp_dir().join(format!("mullion-shorten-{}", std::process::id()));
        fs::create_dir_all(&dist).unwrap();
        let script = "one: function() {}\n";
        for name in ["app-0123456789abcdef", "worker"] {
            fs::write(dist.join(format!("{name}.js")), script).unwrap();
            fs::write(dist.join(format!("{name}_bg.wasm")), wasm("one")).unwrap();
        }
        let sums = [integrity(script.as_bytes()), integrity(&wasm("one"))];
        let page = format!("app-0123456789abcdef.js {} app-0123456789abcdef_bg.wasm {}", sums[0], sums[1]);
        fs::write(dist.join("index.html"), page).unwrap();
        shorten(&dist, &|script| Ok(script.to_owned())).unwrap();

        let page = fs::read_to_string(dist.join("index.html")).unwrap();
        let words: Vec<&str> = page.split(' ').collect();
        assert_ne!(words[0], "app-0123456789abcdef.js");
        for pair in words.chunks(2) {
            assert_eq!(integrity(&fs::read(dist.join(pair[0])).unwrap()), pair[1]);
        }
        assert_eq!(fs::read(dist.join("worker_bg.wasm")).unwrap(), wasm("_0"));
        assert_eq!(fs::read_dir(&dist).unwrap().count(), 5);
        fs::remove_dir_all(&dist).unwrap();
    }
}
