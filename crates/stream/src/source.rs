//! The source: a camera and its routes.

use causes::Transport;

use crate::{Paths, ReplayLimits, Route};

/// A camera and the routes to it. It contains no login, only whether one may go through proxies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamSource {
    /// The routes, best first. They are tried in this order until one delivers a picture.
    pub routes: Vec<Route>,
    /// The route that worked last time. Better ones are still tried first, and any failure of
    /// theirs leads on to it.
    pub worked: Option<Transport>,
    /// The most single pictures a second that [`Transport::Snapshots`] asks for; by default as many
    /// as the camera answers, at most ten.
    pub fps: Option<u32>,
    /// Whether the connection is kept while nobody can see the player: the page is hidden, or
    /// scrolled away from it. Otherwise the camera is released after three seconds, and asked again
    /// when it can be seen.
    pub keep_hidden: bool,
    /// Seconds for which the last picture is called live, at least, where nothing new comes. By
    /// default two, or four of the stream's own pauses.
    pub stall: Option<u32>,
    /// How much is kept for replay.
    pub replay: ReplayLimits,
    /// How pictures are decoded and shown.
    pub paths: Paths,
    /// The login may go through the proxies of the routes.
    pub proxy_login: bool,
}

impl StreamSource {
    /// A source with one way to it.
    pub fn new(transport: Transport, url: &str) -> Self {
        Self {
            routes: vec![Route::new(transport, url)],
            worked: None,
            fps: None,
            keep_hidden: false,
            stall: None,
            replay: ReplayLimits::default(),
            paths: Paths::default(),
            proxy_login: false,
        }
    }

    /// The camera's own address on the best way; empty if there is none.
    pub fn url(&self) -> &str {
        self.routes.first().map_or("", |route| &route.url)
    }
}
