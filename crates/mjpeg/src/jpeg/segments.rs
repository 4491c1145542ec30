//! The marker segments before the first scan.

/// A marker and the content of its segment, without the length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Segment<'a> {
    pub(super) marker: u8,
    pub(super) content: &'a [u8],
    /// Offset of the marker's FF.
    pub(super) at: usize,
}

pub(super) const SOS: u8 = 0xda;

/// The segments of `jpeg` from SOI up to and with the first SOS (ITU-T T.81 section B.2). Ends early at
/// anything that is no segment.
pub(super) fn segments(jpeg: &[u8]) -> impl Iterator<Item = Segment<'_>> {
    let mut at = if jpeg.starts_with(b"\xff\xd8") { 2 } else { jpeg.len() };
    std::iter::from_fn(move || {
        loop {
            match jpeg.get(at..at + 2)? {
                // Fill bytes, and markers that stand alone.
                [0xff, 0xff] => at += 1,
                [0xff, 0x01 | 0xd0..=0xd7] => at += 2,
                [0xff, marker] if *marker != 0xd9 && *marker != 0 && *marker != 0xd8 => {
                    let length = jpeg.get(at + 2..at + 4)?;
                    let end = at + 2 + usize::from(u16::from_be_bytes([length[0], length[1]]));
                    let segment = Segment { marker: *marker, content: jpeg.get(at + 4..end)?, at };
                    at = if *marker == SOS { jpeg.len() } else { end };
                    return Some(segment);
                }
                _ => return None,
            }
        }
    })
}
