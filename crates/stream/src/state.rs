//! The state that a viewer may claim for its picture.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The state of a player. Its [`name`](Self::name) is the value of `data-state`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Nothing is played: never asked to, stopped, or released because nobody can see it.
    #[default]
    Idle,
    /// The first attempt is under way and has shown no picture yet.
    Connecting,
    /// The picture shown is recent by the stream's own cadence.
    Live,
    /// The stream is live, but the picture shown is one that was kept: its report says
    /// which. Where the stream is not live, its own state is told.
    Replay,
    /// The browser's own display shows the camera: its stream
    /// ([`Transport::Img`](causes::Transport::Img)), or single pictures that this page may not
    /// read. Nobody can know whether the picture is recent.
    Unverified,
    /// The connection stands but the picture shown is older than the cadence explains, by its
    /// arrival, by the camera's clock, or because it is one that came before.
    Stalled,
    /// The connection was lost; the player tries again by itself. The last picture stays.
    Reconnecting,
    /// The stream ended as it was asked to (`duration`, `nbrofframes`), or was a single picture.
    Ended,
    /// A person must act; the report says how. The player still tries again if that can do no harm.
    Error,
}

impl State {
    /// Every state.
    pub const ALL: &[Self] = &[
        Self::Idle,
        Self::Connecting,
        Self::Live,
        Self::Replay,
        Self::Unverified,
        Self::Stalled,
        Self::Reconnecting,
        Self::Ended,
        Self::Error,
    ];

    /// The stable name: `idle`, `connecting`, `live`, `replay`, `unverified`, `stalled`,
    /// `reconnecting`, `ended`, `error`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Connecting => "connecting",
            Self::Live => "live",
            Self::Replay => "replay",
            Self::Unverified => "unverified",
            Self::Stalled => "stalled",
            Self::Reconnecting => "reconnecting",
            Self::Ended => "ended",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
