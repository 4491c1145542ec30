//! What to play, and the ways to it.

use causes::Transport;

use crate::{Login, Paths, ReplayLimits};

/// A camera and the ways to its pictures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The ways, best first. They are tried in this order until one gives a picture.
    pub routes: Vec<Route>,
    /// The way that worked last time. Better ones are tried before it all the same, and whatever they fail of leads on to it.
    pub worked: Option<Transport>,
    /// The most single pictures a second that [`Transport::Snapshots`] asks for; by default as many as the
    /// camera answers, at most ten.
    pub fps: Option<u32>,
    /// Whether the connection is kept while nobody can see the player: the page is hidden, or scrolled away from
    /// it. Otherwise the camera is released after three seconds, and asked again when it can be seen.
    pub keep_hidden: bool,
    /// Seconds for which the last picture is called live, at least, where nothing new comes. By default two, or
    /// four of the stream's own pauses.
    pub stall: Option<u32>,
    /// How much is kept to be looked at again.
    pub replay: ReplayLimits,
    /// How pictures are decoded and shown.
    pub paths: Paths,
    /// What the camera is told when it asks who is there. It stays in the page: the worker gets nothing but
    /// the header field for each request.
    pub login: Option<Login>,
    /// The login may go through the proxies of the routes.
    pub proxy_login: bool,
    /// A person has agreed that the login goes over plain http as it is (Basic, a token), where others on the network can
    /// read it.
    pub in_clear: bool,
}

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

impl Source {
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
            login: None,
            proxy_login: false,
            in_clear: false,
        }
    }

    /// The camera's own address on the best way; empty if there is none.
    pub fn url(&self) -> &str {
        self.routes.first().map_or("", |route| &route.url)
    }
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
