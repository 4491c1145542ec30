//! From the chunks of a body to its parts.

use bytes::{Bytes, BytesMut};
use mjpeg::{Error, Event, Frame, Limits, Parser};

use crate::{Kind, Part};

/// Bytes of a part that is kept whole. Larger ones are passed on as they come; a 4K picture at best
/// quality is about 6 MB.
const PART: usize = 8 << 20;
/// Bytes without structure after which they are passed on as they come.
const LOOK_AHEAD: usize = 64 << 10;

/// Cuts a multipart body into its parts.
///
/// A picture is a part as soon as its last byte is there. What can be no picture, or is too large
/// for one (8 MiB), is passed on as it comes, and so is everything up to the end of the first
/// picture: a body may have none.
#[derive(Debug)]
pub struct Splitter {
    parser: Parser,
    /// Bytes since the last part.
    pending: BytesMut,
    /// Where `pending` begins in the body.
    offset: u64,
    /// Bytes are passed on as they come, until a picture has come to its end.
    passing: bool,
    /// The begin of `pending` lies inside a part.
    torn: bool,
    /// The last picture that was passed on in pieces.
    pieced: Option<Part>,
}

impl Splitter {
    /// A splitter for a body of this `Content-Type`.
    pub fn new(content_type: &str) -> Self {
        let limits = Limits::default().with_part(PART).with_look_ahead(LOOK_AHEAD);
        Self {
            parser: Parser::new(Some(content_type), limits),
            pending: BytesMut::new(),
            offset: 0,
            passing: true,
            torn: true,
            pieced: None,
        }
    }

    /// Adds the next bytes of the body; gives the parts that end in them.
    pub fn push(&mut self, chunk: &[u8]) -> Vec<Part> {
        self.pending.extend_from_slice(chunk);
        self.parser.push(chunk);
        self.read()
    }

    /// The body has ended; returns its last part.
    pub fn finish(&mut self) -> Vec<Part> {
        self.parser.finish();
        self.passing = true;
        let mut parts = self.read();
        self.passing = true;
        parts.extend(self.pass());
        parts
    }

    /// What is sure to come before the next part, as far as it is there: the line end after a part,
    /// and the delimiter. Browsers show a picture once they have seen the delimiter after it.
    pub fn ahead(&self) -> &[u8] {
        let is_known = !self.passing && (is_line_end(&self.pending) || is_delimiter(&self.pending));
        if is_known { &self.pending } else { &[] }
    }

    /// A picture that has come to its end in the bytes pushed last and was passed on in pieces,
    /// such as the first of each stream: a whole copy, for consumers that take nothing but whole
    /// pictures.
    pub fn pieced(&mut self) -> Option<Part> {
        self.pieced.take()
    }

    fn read(&mut self) -> Vec<Part> {
        let mut parts = Vec::new();
        self.pieced = None;
        while let Some(event) = self.parser.next_event() {
            let (start, content, kind) = match event {
                Event::Frame(frame) => {
                    if self.torn {
                        self.pieced = Some(copy(&frame));
                    }
                    (frame.offset(), frame.payload().len(), Kind::Picture)
                }
                Event::Other(part) => (part.offset(), part.body().len(), Kind::Other),
                Event::Error(
                    Error::NotVideo { .. }
                    | Error::Unrecognised { .. }
                    | Error::PartTooLong { .. }
                    | Error::HeaderBlockTooLong { .. },
                ) => {
                    self.passing = true;
                    continue;
                }
                _ => continue,
            };
            if kind == Kind::Picture {
                self.passing = false;
            }
            let is_whole = !std::mem::take(&mut self.torn);
            let kind = if is_whole { kind } else { Kind::Other };
            let end = start + content as u64;
            let length = usize::try_from(end.saturating_sub(self.offset)).unwrap_or(usize::MAX);
            parts.extend(self.cut(length, content, kind));
        }
        // The parser reports a part that is too long, so this is never needed while it does.
        self.passing |= self.pending.len() > 2 * PART;
        parts.extend(self.pass());
        parts
    }

    /// Everything that is there, if it may not wait.
    fn pass(&mut self) -> Option<Part> {
        if !self.passing || self.pending.is_empty() {
            return None;
        }
        self.torn = true;
        self.cut(self.pending.len(), 0, Kind::Other)
    }

    fn cut(&mut self, length: usize, content: usize, kind: Kind) -> Option<Part> {
        let length = length.min(self.pending.len());
        let bytes: Bytes = self.pending.split_to(length).freeze();
        self.offset += bytes.len() as u64;
        let content = if kind == Kind::Picture { content.min(bytes.len()) } else { 0 };
        (!bytes.is_empty()).then_some(Part { bytes, content, kind })
    }
}

/// The picture with its header fields as a part.
fn copy(frame: &Frame<'_>) -> Part {
    let mut bytes = BytesMut::new();
    for (name, value) in frame.headers().iter() {
        for piece in [name, ": ", value, "\r\n"] {
            bytes.extend_from_slice(piece.as_bytes());
        }
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(frame.payload());
    Part { bytes: bytes.freeze(), content: frame.payload().len(), kind: Kind::Picture }
}

fn is_line_end(bytes: &[u8]) -> bool {
    matches!(bytes, b"\r\n" | b"\n")
}

/// Whether `bytes` are a line that begins with dashes, and its end; after a line end or not.
fn is_delimiter(bytes: &[u8]) -> bool {
    let line = bytes.strip_prefix(b"\r\n").or_else(|| bytes.strip_prefix(b"\n")).unwrap_or(bytes);
    line.starts_with(b"--") && line.iter().position(|&byte| byte == b'\n') == Some(line.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/x-mixed-replace; boundary=b";

    fn part(kind: &str, body: &[u8]) -> Vec<u8> {
        let head = format!("--b\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n", body.len());
        [head.as_bytes(), body, b"\r\n"].concat()
    }

    fn picture(number: u8) -> Vec<u8> {
        part("image/jpeg", &[0xff, 0xd8, 0xff, 0xda, 0, 2, number, 0xff, 0xd9])
    }

    fn joined(parts: &[Part]) -> Vec<u8> {
        parts.iter().flat_map(|part| part.bytes.to_vec()).collect()
    }

    #[test]
    fn a_picture_is_a_part_with_its_last_byte() {
        let mut splitter = Splitter::new(TYPE);
        splitter.push(&picture(0));
        let bytes = picture(1);
        let length = bytes.len() - 2;
        for &byte in &bytes[..length - 1] {
            assert_eq!(splitter.push(&[byte]), []);
        }
        let parts = splitter.push(&bytes[length - 1..]);
        let expected = [b"\r\n", &bytes[..length]].concat();
        assert_eq!(parts, [Part { bytes: expected.into(), content: 9, kind: Kind::Picture }]);
        assert_eq!(splitter.ahead(), b"\r\n", "which ends the picture for who waits for the line end");
        splitter.push(b"--b\r\n");
        assert_eq!(splitter.ahead(), b"\r\n--b\r\n");
        splitter.push(b"C");
        assert_eq!(splitter.ahead(), b"");
    }

    #[test]
    fn the_first_picture_is_there_whole_beside_its_pieces() {
        let mut splitter = Splitter::new(TYPE);
        let bytes = picture(1);
        let length = bytes.len() - 2;
        splitter.push(&bytes[..10]);
        assert_eq!(splitter.pieced(), None);
        splitter.push(&bytes[10..length]);
        let whole = splitter.pieced().unwrap();
        assert_eq!(whole.bytes[whole.bytes.len() - whole.content..], bytes[length - 9..length]);
        assert!(whole.bytes.starts_with(b"Content-Type: image/jpeg\r\nContent-Length: 9\r\n"));
        splitter.push(&bytes[length..]);
        splitter.push(&picture(2));
        assert_eq!(splitter.pieced(), None, "the second is a part of its own");
    }

    #[test]
    fn what_is_no_picture_passes_as_it_comes() {
        for body in [
            &b"<html>no video</html>"[..],
            &[0u8; 300],
            b"--b\r\nContent-Type: video/h264\r\n\r\n\x00\x00\x00\x01e",
        ] {
            let mut splitter = Splitter::new(TYPE);
            for chunk in body.chunks(7) {
                assert_eq!(joined(&splitter.push(chunk)), chunk);
            }
        }
        // After pictures, too, once it is clear that none is to come.
        let mut splitter = Splitter::new(TYPE);
        let mut out = joined(&splitter.push(&picture(0)));
        let noise = vec![b'x'; 3 * LOOK_AHEAD];
        for chunk in noise.chunks(1000) {
            out.extend(joined(&splitter.push(chunk)));
        }
        assert_eq!(out.len(), picture(0).len() + noise.len());
        assert_eq!(splitter.pending.len(), 0);
        let parts = splitter.push(&[b"\r\n".to_vec(), picture(1), picture(2)].concat());
        let kinds: Vec<Kind> = parts.iter().map(|part| part.kind).collect();
        assert_eq!(kinds, [Kind::Other, Kind::Picture], "the one after noise is torn");
    }

    #[test]
    fn a_part_that_is_too_large_is_not_kept() {
        let mut splitter = Splitter::new(TYPE);
        let mut sent = picture(0);
        let mut out = joined(&splitter.push(&sent));
        splitter.push(&picture(1));
        sent.extend(picture(1));
        let head = b"--b\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8\xff\xda\x00\x02".to_vec();
        let chunk = vec![0x55; 1 << 20];
        for chunk in [&head].into_iter().chain(std::iter::repeat_n(&chunk, 40)) {
            out.extend(joined(&splitter.push(chunk)));
            assert!(splitter.pending.len() <= 2 * PART + (2 << 20));
        }
        assert!(out.len() > 20 << 20);
    }

    #[test]
    fn other_parts_and_pictures_are_told_apart() {
        let mut splitter = Splitter::new(TYPE);
        splitter.push(&picture(0));
        let body =
            [part("text/plain", b"motion"), picture(1), part("text/plain", b"none"), picture(2)].concat();
        let parts = splitter.push(&body);
        let kinds: Vec<Kind> = parts.iter().map(|part| part.kind).collect();
        assert_eq!(kinds, [Kind::Other, Kind::Picture, Kind::Other, Kind::Picture]);
    }

    #[cfg(not(target_arch = "wasm32"))]
    mod properties {
        use proptest::prelude::*;

        use super::*;

        proptest! {
            /// However the body is made and cut: all parts together are the body, byte for byte,
            /// and what is ahead is the begin of what comes.
            #[test]
            fn no_byte_is_changed(
                pieces in prop::collection::vec(
                    prop_oneof![
                        Just(picture(1)),
                        Just(part("text/plain", b"hello")),
                        Just(b"--b\r\n\r\n\xff\xd8\x01\x02".to_vec()),
                        Just(b"--b--\r\n".to_vec()),
                        prop::collection::vec(any::<u8>(), 0..40),
                    ],
                    0..12,
                ),
                cuts in prop::collection::vec(1usize..50, 1..40),
            ) {
                let body = pieces.concat();
                let (mut splitter, mut out, mut rest) = (Splitter::new(TYPE), Vec::new(), &body[..]);
                for cut in cuts.iter().cycle() {
                    if rest.is_empty() {
                        break;
                    }
                    let (chunk, after) = rest.split_at((*cut).min(rest.len()));
                    out.extend(joined(&splitter.push(chunk)));
                    prop_assert!(body[out.len()..].starts_with(splitter.ahead()));
                    rest = after;
                }
                out.extend(joined(&splitter.finish()));
                prop_assert_eq!(out, body);
            }
        }
    }
}
