//! Header fields of a part, read in place.

/// The header block of one part. Copies nothing: each look-up reads the block again, which is a few
/// lines long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Headers<'a> {
    block: &'a [u8],
}

impl<'a> Headers<'a> {
    pub(crate) fn new(block: &'a [u8]) -> Self {
        Self { block }
    }

    /// Name and value of each field, white space trimmed, in order. Lines without a colon are left out.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        self.block.split(|&byte| byte == b'\n').filter_map(|line| {
            let colon = memchr::memchr(b':', line)?;
            let name = std::str::from_utf8(line[..colon].trim_ascii()).ok()?;
            let value = std::str::from_utf8(line[colon + 1..].trim_ascii()).ok()?;
            Some((name, value))
        })
    }

    /// The value of the first field of that name, in any case.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.iter().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The camera's time of the picture in seconds, from `X-Timestamp`: since 1970, or since the camera's start, which is
    /// less than 10^9. Most write `seconds.microseconds` (mjpg-streamer, uStreamer, ESP32-CAM, web_video_server), some
    /// milliseconds, microseconds or nanoseconds: the unit is the one that makes a date of this century of it.
    pub fn timestamp(&self) -> Option<f64> {
        self.get("x-timestamp").and_then(decimal).and_then(seconds).filter(|seconds| *seconds > 0.0)
    }
}

/// The begin of September 2001 and of the year 2100, in seconds since 1970. No camera has run for so long.
const DATES: std::ops::Range<f64> = 1e9..4_102_444_800.0;
/// Units of a second.
const UNITS: [f64; 4] = [1.0, 1e3, 1e6, 1e9];

/// A stamp in whatever unit in seconds.
fn seconds(stamp: f64) -> Option<f64> {
    let mut seconds = UNITS.map(|unit| stamp / unit).into_iter();
    let date = seconds.clone().find(|seconds| DATES.contains(seconds));
    // No date in any unit: a count since the start, in the largest unit in which it can be one.
    date.or_else(|| seconds.find(|seconds| *seconds < DATES.start))
}

/// Reads digits with or without a fraction. `str::parse::<f64>` reads more, exactly, and with tables that
/// would be a fifth of what the browser's worker may weigh.
fn decimal(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let fraction = fraction.get(..9).unwrap_or(fraction);
    let number = |digits: &str| {
        let all_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        all_digits.then(|| digits.parse::<u64>().ok()).flatten()
    };
    let scale = fraction.bytes().fold(1.0, |scale, _| scale * 10.0);
    Some(number(whole)? as f64 + number(fraction)? as f64 / scale)
}

#[cfg(test)]
mod tests {
    use super::Headers;

    #[test]
    fn timestamps_are_seconds_in_whatever_unit_they_come() {
        for (value, seconds) in [
            ("1374676485.670000", Some(1_374_676_485.67)),
            ("1374676485", Some(1_374_676_485.0)),
            ("12.5", Some(12.5)),
            ("1.0000000001", Some(1.0)),
            ("0.000000", None),
            ("-1.5", None),
            ("1.", None),
            (".5", None),
            ("+1", None),
            ("1.5e3", None),
            ("nan", None),
            ("99999999999999999999", None),
            ("1.ü", None),
            ("1795366800123", Some(1_795_366_800.123)),
            ("1795366800123456", Some(1_795_366_800.123_456)),
            ("1795366800123456789", Some(1_795_366_800.123_456_7)),
            ("1795366800123.5", Some(1_795_366_800.123_5)),
            ("6997.869066", Some(6_997.869_066)),
            ("6997869", Some(6_997_869.0)),
            ("6997869066000", Some(6_997_869.066)),
        ] {
            let block = format!("X-Timestamp: {value}\r\n");
            assert_eq!(Headers::new(block.as_bytes()).timestamp(), seconds, "{value}");
        }
    }
}
