//! The camera's clock: which frame is taken when.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

/// Numbers the frames of the sensor and gives each its time. Frame 0 is taken when the camera starts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FrameClock {
    started: Instant,
    started_at: Duration,
    fps: u32,
}

/// A time in the camera's own terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Timestamp {
    /// Seconds since 1970, UTC.
    pub(crate) seconds: u32,
    /// Hundredths of a second, 0 to 99.
    pub(crate) hundredths: u8,
}

/// A time as people write it, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Civil {
    pub(crate) year: i64,
    pub(crate) month: u8,
    pub(crate) day: u8,
    pub(crate) weekday: u8,
    pub(crate) hour: u8,
    pub(crate) minute: u8,
    pub(crate) second: u8,
}

impl FrameClock {
    pub(crate) fn start(fps: u32) -> Self {
        let started_at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { started: Instant::now(), started_at, fps }
    }

    /// Number of the frame that was taken last.
    pub(crate) fn now(&self) -> u64 {
        let elapsed = self.started.elapsed().as_nanos() * u128::from(self.fps) / 1_000_000_000;
        u64::try_from(elapsed).unwrap_or(u64::MAX)
    }

    /// When a frame is taken.
    pub(crate) fn instant(&self, number: u64) -> Instant {
        self.started + self.elapsed(number)
    }

    /// When a frame is taken, since 1970.
    pub(crate) fn time(&self, number: u64) -> Duration {
        self.started_at + self.elapsed(number)
    }

    /// The frame that was taken last at a time since 1970.
    pub(crate) fn number(&self, time: Duration) -> u64 {
        let elapsed = time.saturating_sub(self.started_at).as_nanos();
        u64::try_from(elapsed * u128::from(self.fps) / 1_000_000_000).unwrap_or(u64::MAX)
    }

    /// The time that a frame carries.
    pub(crate) fn timestamp(&self, number: u64) -> Timestamp {
        let time = self.time(number);
        let seconds = u32::try_from(time.as_secs()).unwrap_or(u32::MAX);
        let hundredths = u8::try_from(time.subsec_millis() / 10).unwrap_or(0);
        Timestamp { seconds, hundredths }
    }

    /// The frame of a stream with `fps` frames a second that follows `last`, or the next to be taken if that
    /// has passed. A stream begins with the frame that was taken last. 0, and more than the sensor's rate,
    /// mean each frame.
    pub(crate) fn next(&self, last: Option<u64>, fps: u32) -> u64 {
        let now = self.now();
        let Some(last) = last else { return now };
        let at_least = now.max(last + 1);
        if fps == 0 || fps >= self.fps {
            return at_least;
        }
        // Frames of the stream are those that begin one of its intervals: floor(i * sensor / fps).
        let (sensor, fps) = (u128::from(self.fps), u128::from(fps));
        let place = (u128::from(at_least) * fps).div_ceil(sensor);
        u64::try_from(place * sensor / fps).unwrap_or(u64::MAX)
    }

    /// Seconds from the start to a frame.
    pub(crate) fn seconds(&self, number: u64) -> f64 {
        number as f64 / f64::from(self.fps)
    }

    fn elapsed(&self, number: u64) -> Duration {
        let nanoseconds = u128::from(number) * 1_000_000_000 / u128::from(self.fps);
        Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
    }
}

impl Civil {
    /// From seconds since 1970 (days to date as in the proleptic Gregorian calendar, by 400-year eras).
    pub(crate) fn from_seconds(seconds: u64) -> Self {
        let (days, of_day) = (i64::try_from(seconds / 86_400).unwrap_or(0), seconds % 86_400);
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * of_year + 2) / 153;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let small = |value: i64| u8::try_from(value).unwrap_or(0);
        let clock = |value: u64| u8::try_from(value).unwrap_or(0);
        Self {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month: small(month),
            day: small(of_year - (153 * shifted_month + 2) / 5 + 1),
            weekday: small((days + 4).rem_euclid(7)),
            hour: clock(of_day / 3600),
            minute: clock(of_day / 60 % 60),
            second: clock(of_day % 60),
        }
    }

    /// As HTTP writes a date (RFC 9110, 5.6.7).
    pub(crate) fn http_date(&self) -> String {
        const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let Self { year, month, day, weekday, hour, minute, second } = *self;
        let weekday = DAYS[usize::from(weekday) % 7];
        let month = MONTHS[usize::from(month.max(1) - 1) % 12];
        format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
    }
}

/// Now, as HTTP writes it.
pub(crate) fn http_date_now() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Civil::from_seconds(now.as_secs()).http_date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        let date = |seconds| Civil::from_seconds(seconds).http_date();
        assert_eq!(date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(date(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(date(951_782_400), "Tue, 29 Feb 2000 00:00:00 GMT");
        assert_eq!(date(1_374_676_485), "Wed, 24 Jul 2013 14:34:45 GMT");
        assert_eq!(date(4_107_542_399), "Sun, 28 Feb 2100 23:59:59 GMT");
    }

    #[tokio::test(start_paused = true)]
    async fn slower_streams_take_frames_of_the_same_numbers() {
        let clock = FrameClock::start(25);
        let take = |fps| {
            let mut numbers = vec![clock.next(None, fps)];
            for _ in 0..5 {
                numbers.push(clock.next(numbers.last().copied(), fps));
            }
            numbers
        };
        assert_eq!(take(0), [0, 1, 2, 3, 4, 5]);
        assert_eq!(take(60), [0, 1, 2, 3, 4, 5]);
        assert_eq!(take(10), [0, 2, 5, 7, 10, 12]);
        assert_eq!(take(1), [0, 25, 50, 75, 100, 125]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_frame_is_the_last_one_from_its_time_to_the_next() {
        let clock = FrameClock::start(25);
        let time = clock.time(50);
        assert_eq!(time - clock.time(0), Duration::from_secs(2));
        assert_eq!(clock.number(time), 50);
        assert_eq!(clock.number(time - Duration::from_millis(1)), 49);
        assert_eq!(clock.number(Duration::ZERO), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn frames_that_have_passed_are_skipped() {
        let clock = FrameClock::start(25);
        tokio::time::advance(Duration::from_millis(1010)).await;
        assert_eq!(clock.now(), 25);
        assert_eq!(clock.next(Some(3), 0), 25);
        assert_eq!(clock.next(Some(3), 10), 25);
        assert_eq!(clock.next(Some(3), 1), 25);
        assert_eq!(clock.instant(25), clock.started + Duration::from_secs(1));
    }

    #[tokio::test(start_paused = true)]
    async fn frames_are_four_hundredths_apart_at_25_a_second() {
        let clock = FrameClock::start(25);
        let hundredths = |number| {
            let Timestamp { seconds, hundredths } = clock.timestamp(number);
            u64::from(seconds) * 100 + u64::from(hundredths)
        };
        for number in 0..100 {
            assert_eq!(hundredths(number + 1) - hundredths(number), 4);
        }
    }
}
