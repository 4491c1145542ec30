//! A camera's own words for the time of a picture.

use std::fmt::{self, Write as _};

/// The text with which a camera stamped a picture, for the evidence: what it means may not be
/// certain. At most [`CameraText::MOST`] bytes, so that it needs no memory of its own and a record
/// stays short.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CameraText {
    bytes: [u8; Self::MOST],
    length: u8,
}

impl CameraText {
    /// Bytes that are kept of a text.
    pub const MOST: usize = 46;

    /// The beginning of `text`.
    pub fn new(text: &str) -> Self {
        let length =
            (0..=text.len().min(Self::MOST)).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
        let mut bytes = [0; Self::MOST];
        bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
        Self { bytes, length: length as u8 }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        // It was cut between characters.
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).unwrap_or_default()
    }

    /// Whether the camera said nothing.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Reads what [`Word`] writes.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        let mut bytes = Vec::new();
        let mut rest = word.as_bytes();
        while let [first, others @ ..] = rest {
            rest = others;
            if *first != b'%' {
                bytes.push(*first);
                continue;
            }
            let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &rest[2..];
        }
        let text = std::str::from_utf8(&bytes).ok().filter(|text| text.len() <= Self::MOST)?;
        Some(Self::new(text))
    }
}

impl Default for CameraText {
    fn default() -> Self {
        Self::new("")
    }
}

impl fmt::Debug for CameraText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

/// A text as one word of a record and as a cell of a table, all but the plainest characters by
/// their numbers: no table takes it for a formula.
pub(crate) struct Word<'a>(pub(crate) &'a CameraText);

impl fmt::Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for &byte in self.0.as_str().as_bytes() {
            if byte.is_ascii_alphanumeric() || b".:+-_/".contains(&byte) {
                f.write_char(char::from(byte))?;
            } else {
                write!(f, "%{byte:02X}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_one_plain_word() {
        let text = CameraText::new("Sun, 22 Nov 2026 17:00:00 GMT");
        assert_eq!(Word(&text).to_string(), "Sun%2C%2022%20Nov%202026%2017:00:00%20GMT");
        assert_eq!(Word(&CameraText::new("=1+1\"\n")).to_string(), "%3D1+1%22%0A");
        assert!(CameraText::new("").is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_read_as_it_was_written(text in ".{0,60}") {
            let kept = CameraText::new(&text);
            prop_assert!(text.starts_with(kept.as_str()));
            prop_assert!(kept.as_str().len() + 4 > text.len().min(CameraText::MOST));
            let word = Word(&kept).to_string();
            prop_assert!(word.len() <= 3 * CameraText::MOST && word.is_ascii());
            prop_assert_eq!(CameraText::from_word(&word), Some(kept));
        }

        #[test]
        fn any_word_is_read_to_an_end(word in "[%0-9a-f.:ü]{0,200}") {
            let _ = CameraText::from_word(&word);
        }
    }
}
