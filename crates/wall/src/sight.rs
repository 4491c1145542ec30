//! Whether a tile keeps its camera although nobody sees it.

use std::time::Duration;

/// For how long a tile that was scrolled out keeps its camera.
const SCROLLED_FOR: Duration = Duration::from_secs(1);
/// For how long a tile behind a large one does. A person who comes back finds it live.
const COVERED_FOR: Duration = Duration::from_secs(10);

/// How a tile is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TileView {
    /// Some of it is on the screen, or will be in a moment.
    Shown,
    /// Another tile has the whole screen.
    Covered,
    /// It is scrolled out, or its layout has no place for it.
    Out,
}

/// Lets a tile go after nobody has seen it for a while, and takes it back at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TileSight {
    hidden: Option<Duration>,
}

impl TileSight {
    /// Whether the tile keeps its camera. [`share`](crate::share) takes that as
    /// [`is_visible`](crate::TileLink::is_visible).
    pub fn keeps(&mut self, now: Duration, view: TileView) -> bool {
        let patience = match view {
            TileView::Shown => {
                self.hidden = None;
                return true;
            }
            TileView::Covered => COVERED_FOR,
            TileView::Out => SCROLLED_FOR,
        };
        now.saturating_sub(*self.hidden.get_or_insert(now)) < patience
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn a_tile_that_is_scrolled_out_lets_go_after_a_second_and_comes_back_at_once() {
        let mut sight = TileSight::default();
        assert!(sight.keeps(at(0), TileView::Shown));
        assert!(sight.keeps(at(5000), TileView::Out));
        assert!(sight.keeps(at(5999), TileView::Out));
        assert!(!sight.keeps(at(6000), TileView::Out));
        assert!(sight.keeps(at(6001), TileView::Shown));
        assert!(sight.keeps(at(6002), TileView::Out));
    }

    #[test]
    fn tiles_behind_a_large_one_stay_for_ten_seconds() {
        let mut sight = TileSight::default();
        assert!(sight.keeps(at(0), TileView::Covered));
        assert!(sight.keeps(at(9999), TileView::Covered));
        assert!(!sight.keeps(at(10_000), TileView::Covered));
    }
}
