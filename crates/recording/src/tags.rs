//! What a file says of the recording as a whole, as names and values.

use crate::date::Date;
use crate::evidence::Seal;
use crate::writer::About;

/// The tag that says that records are there, and their version.
pub(crate) const EVIDENCE: (&str, &str) = ("MULLION_EVIDENCE", "1");
/// The tag with the seal.
pub(crate) const SEAL: &str = "MULLION_SEAL";
/// The tag with the number of pictures.
pub(crate) const FRAMES: &str = "MULLION_FRAMES";

/// Most characters of a tag's text.
const CHARACTERS: usize = 2000;

/// Names and values, in the order of the file.
pub(crate) type Tags = Vec<(String, String)>;

/// The tags that stand before the pictures: what is recorded.
pub(crate) fn first(about: &About) -> Tags {
    let mut tags = vec![(EVIDENCE.0.to_owned(), EVIDENCE.1.to_owned())];
    let mut add = |name: &str, value: &str| {
        // One line each: so they stand in AVI and ZIP.
        let line = value
            .chars()
            .take(CHARACTERS)
            .map(|character| if character.is_control() { ' ' } else { character });
        tags.push((name.to_owned(), line.collect()));
    };
    add("MULLION_SOURCE", &about.source);
    if let Some(serial) = &about.serial {
        add("MULLION_CAMERA_SERIAL", serial);
    }
    if let Some(firmware) = &about.firmware {
        add("MULLION_CAMERA_FIRMWARE", firmware);
    }
    add("DATE_RECORDED", &Date::new(about.begun).to_string());
    tags
}

/// What is known at the end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Totals {
    pub(crate) frames: u64,
    pub(crate) lost: u64,
    pub(crate) gaps: u64,
    /// In milliseconds since 1970.
    pub(crate) ended: u64,
    pub(crate) seal: Seal,
}

/// The tags that stand after the pictures; the seal is the last.
pub(crate) fn last(totals: &Totals) -> Tags {
    vec![
        (FRAMES.to_owned(), totals.frames.to_string()),
        ("MULLION_LOST".to_owned(), totals.lost.to_string()),
        ("MULLION_GAPS".to_owned(), totals.gaps.to_string()),
        ("MULLION_ENDED".to_owned(), Date::new(totals.ended).to_string()),
        (SEAL.to_owned(), totals.seal.to_string()),
    ]
}

/// Tags as lines of `NAME=value`.
pub(crate) fn lines(tags: &[(String, String)]) -> String {
    let mut text = String::new();
    for (name, value) in tags {
        text.extend([name, "=", value, "\n"]);
    }
    text
}

/// Reads what [`lines`] gives.
pub(crate) fn from_lines(text: &str) -> Option<Tags> {
    text.lines()
        .map(|line| line.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())))
        .collect()
}
