//! Recognising what may stand between two parts: a delimiter, a header field, a picture.

use std::ops::Range;

use crate::boundary::Boundary;

/// Longest delimiter line that is taken for one without having been announced. RFC 2046 allows 70
/// characters, servers go beyond.
const LONGEST_DELIMITER: usize = 256;
/// Longest header field name that is looked at.
const LONGEST_NAME: usize = 64;
/// Most spaces and tabs passed over after a delimiter.
const MOST_SPACES: usize = 64;

/// What to accept besides the known delimiter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Accept {
    /// An unknown delimiter line that a header field follows.
    pub(super) unknown: bool,
    /// The boundary's text alone on a line, without dashes.
    pub(super) dashless: bool,
    /// A picture without a delimiter before it.
    pub(super) picture: bool,
    /// A header field without a delimiter before it.
    pub(super) header: bool,
}

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

/// The first thing found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    Delimiter(Delimiter),
    /// A header field name.
    Header(usize),
    /// SOI and the first byte of a marker.
    Picture(usize),
    /// Something may begin here; more bytes will tell.
    Maybe(usize),
    Nothing,
}

/// The outcome of looking at one place.
enum Look<T> {
    Yes(T),
    No,
    /// More bytes are needed.
    More,
}

/// Finds the first structure in `bytes` at or after `from`. `line_start` says whether `from` begins a line or
/// follows a part, `at_end` that no more bytes will come.
pub(super) fn scan(
    bytes: &[u8],
    from: usize,
    mut line_start: bool,
    boundary: &Boundary,
    accept: Accept,
    at_end: bool,
) -> Found {
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        let look = match byte {
            b'-' => dashed(bytes, at, line_start, boundary, accept, at_end),
            0xff if accept.picture => picture(bytes, at, at_end),
            _ if line_start => bare_line(bytes, at, boundary, accept, at_end),
            _ => Look::No,
        };
        match look {
            Look::Yes(found) => return found,
            Look::More => return Found::Maybe(at),
            Look::No => {}
        }
        // On to the next byte that something may begin with: a dash, FF, what follows a line end.
        at += match byte {
            b'-' => dashes_at(bytes, at),
            b'\n' => 1,
            _ => {
                memchr::memchr3(b'-', b'\n', 0xff, &bytes[at + 1..]).map_or(bytes.len() - at, |skip| skip + 1)
            }
        };
        line_start = bytes[at - 1] == b'\n';
    }
    Found::Nothing
}

/// Whether a header field begins here: a name of token characters (RFC 9110 section 5.6.2) and a colon.
/// `None` while more bytes are needed.
pub(super) fn is_header(bytes: &[u8], at_end: bool) -> Option<bool> {
    let name = bytes.iter().take(LONGEST_NAME).take_while(|&&byte| is_token(byte)).count();
    let spaces =
        bytes[name..].iter().take(MOST_SPACES).take_while(|&&byte| matches!(byte, b' ' | b'\t')).count();
    match bytes.get(name + spaces) {
        Some(b':') => Some(name > 0),
        Some(_) => Some(false),
        None if at_end => Some(false),
        None => None,
    }
}

/// Whether the delimiter of the known boundary begins at `at`, dashes and all. `None` while more bytes are
/// needed.
pub(super) fn known_delimiter(
    bytes: &[u8],
    at: usize,
    boundary: &Boundary,
    at_end: bool,
) -> Option<Option<Delimiter>> {
    let dashes = dashes_at(bytes, at);
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

fn dashes_at(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().take_while(|&&byte| byte == b'-').count()
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn dashed(
    bytes: &[u8],
    at: usize,
    line_start: bool,
    boundary: &Boundary,
    accept: Accept,
    at_end: bool,
) -> Look<Found> {
    let dashes = dashes_at(bytes, at);
    if at + dashes == bytes.len() && !at_end {
        return Look::More;
    }
    if dashes >= 2 || accept.dashless && line_start {
        match with_text(bytes, at, dashes, boundary.text(), true, at_end) {
            Look::Yes(delimiter) => return Look::Yes(Found::Delimiter(delimiter)),
            Look::More => return Look::More,
            Look::No => {}
        }
    }
    if dashes >= 2 && line_start && accept.unknown {
        return unknown_delimiter(bytes, at, dashes, at_end);
    }
    Look::No
}

/// A picture that begins with SOI and another marker.
fn picture(bytes: &[u8], at: usize, at_end: bool) -> Look<Found> {
    const START: [u8; 3] = [0xff, 0xd8, 0xff];
    let seen = &bytes[at..bytes.len().min(at + START.len())];
    match START.starts_with(seen) {
        true if seen.len() == START.len() => Look::Yes(Found::Picture(at)),
        true if !at_end => Look::More,
        _ => Look::No,
    }
}

/// A line that begins with neither a dash nor FF.
fn bare_line(bytes: &[u8], at: usize, boundary: &Boundary, accept: Accept, at_end: bool) -> Look<Found> {
    if accept.dashless {
        match with_text(bytes, at, 0, boundary.text(), false, at_end) {
            Look::Yes(delimiter) => return Look::Yes(Found::Delimiter(delimiter)),
            Look::More => return Look::More,
            Look::No => {}
        }
    }
    if accept.header {
        const FIELDS: [&[u8]; 4] = [b"content-type", b"content-length", b"x-timestamp", b"date"];
        match is_header(&bytes[at..], at_end) {
            None => return Look::More,
            Some(true) if FIELDS.iter().any(|field| starts_with_ignoring_case(&bytes[at..], field)) => {
                return Look::Yes(Found::Header(at));
            }
            Some(_) => {}
        }
    }
    Look::No
}

fn starts_with_ignoring_case(bytes: &[u8], prefix: &[u8]) -> bool {
    bytes.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix))
}

/// The delimiter at `at` whose text after `dashes` dashes is `text`, in any case.
fn with_text(
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
fn unknown_delimiter(bytes: &[u8], at: usize, dashes: usize, at_end: bool) -> Look<Found> {
    let line = &bytes[at..bytes.len().min(at + LONGEST_DELIMITER)];
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
    Look::Yes(Found::Delimiter(Delimiter {
        range: at..at + length + 1,
        text: at + dashes..at + text.len(),
        dashes,
        closing: false,
        line_end: if cr_lf { LineEnd::CrLf } else { LineEnd::Lf },
        known: false,
    }))
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

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Accept = Accept { unknown: true, dashless: true, picture: true, header: true };
    const KNOWN: Accept = Accept { unknown: false, dashless: false, picture: false, header: false };

    fn foo() -> Boundary {
        Boundary::from_content_type("multipart/x-mixed-replace; boundary=foo")
    }

    fn delimiter(bytes: &[u8], accept: Accept) -> Option<(Range<usize>, usize, bool, LineEnd, bool)> {
        match scan(bytes, 0, true, &foo(), accept, true) {
            Found::Delimiter(d) => Some((d.range, d.dashes, d.closing, d.line_end, d.known)),
            _ => None,
        }
    }

    #[test]
    fn delimiters_are_found_in_every_dress() {
        use LineEnd::{CrLf, Lf, None as NoEnd};
        for (bytes, expected) in [
            (&b"--foo\r\n"[..], (0..7, 2, false, CrLf, true)),
            (b"\r\n--foo\r\n", (2..9, 2, false, CrLf, true)),
            (b"junk--foo\n", (4..10, 2, false, Lf, true)),
            (b"--foo \t\r\n", (0..9, 2, false, CrLf, true)),
            (b"----foo\r\n", (0..9, 4, false, CrLf, true)),
            (b"\nfoo\r\n", (1..6, 0, false, CrLf, true)),
            (b"--FOO\r\n", (0..7, 2, false, CrLf, true)),
            (b"--foo--\r\n", (0..9, 2, true, CrLf, true)),
            (b"--foo--", (0..7, 2, true, NoEnd, true)),
            (b"--fooContent-type: image/jpeg\r\n", (0..5, 2, false, NoEnd, true)),
            (b"--bar\r\nContent-Type: image/jpeg\r\n", (0..7, 2, false, CrLf, false)),
            (b"--bar\n\n\xff\xd8", (0..6, 2, false, Lf, false)),
        ] {
            assert_eq!(delimiter(bytes, ALL), Some(expected), "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn what_only_resembles_a_delimiter_is_none() {
        for bytes in [
            &b"--foooo\r\n"[..],
            b"--fo\r\n",
            b"xfoo\r\n",
            b"--bar\r\nhello\r\n",
            b"x--bar\r\nContent-Type: image/jpeg\r\n",
            b"--foobar: x\r\n",
        ] {
            assert_eq!(delimiter(bytes, ALL), None, "{:?}", String::from_utf8_lossy(bytes));
        }
        for bytes in [&b"foo\r\n"[..], b"-foo\r\n", b"--bar\r\nContent-Type: image/jpeg\r\n"] {
            assert_eq!(delimiter(bytes, KNOWN), None, "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_prefix_never_decides_otherwise_than_the_whole() {
        for whole in [
            &b"ab\ncd--foo\r\nContent-Type: x\r\n"[..],
            b"--fooContent-Type: x",
            b"\r\nfoo\r\nxyz",
            b"--bar\r\n\r\n\xff\xd8\xff",
            b"--bar\r\n--bar\r\nContent",
            b"-- --f --fo\n\n\n-\xff\xd8\xff",
            b"\xff\xff\xd8\xd8\xff\xd8\xff",
            b"Content-Type: x\r\n",
            b"--bar \t\x0c\r\nContent-Type: x\r\n",
        ] {
            let expected = scan(whole, 0, true, &foo(), ALL, true);
            for end in 0..whole.len() {
                match scan(&whole[..end], 0, true, &foo(), ALL, false) {
                    Found::Nothing => {}
                    // What may begin there must not be later than what does.
                    Found::Maybe(at) => {
                        let start = match &expected {
                            Found::Delimiter(delimiter) => delimiter.range.start,
                            Found::Header(at) | Found::Picture(at) => *at,
                            _ => usize::MAX,
                        };
                        assert!(at <= start, "{:?} {end}", String::from_utf8_lossy(whole));
                    }
                    found => assert_eq!(found, expected, "{:?} {end}", String::from_utf8_lossy(whole)),
                }
            }
        }
    }
}
