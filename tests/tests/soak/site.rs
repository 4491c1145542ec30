//! Cameras, wires, gateway and browser.

use anyhow::Result;
use camera::Options;
use e2e::{Ages, AppCopy, Browser, Engine, Gateway, Relayed, RunningCamera, Wire};

/// Everything that runs. Dropped in this order: the browser first.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) browser: Browser,
    pub(crate) gateway: Gateway,
    pub(crate) cameras: Vec<Watched>,
    _app: AppCopy,
}

/// A camera with a wire for each of its viewers.
#[derive(Debug)]
pub(crate) struct Watched {
    pub(crate) camera: RunningCamera,
    pub(crate) wires: Vec<Wire>,
    pub(crate) ages: Ages,
    options: Options,
}

/// Viewers of each camera: one alone, and nine in a wall.
const VIEWERS: [usize; 4] = [1, 3, 3, 3];

impl Site {
    pub(crate) async fn start(speed: f64) -> Result<Self> {
        let app = AppCopy::new()?;
        app.change("worker_loader.js", tell_memory)?;
        app.write("wall.html", WALL)?;
        let alone = Wire::new().await?;
        let mut gateway = Gateway::start(&[Relayed::address("alone", &alone.url())]).await?;
        gateway.restart(&[Relayed::address("alone", &alone.url())], Some(&app)).await?;
        let fps = (10.0 * speed).round().clamp(1.0, 60.0) as u32;
        let mut wires = vec![alone];
        let mut cameras = Vec::new();
        for (place, count) in VIEWERS.into_iter().enumerate() {
            while wires.len() < count {
                wires.push(Wire::new().await?);
            }
            let seed = place as u64 + 1;
            let options = Options { fps, seed, history: 0, ..Options::default() };
            let options = options.with_cors_origin(gateway.url());
            cameras.push(Watched::start(options, std::mem::take(&mut wires)).await?);
        }
        let browser = Browser::start(Engine::Chromium).await?;
        Ok(Self { browser, gateway, cameras, _app: app })
    }

    /// The address of each viewer, with the number of its camera.
    pub(crate) fn viewers(&self) -> Vec<(usize, String)> {
        let mut viewers = Vec::new();
        for (number, watched) in self.cameras.iter().enumerate() {
            for wire in &watched.wires {
                let source = match number {
                    0 => "alone".to_owned(),
                    _ => format!("{}/axis-cgi/mjpg/video.cgi", wire.url()),
                };
                viewers.push((number, format!("{}/?src={source}&resolution=320x240", self.gateway.url())));
            }
        }
        viewers
    }
}

impl Watched {
    async fn start(options: Options, wires: Vec<Wire>) -> Result<Self> {
        let camera = RunningCamera::start(options.clone()).await?;
        let ages = Ages::new(camera.handle().clone());
        for wire in &wires {
            wire.lead_to(camera.address());
        }
        Ok(Self { camera, wires, ages, options })
    }

    /// The camera is switched off.
    pub(crate) async fn die(&mut self) -> Result<()> {
        self.camera.end().await
    }

    /// And on again.
    pub(crate) async fn revive(&mut self) -> Result<()> {
        self.camera = RunningCamera::start(self.options.clone()).await?;
        self.ages.also(self.camera.handle().clone());
        for wire in &self.wires {
            wire.lead_to(self.camera.address());
        }
        Ok(())
    }
}

/// The worker tells the size of its memory, and ends when it is told to.
fn tell_memory(loader: &str) -> String {
    let loader = loader.replace("await init()", "const wasm = await init()");
    format!(
        "{loader}
const id = Math.random();
const channel = new BroadcastChannel('soak');
setInterval(() => channel.postMessage([id, wasm.memory.buffer.byteLength]), 1000);
channel.onmessage = ({{ data }}) => {{ if (data === id) self.close(); }};
"
    )
}

const WALL: &str = "<!doctype html><meta charset=utf-8><title>Wall</title><style>
    body { margin: 0; display: grid; grid: repeat(4, 199px) / repeat(5, 1fr); gap: 1px; background: #000; }
    iframe { border: 0; width: 100%; height: 100%; }
    iframe:first-child { grid-area: 1 / 1 / 3 / 3; }
</style><body></body>";
