//! The body of a response: which of its pictures are worth drawing, and what its end means.

use mjpeg::{Error, Event, Frame, Limits, Parser, Quirk};

use crate::failure::{Failure, first_words};
use crate::supervisor::Outcome;

/// Reads one response.
#[derive(Debug)]
pub struct Body {
    parser: Parser,
    multipart: bool,
    redirected: bool,
    /// Pictures of this stream do end in EOI: one without was cut off.
    pictures_end: bool,
    pictures: u64,
    /// What the body says in place of pictures.
    said: Option<Failure>,
}

/// One thing found in a body.
#[derive(Debug)]
pub enum Item<'a> {
    /// A picture to draw.
    Picture(Frame<'a>),
    /// A picture that was cut off or lost.
    Damaged,
    /// The camera did something wrong that could be put right.
    Quirk(Quirk),
    /// Nothing to act on.
    Nothing,
}

impl Body {
    /// A body with that `Content-Type`. `redirected` if it comes from another address than was asked for.
    pub fn new(content_type: Option<&str>, redirected: bool) -> Self {
        let multipart = content_type.is_some_and(|value| {
            value.trim_start().get(..10).is_some_and(|head| head.eq_ignore_ascii_case("multipart/"))
        });
        Self {
            parser: Parser::new(content_type, Limits::default()),
            multipart,
            redirected,
            pictures_end: false,
            pictures: 0,
            said: None,
        }
    }

    /// Room for the next `length` bytes, to be written by the caller, who then calls [`filled`](Self::filled).
    pub fn space(&mut self, length: usize) -> &mut [u8] {
        self.parser.space(length)
    }

    /// The next `length` bytes were written.
    pub fn filled(&mut self, length: usize) {
        self.parser.filled(length);
    }

    /// The next thing in the bytes so far.
    pub fn next_item(&mut self) -> Option<Item<'_>> {
        Some(match self.parser.next_event()? {
            Event::Frame(frame) => {
                self.pictures += 1;
                self.pictures_end |= frame.is_complete();
                if frame.is_complete() || !self.pictures_end {
                    Item::Picture(frame)
                } else {
                    Item::Damaged
                }
            }
            Event::Other(part) => {
                if self.said.is_none() && let Some(text) = part.text() {
                    self.said = Some(Failure::not_video(&text, self.redirected));
                }
                Item::Nothing
            }
            Event::Error(Error::NotVideo { text }) => {
                self.said = Some(Failure::not_video(&text, self.redirected));
                Item::Nothing
            }
            Event::Error(Error::HeaderBlockTooLong { .. } | Error::Unrecognised { .. }) => Item::Nothing,
            Event::Error(_) => Item::Damaged,
            Event::Quirk(quirk) => Item::Quirk(quirk),
            Event::Closed => Item::Nothing,
        })
    }

    /// The stream's failure if it is certain that no picture will come.
    pub fn is_no_video(&self) -> bool {
        self.pictures == 0 && self.said.is_some() && !self.multipart
    }

    /// No more bytes will come. [`next_item`](Self::next_item) may give more items.
    pub fn finish(&mut self) {
        self.parser.finish();
    }

    /// What it means that the body ended, cleanly or not.
    pub fn outcome(self, clean: bool) -> Outcome {
        match (self.pictures, self.said) {
            (0, Some(failure)) => Outcome::Failed(failure),
            _ if !clean => Outcome::Failed(Failure::interrupted()),
            (1, _) if !self.multipart => Outcome::SinglePicture,
            _ => Outcome::Ended,
        }
    }
}
