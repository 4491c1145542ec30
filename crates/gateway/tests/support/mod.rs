//! What the tests of the program share.
#![allow(dead_code, reason = "each test program uses its own part")]

pub(crate) mod conducted;
pub(crate) mod gateway;
pub(crate) mod held;
pub(crate) mod paced;
pub(crate) mod recorded;
pub(crate) mod tcp;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// The program under test.
pub(crate) fn mullion() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mullion"));
    command.env_remove("MULLION_PASSWORD").env_remove("RUST_LOG").stdin(Stdio::null());
    command
}

/// Runs the program with this input.
pub(crate) fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = mullion();
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // The program may stop reading when it has seen enough.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

/// What is said about an address.
pub(crate) struct Said {
    /// By `probe`: its first error; null if there is none.
    pub(crate) probe: Value,
    /// By `probe --diagnose`.
    pub(crate) diagnosis: Value,
}

/// Probes and diagnoses an address. One pair of runs, because both have to say the same.
pub(crate) fn said(url: &str, arguments: &[&str]) -> Said {
    let probed = run(&[&["probe", "--json", "--seconds", "6", url], arguments].concat(), b"");
    let probe = of_type(&lines(&probed), "error").first().map_or(Value::Null, |&error| error.clone());
    let diagnosed = run(&[&["probe", "--diagnose", "--json", url], arguments].concat(), b"");
    let diagnosis = parse(&diagnosed.stdout);
    for text in [&probed.stdout, &probed.stderr, &diagnosed.stdout] {
        let text = String::from_utf8_lossy(text);
        assert!(!text.contains("os error"), "numbers are not for people: {text}");
    }
    Said { probe, diagnosis }
}

/// The lines of a probe's JSON.
pub(crate) fn lines(output: &Output) -> Vec<Value> {
    output.stdout.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).map(parse).collect()
}

/// Those lines that are of this type.
pub(crate) fn of_type<'a>(lines: &'a [Value], kind: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line["type"] == kind).collect()
}

/// The corpus of captures, which the parser's package holds.
pub(crate) fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../mjpeg/tests/corpus")
}

/// A JPEG of 320x240 that is not worth looking at.
pub(crate) fn picture() -> Vec<u8> {
    let body = std::fs::read(corpus().join("homeassistant_still.body")).unwrap();
    let manifest = manifest(&corpus().join("homeassistant_still.json"));
    let at = |key: &str| usize::try_from(manifest[key][0].as_u64().unwrap()).unwrap();
    let (offset, size) = (at("offsets"), at("sizes"));
    body[offset..offset + size].to_vec()
}

/// A part of a multipart stream, boundary `b`.
pub(crate) fn part(picture: &[u8]) -> Vec<u8> {
    let head = format!("--b\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n", picture.len());
    [head.as_bytes(), picture, b"\r\n"].concat()
}

pub(crate) fn manifest(path: &Path) -> Value {
    parse(&std::fs::read(path).unwrap())
}

fn parse(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(bytes)))
}
