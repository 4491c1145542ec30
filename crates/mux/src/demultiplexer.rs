//! The viewer's side: one body to many streams.

use crate::part::{Head, NoHead};
use crate::{Event, StreamId};

/// Bytes of an event, beyond which the body is none of this protocol.
const EVENT: usize = 64 << 10;
/// Bytes of a frame likewise: the gateway passes on none that is larger.
const FRAME: usize = 64 << 20;

/// Cuts the body into the streams again. Each stream gets the bytes of its own parts, which
/// together are a multipart body of the same type ([`CONTENT_TYPE`](crate::CONTENT_TYPE)).
///
/// Bytes are passed on as they come; at most the header of one part or one event is kept.
#[derive(Debug, Default)]
pub struct Demultiplexer {
    /// The begin of a header block, or an event as far as it has come.
    kept: Vec<u8>,
    part: Option<Part>,
}

#[derive(Debug)]
struct Part {
    stream: Option<StreamId>,
    event: Option<Event>,
    /// Bytes that are still to come.
    rest: usize,
}

/// Something that the body holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// A frame begins. Its delimiter and header block are the next bytes of its stream.
    Begin {
        /// The stream.
        stream: &'a StreamId,
        /// The delimiter and header block.
        head: &'a [u8],
        /// Milliseconds that the frame has been at the gateway.
        age: Option<u32>,
    },
    /// The next bytes of the frame that has begun.
    Content {
        /// The stream.
        stream: &'a StreamId,
        /// The bytes.
        bytes: &'a [u8],
        /// They are the last of this frame.
        is_last: bool,
    },
    /// An event of a stream, or of the session, as JSON.
    Event {
        /// Its kind.
        event: Event,
        /// The stream, if it is of one.
        stream: Option<&'a StreamId>,
        /// The content.
        json: &'a [u8],
    },
}

/// The body is none of this protocol: something between has changed it (blame: a proxy).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the body does not follow the gateway's protocol")]
pub struct Broken;

impl From<NoHead> for Broken {
    fn from(_: NoHead) -> Self {
        Self
    }
}

impl Demultiplexer {
    /// Reads the next bytes of the body; `take` gets what they hold, in order.
    pub fn push(&mut self, mut chunk: &[u8], mut take: impl FnMut(Piece<'_>)) -> Result<(), Broken> {
        while !chunk.is_empty() {
            let used = match self.part.take() {
                None => self.head(chunk, &mut take)?,
                Some(part) => self.content(part, chunk, &mut take),
            };
            chunk = &chunk[used..];
        }
        Ok(())
    }

    fn head(&mut self, chunk: &[u8], take: &mut impl FnMut(Piece<'_>)) -> Result<usize, Broken> {
        let before = self.kept.len();
        let read = if before == 0 {
            Head::read(chunk)
        } else {
            self.kept.extend_from_slice(chunk);
            Head::read(&self.kept)
        };
        let Some(read) = read else {
            if before == 0 {
                self.kept.extend_from_slice(chunk);
            }
            return Ok(chunk.len());
        };
        let (head, length) = read?;
        let most = if head.event.is_some() { EVENT } else { FRAME };
        if head.length > most {
            return Err(Broken);
        }
        if head.event.is_none()
            && let Some(stream) = &head.stream
        {
            let block = if before == 0 { &chunk[..length] } else { &self.kept[..length] };
            take(Piece::Begin { stream, head: block, age: head.age });
        }
        self.kept.clear();
        let part = Part { stream: head.stream, event: head.event, rest: head.length };
        if part.rest == 0 {
            self.content(part, &[], take);
        } else {
            self.part = Some(part);
        }
        Ok(length - before)
    }

    /// Passes content on; gives how much of the chunk it was.
    fn content(&mut self, mut part: Part, chunk: &[u8], take: &mut impl FnMut(Piece<'_>)) -> usize {
        let used = part.rest.min(chunk.len());
        let bytes = &chunk[..used];
        part.rest -= used;
        let is_last = part.rest == 0;
        match (part.event, &part.stream) {
            (Some(event), stream) => {
                self.kept.extend_from_slice(bytes);
                if is_last {
                    take(Piece::Event { event, stream: stream.as_ref(), json: &self.kept });
                    self.kept.clear();
                }
            }
            (None, Some(stream)) => take(Piece::Content { stream, bytes, is_last }),
            // A part of a later version.
            (None, None) => {}
        }
        if !is_last {
            self.part = Some(part);
        }
        used
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::part::{Facts, frame_head};

    fn frame(stream: &str, jpeg: &[u8]) -> Vec<u8> {
        let facts =
            Facts { camera: "yard", sequence: 1, arrived: 2, captured: None, length: jpeg.len(), own: b"" };
        [frame_head(&stream.parse().unwrap(), 5, 0, &facts.fields()), jpeg.to_vec()].concat()
    }

    /// What a body holds: the bytes of each stream, and the events, in order.
    #[derive(Debug, Default, PartialEq)]
    struct Held {
        a: Vec<u8>,
        b: Vec<u8>,
        events: Vec<(Event, Option<String>, String)>,
        begun: usize,
        ended: usize,
    }

    impl Held {
        fn take(&mut self, piece: Piece<'_>) {
            match piece {
                Piece::Begin { stream, head, age } => {
                    assert_eq!(age, Some(5));
                    self.begun += 1;
                    self.of(stream).extend_from_slice(head);
                }
                Piece::Content { stream, bytes, is_last } => {
                    self.ended += usize::from(is_last);
                    self.of(stream).extend_from_slice(bytes);
                }
                Piece::Event { event, stream, json } => {
                    let json = String::from_utf8(json.to_vec()).unwrap();
                    self.events.push((event, stream.map(ToString::to_string), json));
                }
            }
        }

        fn of(&mut self, stream: &StreamId) -> &mut Vec<u8> {
            if stream.as_str() == "a" { &mut self.a } else { &mut self.b }
        }
    }

    fn body() -> (Vec<u8>, Held) {
        let a = "a".parse().unwrap();
        let parts = [
            Event::Session.part(None, r#"{"session":"x"}"#),
            Event::Started.part(Some(&a), "{}"),
            frame("a", b"\xff\xd8one\xff\xd9"),
            frame("b", b""),
            frame("b", b"\r\n--mullion-mux\r\n\r\n"),
            Event::Ended.part(Some(&a), ""),
        ];
        let events = vec![
            (Event::Session, None, r#"{"session":"x"}"#.to_owned()),
            (Event::Started, Some("a".to_owned()), "{}".to_owned()),
            (Event::Ended, Some("a".to_owned()), String::new()),
        ];
        let held = Held { a: parts[2].clone(), b: parts[3..5].concat(), events, begun: 3, ended: 3 };
        (parts.concat(), held)
    }

    #[test]
    fn each_stream_gets_its_own_bytes_however_the_body_is_cut() {
        let (body, expected) = body();
        for size in 1..=body.len() {
            let (mut demultiplexer, mut held) = (Demultiplexer::default(), Held::default());
            for chunk in body.chunks(size) {
                demultiplexer.push(chunk, |piece| held.take(piece)).unwrap();
            }
            assert_eq!(held, expected, "{size}");
        }
    }

    #[test]
    fn anything_else_is_known_at_once() {
        for text in [
            "<html>Bad gateway</html>",
            "--mullion-mux\r\n",
            "\r\n--mullion-mux\r\nContent-Length: x\r\n\r\n",
        ] {
            let mut demultiplexer = Demultiplexer::default();
            assert_eq!(demultiplexer.push(text.as_bytes(), |_| {}), Err(Broken), "{text}");
        }
        let mut demultiplexer = Demultiplexer::default();
        let huge = b"\r\n--mullion-mux\r\nContent-Length: 99999999\r\nX-Mullion-Event: ended\r\n\r\n";
        assert_eq!(demultiplexer.push(huge, |_| {}), Err(Broken));
    }

    #[cfg(not(target_arch = "wasm32"))]
    mod other_readers {
        use mjpeg::{Limits, Parser};
        use proptest::prelude::*;

        use super::*;

        /// The frames that any reader of MJPEG finds.
        fn frames(body: &[u8]) -> Vec<Vec<u8>> {
            let mut parser = Parser::new(Some(crate::CONTENT_TYPE), Limits::default());
            parser.push(body);
            std::iter::from_fn(|| {
                loop {
                    if let mjpeg::Event::Frame(frame) = parser.next_event()? {
                        return Some(frame.payload().to_vec());
                    }
                }
            })
            .collect()
        }

        #[test]
        fn any_reader_of_mjpeg_finds_the_frames_with_their_last_byte() {
            let jpeg = |number| [0xff, 0xd8, 0xff, 0xda, 0, 2, number, 0xff, 0xd9];
            let (a, b) = (frame("a", &jpeg(1)), frame("b", &jpeg(2)));
            let body =
                [Event::Session.part(None, "{}"), a.clone(), Event::Alive.part(None, "{}"), b].concat();
            assert_eq!(frames(&body), [jpeg(1), jpeg(2)]);
            assert_eq!(
                frames(&[a, frame("a", &jpeg(3))].concat()),
                [jpeg(1), jpeg(3)],
                "of one stream alone"
            );
        }

        proptest! {
            #[test]
            fn any_bytes_are_read_to_an_end_in_bounded_memory(
                pieces in prop::collection::vec(
                    prop_oneof![
                        Just(body().0),
                        Just(b"\r\n--mullion-mux\r\n".to_vec()),
                        Just(b"Content-Length: 100000\r\n".to_vec()),
                        Just(b"X-Mullion-Event: x\r\n\r\n".to_vec()),
                        prop::collection::vec(any::<u8>(), 0..40),
                    ],
                    0..8,
                ),
                size in 1usize..100,
            ) {
                let mut demultiplexer = Demultiplexer::default();
                for chunk in pieces.concat().chunks(size) {
                    if demultiplexer.push(chunk, |_| {}).is_err() {
                        break;
                    }
                    prop_assert!(demultiplexer.kept.len() <= EVENT + size);
                }
            }
        }
    }
}
