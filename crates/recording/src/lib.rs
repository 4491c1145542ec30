//! Recordings of MJPEG streams as Matroska, AVI or ZIP, and the evidence to check them by, without
//! clock and I/O.
//!
//! [`Writer`] takes the camera's pictures as they are and gives the bytes of a file back, which its
//! caller appends; [`verify`] reads such a file and tells whether each byte of it is as it was
//! recorded.
//!
//! # The file
//!
//! One video track, a straight copy. Each picture is given out with its evidence as soon as it is
//! known, and sizes are unknown until [`Writer::finish`]: a file that is cut off anywhere plays up
//! to there. `finish` gives what comes after the last picture and the places before it to write
//! over. A file that is not written over plays, and counts as never ended.
//!
//! [`Container`] is Matroska (`V_MJPEG`, RFC 9559), where each picture has a time of its own; AVI,
//! where times are in steps of 10 ms; or a ZIP archive of the pictures.
//!
//! A track has one size of picture. Players differ in what they do with another one in the middle
//! (some scale it, some stop), so the writer refuses it with [`Error::SizeChanged`] and the caller
//! begins another file.
//!
//! # The evidence
//!
//! Each picture carries a [`Record`]: its number, times, what was lost before it, its SHA-256. It
//! is a block addition in Matroska, a chunk that players pass over in AVI, and in ZIP an extra
//! field of the picture's header and a row of a table. Tags before the first picture say what was
//! recorded and how the file is laid out, tags at its end say the totals. The *seal*, a hash of
//! those tags and of all records, is the last tag. It shows every change; against somebody who
//! writes a new file with a new seal it helps only if the seal was noted elsewhere.
//!
//! A file depends on nothing else: the same pictures, records, tags and totals make the same bytes.
//! [`verify`] relies on that. So a change of what the writer writes is another version of the
//! evidence.
#![forbid(unsafe_code)]

mod avi;
mod camera_text;
mod container;
mod date;
mod error;
mod evidence;
mod matroska;
pub mod report;
mod ring;
mod segment;
pub mod session;
mod stamp;
mod tags;
mod timeline;
mod verify;
mod writer;
mod zip;

pub use camera_text::CameraText;
pub use container::Container;
pub use error::Error;
pub use evidence::{NoRecord, NoSeal, Record, Seal};
pub use ring::{Kept, Ring};
pub use segment::{NoSegment, SegmentName, SegmentState};
pub use stamp::Stamp;
pub use timeline::{Moment, Timeline};
pub use verify::{Fault, Findings, Verdict, VerifyError, verify};
pub use writer::{About, Ending, Limits, Patch, Picture, Writer};
pub use zip::{Bundle, FileSum};
