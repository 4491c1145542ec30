//! Lost data. In this crate the camera (or a server in front of it) is always to blame.

/// Something in the stream was lost. The parser goes on with the next delimiter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A header block is longer than [`Limits::header_block`](crate::Limits::header_block).
    #[error("a part's header block is longer than {limit} bytes")]
    HeaderBlockTooLong {
        /// The limit in force, bytes.
        limit: usize,
    },
    /// A part says that it is a picture and holds none.
    #[error("a part of {length} bytes is not a JPEG")]
    NotAPicture {
        /// Length of the part, bytes.
        length: usize,
    },
    /// The body has no parts and no pictures: a login page, an error message.
    #[error("the answer is not video{}{}", if text.is_empty() { "" } else { ": " }, text)]
    NotVideo {
        /// The first characters of the text, or nothing if it is not text.
        text: String,
    },
    /// A part is longer than [`Limits::part`](crate::Limits::part).
    #[error("a part is longer than {limit} bytes")]
    PartTooLong {
        /// The limit in force, bytes.
        limit: usize,
    },
    /// A picture ended before its Content-Length and without an end marker.
    #[error("a picture was cut off after {length} bytes")]
    Truncated {
        /// Bytes that did arrive.
        length: usize,
    },
    /// No delimiter and no picture in [`Limits::look_ahead`](crate::Limits::look_ahead) bytes.
    #[error("nothing recognisable in {length} bytes")]
    Unrecognised {
        /// Bytes passed over.
        length: usize,
    },
}

/// The first 300 characters of `bytes` if they are text.
pub(crate) fn excerpt(bytes: &[u8]) -> Option<String> {
    const CHARACTERS: usize = 300;
    let head = &bytes[..bytes.len().min(4 * CHARACTERS)];
    let text: String = String::from_utf8_lossy(head).trim().chars().take(CHARACTERS).collect();
    let odd = text.chars().filter(|c| c.is_control() && !c.is_whitespace() || *c == '\u{fffd}').count();
    // A cut at the end of `head`, or Latin-1, leaves a few replacement characters in honest text.
    (!text.is_empty() && odd * 10 <= text.chars().count()).then_some(text)
}
