//! The clock by which browsers date what they capture.

use std::time::Duration;

/// Now, by the clock of the system that only goes forward and is the same for all processes; zero
/// where this has none.
#[must_use]
pub fn monotonic() -> Duration {
    #[cfg(target_os = "linux")]
    {
        use rustix::time::{ClockId, clock_gettime};
        let now = clock_gettime(ClockId::Monotonic);
        let seconds = u64::try_from(now.tv_sec).unwrap_or_default();
        Duration::new(seconds, u32::try_from(now.tv_nsec).unwrap_or_default())
    }
    #[cfg(not(target_os = "linux"))]
    Duration::ZERO
}

#[cfg(test)]
mod tests {
    use super::monotonic;

    #[test]
    fn it_never_goes_back() {
        let earlier = monotonic();
        assert!(monotonic() >= earlier);
    }
}
