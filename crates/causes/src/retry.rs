//! When to try again.

/// When to try again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Retry {
    /// After the usual back-off.
    Soon,
    /// Rarely: each attempt is a refused login to the camera.
    Slowly,
    /// Not before that many milliseconds: the server said so.
    After(f64),
    /// Only when the user says so: nothing but another address will help.
    Never,
}

/// Milliseconds to wait by a `Retry-After` field (RFC 9110, 10.2.3): seconds or a date, at most an hour.
/// `None` if it is neither. `now` is in milliseconds since 1970, and so is what `parse_date` gives.
pub fn retry_after(value: &str, now: f64, parse_date: fn(&str) -> f64) -> Option<f64> {
    const HOUR: f64 = 3_600_000.0;
    let value = value.trim();
    let wait = match value.parse::<u32>() {
        Ok(seconds) => f64::from(seconds) * 1000.0,
        Err(_) => parse_date(value) - now,
    };
    wait.is_finite().then(|| wait.clamp(0.0, HOUR))
}

#[cfg(test)]
mod tests {
    use super::retry_after;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let date = |text: &str| if text == "Fri, 31 Dec 1999 23:59:59 GMT" { 9000.0 } else { f64::NAN };
        assert_eq!(retry_after(" 120 ", 0.0, date), Some(120_000.0));
        assert_eq!(retry_after("Fri, 31 Dec 1999 23:59:59 GMT", 4000.0, date), Some(5000.0));
        assert_eq!(retry_after("Fri, 31 Dec 1999 23:59:59 GMT", 10_000.0, date), Some(0.0));
        assert_eq!(retry_after("4294967295", 0.0, date), Some(3_600_000.0));
        assert_eq!(retry_after("-1", 0.0, date), None);
        assert_eq!(retry_after("soon", 0.0, date), None);
    }
}
