//! Layouts of equal cells.

use crate::{Rectangle, Size};

/// The first `count` cells of a grid, row by row.
pub(super) fn grid(size: Size, gap: u32, columns: usize, rows: usize, count: usize) -> Vec<Rectangle> {
    let edges = Edges::new(size, gap, columns, rows);
    (0..count).map(|index| edges.cell(index % columns, index / columns, 1)).collect()
}

/// The grid in which pictures of these aspects are largest.
pub(super) fn best_grid(size: Size, gap: u32, aspects: &[f64]) -> Vec<Rectangle> {
    let count = aspects.len();
    let all = |columns: usize| {
        let cell = Edges::new(size, gap, columns, count.div_ceil(columns)).cell(0, 0, 1);
        aspects.iter().map(|aspect| shown(cell.size(), *aspect)).sum::<f64>()
    };
    let columns = (1..=count).max_by(|one, other| all(*one).total_cmp(&all(*other)));
    columns.map_or_else(Vec::new, |columns| grid(size, gap, columns, count.div_ceil(columns), count))
}

/// Area of a whole picture of this aspect in a cell, in pixels.
pub(super) fn shown(cell: Size, aspect: f64) -> f64 {
    let (width, height) = (f64::from(cell.width), f64::from(cell.height));
    (width * width / aspect).min(height * height * aspect)
}

/// One tile over all cells of a square but the last column and row, and small tiles in these: down
/// the right side, then along the bottom from the left.
pub(super) fn one_large(size: Size, gap: u32, side: usize, count: usize) -> Vec<Rectangle> {
    let edges = Edges::new(size, gap, side, side);
    let right = (0..side).map(|row| (side - 1, row));
    let below = (0..side - 1).map(|column| (column, side - 1));
    let small = right.chain(below).map(|(column, row)| edges.cell(column, row, 1));
    std::iter::once(edges.cell(0, 0, side - 1)).chain(small).take(count).collect()
}

/// Columns of equal width. Each tile is as high as its picture, and the next one goes to the column
/// that ends first.
pub(super) fn columns(size: Size, gap: u32, columns: usize, aspects: &[f64]) -> Vec<Rectangle> {
    let gap = f64::from(gap);
    let width = (f64::from(size.width) - gap * (columns as f64 - 1.0)).max(1.0) / columns as f64;
    let mut ends = vec![0.0_f64; columns];
    let mut place = |aspect: &f64| {
        let (column, top) = ends
            .iter()
            .copied()
            .enumerate()
            .min_by(|(_, one), (_, other)| one.total_cmp(other))
            .unwrap_or((0, 0.0));
        let (left, bottom) = (column as f64 * (width + gap), top + width / aspect);
        ends[column] = bottom + gap;
        Rectangle::of_edges(left, top, left + width, bottom)
    };
    aspects.iter().map(&mut place).collect()
}

/// The edges of cells.
struct Edges {
    gap: f64,
    width: f64,
    height: f64,
}

impl Edges {
    fn new(size: Size, gap: u32, columns: usize, rows: usize) -> Self {
        let gap = f64::from(gap);
        let side = |length: u32, count: usize| {
            (f64::from(length) - gap * (count as f64 - 1.0)).max(1.0) / count as f64
        };
        Self { gap, width: side(size.width, columns), height: side(size.height, rows) }
    }

    /// The cell at this column and row, `span` cells wide and high.
    fn cell(&self, column: usize, row: usize, span: usize) -> Rectangle {
        let from = |index: usize, side: f64| index as f64 * (side + self.gap);
        let to = |index: usize, side: f64| from(index + span, side) - self.gap;
        Rectangle::of_edges(
            from(column, self.width),
            from(row, self.height),
            to(column, self.width),
            to(row, self.height),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: Size = Size { width: 1920, height: 1080 };

    #[test]
    fn sixteen_wide_pictures_stand_four_by_four() {
        let tiles = best_grid(SCREEN, 0, &[16.0 / 9.0; 16]);
        assert_eq!(tiles[0], Rectangle { x: 0, y: 0, width: 480, height: 270 });
        assert_eq!(tiles[15], Rectangle { x: 1440, y: 810, width: 480, height: 270 });
    }

    #[test]
    fn tall_pictures_stand_side_by_side() {
        let tiles = best_grid(SCREEN, 0, &[9.0 / 16.0; 3]);
        assert!(tiles.iter().all(|tile| tile.y == 0), "{tiles:?}");
    }

    #[test]
    fn one_large_tile_has_five_small_ones_around_it() {
        let tiles = one_large(SCREEN, 0, 3, 6);
        assert_eq!(tiles[0], Rectangle { x: 0, y: 0, width: 1280, height: 720 });
        assert_eq!(tiles[1], Rectangle { x: 1280, y: 0, width: 640, height: 360 });
        assert_eq!(tiles[5], Rectangle { x: 640, y: 720, width: 640, height: 360 });
    }

    #[test]
    fn the_next_tile_goes_to_the_column_that_ends_first() {
        let tiles = columns(Size { width: 200, height: 10 }, 0, 2, &[1.0, 2.0, 1.0]);
        assert_eq!((tiles[2].x, tiles[2].y, tiles[2].height), (100, 50, 100));
    }
}
