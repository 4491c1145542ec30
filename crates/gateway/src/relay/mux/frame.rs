//! A frame for sessions, and where a channel hands it over.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use fanout::Part;
use mjpeg::jpeg::{self, AxisTime};
use mux::{Facts, Key};
use tokio::time::Instant;

use super::session::Session;

/// A frame of a camera, shared by all sessions that show it.
#[derive(Debug)]
pub(in crate::relay) struct Frame {
    pub(super) arrived: Instant,
    /// The header fields that are the same for all viewers.
    pub(super) fields: Bytes,
    pub(super) jpeg: Bytes,
}

impl Frame {
    /// The frame in `part`, which arrived at this moment and time.
    pub(in crate::relay) fn new(
        camera: &str,
        part: &Part,
        sequence: u64,
        arrived: Instant,
        time: SystemTime,
    ) -> Self {
        let head = part.bytes.len().saturating_sub(part.content);
        let jpeg = part.bytes.slice(head..);
        let own = mux::camera_fields(&part.bytes[..head]);
        let arrived_at = milliseconds(time);
        let facts = Facts {
            camera,
            sequence,
            arrived: arrived_at,
            captured: captured(&own, &jpeg, arrived_at as f64 / 1000.0),
            length: jpeg.len(),
            own: &own,
        };
        Self { arrived, fields: facts.fields().into(), jpeg }
    }
}

/// Milliseconds since 1970.
pub(in crate::relay) fn milliseconds(time: SystemTime) -> u64 {
    let time = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(time.as_millis()).unwrap_or_default()
}

/// When the camera took the frame, milliseconds since 1970: by its comment, or by its header field.
fn captured(own: &[u8], jpeg: &[u8], now: f64) -> Option<u64> {
    let comment = jpeg::Facts::read(jpeg).and_then(|facts| facts.axis_time).map(AxisTime::milliseconds);
    let stamp = || Some(mjpeg::Headers::of_block(own).timestamp(now)?.certain()? * 1000.0);
    // A count since the camera's start is no time of day.
    comment.or_else(stamp).filter(|time| *time >= mjpeg::FIRST_DATE * 1000.0).map(|time| time as u64)
}

/// Where a channel hands frames over: one stream of a session.
#[derive(Debug)]
pub(in crate::relay) struct Tap {
    session: Arc<Session>,
    key: Key,
}

impl Tap {
    pub(super) fn new(session: Arc<Session>, key: Key) -> Self {
        Self { session, key }
    }

    /// Hands a frame over.
    pub(in crate::relay) fn offer(&self, frame: &Arc<Frame>) {
        self.session.offer(self.key, frame);
    }
}
