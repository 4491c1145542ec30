//! Reads a recording in AVI.

use std::io::Read;

use sha2::{Digest as _, Sha256};

use super::check::{Check, Found, PICTURE, Stop, TEXT};
use super::input::Input;
use super::{Fault, riff};
use crate::{Record, avi, tags};

/// Reads on after the first four bytes.
pub(super) fn read(input: &mut Input<impl Read>, check: &mut Check) -> Result<(), Stop> {
    let size = u32::from_le_bytes(input.array()?);
    if input.array()? != riff::AVI {
        return Err(Stop::OtherFile);
    }
    check.unfinished = size == 0;
    let mut avi = Avi { input, check, movi: None, steps: 0, free: 0, picture: None, index: Sha256::new() };
    while let Some(chunk) = avi.head()? {
        avi.chunk(chunk)?;
    }
    Ok(())
}

struct Avi<'a, R> {
    input: &'a mut Input<R>,
    check: &'a mut Check,
    /// Where the list of pictures begins.
    movi: Option<u64>,
    /// Chunks of the stream so far.
    steps: u64,
    /// Chunks up to the last picture: its successor has this step or a later one.
    free: u64,
    /// A picture whose record is to come, and its step.
    picture: Option<(Found, u64)>,
    /// Hash of what the index has to be.
    index: Sha256,
}

#[derive(Clone, Copy)]
struct Chunk {
    name: [u8; 4],
    size: u64,
    place: u64,
}

impl<R: Read> Avi<'_, R> {
    /// The next chunk's head, `None` at the end of the file.
    fn head(&mut self) -> Result<Option<Chunk>, Stop> {
        let place = self.input.position;
        let Some(first) = self.input.byte()? else { return Ok(None) };
        let [b, c, d] = self.input.array()?;
        let size = u32::from_le_bytes(self.input.array()?);
        Ok(Some(Chunk { name: [first, b, c, d], size: size.into(), place }))
    }

    fn chunk(&mut self, chunk: Chunk) -> Result<(), Stop> {
        let frame = self.check.findings.frames;
        if self.picture.is_some() && chunk.name != riff::JUNK {
            return Err(Stop::Fault(Fault::NoRecord(frame)));
        }
        match (chunk.name, self.movi) {
            (riff::LIST, None) => {
                let place = self.input.position;
                if self.input.array()? == riff::MOVI {
                    self.movi = Some(place);
                } else {
                    self.skip(chunk.size.checked_sub(4).ok_or(Stop::Damaged)?)?;
                }
            }
            (riff::FRAME, Some(movi)) => self.frame(chunk, movi)?,
            (riff::JUNK, movi) => {
                let text = self.body(chunk.size, TEXT)?;
                match self.picture.take() {
                    Some((found, step)) => {
                        let free = std::mem::replace(&mut self.free, step + 1);
                        let in_time = |record: &Record| avi::step(record.time, free) == step;
                        self.check.record(Some(found), &text, self.input.position, in_time)?;
                    }
                    // A record without its picture, or tags.
                    None if text.starts_with(b"frame=") => return Err(Stop::Fault(Fault::Missing(frame))),
                    None => {
                        let text = String::from_utf8(text).map_err(|_| Stop::Damaged)?;
                        for (name, value) in tags::from_lines(&text).ok_or(Stop::Damaged)? {
                            self.check.tag(name, value, movi.is_none())?;
                        }
                    }
                }
            }
            (riff::INDEX, Some(_)) => self.index(chunk.size)?,
            (_, None) => self.skip(chunk.size)?,
            (_, Some(_)) => return Err(Stop::Damaged),
        }
        Ok(())
    }

    /// A chunk of the stream: a picture, or an empty one, which repeats the one before.
    fn frame(&mut self, Chunk { size, place, .. }: Chunk, movi: u64) -> Result<(), Stop> {
        let mut entry = Vec::new();
        riff::index_entry(&mut entry, place - movi, size as u32);
        self.index.update(&entry);
        if size > 0 {
            let picture = self.body(size, PICTURE)?;
            self.picture = Some((Found::new(&picture), self.steps));
        }
        self.steps += 1;
        Ok(())
    }

    /// The index is what follows from the chunks, or the file is damaged.
    fn index(&mut self, size: u64) -> Result<(), Stop> {
        if size != self.steps * riff::INDEX_ENTRY {
            return Err(Stop::Damaged);
        }
        let mut read = Sha256::new();
        for _ in 0..self.steps {
            read.update(self.input.array::<{ riff::INDEX_ENTRY as usize }>()?);
        }
        if read.finalize() == self.index.finalize_reset() { Ok(()) } else { Err(Stop::Damaged) }
    }

    /// A chunk's body, without what pads it.
    fn body(&mut self, size: u64, most: u64) -> Result<Vec<u8>, Stop> {
        if size > most {
            return Err(Stop::Damaged);
        }
        let mut body = self.input.body(size + size % 2)?;
        body.truncate(size as usize);
        Ok(body)
    }

    fn skip(&mut self, size: u64) -> Result<(), Stop> {
        Ok(self.input.skip(size + size % 2)?)
    }
}
