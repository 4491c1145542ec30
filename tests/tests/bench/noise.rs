//! A sensor's noise: pictures with it cost more to decode than clean ones of the same size in pixels.

use anyhow::{Context as _, Result};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// Standard deviation of the brightness, of 255: an indoor camera at a moderate gain.
const STRENGTH: f32 = 4.0;
/// Of the colours' noise, compared with that of the brightness.
const COLOUR: f32 = 0.3;

/// An RGB picture.
#[derive(Clone, Debug)]
pub(crate) struct Raster {
    pub(crate) width: u16,
    pub(crate) height: u16,
    pub(crate) rgb: Vec<u8>,
}

impl Raster {
    pub(crate) fn decode(jpeg: &[u8]) -> Result<Self> {
        let mut decoder = jpeg_decoder::Decoder::new(jpeg);
        let rgb = decoder.decode()?;
        let info = decoder.info().context("no head")?;
        Ok(Self { width: info.width, height: info.height, rgb })
    }

    /// With noise above the last `clean` rows, always the same for the same `seed`.
    pub(crate) fn with_noise(mut self, seed: u64, clean: u32) -> Self {
        let mut random = Random(seed);
        let rows = usize::from(self.height).saturating_sub(clean as usize);
        let noisy = rows * usize::from(self.width) * 3;
        for pixel in self.rgb.get_mut(..noisy).unwrap_or_default().chunks_exact_mut(3) {
            let brightness = random.normal() * STRENGTH;
            for sample in pixel {
                let value = f32::from(*sample) + brightness + random.normal() * STRENGTH * COLOUR;
                *sample = value.clamp(0.0, 255.0) as u8;
            }
        }
        self
    }

    /// As cameras encode: 4:2:0. `quality` is libjpeg's, 1 to 100.
    pub(crate) fn encode(&self, quality: u8) -> Result<Vec<u8>> {
        let mut jpeg = Vec::new();
        let mut encoder = Encoder::new(&mut jpeg, quality);
        encoder.set_sampling_factor(SamplingFactor::F_2_2);
        encoder.encode(&self.rgb, self.width, self.height, ColorType::Rgb)?;
        Ok(jpeg)
    }

    /// The best quality at which it has no more than so many bytes.
    pub(crate) fn quality_for(&self, bytes: usize) -> Result<u8> {
        let (mut least, mut most) = (1_u8, 95);
        while least < most {
            let middle = (least + most).div_ceil(2);
            if self.encode(middle)?.len() <= bytes { least = middle } else { most = middle - 1 }
        }
        Ok(least)
    }
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// About normal, with mean 0 and deviation 1: the sum of four uniform values.
    fn normal(&mut self) -> f32 {
        let bits = self.next();
        let sum: u32 = (0..4).map(|part| (bits >> (16 * part)) as u32 & 0xffff).sum();
        (sum as f32 / 65536.0 - 2.0) * 3.0_f32.sqrt()
    }
}
