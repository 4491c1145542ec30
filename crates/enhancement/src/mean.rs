//! The mean of pictures of a held view, which lifts detail out of noise.
//!
//! Picture n of at most N changes the mean by `(picture − mean) / min(n, N)`: the mean of all
//! pictures up to the Nth, and from then on one in which older pictures fade with the weight (1 −
//! 1/N) each. Noise of its own in each picture then is that of a mean over 2N − 1 of them, and
//! nothing but the mean has to be kept.

/// How many pictures are in a mean, and what weight the next one has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count(u16);

impl Count {
    /// Another picture, of which at most `most` count. Gives the number that its difference from
    /// the mean is divided by.
    pub fn add(&mut self, most: u16) -> u16 {
        self.0 = self.0.saturating_add(1).min(most.max(1));
        self.0
    }

    /// How many pictures are in it.
    pub fn get(self) -> u16 {
        self.0
    }
}

/// Moves `mean` (RGB, 256 for each step) towards `picture` (RGBA) by one part in `divisor`.
pub fn add(mean: &mut [u16], picture: &[u8], divisor: u16) {
    let divisor = i32::from(divisor.max(1));
    for (mean, picture) in mean.chunks_exact_mut(3).zip(picture.chunks_exact(4)) {
        for (mean, &component) in mean.iter_mut().zip(picture) {
            let difference = i32::from(component) * 256 - i32::from(*mean);
            // Rounded, or the mean would stay below.
            let half = if difference < 0 { -divisor / 2 } else { divisor / 2 };
            *mean = u16::try_from(i32::from(*mean) + (difference + half) / divisor).unwrap_or(u16::MAX);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_pictures_count_alike() {
        let mut count = Count::default();
        let mut mean = [0_u16; 3];
        for value in [10, 20, 60] {
            add(&mut mean, &[value, 255 - value, value, 255], count.add(16));
        }
        assert_eq!(count.get(), 3);
        assert!(mean[0].abs_diff(30 * 256) <= 2 && mean[1].abs_diff(225 * 256) <= 2, "{mean:?}");
    }

    #[test]
    fn later_pictures_replace_older_ones_by_and_by() {
        let mut count = Count::default();
        let mut mean = [0_u16; 3];
        for _ in 0..4 {
            add(&mut mean, &[0, 0, 0, 255], count.add(4));
        }
        add(&mut mean, &[200, 200, 200, 255], count.add(4));
        assert_eq!((count.get(), mean[0] / 256), (4, 50));
        for _ in 0..60 {
            add(&mut mean, &[200, 200, 200, 255], count.add(4));
        }
        assert!(mean[0].abs_diff(200 * 256) < 64, "{}", mean[0]);
    }

    #[test]
    fn noise_becomes_less_and_the_picture_stays() {
        // A fixed generator (Numerical Recipes), so that every run sees the same noise.
        let mut seed = 1_u32;
        let mut noise = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((seed >> 8) % 41) as u8
        };
        const PIXELS: usize = 4096;
        let mut count = Count::default();
        let mut mean = vec![0_u16; PIXELS * 3];
        for _ in 0..16 {
            let picture: Vec<u8> = (0..PIXELS * 4).map(|_| 80 + noise()).collect();
            add(&mut mean, &picture, count.add(16));
        }
        let values: Vec<f64> = mean.iter().map(|&mean| f64::from(mean) / 256.0).collect();
        let middle = values.iter().sum::<f64>() / values.len() as f64;
        let variance = values.iter().map(|value| (value - middle).powi(2)).sum::<f64>() / values.len() as f64;
        // One picture: (41² − 1) / 12 = 140.
        assert!((middle - 100.0).abs() < 0.3, "{middle}");
        assert!((7.5..10.0).contains(&variance), "a sixteenth of 140, not {variance}");
    }

    #[test]
    fn a_count_never_goes_beyond_what_was_asked_for() {
        let mut count = Count::default();
        assert_eq!([8, 8, 2, 0].map(|most| count.add(most)), [1, 2, 2, 1]);
    }
}
