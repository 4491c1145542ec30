//! A tile: one camera of the wall.

use address::Source;

use super::serving::Served;
use crate::marks::Tone;

/// Names a tile for as long as the page is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId(pub u32);

/// One camera of the wall. The same camera may have several.
#[derive(Clone, Debug, PartialEq)]
pub struct Tile {
    /// Its own name.
    pub id: TileId,
    /// Where its camera is, and how it is shown.
    pub camera: TileCamera,
    /// How it does.
    pub glance: Glance,
    /// What it requests, and whether it streams.
    pub served: Served,
    /// Since when it has not been live, milliseconds of the page's clock. `None` while it is, before anything is known, and
    /// while nothing is asked of its camera.
    pub stale_since_ms: Option<f64>,
}

/// Which camera a tile shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TileCamera {
    /// The query of the viewer in the tile, as of the page of one camera. It may hold a secret of the camera's own address, and
    /// goes nowhere else.
    pub query: String,
    /// Leads to it in the address of this page: free of secrets.
    pub written: String,
    /// What a person calls it, where the configuration has a title.
    pub title: Option<String>,
    /// The resolution that the tile requests.
    pub resolution: configuration::TileRequest,
    /// The login that stood in its address, kept nowhere else.
    pub login: Option<address::Login>,
}

/// What the wall knows of a tile's viewer.
#[derive(Clone, Debug, PartialEq)]
pub struct Glance {
    /// The name of its camera.
    pub name: String,
    /// The colour of its state.
    pub tone: Tone,
    /// Its state in a word.
    pub word: String,
    /// The size of its picture, pixels; zero before there is one.
    pub picture: (u32, u32),
    /// What it shows, free of secrets.
    pub source: Option<Source>,
    /// Whether something is recorded.
    pub is_recording: bool,
}

impl Default for Glance {
    fn default() -> Self {
        Self {
            name: String::new(),
            tone: Tone::Waiting,
            word: String::new(),
            picture: (0, 0),
            source: None,
            is_recording: false,
        }
    }
}

impl Tile {
    /// What a person calls its camera.
    #[must_use]
    pub fn name(&self) -> &str {
        match &self.camera.title {
            Some(title) => title,
            None if self.glance.name.is_empty() => &self.camera.written,
            None => &self.glance.name,
        }
    }

    /// Whether its picture may be called live.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.glance.tone == Tone::Live
    }

    /// Whether it is not live although it should be: it is past its first connection, and neither a person nor the wall has
    /// let go of its camera.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self.glance.tone, Tone::Stale | Tone::Failed)
    }

    /// Takes what its viewer says now.
    pub(super) fn look(&mut self, glance: Glance, now_ms: f64) {
        self.glance = glance;
        let is_wanted = self.glance.tone != Tone::Resting;
        self.stale_since_ms = (!self.is_live() && is_wanted).then(|| self.stale_since_ms.unwrap_or(now_ms));
    }
}
