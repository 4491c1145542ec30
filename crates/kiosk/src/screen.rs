//! Against burn-in: dimming hours, and a picture that moves by a few pixels.

use std::time::Duration;

/// Hours of a day in which a screen is darker. They may pass midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DimHours {
    /// First minute, counted from midnight.
    pub from: u16,
    /// Minute after the last one. The same as `from`: the whole day.
    pub to: u16,
    /// Brightness that is left, percent.
    pub percent: u8,
}

/// How far a picture moves from its place, CSS pixels to each side.
pub const MAX_SHIFT: i32 = 12;

/// Time between two places of a picture. One design that was measured moves at most 24 pixels a
/// minute (maykar/custom-header#227); this one moves 2.
pub const SHIFT_EVERY: Duration = Duration::from_secs(60);

/// Brightness at this minute of the day, percent: the darkest of the hours that contain it, or 100.
#[must_use]
pub fn brightness(hours: &[DimHours], minute: u16) -> u8 {
    let now = hours.iter().filter(|hours| hours.contain(minute)).map(|hours| hours.percent);
    now.min().unwrap_or(100)
}

/// Where a picture stands after this time: CSS pixels right and down of its place, none at the
/// begin. It visits every other place within [`MAX_SHIFT`], and moves by at most 2 pixels at a time.
#[must_use]
pub fn pixel_shift(running: Duration) -> (i32, i32) {
    let step = running.as_secs() / SHIFT_EVERY.as_secs();
    let half = u64::from(MAX_SHIFT.unsigned_abs()) / 2;
    let side = 2 * half + 1;
    // Rows of a square, one forth and the next back; after the last row the same way back.
    let cells = side * side;
    let centre = cells / 2;
    let round = 2 * (cells - 1);
    let at = (step + centre) % round;
    let at = if at < cells { at } else { round - at };
    let (row, column) = (at / side, at % side);
    let column = if row % 2 == half % 2 { column } else { side - 1 - column };
    let place = |cell: u64| (cell as i32 - half as i32) * 2;
    (place(column), place(row))
}

impl DimHours {
    fn contain(self, minute: u16) -> bool {
        if self.from < self.to {
            (self.from..self.to).contains(&minute)
        } else {
            minute >= self.from || minute < self.to
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn dimming_hours_may_pass_midnight_and_the_darkest_counts() {
        let night = DimHours { from: 22 * 60, to: 6 * 60, percent: 40 };
        let deep = DimHours { from: 0, to: 4 * 60, percent: 10 };
        let at = |hour: u16| brightness(&[night, deep], hour * 60);
        assert_eq!([21, 22, 23, 0, 3, 4, 5, 6].map(at), [100, 40, 40, 10, 10, 40, 40, 100]);
        assert_eq!(brightness(&[DimHours { from: 60, to: 60, percent: 50 }], 0), 50);
        assert_eq!(brightness(&[], 0), 100);
    }

    #[test]
    fn the_picture_begins_at_its_place_and_never_jumps() {
        assert_eq!(pixel_shift(Duration::ZERO), (0, 0));
        assert_eq!(pixel_shift(SHIFT_EVERY / 2), (0, 0));
        let mut before = (0, 0);
        for step in 1..2000 {
            let now = pixel_shift(SHIFT_EVERY * step);
            let (x, y) = (now.0 - before.0, now.1 - before.1);
            assert_eq!(x.abs() + y.abs(), 2, "{before:?} to {now:?}");
            before = now;
        }
    }

    #[test]
    fn the_picture_spends_its_time_evenly_all_around_its_place() {
        let places: Vec<_> = (0..336).map(|step| pixel_shift(SHIFT_EVERY * step)).collect();
        assert!(places.iter().all(|(x, y)| x.abs() <= MAX_SHIFT && y.abs() <= MAX_SHIFT));
        assert_eq!(places.iter().collect::<BTreeSet<_>>().len(), 13 * 13);
        let sum = places.iter().fold((0, 0), |sum, at| (sum.0 + at.0, sum.1 + at.1));
        assert_eq!(sum, (0, 0));
    }
}
