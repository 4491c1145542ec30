//! The parts of the player that are programs of their own.

use serde::{Deserialize, Serialize};

/// A part that the player loads when it is first used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Feature {
    /// Logs in at cameras.
    Login,
    /// Writes recordings.
    Record,
    /// Enhances the picture.
    Enhance,
    /// Decodes small pictures.
    Small,
}

impl Feature {
    /// Its name at the beginning of a sentence.
    pub fn title(self) -> &'static str {
        match self {
            Self::Login => "The login at cameras",
            Self::Record => "The recorder",
            Self::Enhance => "The image enhancement",
            Self::Small => "The decoder for small pictures",
        }
    }
}
