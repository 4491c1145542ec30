//! What a viewer may claim about the picture it shows.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The state of a player. Its [`name`](Self::name) is the value of `data-state`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Nothing is played: never asked to, stopped, or released because the page is hidden.
    #[default]
    Idle,
    /// The first attempt is under way and has shown no picture yet.
    Connecting,
    /// The picture shown is recent by the stream's own cadence.
    Live,
    /// The connection stands but the picture shown is older than the cadence explains.
    Stalled,
    /// The connection was lost; the player tries again by itself. The last picture stays.
    Reconnecting,
    /// The stream ended as it was asked to (`duration`, `nbrofframes`), or was a single picture.
    Ended,
    /// A person is needed; [`Report::problem`](crate::Report::problem) says for what. The player still
    /// tries again where that can do no harm, see [`Report::retry_in_ms`](crate::Report::retry_in_ms).
    Error,
}

impl State {
    /// Every state.
    pub const ALL: &[Self] = &[
        Self::Idle,
        Self::Connecting,
        Self::Live,
        Self::Stalled,
        Self::Reconnecting,
        Self::Ended,
        Self::Error,
    ];

    /// The stable name: `idle`, `connecting`, `live`, `stalled`, `reconnecting`, `ended`, `error`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Connecting => "connecting",
            Self::Live => "live",
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
