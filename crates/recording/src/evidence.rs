//! The record of each picture, and the hash over all of them.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use crate::camera_text::{CameraText, Word};
use crate::stamp::{Seconds, Stamp};

/// What a recording says of one picture, as text of names and values:
///
/// `frame=12 time=480 arrival=1795000000480 camera=1795000000470 lost=0 gap=0 bytes=34567 sha256=…`
///
/// A camera that counts from its start has `uptime=6997.869066`, in seconds, in place of `camera`.
/// A camera that writes its time beside its pictures (`X-Timestamp`) has `stamp=…` in addition: its
/// own words, all but the plainest characters as `%20`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Number in the file, from 0.
    pub frame: u64,
    /// Timestamp in the file, in milliseconds.
    pub time: u64,
    /// When its last byte came, by the recorder's clock, in milliseconds since 1970.
    pub arrival: u64,
    /// When it was taken, by the camera's clock, if that is certain.
    pub camera: Option<Stamp>,
    /// How the camera says it beside the picture, if it does.
    pub text: CameraText,
    /// Pictures that came between the one before and this one, and could not be recorded.
    pub lost: u64,
    /// Whether the connection was lost between the previous picture and this one, so an unknown
    /// number may be missing.
    pub gap: bool,
    /// Bytes of the picture.
    pub bytes: u64,
    /// SHA-256 of the picture's bytes.
    pub sha256: [u8; 32],
}

/// SHA-256 of `bytes`.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "frame={} time={} arrival={}", self.frame, self.time, self.arrival)?;
        match self.camera {
            Some(Stamp::Date(date)) => write!(f, " camera={date}")?,
            Some(Stamp::Uptime(uptime)) => write!(f, " uptime={}", Seconds(uptime))?,
            Some(Stamp::Likely(_)) | None => {}
        }
        if !self.text.is_empty() {
            write!(f, " stamp={}", Word(&self.text))?;
        }
        write!(f, " lost={} gap={} bytes={} sha256=", self.lost, u8::from(self.gap), self.bytes)?;
        hex(f, &self.sha256)
    }
}

/// It is no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not the record of a frame")]
pub struct NoRecord;

impl FromStr for Record {
    type Err = NoRecord;

    /// Reads what `Display` writes, and nothing else.
    fn from_str(text: &str) -> Result<Self, NoRecord> {
        let value = |name: &str| {
            let word = text.split(' ').find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
            word.ok_or(NoRecord)
        };
        let number = |name: &str| value(name)?.parse::<u64>().map_err(|_| NoRecord);
        let uptime = || value("uptime").ok().and_then(Seconds::parse).map(|seconds| Stamp::Uptime(seconds.0));
        let words = || value("stamp").map_or(Some(CameraText::default()), CameraText::from_word);
        let record = Self {
            frame: number("frame")?,
            time: number("time")?,
            arrival: number("arrival")?,
            camera: number("camera").ok().map(Stamp::Date).or_else(uptime),
            text: words().ok_or(NoRecord)?,
            lost: number("lost")?,
            gap: number("gap")? == 1,
            bytes: number("bytes")?,
            sha256: unhex(value("sha256")?).ok_or(NoRecord)?,
        };
        if record.to_string() == text { Ok(record) } else { Err(NoRecord) }
    }
}

/// Writes a hash in hexadecimal digits.
pub(crate) fn hex(out: &mut impl fmt::Write, bytes: &[u8; 32]) -> fmt::Result {
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            out.write_char(char::from_digit(digit.into(), 16).unwrap_or_default())?;
        }
    }
    Ok(())
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 {
        return None;
    }
    for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        // A sign is no digit.
        let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(bytes)
}

/// The hash over a recording: each step is SHA-256 of the 32 bytes of the one before (zeros at
/// first) and a line of text without its end: `tag NAME=value` for each tag before the pictures,
/// `record …` for each [`Record`], `total NAME=value` for each tag at the end but the seal itself.
/// Everything else in a file follows from these and the pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seal([u8; 32]);

impl Seal {
    /// Takes in a tag that stands before the pictures.
    pub(crate) fn tag(&mut self, name: &str, value: &str) {
        self.step(&[b"tag ", name.as_bytes(), b"=", value.as_bytes()]);
    }

    /// Takes in a record as it stands in the file.
    pub(crate) fn record(&mut self, text: &[u8]) {
        self.step(&[b"record ", text]);
    }

    /// Takes in a tag that stands after the pictures.
    pub(crate) fn total(&mut self, name: &str, value: &str) {
        self.step(&[b"total ", name.as_bytes(), b"=", value.as_bytes()]);
    }

    fn step(&mut self, parts: &[&[u8]]) {
        let mut hash = Sha256::new();
        hash.update(self.0);
        for part in parts {
            hash.update(part);
        }
        self.0 = hash.finalize().into();
    }
}

/// It is no seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a seal has 64 hexadecimal digits")]
pub struct NoSeal;

impl FromStr for Seal {
    type Err = NoSeal;

    /// Reads what `Display` writes, in small or capital letters.
    fn from_str(text: &str) -> Result<Self, NoSeal> {
        unhex(text).map(Self).ok_or(NoSeal)
    }
}

impl fmt::Display for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(f, &self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_record_is_read_as_it_was_written(
            numbers in any::<[u64; 5]>(), camera in any::<Option<(u64, bool)>>(), gap: bool, hash in any::<[u8; 32]>(),
            text in ".{0,50}",
        ) {
            let [frame, time, arrival, lost, bytes] = numbers;
            let camera =
                camera.map(|(time, date)| if date { Stamp::Date(time) } else { Stamp::Uptime(time) });
            let text = CameraText::new(&text);
            let record = Record { frame, time, arrival, camera, text, lost, gap, bytes, sha256: hash };
            prop_assert_eq!(record.to_string().parse(), Ok(record));
        }

        #[test]
        fn other_text_is_no_record(text in ".{0,200}") {
            prop_assert_eq!(text.parse::<Record>(), Err(NoRecord));
        }
    }

    #[test]
    fn the_seal_depends_on_everything_and_its_order() {
        let seal = |records: &[&str]| {
            let mut seal = Seal::default();
            records.iter().for_each(|record| seal.record(record.as_bytes()));
            seal
        };
        assert_ne!(seal(&["a", "b"]), seal(&["b", "a"]));
        assert_ne!(seal(&["ab"]), seal(&["a", "b"]));
        assert_ne!(seal(&["a"]), seal(&["a", ""]));
        let (mut tag, mut total) = (Seal::default(), Seal::default());
        tag.tag("A", "b");
        total.total("A", "b");
        assert_ne!(tag, total);
    }

    #[test]
    fn a_seal_that_was_noted_is_read() {
        let mut seal = Seal::default();
        seal.record(b"x");
        let noted = seal.to_string();
        assert_eq!([noted.parse(), noted.to_uppercase().parse()], [Ok(seal), Ok(seal)]);
        for other in
            ["", &noted[1..], &format!("{noted}0"), &noted.replace(&noted[..2], "+1"), &"ä".repeat(32)]
        {
            assert_eq!(other.parse::<Seal>(), Err(NoSeal), "{other}");
        }
    }
}
