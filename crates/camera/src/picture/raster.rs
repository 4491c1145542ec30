//! Pictures in memory, as a JPEG encoder wants them: luma, and chroma at half the width and height.

/// A colour as JPEG has it (JFIF YCbCr).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Color {
    pub(crate) y: u8,
    pub(crate) cb: u8,
    pub(crate) cr: u8,
}

impl Color {
    pub(crate) const BLACK: Self = Self { y: 0, cb: 128, cr: 128 };
    pub(crate) const WHITE: Self = Self { y: 255, cb: 128, cr: 128 };

    pub(crate) fn rgb(r: u8, g: u8, b: u8) -> Self {
        let (y, cb, cr) = jpeg_encoder::rgb_to_ycbcr(r, g, b);
        Self { y, cb, cr }
    }
}

/// One plane of a picture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Plane {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) samples: Vec<u8>,
}

impl Plane {
    pub(crate) fn new(width: usize, height: usize, value: u8) -> Self {
        Self { width, height, samples: vec![value; width * height] }
    }

    pub(crate) fn row(&self, y: usize) -> &[u8] {
        &self.samples[y * self.width..(y + 1) * self.width]
    }

    pub(crate) fn row_mut(&mut self, y: usize) -> &mut [u8] {
        &mut self.samples[y * self.width..(y + 1) * self.width]
    }

    /// Paints `x0..x1` of a row. Samples that are covered in part are mixed, so that movement is smooth.
    fn span(&mut self, y: usize, x0: f32, x1: f32, value: u8) {
        let row = self.row_mut(y);
        let (x0, x1) = (x0.clamp(0.0, row.len() as f32), x1.clamp(0.0, row.len() as f32));
        if x1 <= x0 {
            return;
        }
        let (first, last) = (x0.ceil() as usize, x1.floor() as usize);
        if first > last {
            mix(&mut row[last], value, x1 - x0);
            return;
        }
        row[first..last].fill(value);
        if let Some(edge) = first.checked_sub(1) {
            mix(&mut row[edge], value, first as f32 - x0);
        }
        if let Some(edge) = row.get_mut(last) {
            mix(edge, value, x1 - last as f32);
        }
    }

    fn mirror(&mut self) {
        for y in 0..self.height {
            self.row_mut(y).reverse();
        }
    }

    /// Turned by a quarter, clockwise.
    fn turned(&self) -> Self {
        let mut turned = Self::new(self.height, self.width, 0);
        // In blocks, so that reading down the columns stays within the cache.
        for top in (0..self.height).step_by(16) {
            for x in 0..self.width {
                let bottom = (top + 16).min(self.height);
                let target = &mut turned.samples[x * self.height..(x + 1) * self.height];
                for y in top..bottom {
                    target[self.height - 1 - y] = self.samples[y * self.width + x];
                }
            }
        }
        turned
    }
}

fn mix(sample: &mut u8, value: u8, share: f32) {
    *sample = (f32::from(*sample) + (f32::from(value) - f32::from(*sample)) * share) as u8;
}

/// A picture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) luma: Plane,
    pub(crate) chroma: [Plane; 2],
}

impl Picture {
    pub(crate) fn new(width: usize, height: usize, color: Color) -> Self {
        let (half_width, half_height) = (width.div_ceil(2), height.div_ceil(2));
        Self {
            luma: Plane::new(width, height, color.y),
            chroma: [
                Plane::new(half_width, half_height, color.cb),
                Plane::new(half_width, half_height, color.cr),
            ],
        }
    }

    pub(crate) fn width(&self) -> usize {
        self.luma.width
    }

    pub(crate) fn height(&self) -> usize {
        self.luma.height
    }

    /// Paints a shape: `extent` gives where it begins and ends in each row, in pixels.
    pub(crate) fn fill(
        &mut self,
        top: f32,
        bottom: f32,
        color: Color,
        extent: impl Fn(f32) -> Option<(f32, f32)>,
    ) {
        let planes = self.chroma.each_mut();
        let values = [color.cb, color.cr];
        paint(&mut self.luma, 1.0, top, bottom, color.y, &extent);
        for (plane, value) in planes.into_iter().zip(values) {
            paint(plane, 2.0, top, bottom, value, &extent);
        }
    }

    pub(crate) fn fill_rectangle(&mut self, left: f32, top: f32, right: f32, bottom: f32, color: Color) {
        self.fill(top, bottom, color, |_| Some((left, right)));
    }

    /// Copies `other` to a place whose coordinates are even. What does not fit is left out.
    pub(crate) fn place(&mut self, other: &Self, left: usize, top: usize) {
        copy(&mut self.luma, &other.luma, left, top);
        for (to, from) in self.chroma.iter_mut().zip(&other.chroma) {
            copy(to, from, left / 2, top / 2);
        }
    }

    pub(crate) fn mirror(&mut self) {
        self.luma.mirror();
        for plane in &mut self.chroma {
            plane.mirror();
        }
    }

    /// Turned by a quarter, clockwise.
    pub(crate) fn turned(&self) -> Self {
        Self { luma: self.luma.turned(), chroma: [self.chroma[0].turned(), self.chroma[1].turned()] }
    }

    /// Upside down.
    pub(crate) fn turn_over(&mut self) {
        self.luma.samples.reverse();
        for plane in &mut self.chroma {
            plane.samples.reverse();
        }
    }

    /// Takes colour away: 100 leaves it, 0 gives grey.
    pub(crate) fn desaturate(&mut self, level: u8) {
        let level = i32::from(level.min(100));
        for sample in self.chroma.iter_mut().flat_map(|plane| &mut plane.samples) {
            *sample = (128 + (i32::from(*sample) - 128) * level / 100) as u8;
        }
    }
}

fn paint(
    plane: &mut Plane,
    scale: f32,
    top: f32,
    bottom: f32,
    value: u8,
    extent: &impl Fn(f32) -> Option<(f32, f32)>,
) {
    let first = (top / scale - 0.5).ceil().max(0.0) as usize;
    let last = (bottom / scale - 0.5).ceil().clamp(0.0, plane.height as f32) as usize;
    for y in first..last {
        if let Some((left, right)) = extent((y as f32 + 0.5) * scale) {
            plane.span(y, left / scale, right / scale, value);
        }
    }
}

fn copy(to: &mut Plane, from: &Plane, left: usize, top: usize) {
    let width = from.width.min(to.width.saturating_sub(left));
    for y in 0..from.height.min(to.height.saturating_sub(top)) {
        to.row_mut(top + y)[left..left + width].copy_from_slice(&from.row(y)[..width]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(width: usize, height: usize) -> Picture {
        let mut picture = Picture::new(width, height, Color::BLACK);
        for plane in [&mut picture.luma].into_iter().chain(&mut picture.chroma) {
            for (index, sample) in plane.samples.iter_mut().enumerate() {
                *sample = index as u8;
            }
        }
        picture
    }

    #[test]
    fn a_quarter_turn_is_clockwise() {
        let turned = numbered(3, 2).turned();
        assert_eq!((turned.width(), turned.height()), (2, 3));
        assert_eq!(turned.luma.samples, [3, 0, 4, 1, 5, 2]);
        assert_eq!((turned.chroma[0].width, turned.chroma[0].height), (1, 2));
        assert_eq!(turned.chroma[0].samples, [0, 1]);
    }

    #[test]
    fn four_quarter_turns_change_nothing() {
        let picture = numbered(50, 34);
        let mut over = picture.clone();
        over.turn_over();
        assert_eq!(picture.turned().turned(), over);
        assert_eq!(picture.turned().turned().turned().turned(), picture);
    }

    #[test]
    fn mirrors_swap_left_and_right() {
        let mut picture = numbered(3, 1);
        picture.mirror();
        assert_eq!(picture.luma.samples, [2, 1, 0]);
    }

    #[test]
    fn edges_are_mixed_by_coverage() {
        let mut plane = Plane::new(4, 1, 0);
        plane.span(0, 0.5, 2.25, 200);
        assert_eq!(plane.samples, [100, 200, 50, 0]);
        plane.span(0, 3.25, 3.75, 100);
        assert_eq!(plane.samples, [100, 200, 50, 50]);
        plane.span(0, -5.0, -1.0, 9);
        plane.span(0, 4.0, 9.0, 9);
        assert_eq!(plane.samples, [100, 200, 50, 50]);
    }

    #[test]
    fn shapes_outside_the_picture_do_no_harm() {
        let mut picture = Picture::new(5, 5, Color::BLACK);
        picture.fill_rectangle(-10.0, -10.0, -1.0, 20.0, Color::WHITE);
        picture.fill_rectangle(2.0, 100.0, 3.0, 200.0, Color::WHITE);
        assert_eq!(picture, Picture::new(5, 5, Color::BLACK));
        picture.fill_rectangle(-10.0, -10.0, 50.0, 50.0, Color::WHITE);
        assert_eq!(picture, Picture::new(5, 5, Color::WHITE));
        picture.place(&Picture::new(9, 9, Color::BLACK), 4, 4);
        assert_eq!(picture.luma.samples.iter().filter(|&&sample| sample == 0).count(), 1);
    }

    #[test]
    fn without_colour_chroma_is_neutral() {
        let mut picture = Picture::new(2, 2, Color::rgb(255, 0, 0));
        let red = picture.clone();
        picture.desaturate(100);
        assert_eq!(picture, red);
        picture.desaturate(0);
        assert_eq!(picture.chroma.map(|plane| plane.samples), [vec![128], vec![128]]);
    }
}
