//! Replay commands, and the report of a replay.

use serde::{Deserialize, Serialize};

use super::Speed;

/// A replay command. Reception continues whatever is displayed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ReplayCommand {
    /// Holds the picture shown.
    Pause,
    /// Continues from the held picture.
    Resume,
    /// The newest picture, and those to come.
    Live,
    /// Steps this many pictures forwards, or backwards if negative, and pauses.
    Step(i32),
    /// Jumps this many milliseconds forwards, or backwards if negative. A playing replay keeps
    /// playing, a paused one stays paused. From live it plays from the new position.
    Jump(f64),
    /// Goes to the picture of that time, milliseconds since 1970 by this device's clock. It pauses
    /// if it was paused or live before.
    Seek(f64),
    /// The picture with that number, held. Nothing changes if it is kept no more.
    Show(u64),
    /// The oldest picture, as by [`Seek`](Self::Seek).
    Oldest,
    /// Sets the speed; neither starts nor pauses playback.
    SetSpeed(Speed),
    /// Plays in that direction (backwards if true); each repetition doubles the speed.
    Shuttle(bool),
    /// Sets the first (false) or second (true) mark at the displayed picture, or removes it if it
    /// is there.
    Mark(bool),
    /// Starts or ends the loop between the marks.
    Loop(bool),
}

/// The mode of the replay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ReplayMode {
    /// The newest picture.
    #[default]
    Live,
    /// One picture.
    Paused,
    /// Kept pictures, one after the other.
    Playing,
}

impl ReplayMode {
    /// The stable name: `live`, `paused`, `playing`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Paused => "paused",
            Self::Playing => "playing",
        }
    }
}

/// The kept pictures and the displayed one. Times are arrivals, milliseconds since 1970 by this
/// device's clock.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ReplayReport {
    /// The displayed picture.
    pub mode: ReplayMode,
    /// Number of the picture shown: pictures of a source are counted from 1.
    pub number: u64,
    /// When the picture shown arrived; not before the oldest that is kept.
    pub position_ms: f64,
    /// When it was taken, milliseconds since 1970 by the camera's clock, if the camera says so.
    pub captured_ms: Option<f64>,
    /// When the oldest picture arrived.
    pub begin_ms: f64,
    /// When the newest picture arrived.
    pub end_ms: f64,
    /// How long ago the picture shown arrived.
    pub behind_ms: f64,
    /// The displayed picture is paused and no longer kept: it is older than the oldest.
    pub is_outlived: bool,
    /// The playback speed, also while paused.
    pub speed: Speed,
    /// The two marks, the earlier first if there are both.
    pub marks: [Option<f64>; 2],
    /// Plays between the marks only.
    pub is_looping: bool,
    /// Where connections were lost: the last picture before and the first after. The newest
    /// [`GAPS`](Self::GAPS), newest first.
    pub gaps: Vec<(f64, f64)>,
    /// Pictures kept.
    pub pictures: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl ReplayReport {
    /// Maximum number of reported gaps.
    pub const GAPS: usize = 32;
}
