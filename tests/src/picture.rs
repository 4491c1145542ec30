//! Pictures read back from a browser.

use anyhow::{Context as _, Result, bail};

/// RGB pixels, row by row, eight bits a sample.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Picture {
    width: usize,
    height: usize,
    rgb: Vec<u8>,
}

/// A part of a picture, in pixels.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Region {
    /// The left edge.
    pub x: usize,
    /// The upper edge.
    pub y: usize,
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl Picture {
    /// Reads a PNG of eight bits a sample, with or without alpha; alpha is dropped.
    ///
    /// # Errors
    /// When it is no such PNG.
    pub fn from_png(bytes: &[u8]) -> Result<Self> {
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info()?;
        let mut samples = vec![0; reader.output_buffer_size().context("the PNG is too large")?];
        let info = reader.next_frame(&mut samples)?;
        samples.truncate(info.buffer_size());
        let rgb = match info.color_type {
            png::ColorType::Rgb => samples,
            png::ColorType::Rgba => samples.chunks_exact(4).flat_map(|pixel| pixel[..3].to_vec()).collect(),
            other => bail!("a PNG of type {other:?} where RGB was expected"),
        };
        Ok(Self { width: info.width as usize, height: info.height as usize, rgb })
    }

    /// Columns.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    #[must_use]
    pub fn height(&self) -> usize {
        self.height
    }

    /// Red, green and blue at a place; `None` outside.
    #[must_use]
    pub fn pixel(&self, x: usize, y: usize) -> Option<[u8; 3]> {
        if x >= self.width {
            return None;
        }
        self.rgb.as_chunks().0.get(y * self.width + x).copied()
    }

    /// The frame number that the simulated camera draws along the bottom, modulo 65536; `None` if this is
    /// no picture of its, or it cannot be read.
    #[must_use]
    pub fn frame_number(&self) -> Option<u16> {
        let luma = |x: u32, y: u32| self.pixel(x as usize, y as usize).map_or(0, luma);
        ::camera::strip::read_strip(u32::try_from(self.width).ok()?, u32::try_from(self.height).ok()?, luma)
    }

    /// The brightness of the darkest and of the brightest pixel of a region.
    ///
    /// # Errors
    /// When the region is not inside the picture.
    pub fn extremes(&self, region: Region) -> Result<(u8, u8)> {
        let (mut dark, mut bright) = (u8::MAX, 0);
        for y in region.y..region.y + region.height {
            for x in region.x..region.x + region.width {
                let Some(pixel) = self.pixel(x, y) else {
                    bail!("{region:?} is not inside a picture of {}x{}", self.width, self.height);
                };
                dark = dark.min(luma(pixel));
                bright = bright.max(luma(pixel));
            }
        }
        Ok((dark, bright))
    }

    /// How many of the region's pixels differ visibly from `other`'s: by more than what JPEG or a
    /// colour conversion does to a still picture.
    ///
    /// # Errors
    /// When the region is not inside both pictures.
    pub fn changes(&self, other: &Self, region: Region) -> Result<usize> {
        let mut changed = 0;
        for y in region.y..region.y + region.height {
            for x in region.x..region.x + region.width {
                let (Some(a), Some(b)) = (self.pixel(x, y), other.pixel(x, y)) else {
                    bail!("{region:?} is not inside pictures of {}x{}", self.width, self.height);
                };
                changed += usize::from(a.iter().zip(b).any(|(a, b)| a.abs_diff(b) > VISIBLE));
            }
        }
        Ok(changed)
    }

    /// The whole picture as a region.
    #[must_use]
    pub fn all(&self) -> Region {
        Region { x: 0, y: 0, width: self.width, height: self.height }
    }

    /// Whether every pixel is the same, as on a canvas that nothing was drawn on.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        let pixels = self.rgb.as_chunks::<3>().0;
        pixels.iter().all(|pixel| Some(pixel) == pixels.first())
    }
}

const VISIBLE: u8 = 48;

/// ITU-R BT.601.
fn luma([red, green, blue]: [u8; 3]) -> u8 {
    let sum = 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue);
    // At most 255: the weights are thousandths.
    (sum / 1000) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(rgb: &[u8]) -> Picture {
        Picture { width: rgb.len() / 3, height: 1, rgb: rgb.to_vec() }
    }

    #[test]
    fn a_png_is_read_without_its_alpha() {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 2, 1);
        encoder.set_color(png::ColorType::Rgba);
        encoder.write_header().unwrap().write_image_data(&[1, 2, 3, 255, 4, 5, 6, 255]).unwrap();
        assert_eq!(Picture::from_png(&bytes).unwrap(), picture(&[1, 2, 3, 4, 5, 6]));
    }

    #[test]
    fn only_what_can_be_seen_is_a_change() {
        let (a, b) = (picture(&[0, 0, 0, 9, 9, 9]), picture(&[3, 3, 3, 9, 200, 9]));
        assert_eq!(a.changes(&b, a.all()).unwrap(), 1);
        assert_eq!(a.changes(&b, Region { x: 0, y: 0, width: 1, height: 1 }).unwrap(), 0);
        assert!(a.changes(&b, Region { x: 1, y: 0, width: 2, height: 1 }).is_err());
    }

    #[test]
    fn extremes_are_those_of_the_region() {
        let picture = picture(&[0, 0, 0, 100, 100, 100, 255, 255, 255]);
        assert_eq!(picture.extremes(Region { x: 1, y: 0, width: 2, height: 1 }).unwrap(), (100, 255));
        assert!(picture.extremes(Region { x: 2, y: 0, width: 2, height: 1 }).is_err());
    }

    #[test]
    fn a_blank_picture_has_one_colour() {
        assert!(picture(&[7, 7, 7, 7, 7, 7]).is_blank());
        assert!(!picture(&[7, 7, 7, 7, 7, 8]).is_blank());
    }
}
