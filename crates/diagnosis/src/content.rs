//! Recognises the content of an answer, or of one part of a stream, by its type and first bytes.

use crate::{Answer, Body};

/// Kinds of content, the most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Content {
    /// Parts as a stream of pictures has them.
    Stream,
    /// One JPEG.
    Picture,
    /// Video, but not MJPEG.
    Video,
    /// A picture in another format than JPEG.
    OtherPicture,
    /// An HTML page.
    Html,
    /// Words, or a message of a machine.
    Text,
    /// Sound.
    Audio,
    /// Anything else.
    Other,
}

/// How many bytes of a part are kept to recognise and to quote it.
const KEPT: usize = 1 << 10;

/// The parts of a stream that has not shown a JPEG yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parts {
    count: u32,
    /// Content, type and first bytes of the part that tells most.
    best: Option<(Content, String, Vec<u8>)>,
}

impl Parts {
    /// Takes a part that is no JPEG: its `Content-Type` and its bytes.
    pub fn push(&mut self, kind: Option<&str>, bytes: &[u8]) {
        let kind = essence(kind.unwrap_or_default());
        let bytes = &bytes[..bytes.len().min(KEPT)];
        let (content, _) = recognise(&kind, bytes);
        self.count = self.count.saturating_add(1);
        if self.best.as_ref().is_none_or(|(best, ..)| content < *best) {
            self.best = Some((content, kind, bytes.to_vec()));
        }
    }

    /// Whether so many parts came that a picture among the next ones is unlikely. Sound and data
    /// may come many times between two pictures; a camera that starts may say so in a text or two.
    pub fn is_certain(&self) -> bool {
        self.best.as_ref().is_some_and(|(content, ..)| match content {
            Content::Audio | Content::Other => self.count >= 50,
            _ => self.count >= 4,
        })
    }

    /// The part that tells most: its type in lower case and its first bytes. `None` if there was
    /// none.
    pub fn best(&self) -> Option<(&str, &[u8])> {
        self.best.as_ref().map(|(_, kind, bytes)| (kind.as_str(), bytes.as_slice()))
    }
}

/// The content of an answer; of a stream without pictures, that of its parts.
pub(crate) struct Sight<'a> {
    pub(crate) content: Content,
    /// The usual name of the format, or nothing.
    pub(crate) name: &'static str,
    /// The type, in lower case.
    pub(crate) kind: String,
    /// The first bytes.
    pub(crate) bytes: &'a [u8],
    /// Whether it is that of a stream's parts.
    pub(crate) is_part: bool,
}

impl<'a> Sight<'a> {
    pub(crate) fn of(answer: &'a Answer) -> Self {
        let bytes = answer.bytes();
        if let Body::Part { kind, .. } = &answer.body {
            return Self::new(kind.clone(), bytes, true);
        }
        let whole = Self::new(answer.kind(), bytes, false);
        if whole.content != Content::Stream || has_jpeg(bytes) {
            return whole;
        }
        // No picture yet: the first part shows the kind of the others.
        let part = first_part(bytes).map(|(kind, bytes)| Self::new(kind, bytes, true));
        let promises = |part: &Self| {
            part.content == Content::Other
                && matches!(&*part.kind, "" | "application/octet-stream" | "image/*")
                || is_jpeg_type(&part.kind)
                    && !matches!(part.content, Content::Video | Content::OtherPicture | Content::Html)
        };
        part.filter(|part| !promises(part)).unwrap_or(whole)
    }

    fn new(kind: String, bytes: &'a [u8], is_part: bool) -> Self {
        let (content, name) = recognise(&kind, bytes);
        Self { content, name, kind, bytes, is_part }
    }
}

/// What content of this type (lower case, without parameters) with these first bytes is, and the
/// usual name of its format; empty if it has none. The bytes are believed before the type: cameras
/// label pages as video and video as text.
pub fn recognise(kind: &str, bytes: &[u8]) -> (Content, &'static str) {
    let start = bytes.trim_ascii_start();
    let begins = |word: &[u8]| start.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    let is_jpeg = bytes.starts_with(&[0xff, 0xd8]);
    if let Some(found) = by_signature(bytes).filter(|_| !is_jpeg || bytes.starts_with(JPEG_LS)) {
        return found;
    }
    if let Some((_, content, name)) = WORDS.iter().find(|(word, ..)| begins(word)) {
        return (*content, name);
    }
    let has_part = PARTS.into_iter().any(begins);
    if kind.starts_with("multipart/") && (is_jpeg || bytes.is_empty()) || has_part {
        return (Content::Stream, "");
    }
    if !is_jpeg && let Some((_, content, name)) = TYPES.iter().find(|(end, ..)| kind.ends_with(end)) {
        return (*content, name);
    }
    let content = match kind {
        // Streams without delimiters, and what a relay makes of a stream.
        "application/octet-stream" | "" if is_jpeg => Content::Stream,
        _ if is_jpeg => Content::Picture,
        _ if is_jpeg_type(kind) && bytes.is_empty() => Content::Picture,
        "text/html" | "application/xhtml+xml" => Content::Html,
        _ if kind.starts_with("text/") || kind.ends_with("json") || kind.ends_with("xml") => Content::Text,
        _ if kind.starts_with("audio/") => Content::Audio,
        _ if is_words(start) => Content::Text,
        _ if is_jpeg_type(kind) || kind == "image/*" => Content::Picture,
        _ if kind.starts_with("image/") => Content::OtherPicture,
        _ => Content::Other,
    };
    (content, "")
}

/// The type and the bytes of the first part in the first bytes of a stream, if they show so much of
/// it.
pub(crate) fn first_part(stream: &[u8]) -> Option<(String, &[u8])> {
    let (mut rest, mut kind) = (stream.trim_ascii_start(), String::new());
    let mut has_fields = false;
    loop {
        let end = rest.iter().position(|&byte| byte == b'\n')?;
        let (line, after) = (rest[..end].trim_ascii(), &rest[end + 1..]);
        rest = after;
        if line.is_empty() && has_fields {
            return Some((kind, rest)).filter(|(_, bytes)| !bytes.is_empty());
        }
        let Some(colon) = line.iter().position(|&byte| byte == b':').filter(|_| !line.starts_with(b"--"))
        else {
            continue;
        };
        has_fields = true;
        if line[..colon].trim_ascii().eq_ignore_ascii_case(b"content-type") {
            kind = essence(&String::from_utf8_lossy(&line[colon + 1..]));
        }
    }
}

/// Whether a JPEG begins anywhere in these bytes.
pub(crate) fn has_jpeg(bytes: &[u8]) -> bool {
    bytes.windows(3).any(|three| three == [0xff, 0xd8, 0xff])
}

/// A `Content-Type` in lower case, without its parameters.
pub(crate) fn essence(kind: &str) -> String {
    kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether this type, in lower case, means JPEG: `image/jpeg` and its misspellings.
fn is_jpeg_type(kind: &str) -> bool {
    let name = kind.strip_prefix("image/").unwrap_or_default();
    matches!(
        name.strip_prefix("x-").unwrap_or(name),
        "jpeg" | "jpg" | "pjpeg" | "jpe" | "jfif" | "mjpeg" | "mjpg"
    )
}

/// How text formats begin, behind white space and in any case.
const WORDS: [(&[u8], Content, &str); 7] = [
    (b"<!doctype html", Content::Html, ""),
    (b"<html", Content::Html, ""),
    (b"<head", Content::Html, ""),
    (b"<!--", Content::Html, ""),
    (b"rtsp/", Content::Video, "RTSP"),
    (b"#extm3u", Content::Video, "HLS"),
    (b"<mpd", Content::Video, "DASH"),
];

/// How binary formats begin.
const SIGNATURES: [(&[u8], Content, &str); 16] = [
    // ISO/IEC 15444-1: the signature box of the files (annex I), and the first two markers of a
    // bare codestream (annex A).
    (b"\0\0\0\x0cjP  ", Content::OtherPicture, "JPEG 2000"),
    (b"\xff\x4f\xff\x51", Content::OtherPicture, "JPEG 2000"),
    // ISO/IEC 18181-2.
    (b"\0\0\0\x0cJXL ", Content::OtherPicture, "JPEG XL"),
    // ITU-T T.832.
    (b"II\xbc\x01", Content::OtherPicture, "JPEG XR"),
    // ISO/IEC 14495-1: no decoder of JPEG knows its frame header.
    (JPEG_LS, Content::OtherPicture, "JPEG-LS"),
    (b"\x89PNG\r\n\x1a\n", Content::OtherPicture, "PNG"),
    (b"GIF8", Content::OtherPicture, "GIF"),
    (b"FLV\x01", Content::Video, "FLV"),
    (b"\x1a\x45\xdf\xa3", Content::Video, "WebM"),
    (b"OggS", Content::Audio, "Ogg"),
    (b"fLaC", Content::Audio, "FLAC"),
    (b"ID3", Content::Audio, "MP3"),
    (b"\xff\xf1", Content::Audio, "AAC"),
    (b"\xff\xf9", Content::Audio, "AAC"),
    (b"II*\0", Content::OtherPicture, "TIFF"),
    (b"MM\0*", Content::OtherPicture, "TIFF"),
];

const JPEG_LS: &[u8] = b"\xff\xd8\xff\xf7";

/// How types end that name a format.
const TYPES: [(&str, Content, &str); 34] = [
    ("mpegurl", Content::Video, "HLS"),
    ("dash+xml", Content::Video, "DASH"),
    ("mp4", Content::Video, "MP4"),
    ("webm", Content::Video, "WebM"),
    ("matroska", Content::Video, "Matroska"),
    ("h264", Content::Video, "H.264"),
    ("/avc", Content::Video, "H.264"),
    ("h265", Content::Video, "H.265"),
    ("hevc", Content::Video, "H.265"),
    ("flv", Content::Video, "FLV"),
    ("mp2t", Content::Video, "MPEG-TS"),
    ("video/mpeg", Content::Video, "MPEG"),
    ("mpeg4", Content::Video, "MPEG-4"),
    ("mp4v-es", Content::Video, "MPEG-4"),
    ("sdp", Content::Video, "RTSP"),
    ("image/png", Content::OtherPicture, "PNG"),
    ("image/gif", Content::OtherPicture, "GIF"),
    ("image/webp", Content::OtherPicture, "WebP"),
    ("image/avif", Content::OtherPicture, "AVIF"),
    ("image/bmp", Content::OtherPicture, "BMP"),
    ("image/tiff", Content::OtherPicture, "TIFF"),
    ("svg+xml", Content::OtherPicture, "SVG"),
    ("image/jp2", Content::OtherPicture, "JPEG 2000"),
    ("image/jpx", Content::OtherPicture, "JPEG 2000"),
    ("image/jpm", Content::OtherPicture, "JPEG 2000"),
    ("image/j2c", Content::OtherPicture, "JPEG 2000"),
    ("image/j2k", Content::OtherPicture, "JPEG 2000"),
    ("jpeg2000", Content::OtherPicture, "JPEG 2000"),
    ("jpeg2000-image", Content::OtherPicture, "JPEG 2000"),
    ("image/jxl", Content::OtherPicture, "JPEG XL"),
    ("image/jls", Content::OtherPicture, "JPEG-LS"),
    ("image/heic", Content::OtherPicture, "HEIF"),
    ("image/heif", Content::OtherPicture, "HEIF"),
    ("x-ms-bmp", Content::OtherPicture, "BMP"),
];

/// How a part of a stream begins.
const PARTS: [&[u8]; 3] = [b"--", b"content-type:", b"content-length:"];

fn by_signature(bytes: &[u8]) -> Option<(Content, &'static str)> {
    if let Some((_, content, name)) = SIGNATURES.iter().find(|(start, ..)| bytes.starts_with(start)) {
        return Some((*content, name));
    }
    match (bytes.get(..4)?, bytes.get(4..8), bytes.get(8..12)) {
        (b"RIFF", _, Some(b"WEBP")) => Some((Content::OtherPicture, "WebP")),
        (b"RIFF", _, Some(b"WAVE")) => Some((Content::Audio, "WAV")),
        (b"RIFF", _, Some(b"AVI ")) => Some((Content::Video, "AVI")),
        (_, Some(b"ftyp"), Some(b"avif")) => Some((Content::OtherPicture, "AVIF")),
        (_, Some(b"ftyp"), Some(b"heic" | b"mif1")) => Some((Content::OtherPicture, "HEIF")),
        (_, Some(b"ftyp" | b"moof" | b"styp"), _) => Some((Content::Video, "MP4")),
        // RFC 1952 and the like of it aside, BMP repeats its length: here the reserved zeros tell
        // enough.
        ([b'B', b'M', ..], Some([_, _, 0, 0]), _) => Some((Content::OtherPicture, "BMP")),
        ([0x47, ..], ..) if bytes.get(188) == Some(&0x47) => Some((Content::Video, "MPEG-TS")),
        ([0, 0, 0, 1], ..) => Some((Content::Video, by_start_code(&bytes[4..]))),
        ([0, 0, 1, _], ..) => Some((Content::Video, by_start_code(&bytes[3..]))),
        _ => None,
    }
}

/// The format of video that begins with a start code: H.264 (ITU-T H.264, 7.3.1), H.265 (ITU-T
/// H.265, 7.3.1.2: two bytes, here of a parameter set or a delimiter in layer 0), or an older MPEG
/// (ISO/IEC 13818-2, 6.2.1).
fn by_start_code(unit: &[u8]) -> &'static str {
    match unit {
        [0x40 | 0x42 | 0x44 | 0x46 | 0x4e, 1, ..] => "H.265",
        [first, ..] if first & 0x80 != 0 => "MPEG",
        _ => "H.264",
    }
}

fn is_words(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_recognised_by_their_bytes_whatever_the_label_says() {
        for (bytes, content, name) in [
            (&b"\0\0\0\x01\x67\x42\0\x1e"[..], Content::Video, "H.264"),
            (b"\0\0\x01\x09\xf0\0\0\x01", Content::Video, "H.264"),
            (b"\0\0\0\x01\x40\x01\x0c\x01", Content::Video, "H.265"),
            (b"\0\0\x01\xb3\x14\0\xf0", Content::Video, "MPEG"),
            (b"\0\0\0\x18ftypisom", Content::Video, "MP4"),
            (b"\x89PNG\r\n\x1a\n\0\0", Content::OtherPicture, "PNG"),
            (b"RIFF\0\0\0\0WEBPVP8 ", Content::OtherPicture, "WebP"),
            (b"GIF89a", Content::OtherPicture, "GIF"),
            (b"\xff\xf1\x50\x80", Content::Audio, "AAC"),
            (b"RIFF\0\0\0\0WAVEfmt ", Content::Audio, "WAV"),
            (b" <!DOCTYPE html>", Content::Html, ""),
        ] {
            for kind in ["", "image/jpeg", "text/plain", "application/octet-stream"] {
                assert_eq!(recognise(kind, bytes), (content, name), "{kind}");
            }
        }
        assert_eq!(recognise("video/x-h264", b"\x12\x34").1, "H.264");
        assert_eq!(recognise("audio/g711", b"\x12\x34").0, Content::Audio);
        assert_eq!(recognise("video/mp4", b"\xff\xd8\xff\xe0").0, Content::Picture);
    }

    #[test]
    fn bytes_that_end_anywhere_are_judged_without_a_panic() {
        for length in 0..16 {
            for byte in [0, 1, 0x47, 0xff, b'R', b'B'] {
                let bytes = vec![byte; length];
                let _ = (recognise("", &bytes), first_part(&bytes), has_jpeg(&bytes));
            }
        }
    }

    #[test]
    fn the_first_part_has_its_type_and_bytes() {
        let stream = b"\r\n--b--\r\nContent-Type: Video/X-H264; x=1\r\nX-Audio: 1\r\n\r\n\0\0\0\x01g";
        assert_eq!(first_part(stream), Some(("video/x-h264".to_owned(), &b"\0\0\0\x01g"[..])));
        assert_eq!(
            first_part(b"--b\nContent-Type: text/plain\n\nNo"),
            Some(("text/plain".into(), &b"No"[..]))
        );
        for cut in [&b"--b\r\nContent-Type: text/plain"[..], b"--b\r\n\r\n", b"", b"--b\r\nA: b\r\n\r\n"] {
            assert_eq!(first_part(cut), None);
        }
    }

    #[test]
    fn the_part_that_tells_most_is_kept_and_sound_alone_proves_little() {
        let mut parts = Parts::default();
        for _ in 0..10 {
            parts.push(Some("audio/g711"), b"\x01\x02");
        }
        assert!(!parts.is_certain());
        parts.push(Some("video/x-h264"), b"\0\0\0\x01g");
        assert!(parts.is_certain());
        assert_eq!(parts.best().unwrap().0, "video/x-h264");
    }
}
