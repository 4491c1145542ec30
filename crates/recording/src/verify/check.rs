//! What is checked alike in every container: records, tags, seal.

use std::io;

use super::input::ReadError;
use super::{Fault, Findings};
use crate::evidence::{Record, sha256};
use crate::tags::{FRAMES, SEAL};
use crate::writer;

/// Longest text of a tag or a record.
pub(super) const TEXT: u64 = 16 << 10;
/// Longest picture.
pub(super) const PICTURE: u64 = writer::MOST_PICTURE as u64;
/// Most tags.
const TAGS: usize = 64;

/// Why reading ends before the end.
pub(super) enum Stop {
    Io(io::Error),
    OtherFile,
    Cut,
    Damaged,
    Fault(Fault),
}

impl From<ReadError> for Stop {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Io(error) => Self::Io(error),
            ReadError::Cut => Self::Cut,
            ReadError::Malformed => Self::Damaged,
        }
    }
}

/// What was found so far.
#[derive(Debug)]
pub(super) struct Check {
    pub(super) findings: Findings,
    /// The file says of itself that it was never ended.
    pub(super) unfinished: bool,
    frames_told: Option<String>,
}

impl Default for Check {
    fn default() -> Self {
        Self { findings: Findings::default(), unfinished: true, frames_told: None }
    }
}

/// A picture as it stands in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    bytes: u64,
    sha256: [u8; 32],
}

impl Found {
    pub(super) fn new(picture: &[u8]) -> Self {
        Self { bytes: picture.len() as u64, sha256: sha256(picture) }
    }
}

impl Check {
    /// A picture and its record, which ends at `position`. `in_time` tells whether the container's time fits the record's.
    pub(super) fn record(
        &mut self,
        found: Option<Found>,
        text: &[u8],
        position: u64,
        in_time: impl FnOnce(&Record) -> bool,
    ) -> Result<&Record, Stop> {
        let frame = self.findings.frames;
        let fault = |fault| Err(Stop::Fault(fault));
        let read = std::str::from_utf8(text).ok().and_then(|text| text.parse::<Record>().ok());
        let Some(record) = read else { return fault(Fault::NoRecord(frame)) };
        let Some(found) = found.filter(|_| record.frame == frame) else {
            return fault(Fault::Missing(frame));
        };
        if (found.bytes, found.sha256) != (record.bytes, record.sha256) {
            return fault(Fault::Differs(frame));
        }
        if !in_time(&record) {
            return fault(Fault::Time(frame));
        }
        self.findings.seal.record(text);
        self.findings.frames += 1;
        self.findings.lost = self.findings.lost.saturating_add(record.lost);
        self.findings.gaps += u64::from(record.gap);
        self.findings.good_bytes = position;
        Ok(self.findings.last.insert(record))
    }

    /// A tag, `first` if it stands before the pictures.
    pub(super) fn tag(&mut self, name: String, value: String, first: bool) -> Result<(), Stop> {
        if self.findings.tags.len() == TAGS {
            return Err(Stop::Damaged);
        }
        if first {
            self.findings.seal.tag(&name, &value);
        }
        if name == FRAMES {
            self.frames_told = Some(value.clone());
        }
        if name == SEAL {
            self.end(&value)?;
        }
        self.findings.tags.push((name, value));
        Ok(())
    }

    /// The seal is the last tag.
    fn end(&mut self, seal: &str) -> Result<(), Stop> {
        let frames = self.findings.frames;
        let told = self.frames_told.as_ref().and_then(|told| told.parse::<u64>().ok());
        match told {
            Some(told) if told > frames => Err(Stop::Fault(Fault::Missing(frames))),
            Some(told) if told == frames && seal == self.findings.seal.to_string() => {
                self.findings.finished = true;
                Ok(())
            }
            _ => Err(Stop::Fault(Fault::Seal)),
        }
    }
}
