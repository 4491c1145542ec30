//! The parser: a state machine over a buffer.
//!
//! `seek` finds the next part, `head` reads its header block, `body` finds the end of its content.
//! Each is a step that either needs more bytes or moves on, and decides by the bytes alone, never
//! by how they came.

mod body;
mod buffer;
mod delimiter;
mod head;
mod look;
mod picture;
mod scan;
mod seek;
#[cfg(test)]
mod tests;
mod work;

use std::collections::VecDeque;
use std::ops::Range;

use crate::boundary::Boundary;
use crate::{Error, Event, Frame, Headers, Limits, OtherPart, Quirk, QuirkKind};

use body::{Body, LONGEST_PADDING};
use buffer::Buffer;
use head::Head;
use seek::Seek;

/// Most bytes that are looked at behind a part to see whether another follows: padding, a delimiter
/// line, a field's name.
const LOOK_BEHIND: usize = LONGEST_PADDING + 1024;

/// Turns the body of an MJPEG response into [`Event`]s. See the [crate's documentation](crate).
#[derive(Debug)]
pub struct Parser {
    limits: Limits,
    buffer: Buffer,
    boundary: Boundary,
    content_type: ContentType,
    state: State,
    at_end: bool,
    /// As many bytes came as were announced.
    is_whole: bool,
    notes: VecDeque<Note>,
    quirks: u32,
    found: Option<Found>,
    /// Bytes of the last event, to be done with at the next call.
    given: usize,
    frames: u64,
    delimiters: u64,
    lengths: Lengths,
}

impl Parser {
    /// A parser for a body whose response had this `Content-Type`, if any.
    pub fn new(content_type: Option<&str>, limits: Limits) -> Self {
        Self {
            limits,
            buffer: Buffer::default(),
            boundary: content_type.map(Boundary::from_content_type).unwrap_or_default(),
            content_type: ContentType::new(content_type),
            state: State::Seek(Seek::default()),
            at_end: false,
            is_whole: false,
            notes: VecDeque::new(),
            quirks: 0,
            found: None,
            given: 0,
            frames: 0,
            delimiters: 0,
            lengths: Lengths::default(),
        }
    }

    /// Adds the next bytes of the body.
    pub fn push(&mut self, chunk: &[u8]) {
        self.space(chunk.len()).copy_from_slice(chunk);
        self.filled(chunk.len());
    }

    /// Room for the next `length` bytes of the body, to be written by the caller, who then calls
    /// [`filled`](Self::filled).
    pub fn space(&mut self, length: usize) -> &mut [u8] {
        self.release();
        // The largest part with its header block, what is looked at behind it, and what comes with
        // its last byte.
        let most = self.limits.part + self.limits.header_block + LOOK_BEHIND + length;
        self.buffer.space(length, most)
    }

    /// The first `length` bytes of the last [`space`](Self::space) now hold the next bytes of the
    /// body.
    pub fn filled(&mut self, length: usize) {
        self.buffer.filled(length);
    }

    /// No more bytes will come: [`next_event`](Self::next_event) gives what the end decides.
    pub fn finish(&mut self) {
        self.at_end = true;
    }

    /// The same, where as many bytes came as the response had announced, by its Content-Length or
    /// in chunks: a picture that is all of the body is then as whole as one in a part with a
    /// length, end marker or not.
    pub fn finish_whole(&mut self) {
        self.is_whole = true;
        self.finish();
    }

    /// The next event in the bytes so far, or `None` if more are needed.
    pub fn next_event(&mut self) -> Option<Event<'_>> {
        self.release();
        loop {
            if let Some(note) = self.notes.pop_front() {
                return Some(note.into_event());
            }
            if self.found.is_some() {
                break;
            }
            match self.step() {
                Step::Again => {}
                Step::NeedMore if self.notes.is_empty() => return None,
                Step::NeedMore => {}
                Step::Found(found) => {
                    self.frames += u64::from(found.is_frame());
                    self.found = Some(found);
                }
            }
        }
        let found = self.found.take()?;
        self.given = found.length;
        Some(self.event(found))
    }

    /// The delimiter's text without its leading dashes, announced or learned; `None` while unknown.
    pub fn boundary(&self) -> Option<&[u8]> {
        Some(self.boundary.text()).filter(|text| !text.is_empty())
    }

    /// Pictures found so far.
    pub fn frames(&self) -> u64 {
        self.frames
    }

    /// Bytes of memory that the buffer takes.
    pub fn memory(&self) -> usize {
        self.buffer.capacity()
    }

    fn step(&mut self) -> Step {
        // The state is taken out for the step and put back or replaced by it.
        match std::mem::take(&mut self.state) {
            State::Seek(seek) => self.seek(seek),
            State::Head(head) => self.head(head),
            State::Body(body) => self.body(body),
        }
    }

    fn need_more(&mut self, state: State) -> Step {
        self.state = state;
        Step::NeedMore
    }

    /// The bytes of the last event are done with.
    fn release(&mut self) {
        self.buffer.consume(std::mem::take(&mut self.given));
    }

    fn quirk(&mut self, kind: QuirkKind, detail: impl FnOnce() -> String) {
        let bit = 1 << kind as u32;
        if self.quirks & bit == 0 {
            self.quirks |= bit;
            self.notes.push_back(Note::Quirk(Quirk { kind, detail: detail() }));
        }
    }

    fn error(&mut self, error: Error) {
        self.notes.push_back(Note::Error(error));
    }

    fn event(&self, found: Found) -> Event<'_> {
        let bytes = self.buffer.bytes();
        let headers = Headers::new(&bytes[found.headers]);
        match found.content {
            Content::Frame { payload, jpeg_start, complete } => Event::Frame(Frame {
                index: self.frames - 1,
                offset: self.buffer.offset() + payload.start as u64,
                jpeg: jpeg_start - payload.start..payload.len(),
                payload: &bytes[payload],
                complete,
                headers,
            }),
            Content::Other { body } => Event::Other(OtherPart {
                headers,
                offset: self.buffer.offset() + body.start as u64,
                body: &bytes[body],
            }),
        }
    }
}

/// Where the parser stands. Offsets in the states count from the begin of the buffer's held bytes.
#[derive(Debug)]
enum State {
    Seek(Seek),
    Head(Head),
    Body(Body),
}

impl Default for State {
    fn default() -> Self {
        Self::Seek(Seek::default())
    }
}

enum Step {
    /// Something moved on: take the next step.
    Again,
    NeedMore,
    Found(Found),
}

/// A part found in the buffer; ranges count from its begin.
#[derive(Debug)]
struct Found {
    headers: Range<usize>,
    content: Content,
    /// Bytes to be done with once the event has been seen.
    length: usize,
}

impl Found {
    fn is_frame(&self) -> bool {
        matches!(self.content, Content::Frame { .. })
    }
}

#[derive(Debug)]
enum Content {
    Frame { payload: Range<usize>, jpeg_start: usize, complete: bool },
    Other { body: Range<usize> },
}

/// An event that borrows nothing.
#[derive(Debug)]
enum Note {
    Quirk(Quirk),
    Error(Error),
    Closed,
}

impl Note {
    fn into_event<'a>(self) -> Event<'a> {
        match self {
            Self::Quirk(quirk) => Event::Quirk(quirk),
            Self::Error(error) => Event::Error(error),
            Self::Closed => Event::Closed,
        }
    }
}

/// The content that the response's `Content-Type` promises.
#[derive(Debug)]
struct ContentType {
    text: Option<String>,
}

impl ContentType {
    fn new(content_type: Option<&str>) -> Self {
        Self { text: content_type.map(str::to_owned) }
    }

    fn is_multipart(&self) -> bool {
        self.begins_with("multipart/")
    }

    fn is_image(&self) -> bool {
        self.begins_with("image/")
    }

    fn begins_with(&self, prefix: &str) -> bool {
        let text = self.text.as_deref().unwrap_or_default().trim_start().as_bytes();
        text.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()))
    }
}

/// Whether this camera's Content-Length can be relied on.
#[derive(Debug, Default)]
struct Lengths {
    /// The largest that proved right.
    proved: usize,
    /// The last one was wrong.
    wrong: bool,
}

impl Lengths {
    /// A length many times that of all pictures before is not believed without looking.
    const GROWTH: usize = 4;

    fn trust(&self, length: usize) -> bool {
        !self.wrong && length <= self.proved.saturating_mul(Self::GROWTH)
    }

    /// The last one was.
    fn are_right(&self) -> bool {
        self.proved > 0 && !self.wrong
    }

    fn prove(&mut self, length: usize) {
        self.proved = self.proved.max(length);
        self.wrong = false;
    }
}
