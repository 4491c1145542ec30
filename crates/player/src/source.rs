//! What to play.

use serde::{Deserialize, Serialize};

/// A stream and how to get it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The absolute address of the stream, without credentials.
    pub url: String,
    /// How the bytes come.
    pub transport: Transport,
    /// Whether the connection is kept while the page is hidden. Otherwise the camera is released within
    /// a second and asked again when the page is shown.
    pub keep_hidden: bool,
}

/// How the bytes of a stream come to the worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Transport {
    /// `fetch` from the camera itself, which must allow this page (CORS).
    Fetch,
    /// `fetch` from our gateway, asked for `application/octet-stream` because WebKit refuses multipart.
    Relay,
}

impl Transport {
    /// The stable name, as in `data-transport`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fetch => "fetch",
            Self::Relay => "relay",
        }
    }

    /// The transport of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Fetch, Self::Relay].into_iter().find(|transport| transport.name() == name)
    }
}
