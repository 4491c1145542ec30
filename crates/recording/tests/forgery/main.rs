//! Whatever is done to a recording, `verify` finds it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod bytes;
mod contents;
mod edits;
#[path = "../support/mod.rs"]
mod support;
mod versions;

use recording::{Container, Record, Verdict, verify};

use support::{Recording, ended};

/// What `verify` says, in a word; `None` if it cannot check the file.
fn verdict(bytes: &[u8]) -> Option<Verdict> {
    verify(bytes).ok().map(|findings| findings.verdict())
}

fn assert_found(container: Container, what: &str, forged: &[u8]) {
    let verdict = verdict(forged);
    assert_ne!(verdict, Some(Verdict::AsRecorded), "{container:?}: {what}");
    assert!(verdict.is_some() || !has_traces(forged), "{container:?}: {what}: not taken for a recording");
}

/// Whether there is a tag or a record of ours in it.
fn has_traces(bytes: &[u8]) -> bool {
    let find = |name: &[u8]| bytes.windows(name.len()).position(|part| part == name);
    let tag = |name: &str| {
        let rest = |at: usize| bytes.get(at + name.len()..).unwrap_or_default();
        find(name.as_bytes())
            .is_some_and(|at| rest(at).starts_with(b"=") || rest(at).starts_with(b"\x44\x87"))
    };
    let record = || {
        let (begin, hash) = (find(b"frame=0 time=")?, find(b" sha256=")?);
        std::str::from_utf8(bytes.get(begin..hash + 8 + 64)?).ok()?.parse::<Record>().ok()
    };
    tag("MULLION_LAYOUT") || tag("MULLION_SEAL") || record().is_some()
}

/// A recording of ten pictures, two a cluster.
fn ten(container: Container) -> Vec<u8> {
    ended(&Recording::of(container, 10))
}
