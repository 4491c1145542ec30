//! The bytes of a file, one after the other, counted.

use std::io::{self, ErrorKind, Read};

/// Reads a file from its first byte on.
#[derive(Debug)]
pub(crate) struct Input<R> {
    input: R,
    /// Bytes read so far.
    pub(crate) position: u64,
}

/// Why there is nothing more to read.
#[derive(Debug)]
pub(crate) enum ReadError {
    Io(io::Error),
    /// The input ends in the middle of something.
    Cut,
    /// What stands there cannot stand there.
    Malformed,
}

impl<R: Read> Input<R> {
    pub(crate) fn new(input: R) -> Self {
        Self { input, position: 0 }
    }

    /// So many bytes, which the caller has compared with a limit.
    pub(crate) fn body(&mut self, size: u64) -> Result<Vec<u8>, ReadError> {
        let mut body = Vec::new();
        let read = (&mut self.input).take(size).read_to_end(&mut body).map_err(ReadError::Io)? as u64;
        self.position += read;
        if read == size { Ok(body) } else { Err(ReadError::Cut) }
    }

    /// `N` bytes.
    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], ReadError> {
        self.body(N as u64)?.try_into().map_err(|_| ReadError::Cut)
    }

    /// Passes over so many bytes.
    pub(crate) fn skip(&mut self, size: u64) -> Result<(), ReadError> {
        let skipped = io::copy(&mut (&mut self.input).take(size), &mut io::sink()).map_err(ReadError::Io)?;
        self.position += skipped;
        if skipped == size { Ok(()) } else { Err(ReadError::Cut) }
    }

    /// One byte, `None` at the end.
    pub(crate) fn byte(&mut self) -> Result<Option<u8>, ReadError> {
        let mut byte = [0];
        loop {
            match self.input.read(&mut byte) {
                Ok(0) => return Ok(None),
                Ok(_) => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(ReadError::Io(error)),
            }
        }
        self.position += 1;
        Ok(Some(byte[0]))
    }
}
