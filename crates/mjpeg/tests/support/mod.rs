//! What the tests share: the corpus, and events in a form that outlives the parser's buffer.
#![allow(dead_code, reason = "each test program uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a broken corpus ends the test")]

pub(crate) mod random;
pub(crate) mod vectors;

use mjpeg::{Event, Limits, Parser};
use sha2::{Digest as _, Sha256};

/// An event with the hash of its bytes in their place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Seen {
    Frame {
        index: u64,
        offset: u64,
        size: usize,
        hash: String,
        jpeg: String,
        complete: bool,
        headers: Vec<String>,
    },
    Other {
        size: usize,
        hash: String,
        text: Option<String>,
    },
    Quirk(String),
    Error(String),
    Closed,
}

impl Seen {
    fn of(event: &Event<'_>) -> Self {
        match event {
            Event::Frame(frame) => Self::Frame {
                index: frame.index(),
                offset: frame.offset(),
                size: frame.payload().len(),
                hash: hash(frame.payload()),
                jpeg: hash(frame.jpeg()),
                complete: frame.is_complete(),
                headers: frame.headers().iter().map(|(name, value)| format!("{name}={value}")).collect(),
            },
            Event::Other(part) => {
                Self::Other { size: part.body().len(), hash: hash(part.body()), text: part.text() }
            }
            Event::Quirk(quirk) => Self::Quirk(format!("{}: {}", quirk.kind, quirk.detail)),
            Event::Error(error) => Self::Error(error.to_string()),
            Event::Closed => Self::Closed,
        }
    }
}

/// The first 16 hexadecimal digits of the SHA-256, as the manifests have it.
pub(crate) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Everything that the parser says of a body given in `chunks`.
pub(crate) fn parse<'a>(
    content_type: Option<&str>,
    limits: Limits,
    chunks: impl IntoIterator<Item = &'a [u8]>,
) -> Vec<Seen> {
    parse_to(content_type, limits, chunks, Parser::finish)
}

/// The same of a body of the announced length.
pub(crate) fn parse_announced<'a>(
    content_type: Option<&str>,
    chunks: impl IntoIterator<Item = &'a [u8]>,
) -> Vec<Seen> {
    parse_to(content_type, Limits::default(), chunks, Parser::finish_whole)
}

fn parse_to<'a>(
    content_type: Option<&str>,
    limits: Limits,
    chunks: impl IntoIterator<Item = &'a [u8]>,
    finish: fn(&mut Parser),
) -> Vec<Seen> {
    let mut parser = Parser::new(content_type, limits);
    let mut seen = Vec::new();
    for chunk in chunks {
        parser.push(chunk);
        drain(&mut parser, &mut seen);
    }
    finish(&mut parser);
    drain(&mut parser, &mut seen);
    seen
}

pub(crate) fn parse_whole(content_type: Option<&str>, body: &[u8]) -> Vec<Seen> {
    parse(content_type, Limits::default(), [body])
}

/// Hash and size of each frame.
pub(crate) fn frames(seen: &[Seen]) -> Vec<(String, usize)> {
    seen.iter()
        .filter_map(|seen| match seen {
            Seen::Frame { hash, size, .. } => Some((hash.clone(), *size)),
            _ => None,
        })
        .collect()
}

/// Names of the quirks, in order.
pub(crate) fn quirks(seen: &[Seen]) -> Vec<&str> {
    seen.iter()
        .filter_map(|seen| match seen {
            Seen::Quirk(text) => text.split(':').next(),
            _ => None,
        })
        .collect()
}

/// The errors' texts, in order.
pub(crate) fn errors(seen: &[Seen]) -> Vec<&str> {
    seen.iter()
        .filter_map(|seen| match seen {
            Seen::Error(text) => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

fn drain(parser: &mut Parser, seen: &mut Vec<Seen>) {
    while let Some(event) = parser.next_event() {
        seen.push(Seen::of(&event));
    }
}
