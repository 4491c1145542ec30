//! Sizes and places in device pixels.

/// A size in device pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Size {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

/// A place in device pixels, measured from the top left corner of the wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rectangle {
    /// Distance from the left edge.
    pub x: u32,
    /// Distance from the top edge.
    pub y: u32,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

impl Size {
    /// Width divided by height. 0 if the size has no height.
    #[must_use]
    pub fn aspect(self) -> f64 {
        if self.height == 0 { 0.0 } else { f64::from(self.width) / f64::from(self.height) }
    }

    /// Number of pixels.
    #[must_use]
    pub fn area(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

impl Rectangle {
    /// Distance of the right edge from the left edge of the wall.
    #[must_use]
    pub fn right(self) -> u32 {
        self.x + self.width
    }

    /// Distance of the lower edge from the top of the wall.
    #[must_use]
    pub fn bottom(self) -> u32 {
        self.y + self.height
    }

    /// Its size.
    #[must_use]
    pub fn size(self) -> Size {
        Size { width: self.width, height: self.height }
    }

    /// Rounds the edges, not the sizes: neighbours that share an edge share it after rounding too.
    pub(crate) fn of_edges(left: f64, top: f64, right: f64, bottom: f64) -> Self {
        // `as` saturates: a negative edge becomes 0.
        let [left, top, right, bottom] = [left, top, right, bottom].map(|edge| edge.round() as u32);
        Self { x: left, y: top, width: right.saturating_sub(left), height: bottom.saturating_sub(top) }
    }
}
