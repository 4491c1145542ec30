//! The ways to a camera.

use causes::Transport;

/// A route: one way to the pictures of a camera.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The transport.
    pub transport: Transport,
    /// The absolute address at the camera, without credentials. Of a single picture for
    /// [`Transport::Snapshots`], else of a stream.
    pub url: String,
    /// The absolute address to request instead, if there is a proxy in between.
    pub via: Option<String>,
}

impl Route {
    /// A route without a proxy.
    pub fn new(transport: Transport, url: &str) -> Self {
        Self { transport, url: url.to_owned(), via: None }
    }

    /// The address to request.
    pub fn asked(&self) -> &str {
        self.via.as_ref().unwrap_or(&self.url)
    }
}
