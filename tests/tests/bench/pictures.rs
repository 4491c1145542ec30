//! What is shown: pictures of the simulated camera, made before anything is measured.

use anyhow::{Context as _, Result, bail, ensure};
use camera::Options;
use camera::strip::read_strip;
use e2e::RunningCamera;

/// A second of them is enough where none has to be told from all others.
pub(crate) const FEW: usize = 30;
/// So many that an age of some seconds is none of the next turn.
pub(crate) const MANY: usize = 150;
/// For each picture: two requests may fall upon one of the camera's.
const MOST_REQUESTS: usize = 40;
/// Compression that gives about 165 kB at 1920x1080.
const COMPRESSION: u32 = 43;

/// Pictures of one size.
#[derive(Debug)]
pub(crate) struct Pictures {
    /// Of a picture, pixels.
    pub(crate) size: (u32, u32),
    pub(crate) jpegs: Vec<Vec<u8>>,
    /// The number that each carries along its bottom.
    pub(crate) numbers: Vec<u16>,
}

impl Pictures {
    /// Takes `count` pictures of `size` (`1280x720`). They differ, and are sent in turn.
    pub(crate) async fn take(size: &str, count: usize) -> Result<Self> {
        let camera = RunningCamera::start(Options::default()).await?;
        let url =
            format!("{}/axis-cgi/jpg/image.cgi?resolution={size}&compression={COMPRESSION}", camera.url());
        let client = e2e::client()?;
        let sides = size.split_once('x').context("a size is 1280x720, say")?;
        let size = (sides.0.parse()?, sides.1.parse()?);
        let mut pictures = Self { size, jpegs: Vec::new(), numbers: Vec::new() };
        for _ in 0..MOST_REQUESTS * count {
            let answer = client.get(&url).send().await?.error_for_status()?;
            let jpeg = answer.bytes().await?.to_vec();
            let number = number(&jpeg).with_context(|| format!("the camera gives no picture of {url}"))?;
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

    /// Bytes of a picture, the mean.
    pub(crate) fn bytes(&self) -> usize {
        self.jpegs.iter().map(Vec::len).sum::<usize>() / self.jpegs.len().max(1)
    }
}

fn number(jpeg: &[u8]) -> Result<u16> {
    let mut decoder = jpeg_decoder::Decoder::new(jpeg);
    let rgb = decoder.decode()?;
    let info = decoder.info().context("no head")?;
    ensure!(info.pixel_format == jpeg_decoder::PixelFormat::RGB24, "not in colour");
    let green = |x: u32, y: u32| {
        let place = (y as usize * usize::from(info.width) + x as usize) * 3 + 1;
        rgb.get(place).copied().unwrap_or_default()
    };
    read_strip(info.width.into(), info.height.into(), green).context("no number")
}
