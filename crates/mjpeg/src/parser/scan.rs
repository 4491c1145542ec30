//! Recognises a delimiter, a header field or a picture between two parts.

use super::delimiter::{Delimiter, MOST_DASHES, dashes_at, unknown_delimiter, with_text};
use super::look::{Look, is_header};
use super::work;
use crate::boundary::Boundary;

/// The things to accept besides the known delimiter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Accept {
    /// An unknown delimiter line that a header field follows.
    pub(super) unknown: bool,
    /// The boundary's text alone on a line, without dashes.
    pub(super) dashless: bool,
    /// A picture without a delimiter before it.
    pub(super) picture: bool,
    /// A picture just where the scan begins, whatever follows its SOI.
    pub(super) soi: bool,
    /// A header field without a delimiter before it.
    pub(super) header: bool,
}

/// The first thing found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    Delimiter(Delimiter),
    /// A header field name.
    Header(usize),
    /// SOI and, but for [`Accept::soi`], the first byte of a marker.
    Picture(usize),
    /// Something may begin here; more bytes will tell.
    Maybe(usize),
    Nothing,
}

/// Finds the first structure in `bytes` at or after `from`. `line_start` says whether `from` begins
/// a line or follows a part, `at_end` that no more bytes will come.
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
        if byte == b'-' {
            let spare = dashes_at(bytes, at, usize::MAX).saturating_sub(MOST_DASHES);
            if spare > 0 {
                at += spare;
                line_start = false;
            }
        }
        let accept = Accept { soi: accept.soi && at == from, ..accept };
        match here(bytes, at, line_start, boundary, accept, at_end) {
            Look::Yes(found) => return found,
            Look::More => return Found::Maybe(at),
            Look::No => {}
        }
        // On to the next byte that something may begin with: a dash, FF, what follows a line end.
        let skipped = match byte {
            b'-' => dashes_at(bytes, at, MOST_DASHES),
            b'\n' => 1,
            _ => {
                memchr::memchr3(b'-', b'\n', 0xff, &bytes[at + 1..]).map_or(bytes.len() - at, |skip| skip + 1)
            }
        };
        work::done(skipped);
        at += skipped;
        line_start = bytes[at - 1] == b'\n';
    }
    Found::Nothing
}

/// What begins just at `at`, which has to be inside of `bytes`. `line_start` says whether `at`
/// begins a line.
pub(super) fn here(
    bytes: &[u8],
    at: usize,
    line_start: bool,
    boundary: &Boundary,
    accept: Accept,
    at_end: bool,
) -> Look<Found> {
    match bytes[at] {
        b'-' => dashed(bytes, at, line_start, boundary, accept, at_end),
        0xff if accept.picture => picture(bytes, at, accept.soi, at_end),
        _ if line_start => bare_line(bytes, at, boundary, accept, at_end),
        _ => Look::No,
    }
}

fn dashed(
    bytes: &[u8],
    at: usize,
    line_start: bool,
    boundary: &Boundary,
    accept: Accept,
    at_end: bool,
) -> Look<Found> {
    let dashes = dashes_at(bytes, at, MOST_DASHES + 1);
    if dashes > MOST_DASHES {
        return Look::No;
    }
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
        return match unknown_delimiter(bytes, at, dashes, at_end) {
            Look::Yes(delimiter) => Look::Yes(Found::Delimiter(delimiter)),
            Look::No => Look::No,
            Look::More => Look::More,
        };
    }
    Look::No
}

/// A picture that begins with SOI and, where SOI `alone` is not enough, another marker.
fn picture(bytes: &[u8], at: usize, alone: bool, at_end: bool) -> Look<Found> {
    const START: [u8; 3] = [0xff, 0xd8, 0xff];
    let start = if alone { &START[..2] } else { &START };
    let seen = &bytes[at..bytes.len().min(at + start.len())];
    match start.starts_with(seen) {
        true if seen.len() == start.len() => Look::Yes(Found::Picture(at)),
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

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::*;
    use crate::parser::delimiter::LineEnd;

    const ALL: Accept = Accept { unknown: true, dashless: true, picture: true, soi: false, header: true };
    const KNOWN: Accept =
        Accept { unknown: false, dashless: false, picture: false, soi: false, header: false };

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
    fn text_that_only_resembles_a_delimiter_is_no_delimiter() {
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
