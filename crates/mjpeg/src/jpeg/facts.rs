//! Size, sampling, quality and the camera's notes in the picture.

use super::quality::Quality;
use super::segments::{SOS, segments};
use super::{AxisProduct, AxisTime};

/// Facts from the markers of a JPEG.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Facts {
    /// Width in pixels.
    pub width: u16,
    /// Height in pixels.
    pub height: u16,
    /// Chroma subsampling, if it is a usual one.
    pub sampling: Option<Sampling>,
    /// Whether the picture is progressive.
    pub progressive: bool,
    /// Whether the file says more than pixels, which decoders may heed or not: Exif (a turn), an
    /// ICC profile, Adobe's colour transform (APP1, APP2, APP14).
    pub has_display_rules: bool,
    /// Estimated quality on libjpeg's scale of 1 to 100, from the quantisation tables.
    pub quality: Option<u8>,
    /// Whether Huffman tables are there. Some cameras leave the standard ones out and decoders then
    /// fail: see [`with_standard_huffman_tables`](super::with_standard_huffman_tables).
    pub has_huffman_tables: bool,
    /// Capture time from an Axis comment.
    pub axis_time: Option<AxisTime>,
    /// Serial number and firmware from an Axis comment.
    pub axis_product: Option<AxisProduct>,
    /// Trigger data from an Axis comment, as the camera wrote it.
    pub axis_trigger: Option<String>,
    /// Other comments, for instance the encoder's name. At most four, 200 characters each.
    pub comments: Vec<String>,
}

/// Most comments kept, and most characters of each.
const COMMENTS: usize = 4;
const COMMENT_CHARACTERS: usize = 200;

impl Facts {
    /// Reads the markers up to the first scan. `None` if `jpeg` is no JPEG or has no frame header.
    ///
    /// ```
    /// let jpeg = b"\xff\xd8\xff\xc0\x00\x0b\x08\x01\xe0\x02\x80\x01\x01\x11\x00\xff\xda\x00\x02\xff\xd9";
    /// let facts = mjpeg::jpeg::Facts::read(jpeg).unwrap();
    /// assert_eq!((facts.width, facts.height), (640, 480));
    /// ```
    pub fn read(jpeg: &[u8]) -> Option<Self> {
        let mut facts = Self::default();
        let mut quality = Quality::default();
        let mut has_frame_header = false;
        for segment in segments(jpeg) {
            match segment.marker {
                // SOF0 to SOF15 less DHT, JPG and DAC, which stand in the same row (ITU-T T.81
                // table B.1).
                0xc0..=0xcf if !has_frame_header && !matches!(segment.marker, 0xc4 | 0xc8 | 0xcc) => {
                    has_frame_header = facts.frame_header(segment.marker, segment.content);
                }
                0xc4 => facts.has_huffman_tables = true,
                0xdb => quality.add_tables(segment.content),
                0xfe => facts.comment(segment.content),
                0xe1 | 0xe2 | 0xee => {
                    let rules = [&b"Exif\0"[..], b"ICC_PROFILE\0", b"Adobe"];
                    facts.has_display_rules |= rules.iter().any(|rule| segment.content.starts_with(rule));
                }
                SOS => break,
                _ => {}
            }
        }
        facts.quality = quality.estimate();
        has_frame_header.then_some(facts)
    }

    fn frame_header(&mut self, marker: u8, content: &[u8]) -> bool {
        let [_precision, h1, h2, w1, w2, components, rest @ ..] = content else { return false };
        self.height = u16::from_be_bytes([*h1, *h2]);
        self.width = u16::from_be_bytes([*w1, *w2]);
        self.progressive = matches!(marker, 0xc2 | 0xc6 | 0xca | 0xce);
        let factors: Vec<u8> =
            rest.chunks_exact(3).take(usize::from(*components)).map(|component| component[1]).collect();
        self.sampling = Sampling::from_factors(&factors);
        self.width > 0
    }

    fn comment(&mut self, content: &[u8]) {
        match content {
            [0x0a, 0x00, payload @ ..] => self.axis_product = AxisProduct::read(payload),
            [0x0a, 0x01, payload @ ..] => self.axis_time = AxisTime::read(payload),
            [0x0a, 0x03, payload @ ..] => self.axis_trigger = Some(text(payload)),
            _ if self.comments.len() < COMMENTS => self.comments.push(text(content)),
            _ => {}
        }
    }
}

fn text(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.trim_matches(['\0', ' ', '\r', '\n']).chars().take(COMMENT_CHARACTERS).collect()
}

/// Chroma subsampling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sampling {
    /// One component.
    Gray,
    /// 4:4:4.
    Full,
    /// 4:4:0, half the chroma lines.
    Vertical,
    /// 4:2:2, half the chroma columns.
    Half,
    /// 4:2:0, half of both.
    Quarter,
    /// 4:1:1, a quarter of the chroma columns.
    Narrow,
}

impl Sampling {
    /// The usual notation: `4:2:0`, `4:2:2`, `4:4:4`, `gray`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gray => "gray",
            Self::Full => "4:4:4",
            Self::Vertical => "4:4:0",
            Self::Half => "4:2:2",
            Self::Quarter => "4:2:0",
            Self::Narrow => "4:1:1",
        }
    }

    /// From the sampling factors of the components, each `H << 4 | V` (ITU-T T.81 section B.2.2).
    fn from_factors(factors: &[u8]) -> Option<Self> {
        match factors {
            [_] => Some(Self::Gray),
            [y, b, r] if b == r => {
                let ratio = |shift: u32| {
                    let (luma, chroma) = ((y >> shift) & 15, (b >> shift) & 15);
                    (chroma > 0 && luma % chroma == 0).then(|| luma / chroma)
                };
                match (ratio(4)?, ratio(0)?) {
                    (1, 1) => Some(Self::Full),
                    (1, 2) => Some(Self::Vertical),
                    (2, 1) => Some(Self::Half),
                    (2, 2) => Some(Self::Quarter),
                    (4, 1) => Some(Self::Narrow),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The head of a picture as an Axis camera orders it: JFIF, time, product, frame header.
    fn axis_head() -> Vec<u8> {
        let mut jpeg = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00".to_vec();
        jpeg.extend_from_slice(b"\xff\xfe\x00\x0f\x0a\x01\x51\xef\xe6\x05\x43\x51\xef\xe6\x05\x43\x01");
        jpeg.extend_from_slice(b"\xff\xfe\x00\x0f\x0a\x00\x00\xb3\x05\x28\x01\x00\x40\x8c\x01\x02\x03");
        jpeg.extend_from_slice(b"\xff\xfe\x00\x0a\x0a\x03M0=1;x");
        jpeg.extend_from_slice(b"\xff\xfe\x00\x07Lavc\x00");
        jpeg.extend_from_slice(
            b"\xff\xc0\x00\x11\x08\x00\xf0\x01\x40\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01",
        );
        jpeg.extend_from_slice(b"\xff\xda\x00\x02\x00\xff\xd9");
        jpeg
    }

    #[test]
    fn an_axis_picture_tells_its_size_time_and_serial() {
        let facts = Facts::read(&axis_head()).unwrap();
        assert_eq!((facts.width, facts.height, facts.sampling), (320, 240, Some(Sampling::Quarter)));
        assert_eq!(facts.axis_time, Some(AxisTime { seconds: 0x51ef_e605, hundredths: 67 }));
        let product = facts.axis_product.unwrap();
        assert_eq!((product.hardware, product.firmware), (0xb3, [5, 40, 1]));
        assert_eq!(product.serial(), "00408C010203");
        assert_eq!(facts.axis_trigger.as_deref(), Some("M0=1;x"));
        assert_eq!(facts.comments, ["Lavc"]);
        assert!(!facts.has_huffman_tables && !facts.progressive && !facts.has_display_rules);
    }

    #[test]
    fn what_says_more_than_pixels_is_noted() {
        for (segment, rules) in [
            (&b"\xff\xe1\x00\x08Exif\0\0"[..], true),
            (b"\xff\xe2\x00\x0eICC_PROFILE\0", true),
            (b"\xff\xee\x00\x07Adobe", true),
            (b"\xff\xe1\x00\x07http:", false),
            (b"\xff\xe3\x00\x08Exif\0\0", false),
        ] {
            let mut jpeg = axis_head();
            jpeg.splice(2..2, segment.iter().copied());
            assert_eq!(Facts::read(&jpeg).unwrap().has_display_rules, rules, "{segment:?}");
        }
    }

    #[test]
    fn a_cut_anywhere_gives_nothing_or_the_same_size() {
        let jpeg = axis_head();
        for end in 0..jpeg.len() {
            if let Some(facts) = Facts::read(&jpeg[..end]) {
                assert_eq!((facts.width, facts.height), (320, 240));
            }
        }
    }

    #[test]
    fn sampling_factors_have_their_usual_names() {
        for (factors, name) in [
            (&[0x11_u8][..], Some("gray")),
            (&[0x22, 0x11, 0x11], Some("4:2:0")),
            (&[0x21, 0x11, 0x11], Some("4:2:2")),
            (&[0x11, 0x11, 0x11], Some("4:4:4")),
            (&[0x12, 0x11, 0x11], Some("4:4:0")),
            (&[0x41, 0x11, 0x11], Some("4:1:1")),
            (&[0x22, 0x22, 0x22], Some("4:4:4")),
            (&[0x22, 0x11, 0x21], None),
            (&[0x22, 0x00, 0x00], None),
            (&[], None),
        ] {
            assert_eq!(Sampling::from_factors(factors).map(Sampling::name), name, "{factors:x?}");
        }
    }
}
