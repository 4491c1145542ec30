//! The ways to a camera.

use causes::Transport;

/// One way to the pictures of a camera.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// How the bytes come.
    pub transport: Transport,
    /// The absolute address at the camera, without credentials. Of a single picture for
    /// [`Transport::Snapshots`], else of a stream.
    pub url: String,
    /// The absolute address to ask in its place, where a proxy is between.
    pub via: Option<String>,
}

impl Route {
    /// A way without a proxy.
    pub fn new(transport: Transport, url: &str) -> Self {
        Self { transport, url: url.to_owned(), via: None }
    }

    /// The address that is asked.
    pub fn asked(&self) -> &str {
        self.via.as_ref().unwrap_or(&self.url)
    }
}
