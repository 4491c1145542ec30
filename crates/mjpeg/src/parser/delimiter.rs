//! Delimiter lines: the known one in any dress, and one that nobody announced.

use std::ops::Range;

use super::look::{Look, is_header};
use super::work;
use crate::boundary::Boundary;

/// Longest delimiter line that is taken for one without having been announced. RFC 2046 allows 70
/// characters, servers go beyond.
const LONGEST_DELIMITER: usize = 256;
/// Most spaces and tabs passed over after a delimiter.
const MOST_SPACES: usize = 64;
/// Most dashes that belong to a delimiter. Of a longer run only the last ones do, so that no run
/// has to be kept.
pub(super) const MOST_DASHES: usize = 128;

/// A delimiter line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Delimiter {
    /// From the first dash to where the header block (or, on the closing delimiter, the rest) begins.
    pub(super) range: Range<usize>,
    /// The text without dashes, as it stands there.
    pub(super) text: Range<usize>,
    pub(super) dashes: usize,
    /// Two more dashes after the text: no part follows.
    pub(super) closing: bool,
    pub(super) line_end: LineEnd,
    /// Whether the text is that of the known boundary.
    pub(super) known: bool,
}

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineEnd {
    CrLf,
    Lf,
    /// A header field follows on the same line, or the body ends.
    None,
}

/// Whether the delimiter of the known boundary begins at `at`, dashes and all. `None` while more bytes are
/// needed.
pub(super) fn known_delimiter(
    bytes: &[u8],
    at: usize,
    boundary: &Boundary,
    at_end: bool,
) -> Option<Option<Delimiter>> {
    let dashes = dashes_at(bytes, at, MOST_DASHES + 1);
    if dashes > MOST_DASHES {
        return Some(None);
    }
    if at + dashes == bytes.len() && !at_end {
        return None;
    }
    if dashes < 2 {
        return Some(None);
    }
    match with_text(bytes, at, dashes, boundary.text(), true, at_end) {
        Look::Yes(delimiter) => Some(Some(delimiter)),
        Look::No => Some(None),
        Look::More => None,
    }
}

/// How many dashes stand at `at`, counted up to `most`.
pub(super) fn dashes_at(bytes: &[u8], at: usize, most: usize) -> usize {
    let dashes = bytes[at..].iter().take(most).take_while(|&&byte| byte == b'-').count();
    work::done(dashes);
    dashes
}

/// The delimiter at `at` whose text after `dashes` dashes is `text`, in any case.
pub(super) fn with_text(
    bytes: &[u8],
    at: usize,
    dashes: usize,
    text: &[u8],
    same_line_header: bool,
    at_end: bool,
) -> Look<Delimiter> {
    let start = at + dashes;
    let end = start + text.len();
    if text.is_empty() {
        return Look::No;
    }
    let seen = &bytes[start..bytes.len().min(end)];
    work::done(seen.len());
    if !seen.eq_ignore_ascii_case(&text[..seen.len()]) {
        return Look::No;
    }
    if seen.len() < text.len() {
        return if at_end { Look::No } else { Look::More };
    }
    let (closing, after) = match &bytes[end..] {
        [b'-', b'-', ..] => (true, end + 2),
        [b'-'] if !at_end => return Look::More,
        _ => (false, end),
    };
    let spaces =
        bytes[after..].iter().take(MOST_SPACES).take_while(|&&byte| matches!(byte, b' ' | b'\t')).count();
    let delimiter = |range_end, line_end| {
        Look::Yes(Delimiter {
            range: at..range_end,
            text: start..end,
            dashes,
            closing,
            line_end,
            known: true,
        })
    };
    match &bytes[after + spaces..] {
        [b'\r', b'\n', ..] => delimiter(after + spaces + 2, LineEnd::CrLf),
        [b'\n', ..] => delimiter(after + spaces + 1, LineEnd::Lf),
        [] if at_end => delimiter(after + spaces, LineEnd::None),
        [] | [b'\r'] if !at_end => Look::More,
        [b'\r', ..] => delimiter(after + spaces + 1, LineEnd::None),
        rest if same_line_header && !closing && spaces == 0 => {
            same_line(rest, at_end, || delimiter(after, LineEnd::None))
        }
        _ => Look::No,
    }
}

/// A header field that follows the delimiter at once. Only Content-*: anything else may as well be the end
/// of a longer word that happens to begin like the boundary.
fn same_line(rest: &[u8], at_end: bool, yes: impl Fn() -> Look<Delimiter>) -> Look<Delimiter> {
    const PREFIX: &[u8] = b"content-";
    let seen = &rest[..rest.len().min(PREFIX.len())];
    if !seen.eq_ignore_ascii_case(&PREFIX[..seen.len()]) {
        return Look::No;
    }
    match is_header(rest, at_end) {
        Some(true) => yes(),
        Some(false) => Look::No,
        None => Look::More,
    }
}

/// A line of dashes and text that nobody announced: a delimiter if what follows looks like a part.
pub(super) fn unknown_delimiter(bytes: &[u8], at: usize, dashes: usize, at_end: bool) -> Look<Delimiter> {
    let line = &bytes[at..bytes.len().min(at + LONGEST_DELIMITER)];
    work::done(line.len());
    let Some(length) = memchr::memchr(b'\n', line) else {
        // White space at the end of the line is not part of the delimiter, wherever the end will be.
        let printable = line.iter().all(|&byte| is_printable(byte) || byte.is_ascii_whitespace());
        return if printable && line.len() < LONGEST_DELIMITER && !at_end { Look::More } else { Look::No };
    };
    let cr_lf = line[..length].ends_with(b"\r");
    let text = line[..length].trim_ascii_end();
    if !text.iter().all(|&byte| is_printable(byte)) {
        return Look::No;
    }
    let next = &bytes[at + length + 1..];
    let Some(follows) = part_begins(next, text, at_end) else { return Look::More };
    if !follows {
        return Look::No;
    }
    Look::Yes(Delimiter {
        range: at..at + length + 1,
        text: at + dashes..at + text.len(),
        dashes,
        closing: false,
        line_end: if cr_lf { LineEnd::CrLf } else { LineEnd::Lf },
        known: false,
    })
}

fn is_printable(byte: u8) -> bool {
    byte == b' ' || byte.is_ascii_graphic()
}

/// Whether `next`, the bytes after an unknown delimiter line, begin a part: a header field, a blank line and
/// a picture or a field, or the same delimiter line again. `None` while more bytes are needed.
fn part_begins(next: &[u8], line: &[u8], at_end: bool) -> Option<bool> {
    let after_blank = match next {
        [b'\r', b'\n', rest @ ..] | [b'\n', rest @ ..] => Some(rest),
        [] | [b'\r'] => return at_end.then_some(false),
        _ => None,
    };
    match after_blank {
        Some([0xff, 0xd8, ..]) => Some(true),
        Some([] | [0xff]) => at_end.then_some(false),
        Some(rest) => is_header(rest, at_end),
        None => {
            let seen = &next[..next.len().min(line.len())];
            if line.starts_with(seen) {
                return if seen.len() == line.len() { Some(true) } else { at_end.then_some(false) };
            }
            is_header(next, at_end)
        }
    }
}
