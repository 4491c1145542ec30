//! Pictures of the simulated camera, made before anything is measured.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail, ensure};
use camera::Options;
use camera::strip::{read_strip, strip_height};
use e2e::RunningCamera;
use tokio::sync::Mutex;

use crate::noise::Raster;

/// A second of them is enough where none has to be told from all others.
pub(crate) const FEW: usize = 30;
/// So many that an age of some seconds is none of the next turn.
pub(crate) const MANY: usize = 150;
/// For each picture: two requests may fall upon one of the camera's.
const MOST_REQUESTS: usize = 40;
/// Compression that gives about 165 kB at 1920x1080.
const COMPRESSION: u32 = 43;
/// For pictures that are compressed once more.
const FINE: u32 = 20;

/// Whether pictures have a sensor's noise.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub(crate) enum Grain {
    /// As the simulated camera draws them.
    Clean,
    /// With noise, and of the size in bytes that real cameras give: 180 kB at 1920x1080, 38 kB at 640x480.
    Noisy,
}

/// Both, the one that decides first.
pub(crate) const GRAINS: [Grain; 2] = [Grain::Noisy, Grain::Clean];

impl Grain {
    /// In tables.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Clean => "without noise",
            Self::Noisy => "with noise",
        }
    }
}

/// Pictures of one size.
#[derive(Debug)]
pub(crate) struct Pictures {
    /// Of a picture, pixels.
    pub(crate) size: (u32, u32),
    pub(crate) jpegs: Vec<Vec<u8>>,
    /// The number that each carries along its bottom.
    pub(crate) numbers: Vec<u16>,
}

/// Those that have been made: with noise that takes a second for each.
static MADE: Mutex<BTreeMap<(String, usize, Grain), Arc<Pictures>>> = Mutex::const_new(BTreeMap::new());

impl Pictures {
    /// Takes `count` pictures of `size` (`1280x720`). They differ, and are sent in turn.
    pub(crate) async fn take(size: &str, count: usize, grain: Grain) -> Result<Arc<Self>> {
        let mut made = MADE.lock().await;
        let name = (size.to_owned(), count, grain);
        if let Some(pictures) = made.get(&name) {
            return Ok(Arc::clone(pictures));
        }
        let pictures = match grain {
            Grain::Clean => Self::drawn(size, count, COMPRESSION).await?,
            Grain::Noisy => Self::drawn(size, count, FINE).await?.with_noise()?,
        };
        println!("{size} {}: pictures of {} kB", grain.title(), pictures.bytes() / 1000);
        let pictures = Arc::new(pictures);
        made.insert(name, Arc::clone(&pictures));
        Ok(pictures)
    }

    async fn drawn(size: &str, count: usize, compression: u32) -> Result<Self> {
        let camera = RunningCamera::start(Options::default()).await?;
        let url =
            format!("{}/axis-cgi/jpg/image.cgi?resolution={size}&compression={compression}", camera.url());
        let client = e2e::client()?;
        let sides = size.split_once('x').context("a size is 1280x720, say")?;
        let size = (sides.0.parse()?, sides.1.parse()?);
        let mut pictures = Self { size, jpegs: Vec::new(), numbers: Vec::new() };
        for _ in 0..MOST_REQUESTS * count {
            let answer = client.get(&url).send().await?.error_for_status()?;
            let jpeg = answer.bytes().await?.to_vec();
            let number = number_on(&jpeg).with_context(|| format!("the camera gives no picture of {url}"))?;
            if !pictures.numbers.contains(&number) {
                pictures.numbers.push(number);
                pictures.jpegs.push(jpeg);
            }
            if pictures.jpegs.len() == count {
                return Ok(pictures);
            }
        }
        bail!("the camera gives too few pictures")
    }

    /// The same with noise.
    fn with_noise(mut self) -> Result<Self> {
        let mut quality = None;
        for (jpeg, number) in self.jpegs.iter_mut().zip(&self.numbers) {
            // The number along the bottom has to be read.
            let noisy = Raster::decode(jpeg)?.with_noise((*number).into(), strip_height(self.size.1));
            let quality = match quality {
                Some(quality) => quality,
                None => *quality.insert(noisy.quality_for(noisy_bytes(self.size))?),
            };
            *jpeg = noisy.encode(quality)?;
        }
        let read = self.jpegs.first().map(|jpeg| number_on(jpeg)).transpose()?;
        ensure!(read == self.numbers.first().copied(), "the number cannot be read through the noise");
        Ok(self)
    }

    /// Bytes of a picture, the mean.
    pub(crate) fn bytes(&self) -> usize {
        self.jpegs.iter().map(Vec::len).sum::<usize>() / self.jpegs.len().max(1)
    }
}

fn number_on(jpeg: &[u8]) -> Result<u16> {
    let Raster { width, height, rgb } = Raster::decode(jpeg)?;
    ensure!(rgb.len() == usize::from(width) * usize::from(height) * 3, "not in colour");
    let green = |x: u32, y: u32| {
        let place = (y as usize * usize::from(width) + x as usize) * 3 + 1;
        rgb.get(place).copied().unwrap_or_default()
    };
    read_strip(width.into(), height.into(), green).context("no number")
}

/// Bytes of a noisy picture: 38 kB at 640x480 and 180 kB at 1920x1080, in between and beyond by the
/// power of the number of pixels that leads from one to the other.
fn noisy_bytes((width, height): (u32, u32)) -> usize {
    let pixels = f64::from(width) * f64::from(height);
    let power = (180.0_f64 / 38.0).ln() / (1920.0 * 1080.0 / (640.0 * 480.0_f64)).ln();
    (38_000.0 * (pixels / (640.0 * 480.0)).powf(power)) as usize
}
