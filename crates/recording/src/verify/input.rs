//! The bytes of a file: inspected first, then compared with the expected ones.

use std::io::{self, Read};
use std::ops::Range;

use super::Stop;
use super::trace::Traces;

/// Bytes that are searched at a time.
const PART: u64 = 1 << 20;

/// Reads a file from its first byte on. What was looked at stays until it is confirmed.
#[derive(Debug)]
pub(super) struct Input<R> {
    input: R,
    /// Bytes that were read and are not confirmed.
    ahead: Vec<u8>,
    /// Bytes that are confirmed.
    pub(super) position: u64,
}

/// A place that is written over when a file is ended, as it was found.
#[derive(Debug)]
pub(super) struct Hole {
    pub(super) offset: u64,
    pub(super) found: Vec<u8>,
    /// As it is before the file is ended.
    pub(super) blank: bool,
}

impl<R: Read> Input<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, ahead: Vec::new(), position: 0 }
    }

    /// At least the next `length` bytes, fewer only at the end of the file. The caller has compared
    /// `length` with a limit.
    pub(super) fn some(&mut self, length: usize) -> io::Result<&[u8]> {
        let more = length.saturating_sub(self.ahead.len()) as u64;
        if more > 0 {
            (&mut self.input).take(more).read_to_end(&mut self.ahead)?;
        }
        Ok(&self.ahead)
    }

    /// The bytes from `at` to `end`, counted from the first that is not confirmed.
    pub(super) fn look(&mut self, at: usize, end: usize) -> Result<&[u8], Stop> {
        self.some(end)?.get(at..end).ok_or(Stop::Cut)
    }

    /// The next bytes have to be these, but for the holes, which are returned as they are. `holes`
    /// are places in the file.
    pub(super) fn confirm(&mut self, expected: &[u8], holes: &[Range<u64>]) -> Result<Vec<Hole>, Stop> {
        let begin = self.position;
        let read = self.some(expected.len())?;
        let same = |from: usize, to: usize| {
            let to = to.min(read.len()).max(from);
            let (Some(read), Some(expected)) = (read.get(from..to), expected.get(from..to)) else {
                return Ok(());
            };
            if read == expected {
                return Ok(());
            }
            let equal = read.iter().zip(expected).take_while(|(read, expected)| read == expected).count();
            Err(Stop::Damaged(begin + (from + equal) as u64))
        };
        let (mut at, mut found) = (0, Vec::new());
        for hole in holes {
            let place = |place: u64| usize::try_from(place.checked_sub(begin)?).ok();
            let (Some(from), Some(to)) = (place(hole.start), place(hole.end)) else { continue };
            let Some(blank) = expected.get(from..to) else { continue };
            same(at, from)?;
            if let Some(read) = read.get(from..to) {
                found.push(Hole { offset: hole.start, found: read.to_vec(), blank: read == blank });
            }
            at = to;
        }
        same(at, expected.len())?;
        let whole = read.len() >= expected.len();
        self.position += self.ahead.drain(..expected.len().min(self.ahead.len())).len() as u64;
        if whole { Ok(found) } else { Err(Stop::Cut) }
    }

    /// Searches all that is not confirmed. What was looked at stays; nothing more can be read.
    pub(super) fn traces(&mut self) -> io::Result<Traces> {
        let mut traces = Traces::default();
        traces.look(&self.ahead);
        let mut part = self.ahead[self.ahead.len().saturating_sub(Traces::OVERLAP)..].to_vec();
        while !traces.are_all() {
            if (&mut self.input).take(PART).read_to_end(&mut part)? == 0 {
                break;
            }
            traces.look(&part);
            part.drain(..part.len().saturating_sub(Traces::OVERLAP));
        }
        Ok(traces)
    }

    /// Whether nothing follows.
    pub(super) fn is_at_end(&mut self) -> io::Result<bool> {
        Ok(self.some(1)?.is_empty())
    }
}
