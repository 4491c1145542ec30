//! The formulas, on pixels.
//!
//! Components are sRGB as the JPEG has them, from 0 to 1, not made linear: brightness and contrast
//! then act on what is seen, as on a television. In this order, each left out while its setting is
//! neutral:
//!
//! 1. `s`: the picture, or the [mean](super::mean) of the last ones; outside, the nearest pixel inside.
//! 2. Edges: `s = √(gx² + gy²) / 4` of its luma, gx and gy by Sobel's operator; a step from black to white gives 1.
//! 3. Otherwise `s + sharpness · (s − b) + local · (luma(s) − m)`, where `b` is `s` blurred by (1 2 1; 2 4 2; 1 2 1) / 16
//!    and `m` the mean luma of the surroundings: of blocks of [`BLOCK`] pixels, interpolated between their middles.
//! 4. Contrast and brightness: `(s − ½) · contrast + ½ + brightness`, cut to 0 to 1.
//! 5. Gamma: `s ^ (1/γ)`.
//! 6. Saturation: `l + saturation · (s − l)`, where `l` is the luma of `s`.
//! 7. Invert: `1 − s`. Cut to 0 to 1 and rounded.
//!
//! Luma is that of ITU-R BT.709 on these components.

use std::ops::Range;

use super::{Enhancements, Setting};

/// Pixels of a side of the blocks that the mean of the surroundings is made of; those at the right
/// and lower edge may be smaller.
pub const BLOCK: usize = 32;

/// ITU-R BT.709.
const LUMA: [f32; 3] = [0.2126, 0.7152, 0.0722];

/// The settings as the formulas take them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chain {
    /// Added to each component.
    pub brightness: f32,
    /// Slope around the middle gray.
    pub contrast: f32,
    /// 1/γ.
    pub exponent: f32,
    /// Distance from the pixel's gray.
    pub saturation: f32,
    /// Part of the difference from the blurred picture that is added.
    pub sharpness: f32,
    /// The same, from the mean of the surroundings.
    pub local: f32,
    /// Edges instead of the picture.
    pub edges: bool,
    /// The negative.
    pub invert: bool,
    /// Part of the width that shows the original.
    split: f32,
}

impl From<&Enhancements> for Chain {
    fn from(enhancements: &Enhancements) -> Self {
        let part = |setting| f32::from(enhancements.get(setting)) / 100.0;
        let is_on = |setting| enhancements.get(setting) != 0;
        Self {
            brightness: part(Setting::Brightness),
            contrast: part(Setting::Contrast),
            exponent: 1.0 / part(Setting::Gamma),
            saturation: part(Setting::Saturation),
            sharpness: part(Setting::Sharpness),
            local: part(Setting::LocalContrast),
            edges: is_on(Setting::Edges),
            invert: is_on(Setting::Invert),
            split: part(Setting::Split) / 10.0,
        }
    }
}

impl Chain {
    /// Columns at the left of a picture of `width` that show the original.
    pub fn columns(&self, width: usize) -> usize {
        (self.split * width as f32 + 0.5) as usize
    }

    /// Whether a pixel depends on those around it.
    fn looks_around(&self) -> bool {
        self.edges || self.sharpness != 0.0 || self.local != 0.0
    }
}

/// Pixels to work on.
#[derive(Debug, Clone, Copy)]
pub struct Pixels<'a> {
    /// RGBA, row by row.
    pub original: &'a [u8],
    /// RGB, row by row, 256 for each step of the original: the mean of pictures, where there is
    /// one.
    pub mean: Option<&'a [u16]>,
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl Pixels<'_> {
    fn at(&self, x: usize, y: usize) -> [f32; 3] {
        let index = y * self.width + x;
        match self.mean {
            Some(mean) => {
                let pixel = mean.get(index * 3..index * 3 + 3).unwrap_or(&[0; 3]);
                [0, 1, 2].map(|i| f32::from(pixel[i]) * (1.0 / 65_280.0))
            }
            None => {
                let pixel = self.original.get(index * 4..index * 4 + 3).unwrap_or(&[0; 3]);
                [0, 1, 2].map(|i| f32::from(pixel[i]) * (1.0 / 255.0))
            }
        }
    }

    fn near(&self, x: usize, y: usize, dx: isize, dy: isize) -> [f32; 3] {
        let within = |at: usize, by: isize, size: usize| at.saturating_add_signed(by).min(size - 1);
        self.at(within(x, dx, self.width), within(y, dy, self.height))
    }
}

/// A chain with the facts of one picture that it needs.
#[derive(Debug)]
pub struct Work<'a> {
    chain: Chain,
    pixels: Pixels<'a>,
    /// Of each block, row by row; empty where nobody asks.
    means: Vec<f32>,
    /// `p ^ exponent` of p in 4080 steps, which all components of a JPEG fall on; empty where the
    /// exponent is 1.
    powers: Vec<f32>,
}

impl<'a> Work<'a> {
    /// For a picture of these `pixels`.
    pub fn new(chain: Chain, pixels: Pixels<'a>) -> Self {
        const STEPS: u16 = 4080;
        let means = if chain.local != 0.0 && !chain.edges { means(&pixels) } else { Vec::new() };
        let powers = if chain.exponent == 1.0 {
            Vec::new()
        } else {
            (0..=STEPS).map(|step| (f32::from(step) / f32::from(STEPS)).powf(chain.exponent)).collect()
        };
        Self { chain, pixels, means, powers }
    }

    /// Writes `rows` of the result to `out`: RGBA, row by row.
    pub fn rows(&self, rows: Range<usize>, out: &mut [u8]) {
        let Pixels { width, original, .. } = self.pixels;
        let columns = self.chain.columns(width).min(width);
        let looks_around = self.chain.looks_around();
        for (y, row) in rows.zip(out.chunks_exact_mut(width * 4)) {
            let begin = y * width * 4;
            let (before, after) = row.split_at_mut(columns * 4);
            if let Some(own) = original.get(begin..begin + columns * 4) {
                before.copy_from_slice(own);
            }
            for (x, pixel) in (columns..).zip(after.chunks_exact_mut(4)) {
                let base = if looks_around { self.around(x, y) } else { self.pixels.at(x, y) };
                let [red, green, blue] = self.toned(base);
                pixel.copy_from_slice(&[red, green, blue, 255]);
            }
        }
    }

    /// Steps 2 and 3.
    fn around(&self, x: usize, y: usize) -> [f32; 3] {
        let near = |dx, dy| self.pixels.near(x, y, dx, dy);
        let own = self.pixels.at(x, y);
        if self.chain.edges {
            let luma = |dx, dy| luma(near(dx, dy));
            let (left_up, up, right_up) = (luma(-1, -1), luma(0, -1), luma(1, -1));
            let (left, right) = (luma(-1, 0), luma(1, 0));
            let (left_down, down, right_down) = (luma(-1, 1), luma(0, 1), luma(1, 1));
            let across = right_up + 2.0 * right + right_down - left_up - 2.0 * left - left_down;
            let along = left_down + 2.0 * down + right_down - left_up - 2.0 * up - right_up;
            return [(across * across + along * along).sqrt() / 4.0; 3];
        }
        let mut result = own;
        if self.chain.sharpness != 0.0 {
            let mut blurred = own.map(|own| own * 4.0);
            for (weight, (dx, dy)) in [
                (1.0, (-1, -1)),
                (2.0, (0, -1)),
                (1.0, (1, -1)),
                (2.0, (-1, 0)),
                (2.0, (1, 0)),
                (1.0, (-1, 1)),
                (2.0, (0, 1)),
                (1.0, (1, 1)),
            ] {
                for (sum, other) in blurred.iter_mut().zip(near(dx, dy)) {
                    *sum += weight * other;
                }
            }
            for (result, blurred) in result.iter_mut().zip(blurred) {
                *result += self.chain.sharpness * (*result - blurred / 16.0);
            }
        }
        if self.chain.local != 0.0 {
            let detail = self.chain.local * (luma(own) - self.surroundings(x, y));
            result = result.map(|component| component + detail);
        }
        result
    }

    /// Steps 4 to 7.
    fn toned(&self, base: [f32; 3]) -> [u8; 3] {
        let chain = &self.chain;
        let mut toned = base.map(|component| {
            let component = within((component - 0.5) * chain.contrast + 0.5 + chain.brightness);
            match self.powers.len() {
                0 => component,
                steps => self.powers[(component * (steps - 1) as f32 + 0.5) as usize],
            }
        });
        if chain.saturation != 1.0 {
            let gray = luma(toned);
            toned = toned.map(|component| gray + chain.saturation * (component - gray));
        }
        if chain.invert {
            toned = toned.map(|component| 1.0 - component);
        }
        toned.map(|component| (within(component) * 255.0 + 0.5) as u8)
    }

    /// The mean of what is around a pixel, between the middles of four blocks.
    fn surroundings(&self, x: usize, y: usize) -> f32 {
        let (columns, rows) = blocks(self.pixels.width, self.pixels.height);
        let place = |at: usize, most: usize| {
            let place = (at as f32 + 0.5) / BLOCK as f32 - 0.5;
            let place = place.max(0.0).min((most - 1) as f32);
            (place as usize, (place as usize + 1).min(most - 1), place - place.floor())
        };
        let (left, right, along) = place(x, columns);
        let (upper, lower, down) = place(y, rows);
        let mean = |x: usize, y: usize| self.means.get(y * columns + x).copied().unwrap_or_default();
        let mix = |a: f32, b: f32, part: f32| a + (b - a) * part;
        mix(
            mix(mean(left, upper), mean(right, upper), along),
            mix(mean(left, lower), mean(right, lower), along),
            down,
        )
    }
}

/// Columns and rows of blocks in a picture of that size.
pub fn blocks(width: usize, height: usize) -> (usize, usize) {
    (width.div_ceil(BLOCK), height.div_ceil(BLOCK))
}

fn means(pixels: &Pixels<'_>) -> Vec<f32> {
    let (columns, rows) = blocks(pixels.width, pixels.height);
    let mut means = Vec::with_capacity(columns * rows);
    for row in 0..rows {
        for column in 0..columns {
            let side = |index: usize, size: usize| index * BLOCK..(index * BLOCK + BLOCK).min(size);
            let (across, down) = (side(column, pixels.width), side(row, pixels.height));
            let count = across.len() * down.len();
            let lumas = down.flat_map(|y| across.clone().map(move |x| luma(pixels.at(x, y))));
            means.push(lumas.sum::<f32>() / count as f32);
        }
    }
    means
}

fn luma(pixel: [f32; 3]) -> f32 {
    pixel.iter().zip(LUMA).map(|(component, weight)| component * weight).sum()
}

fn within(component: f32) -> f32 {
    component.clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests;
