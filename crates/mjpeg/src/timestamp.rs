//! The time that a camera writes beside a picture, from its text: numbers in several units and
//! dates in several forms.
//!
//! `1795366800123` may be a date in milliseconds, 20 days in microseconds or half an hour in
//! nanoseconds. It is the date if that is about now, and else nobody knows.

use std::ops::Range;

/// When a camera says that it took a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Timestamp {
    /// Seconds since 1970, or since the camera's start, which is less than 10^9.
    Certain(f64),
    /// Seconds since 1970 if the unit is the likeliest one. Good for the distance between pictures,
    /// where a wrong one shows.
    Likely(f64),
}

impl Timestamp {
    /// The time in seconds, if it is certain.
    pub fn certain(self) -> Option<f64> {
        match self {
            Self::Certain(seconds) => Some(seconds),
            Self::Likely(_) => None,
        }
    }
}

/// The earliest date of a camera, in seconds since 1970: what is less counts from another moment,
/// mostly the camera's start. It is just before 2000, in which the clocks of many cameras begin
/// that have lost the time, in whatever zone; no camera has run for so long.
pub const FIRST_DATE: f64 = 946_000_000.0;
/// Dates end with the year 2099.
const DATES: Range<f64> = FIRST_DATE..4_102_444_800.0;
/// Units of a second.
const UNITS: [f64; 4] = [1.0, 1e3, 1e6, 1e9];
/// Decimals that only seconds are written with: `seconds.microseconds` (mjpg-streamer, uStreamer,
/// ESP32-CAM, web_video_server) and `seconds.nanoseconds`.
const OF_SECONDS: [usize; 2] = [6, 9];
/// A number that is a date so close to now, in seconds, is that date. Clocks may be set to another
/// zone.
const ABOUT: f64 = 86_400.0;

/// Reads the text; `now` is in seconds since 1970.
pub(crate) fn read(text: &str, now: f64) -> Option<Timestamp> {
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return number(text, now);
    }
    let date = iso_8601(text).or_else(|| rfc_1123(text)).filter(|seconds| *seconds >= DATES.start);
    date.map(Timestamp::Certain)
}

fn number(text: &str, now: f64) -> Option<Timestamp> {
    let value = decimal(text).filter(|value| *value > 0.0)?;
    let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    if OF_SECONDS.contains(&decimals) && value < DATES.end {
        return Some(Timestamp::Certain(value));
    }
    let times = UNITS.map(|unit| value / unit);
    let present = times.into_iter().find(|seconds| (seconds - now).abs() < ABOUT).map(Timestamp::Certain);
    present.or_else(|| times.into_iter().find(|seconds| DATES.contains(seconds)).map(Timestamp::Likely))
}

/// `2026-11-22T17:00:00.123Z`, `2026-11-22 18:00:00+01:00`, `20261122T170000Z`. Without a zone it
/// may be any hour.
fn iso_8601(text: &str) -> Option<f64> {
    let (day, rest) = text.split_once(['T', 't', ' '])?;
    let end = rest.find(|letter: char| !matches!(letter, '0'..='9' | ':' | '.' | ','))?;
    let (time, zone) = rest.split_at_checked(end)?;
    let mut parts = day.split('-');
    let (year, month, day) = match (parts.next()?, parts.next(), parts.next(), parts.next()) {
        (year, Some(month), Some(day), None) => (year, month, day),
        (digits, None, ..) if digits.len() == 8 => (digits.get(..4)?, digits.get(4..6)?, digits.get(6..)?),
        _ => return None,
    };
    Some(date(year, integer(month)?, day)? + time_of_day(time)? - offset(zone.trim_start())?)
}

/// `Sun, 22 Nov 2026 17:00:00 GMT`, as HTTP and mail have it.
fn rfc_1123(text: &str) -> Option<f64> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let mut words = text.split_once(',')?.1.split_ascii_whitespace();
    let (day, month, year) = (words.next()?, words.next()?, words.next()?);
    let month = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(month))?;
    let time = time_of_day(words.next()?)?;
    Some(date(year, month as u64 + 1, day)? + time - offset(words.next()?)?)
}

/// Seconds from the begin of 1970 to that of a day.
fn date(year: &str, month: u64, day: &str) -> Option<f64> {
    let (year_read, day) = (integer(year).filter(|_| year.len() == 4)?, integer(day)?);
    if year_read < 1970 || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // The year begins with March, so that a leap day is its last.
    let (year, month) = if month < 3 { (year_read - 1, month + 9) } else { (year_read, month - 3) };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day;
    /// Days from March of the year 0 to 1970, the first of a month being day 1.
    const BEFORE_1970: u64 = 719_469;
    Some((days - BEFORE_1970) as f64 * 86_400.0)
}

/// `17:00:00.123`, `17:00:00`, `170000`, in seconds.
fn time_of_day(text: &str) -> Option<f64> {
    let mut parts = text.split(':');
    let (hour, minute, second) = match (parts.next()?, parts.next(), parts.next(), parts.next()) {
        (hour, Some(minute), Some(second), None) => (hour, minute, second),
        (digits, None, ..) => (digits.get(..2)?, digits.get(2..4)?, digits.get(4..)?),
        _ => return None,
    };
    let (hour, minute) = (integer(hour)?, integer(minute)?);
    let second = second.replace(',', ".");
    let second = decimal(&second).filter(|second| *second < 61.0)?;
    (hour < 24 && minute < 60).then(|| (hour * 3600 + minute * 60) as f64 + second)
}

/// By how many seconds a zone is ahead of UTC.
fn offset(zone: &str) -> Option<f64> {
    if ["Z", "GMT", "UTC", "UT"].iter().any(|name| name.eq_ignore_ascii_case(zone)) {
        return Some(0.0);
    }
    let (sign, digits) = match zone.split_at_checked(1)? {
        ("+", digits) => (1.0, digits),
        ("-", digits) => (-1.0, digits),
        _ => return None,
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() == 2 => (digits, "00"),
        None => digits.split_at_checked(2)?,
    };
    let (hours, minutes) = (integer(hours)?, integer(minutes)?);
    (hours < 24 && minutes < 60).then(|| sign * (hours * 3600 + minutes * 60) as f64)
}

/// Reads digits with or without a fraction. `str::parse::<f64>` reads more, exactly, and with
/// tables that would be a fifth of what the browser's worker may weigh.
fn decimal(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let fraction = fraction.get(..9).unwrap_or(fraction);
    let scale = fraction.bytes().fold(1.0, |scale, _| scale * 10.0);
    Some(integer(whole)? as f64 + integer(fraction)? as f64 / scale)
}

fn integer(digits: &str) -> Option<u64> {
    let all_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| digits.parse::<u64>().ok()).flatten()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::{Timestamp, read};

    /// 22 November 2026, 17:00 UTC.
    const NOW: f64 = 1_795_366_800.0;

    fn seconds(text: &str, now: f64) -> Option<f64> {
        read(text, now).and_then(Timestamp::certain)
    }

    #[test]
    fn a_number_is_a_time_where_its_unit_is_certain() {
        for (text, time) in [
            ("1374676485.670000", Some(1_374_676_485.67)),
            ("6997.869066", Some(6_997.869_066)),
            ("5.044673000", Some(5.044_673)),
            ("3976214400.123456", Some(3_976_214_400.123_456)),
            // About now, in whatever unit.
            ("1795366800", Some(NOW)),
            ("1795363200", Some(NOW - 3600.0)),
            ("1795366800.5", Some(NOW + 0.5)),
            ("1795366800123", Some(1_795_366_800.123)),
            ("1795366800123.5", Some(1_795_366_800.123_5)),
            ("1795366800123456", Some(1_795_366_800.123_456)),
            ("1795366800123456789", Some(1_795_366_800.123_456_7)),
            // Counts since the start: seconds, milliseconds, microseconds or nanoseconds?
            ("6997", None),
            ("6997869", None),
            ("6997869066", None),
            ("6997869066000", None),
            ("1374676485", None),
            ("1374676485000", None),
            ("6997869.066", None),
            ("12.5", None),
            ("0.000000", None),
            ("-1.5", None),
            ("1.", None),
            (".5", None),
            ("+1", None),
            ("1.5e3", None),
            ("1.2.3", None),
            ("nan", None),
            ("99999999999999999999", None),
            ("99999999999.000000", None),
            ("", None),
        ] {
            assert_eq!(seconds(text, NOW), time, "{text}");
        }
    }

    #[test]
    fn a_number_that_may_be_a_date_is_good_for_distances() {
        for (text, time) in [
            ("1374676485", Some(1_374_676_485.0)),
            ("1374676485125", Some(1_374_676_485.125)),
            ("1374676485125000", Some(1_374_676_485.125)),
            ("1374676485125000000", Some(1_374_676_485.125)),
            ("6997869", None),
            ("12.5", None),
        ] {
            assert_eq!(read(text, NOW), time.map(Timestamp::Likely), "{text}");
        }
    }

    #[test]
    fn a_date_with_its_zone_is_a_time() {
        for (text, time) in [
            ("2026-11-22T17:00:00Z", Some(NOW)),
            ("2000-01-01T00:00:05Z", Some(946_684_805.0)),
            ("2026-11-22T17:00:00.250Z", Some(NOW + 0.25)),
            ("2026-11-22 18:00:00,5+01:00", Some(NOW + 0.5)),
            ("2026-11-22T12:30:00-0430", Some(NOW)),
            ("2026-11-22 17:00:00 UTC", Some(NOW)),
            ("20261122T170000Z", Some(NOW)),
            ("20261122T180000+01", Some(NOW)),
            ("Sun, 22 Nov 2026 17:00:00 GMT", Some(NOW)),
            ("Sun, 22 nov 2026 16:00:00.5 -0100", Some(NOW + 0.5)),
            ("2024-02-29T00:00:00Z", Some(1_709_164_800.0)),
            ("2096-01-01T00:00:00Z", Some(3_976_214_400.0)),
            // Of no certain zone, of no day, or of a clock that was never set.
            ("2026-11-22T17:00:00", None),
            ("2026-11-22 17:00:00", None),
            ("12:34:56.789", None),
            ("1970-01-01T00:00:05Z", None),
            ("1969-01-01T00:00:05Z", None),
            ("2026-13-22T17:00:00Z", None),
            ("2026-11-32T17:00:00Z", None),
            ("2026-11-22T25:00:00Z", None),
            ("26-11-22T17:00:00Z", None),
            ("Sun, 22 Nov 2026 17:00:00", None),
            ("Sun, 22 Foo 2026 17:00:00 GMT", None),
            ("2026-11-22Tü7:00:00Z", None),
            ("soon", None),
        ] {
            assert_eq!(seconds(text, NOW), time, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_to_an_end(text in ".{0,40}|[0-9:. TZ+,-]{0,40}", now: f64) {
            let _ = seconds(&text, now);
        }

        #[test]
        fn no_count_of_a_camera_is_taken_for_other_seconds(uptime in 1e-3_f64..1e8) {
            // Up to three years, apart from the moments at which a count passes the present date.
            for unit in [1e3, 1e6, 1e9] {
                let text = format!("{:.0}", uptime * unit);
                let read = seconds(&text, NOW);
                prop_assert!(read.is_none_or(|read| (read - NOW).abs() < 86_400.0), "{text}");
            }
        }
    }
}
