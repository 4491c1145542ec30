//! The party that must act on a cause.

use serde::{Deserialize, Serialize};

/// The party that must act on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Blame {
    /// The camera, or another server that answers instead.
    Camera,
    /// The network between.
    Network,
    /// The address, or the settings of the camera, the gateway or the browser.
    Settings,
    /// The page, or the browser that it runs in.
    Page,
    /// The gateway itself: it is about to end.
    Gateway,
    /// The author of the request that the gateway refuses.
    Request,
    /// Nobody.
    Nobody,
}

impl Blame {
    const ALL: [Self; 7] =
        [Self::Camera, Self::Network, Self::Settings, Self::Page, Self::Gateway, Self::Request, Self::Nobody];

    /// The one of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|blame| blame.name() == name)
    }

    /// Its stable name, the same as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Camera => "camera",
            Self::Network => "network",
            Self::Settings => "settings",
            Self::Page => "page",
            Self::Gateway => "gateway",
            Self::Request => "request",
            Self::Nobody => "nobody",
        }
    }
}
