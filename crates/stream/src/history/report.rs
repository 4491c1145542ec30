//! What is asked of the player, and what it tells.

use serde::{Deserialize, Serialize};

use super::Speed;

/// Moves in what is kept. Reception goes on whatever is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ReplayCommand {
    /// Holds the picture shown.
    Pause,
    /// Plays on from the picture that is held.
    Resume,
    /// The newest picture, and those to come.
    Live,
    /// So many pictures forwards, or backwards if negative, and holds.
    Step(i32),
    /// So many milliseconds forwards, or backwards if negative. What plays goes on playing, what is
    /// held is held. From live it plays from there.
    Jump(f64),
    /// The picture shown at that time, milliseconds since 1970 by this device's clock. It is held if it was
    /// held or live before.
    Seek(f64),
    /// The picture with that number, held. Nothing changes if it is kept no more.
    Show(u64),
    /// The oldest picture, as by [`Seek`](Self::Seek).
    Oldest,
    /// From now on at that speed, playing if it is not live and not held.
    SetSpeed(Speed),
    /// Plays in that direction (backwards if true); again: twice as fast.
    Shuttle(bool),
    /// Sets the first (false) or second (true) mark at the picture shown, or takes it off if it is there.
    Mark(bool),
    /// Plays between the marks again and again, or on past them.
    Loop(bool),
}

/// What is shown of what is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ReplayMode {
    /// The newest picture.
    #[default]
    Live,
    /// One picture.
    Paused,
    /// One after the other.
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

/// What is kept, and what of it is shown. Times are arrivals, milliseconds since 1970 by this device's clock.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ReplayReport {
    /// What is shown.
    pub mode: ReplayMode,
    /// Number of the picture shown: pictures of a source are counted from 1.
    pub number: u64,
    /// When the picture shown arrived; not before the oldest that is kept.
    pub position_ms: f64,
    /// When it was taken, milliseconds since 1970 by the camera's clock, where that tells.
    pub captured_ms: Option<f64>,
    /// When the oldest picture arrived.
    pub begin_ms: f64,
    /// When the newest picture arrived.
    pub end_ms: f64,
    /// How long ago the picture shown arrived.
    pub behind_ms: f64,
    /// The picture shown is held and kept no more: it is older than the oldest.
    pub is_outlived: bool,
    /// How fast it plays, or would.
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
    /// The most gaps that are told.
    pub const GAPS: usize = 32;
}
