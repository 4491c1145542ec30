//! Names of a ring's files: camera, beginning and state.
//!
//! `yard_20261130T134830512Z.mkv` began at 13:48:30.512 UTC. While it is being written, `.part`
//! follows. A file that was never ended is called `yard_20261130T134830512Z.broken-off.mkv`.

use std::fmt;
use std::str::FromStr;

use crate::Container;
use crate::date::Date;

/// The name of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentName {
    /// The camera: letters, digits, `-` and `_`.
    pub camera: String,
    /// When it began, in milliseconds since 1970.
    pub begun: u64,
    /// How far it is.
    pub state: SegmentState,
    /// The kind of file.
    pub container: Container,
}

/// How far a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SegmentState {
    /// It is being written.
    Open,
    /// It was ended properly.
    Whole,
    /// The disk or the program failed before its end. It is good up to there.
    BrokenOff,
}

impl SegmentName {
    /// The segment's name in URLs, which is its beginning: `20261130T134830512Z`.
    pub fn id(&self) -> String {
        let Date { year, month, day, hour, minute, second, thousandth } = Date::new(self.begun);
        format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}{thousandth:03}Z")
    }
}

impl fmt::Display for SegmentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let broken_off = if self.state == SegmentState::BrokenOff { BROKEN_OFF } else { "" };
        let part = if self.state == SegmentState::Open { PART } else { "" };
        write!(f, "{}_{}{broken_off}.{}{part}", self.camera, self.id(), self.container.extension())
    }
}

/// It is no name of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not the name of a segment")]
pub struct NoSegment;

impl FromStr for SegmentName {
    type Err = NoSegment;

    /// Reads what `Display` writes, and nothing else.
    fn from_str(text: &str) -> Result<Self, NoSegment> {
        let (name, is_open) = text.strip_suffix(PART).map_or((text, false), |name| (name, true));
        let (stem, extension) = name.rsplit_once('.').ok_or(NoSegment)?;
        let container = Container::from_extension(extension).ok_or(NoSegment)?;
        let (stem, state) = match (stem.strip_suffix(BROKEN_OFF), is_open) {
            (Some(stem), false) => (stem, SegmentState::BrokenOff),
            (None, true) => (stem, SegmentState::Open),
            (None, false) => (stem, SegmentState::Whole),
            (Some(_), true) => return Err(NoSegment),
        };
        let (camera, id) = stem.rsplit_once('_').ok_or(NoSegment)?;
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        if camera.is_empty() || !camera.bytes().all(is_plain) {
            return Err(NoSegment);
        }
        let begun = begun(id).ok_or(NoSegment)?;
        let segment = Self { camera: camera.to_owned(), begun, state, container };
        if segment.to_string() == text { Ok(segment) } else { Err(NoSegment) }
    }
}

const PART: &str = ".part";
const BROKEN_OFF: &str = ".broken-off";

/// When the segment of this id began.
fn begun(id: &str) -> Option<u64> {
    let is_plain = id.len() == 19 && id.is_ascii();
    let at = |range| id.get(range).filter(|_| is_plain);
    let (year, month, day) = (at(0..4)?, at(4..6)?, at(6..8)?);
    let (hour, minute, second, thousandth) = (at(9..11)?, at(11..13)?, at(13..15)?, at(15..18)?);
    Date::parse(&format!("{year}-{month}-{day} {hour}:{minute}:{second}.{thousandth}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_camera_beginning_and_state() {
        let begun = 1_796_046_510_512;
        for (text, state, container) in [
            ("back_yard-2_20261130T134830512Z.mkv", SegmentState::Whole, Container::Matroska),
            ("back_yard-2_20261130T134830512Z.avi.part", SegmentState::Open, Container::Avi),
            ("back_yard-2_20261130T134830512Z.broken-off.zip", SegmentState::BrokenOff, Container::Zip),
        ] {
            let name = SegmentName { camera: "back_yard-2".to_owned(), begun, state, container };
            assert_eq!(name.to_string(), text);
            assert_eq!(text.parse(), Ok(name));
        }
    }

    #[test]
    fn no_other_name_is_taken_for_one() {
        for text in [
            "",
            "yard.mkv",
            "_20261130T134830512Z.mkv",
            "yard_20261130T134830512Z",
            "yard_20261130T134830512Z.MKV",
            "yard_20261130T134830512Z.mkv.part.part",
            "yard_20261130T134830512Z.broken-off.mkv.part",
            "yard_20261131T134830512Z.mkv",
            "yard_20261130T134830512z.mkv",
            "yard_20261130t134830512Z.mkv",
            "yard_2026113 T134830512Z.mkv",
            "yard_+0261130T134830512Z.mkv",
            "../yard_20261130T134830512Z.mkv",
            "yard/_20261130T134830512Z.mkv",
            "yard_20261130T134830512Z.mkv ",
            "yard_é0261130T13483051Z.mkv",
        ] {
            assert_eq!(text.parse::<SegmentName>(), Err(NoSegment), "{text}");
        }
    }
}
