//! Where a JPEG ends, found by walking its markers (ITU-T T.81 section B.1.1).

use super::segments::{Marker, SOS, segment_end};

/// Most bytes of one picture that may belong to no segment: as many as the longest segment has.
const MOST_STRAYS: usize = 64 << 10;

/// Finds the end of a picture in bytes that arrive piecemeal. Looks at each byte once.
///
/// A search for FF D9 alone would stop at the end of a thumbnail inside an APP segment, or inside a
/// comment. Bytes that belong to no segment, as a wrong length leaves them, are skipped up to the
/// next marker: decoders do the same (libjpeg warns of "extraneous bytes before marker").
#[derive(Debug, Clone)]
pub(crate) struct Walker {
    /// Bytes done with; may be past the bytes given so far when a segment goes on.
    at: usize,
    /// Inside entropy-coded data.
    in_scan: bool,
    has_scan: bool,
    /// Bytes that belong to no segment, so far, and how many there may be.
    strays: usize,
    most_strays: usize,
}

impl Default for Walker {
    fn default() -> Self {
        Self { at: 0, in_scan: false, has_scan: false, strays: 0, most_strays: MOST_STRAYS }
    }
}

/// The result of the walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Walk {
    /// The picture ends before this offset, which follows EOI.
    End(usize),
    /// This cannot be inside a JPEG; where the offending byte or marker is.
    Invalid(usize),
    /// More bytes are needed.
    More,
}

impl Walker {
    /// One that skips nothing in a picture's header, for bytes that may just look like a picture.
    pub(crate) fn strict() -> Self {
        Self { most_strays: 0, ..Self::default() }
    }

    /// Whether a scan has begun: then this is a picture, whatever comes.
    pub(crate) fn has_scan(&self) -> bool {
        self.has_scan
    }

    /// The walk has skipped faults that a decoder has to forgive.
    pub(crate) fn is_lenient(&self) -> bool {
        self.strays > 0
    }

    /// Bytes done with.
    pub(crate) fn passed(&self) -> usize {
        self.at
    }

    /// Goes on in `jpeg`, which begins with SOI and holds all that was given before.
    pub(crate) fn walk(&mut self, jpeg: &[u8]) -> Walk {
        if self.at == 0 {
            match jpeg {
                [0xff, 0xd8, ..] => self.at = 2,
                [] | [0xff] => return Walk::More,
                _ => return Walk::Invalid(0),
            }
        }
        loop {
            let Some(rest) = jpeg.get(self.at..) else { return Walk::More };
            let marker = memchr::memchr(0xff, rest);
            let skip = marker.unwrap_or(rest.len());
            if !self.in_scan && !self.stray(skip) {
                return Walk::Invalid(self.at);
            }
            self.at += skip;
            let Some(&byte) = jpeg.get(self.at + 1) else { return Walk::More };
            match Marker::new(byte) {
                Marker::Fill => self.at += 1,
                Marker::Alone => self.at += 2,
                // Inside a scan a zero is stuffing, and what an encoder forgot to stuff looks
                // reserved.
                Marker::Stray if self.in_scan || self.stray(2) => self.at += 2,
                // No decoder finds a picture where bytes were skipped and no scan came.
                Marker::End if self.strays == 0 || self.has_scan => return Walk::End(self.at + 2),
                Marker::Stray | Marker::Start | Marker::End => return Walk::Invalid(self.at),
                Marker::Segment => {
                    let Some(&length) = jpeg[self.at..].get(2..).and_then(<[u8]>::first_chunk) else {
                        return Walk::More;
                    };
                    let is_impossible = length[0] == 0 && length[1] < 2;
                    if is_impossible && !self.stray(4) {
                        return Walk::Invalid(self.at);
                    }
                    self.at = segment_end(self.at, length);
                    self.in_scan = byte == SOS;
                    self.has_scan |= self.in_scan;
                }
            }
        }
    }

    /// Counts bytes that belong to no segment, as many as may be; whether that is all of them.
    fn stray(&mut self, bytes: usize) -> bool {
        let room = self.most_strays - self.strays;
        self.strays += bytes.min(room);
        if bytes > room {
            self.at += room;
        }
        bytes <= room
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(jpeg: &[u8]) -> Walk {
        Walker::default().walk(jpeg)
    }

    #[test]
    fn a_thumbnail_in_a_segment_does_not_end_the_picture() {
        let jpeg =
            b"\xff\xd8\xff\xe1\x00\x08\xff\xd8\xff\xd9AB\xff\xda\x00\x02data\xff\x00\xff\xd3\xff\xd9tail";
        assert_eq!(whole(jpeg), Walk::End(jpeg.len() - 4));
    }

    #[test]
    fn fill_bytes_and_several_scans_are_walked() {
        let jpeg = b"\xff\xd8\xff\xff\xff\xda\x00\x02ab\xff\xc4\x00\x03c\xff\xda\x00\x02de\xff\xff\xd9";
        assert_eq!(whole(jpeg), Walk::End(jpeg.len()));
    }

    #[test]
    fn impossible_markers_are_invalid() {
        assert_eq!(whole(b"GIF8"), Walk::Invalid(0));
        assert_eq!(whole(b"\xff\xd8\xff\xe0\x00\x02ab\xff\xd8"), Walk::Invalid(8));
        assert_eq!(whole(b"\xff\xd8\xff\xda\x00\x02ab\xff\xd8"), Walk::Invalid(8));
        assert_eq!(whole(b"\xff\xd8ab\xff\xd9"), Walk::Invalid(4), "no scan");
    }

    #[test]
    fn bytes_between_segments_and_impossible_lengths_are_skipped_as_decoders_do() {
        for head in [
            // Garbage behind SOI, a length that is too short, lengths below two, a stuffed zero, a
            // reserved marker.
            &b"ab"[..],
            b"\xff\xfe\x00\x03abcdef",
            b"\xff\xe0\x00\x00abc",
            b"\xff\xe0\x00\x01",
            b"\xff\xe0\x00\x02\xff\x00\x00",
            b"\xff\x02\xff\xff\xfe\x00\x03abcd",
        ] {
            let jpeg = [b"\xff\xd8", head, b"\xff\xda\x00\x02a\xff\x00b\xff\xd9"].concat();
            let mut walker = Walker::default();
            for end in 0..jpeg.len() {
                assert_eq!(walker.walk(&jpeg[..end]), Walk::More, "{end} of {head:x?}");
            }
            assert_eq!(walker.walk(&jpeg), Walk::End(jpeg.len()), "{head:x?}");
            assert!(walker.is_lenient(), "{head:x?}");
        }
    }

    #[test]
    fn an_encoder_that_forgot_to_stuff_does_not_end_the_picture() {
        let jpeg = b"\xff\xd8\xff\xda\x00\x02ab\xff\x5a\xff\x00\xff\xd9";
        assert_eq!(whole(jpeg), Walk::End(jpeg.len()));
    }

    #[test]
    fn where_it_may_be_no_picture_nothing_is_skipped() {
        assert_eq!(Walker::strict().walk(b"\xff\xd8ab"), Walk::Invalid(2));
        assert_eq!(Walker::strict().walk(b"\xff\xd8\xff\xe0\x00\x01"), Walk::Invalid(2));
        assert_eq!(Walker::strict().walk(b"\xff\xd8\xff\x00"), Walk::Invalid(2));
    }

    #[test]
    fn no_more_is_skipped_than_one_segment_can_be_long() {
        let picture =
            |strays: usize| [&b"\xff\xd8"[..], &vec![0; strays], b"\xff\xda\x00\x02ab\xff\xd9"].concat();
        let most = picture(MOST_STRAYS);
        assert_eq!(whole(&most), Walk::End(most.len()));
        let more = picture(MOST_STRAYS + 1);
        for size in [1, 1000, more.len()] {
            let mut walker = Walker::default();
            let ends = (size..).step_by(size).map(|end| walker.walk(&more[..end.min(more.len())]));
            let came_to = ends.into_iter().find(|walk| *walk != Walk::More);
            assert_eq!(came_to, Some(Walk::Invalid(2 + MOST_STRAYS)), "{size}");
        }
    }

    #[test]
    fn byte_by_byte_is_the_same_as_whole() {
        let jpeg = b"\xff\xd8\xff\xe1\x00\x08\xff\xd8\xff\xd9AB\xff\xda\x00\x02data\xff\x00x\xff\xd9";
        let mut walker = Walker::default();
        for end in 0..jpeg.len() {
            assert_eq!(walker.walk(&jpeg[..end]), Walk::More, "{end}");
        }
        assert_eq!(walker.walk(jpeg), Walk::End(jpeg.len()));
    }
}
