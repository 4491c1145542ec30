//! A camera that the gateway does not relay, the page that is to show it, and a browser.

use anyhow::Result;
use camera::Options;
use e2e::{Browser, Engine, Gateway, Page, Relayed, RunningCamera, Settings};

/// Where the stream of an Axis camera is.
pub(crate) const VIDEO: &str = "/axis-cgi/mjpg/video.cgi";

/// All three.
// Dropped in this order: the browser first.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) browser: Browser,
    pub(crate) gateway: Gateway,
    pub(crate) camera: RunningCamera,
}

impl Site {
    /// With a camera that allows no page to read its answers.
    pub(crate) async fn without_cors(engine: Engine, options: Options) -> Result<Self> {
        Self::start(engine, options, |_| String::new()).await
    }

    /// The same, and the gateway's proxy may ask the camera.
    pub(crate) async fn with_proxy(engine: Engine, options: Options) -> Result<Self> {
        let toml = |host: &str| format!("[proxy]\nhosts = [\"{host}\"]");
        Self::start(engine, options, toml).await
    }

    async fn start(engine: Engine, options: Options, toml: impl Fn(&str) -> String) -> Result<Self> {
        let camera = RunningCamera::start(options).await?;
        let toml = toml(camera.url().trim_start_matches("http://"));
        // Its own camera plays no part, but without one it would show its demo.
        let elsewhere = Relayed::address("elsewhere", "http://127.0.0.1:9");
        let gateway = Gateway::start_with(&[elsewhere], Settings { toml: &toml, verbose: true }).await?;
        let browser = Browser::start(engine).await?;
        Ok(Self { browser, gateway, camera })
    }

    /// With a camera that allows every page.
    pub(crate) async fn with_cors(engine: Engine, options: Options) -> Result<Self> {
        Self::without_cors(engine, options.with_cors_origin("*")).await
    }

    /// Opens the page on the camera with further parameters of the link.
    pub(crate) async fn open(&self, parameters: &str) -> Result<Page> {
        let url = format!(
            "{}/?src={}{VIDEO}&resolution=320x240&{parameters}",
            self.gateway.url(),
            self.camera.url()
        );
        self.browser.open(&url).await
    }
}
