//! Drawing in the coordinates of the world.

use crate::picture::raster::{Color, Picture};

/// The part of the world that a picture shows, in the world's units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Window {
    pub(crate) left: f32,
    pub(crate) top: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
}

/// Draws shapes of the world into a picture that shows a window of it.
pub(super) struct Brush<'a> {
    picture: &'a mut Picture,
    window: Window,
    scale: (f32, f32),
}

impl<'a> Brush<'a> {
    pub(super) fn new(picture: &'a mut Picture, window: Window) -> Self {
        let scale = (picture.width() as f32 / window.width, picture.height() as f32 / window.height);
        Self { picture, window, scale }
    }

    pub(super) fn rectangle(&mut self, left: f32, top: f32, right: f32, bottom: f32, color: Color) {
        let ((left, top), (right, bottom)) = (self.to_picture(left, top), self.to_picture(right, bottom));
        self.picture.fill_rectangle(left, top, right, bottom, color);
    }

    pub(super) fn ellipse(&mut self, x: f32, y: f32, radius_x: f32, radius_y: f32, color: Color) {
        let (x, y) = self.to_picture(x, y);
        let (radius_x, radius_y) = (radius_x * self.scale.0, radius_y * self.scale.1);
        self.picture.fill(y - radius_y, y + radius_y, color, |row| {
            let height = (row - y) / radius_y;
            let half = radius_x * (1.0 - height * height).max(0.0).sqrt();
            Some((x - half, x + half))
        });
    }

    /// A convex polygon.
    pub(super) fn polygon(&mut self, corners: &[(f32, f32)], color: Color) {
        let corners: Vec<(f32, f32)> = corners.iter().map(|&(x, y)| self.to_picture(x, y)).collect();
        let top = corners.iter().fold(f32::INFINITY, |top, corner| top.min(corner.1));
        let bottom = corners.iter().fold(f32::NEG_INFINITY, |bottom, corner| bottom.max(corner.1));
        self.picture.fill(top, bottom, color, |row| {
            let mut extent: Option<(f32, f32)> = None;
            for (index, &(x0, y0)) in corners.iter().enumerate() {
                let (x1, y1) = corners[(index + 1) % corners.len()];
                if (y0 <= row) != (y1 <= row) {
                    let x = x0 + (x1 - x0) * (row - y0) / (y1 - y0);
                    let (left, right) = extent.unwrap_or((x, x));
                    extent = Some((left.min(x), right.max(x)));
                }
            }
            extent
        });
    }

    /// A line of some width.
    pub(super) fn line(&mut self, from: (f32, f32), to: (f32, f32), width: f32, color: Color) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = (dx * dx + dy * dy).sqrt().max(f32::EPSILON);
        let (nx, ny) = (-dy / length * width / 2.0, dx / length * width / 2.0);
        let corners = [
            (from.0 + nx, from.1 + ny),
            (to.0 + nx, to.1 + ny),
            (to.0 - nx, to.1 - ny),
            (from.0 - nx, from.1 - ny),
        ];
        self.polygon(&corners, color);
    }

    fn to_picture(&self, x: f32, y: f32) -> (f32, f32) {
        ((x - self.window.left) * self.scale.0, (y - self.window.top) * self.scale.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Window = Window { left: 100.0, top: 200.0, width: 40.0, height: 20.0 };

    fn drawn(draw: impl Fn(&mut Brush<'_>)) -> Vec<String> {
        let mut picture = Picture::new(20, 10, Color::BLACK);
        draw(&mut Brush::new(&mut picture, WINDOW));
        let dot = |&sample: &u8| if sample > 128 { '#' } else { '.' };
        (0..10).map(|y| picture.luma.row(y).iter().map(dot).collect()).collect()
    }

    #[test]
    fn shapes_stand_where_the_window_puts_them() {
        let rows = drawn(|brush| brush.rectangle(110.0, 204.0, 118.0, 208.0, Color::WHITE));
        assert_eq!(rows[1], "....................");
        assert_eq!(rows[2], ".....####...........");
        assert_eq!(rows[3], rows[2]);
        assert_eq!(rows[4], rows[1]);
    }

    #[test]
    fn polygons_and_ellipses_are_filled() {
        let triangle = [(100.0, 200.0), (140.0, 200.0), (100.0, 220.0)];
        let rows = drawn(|brush| brush.polygon(&triangle, Color::WHITE));
        assert_eq!(rows[0], "###################.");
        assert_eq!(rows[9], "#...................");
        let rows = drawn(|brush| brush.ellipse(120.0, 210.0, 20.0, 10.0, Color::WHITE));
        assert_eq!((rows[0].as_str(), rows[5].as_str()), ("......########......", "####################"));
    }

    #[test]
    fn lines_have_their_width() {
        let rows = drawn(|brush| brush.line((100.0, 210.0), (140.0, 210.0), 4.0, Color::WHITE));
        let filled = rows.iter().filter(|row| row.starts_with('#')).count();
        assert_eq!(filled, 2);
        drawn(|brush| brush.line((100.0, 210.0), (100.0, 210.0), 4.0, Color::WHITE));
    }
}
