//! Cameras, wires, gateway and browser.

use anyhow::Result;
use camera::Options;
use e2e::{Ages, AppCopy, Browser, Engine, Gateway, Relayed, RunningCamera, Wall, Wire};

/// Everything that runs. Dropped in this order: the browser first.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) browser: Browser,
    pub(crate) gateway: Gateway,
    pub(crate) cameras: Vec<Watched>,
    _app: AppCopy,
}

/// A camera and the wire to it.
#[derive(Debug)]
pub(crate) struct Watched {
    pub(crate) camera: RunningCamera,
    pub(crate) wire: Wire,
    pub(crate) ages: Ages,
    options: Options,
}

/// Each has a viewer. The gateway relays the first one's stream.
pub(crate) const CAMERAS: usize = 16;
const RELAYED: &str = "relayed";
const STREAM: &str = "/axis-cgi/mjpg/video.cgi?resolution=320x240";

impl Site {
    pub(crate) async fn start(speed: f64) -> Result<Self> {
        let app = AppCopy::new()?;
        Wall::put_watched_into(&app)?;
        let mut wires = Vec::new();
        for _ in 0..CAMERAS {
            wires.push(Wire::new().await?);
        }
        let relayed: Vec<Relayed> =
            wires.iter().take(1).map(|wire| Relayed::address(RELAYED, &wire.url())).collect();
        let mut gateway = Gateway::start(&relayed).await?;
        gateway.restart(&relayed, Some(&app)).await?;
        let fps = (10.0 * speed).round().clamp(1.0, 60.0) as u32;
        let mut cameras = Vec::new();
        for (place, wire) in wires.into_iter().enumerate() {
            let seed = place as u64 + 1;
            let options = Options { fps, seed, history: 0, ..Options::default() };
            cameras.push(Watched::start(options.with_cors_origin(gateway.url()), wire).await?);
        }
        let browser = Browser::start(Engine::Chromium).await?;
        Ok(Self { browser, gateway, cameras, _app: app })
    }

    /// The address of each camera's stream.
    pub(crate) fn streams(&self) -> Vec<String> {
        let relayed = format!("{}/cameras/{RELAYED}", self.gateway.url());
        let direct = self.cameras.iter().skip(1).map(|watched| watched.wire.url());
        std::iter::once(relayed).chain(direct).map(|start| start + STREAM).collect()
    }
}

impl Watched {
    async fn start(options: Options, wire: Wire) -> Result<Self> {
        let camera = RunningCamera::start(options.clone()).await?;
        let ages = Ages::new(camera.handle().clone());
        wire.lead_to(camera.address());
        Ok(Self { camera, wire, ages, options })
    }

    /// The camera is switched off.
    pub(crate) async fn die(&mut self) -> Result<()> {
        self.camera.end().await
    }

    /// And on again.
    pub(crate) async fn revive(&mut self) -> Result<()> {
        self.camera = RunningCamera::start(self.options.clone()).await?;
        self.ages.also(self.camera.handle().clone());
        self.wire.lead_to(self.camera.address());
        Ok(())
    }
}
