//! The result: where the canvas goes, and the CSS that puts it there.

use super::Orientation;
use crate::figures;

/// From this many device pixels for each picture pixel on, single pixels are shown as squares
/// instead of being blurred.
const CRISP_FROM: f64 = 3.0;

/// A width and a height.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// To the right.
    pub width: f64,
    /// Downwards.
    pub height: f64,
}

impl Size {
    /// A size of `width` by `height`.
    #[must_use]
    pub fn new(width: f64, height: f64) -> Self {
        Self { width, height }
    }

    /// Neither side is zero, negative or not a number.
    #[must_use]
    pub fn is_visible(self) -> bool {
        self.width > 0.0 && self.height > 0.0
    }

    pub(super) fn turned(self, orientation: Orientation) -> Self {
        if orientation.is_sideways() { Self::new(self.height, self.width) } else { self }
    }
}

/// Where the picture stands: the canvas is laid out at the stage's top left corner in the picture's
/// own size and transformed about its centre.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placement {
    /// Of the canvas's untransformed top left corner, CSS pixels.
    pub x: f64,
    /// Of the canvas's untransformed top left corner, CSS pixels.
    pub y: f64,
    /// CSS pixels for each picture pixel.
    pub scale: f64,
    /// Device pixels for each CSS pixel.
    pub pixel_ratio: f64,
    /// How it is turned.
    pub orientation: Orientation,
    /// Whether the picture reaches beyond the stage, so that it can be moved.
    pub overflows: bool,
    /// Whether the zoom differs from the mode's own.
    pub zoomed: bool,
}

impl Placement {
    /// The value of the canvas's CSS `transform`.
    #[must_use]
    pub fn transform(&self) -> String {
        let scale = css(self.scale, 6);
        let mirror = if self.orientation.mirrored() { "-" } else { "" };
        let (x, y, degrees) = (css(self.x, 3), css(self.y, 3), self.orientation.degrees());
        format!("translate({x}px,{y}px) rotate({degrees}deg) scale({mirror}{scale},{scale})")
    }

    /// The scale as a person reads it: 100 is one device pixel for each picture pixel.
    #[must_use]
    pub fn percent(&self) -> u32 {
        (self.scale * self.pixel_ratio * 100.0).round().clamp(1.0, 99_999.0) as u32
    }

    /// Whether single pixels should be shown as squares.
    #[must_use]
    pub fn is_crisp(&self) -> bool {
        self.scale * self.pixel_ratio >= CRISP_FROM
    }
}

/// A number as CSS takes it.
fn css(value: f64, decimals: u32) -> String {
    figures::fixed(value, decimals).replace('−', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placement() -> Placement {
        Placement {
            x: 10.0,
            y: -2.5,
            scale: 0.5,
            pixel_ratio: 2.0,
            orientation: Orientation::new(90, true),
            overflows: false,
            zoomed: false,
        }
    }

    #[test]
    fn the_transform_mirrors_before_it_turns() {
        assert_eq!(
            placement().transform(),
            "translate(10.000px,-2.500px) rotate(90deg) scale(-0.500000,0.500000)"
        );
    }

    #[test]
    fn percent_counts_device_pixels() {
        assert_eq!(placement().percent(), 100);
        assert!(!placement().is_crisp());
        assert!(Placement { scale: 1.5, ..placement() }.is_crisp());
    }

    #[test]
    fn a_size_that_is_not_a_number_is_not_visible() {
        assert!(!Size::new(f64::NAN, 1.0).is_visible());
        assert!(!Size::new(0.0, 1.0).is_visible());
        assert!(Size::new(1.0, 1.0).is_visible());
    }
}
