//! The bits that all tiles of a wall may receive together.
//!
//! Requests are lowered soon after the wall receives too much, and raised again only when there has
//! been room for a while, because every change is a new connection.

use std::time::Duration;

/// For how long the wall must receive too much before requests are lowered.
const OVER_FOR: Duration = Duration::from_secs(2);
/// For how long there must be room before one is raised.
const UNDER_FOR: Duration = Duration::from_secs(10);
/// Time between two changes, in which measured rates settle.
const BETWEEN: Duration = Duration::from_secs(5);
/// Part of the budget that the wall may be expected to receive after a request is raised.
const ROOM: f64 = 0.8;

/// A tile, as far as the budget concerns it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TileRate {
    /// Bits that it receives a second, as measured.
    pub bits: f64,
    /// A person looks at it: it is lowered last, and raised first.
    pub is_focused: bool,
    /// Part of its bits that it would keep if its request were lowered by one step; `None` if it cannot
    /// be lowered. See [`TileRequests::lower_factor`](crate::TileRequests::lower_factor).
    pub lower: Option<f64>,
    /// By which factor its bits would grow if its request were raised by one step; `None` if it is not
    /// lowered.
    pub raise: Option<f64>,
}

/// A change of one tile's request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateChange {
    /// One step lower.
    Lower(usize),
    /// One step higher.
    Raise(usize),
}

/// Shares a wall's budget by the measured rates of its tiles.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Budget {
    /// Bits a second.
    most: Option<f64>,
    since: Option<(Side, Duration)>,
    changed: Option<Duration>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Over,
    Under,
}

impl Budget {
    /// So many megabits a second, or no bound.
    #[must_use]
    pub fn new(megabits: Option<u32>) -> Self {
        Self { most: megabits.map(|megabits| f64::from(megabits) * 1e6), since: None, changed: None }
    }

    /// A person sets another budget: it holds at once.
    pub fn set(&mut self, megabits: Option<u32>) {
        *self = Self::new(megabits);
    }

    /// Whether the wall receives more than it may.
    #[must_use]
    pub fn is_exceeded(&self, tiles: &[TileRate]) -> bool {
        self.most.is_some_and(|most| total(tiles) > most)
    }

    /// The changes that are due now. Call it about once a second.
    pub fn adjust(&mut self, now: Duration, tiles: &[TileRate]) -> Vec<RateChange> {
        let Some(most) = self.most else {
            return (0..tiles.len())
                .filter(|tile| tiles[*tile].raise.is_some())
                .map(RateChange::Raise)
                .collect();
        };
        let raised = raised(tiles, most * ROOM);
        let side = match () {
            () if total(tiles) > most => Some(Side::Over),
            () if raised.is_some() => Some(Side::Under),
            () => None,
        };
        let Some(side) = side else {
            self.since = None;
            return Vec::new();
        };
        let since = match self.since {
            Some((before, since)) if before == side => since,
            _ => now,
        };
        self.since = Some((side, since));
        let long = if side == Side::Over { OVER_FOR } else { UNDER_FOR };
        let has_rested = self.changed.is_none_or(|changed| now.saturating_sub(changed) >= BETWEEN);
        if now.saturating_sub(since) < long || !has_rested {
            return Vec::new();
        }
        let changes = match side {
            Side::Over => lowered(tiles, most),
            Side::Under => raised.map(RateChange::Raise).into_iter().collect(),
        };
        if !changes.is_empty() {
            (self.changed, self.since) = (Some(now), None);
        }
        changes
    }
}

fn total(tiles: &[TileRate]) -> f64 {
    tiles.iter().map(|tile| tile.bits).filter(|bits| bits.is_finite()).sum()
}

/// The tiles with most bits are lowered, each by one step, until the rest is expected to be within the
/// budget. The focused ones come last.
fn lowered(tiles: &[TileRate], most: f64) -> Vec<RateChange> {
    let mut order: Vec<_> = (0..tiles.len()).filter(|tile| tiles[*tile].lower.is_some()).collect();
    order.sort_by(|one, other| {
        let (one, other) = (&tiles[*one], &tiles[*other]);
        one.is_focused.cmp(&other.is_focused).then(other.bits.total_cmp(&one.bits))
    });
    let has_others = order.iter().any(|tile| !tiles[*tile].is_focused);
    let mut expected = total(tiles);
    let mut changes = Vec::new();
    for tile in order {
        // As long as others can be lowered, the focused one is not.
        if expected <= most || tiles[tile].is_focused && has_others {
            break;
        }
        let kept = tiles[tile].lower.unwrap_or(1.0).clamp(0.0, 1.0);
        expected -= tiles[tile].bits * (1.0 - kept);
        changes.push(RateChange::Lower(tile));
    }
    changes
}

/// The tile to raise next: a focused one, or that with fewest bits, if there is room.
fn raised(tiles: &[TileRate], most: f64) -> Option<usize> {
    let sum = total(tiles);
    let has_room =
        |tile: &TileRate| tile.raise.is_some_and(|factor| sum + tile.bits * (factor - 1.0).max(0.0) <= most);
    let lowered = (0..tiles.len()).filter(|tile| has_room(&tiles[*tile]));
    lowered.min_by(|one, other| {
        let (one, other) = (&tiles[*one], &tiles[*other]);
        other.is_focused.cmp(&one.is_focused).then(one.bits.total_cmp(&other.bits))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn tile(megabits: f64) -> TileRate {
        TileRate { bits: megabits * 1e6, is_focused: false, lower: Some(0.25), raise: None }
    }

    #[test]
    fn the_heaviest_tiles_are_lowered_after_two_seconds_and_no_more_than_needed() {
        let mut budget = Budget::new(Some(10));
        let tiles = [tile(2.0), tile(8.0), tile(4.0)];
        assert!(budget.is_exceeded(&tiles));
        assert_eq!(budget.adjust(at(0), &tiles), []);
        assert_eq!(budget.adjust(at(1), &tiles), []);
        assert_eq!(budget.adjust(at(2), &tiles), [RateChange::Lower(1)]);
        // Rates have not settled yet.
        assert_eq!(budget.adjust(at(5), &tiles), []);
        assert_eq!(budget.adjust(at(7), &tiles), [RateChange::Lower(1)]);
    }

    #[test]
    fn a_moment_over_the_budget_changes_nothing() {
        let mut budget = Budget::new(Some(10));
        assert_eq!(budget.adjust(at(0), &[tile(20.0)]), []);
        assert_eq!(budget.adjust(at(1), &[tile(5.0)]), []);
        assert_eq!(budget.adjust(at(2), &[tile(20.0)]), []);
        assert_eq!(budget.adjust(at(3), &[tile(20.0)]), []);
    }

    #[test]
    fn the_focused_tile_is_lowered_only_when_no_other_can_be() {
        let focused = TileRate { is_focused: true, ..tile(30.0) };
        let other = tile(1.0);
        let adjust = |tiles: &[TileRate]| {
            let mut budget = Budget::new(Some(10));
            budget.adjust(at(0), tiles);
            budget.adjust(at(2), tiles)
        };
        assert_eq!(adjust(&[focused, other]), [RateChange::Lower(1)]);
        assert_eq!(adjust(&[focused, TileRate { lower: None, ..other }]), [RateChange::Lower(0)]);
        assert_eq!(adjust(&[TileRate { lower: None, ..focused }]), []);
    }

    #[test]
    fn a_tile_is_raised_again_when_there_was_room_for_ten_seconds() {
        let mut budget = Budget::new(Some(10));
        let lowered = TileRate { raise: Some(4.0), ..tile(1.0) };
        let focused = TileRate { is_focused: true, ..lowered };
        let tiles = [lowered, focused, tile(1.0)];
        for second in 0..10 {
            assert_eq!(budget.adjust(at(second), &tiles), []);
        }
        assert_eq!(budget.adjust(at(10), &tiles), [RateChange::Raise(1)]);
        // Raised, they would not fit.
        let mut budget = Budget::new(Some(10));
        let tiles = [TileRate { raise: Some(4.0), ..tile(2.0) }, tile(1.0)];
        assert!((0..60).all(|second| budget.adjust(at(second), &tiles).is_empty()));
    }

    #[test]
    fn without_a_budget_every_tile_is_raised_at_once() {
        let lowered = TileRate { raise: Some(4.0), ..tile(1.0) };
        let changes = Budget::new(None).adjust(at(0), &[lowered, tile(99.0), lowered]);
        assert_eq!(changes, [RateChange::Raise(0), RateChange::Raise(2)]);
    }

    proptest! {
        /// Cameras whose bits follow their steps exactly.
        #[test]
        fn a_wall_comes_within_its_budget_and_then_rests(
            full in prop::collection::vec(0.1_f64..20.0, 1..20),
            megabits in 1_u32..100,
        ) {
            let mut budget = Budget::new(Some(megabits));
            let mut steps = vec![0_u8; full.len()];
            let rates = |steps: &[u8]| -> Vec<_> {
                let rate = |(full, steps): (&f64, &u8)| TileRate {
                    bits: full * 1e6 * 0.25_f64.powi(i32::from(*steps)),
                    is_focused: false,
                    lower: (*steps < 3).then_some(0.25),
                    raise: (*steps > 0).then_some(4.0),
                };
                full.iter().zip(steps).map(rate).collect()
            };
            let mut last_change = 0;
            for second in 0..600 {
                for change in budget.adjust(at(second), &rates(&steps)) {
                    last_change = second;
                    match change {
                        RateChange::Lower(tile) => steps[tile] += 1,
                        RateChange::Raise(tile) => steps[tile] -= 1,
                    }
                }
            }
            let can_fit = steps.iter().any(|steps| *steps < 3);
            prop_assert!(!can_fit || total(&rates(&steps)) <= f64::from(megabits) * 1e6);
            prop_assert!(last_change < 500, "{}", last_change);
        }
    }
}
