//! The parser's events.

use std::ops::Range;

use crate::{Error, Headers, Quirk};

/// One thing found in the stream, in the order of its bytes.
///
/// Events do not depend on how the body was cut into chunks.
#[derive(Debug, Clone, PartialEq)]
pub enum Event<'a> {
    /// A picture.
    Frame(Frame<'a>),
    /// A part that is not a picture: a camera's message, an event, another format. It was skipped.
    Other(OtherPart<'a>),
    /// The camera did something wrong that could be put right. Each kind is reported once a stream.
    Quirk(Quirk),
    /// Something was lost. The parser has found its feet again and goes on.
    Error(Error),
    /// The closing delimiter: the camera says that the stream ends here. Frames may follow all the
    /// same.
    Closed,
}

/// A picture, borrowed from the parser's buffer until the parser is used again.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame<'a> {
    pub(crate) payload: &'a [u8],
    pub(crate) jpeg: Range<usize>,
    pub(crate) complete: bool,
    pub(crate) headers: Headers<'a>,
    pub(crate) index: u64,
    pub(crate) offset: u64,
}

impl<'a> Frame<'a> {
    /// The bytes of the part as delivered: what Content-Length counted or, without one, SOI to EOI.
    pub fn payload(&self) -> &'a [u8] {
        self.payload
    }

    /// The picture inside the payload, from SOI: the payload less junk before it. This is what a
    /// decoder wants.
    pub fn jpeg(&self) -> &'a [u8] {
        &self.payload[self.jpeg.clone()]
    }

    /// Whether the picture ends in an EOI marker. A camera that never writes one is harmless; where
    /// others of its pictures do have one, this picture was cut off.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// The part's header fields, such as `X-Timestamp`.
    pub fn headers(&self) -> Headers<'a> {
        self.headers
    }

    /// Number of this picture in the stream, from 0.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// Where the payload begins in the body, in bytes.
    pub fn offset(&self) -> u64 {
        self.offset
    }
}

/// A part that is not a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct OtherPart<'a> {
    pub(crate) headers: Headers<'a>,
    pub(crate) body: &'a [u8],
    pub(crate) offset: u64,
}

impl<'a> OtherPart<'a> {
    /// The part's header fields.
    pub fn headers(&self) -> Headers<'a> {
        self.headers
    }

    /// The part's bytes.
    pub fn body(&self) -> &'a [u8] {
        self.body
    }

    /// Where [`body`](Self::body) begins in the body of the response, in bytes.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The first characters of the part if it is text: a message of the camera.
    pub fn text(&self) -> Option<String> {
        crate::error::excerpt(self.body)
    }
}
