//! Finds the parts of a recording in Matroska.

use std::io::Read;

use super::Stop;
use super::format::{MOST_AROUND, Next, TEXT, within};
use super::input::Input;
use crate::matroska::ebml::{self, Head, NoHead};
use crate::matroska::ids;
use crate::tags::Tags;

/// The first four bytes of a file.
pub(super) const FIRST: [u8; 4] = ids::EBML.to_be_bytes();
/// Track, time and flags before a block's picture.
const BLOCK_HEAD: usize = 4;

pub(super) fn first_tags(input: &mut Input<impl Read>) -> Result<Tags, Stop> {
    let mut at = 0;
    loop {
        let (head, body) = head(input, at)?;
        match head.id {
            ids::SEGMENT => at = body,
            ids::TAGS => return tags(input, at),
            _ => at = end(input, at, body, head, TEXT)?,
        }
        if at > TEXT {
            return Err(input.damaged(at));
        }
    }
}

pub(super) fn next(input: &mut Input<impl Read>) -> Result<Next, Stop> {
    if input.is_at_end()? {
        return Ok(Next::Nothing);
    }
    let mut at = 0;
    let (mut head, mut body) = self::head(input, at)?;
    if head.id == ids::CLUSTER {
        at = body;
        (head, body) = self::head(input, at)?;
        if head.id != ids::TIMESTAMP {
            return Err(input.damaged(at));
        }
        at = end(input, at, body, head, 8)?;
        (head, body) = self::head(input, at)?;
    }
    match head.id {
        ids::TAGS if at == 0 => return Ok(Next::Ending),
        ids::BLOCK_GROUP => {}
        _ => return Err(input.damaged(at)),
    }
    let end = end(input, at, body, head, MOST_AROUND)?;
    let bytes = input.look(0, end)?;
    let find = |part, wanted| ebml::elements(bytes, part).find(|(id, _)| *id == wanted).map(|(_, body)| body);
    let block = find(body..end, ids::BLOCK).filter(|block| block.len() >= BLOCK_HEAD);
    let additions = find(body..end, ids::BLOCK_ADDITIONS);
    let more = additions.and_then(|additions| find(additions, ids::BLOCK_MORE));
    let record = more.and_then(|more| find(more, ids::BLOCK_ADDITIONAL));
    match (block, record) {
        (Some(block), Some(record)) => {
            Ok(Next::Picture { jpeg: block.start + BLOCK_HEAD..block.end, record })
        }
        (Some(_), None) => Err(Stop::NoRecord),
        (None, _) => Err(Stop::Missing),
    }
}

pub(super) fn last_tags(input: &mut Input<impl Read>) -> Result<Tags, Stop> {
    tags(input, 0)
}

fn tags(input: &mut Input<impl Read>, at: usize) -> Result<Tags, Stop> {
    let (head, body) = head(input, at)?;
    let end = end(input, at, body, head, TEXT)?;
    let bytes = input.look(0, end)?;
    let text = |body| std::str::from_utf8(bytes.get(body)?).ok().map(str::to_owned);
    let mut tags = Vec::new();
    for (_, tag) in ebml::elements(bytes, body..end).filter(|(id, _)| *id == ids::TAG) {
        for (_, simple) in ebml::elements(bytes, tag).filter(|(id, _)| *id == ids::SIMPLE_TAG) {
            let mut parts = ebml::elements(bytes, simple);
            if let (Some((ids::TAG_NAME, name)), Some((ids::TAG_STRING, value))) =
                (parts.next(), parts.next())
            {
                tags.extend(text(name).zip(text(value)));
            }
        }
    }
    Ok(tags)
}

/// The head at `at`, and where its body begins.
fn head(input: &mut Input<impl Read>, at: usize) -> Result<(Head, usize), Stop> {
    /// The most bytes that a head takes.
    const LONGEST: usize = 12;
    let bytes = input.some(at + LONGEST)?;
    match ebml::head(bytes.get(at..).unwrap_or_default()) {
        Ok((head, length)) => Ok((head, at + length)),
        Err(NoHead::Cut) => Err(Stop::Cut),
        Err(NoHead::Malformed) => Err(input.damaged(at)),
    }
}

/// Where an element ends that begins at `at` and whose body, of at most `most` bytes, begins at `body`.
fn end(input: &Input<impl Read>, at: usize, body: usize, head: Head, most: usize) -> Result<usize, Stop> {
    let size = head.size.and_then(|size| within(size, most));
    size.map(|size| body + size).ok_or_else(|| input.damaged(at))
}
