//! The faults of a file, in words.

use std::{fmt, io};

use crate::tags::VERSION;

/// A difference from the recording. Frames are counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The beginning of the file, with the tags before the first frame, is not as any recording has
    /// it, though other parts are.
    Tags,
    /// The bytes of this frame are others.
    Differs(u64),
    /// This frame has no record that could be read.
    NoRecord(u64),
    /// In place of this frame stands another one, or the record of another.
    Missing(u64),
    /// At this byte stands something else than was written.
    Damaged {
        /// Bytes from the file's beginning.
        offset: u64,
        /// Good frames before it.
        frames: u64,
    },
    /// Something follows the end of the recording.
    Appended {
        /// Where it begins, in bytes from the file's beginning.
        offset: u64,
    },
    /// The file was ended properly and now ends after so many frames.
    Cut(u64),
    /// All frames fit their records, but not the seal: tags, totals or records were changed.
    Seal,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tags => {
                write!(f, "the beginning of the recording was changed, or something was put before it")
            }
            Self::Differs(frame) => write!(f, "frame {frame} differs from what was recorded"),
            Self::NoRecord(frame) => write!(f, "frame {frame} has no readable record"),
            Self::Missing(frame) => write!(f, "frame {frame} is missing"),
            Self::Damaged { offset, frames } => {
                write!(
                    f,
                    "the file differs from what was recorded at byte {offset}, after {frames} good frames"
                )
            }
            Self::Appended { offset } => {
                write!(f, "something was appended to the recording, which ends at byte {offset}")
            }
            Self::Cut(frame) => write!(f, "frame {frame} and what followed are missing: the file was cut"),
            Self::Seal => write!(f, "the seal does not fit: tags, totals or records were changed"),
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
    #[error("this is not a Matroska, AVI or ZIP file")]
    OtherFile,
    /// It was not recorded by Mullion, or all evidence was taken out, as a program that copies
    /// streams may do.
    #[error("the file has no evidence by Mullion")]
    NoEvidence,
    /// Its evidence is of this version. Version 1, of development builds only, left the totals and
    /// much of the file outside of the seal.
    #[error(
        "the file has evidence of version {version}, and this program checks version {VERSION} only{}",
        older(.version)
    )]
    OtherVersion {
        /// As the file has it, at most 20 characters.
        version: String,
    },
}

fn older(version: &str) -> &'static str {
    if version == "1" { ": an older kind, sealed without totals and structure" } else { "" }
}
