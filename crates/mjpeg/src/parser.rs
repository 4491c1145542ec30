//! The parser.

use crate::{Event, Limits};

/// Turns the body of an MJPEG response into [`Event`]s. See the [crate's documentation](crate).
#[derive(Debug)]
pub struct Parser {
    limits: Limits,
}

impl Parser {
    /// A parser for a body whose response had this `Content-Type`, if any.
    pub fn new(content_type: Option<&str>, limits: Limits) -> Self {
        let _ = content_type;
        Self { limits }
    }

    /// Adds the next bytes of the body.
    pub fn push(&mut self, chunk: &[u8]) {
        self.space(chunk.len()).copy_from_slice(chunk);
        self.filled(chunk.len());
    }

    /// Room for the next `length` bytes of the body, to be written by the caller, who then calls
    /// [`filled`](Self::filled).
    pub fn space(&mut self, length: usize) -> &mut [u8] {
        let _ = length;
        &mut []
    }

    /// The first `length` bytes of the last [`space`](Self::space) now hold the next bytes of the body.
    pub fn filled(&mut self, length: usize) {
        let _ = length;
    }

    /// The next event in the bytes so far, or `None` if more are needed.
    pub fn next_event(&mut self) -> Option<Event<'_>> {
        None
    }

    /// No more bytes will come: [`next_event`](Self::next_event) gives what the end decides.
    pub fn finish(&mut self) {}
}
