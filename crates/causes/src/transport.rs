//! How pictures come to the screen.

use serde::{Deserialize, Serialize};

/// How the pictures come to the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    /// `fetch` from the camera itself, which must allow this page (CORS).
    Fetch,
    /// `fetch` from our gateway, asked for `application/octet-stream` because WebKit refuses multipart.
    Relay,
    /// The same for all streams of a page in one response of the gateway (`/mux`).
    Mux,
    /// `fetch` through a CORS proxy, asked for the same; ours gives it.
    Proxy,
    /// The browser's own display. It needs no permission of the camera, and tells next to nothing:
    /// whether the picture is recent cannot be known.
    Img,
    /// Single pictures, one after the other, never more than one request at a time. Where the camera does not
    /// allow this page to read them, the browser's own display shows them.
    Snapshots,
}

impl Transport {
    /// All of them, the best first.
    pub const ALL: [Self; 6] = [Self::Fetch, Self::Relay, Self::Mux, Self::Proxy, Self::Img, Self::Snapshots];

    /// The stable name, as in `data-transport`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fetch => "fetch",
            Self::Relay => "relay",
            Self::Mux => "mux",
            Self::Proxy => "proxy",
            Self::Img => "img",
            Self::Snapshots => "snapshots",
        }
    }

    /// The way that this is for a stream alone: the gateway is the same, however many it carries.
    #[must_use]
    pub fn alone(self) -> Self {
        if self == Self::Mux { Self::Relay } else { self }
    }

    /// The transport of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|transport| transport.name() == name)
    }
}
