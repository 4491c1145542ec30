//! The last seconds, for replay: the kept frames, and which of them is displayed when. No browser,
//! no clock.

mod kept;
mod playback;
mod report;
mod ring;
mod shares;
mod slabs;
mod speed;
mod view;

pub use kept::History;
pub use playback::{Playback, PlaybackTarget, Position};
pub use report::{ReplayCommand, ReplayMode, ReplayReport};
pub use ring::{Entry, Ring};
pub use shares::{gives_way, page_limit};
pub use slabs::{Backing, Place, SLAB, Slabs, Stored};
pub use speed::Speed;
pub use view::is_same_view;

use serde::{Deserialize, Serialize};

/// How much of a stream is kept for replay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayLimits {
    /// Seconds, at most [`MOST_SECONDS`](Self::MOST_SECONDS); with 0 nothing is kept.
    pub seconds: u32,
    /// Mebibytes of pictures, at most [`MOST_MEBIBYTES`](Self::MOST_MEBIBYTES); with 0 nothing is
    /// kept.
    pub mebibytes: u32,
}

impl ReplayLimits {
    /// Nothing is kept.
    pub const NONE: Self = Self { seconds: 0, mebibytes: 0 };
    /// Ten minutes.
    pub const MOST_SECONDS: u32 = 600;
    /// Two gibibytes.
    pub const MOST_MEBIBYTES: u32 = 2048;
    /// The most pictures: ten minutes at 60 a second. Each takes some 300 bytes of the worker's
    /// memory beside its own.
    pub const MOST_PICTURES: usize = 36_000;

    /// Whether anything is kept.
    #[must_use]
    pub fn keep_something(self) -> bool {
        self.seconds > 0 && self.mebibytes > 0
    }
}

impl Default for ReplayLimits {
    /// Half a minute, 256 MiB.
    fn default() -> Self {
        Self { seconds: 30, mebibytes: 256 }
    }
}
