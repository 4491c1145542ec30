//! The arrangement of a wall, which changes only when there is a reason.

use crate::layout::{self, Layout, Rows};
use crate::{Rectangle, Size};

/// Width divided by height of a picture whose size is not known yet.
const UNKNOWN: f64 = 16.0 / 9.0;
/// Pictures may be so many times as wide as high, or as high as wide: a wider one is shown with bars.
const WIDEST: f64 = 8.0;
/// An aspect that differs by less than this part changes nothing.
const NOTICED: f64 = 0.02;
/// Part of the longer side that a tile in focus takes.
const FOCUS: f64 = 2.0 / 3.0;

/// Where the tiles of a wall stand. It remembers the last arrangement, so tiles stay where they are
/// as long as another arrangement would not fill much more of the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Arranger {
    layout: Layout,
    /// Width divided by height.
    aspects: Vec<f64>,
    focus: Option<usize>,
    rows: Option<Rows>,
}

impl Arranger {
    /// For so many tiles.
    #[must_use]
    pub fn new(layout: Layout, tiles: usize) -> Self {
        Self { layout, aspects: vec![UNKNOWN; tiles], focus: None, rows: None }
    }

    /// Takes another layout.
    pub fn set_layout(&mut self, layout: Layout) {
        if self.layout != layout {
            self.layout = layout;
            self.rows = None;
        }
    }

    /// Makes one tile large and the others small, beside or below it; `None` makes them equal again.
    /// Only [`Layout::Auto`] and [`Layout::Grid`] do so: the others have their own large tile, or
    /// none.
    pub fn set_focus(&mut self, tile: Option<usize>) {
        self.focus = tile;
        self.rows = None;
    }

    /// Width by height of a tile's picture, as it was told or is assumed. `None` if there is no such tile.
    #[must_use]
    pub fn aspect(&self, tile: usize) -> Option<f64> {
        self.aspects.get(tile).copied()
    }

    /// Notes width divided by height of a tile's picture, and returns whether the wall has to be
    /// arranged again.
    pub fn set_aspect(&mut self, tile: usize, aspect: f64) -> bool {
        let Some(known) = self.aspects.get_mut(tile) else { return false };
        if !aspect.is_finite() || aspect <= 0.0 {
            return false;
        }
        let aspect = aspect.clamp(1.0 / WIDEST, WIDEST);
        if (aspect / *known - 1.0).abs() <= NOTICED {
            return false;
        }
        *known = aspect;
        true
    }

    /// Adds a tile at the end.
    pub fn push(&mut self) {
        self.aspects.push(UNKNOWN);
        self.rows = None;
    }

    /// Takes a tile away; those after it move up.
    pub fn remove(&mut self, tile: usize) {
        if tile < self.aspects.len() {
            self.aspects.remove(tile);
            self.focus = match self.focus {
                Some(focus) if focus == tile => None,
                Some(focus) if focus > tile => Some(focus - 1),
                focus => focus,
            };
            self.rows = None;
        }
    }

    /// Moves a tile to another place in the order; those between make room.
    pub fn shift(&mut self, from: usize, to: usize) {
        let count = self.aspects.len();
        if from < count && to < count {
            let aspect = self.aspects.remove(from);
            self.aspects.insert(to, aspect);
            self.focus = self.focus.map(|focus| shifted(focus, from, to));
        }
    }

    /// The tiles on a screen of `size`, `gap` device pixels apart, in their order. Fewer than there
    /// are tiles if the layout shows no more. Only [`Layout::Columns`] may be higher than the screen.
    pub fn arrange(&mut self, size: Size, gap: u32) -> Vec<Rectangle> {
        let focus = self.focus.filter(|_| matches!(self.layout, Layout::Auto | Layout::Grid));
        match focus.and_then(|focus| Some((focus, *self.aspects.get(focus)?))) {
            Some((focus, aspect)) if self.aspects.len() > 1 => self.arrange_around(focus, aspect, size, gap),
            _ => {
                let (tiles, rows) = layout::place(self.layout, size, gap, &self.aspects, self.rows.as_ref());
                self.rows = rows;
                tiles
            }
        }
    }

    /// `focus` gets most of the longer side, the others the rest.
    fn arrange_around(&mut self, focus: usize, aspect: f64, size: Size, gap: u32) -> Vec<Rectangle> {
        let is_wide = size.width >= size.height;
        let part = |side: u32| ((f64::from(side) * FOCUS) as u32).min(side.saturating_sub(gap + 1));
        let mut large = Rectangle { x: 0, y: 0, width: size.width, height: size.height };
        let mut rest = size;
        let offset = if is_wide {
            large.width = part(size.width).min((f64::from(size.height) * aspect) as u32).max(1);
            rest.width = size.width.saturating_sub(large.width + gap);
            (large.width + gap, 0)
        } else {
            large.height = part(size.height).min((f64::from(size.width) / aspect) as u32).max(1);
            rest.height = size.height.saturating_sub(large.height + gap);
            (0, large.height + gap)
        };
        let mut others = self.aspects.clone();
        others.remove(focus);
        let (mut tiles, rows) = layout::place(self.layout, rest, gap, &others, self.rows.as_ref());
        self.rows = rows;
        for tile in &mut tiles {
            tile.x += offset.0;
            tile.y += offset.1;
        }
        tiles.insert(focus.min(tiles.len()), large);
        tiles
    }
}

/// Where `index` stands after a tile was moved.
fn shifted(index: usize, from: usize, to: usize) -> usize {
    if index == from {
        to
    } else if from < index && index <= to {
        index - 1
    } else if to <= index && index < from {
        index + 1
    } else {
        index
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SCREEN: Size = Size { width: 1920, height: 1080 };

    const MIXED: [f64; 12] = [1.78, 1.78, 0.5625, 1.78, 1.33, 1.78, 1.78, 3.56, 1.78, 1.33, 0.5625, 1.78];

    fn mixed(aspects: &[f64]) -> Arranger {
        let mut arranger = Arranger::new(Layout::Auto, aspects.len());
        for (tile, aspect) in aspects.iter().enumerate() {
            arranger.set_aspect(tile, *aspect);
        }
        arranger
    }

    #[test]
    fn a_wall_of_mixed_shapes_fills_the_screen_better_than_a_grid() {
        let mut wall = mixed(&MIXED);
        let tiles = wall.arrange(SCREEN, 0);
        let shown = |tiles: &[Rectangle]| -> f64 {
            let area = |(tile, aspect): (&Rectangle, &f64)| {
                let (width, height) = (f64::from(tile.width), f64::from(tile.height));
                (width * width / aspect).min(height * height * aspect)
            };
            tiles.iter().zip(&MIXED).map(area).sum()
        };
        wall.set_layout(Layout::Grid);
        let grid = wall.arrange(SCREEN, 0);
        assert!(shown(&tiles) > 1.1 * shown(&grid), "{} {}", shown(&tiles), shown(&grid));
        assert!(shown(&tiles) > 0.8 * SCREEN.area() as f64);
    }

    #[test]
    fn a_picture_of_the_expected_shape_moves_nothing() {
        let mut arranger = Arranger::new(Layout::Auto, 4);
        assert!(!arranger.set_aspect(0, 1920.0 / 1080.0));
        assert!(!arranger.set_aspect(1, 1920.0 / 1088.0));
        assert!(arranger.set_aspect(2, 4.0 / 3.0));
        assert!(!arranger.set_aspect(9, 4.0 / 3.0));
        assert!(!arranger.set_aspect(0, f64::NAN));
    }

    #[test]
    fn tiles_stay_in_their_rows_while_another_cut_gains_little() {
        let mut arranger = mixed(&MIXED);
        arranger.arrange(SCREEN, 0);
        let before = arranger.rows.clone();
        assert!(before.is_some());
        arranger.set_aspect(1, 1.6);
        arranger.arrange(SCREEN, 0);
        assert_eq!(arranger.rows, before);
    }

    #[test]
    fn the_tile_in_focus_is_the_largest_and_keeps_its_place_in_the_order() {
        let mut arranger = Arranger::new(Layout::Auto, 5);
        arranger.set_focus(Some(2));
        let tiles = arranger.arrange(SCREEN, 8);
        assert_eq!(tiles.len(), 5);
        let largest = (0..5).max_by_key(|index| tiles[*index].size().area());
        assert_eq!(largest, Some(2));
        arranger.shift(2, 0);
        let tiles = arranger.arrange(SCREEN, 8);
        assert_eq!((0..5).max_by_key(|index| tiles[*index].size().area()), Some(0));
    }

    #[test]
    fn a_wall_shows_as_many_tiles_as_its_layout_has() {
        for (layout, shown) in [(Layout::Square(2), 4), (Layout::OnePlus5, 6), (Layout::OnePlus7, 8)] {
            assert_eq!(Arranger::new(layout, 20).arrange(SCREEN, 2).len(), shown);
        }
        assert_eq!(Arranger::new(Layout::Square(4), 5).arrange(SCREEN, 2).len(), 5);
    }

    #[test]
    fn a_wall_without_tiles_is_empty() {
        for layout in [Layout::Auto, Layout::Grid, Layout::Square(3), Layout::OnePlus5, Layout::Columns(2)] {
            assert!(Arranger::new(layout, 0).arrange(SCREEN, 2).is_empty());
        }
    }

    fn layouts() -> impl Strategy<Value = Layout> {
        let count = 1..=Layout::MOST_A_SIDE;
        prop_oneof![
            Just(Layout::Auto),
            Just(Layout::Grid),
            Just(Layout::OnePlus5),
            Just(Layout::OnePlus7),
            count.clone().prop_map(Layout::Square),
            count.prop_map(Layout::Columns),
        ]
    }

    proptest! {
        #[test]
        fn tiles_lie_on_the_screen_and_never_on_each_other(
            layout in layouts(),
            aspects in prop::collection::vec(0.05_f64..20.0, 0..40),
            width in 1_u32..5000,
            height in 1_u32..5000,
            gap in 0_u32..20,
            focus in prop::option::of(0_usize..40),
        ) {
            let mut arranger = mixed(&aspects);
            arranger.set_layout(layout);
            arranger.set_focus(focus);
            let tiles = arranger.arrange(Size { width, height }, gap);
            let count = layout.capacity().unwrap_or(aspects.len()).min(aspects.len());
            prop_assert_eq!(tiles.len(), count);
            // On a screen that is too small for the gaps, tiles are too small to be seen.
            let room = (gap + 1) * 41;
            prop_assume!(width > room && height > room);
            for (index, tile) in tiles.iter().enumerate() {
                prop_assert!(tile.right() <= width + 1, "{:?}", tile);
                prop_assert!(matches!(layout, Layout::Columns(_)) || tile.bottom() <= height + 1, "{:?}", tile);
                for other in &tiles[..index] {
                    let is_apart = tile.right() <= other.x
                        || other.right() <= tile.x
                        || tile.bottom() <= other.y
                        || other.bottom() <= tile.y;
                    prop_assert!(is_apart, "{:?} lies on {:?}", tile, other);
                }
            }
        }
    }
}
