//! Finds the parts of a recording in ZIP.

use std::io::Read;
use std::ops::Range;

use super::Stop;
use super::format::{Next, TEXT, within};
use super::input::Input;
use crate::tags::{self, Tags};
use crate::writer::MOST_PICTURE;
use crate::zip::layout;

/// The first four bytes of a file.
pub(super) const FIRST: [u8; 4] = layout::LOCAL;
/// ID and length of an extra field.
const EXTRA_HEAD: usize = 4;

pub(super) fn first_tags(input: &mut Input<impl Read>) -> Result<Tags, Stop> {
    lines(input)
}

pub(super) fn next(input: &mut Input<impl Read>) -> Result<Next, Stop> {
    if input.is_at_end()? {
        return Ok(Next::Nothing);
    }
    let entry = entry(input)?;
    if input.look(entry.name.start, entry.name.end)? == layout::TABLE.as_bytes() {
        return Ok(Next::Ending);
    }
    let body = within(entry.size, MOST_PICTURE).ok_or_else(|| input.damaged(0))?;
    let jpeg = entry.extra.end..entry.extra.end + body;
    let record = entry.extra.start + EXTRA_HEAD..entry.extra.end;
    input.look(jpeg.start, jpeg.end)?;
    if record.is_empty() { Err(Stop::NoRecord) } else { Ok(Next::Picture { jpeg, record }) }
}

pub(super) fn last_tags(input: &mut Input<impl Read>) -> Result<Tags, Stop> {
    lines(input)
}

/// Parts of a local header, and bytes of its body.
struct Entry {
    name: Range<usize>,
    extra: Range<usize>,
    size: u32,
}

fn entry(input: &mut Input<impl Read>) -> Result<Entry, Stop> {
    const FIXED: usize = layout::LOCAL_BYTES;
    let header = input.look(0, FIXED)?;
    if !header.starts_with(&layout::LOCAL) {
        return Err(input.damaged(0));
    }
    let number = |from: usize, to: usize| {
        header[from..to].iter().rev().fold(0_u32, |value, &byte| value << 8 | u32::from(byte))
    };
    let (size, name, extra) = (number(18, 22), number(26, 28) as usize, number(28, 30) as usize);
    input.look(FIXED, FIXED + name + extra)?;
    Ok(Entry { name: FIXED..FIXED + name, extra: FIXED + name..FIXED + name + extra, size })
}

/// The lines of an entry that is a text.
fn lines(input: &mut Input<impl Read>) -> Result<Tags, Stop> {
    let entry = entry(input)?;
    let body = within(entry.size, TEXT).ok_or_else(|| input.damaged(0))?;
    let text = std::str::from_utf8(input.look(entry.extra.end, entry.extra.end + body)?).ok();
    text.and_then(tags::from_lines).ok_or_else(|| input.damaged(0))
}
