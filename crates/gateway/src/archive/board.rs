//! The state of a camera's recording, for requests.

use std::sync::{Mutex, MutexGuard};

use causes::Row;
use recording::{Kept, Ring, SegmentName, SegmentState};
use serde::Serialize;

use super::intake::date;
use crate::lock::lock;
use crate::refusal;

/// The state of a recording and its files.
#[derive(Debug, Default)]
pub(super) struct Board {
    state: Mutex<State>,
}

/// See [`Board`].
#[derive(Debug, Default)]
pub(super) struct State {
    /// When the recording was begun that runs, in milliseconds since 1970.
    pub(super) since: Option<u64>,
    /// Pictures of that recording, in its files.
    pub(super) frames: u64,
    /// Bytes of its files.
    pub(super) bytes: u64,
    /// Pictures that are known to be missing in it.
    pub(super) lost: u64,
    /// Times that its connection was lost.
    pub(super) gaps: u64,
    /// Why the camera gives no pictures.
    pub(super) camera: Option<Why>,
    /// Why the disk accepts no pictures.
    pub(super) disk: Option<Why>,
    /// The oldest first. The last may be open.
    pub(super) segments: Vec<Segment>,
}

/// A file of the ring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Segment {
    pub(crate) name: SegmentName,
    pub(crate) bytes: u64,
    /// In milliseconds since 1970; of one that is open, its last picture.
    pub(crate) ended: u64,
    /// Known for those that this process has recorded.
    pub(crate) frames: Option<u64>,
    /// The same for the pictures that are missing.
    pub(crate) lost: Option<u64>,
    /// The seal, if it was ended and this process has recorded it.
    pub(crate) seal: Option<String>,
}

/// Why nothing is recorded.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Why {
    code: &'static str,
    blame: causes::Blame,
    message: String,
    hint: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    detail: String,
    /// In milliseconds since 1970.
    since: u64,
}

impl Why {
    /// This cause, from now on.
    pub(super) fn new(cause: &'static Row, detail: String) -> Self {
        let (code, message) = (refusal::code(cause), cause.sentence_of(&detail));
        Self { code, blame: cause.blame, message, hint: cause.cure_alone(), detail, since: date() }
    }
}

impl Board {
    /// Reads or changes the state.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

impl State {
    /// Notes that the camera gives no pictures, or that it does.
    pub(super) fn set_camera(&mut self, why: Option<Why>) {
        set(&mut self.camera, why);
    }

    /// Notes that the disk takes no pictures, or that it does.
    pub(super) fn set_disk(&mut self, why: Option<Why>) {
        set(&mut self.disk, why);
    }

    /// The names of the oldest segments that the ring does not keep.
    pub(super) fn surplus(&self, ring: Ring, now: u64) -> Vec<SegmentName> {
        let is_open = |segment: &&Segment| segment.name.state == SegmentState::Open;
        let open = self.segments.iter().filter(is_open).map(|segment| segment.bytes).sum();
        let ended: Vec<&Segment> = self.segments.iter().filter(|segment| !is_open(segment)).collect();
        let kept: Vec<Kept> =
            ended.iter().map(|segment| Kept { bytes: segment.bytes, ended: segment.ended }).collect();
        ended[..ring.surplus(&kept, open, now)].iter().map(|segment| segment.name.clone()).collect()
    }

    /// Bytes of all segments.
    pub(super) fn kept_bytes(&self) -> u64 {
        self.segments.iter().map(|segment| segment.bytes).sum()
    }
}

/// One cause that lasts keeps its beginning.
fn set(place: &mut Option<Why>, why: Option<Why>) {
    let since = place.as_ref().zip(why.as_ref()).filter(|(old, new)| old.code == new.code);
    let since = since.map(|(old, _)| old.since);
    *place = why.map(|why| Why { since: since.unwrap_or(why.since), ..why });
}
