//! The body of a response, without its framing (RFC 9112 sections 6 and 7).

use bytes::Bytes;

use super::Error;
use super::chunked::{Dechunker, Fault};

/// How a body says where it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Framing {
    /// With its last chunk.
    Chunked,
    /// After this many bytes.
    Length(u64),
    /// With the connection.
    #[default]
    Close,
}

/// A body on its way out of its frame.
#[derive(Debug)]
pub(super) enum Frame {
    Chunked(Dechunker),
    /// Bytes that are missing, and those that came after the last one.
    Length(u64, Bytes),
    Close,
}

impl Frame {
    pub(super) fn new(framing: Framing) -> Self {
        match framing {
            Framing::Chunked => Self::Chunked(Dechunker::new()),
            Framing::Length(length) => Self::Length(length, Bytes::new()),
            Framing::Close => Self::Close,
        }
    }

    /// Whether nothing more belongs to the body.
    pub(super) fn is_over(&self) -> bool {
        match self {
            Self::Chunked(dechunker) => dechunker.is_over(),
            Self::Length(missing, _) => *missing == 0,
            Self::Close => false,
        }
    }

    /// The body's bytes among these.
    pub(super) fn take(&mut self, mut bytes: Bytes) -> Bytes {
        match self {
            Self::Chunked(dechunker) => {
                let mut decoded = Vec::with_capacity(bytes.len());
                dechunker.decode(&bytes, &mut decoded);
                decoded.into()
            }
            Self::Length(missing, beyond) => {
                let taken = bytes.len().min(usize::try_from(*missing).unwrap_or(usize::MAX));
                *missing -= taken as u64;
                *beyond = bytes.split_off(taken);
                bytes
            }
            Self::Close => bytes,
        }
    }

    /// The connection has ended: the last bytes, and whether it ended before the body.
    pub(super) fn finish(&mut self) -> Result<Bytes, Error> {
        match self {
            Self::Chunked(dechunker) => {
                let mut decoded = Vec::new();
                let is_whole = dechunker.finish(&mut decoded);
                if decoded.is_empty() && !is_whole {
                    return Err(if dechunker.is_between_chunks() {
                        Error::LastChunk
                    } else {
                        Error::CutShort
                    });
                }
                Ok(decoded.into())
            }
            Self::Length(0, _) | Self::Close => Ok(Bytes::new()),
            Self::Length(..) => Err(Error::CutShort),
        }
    }

    /// Bytes that came after the end that the length has told.
    pub(super) fn beyond(&mut self) -> Option<Bytes> {
        match self {
            Self::Length(0, beyond) => Some(std::mem::take(beyond)).filter(|beyond| !beyond.is_empty()),
            Self::Length(..) | Self::Chunked(_) | Self::Close => None,
        }
    }

    /// The fault of the chunks so far.
    pub(super) fn fault(&self) -> Option<Fault> {
        match self {
            Self::Chunked(dechunker) => dechunker.fault(),
            Self::Length(..) | Self::Close => None,
        }
    }
}
