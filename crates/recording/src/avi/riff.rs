//! RIFF's chunks as bytes, and AVI's headers.

use std::ops::Range;

use crate::writer::Patch;

/// Of a chunk: four characters and a size.
pub(crate) const HEAD: u64 = 8;
pub(crate) const INDEX_ENTRY: u64 = 16;
/// Most bytes after the index.
pub(crate) const MOST_ENDING: u64 = 1 << 10;

pub(crate) const RIFF: [u8; 4] = *b"RIFF";
pub(crate) const AVI: [u8; 4] = *b"AVI ";
pub(crate) const LIST: [u8; 4] = *b"LIST";
pub(crate) const MOVI: [u8; 4] = *b"movi";
/// Compressed picture of stream 0.
pub(crate) const FRAME: [u8; 4] = *b"00dc";
/// An element that every reader skips.
pub(crate) const JUNK: [u8; 4] = *b"JUNK";
pub(crate) const INDEX: [u8; 4] = *b"idx1";

/// A hundred frames a second.
const SCALE: u32 = 1;
const RATE: u32 = 100;

/// Where the parts of a file's beginning are that are known at its end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Places {
    /// `avih`'s flags and number of frames.
    flags: u64,
    avih_buffer: u64,
    /// `strh`'s number of frames and size of the largest.
    length: u64,
    /// The type of the list `movi`: places in the index count from here.
    pub(crate) movi: u64,
}

/// Writes all up to the first picture.
pub(crate) fn beginning(out: &mut Vec<u8>, (width, height): (u16, u16), tags: &str) -> Places {
    let size = [u32::from(width), u32::from(height)];
    let (mut avih, mut strh, mut strf) = (Vec::new(), Vec::new(), Vec::new());
    let microseconds = 1_000_000 * SCALE / RATE;
    // Microseconds of a frame, bytes a second, padding; flags and frames are not known yet; initial
    // frames, streams, largest frame; then what is reserved.
    numbers(&mut avih, &[microseconds, 0, 0, 0, 0, 0, 1, 0, size[0], size[1], 0, 0, 0, 0]);
    strh.extend_from_slice(b"vidsMJPG");
    // Flags, priority and language, initial frames, scale, rate, start, length, largest frame,
    // quality, sample size.
    numbers(&mut strh, &[0, 0, 0, SCALE, RATE, 0, 0, 0, u32::MAX, 0]);
    for edge in [0, 0, width, height] {
        strh.extend_from_slice(&edge.to_le_bytes());
    }
    // A BITMAPINFOHEADER: its size, width, height, planes (1) and bits (24), compression, size of a
    // picture.
    numbers(&mut strf, &[40, size[0], size[1], 24 << 16 | 1]);
    strf.extend_from_slice(b"MJPG");
    numbers(&mut strf, &[size[0].saturating_mul(size[1]).saturating_mul(3), 0, 0, 0, 0]);

    begin(out, RIFF, 0);
    out.extend_from_slice(&AVI);
    let stream = 4 + 8 + strh.len() + 8 + strf.len();
    begin(out, LIST, (4 + 8 + avih.len() + 8 + stream) as u32);
    out.extend_from_slice(b"hdrl");
    let avih_place = out.len() as u64 + HEAD;
    chunk(out, *b"avih", &avih);
    begin(out, LIST, stream as u32);
    out.extend_from_slice(b"strl");
    let strh_place = out.len() as u64 + HEAD;
    chunk(out, *b"strh", &strh);
    chunk(out, *b"strf", &strf);
    chunk(out, JUNK, tags.as_bytes());
    begin(out, LIST, 0);
    let movi = out.len() as u64;
    out.extend_from_slice(&MOVI);
    Places { flags: avih_place + 12, avih_buffer: avih_place + 28, length: strh_place + 32, movi }
}

impl Places {
    /// Where something is written over later, in the order of the file: see [`patches`].
    pub(crate) fn holes(&self) -> [Range<u64>; 5] {
        let hole = |place, length| place..place + length;
        [
            hole(4, 4),
            hole(self.flags, 8),
            hole(self.avih_buffer, 4),
            hole(self.length, 8),
            hole(self.movi - 4, 4),
        ]
    }
}

/// What to write over a file's beginning, the file's own size last.
pub(crate) fn patches(places: &Places, frames: u32, largest: u32, movi_end: u64, end: u64) -> Vec<Patch> {
    /// There is an index.
    const HAS_INDEX: u32 = 0x10;
    let patch = |offset, values: &[u32]| {
        let mut bytes = Vec::new();
        numbers(&mut bytes, values);
        Patch { offset, bytes }
    };
    vec![
        patch(places.flags, &[HAS_INDEX, frames]),
        patch(places.avih_buffer, &[largest]),
        patch(places.length, &[frames, largest]),
        patch(places.movi - 4, &[(movi_end - places.movi) as u32]),
        patch(4, &[(end - HEAD) as u32]),
    ]
}

/// Appends a chunk, padded to an even length.
pub(crate) fn chunk(out: &mut Vec<u8>, name: [u8; 4], body: &[u8]) {
    begin(out, name, body.len() as u32);
    out.extend_from_slice(body);
    if !body.len().is_multiple_of(2) {
        out.push(0);
    }
}

/// Appends the head of a chunk whose body of `size` bytes follows.
pub(crate) fn begin(out: &mut Vec<u8>, name: [u8; 4], size: u32) {
    out.extend_from_slice(&name);
    out.extend_from_slice(&size.to_le_bytes());
}

/// Appends an entry of the index: a picture of `bytes` at `offset` from the list's type, or none
/// where it is empty.
pub(crate) fn index_entry(out: &mut Vec<u8>, offset: u64, bytes: u32) {
    const KEY_FRAME: u32 = 0x10;
    out.extend_from_slice(&FRAME);
    numbers(out, &[if bytes > 0 { KEY_FRAME } else { 0 }, offset as u32, bytes]);
}

fn numbers(out: &mut Vec<u8>, values: &[u32]) {
    for value in values {
        out.extend_from_slice(&value.to_le_bytes());
    }
}
