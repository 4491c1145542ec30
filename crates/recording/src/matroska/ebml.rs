//! EBML's elements as bytes (RFC 8794).
//!
//! Our own: the well-kept libraries read and write whole elements with known sizes, and a recording
//! is written before its sizes are known.

use std::ops::Range;

/// A size that is not known yet, in the eight bytes that the known one will take.
pub(crate) const UNKNOWN_SIZE: [u8; 8] = [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

/// Appends an element with this body.
pub(crate) fn element(out: &mut Vec<u8>, id: u32, body: &[u8]) {
    begin(out, id, body.len());
    out.extend_from_slice(body);
}

/// Appends the head of an element whose body of `size` bytes follows.
pub(crate) fn begin(out: &mut Vec<u8>, id: u32, size: usize) {
    put_id(out, id);
    put_size(out, size as u64);
}

/// Appends an ID, which holds its own length.
pub(crate) fn put_id(out: &mut Vec<u8>, id: u32) {
    out.extend_from_slice(&id.to_be_bytes()[4 - id_length(id)..]);
}

/// Appends an unsigned integer in as few bytes as it takes.
pub(crate) fn uint(out: &mut Vec<u8>, id: u32, value: u64) {
    let bytes = value.to_be_bytes();
    let zeros = bytes.iter().take(7).take_while(|&&byte| byte == 0).count();
    element(out, id, &bytes[zeros..]);
}

/// Appends a master element that `fill` fills.
pub(crate) fn master(out: &mut Vec<u8>, id: u32, fill: impl FnOnce(&mut Vec<u8>)) {
    let mut body = Vec::new();
    fill(&mut body);
    element(out, id, &body);
}

/// Appends an empty element that takes `length` bytes in all, from 2 to 128.
pub(crate) fn void(out: &mut Vec<u8>, id: u32, length: usize) {
    let body = length.saturating_sub(2).min(126);
    begin(out, id, body);
    out.resize(out.len() + body, 0);
}

/// A size in eight bytes, to be written over [`UNKNOWN_SIZE`].
pub(crate) fn wide_size(size: u64) -> [u8; 8] {
    (size | 1 << 56).to_be_bytes()
}

/// Bytes that an element takes with a body of `size` bytes.
pub(crate) fn length(id: u32, size: usize) -> usize {
    id_length(id) + size_length(size as u64) + size
}

fn id_length(id: u32) -> usize {
    4 - (id.leading_zeros() / 8) as usize
}

fn size_length(size: u64) -> usize {
    // All ones mean an unknown size.
    (1..8).find(|&length| size < (1 << (7 * length)) - 1).unwrap_or(8)
}

fn put_size(out: &mut Vec<u8>, size: u64) {
    let length = size_length(size);
    let marked = size | 1 << (7 * length);
    out.extend_from_slice(&marked.to_be_bytes()[8 - length..]);
}

/// The head of an element that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) id: u32,
    /// Bytes of the body, if known.
    pub(crate) size: Option<u64>,
}

/// Why there is no head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoHead {
    /// The bytes end in the middle of it.
    Cut,
    /// The bytes cannot begin a head.
    Malformed,
}

/// The head that begins with the first of `bytes`, and its length.
pub(crate) fn head(bytes: &[u8]) -> Result<(Head, usize), NoHead> {
    let id_length = width(bytes, 4)?;
    let id = number(bytes.get(..id_length).ok_or(NoHead::Cut)?) as u32;
    let bytes = &bytes[id_length..];
    let size_length = width(bytes, 8)?;
    // All ones mean an unknown size; those before them are the mark of the length.
    let ones = u64::MAX >> (64 - 7 * size_length);
    let size = number(bytes.get(..size_length).ok_or(NoHead::Cut)?) & ones;
    Ok((Head { id, size: (size != ones).then_some(size) }, id_length + size_length))
}

/// The elements in a part of `bytes` one after the other: IDs, and where the bodies are. Ends at
/// the first that is not whole.
pub(crate) fn elements(bytes: &[u8], part: Range<usize>) -> impl Iterator<Item = (u32, Range<usize>)> {
    let mut at = part.start;
    std::iter::from_fn(move || {
        let (head, length) = head(bytes.get(at..part.end)?).ok()?;
        let body = at + length;
        let end = usize::try_from(head.size?).ok()?.checked_add(body).filter(|end| *end <= part.end)?;
        at = end;
        Some((head.id, body..end))
    })
}

/// Bytes that a number of at most `most` takes by its first byte.
fn width(bytes: &[u8], most: usize) -> Result<usize, NoHead> {
    let width = bytes.first().ok_or(NoHead::Cut)?.leading_zeros() as usize + 1;
    if width > most { Err(NoHead::Malformed) } else { Ok(width) }
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |value, &byte| value << 8 | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sizes_take_as_few_bytes_as_they_can() {
        for (size, bytes) in [
            (0, &[0x80][..]),
            (126, &[0xfe]),
            // 0xff would be an unknown size.
            (127, &[0x40, 0x7f]),
            (16382, &[0x7f, 0xfe]),
            (16383, &[0x20, 0x3f, 0xff]),
        ] {
            let mut out = Vec::new();
            put_size(&mut out, size);
            assert_eq!(out, bytes, "{size}");
        }
    }

    #[test]
    fn a_void_takes_the_bytes_asked_for() {
        for length in 2..=128 {
            let mut out = Vec::new();
            void(&mut out, super::super::ids::VOID, length);
            assert_eq!(out.len(), length);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            size in 0_u64..(1 << 56) - 1,
            id in prop::sample::select(vec![0xEC_u32, 0x4286, 0x2A_D7B1, 0x1A45_DFA3]),
        ) {
            let mut out = Vec::new();
            put_id(&mut out, id);
            put_size(&mut out, size);
            let read = (Head { id, size: Some(size) }, out.len());
            prop_assert_eq!(head(&out), Ok(read));
            prop_assert_eq!(head(&out[..out.len() - 1]), Err(NoHead::Cut));
            let mut out = Vec::new();
            put_id(&mut out, id);
            out.extend_from_slice(&wide_size(size));
            prop_assert_eq!(head(&out).map(|read| read.0), Ok(read.0));
            out.truncate(id_length(id));
            out.extend_from_slice(&UNKNOWN_SIZE);
            prop_assert_eq!(head(&out).map(|read| read.0), Ok(Head { id, size: None }));
        }
    }
}
