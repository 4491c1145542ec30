//! The time of a picture by the camera's clock.

use std::fmt;

/// When a camera says that it took a picture. Many cameras count from their start instead of 1970:
/// that count keeps pictures apart, and no date is ever made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stamp {
    /// A date: milliseconds since 1970.
    Date(u64),
    /// A count with an unknown beginning, mostly the camera's start, in microseconds.
    Uptime(u64),
    /// A date in the likeliest of several units, in milliseconds since 1970: good for the distance
    /// between pictures, and told nowhere.
    Likely(u64),
}

/// In milliseconds since 1970.
const FIRST_DATE: f64 = mjpeg::FIRST_DATE * 1000.0;
/// The end of the year 9999, in milliseconds since 1970.
const LAST_DATE: f64 = 253_402_300_799_999.0;

impl Stamp {
    /// The stamp of a camera whose clock says so many milliseconds: a date if it can be one. `None`
    /// if it is no time at all: negative, no number, or later than the year 9999.
    pub fn from_milliseconds(milliseconds: f64) -> Option<Self> {
        if (FIRST_DATE..=LAST_DATE).contains(&milliseconds) {
            Some(Self::Date(milliseconds.round() as u64))
        } else if (0.0..FIRST_DATE).contains(&milliseconds) {
            Some(Self::Uptime((milliseconds * 1000.0).round() as u64))
        } else {
            None
        }
    }

    /// The same of seconds in a unit that is only likely.
    pub fn likely(seconds: f64) -> Option<Self> {
        let milliseconds = seconds * 1000.0;
        (FIRST_DATE..=LAST_DATE).contains(&milliseconds).then(|| Self::Likely(milliseconds.round() as u64))
    }

    /// Milliseconds since 1970, if it is a date.
    pub fn date(self) -> Option<u64> {
        match self {
            Self::Date(milliseconds) => Some(milliseconds),
            Self::Uptime(_) | Self::Likely(_) => None,
        }
    }

    /// The same, unless nobody knows whether it is a time.
    pub(crate) fn certain(self) -> Option<Self> {
        match self {
            Self::Date(_) | Self::Uptime(_) => Some(self),
            Self::Likely(_) => None,
        }
    }

    /// Milliseconds since the beginning of its own clock, to measure distances.
    pub(crate) fn milliseconds(self) -> u64 {
        match self {
            Self::Date(milliseconds) | Self::Likely(milliseconds) => milliseconds,
            Self::Uptime(microseconds) => microseconds / 1000,
        }
    }
}

/// A count as cameras write it: seconds with six decimals.
pub(crate) struct Seconds(pub(crate) u64);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:06}", self.0 / 1_000_000, self.0 % 1_000_000)
    }
}

impl Seconds {
    /// Reads what `Display` writes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (seconds, decimals) = text.split_once('.')?;
        let (seconds, decimals): (u64, u64) = (seconds.parse().ok()?, decimals.parse().ok()?);
        seconds.checked_mul(1_000_000)?.checked_add(decimals).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_a_date_is_one() {
        for (milliseconds, stamp) in [
            (1_795_366_800_123.4, Some(Stamp::Date(1_795_366_800_123))),
            // A camera that has lost the time begins in 2000: that is a wrong date and not an
            // uptime of 30 years.
            (946_684_800_120.0, Some(Stamp::Date(946_684_800_120))),
            (6_997_869.066, Some(Stamp::Uptime(6_997_869_066))),
            (0.0, Some(Stamp::Uptime(0))),
            (1.8e21, None),
            (-1.0, None),
            (f64::NAN, None),
            (f64::INFINITY, None),
        ] {
            assert_eq!(Stamp::from_milliseconds(milliseconds), stamp, "{milliseconds}");
        }
    }

    #[test]
    fn a_count_is_written_as_the_camera_wrote_it() {
        assert_eq!(Seconds(6_997_869_066).to_string(), "6997.869066");
        assert_eq!(Seconds::parse("5.044673").map(|seconds| seconds.0), Some(5_044_673));
    }
}
