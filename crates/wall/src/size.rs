//! The resolution that a tile requests from its camera.
//!
//! A camera encodes a smaller picture for less, sends it in fewer bytes, and a browser decodes it
//! for less. A change is a new connection, so a tile changes seldom: only if the picture is clearly
//! too small or too large for some time, and not while a person drags.

use std::time::Duration;

use crate::Size;

/// Pixels of the tile for each pixel of the picture, up to which a picture is large enough.
const MOST_ENLARGED: f64 = 1.25;
/// The same, below which a picture is too large.
const MOST_REDUCED: f64 = 0.6;
/// Shapes that differ by no more than this part are alike.
const ALIKE: f64 = 0.05;
/// For how long a picture must be too small before the tile changes.
const SMALL_FOR: Duration = Duration::from_millis(500);
/// For how long a picture must be too large.
const LARGE_FOR: Duration = Duration::from_secs(3);
/// Time between two changes of one tile.
const BETWEEN: Duration = Duration::from_secs(5);

/// A tile, as far as its resolution depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TileSize {
    /// Its size on the screen, in device pixels (see [`device_size`]).
    pub size: Size,
    /// A person is dragging or resizing, or the layout still moves.
    pub is_moving: bool,
}

/// Chooses among the sizes that a camera offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SizeChooser {
    /// Smallest first.
    offered: Vec<Size>,
    chosen: Option<Size>,
    changed: Option<Duration>,
    /// Since when the chosen size has been too small, or too large.
    unsuited: Option<(Unsuited, Duration)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unsuited {
    Small,
    Large,
}

impl SizeChooser {
    /// For a camera that offers these sizes, in any order.
    #[must_use]
    pub fn new(offered: impl IntoIterator<Item = Size>) -> Self {
        let mut offered: Vec<Size> = offered.into_iter().filter(|size| size.area() > 0).collect();
        offered.sort_by_key(|size| (size.area(), size.width));
        offered.dedup();
        Self { offered, chosen: None, changed: None, unsuited: None }
    }

    /// The size to request now. The first call chooses at once. Later ones change it only if the picture
    /// was clearly too small or too large for some time. `None` if the camera offers no size: then
    /// request none.
    pub fn choose(&mut self, now: Duration, tile: TileSize) -> Option<Size> {
        let Some(chosen) = self.chosen else {
            self.chosen = self.suited(tile.size);
            self.changed = self.chosen.and(Some(now));
            return self.chosen;
        };
        let scale = scale(chosen, tile.size);
        let unsuited = if tile.is_moving {
            None
        } else if scale > MOST_ENLARGED {
            Some(Unsuited::Small)
        } else if scale < MOST_REDUCED {
            Some(Unsuited::Large)
        } else {
            None
        };
        let wanted = self.suited(tile.size).filter(|wanted| *wanted != chosen);
        let Some((unsuited, wanted)) = unsuited.zip(wanted) else {
            self.unsuited = None;
            return self.chosen;
        };
        let since = match self.unsuited {
            Some((before, since)) if before == unsuited => since,
            _ => now,
        };
        self.unsuited = Some((unsuited, since));
        let long = if unsuited == Unsuited::Small { SMALL_FOR } else { LARGE_FOR };
        let has_rested = self.changed.is_none_or(|changed| now.saturating_sub(changed) >= BETWEEN);
        if now.saturating_sub(since) >= long && has_rested {
            (self.chosen, self.changed, self.unsuited) = (Some(wanted), Some(now), None);
        }
        self.chosen
    }

    /// The sizes that the camera offers, smallest first.
    #[must_use]
    pub fn offered(&self) -> &[Size] {
        &self.offered
    }

    /// The smallest size that a tile of this size need not enlarge by much, or the largest.
    fn suited(&self, tile: Size) -> Option<Size> {
        let is_large_enough = |size: &&Size| scale(**size, tile) <= MOST_ENLARGED;
        self.offered.iter().find(is_large_enough).or(self.offered.last()).copied()
    }
}

/// The sizes of about the same shape as `own`: a camera cuts its picture off in other shapes.
#[must_use]
pub fn of_shape(sizes: &[Size], own: Size) -> Vec<Size> {
    sizes.iter().copied().filter(|size| is_alike(*size, own)).collect()
}

fn is_alike(one: Size, other: Size) -> bool {
    other.area() > 0 && (one.aspect() / other.aspect() - 1.0).abs() <= ALIKE
}

/// The next smaller of the sizes, which come smallest first, of about the same shape.
pub(crate) fn next_smaller(offered: &[Size], size: Size) -> Option<Size> {
    let mut smaller = offered.iter().rev().filter(|other| other.area() < size.area());
    smaller.find(|other| is_alike(**other, size)).copied()
}

/// The size of a tile in device pixels. `width` and `height` are CSS pixels, `ratio` is the
/// screen's pixel ratio, and `tiles` how many tiles the wall shows: the more there are, the less a
/// person sees of a dense screen's details.
#[must_use]
pub fn device_size(width: f64, height: f64, ratio: f64, tiles: usize) -> Size {
    let densest = match tiles {
        0..=3 => 2.0,
        4..=8 => 1.5,
        _ => 1.0,
    };
    let ratio = if ratio.is_finite() { ratio.clamp(0.1, densest) } else { 1.0 };
    // `as` saturates.
    Size { width: (width * ratio).round() as u32, height: (height * ratio).round() as u32 }
}

/// Pixels of the tile for each pixel of the picture, which is shown whole.
fn scale(picture: Size, tile: Size) -> f64 {
    let across = f64::from(tile.width) / f64::from(picture.width);
    let down = f64::from(tile.height) / f64::from(picture.height);
    across.min(down)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn size(width: u32, height: u32) -> Size {
        Size { width, height }
    }

    const OFFERED: [Size; 5] =
        [size(1920, 1080), size(160, 90), size(320, 180), size(1280, 720), size(640, 360)];

    fn at(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    fn still(width: u32, height: u32) -> TileSize {
        TileSize { size: size(width, height), is_moving: false }
    }

    #[test]
    fn a_tile_requests_the_next_larger_size_at_once() {
        let choose = |width, height| SizeChooser::new(OFFERED).choose(at(0), still(width, height));
        assert_eq!(choose(480, 270), Some(size(640, 360)));
        assert_eq!(choose(640, 360), Some(size(640, 360)));
        // A little smaller than the tile is as good.
        assert_eq!(choose(780, 439), Some(size(640, 360)));
        assert_eq!(choose(3840, 2160), Some(size(1920, 1080)));
        assert_eq!(choose(0, 0), Some(size(160, 90)));
        assert_eq!(SizeChooser::new([]).choose(at(0), still(480, 270)), None);
    }

    #[test]
    fn a_tile_that_grows_changes_after_half_a_second_and_one_that_shrinks_after_three() {
        let mut chooser = SizeChooser::new(OFFERED);
        chooser.choose(at(0), still(300, 170));
        assert_eq!(chooser.choose(at(10_000), still(1280, 720)), Some(size(320, 180)));
        assert_eq!(chooser.choose(at(10_499), still(1280, 720)), Some(size(320, 180)));
        assert_eq!(chooser.choose(at(10_500), still(1280, 720)), Some(size(1280, 720)));
        assert_eq!(chooser.choose(at(20_000), still(300, 170)), Some(size(1280, 720)));
        assert_eq!(chooser.choose(at(22_999), still(300, 170)), Some(size(1280, 720)));
        assert_eq!(chooser.choose(at(23_000), still(300, 170)), Some(size(320, 180)));
    }

    #[test]
    fn a_tile_changes_at_most_every_five_seconds() {
        let mut chooser = SizeChooser::new(OFFERED);
        chooser.choose(at(0), still(300, 170));
        assert_eq!(chooser.choose(at(1_000), still(1280, 720)), Some(size(320, 180)));
        assert_eq!(chooser.choose(at(4_999), still(1280, 720)), Some(size(320, 180)));
        assert_eq!(chooser.choose(at(5_000), still(1280, 720)), Some(size(1280, 720)));
    }

    #[test]
    fn a_size_of_another_shape_shows_less_of_the_view_and_is_left_out() {
        let sizes = [size(320, 240), size(320, 180), size(1280, 720), size(1280, 800)];
        assert_eq!(of_shape(&sizes, size(1920, 1080)), [size(320, 180), size(1280, 720)]);
        assert_eq!(of_shape(&sizes, size(0, 0)), []);
    }

    #[test]
    fn nothing_changes_while_a_person_drags() {
        let mut chooser = SizeChooser::new(OFFERED);
        chooser.choose(at(0), still(300, 170));
        for now in (6_000..20_000).step_by(250) {
            let tile = TileSize { is_moving: true, ..still(1280, 720) };
            assert_eq!(chooser.choose(at(now), tile), Some(size(320, 180)));
        }
    }

    #[test]
    fn a_dense_screen_counts_for_less_the_more_tiles_there_are() {
        assert_eq!(device_size(640.0, 360.0, 3.0, 1), size(1280, 720));
        assert_eq!(device_size(640.0, 360.0, 2.0, 4), size(960, 540));
        assert_eq!(device_size(640.0, 360.0, 2.0, 16), size(640, 360));
        assert_eq!(device_size(f64::NAN, -1.0, f64::INFINITY, 1), size(0, 0));
    }

    proptest! {
        #[test]
        fn a_tile_that_keeps_its_size_changes_at_most_once(
            first in (1_u32..4000, 1_u32..4000),
            then in (1_u32..4000, 1_u32..4000),
        ) {
            let mut chooser = SizeChooser::new(OFFERED);
            let mut chosen = vec![chooser.choose(at(0), still(first.0, first.1))];
            for now in (100..60_000).step_by(100) {
                chosen.push(chooser.choose(at(now), still(then.0, then.1)));
            }
            chosen.dedup();
            prop_assert!(chosen.len() <= 2, "{:?}", chosen);
        }
    }
}
