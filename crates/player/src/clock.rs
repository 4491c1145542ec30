//! The camera's clock and ours.

/// Milliseconds between capture and `now`, both since 1970 and each by its own clock.
///
/// `None` where the camera tells no time, or one more than a day away: a clock that was never set, or a
/// count since the camera's start (ESP32). Up to a day may be a time zone, and is told.
pub(crate) fn capture_age(captured: Option<f64>, now: f64) -> Option<f64> {
    const DAY: f64 = 86_400_000.0;
    captured.map(|captured| now - captured).filter(|age| age.abs() <= DAY)
}

#[cfg(test)]
mod tests {
    use super::capture_age;

    const NOW: f64 = 1_800_000_000_000.0;

    #[test]
    fn age_is_the_difference_of_the_clocks() {
        assert_eq!(capture_age(Some(NOW - 120.0), NOW), Some(120.0));
        assert_eq!(capture_age(Some(NOW + 30.0), NOW), Some(-30.0));
    }

    #[test]
    fn a_clock_that_counts_from_the_start_tells_nothing() {
        assert_eq!(capture_age(Some(93_000.0), NOW), None);
        assert_eq!(capture_age(Some(f64::NAN), NOW), None);
        assert_eq!(capture_age(None, NOW), None);
    }
}
