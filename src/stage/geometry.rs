//! Converts between points of the picture and points of the stage.

use super::{Placement, Size};

/// Least distance of two lines of the grid, CSS pixels.
const APART: f64 = 64.0;

impl Placement {
    /// The place on the stage, CSS pixels from its top left corner, of a point of `picture`, in its
    /// pixels from its top left corner.
    #[must_use]
    pub fn to_stage(&self, picture: Size, (x, y): (f64, f64)) -> (f64, f64) {
        let (half_width, half_height) = (picture.width / 2.0, picture.height / 2.0);
        let mirrored = if self.orientation.mirrored() { half_width - x } else { x - half_width };
        let mut at = (mirrored * self.scale, (y - half_height) * self.scale);
        for _ in 0..self.orientation.degrees() / 90 {
            at = (-at.1, at.0);
        }
        (self.x + half_width + at.0, self.y + half_height + at.1)
    }

    /// The inverse of [`to_stage`](Self::to_stage), within the picture.
    #[must_use]
    pub fn to_picture(&self, picture: Size, (x, y): (f64, f64)) -> (f64, f64) {
        let (half_width, half_height) = (picture.width / 2.0, picture.height / 2.0);
        let mut at = (x - self.x - half_width, y - self.y - half_height);
        for _ in 0..self.orientation.degrees() / 90 {
            at = (at.1, -at.0);
        }
        let (right, down) = (at.0 / self.scale, at.1 / self.scale);
        let right = if self.orientation.mirrored() { -right } else { right };
        ((right + half_width).max(0.0).min(picture.width), (down + half_height).max(0.0).min(picture.height))
    }

    /// Picture pixels from one line of a grid to the next: 1, 2 or 5 times a power of ten.
    #[must_use]
    pub fn grid_spacing(&self) -> u32 {
        let mut power = 1;
        loop {
            for step in [1, 2, 5] {
                let spacing = step * power;
                if f64::from(spacing) * self.scale >= APART || power >= 10_000 {
                    return spacing;
                }
            }
            power *= 10;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::{Orientation, View, Viewport};

    const PICTURE: Size = Size { width: 640.0, height: 480.0 };

    fn placed(degrees: i32, mirrored: bool) -> Placement {
        let viewport = Viewport { stage: Size::new(1280.0, 960.0), picture: PICTURE, pixel_ratio: 1.0 };
        View::default().oriented(Orientation::new(degrees, mirrored)).placed(&viewport).unwrap()
    }

    fn near((ax, ay): (f64, f64), (bx, by): (f64, f64)) {
        assert!((ax - bx).abs() < 1e-6 && (ay - by).abs() < 1e-6, "{ax},{ay} is not {bx},{by}");
    }

    #[test]
    fn corners_are_where_the_transform_puts_them() {
        near(placed(0, false).to_stage(PICTURE, (0.0, 0.0)), (0.0, 0.0));
        near(placed(0, false).to_stage(PICTURE, (640.0, 480.0)), (1280.0, 960.0));
        near(placed(0, true).to_stage(PICTURE, (0.0, 0.0)), (1280.0, 0.0));
        // Fitted by its height: 720 wide and 960 high, in the middle. Turned right, the top left
        // corner is at the top right.
        near(placed(90, false).to_stage(PICTURE, (0.0, 0.0)), (1000.0, 0.0));
        near(placed(270, false).to_stage(PICTURE, (0.0, 0.0)), (280.0, 960.0));
    }

    #[test]
    fn there_and_back_is_the_same_point() {
        for degrees in [0, 90, 180, 270] {
            for mirrored in [false, true] {
                let placed = placed(degrees, mirrored);
                near(placed.to_picture(PICTURE, placed.to_stage(PICTURE, (123.0, 45.5))), (123.0, 45.5));
            }
        }
    }

    #[test]
    fn outside_of_the_picture_is_its_edge() {
        near(placed(0, false).to_picture(PICTURE, (-50.0, 2000.0)), (0.0, 480.0));
    }

    #[test]
    fn the_grid_is_as_fine_as_can_be_read() {
        let at = |scale| Placement { scale, ..placed(0, false) }.grid_spacing();
        assert_eq!([at(64.0), at(16.0), at(1.0), at(0.4), at(0.1)], [1, 5, 100, 200, 1000]);
        assert_eq!(at(0.0), 10_000);
        assert_eq!(at(f64::NAN), 10_000);
    }
}
