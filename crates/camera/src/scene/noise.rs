//! Reproducible randomness and smooth noise, for a scene with natural detail.

/// A small random number generator (SplitMix64, Steele, Lea and Flood 2014): good enough for scenery.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ value >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ value >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ value >> 31
    }

    /// 0 to 1.
    pub(super) fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }

    pub(super) fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }
}

const SIDE: usize = 256;

/// Value noise: a tile of random values, read with smooth interpolation. It repeats every 256 units.
pub(super) struct Noise {
    tile: Vec<f32>,
}

impl Noise {
    pub(super) fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        Self { tile: (0..SIDE * SIDE).map(|_| random.unit()).collect() }
    }

    /// 0 to 1, changing within one unit. Coordinates must not be negative.
    pub(super) fn at(&self, x: f32, y: f32) -> f32 {
        let (column, row) = (x as usize, y as usize);
        let (fx, fy) = (ease(x - column as f32), ease(y - row as f32));
        let value = |dx: usize, dy: usize| self.tile[(row + dy) % SIDE * SIDE + (column + dx) % SIDE];
        let top = value(0, 0) + (value(1, 0) - value(0, 0)) * fx;
        let bottom = value(0, 1) + (value(1, 1) - value(0, 1)) * fx;
        top + (bottom - top) * fy
    }

    /// Noise of several sizes added up, each half as large and half as strong; 0 to 1.
    pub(super) fn fractal(&self, x: f32, y: f32, octaves: u32) -> f32 {
        let (mut sum, mut weight, mut total, mut scale) = (0.0, 1.0, 0.0, 1.0);
        for octave in 0..octaves {
            // Shifted, so that the octaves' grids do not lie on one another.
            let shift = octave as f32 * 17.3;
            sum += self.at(x * scale + shift, y * scale + shift) * weight;
            total += weight;
            weight *= 0.5;
            scale *= 2.0;
        }
        sum / total
    }
}

fn ease(t: f32) -> f32 {
    t * t * (3.0 - 2.0 * t)
}

/// 0 below `low`, 1 above `high`, smooth between.
pub(super) fn smooth_step(low: f32, high: f32, value: f32) -> f32 {
    ease(((value - low) / (high - low)).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_reproducible_bounded_and_smooth() {
        let (noise, same, other) = (Noise::new(1), Noise::new(1), Noise::new(2));
        let mut differs = false;
        for step in 0..2000 {
            let (x, y) = (step as f32 * 0.37, step as f32 * 0.11);
            let value = noise.fractal(x, y, 4);
            assert!((0.0..=1.0).contains(&value));
            assert_eq!(value, same.fractal(x, y, 4));
            differs |= value != other.fractal(x, y, 4);
            assert!((noise.at(x, y) - noise.at(x + 0.01, y)).abs() < 0.05);
        }
        assert!(differs);
    }
}
