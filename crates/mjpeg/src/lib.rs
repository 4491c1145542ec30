//! Frames out of the bytes of an MJPEG stream, without I/O.
//!
//! [`Parser`] takes the body of an HTTP response in chunks of any size and gives [`Event`]s back. It
//! reads `multipart/x-mixed-replace` as cameras really send it (wrong boundaries, wrong lengths, no
//! delimiters at all) and names every leniency that it needed as a [`Quirk`], once. [`jpeg`] tells what
//! a picture is without decoding it.
//!
//! # Example: frames of a stream
//!
//! ```
//! use mjpeg::{Event, Limits, Parser};
//!
//! let body = b"--myboundary\r\nContent-Type: image/jpeg\r\nContent-Length: 4\r\n\r\n\xff\xd8\xff\xd9\r\n";
//! let mut parser = Parser::new(Some("multipart/x-mixed-replace; boundary=myboundary"), Limits::default());
//! let mut frames = 0;
//! for chunk in body.chunks(7) {
//!     parser.push(chunk);
//!     while let Some(event) = parser.next_event() {
//!         if let Event::Frame(frame) = event {
//!             assert_eq!(frame.payload(), b"\xff\xd8\xff\xd9");
//!             frames += 1;
//!         }
//!     }
//! }
//! assert_eq!(frames, 1);
//! ```
//!
//! # Design
//!
//! One copy: a chunk is copied once into the parser's buffer, frames are slices of it. A caller that can
//! write into memory itself (a browser's `Uint8Array`) uses [`Parser::space`] and [`Parser::filled`] and
//! so pays for that copy only. With a `Content-Length` that has proved right, the bytes of a picture are
//! not even looked at.
#![forbid(unsafe_code)]

mod boundary;
mod ending;
mod error;
mod event;
mod headers;
pub mod jpeg;
mod limits;
mod parser;
mod quirk;
mod timestamp;

pub use ending::{Ending, Endings};
pub use error::Error;
pub use event::{Event, Frame, OtherPart};
pub use headers::Headers;
pub use limits::Limits;
pub use parser::Parser;
pub use quirk::{Quirk, QuirkKind};
pub use timestamp::{FIRST_DATE, Timestamp};
