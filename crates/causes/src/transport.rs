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
    /// `fetch` through a CORS proxy, asked for the same; ours gives it.
    Proxy,
    /// The browser's own display. It needs no permission of the camera, and tells next to nothing: whether the
    /// picture is recent cannot be known.
    Img,
    /// Single pictures, one after the other, never more than one request at a time. Where the camera does not
    /// allow this page to read them, the browser's own display shows them.
    Snapshots,
}

impl Transport {
    /// All of them, the best first.
    pub const ALL: [Self; 5] = [Self::Fetch, Self::Relay, Self::Proxy, Self::Img, Self::Snapshots];

    /// The stable name, as in `data-transport`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fetch => "fetch",
            Self::Relay => "relay",
            Self::Proxy => "proxy",
            Self::Img => "img",
            Self::Snapshots => "snapshots",
        }
    }

    /// The transport of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|transport| transport.name() == name)
    }
}
