//! From milliseconds since 1970 to the calendar, in UTC.

use std::fmt;
use std::ops::RangeInclusive;

/// The year of the last moment that 64 bits of milliseconds can tell.
const LAST_YEAR: u64 = 584_556_019;

/// A moment of the calendar, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Date {
    pub(crate) year: u64,
    /// From 1.
    pub(crate) month: u16,
    /// From 1.
    pub(crate) day: u16,
    pub(crate) hour: u16,
    pub(crate) minute: u16,
    pub(crate) second: u16,
    pub(crate) thousandth: u16,
}

impl Date {
    /// The moment this many milliseconds after the beginning of 1970.
    pub(crate) fn new(milliseconds: u64) -> Self {
        let (mut day, rest) = (milliseconds / 86_400_000, milliseconds % 86_400_000);
        let part = |unit: u64, of: u64| (rest / unit % of) as u16;
        let mut year = 1970;
        // By cycles of 400 years first: a wrong clock must not make this run long.
        year += day / 146_097 * 400;
        day %= 146_097;
        while day >= days_of_year(year) {
            day -= days_of_year(year);
            year += 1;
        }
        let mut month = 1;
        for length in months(year).into_iter().take(11) {
            if day < length {
                break;
            }
            day -= length;
            month += 1;
        }
        let (hour, minute) = (part(3_600_000, 24), part(60_000, 60));
        let (second, thousandth) = (part(1000, 60), part(1, 1000));
        Self { year, month, day: day as u16 + 1, hour, minute, second, thousandth }
    }
}

impl Date {
    /// Reads what `Display` writes: milliseconds since 1970. Other text may be read as well.
    pub(crate) fn parse(text: &str) -> Option<u64> {
        let (day, time) = text.split_once(' ')?;
        let mut parts = day.split('-').chain(time.split([':', '.'])).map(|part| part.parse::<u64>().ok());
        let mut next = |range: RangeInclusive<u64>| parts.next()?.filter(|part| range.contains(part));
        let (year, month, day) = (next(1970..=LAST_YEAR)?, next(1..=12)?, next(1..=31)?);
        let (hour, minute, second) = (next(0..=23)?, next(0..=59)?, next(0..=59)?);
        let thousandth = next(0..=999)?;
        // 1600 began a cycle of 400 years, as 2000 did.
        let leap_days = |year: u64| year / 4 - year / 100 + year / 400;
        let years = (year - 1970) * 365 + leap_days(year - 1) - leap_days(1969);
        let months: u64 = months(year).iter().take(month as usize - 1).sum();
        let seconds = (((years + months + day - 1) * 24 + hour) * 60 + minute) * 60 + second;
        seconds.checked_mul(1000)?.checked_add(thousandth)
    }
}

/// Lengths of the months.
fn months(year: u64) -> [u64; 12] {
    [31, days_of_year(year) - 337, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
}

impl fmt::Display for Date {
    /// `2026-11-22 17:00:00.000`, as Matroska's tags have it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day, hour, minute, second, thousandth } = self;
        write!(f, "{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.{thousandth:03}")
    }
}

fn days_of_year(year: u64) -> u64 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    if leap { 366 } else { 365 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (milliseconds, text) in [
            (0, "1970-01-01 00:00:00.000"),
            (951_782_400_000, "2000-02-29 00:00:00.000"),
            (1_795_366_800_123, "2026-11-22 17:00:00.123"),
            (1_735_689_599_999, "2024-12-31 23:59:59.999"),
        ] {
            assert_eq!(Date::new(milliseconds).to_string(), text);
            assert_eq!(Date::parse(text), Some(milliseconds));
        }
        assert!(Date::new(u64::MAX).to_string().starts_with("584556"));
    }

    proptest! {
        #[test]
        fn a_date_is_read_as_it_was_written(milliseconds: u64) {
            prop_assert_eq!(Date::parse(&Date::new(milliseconds).to_string()), Some(milliseconds));
        }

        #[test]
        fn other_text_is_read_to_an_end(text in "[0-9]{0,20}-[0-9]{0,3}-[0-9]{0,20} [0-9:.]{0,20}|.{0,50}") {
            let _ = Date::parse(&text);
        }
    }
}
