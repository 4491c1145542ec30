//! The body of a response: which of its pictures are worth drawing, and what its end means.

use mjpeg::{Error, Event, Frame, Limits, Parser, Quirk};

use crate::cause::{Cause, first_words};
use crate::supervisor::Outcome;

/// Reads one response.
#[derive(Debug)]
pub(crate) struct Body {
    parser: Parser,
    multipart: bool,
    redirected: bool,
    /// Pictures of this stream do end in EOI: one without was cut off.
    pictures_end: bool,
    pictures: u64,
    /// What the body says in place of pictures.
    said: Option<Cause>,
    is_no_video: bool,
    is_untouched: bool,
}

/// One thing found in a body.
#[derive(Debug)]
pub(crate) enum Item<'a> {
    /// A picture to draw.
    Picture(Frame<'a>),
    /// A picture that was cut off or lost.
    Damaged,
    /// Bytes of which no part of a stream can be made.
    Lost,
    /// The camera did something wrong that could be put right.
    Quirk(Quirk),
    /// Nothing to act on.
    Nothing,
}

impl Body {
    /// A body with that `Content-Type`. `redirected` if it comes from another address than was asked for.
    pub(crate) fn new(content_type: Option<&str>, redirected: bool) -> Self {
        let multipart = content_type.is_some_and(is_multipart);
        Self {
            parser: Parser::new(content_type, Limits::default()),
            multipart,
            redirected,
            pictures_end: false,
            pictures: 0,
            said: None,
            is_no_video: false,
            is_untouched: true,
        }
    }

    /// Bytes of memory that the buffer takes.
    #[cfg(all(test, target_arch = "wasm32"))]
    pub(crate) fn memory(&self) -> usize {
        self.parser.memory()
    }

    /// Room for the next `length` bytes, to be written by the caller, who then calls [`filled`](Self::filled).
    pub(crate) fn space(&mut self, length: usize) -> &mut [u8] {
        self.parser.space(length)
    }

    /// The next `length` bytes were written.
    pub(crate) fn filled(&mut self, length: usize) {
        self.is_untouched &= length == 0;
        self.parser.filled(length);
    }

    /// Whether no byte has come yet.
    pub(crate) fn is_untouched(&self) -> bool {
        self.is_untouched
    }

    /// The next thing in the bytes so far.
    pub(crate) fn next_item(&mut self) -> Option<Item<'_>> {
        Some(match self.parser.next_event()? {
            Event::Frame(frame) => {
                self.pictures += 1;
                self.pictures_end |= frame.is_complete();
                if frame.is_complete() || !self.pictures_end { Item::Picture(frame) } else { Item::Damaged }
            }
            Event::Other(part) => {
                if self.said.is_none()
                    && let Some(text) = part.text()
                {
                    self.said = Some(not_video(&text, self.redirected));
                }
                Item::Nothing
            }
            Event::Error(Error::NotVideo { text }) => {
                self.said = Some(not_video(&text, self.redirected));
                self.is_no_video = true;
                Item::Nothing
            }
            Event::Error(Error::HeaderBlockTooLong { .. } | Error::Unrecognised { .. }) => Item::Lost,
            Event::Error(_) => Item::Damaged,
            Event::Quirk(quirk) => Item::Quirk(quirk),
            Event::Closed => Item::Nothing,
        })
    }

    /// Whether there is no point in reading on: this is a page, not video.
    pub(crate) fn is_no_video(&self) -> bool {
        self.is_no_video
    }

    /// No more bytes will come. [`next_item`](Self::next_item) may give more items.
    pub(crate) fn finish(&mut self) {
        self.parser.finish();
    }

    /// What it means that the body ended, cleanly or not.
    pub(crate) fn outcome(self, clean: bool) -> Outcome {
        match (self.pictures, self.said) {
            (0, Some(cause)) => Outcome::Failed(cause),
            _ if !clean => Outcome::Failed(Cause::Interrupted),
            (1, _) if !self.multipart && self.parser.boundary().is_none() => Outcome::SinglePicture,
            _ => Outcome::Ended,
        }
    }
}

/// Whether a `Content-Type` is one of several parts.
pub(crate) fn is_multipart(content_type: &str) -> bool {
    content_type.trim_start().get(..10).is_some_and(|head| head.eq_ignore_ascii_case("multipart/"))
}

fn not_video(text: &str, redirected: bool) -> Cause {
    Cause::NotVideo { words: first_words(text.as_bytes()), redirected }
}

#[cfg(test)]
mod tests {
    use super::{Body, Item};
    use crate::cause::Cause;
    use crate::supervisor::Outcome;

    const PICTURE: &[u8] = b"\xff\xd8\xff\xfe\x00\x04ab\xff\xd9";
    const MULTIPART: Option<&str> = Some("multipart/x-mixed-replace; boundary=b");

    struct Reading {
        pictures: u32,
        damaged: u32,
        outcome: Result<(), Cause>,
        single: bool,
    }

    fn read(content_type: Option<&str>, bytes: &[u8], clean: bool) -> Reading {
        let mut body = Body::new(content_type, false);
        body.space(bytes.len()).copy_from_slice(bytes);
        body.filled(bytes.len());
        let mut reading = Reading { pictures: 0, damaged: 0, outcome: Ok(()), single: false };
        for finished in [false, true] {
            if finished {
                body.finish();
            }
            while let Some(item) = body.next_item() {
                match item {
                    Item::Picture(_) => reading.pictures += 1,
                    Item::Damaged => reading.damaged += 1,
                    Item::Lost | Item::Quirk(_) | Item::Nothing => {}
                }
            }
        }
        match body.outcome(clean) {
            Outcome::Ended => {}
            Outcome::SinglePicture => reading.single = true,
            Outcome::Failed(cause) => reading.outcome = Err(cause),
            Outcome::Elsewhere => panic!("a body knows of no other way"),
        }
        reading
    }

    fn part(picture: &[u8]) -> Vec<u8> {
        let head = format!("--b\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n", picture.len());
        [head.as_bytes(), picture, b"\r\n"].concat()
    }

    #[test]
    fn a_stream_of_pictures() {
        let reading = read(MULTIPART, &part(PICTURE).repeat(3), true);
        assert_eq!((reading.pictures, reading.damaged, reading.single), (3, 0, false));
        assert_eq!(reading.outcome, Ok(()));
    }

    #[test]
    fn a_break_is_a_failure() {
        let reading = read(MULTIPART, &part(PICTURE), false);
        assert_eq!(reading.outcome, Err(Cause::Interrupted));
    }

    #[test]
    fn a_picture_without_end_is_damaged_where_others_have_one() {
        let cut = &PICTURE[..PICTURE.len() - 2];
        let reading = read(MULTIPART, &[part(PICTURE), part(cut), part(PICTURE)].concat(), true);
        assert_eq!((reading.pictures, reading.damaged), (2, 1));
        let reading = read(MULTIPART, &part(cut).repeat(3), true);
        assert_eq!((reading.pictures, reading.damaged), (3, 0), "this camera never writes one");
    }

    #[test]
    fn a_page_is_no_video_and_is_quoted() {
        let mut body = Body::new(Some("text/html"), true);
        let page = b"<html><title>Login</title><body>Please log in</body></html>";
        body.space(page.len()).copy_from_slice(page);
        body.filled(page.len());
        body.finish();
        while body.next_item().is_some() {}
        assert!(body.is_no_video());
        let Outcome::Failed(cause) = body.outcome(true) else { panic!("it did not fail") };
        assert_eq!(cause, Cause::NotVideo { words: "Login Please log in".into(), redirected: true });
    }

    #[test]
    fn text_in_place_of_every_picture_is_quoted_too() {
        let bytes = b"--b\r\nContent-Type: text/plain\r\n\r\nNo frames send.\r\n--b--\r\n";
        let cause = Cause::NotVideo { words: "No frames send.".into(), redirected: false };
        assert_eq!(read(MULTIPART, bytes, true).outcome, Err(cause));
    }

    #[test]
    fn one_picture_alone_is_told_from_a_stream_of_one() {
        assert!(read(Some("image/jpeg"), PICTURE, true).single);
        assert!(!read(Some("image/jpeg"), &PICTURE.repeat(2), true).single);
        assert!(!read(MULTIPART, &part(PICTURE), true).single);
        assert!(!read(Some("application/octet-stream"), &part(PICTURE), true).single);
        assert_eq!(read(Some("image/jpeg"), PICTURE, false).outcome, Err(Cause::Interrupted));
    }

    #[test]
    fn nothing_at_all_is_an_end_without_pictures() {
        let reading = read(MULTIPART, b"", true);
        assert_eq!((reading.pictures, reading.outcome), (0, Ok(())));
    }
}
