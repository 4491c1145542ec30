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

    /// The camera's time of the picture in seconds since 1970, from `X-Timestamp`
    /// (mjpg-streamer, uStreamer, ESP32-CAM, web_video_server: `seconds.microseconds`).
    pub fn timestamp(&self) -> Option<f64> {
        self.get("x-timestamp").and_then(decimal).filter(|seconds| *seconds > 0.0)
    }
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
    fn timestamps_are_seconds_with_a_fraction() {
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
        ] {
            let block = format!("X-Timestamp: {value}\r\n");
            assert_eq!(Headers::new(block.as_bytes()).timestamp(), seconds, "{value}");
        }
    }
}
