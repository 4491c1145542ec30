//! Actions of a [`Session`](super::Session), and its messages about files.

use std::fmt;

use crate::{Ending, Error};

/// To be done, in this order.
#[derive(Debug)]
pub enum Effect {
    /// Open a new file.
    Begin(Begun),
    /// Append these bytes to it: one picture with all that belongs to it.
    Append(Vec<u8>),
    /// End it, and close it.
    End(Ended, Ending),
    /// Worth a line in a log.
    Note(Note),
}

/// A file that begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begun {
    /// Which file of the recording it is, from 1.
    pub part: u32,
    /// When its first picture arrived, in milliseconds since 1970.
    pub arrival: u64,
}

/// A file that ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// As it began.
    pub begun: Begun,
    /// Pictures in it.
    pub frames: u64,
    /// Pictures that are known to be missing in it.
    pub lost: u64,
    /// Its bytes, with its end.
    pub bytes: u64,
    /// Milliseconds for which it was open.
    pub length: u64,
}

/// Something that happened to a recording.
#[derive(Debug, Clone, PartialEq)]
pub enum Note {
    /// A picture is lost.
    Lost(Loss),
    /// A new file begins: the camera at the address is another.
    OtherCamera,
    /// A new file begins: the one before cannot take the next picture.
    NewFile(Error),
}

/// Why a picture that came is not recorded.
#[derive(Debug, Clone, PartialEq)]
pub enum Loss {
    /// Its end is missing.
    CutOff,
    /// It has no size.
    NoSize,
    /// No file takes it.
    Refused(Error),
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lost(Loss::CutOff) => f.write_str("a picture is lost: it was cut off"),
            Self::Lost(Loss::NoSize) => f.write_str("a picture is lost: it has no size"),
            Self::Lost(Loss::Refused(error)) => write!(f, "a picture is lost: {error}"),
            Self::OtherCamera => f.write_str("a new file begins: another camera answers"),
            Self::NewFile(error) => write!(f, "a new file begins: {error}"),
        }
    }
}
