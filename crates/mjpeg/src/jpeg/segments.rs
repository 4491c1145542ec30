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

/// The kinds of markers (ITU-T T.81 table B.1), by the byte that follows FF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    /// Another FF: a fill byte stands before the marker.
    Fill,
    /// SOI.
    Start,
    /// EOI.
    End,
    /// It stands alone: a restart, or TEM.
    Alone,
    /// A length and so many bytes follow.
    Segment,
    /// No marker: a stuffed zero, or a reserved code that no decoder knows.
    Stray,
}

impl Marker {
    pub(super) fn new(byte: u8) -> Self {
        match byte {
            0xff => Self::Fill,
            0xd8 => Self::Start,
            0xd9 => Self::End,
            0x01 | 0xd0..=0xd7 => Self::Alone,
            0xc0..=0xcf | 0xda..=0xfe => Self::Segment,
            0x00 | 0x02..=0xbf => Self::Stray,
        }
    }
}

/// Where the segment ends whose marker is at `at` and which declares this length. A length is at
/// least its own two bytes; one that says less is skipped alone, as libjpeg does it
/// (`skip_variable` in jdmarker.c).
pub(super) fn segment_end(at: usize, length: [u8; 2]) -> usize {
    at + 2 + usize::from(u16::from_be_bytes(length)).max(2)
}

/// The segments of `jpeg` from SOI up to and with the first SOS (ITU-T T.81 section B.2). Bytes
/// between segments are skipped up to the next marker, as decoders do. Ends early at SOI, at EOI
/// and at a segment that is cut off.
pub(super) fn segments(jpeg: &[u8]) -> impl Iterator<Item = Segment<'_>> {
    let mut at = if jpeg.starts_with(b"\xff\xd8") { 2 } else { jpeg.len() };
    std::iter::from_fn(move || {
        loop {
            at += memchr::memchr(0xff, jpeg.get(at..)?)?;
            let byte = *jpeg.get(at + 1)?;
            match Marker::new(byte) {
                Marker::Fill => at += 1,
                Marker::Alone | Marker::Stray => at += 2,
                Marker::Start | Marker::End => return None,
                Marker::Segment => {
                    let end = segment_end(at, *jpeg.get(at + 2..)?.first_chunk()?);
                    let segment = Segment { marker: byte, content: jpeg.get(at + 4..end)?, at };
                    at = if byte == SOS { jpeg.len() } else { end };
                    return Some(segment);
                }
            }
        }
    })
}
