//! Rows or columns of tiles that have the shapes of their pictures.
//!
//! For each number of rows, dynamic programming cuts the tiles, in their order, into rows whose
//! summed aspects differ least. A row is as high as it must be to fill the width; if all rows
//! together are higher than the screen, the highest are lowered to a common height. The cut that
//! fills most of the screen is used. Columns are rows of the turned screen.

use crate::{Rectangle, Size};

/// Area of the kept arrangement, divided by that of the best, above which the tiles stay.
const GOOD_ENOUGH: f64 = 0.95;

/// How tiles are cut into rows or columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rows {
    direction: Direction,
    /// Number of tiles in each.
    lengths: Vec<usize>,
}

/// Whether tiles stand in rows or in columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Rows,
    Columns,
}

impl Rows {
    /// The rows or columns that fill most of the screen; `kept` if they fill nearly as much. `None`
    /// without tiles.
    pub(super) fn best(size: Size, gap: u32, aspects: &[f64], kept: Option<&Self>) -> Option<Self> {
        let rows = |direction| {
            let cuts = cuts(&Turned::new(direction, size, gap, aspects).aspects);
            cuts.into_iter().map(move |lengths| Self { direction, lengths })
        };
        let filled = |rows: &Self| rows.filled(size, gap, aspects);
        let best = rows(Direction::Rows)
            .chain(rows(Direction::Columns))
            .max_by(|one, other| filled(one).total_cmp(&filled(other)))?;
        let kept = kept.filter(|kept| {
            kept.lengths.iter().sum::<usize>() == aspects.len() && filled(kept) >= GOOD_ENOUGH * filled(&best)
        });
        Some(kept.cloned().unwrap_or(best))
    }

    /// Where the tiles stand, in the middle of the screen.
    pub(super) fn tiles(&self, size: Size, gap: u32, aspects: &[f64]) -> Vec<Rectangle> {
        let turned = Turned::new(self.direction, size, gap, aspects);
        let heights = turned.heights(&self.lengths);
        let high = heights.iter().sum::<f64>() + turned.gap * (heights.len() as f64 - 1.0);
        let mut top = (turned.height - high).max(0.0) / 2.0;
        let mut tiles = Vec::with_capacity(aspects.len());
        for (row, height) in turned.rows(&self.lengths).zip(heights) {
            let wide = row.iter().sum::<f64>() * height + turned.gap * (row.len() as f64 - 1.0);
            let mut left = (turned.width - wide).max(0.0) / 2.0;
            for aspect in row {
                let (right, bottom) = (left + aspect * height, top + height);
                tiles.push(match self.direction {
                    Direction::Rows => Rectangle::of_edges(left, top, right, bottom),
                    Direction::Columns => Rectangle::of_edges(top, left, bottom, right),
                });
                left = right + turned.gap;
            }
            top += height + turned.gap;
        }
        tiles
    }

    /// Area of the tiles, in pixels.
    fn filled(&self, size: Size, gap: u32, aspects: &[f64]) -> f64 {
        let turned = Turned::new(self.direction, size, gap, aspects);
        let heights = turned.heights(&self.lengths);
        let rows = turned.rows(&self.lengths).zip(heights);
        rows.map(|(row, height)| row.iter().sum::<f64>() * height * height).sum()
    }
}

/// The screen as rows see it: columns are rows of a screen that lies on its side.
struct Turned {
    width: f64,
    height: f64,
    gap: f64,
    aspects: Vec<f64>,
}

impl Turned {
    fn new(direction: Direction, size: Size, gap: u32, aspects: &[f64]) -> Self {
        let (width, height, gap) = (size.width.into(), size.height.into(), gap.into());
        match direction {
            Direction::Rows => Self { width, height, gap, aspects: aspects.to_vec() },
            Direction::Columns => {
                let aspects = aspects.iter().map(|aspect| 1.0 / aspect).collect();
                Self { width: height, height: width, gap, aspects }
            }
        }
    }

    fn rows<'a>(&'a self, lengths: &'a [usize]) -> impl Iterator<Item = &'a [f64]> {
        lengths.iter().scan(0, |start, length| {
            let row = self.aspects.get(*start..*start + *length);
            *start += *length;
            row
        })
    }

    /// Heights of the rows, the highest lowered to a common one if all together do not fit.
    fn heights(&self, lengths: &[usize]) -> Vec<f64> {
        let full = |row: &[f64]| {
            (self.width - self.gap * (row.len() as f64 - 1.0)).max(0.0) / row.iter().sum::<f64>()
        };
        let mut heights: Vec<f64> = self.rows(lengths).map(full).collect();
        let room = (self.height - self.gap * (heights.len() as f64 - 1.0)).max(0.0);
        let cap = cap(&heights, room);
        heights.iter_mut().for_each(|height| *height = height.min(cap));
        heights
    }
}

/// The height to which the highest rows are lowered so that all together are at most as high as
/// `room`.
fn cap(heights: &[f64], room: f64) -> f64 {
    let mut sorted = heights.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut left = room;
    for (index, height) in sorted.iter().enumerate() {
        let share = left / (sorted.len() - index) as f64;
        if *height > share {
            return share;
        }
        left -= height;
    }
    f64::INFINITY
}

/// For each number of rows, the lengths of rows whose summed aspects differ least from each other.
fn cuts(aspects: &[f64]) -> Vec<Vec<usize>> {
    let count = aspects.len();
    let mut sums = vec![0.0];
    sums.extend(aspects.iter().scan(0.0, |sum, aspect| {
        *sum += aspect;
        Some(*sum)
    }));
    (1..=count).map(|rows| cut(&sums, rows)).collect()
}

/// Cuts into so many rows. `sums` has the summed aspects of the first 0, 1, 2 … tiles.
fn cut(sums: &[f64], rows: usize) -> Vec<usize> {
    let count = sums.len() - 1;
    let mean = sums[count] / rows as f64;
    let deviation = |from: usize, to: usize| (sums[to] - sums[from] - mean).powi(2);
    // Least deviation of the first `to` tiles in the rows so far, and where the last of these begins.
    let mut least = vec![f64::INFINITY; count + 1];
    least[0] = 0.0;
    let mut begins = Vec::with_capacity(rows);
    for row in 1..=rows {
        let mut next = vec![f64::INFINITY; count + 1];
        let mut begin = vec![0; count + 1];
        for to in row..=count - (rows - row) {
            for (from, before) in least.iter().enumerate().take(to).skip(row - 1) {
                let sum = before + deviation(from, to);
                if sum < next[to] {
                    (next[to], begin[to]) = (sum, from);
                }
            }
        }
        least = next;
        begins.push(begin);
    }
    let mut lengths = Vec::with_capacity(rows);
    let mut to = count;
    for begin in begins.iter().rev() {
        lengths.push(to - begin[to]);
        to = begin[to];
    }
    lengths.reverse();
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_cut_where_their_widths_are_alike() {
        assert_eq!(cut(&[0.0, 1.0, 2.0, 3.0, 6.0], 2), [3, 1]);
    }

    #[test]
    fn the_highest_rows_are_lowered_to_a_common_height() {
        assert!((cap(&[1.0, 5.0, 9.0], 9.0) - 4.0).abs() < 1e-9);
        assert!(cap(&[1.0, 2.0], 9.0).is_infinite());
    }
}
