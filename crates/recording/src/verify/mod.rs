//! Checks a recording against the evidence in it.

mod avi;
mod check;
pub(crate) mod input;
mod matroska;
mod zip;

use std::fmt;
use std::io::{self, Read};

use crate::evidence::{Record, Seal};
use crate::tags::EVIDENCE;
use crate::{avi::riff, zip::layout};

use check::{Check, Stop};
use input::{Input, ReadError};

/// What a recording has in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// Pictures that are as they were recorded, from the first on.
    pub frames: u64,
    /// Pictures that were lost while recording.
    pub lost: u64,
    /// Times that the connection was lost while recording.
    pub gaps: u64,
    /// Bytes of the file up to the last good record: what comes after it in a file that was not ended is a picture that
    /// was cut off.
    pub good_bytes: u64,
    /// The last good record.
    pub last: Option<Record>,
    /// The seal over what was read.
    pub seal: Seal,
    /// Names and values of the tags, in the order of the file.
    pub tags: Vec<(String, String)>,
    /// Whether the file was ended properly. One that was not is good up to where it ends.
    pub finished: bool,
    /// The first thing that is not as it was recorded. Nothing after it was looked at.
    pub fault: Option<Fault>,
}

/// What is not as it was recorded. Frames are counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The bytes of this frame are others.
    Differs(u64),
    /// The timestamp of this frame is another.
    Time(u64),
    /// This frame has no record that could be read.
    NoRecord(u64),
    /// In place of this frame stands another one, or the record of another.
    Missing(u64),
    /// At this byte the file's structure is broken, after so many good frames.
    Damaged {
        /// Bytes from the file's beginning.
        offset: u64,
        /// Good frames before it.
        frames: u64,
    },
    /// The file was ended properly and now ends after so many frames.
    Cut(u64),
    /// All frames fit their records, but not the seal: a tag or a record was changed, or frames taken off the end.
    Seal,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Differs(frame) => write!(f, "frame {frame} differs from what was recorded"),
            Self::Time(frame) => write!(f, "the time of frame {frame} differs from what was recorded"),
            Self::NoRecord(frame) => write!(f, "frame {frame} has no readable record"),
            Self::Missing(frame) => write!(f, "frame {frame} is missing"),
            Self::Damaged { offset, frames } => {
                write!(f, "frame {frames} cannot be read: the file is damaged before byte {offset}")
            }
            Self::Cut(frame) => write!(f, "frame {frame} and what followed are missing: the file was cut"),
            Self::Seal => write!(f, "the seal differs: tags or records were changed, or frames are missing"),
        }
    }
}

/// Why a file cannot be checked at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// It cannot be read.
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It is something else.
    #[error("this is no Matroska, AVI or ZIP file")]
    OtherFile,
    /// It was not recorded by Mullion, or the evidence was taken out, as a program that copies streams may do.
    #[error("there is no evidence of Mullion's in this file")]
    NoEvidence,
}

/// Reads a recording from its first byte to the first fault. Memory: one picture of 64 MiB at most.
pub fn verify(input: impl Read) -> Result<Findings, VerifyError> {
    let mut input = Input::new(input);
    let mut check = Check::default();
    let read = read(&mut input, &mut check);
    let Check { mut findings, unfinished, .. } = check;
    let fault = match read {
        Err(Stop::Io(error)) => return Err(error.into()),
        Err(Stop::OtherFile) => return Err(VerifyError::OtherFile),
        Err(Stop::Fault(fault)) => Some(fault),
        Err(Stop::Damaged) => Some(Fault::Damaged { offset: input.position, frames: findings.frames }),
        Err(Stop::Cut) | Ok(()) if findings.finished => None,
        Err(Stop::Cut) | Ok(()) => (!unfinished).then_some(Fault::Cut(findings.frames)),
    };
    let marked = findings.tags.iter().any(|(name, _)| name == EVIDENCE.0);
    if !marked && findings.last.is_none() {
        return Err(VerifyError::NoEvidence);
    }
    findings.fault = fault;
    Ok(findings)
}

/// Reads on by what the first four bytes are.
fn read(input: &mut Input<impl Read>, check: &mut Check) -> Result<(), Stop> {
    let first = match input.array() {
        Ok(first) => first,
        Err(ReadError::Io(error)) => return Err(Stop::Io(error)),
        Err(ReadError::Cut | ReadError::Malformed) => return Err(Stop::OtherFile),
    };
    match first {
        matroska::FIRST => matroska::read(input, check),
        riff::RIFF => avi::read(input, check),
        layout::LOCAL => zip::read(input, check),
        _ => Err(Stop::OtherFile),
    }
}
