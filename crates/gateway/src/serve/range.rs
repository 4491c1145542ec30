//! The field `Range` (RFC 9110, 14.2), as far as one range goes.

use std::ops::Range;

/// The part of a file that is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it: there is no range, or one that need not be understood.
    Whole,
    /// These bytes, at least one.
    Bytes(Range<u64>),
    /// The file has none of these bytes.
    None,
}

/// The part that a field asks for, of a file of this length.
pub(super) fn part(field: &[u8], length: u64) -> Part {
    let Some(set) = std::str::from_utf8(field).ok().and_then(|text| text.trim().split_once('=')) else {
        return Part::Whole;
    };
    let (unit, range) = set;
    let Some((first, last)) = range.trim().split_once('-') else { return Part::Whole };
    // Several ranges would be an answer of several parts, which no viewer asks for.
    if !unit.trim().eq_ignore_ascii_case("bytes") || range.contains(',') {
        return Part::Whole;
    }
    let bytes = match (number(first), number(last)) {
        (Some(Number::None), Some(Number::Is(suffix))) => length.saturating_sub(suffix)..length,
        (Some(Number::Is(first)), Some(Number::None)) => first..length,
        (Some(Number::Is(first)), Some(Number::Is(last))) if first <= last => {
            first..last.saturating_add(1).min(length)
        }
        _ => return Part::Whole,
    };
    if bytes.is_empty() { Part::None } else { Part::Bytes(bytes) }
}

enum Number {
    None,
    Is(u64),
}

/// A position. One beyond all numbers is beyond all files.
fn number(text: &str) -> Option<Number> {
    if text.is_empty() {
        return Some(Number::None);
    }
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| Number::Is(text.parse().unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_cut_to_the_file() {
        for (field, expected) in [
            ("bytes=0-9", Part::Bytes(0..10)),
            ("bytes=10-", Part::Bytes(10..100)),
            ("Bytes = 90-1000", Part::Bytes(90..100)),
            ("bytes=-10", Part::Bytes(90..100)),
            ("bytes=-1000", Part::Bytes(0..100)),
            ("bytes=99-99", Part::Bytes(99..100)),
            ("bytes=0-99999999999999999999999", Part::Bytes(0..100)),
            ("bytes=100-", Part::None),
            ("bytes=99999999999999999999999-", Part::None),
            ("bytes=-0", Part::None),
        ] {
            assert_eq!(part(field.as_bytes(), 100), expected, "{field}");
        }
        assert_eq!(part(b"bytes=0-", 0), Part::None);
    }

    #[test]
    fn a_malformed_range_is_ignored() {
        for field in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=5-2",
            "bytes=0-1,3-4",
            "bytes=+1-2",
            "lines=0-9",
            "bytes=a-b",
        ] {
            assert_eq!(part(field.as_bytes(), 100), Part::Whole, "{field}");
        }
    }
}
