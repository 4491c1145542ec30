//! The parts of a multipart stream, whole and newest first, for viewers that may be slower than the camera.
//!
//! [`Splitter`] cuts the body of a camera's answer into [`Part`]s without changing a byte: all
//! parts together are the body. A [`Backlog`] holds what one viewer has yet to be given, and
//! decides what is next when the viewer is ready: if it lags, of pictures only the newest, and of
//! all else everything, in order. A [`Feed`] is what a viewer gets that joins a running stream; a
//! [`Setting`] tells which one it may join. None of them knows a socket or a clock.
//!
//! ```
//! use std::time::Duration;
//!
//! use fanout::{Backlog, Splitter};
//!
//! let picture = |number: u8| {
//!     let jpeg = [0xff, 0xd8, 0xff, 0xda, 0, 2, number, 0xff, 0xd9];
//!     [b"--b\r\nContent-Length: 9\r\n\r\n", &jpeg[..], b"\r\n"].concat()
//! };
//! let mut splitter = Splitter::new("multipart/x-mixed-replace; boundary=b");
//! let mut viewer = Backlog::default();
//! viewer.tell_skipped();
//! for number in 0..5 {
//!     for part in splitter.push(&picture(number)) {
//!         viewer.offer(part, Duration::ZERO);
//!     }
//!     viewer.announce(splitter.ahead());
//! }
//! // The first is passed on as it comes. Of the others a viewer that was busy for a second gets the
//! // newest, with the number of those that were left out, and the line end after it.
//! let taken = std::iter::from_fn(|| viewer.take(Duration::from_secs(1)));
//! let given: Vec<Vec<u8>> = taken.map(Vec::from).collect();
//! let (first, newest) = (picture(0), String::from_utf8_lossy(&given[1]));
//! assert_eq!(given[0], first[..first.len() - 2]);
//! assert!(newest.starts_with("\r\n--b\r\nContent-Length: 9\r\nX-Mullion-Skipped: 3\r\n\r\n"));
//! assert_eq!(given[2], b"\r\n");
//! assert_eq!(viewer.skipped(), 3);
//! ```
#![forbid(unsafe_code)]

mod backlog;
mod budget;
mod feed;
mod part;
mod setting;
mod splitter;
mod step;
mod thinner;

pub use backlog::Backlog;
pub use budget::Budget;
pub use feed::Feed;
pub use part::{Kind, Part};
pub use setting::{Choice, Setting};
pub use splitter::Splitter;
pub use step::Step;
pub use thinner::Thinner;
