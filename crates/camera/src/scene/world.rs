//! The static part: a landscape, drawn once and kept at several sizes.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::brush::Window;
use super::landscape;
use crate::picture::raster::{Picture, Plane};

/// Width of the world in its units, which are the pixels of its finest level.
pub(crate) const WIDTH: usize = 3840;
/// Height of the world.
pub(crate) const HEIGHT: usize = 2160;
/// Levels of detail, each half the size of the one before.
const LEVELS: usize = 5;

/// The landscape.
#[derive(Debug)]
pub(super) struct World {
    /// From the finest.
    levels: Vec<Picture>,
}

impl World {
    /// The world of a seed. Drawing one takes some tenths of a second, so cameras of one process
    /// share it.
    pub(super) fn shared(seed: u64) -> Arc<Self> {
        static KNOWN: Mutex<Vec<(u64, Weak<World>)>> = Mutex::new(Vec::new());
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|(_, world)| world.strong_count() > 0);
        let found = known.iter().find(|(known_seed, _)| *known_seed == seed);
        if let Some(world) = found.and_then(|(_, world)| world.upgrade()) {
            return world;
        }
        let world = Arc::new(Self::draw(seed));
        known.push((seed, Arc::downgrade(&world)));
        world
    }

    fn draw(seed: u64) -> Self {
        let mut levels = vec![landscape::draw(seed, WIDTH, HEIGHT)];
        while levels.len() < LEVELS {
            let Some(finer) = levels.last() else { break };
            levels.push(Picture {
                luma: halved(&finer.luma),
                chroma: [halved(&finer.chroma[0]), halved(&finer.chroma[1])],
            });
        }
        Self { levels }
    }

    /// A window of the world as a picture of this size.
    pub(super) fn view(&self, window: Window, width: usize, height: usize) -> Picture {
        let shrink = (window.width / width as f32).max(window.height / height as f32);
        // The coarsest level that still has a sample for each pixel.
        let level = (shrink.max(1.0).log2() as usize).min(LEVELS - 1);
        let source = &self.levels[level];
        let window = window.scaled(1.0 / (1 << level) as f32);
        let chroma_window = window.scaled(0.5);
        let (half_width, half_height) = (width.div_ceil(2), height.div_ceil(2));
        Picture {
            luma: sampled(&source.luma, window, width, height),
            chroma: source
                .chroma
                .each_ref()
                .map(|plane| sampled(plane, chroma_window, half_width, half_height)),
        }
    }
}

impl Window {
    fn scaled(self, factor: f32) -> Self {
        Self {
            left: self.left * factor,
            top: self.top * factor,
            width: self.width * factor,
            height: self.height * factor,
        }
    }
}

/// Half the width and height, by averages of four.
fn halved(plane: &Plane) -> Plane {
    let mut half = Plane::new(plane.width / 2, plane.height / 2, 0);
    for y in 0..half.height {
        let (above, below) = (plane.row(2 * y), plane.row(2 * y + 1));
        for (x, sample) in half.row_mut(y).iter_mut().enumerate() {
            let sum = [above[2 * x], above[2 * x + 1], below[2 * x], below[2 * x + 1]];
            *sample = (sum.iter().map(|&value| u16::from(value)).sum::<u16>() / 4) as u8;
        }
    }
    half
}

/// Bilinear samples of a window, the edges repeated beyond the plane.
fn sampled(plane: &Plane, window: Window, width: usize, height: usize) -> Plane {
    let columns: Vec<(usize, usize, u32)> =
        (0..width).map(|x| place(window.left, window.width, x, width, plane.width)).collect();
    let mut picture = Plane::new(width, height, 0);
    for y in 0..height {
        let (above, below, fraction_y) = place(window.top, window.height, y, height, plane.height);
        let (above, below) = (plane.row(above), plane.row(below));
        for (sample, &(left, right, fraction_x)) in picture.row_mut(y).iter_mut().zip(&columns) {
            let mix = |a: u8, b: u8| u32::from(a) * (256 - fraction_x) + u32::from(b) * fraction_x;
            let (top, bottom) = (mix(above[left], above[right]), mix(below[left], below[right]));
            *sample = ((top * (256 - fraction_y) + bottom * fraction_y) >> 16) as u8;
        }
    }
    picture
}

/// Between which two samples a pixel lies, and how far towards the second in 256ths.
fn place(start: f32, extent: f32, index: usize, count: usize, limit: usize) -> (usize, usize, u32) {
    let position = start + (index as f32 + 0.5) * extent / count as f32 - 0.5;
    let position = position.clamp(0.0, (limit - 1) as f32);
    let first = position as usize;
    (first, (first + 1).min(limit - 1), ((position - first as f32) * 256.0) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_level_samples_to_itself() {
        let mut plane = Plane::new(16, 8, 0);
        for (index, sample) in plane.samples.iter_mut().enumerate() {
            *sample = index as u8;
        }
        let window = Window { left: 0.0, top: 0.0, width: 16.0, height: 8.0 };
        assert_eq!(sampled(&plane, window, 16, 8), plane);
        let corner = Window { left: 8.0, top: 4.0, width: 8.0, height: 4.0 };
        assert_eq!(sampled(&plane, corner, 8, 4).row(0), &plane.row(4)[8..]);
    }

    #[test]
    fn beyond_the_edge_the_edge_is_repeated() {
        let plane = Plane::new(4, 4, 77);
        let window = Window { left: -100.0, top: 50.0, width: 300.0, height: 10.0 };
        assert!(sampled(&plane, window, 9, 3).samples.iter().all(|&sample| sample == 77));
    }

    #[test]
    fn halving_averages() {
        let plane = Plane { width: 2, height: 2, samples: vec![0, 10, 20, 30] };
        assert_eq!(halved(&plane).samples, [15]);
    }

    #[test]
    fn one_seed_is_one_world() {
        let world = World::shared(7);
        assert!(Arc::ptr_eq(&world, &World::shared(7)));
    }
}
