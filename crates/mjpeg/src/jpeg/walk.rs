//! Where a JPEG ends, found by walking its markers (ITU-T T.81 section B.1.1).

/// Finds the end of a picture in bytes that arrive piecemeal. Looks at each byte once.
///
/// A search for FF D9 alone would stop at the end of a thumbnail inside an APP segment, or inside a comment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Walker {
    /// Bytes done with; may be past the bytes given so far when a segment goes on.
    at: usize,
    /// Inside entropy-coded data.
    in_scan: bool,
    has_scan: bool,
}

/// What the walk came to.
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
    /// Whether a scan has begun: then this is a picture, whatever comes.
    pub(crate) fn has_scan(&self) -> bool {
        self.has_scan
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
            if self.in_scan {
                let Some(skip) = memchr::memchr(0xff, rest) else {
                    self.at = jpeg.len();
                    return Walk::More;
                };
                self.at += skip;
            }
            match jpeg.get(self.at) {
                None => return Walk::More,
                Some(0xff) => {}
                Some(_) => return Walk::Invalid(self.at),
            }
            let Some(&marker) = jpeg.get(self.at + 1) else { return Walk::More };
            match marker {
                // A fill byte.
                0xff => self.at += 1,
                // Stuffing or a restart, which only a scan has; a restart elsewhere stands alone, too.
                0x00 if self.in_scan => self.at += 2,
                0xd0..=0xd7 | 0x01 => self.at += 2,
                0xd9 => return Walk::End(self.at + 2),
                0x00 | 0xd8 => return Walk::Invalid(self.at),
                _ => {
                    let Some(length) = jpeg.get(self.at + 2..self.at + 4) else { return Walk::More };
                    let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
                    if length < 2 {
                        return Walk::Invalid(self.at);
                    }
                    self.at += 2 + length;
                    self.in_scan = marker == 0xda;
                    self.has_scan |= self.in_scan;
                }
            }
        }
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
    fn what_cannot_be_is_invalid() {
        assert_eq!(whole(b"GIF8"), Walk::Invalid(0));
        assert_eq!(whole(b"\xff\xd8ab"), Walk::Invalid(2));
        assert_eq!(whole(b"\xff\xd8\xff\xe0\x00\x01"), Walk::Invalid(2));
        assert_eq!(whole(b"\xff\xd8\xff\xda\x00\x02ab\xff\xd8"), Walk::Invalid(8));
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
