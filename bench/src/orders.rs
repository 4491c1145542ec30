//! Orders to a child, and its answers: JSON, one a line.

use std::io::{self, Read as _, Write as _};

use anyhow::Result;
use rustix::io::ioctl_fionbio;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The standard input, read without waiting.
#[derive(Debug, Default)]
pub(crate) struct Orders {
    bytes: Vec<u8>,
}

impl Orders {
    pub(crate) fn new() -> Result<Self> {
        ioctl_fionbio(io::stdin(), true)?;
        Ok(Self::default())
    }

    /// The orders that have come. `None` at the end.
    pub(crate) fn read<T: DeserializeOwned>(&mut self) -> Result<Option<Vec<T>>> {
        let mut some = [0; 4096];
        // To its end: `stdin` has a buffer of its own, of which nobody tells that it holds more.
        loop {
            match io::stdin().lock().read(&mut some) {
                Ok(0) => return Ok(None),
                Ok(length) => self.bytes.extend_from_slice(&some[..length]),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        let end = self.bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let lines: Vec<u8> = self.bytes.drain(..end).collect();
        let lines = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        Ok(Some(lines.map(serde_json::from_slice).collect::<Result<_, _>>()?))
    }
}

/// Answers.
pub(crate) fn say(answer: &impl Serialize) -> Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, answer)?;
    writeln!(out)?;
    Ok(out.flush()?)
}
