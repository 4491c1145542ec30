//! The source to play, and its login.

use causes::Transport;
use stream::StreamSource;

use crate::Login;

/// A camera, and the login for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The camera and the ways to its pictures, as the worker gets them.
    pub stream: StreamSource,
    /// What the camera is told when it asks who is there. It stays in the page: the worker gets nothing but
    /// the header field for each request.
    pub login: Option<Login>,
    /// A person has agreed that the login goes over plain http as it is (Basic, a token), where others on the
    /// network can read it.
    pub in_clear: bool,
}

impl Source {
    /// A source with one way to it, without a login.
    pub fn new(transport: Transport, url: &str) -> Self {
        StreamSource::new(transport, url).into()
    }
}

impl From<StreamSource> for Source {
    /// Without a login.
    fn from(stream: StreamSource) -> Self {
        Self { stream, login: None, in_clear: false }
    }
}
