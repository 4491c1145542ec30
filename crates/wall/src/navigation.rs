//! Moving from tile to tile by the keyboard, as in a grid
//! (<https://www.w3.org/WAI/ARIA/apg/patterns/grid/>).

use crate::Rectangle;

/// A step that a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// To the tile on the left.
    Left,
    /// To the tile on the right.
    Right,
    /// To the tile above.
    Up,
    /// To the tile below.
    Down,
    /// To the first tile of the row.
    RowStart,
    /// To the last tile of the row.
    RowEnd,
    /// To the first tile.
    First,
    /// To the last tile.
    Last,
}

/// The tile that a step from tile `from` leads to. `None` if there is no tile that way, or no `from`.
///
/// In rows of unequal tiles, up and down lead to the tile whose centre is nearest.
#[must_use]
pub fn neighbour(tiles: &[Rectangle], from: usize, step: Step) -> Option<usize> {
    let here = *tiles.get(from)?;
    let others = || tiles.iter().copied().enumerate().filter(move |(index, _)| *index != from);
    let in_row = || others().filter(move |(_, tile)| shares_row(*tile, here));
    let nearest = |candidates: &mut dyn Iterator<Item = (usize, Rectangle)>| {
        candidates.min_by_key(|(_, tile)| distance(*tile, here)).map(|(index, _)| index)
    };
    match step {
        Step::Left => nearest(&mut in_row().filter(|(_, tile)| tile.right() <= here.x)),
        Step::Right => nearest(&mut in_row().filter(|(_, tile)| tile.x >= here.right())),
        Step::Up => nearest(&mut others().filter(|(_, tile)| tile.bottom() <= here.y)),
        Step::Down => nearest(&mut others().filter(|(_, tile)| tile.y >= here.bottom())),
        Step::RowStart => {
            in_row().chain([(from, here)]).min_by_key(|(_, tile)| tile.x).map(|(index, _)| index)
        }
        Step::RowEnd => in_row().chain([(from, here)]).max_by_key(|(_, tile)| tile.x).map(|(index, _)| index),
        Step::First => Some(0),
        Step::Last => tiles.len().checked_sub(1),
    }
}

/// Whether both stand beside each other.
fn shares_row(one: Rectangle, other: Rectangle) -> bool {
    one.y < other.bottom() && other.y < one.bottom()
}

/// Squared distance of the centres, times four.
fn distance(one: Rectangle, other: Rectangle) -> i128 {
    let twice = |start: u32, length: u32| 2 * i128::from(start) + i128::from(length);
    let across = twice(one.x, one.width) - twice(other.x, other.width);
    let down = twice(one.y, one.height) - twice(other.y, other.height);
    across * across + down * down
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Arranger, Layout, Size};

    fn wall(layout: Layout, tiles: usize) -> Vec<Rectangle> {
        Arranger::new(layout, tiles).arrange(Size { width: 1920, height: 1080 }, 4)
    }

    #[test]
    fn arrows_move_within_a_grid() {
        let tiles = wall(Layout::Square(3), 9);
        let from_centre = |step| neighbour(&tiles, 4, step);
        assert_eq!(from_centre(Step::Left), Some(3));
        assert_eq!(from_centre(Step::Right), Some(5));
        assert_eq!(from_centre(Step::Up), Some(1));
        assert_eq!(from_centre(Step::Down), Some(7));
        assert_eq!(from_centre(Step::RowStart), Some(3));
        assert_eq!(from_centre(Step::RowEnd), Some(5));
        assert_eq!(from_centre(Step::First), Some(0));
        assert_eq!(from_centre(Step::Last), Some(8));
    }

    #[test]
    fn there_is_no_step_beyond_the_edge() {
        let tiles = wall(Layout::Square(3), 9);
        assert_eq!(neighbour(&tiles, 0, Step::Left), None);
        assert_eq!(neighbour(&tiles, 0, Step::Up), None);
        assert_eq!(neighbour(&tiles, 8, Step::Right), None);
        assert_eq!(neighbour(&tiles, 8, Step::Down), None);
        assert_eq!(neighbour(&[], 0, Step::First), None);
    }

    #[test]
    fn every_tile_of_every_layout_is_reached_by_the_arrows() {
        for layout in [Layout::Auto, Layout::Grid, Layout::OnePlus5, Layout::OnePlus7, Layout::Columns(3)] {
            let tiles = wall(layout, 8);
            let mut reached = vec![0];
            let mut next = 0;
            while let Some(from) = reached.get(next).copied() {
                for step in [Step::Left, Step::Right, Step::Up, Step::Down] {
                    if let Some(to) = neighbour(&tiles, from, step).filter(|to| !reached.contains(to)) {
                        reached.push(to);
                    }
                }
                next += 1;
            }
            assert_eq!(reached.len(), tiles.len(), "{layout}");
        }
    }
}
