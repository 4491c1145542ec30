//! The app from a plain web server, with the page of tiles beside it, and cameras for all tiles.

use anyhow::Result;
use e2e::{AppCopy, Browser, Flaw, Looped, StaticSite, Wall};

use crate::pictures::Pictures;
use crate::ways;

/// Streams of one server: browsers open six connections to one, and no more.
const STREAMS: usize = 5;

/// What a tile or a page is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    /// A viewer; else an `<img>`.
    pub(crate) is_viewer: bool,
    /// Whether the page may use all that the browser has.
    pub(crate) is_secure: bool,
}

/// What the others are compared with.
pub(crate) const IMG: Kind = Kind { name: "img", title: "`<img>`", is_viewer: false, is_secure: true };
pub(crate) const SECURE: Kind = Kind { name: "mullion", title: "Mullion", is_viewer: true, is_secure: true };
pub(crate) const PLAIN: Kind =
    Kind { name: "plain http", title: "Mullion, plain http", is_viewer: true, is_secure: false };

/// All that serves.
#[derive(Debug)]
pub(crate) struct Site {
    served: StaticSite,
}

/// Cameras that send the same pictures.
#[derive(Debug)]
pub(crate) struct Cameras(Vec<Looped>);

impl Site {
    pub(crate) async fn start() -> Result<Self> {
        let app = AppCopy::new()?;
        Wall::put_into(&app)?;
        Self::serve(app).await
    }

    /// The same, and the wall's programs can be counted and ended.
    pub(crate) async fn start_watched() -> Result<Self> {
        let app = AppCopy::new()?;
        Wall::put_watched_into(&app)?;
        Self::serve(app).await
    }

    async fn serve(app: AppCopy) -> Result<Self> {
        Ok(Self { served: StaticSite::start(app, Flaw::default()).await? })
    }

    /// Where pages of that kind are.
    pub(crate) fn origin(&self, kind: Kind) -> String {
        let url = self.served.url();
        // A name that is no local one, so that the page is no secure context; it leads to this
        // machine all the same.
        if kind.is_secure { url } else { url.replace("127.0.0.1", "wall.example") }
    }
}

/// A browser that knows the names of the site.
pub(crate) const FLAGS: [&str; 1] = ["--host-resolver-rules=MAP wall.example 127.0.0.1"];

/// A new browser that knows the names of the site.
pub(crate) async fn browser() -> Result<Browser> {
    Browser::start_chromium(&FLAGS).await
}

impl Cameras {
    /// As many as `streams` take.
    pub(crate) async fn start(pictures: &Pictures, rate: f64, streams: usize) -> Result<Self> {
        let mut cameras = Vec::new();
        for _ in 0..streams.div_ceil(STREAMS) {
            cameras.push(Looped::start(&pictures.jpegs, rate, ways::PAGES).await?);
        }
        Ok(Self(cameras))
    }

    /// The addresses of some of the streams.
    pub(crate) fn streams(&self, which: std::ops::Range<usize>) -> Vec<String> {
        let cameras = which.filter_map(|tile| Some((tile, self.0.get(tile / STREAMS)?)));
        cameras
            .map(|(tile, camera)| format!("{}/axis-cgi/mjpg/video.cgi?tile={tile}", camera.url()))
            .collect()
    }

    /// A page that needs no time.
    pub(crate) fn blank(&self) -> String {
        self.0.first().map(|camera| format!("{}/blank.html", camera.url())).unwrap_or_default()
    }
}
