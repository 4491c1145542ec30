//! A single picture, read up to its own end.
//!
//! Cameras are known that announce more bytes than the picture has, and close the connection, or
//! keep it open, where it ends.

use std::future::pending;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use mjpeg::{Event, Limits, Parser};
use tokio::time::{Instant, timeout, timeout_at};

use super::body::{Camera, End, Passage};

/// Larger pictures are passed on as they come.
const LARGEST: usize = 8 << 20;
/// For a camera that has sent a whole picture to send the rest of what it has announced.
const REST: Duration = Duration::from_millis(500);
/// For the picture. What takes longer is passed on as it comes.
const WHOLE: Duration = Duration::from_secs(2);

/// The picture as far as it was read.
pub(super) enum Read {
    /// All there is.
    Whole {
        /// The bytes.
        bytes: Bytes,
        /// The picture was whole before the length that the camera had told.
        length_was_wrong: bool,
    },
    /// The beginning. The camera has the rest, or says why there is none.
    Begun(Bytes),
}

/// Reads a picture to its end.
pub(super) async fn read(camera: &mut Camera, passage: &Passage) -> Read {
    let mut parser = Parser::new(Some("image/jpeg"), Limits::default().with_part(LARGEST));
    let mut bytes = BytesMut::new();
    let (mut is_whole, mut is_beyond) = (false, false);
    let end = Instant::now() + WHOLE;
    while bytes.len() <= LARGEST {
        let end = if is_whole { end.min(Instant::now() + REST) } else { end };
        // A viewer that leaves drops all of this.
        let chunk =
            timeout_at(end, camera.chunk(passage, pending())).await.unwrap_or(Err(End::CameraCutShort));
        let chunk = match chunk {
            Ok(chunk) => chunk,
            Err(End::Camera) => {
                // Where the length ends before the picture, the camera may have sent more.
                let more = if is_whole { None } else { timeout(REST, camera.beyond()).await.ok().flatten() };
                let Some(more) = more else {
                    if !is_whole && !camera.is_framed() {
                        // It may have been cut off: no length says to the viewer that it was not.
                        break;
                    }
                    return Read::Whole { bytes: bytes.freeze(), length_was_wrong: is_beyond };
                };
                is_beyond = true;
                more
            }
            Err(End::CameraCutShort | End::CameraBroke) if is_whole => {
                return Read::Whole { bytes: bytes.freeze(), length_was_wrong: true };
            }
            Err(_) => break,
        };
        bytes.extend_from_slice(&chunk);
        parser.push(&chunk);
        while let Some(event) = parser.next_event() {
            is_whole |= matches!(event, Event::Frame(frame) if frame.is_complete());
        }
    }
    Read::Begun(bytes.freeze())
}
