//! How far a picture is downscaled when it is decoded, because it is displayed smaller. No browser
//! in here.

use serde::{Deserialize, Serialize};

/// Divisor of both sides of a picture. JPEG decoders support these steps at almost no cost, by
/// producing fewer pixels of each 8x8 block (libjpeg-turbo, `scale_num`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub enum Reduction {
    /// It is decoded whole.
    #[default]
    None,
    /// By two.
    Half,
    /// By four.
    Quarter,
    /// By eight.
    Eighth,
}

impl Reduction {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::None, Self::Half, Self::Quarter, Self::Eighth];

    /// The strongest one that leaves a pixel for each that is shown, where a picture pixel is shown
    /// as `scale` device pixels in each direction.
    ///
    /// ```
    /// use stream::Reduction;
    ///
    /// assert_eq!(Reduction::fitting(0.25), Reduction::Quarter);
    /// assert_eq!(Reduction::fitting(0.3), Reduction::Half);
    /// assert_eq!(Reduction::fitting(1.0), Reduction::None);
    /// ```
    #[must_use]
    pub fn fitting(scale: f64) -> Self {
        match scale {
            _ if scale <= 0.0 => Self::None,
            _ if scale <= 0.125 => Self::Eighth,
            _ if scale <= 0.25 => Self::Quarter,
            _ if scale <= 0.5 => Self::Half,
            _ => Self::None,
        }
    }

    /// 1, 2, 4 or 8.
    #[must_use]
    pub fn divisor(self) -> u32 {
        match self {
            Self::None => 1,
            Self::Half => 2,
            Self::Quarter => 4,
            Self::Eighth => 8,
        }
    }

    /// The one with that divisor.
    pub fn from_divisor(divisor: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.divisor() == divisor)
    }

    /// The decoded size of a picture of `size`; `None` if that is its own size or unknown.
    pub fn of(self, (width, height): (u32, u32)) -> Option<(u32, u32)> {
        let divisor = self.divisor();
        let is_reduced = divisor > 1 && width > 0 && height > 0;
        is_reduced.then(|| (width.div_ceil(divisor), height.div_ceil(divisor)))
    }
}

#[cfg(test)]
mod tests {
    use super::Reduction;

    #[test]
    fn no_pixel_that_is_shown_is_left_out() {
        for percent in 1..=200 {
            let scale = f64::from(percent) / 100.0;
            let divisor = f64::from(Reduction::fitting(scale).divisor());
            assert!(divisor * scale <= 1.0 || divisor == 1.0, "{scale}");
            assert!(divisor * 2.0 * scale > 1.0 || divisor == 8.0, "{scale} could be less");
        }
        for scale in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(Reduction::fitting(scale), Reduction::None, "{scale}");
        }
    }

    #[test]
    fn sizes_are_rounded_up_as_decoders_do() {
        assert_eq!(Reduction::Quarter.of((1918, 1081)), Some((480, 271)));
        assert_eq!(Reduction::Eighth.of((1, 1)), Some((1, 1)));
        assert_eq!(Reduction::None.of((640, 480)), None);
        assert_eq!(Reduction::Half.of((0, 0)), None);
    }

    #[test]
    fn divisors_name_them() {
        for one in Reduction::ALL {
            assert_eq!(Reduction::from_divisor(one.divisor()), Some(one));
        }
        assert_eq!(Reduction::from_divisor(3), None);
    }
}
