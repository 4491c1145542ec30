//! Where pictures begin and end in an answer: just enough of HTTP and multipart for that.

use std::collections::VecDeque;

use crate::stamp::{self, Stamp};

/// Bytes of a head that are kept while its end is awaited.
const HEAD: usize = 4096;

/// The answer to one viewer.
/// The answer to one viewer.
#[derive(Debug, Default)]
pub(super) struct Body {
    chunks: Chunks,
    place: Place,
    head: Vec<u8>,
    seen: VecDeque<Seen>,
    is_refused: bool,
}

/// A picture has come to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    Picture {
        stamp: Stamp,
        /// Of several streams in one answer, which one.
        stream: u32,
    },
    /// One without a stamp: another stream, or a relay that spoils pictures.
    Strange,
}

#[derive(Clone, Copy, Debug, Default)]
enum Place {
    #[default]
    Answer,
    Part,
    Picture {
        left: usize,
        begin: [u8; stamp::LENGTH],
        have: usize,
        stream: u32,
    },
    /// A part that is no picture.
    Other {
        left: usize,
    },
}

#[derive(Clone, Copy, Debug, Default)]
enum Chunks {
    #[default]
    None,
    Size(usize),
    /// The line end after this many bytes.
    Data(usize),
    End,
}

impl Body {
    /// How many of the next bytes say nothing.
    pub(super) fn skippable(&self) -> usize {
        let Place::Picture { left, have: stamp::LENGTH, .. } = self.place else { return 0 };
        match self.chunks {
            Chunks::None => left,
            Chunks::Data(chunk) => left.min(chunk),
            Chunks::Size(_) | Chunks::End => 0,
        }
    }

    /// So many of them have come.
    pub(super) fn skip(&mut self, bytes: usize) {
        if let Chunks::Data(left) = &mut self.chunks {
            *left = left.saturating_sub(bytes);
            if *left == 0 {
                self.chunks = Chunks::End;
            }
        }
        if let Place::Picture { left, .. } = &mut self.place {
            *left = left.saturating_sub(bytes);
        }
        self.close_picture();
    }

    /// Bytes that have come.
    pub(super) fn push(&mut self, mut bytes: &[u8]) {
        while let Some(&first) = bytes.first() {
            let taken = match (self.place, self.chunks) {
                (Place::Answer, _) => self.answer(bytes),
                (_, Chunks::None) => self.data(bytes),
                (_, Chunks::Data(left)) => {
                    let taken = self.data(&bytes[..left.min(bytes.len())]);
                    self.chunks = if taken == left { Chunks::End } else { Chunks::Data(left - taken) };
                    taken
                }
                (_, Chunks::End) => {
                    if first == b'\n' {
                        self.chunks = Chunks::Size(0);
                    }
                    1
                }
                (_, Chunks::Size(size)) => {
                    self.chunks = match (first, char::from(first).to_digit(16)) {
                        (b'\n', _) => Chunks::Data(size),
                        (_, Some(digit)) => Chunks::Size((size << 4) + digit as usize),
                        _ => Chunks::Size(size),
                    };
                    1
                }
            };
            bytes = &bytes[taken..];
        }
    }

    /// The next picture that has come to its end.
    pub(super) fn next(&mut self) -> Option<Seen> {
        self.seen.pop_front()
    }

    pub(super) fn is_refused(&self) -> bool {
        self.is_refused
    }

    fn answer(&mut self, bytes: &[u8]) -> usize {
        let Some((head, taken)) = self.head_with(bytes) else { return bytes.len() };
        let is_stream = head.split(' ').nth(1) == Some("200") && head.contains("multipart/");
        self.is_refused = !is_stream;
        self.chunks =
            if field(&head, "transfer-encoding").is_some() { Chunks::Size(0) } else { Chunks::None };
        self.place = Place::Part;
        taken
    }

    fn data(&mut self, bytes: &[u8]) -> usize {
        match &mut self.place {
            Place::Answer | Place::Part => {
                let Some((head, taken)) = self.head_with(bytes) else { return bytes.len() };
                if let Some(left) = field(&head, "content-length").and_then(|text| text.parse().ok()) {
                    let stream = field(&head, "x-mullion-stream").and_then(|text| text.parse().ok());
                    self.place = if field(&head, "content-type") == Some("application/json") {
                        Place::Other { left }
                    } else {
                        let stream = stream.unwrap_or_default();
                        Place::Picture { left, begin: [0; stamp::LENGTH], have: 0, stream }
                    };
                    self.close_picture();
                }
                taken
            }
            Place::Other { left } => {
                let taken = bytes.len().min(*left);
                *left -= taken;
                if *left == 0 {
                    self.place = Place::Part;
                }
                taken
            }
            Place::Picture { left, begin, have, .. } => {
                let taken = bytes.len().min(*left);
                let wanted = taken.min(stamp::LENGTH - *have);
                begin[*have..*have + wanted].copy_from_slice(&bytes[..wanted]);
                *have += wanted;
                *left -= taken;
                self.close_picture();
                taken
            }
        }
    }

    fn close_picture(&mut self) {
        if let Place::Picture { left: 0, begin, stream, .. } = self.place {
            let picture = |stamp| Seen::Picture { stamp, stream };
            self.seen.push_back(Stamp::read(&begin).map_or(Seen::Strange, picture));
            self.place = Place::Part;
        }
    }

    /// The head in lower case once its end is there, and how many of `bytes` belong to it.
    fn head_with(&mut self, bytes: &[u8]) -> Option<(String, usize)> {
        let before = self.head.len();
        self.head.extend_from_slice(bytes);
        let from = before.saturating_sub(3);
        let Some(at) = self.head[from..].windows(4).position(|window| window == b"\r\n\r\n") else {
            let excess = self.head.len().saturating_sub(HEAD);
            self.head.drain(..excess);
            return None;
        };
        let end = from + at + 4;
        let head = String::from_utf8_lossy(&self.head[..end]).to_ascii_lowercase();
        self.head.clear();
        Some((head, end - before))
    }
}

fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut fields = head.lines().filter_map(|line| line.split_once(':'));
    fields.find(|(field, _)| *field == name).map(|(_, value)| value.trim())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn stream(chunk: Option<usize>) -> Vec<u8> {
        let pictures = (0..3).map(|number| {
            let jpeg = Stamp { begun: Duration::from_secs(1), number }.put(&[0; 5000]);
            let head =
                format!("\r\n--b\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n", jpeg.len());
            [head.as_bytes(), &jpeg].concat()
        });
        let body: Vec<u8> = pictures.flatten().collect();
        let head = "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n";
        let Some(size) = chunk else { return [head.as_bytes(), b"\r\n", &body].concat() };
        let chunks = body
            .chunks(size)
            .map(|chunk| [format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat());
        [head.as_bytes(), b"Transfer-Encoding: chunked\r\n\r\n", &chunks.collect::<Vec<_>>().concat()]
            .concat()
    }

    #[test]
    fn pictures_are_seen_however_the_answer_is_cut() {
        for bytes in [stream(None), stream(Some(100)), stream(Some(4096)), stream(Some(100_000))] {
            for cut in [1, 7, 1000, bytes.len()] {
                let (mut body, mut rest, mut numbers) = (Body::default(), &bytes[..], Vec::new());
                while !rest.is_empty() {
                    let skip = body.skippable().min(rest.len());
                    let taken = if skip > 0 {
                        body.skip(skip);
                        skip
                    } else {
                        let taken = cut.min(rest.len());
                        body.push(&rest[..taken]);
                        taken
                    };
                    rest = &rest[taken..];
                    while let Some(seen) = body.next() {
                        let Seen::Picture { stamp, stream: 0 } = seen else { panic!("{seen:?}") };
                        numbers.push(stamp.number);
                    }
                }
                assert_eq!((numbers, body.is_refused()), (vec![0, 1, 2], false));
            }
        }
    }

    #[test]
    fn a_refusal_is_no_stream() {
        let mut body = Body::default();
        body.push(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\n{}");
        assert!(body.is_refused());
    }
}
