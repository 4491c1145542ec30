//! Many cameras in one response.
//!
//! A viewer sends a [`Request`] that lists streams; the gateway answers with one endless multipart
//! body. Each frame is a part that names its stream, and so is each [`Event`]. The first
//! part names the session, to which the viewer sends further requests: each is the whole list
//! again, and the one with the highest revision counts. `docs/GATEWAY.md` describes the protocol.
//!
//! [`Wall`] is the gateway's side of a session: which streams it has, and which frame goes next to
//! a viewer that is ready for one. [`Demultiplexer`] is the viewer's side: it cuts the body into
//! the streams again. Neither knows a socket, a browser or a clock.
//!
//! ```
//! use mux::{Due, Request, Source, StreamRequest, Wall};
//!
//! let stream = |id: &str, priority| StreamRequest {
//!     id: id.parse().unwrap(),
//!     source: Source::parse("yard/axis-cgi/mjpg/video.cgi").unwrap(),
//!     priority,
//! };
//! let mut wall: Wall<&str, ()> = Wall::default();
//! let changes = wall.apply(Request { revision: 1, streams: vec![stream("a", 0), stream("b", 9)] }).unwrap();
//! let [a, b] = [changes.opened[0].0, changes.opened[1].0];
//! wall.offer(a, "a, first");
//! wall.offer(b, "b, first");
//! wall.offer(b, "b, second");
//! // The focused one goes first, and the newest frame wins.
//! assert!(matches!(wall.take(), Some((id, Due::Frame { frame: "b, second", skipped: 1 })) if id.as_str() == "b"));
//! assert!(matches!(wall.take(), Some((id, Due::Frame { frame: "a, first", skipped: 0 })) if id.as_str() == "a"));
//! assert!(wall.take().is_none());
//! ```
#![forbid(unsafe_code)]

mod demultiplexer;
mod id;
mod part;
#[cfg(feature = "read")]
mod read;
mod request;
mod source;
mod wall;

pub use demultiplexer::{Broken, Demultiplexer, Piece};
pub use id::{IdError, StreamId};
pub use part::{ARRIVED, Event, Facts, SKIPPED, camera_fields, frame_head};
#[cfg(feature = "read")]
pub use read::RequestError;
pub use request::{Request, StreamRequest};
pub use source::Source;
pub use wall::{Changes, Due, Key, Late, Wall};

/// The version of the protocol. A request of another one is refused.
pub const VERSION: u32 = 1;

/// Bytes of a request, beyond which it is refused.
pub const REQUEST_BYTES: usize = 256 << 10;

/// The `Content-Type` of the body.
pub const CONTENT_TYPE: &str = "multipart/x-mixed-replace; boundary=mullion-mux";

/// The header field of the response that gives the [`VERSION`].
pub const VERSION_FIELD: &str = "x-mullion-mux";
