//! Traces of our writer in a file that cannot be read as a recording: they tell a recording whose
//! beginning was changed from a file of another program.

use memchr::memmem;

use crate::evidence::Record;
use crate::matroska::ids;
use crate::tags;

/// Traces of a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Traces {
    /// A tag as it stands before the first picture.
    first_tag: bool,
    /// A record, or a tag as it stands after the last picture.
    later: bool,
    /// A byte that no text has. Reports and tables of a recording are texts, and no recordings.
    binary: bool,
}

/// Longest record: eight numbers, a camera's words and a hash.
const LONGEST_RECORD: usize = 480;
const HASH: &[u8] = b" sha256=";
const HASH_DIGITS: usize = 64;
const RECORD: &[u8] = b"frame=";

impl Traces {
    /// Bytes at the end of a part of a file that have to be looked at again with what follows them.
    pub(super) const OVERLAP: usize = LONGEST_RECORD + HASH_DIGITS;

    /// Looks at a part of the file.
    pub(super) fn look(&mut self, bytes: &[u8]) {
        self.binary = self.binary || bytes.iter().any(|&byte| byte < b' ' && !byte.is_ascii_whitespace());
        self.first_tag = self.first_tag || tags::FIRST_NAMES.iter().any(|name| has_tag(bytes, name));
        self.later =
            self.later || tags::LAST_NAMES.iter().any(|name| has_tag(bytes, name)) || has_record(bytes);
    }

    /// Whether all is found that can be.
    pub(super) fn are_all(self) -> bool {
        self.go_beyond_first_tags()
    }

    /// Whether the file was a recording, or a part of one.
    pub(super) fn any(self) -> bool {
        self.binary && (self.first_tag || self.later)
    }

    /// Whether more was found than the beginning of a recording.
    pub(super) fn go_beyond_first_tags(self) -> bool {
        self.binary && self.later
    }
}

/// Whether there is a tag of this name: in Matroska its value follows as an element, elsewhere
/// behind a sign of equality.
fn has_tag(bytes: &[u8], name: &str) -> bool {
    const ELEMENT: [u8; 2] = (ids::TAG_STRING as u16).to_be_bytes();
    memmem::find_iter(bytes, name.as_bytes()).any(|at| {
        let rest = &bytes[at + name.len()..];
        rest.starts_with(b"=") || rest.starts_with(&ELEMENT)
    })
}

fn has_record(bytes: &[u8]) -> bool {
    memmem::find_iter(bytes, HASH).any(|at| {
        let end = at + HASH.len() + HASH_DIGITS;
        let text = bytes.get(at.saturating_sub(LONGEST_RECORD)..end).unwrap_or_default();
        let record = memmem::rfind(text, RECORD).and_then(|begin| std::str::from_utf8(&text[begin..]).ok());
        record.is_some_and(|record| record.parse::<Record>().is_ok())
    })
}
