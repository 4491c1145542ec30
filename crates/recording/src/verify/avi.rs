//! Finds the parts of a recording in AVI.

use std::io::Read;

use super::Stop;
use super::format::{Next, TEXT, within};
use super::input::Input;
use crate::avi::{LONGEST_PAUSE, riff};
use crate::tags::{self, Tags};
use crate::writer::MOST_PICTURE;

/// The first four bytes of a file.
pub(super) const FIRST: [u8; 4] = riff::RIFF;
const HEAD: usize = riff::HEAD as usize;

pub(super) fn first_tags(input: &mut Input<impl Read>) -> Result<Tags, Stop> {
    // The file's size and kind.
    let mut at = HEAD + riff::AVI.len();
    loop {
        let (name, size) = head(input, at)?;
        let body = at + HEAD;
        let size = within(size, TEXT).filter(|_| at < TEXT).ok_or_else(|| input.damaged(at))?;
        if name == riff::JUNK {
            return lines(input, body, size);
        }
        at = body + size + size % 2;
    }
}

pub(super) fn next(input: &mut Input<impl Read>) -> Result<Next, Stop> {
    if input.is_at_end()? {
        return Ok(Next::Nothing);
    }
    let mut at = 0;
    loop {
        let (name, size) = head(input, at)?;
        match (name, size) {
            (riff::INDEX, _) if at == 0 => return Ok(Next::Ending),
            (riff::FRAME, 0) if at < LONGEST_PAUSE as usize * HEAD => at += HEAD,
            (riff::FRAME, 1..) => {
                let size = within(size, MOST_PICTURE).ok_or_else(|| input.damaged(at))?;
                let jpeg = at + HEAD..at + HEAD + size;
                at = jpeg.end + size % 2;
                let (name, size) = head(input, at)?;
                let size = within(size, TEXT).ok_or_else(|| input.damaged(at))?;
                if name != riff::JUNK {
                    return Err(Stop::NoRecord);
                }
                let record = at + HEAD..at + HEAD + size;
                input.look(record.start, record.end + size % 2)?;
                return Ok(Next::Picture { jpeg, record });
            }
            // A record without its picture.
            (riff::JUNK, _) => return Err(Stop::Missing),
            _ => return Err(input.damaged(at)),
        }
    }
}

pub(super) fn last_tags(input: &mut Input<impl Read>) -> Result<Tags, Stop> {
    let (name, size) = head(input, 0)?;
    let size = within(size, TEXT).filter(|_| name == riff::JUNK).ok_or_else(|| input.damaged(0))?;
    lines(input, HEAD, size)
}

/// Name and size of the chunk at `at`.
fn head(input: &mut Input<impl Read>, at: usize) -> Result<([u8; 4], u32), Stop> {
    let bytes = input.look(at, at + HEAD)?;
    let [a, b, c, d, size @ ..] = bytes else { return Err(Stop::Cut) };
    let size = size.iter().rev().fold(0, |size, &byte| size << 8 | u32::from(byte));
    Ok(([*a, *b, *c, *d], size))
}

fn lines(input: &mut Input<impl Read>, body: usize, size: usize) -> Result<Tags, Stop> {
    let text = std::str::from_utf8(input.look(body, body + size)?).ok();
    text.and_then(tags::from_lines).ok_or_else(|| input.damaged(body))
}
