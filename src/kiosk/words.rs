//! What a display says while it has no picture, in words that a passer-by understands.

use crate::wall::state::Wall;

/// A heading, and one line below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// What is so.
    pub heading: &'static str,
    /// What a person needs to know.
    pub line: &'static str,
}

const BY_ITSELF: &str = "The picture comes by itself. Nobody has to do anything.";

/// Nothing while there is a picture.
#[must_use]
pub fn words(wall: &Wall) -> Option<Words> {
    let say = |heading, line| Some(Words { heading, line });
    if wall.cameras.is_none() {
        return say("Starting", BY_ITSELF);
    }
    if wall.shown_tiles().any(|tile| tile.glance.picture.1 > 0) {
        return None;
    }
    if !wall.has_gateway {
        return say("No connection to the cameras", BY_ITSELF);
    }
    if wall.tiles.is_empty() {
        return say("This display is not set up yet", "It waits until somebody has chosen cameras for it.");
    }
    say("Waiting for the cameras", BY_ITSELF)
}
