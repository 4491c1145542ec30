//! Statistics, without allocation and in constant time per frame. Time is an argument, in
//! milliseconds.

use serde::{Deserialize, Serialize};

/// Rates are taken over this many milliseconds.
const WINDOW: f64 = 5000.0;

/// Figures since the source was chosen; rates are over the last five seconds.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Statistics {
    /// Pictures received whole.
    pub frames_received: u64,
    /// Pictures drawn as they came.
    pub frames_drawn: u64,
    /// Whole pictures dropped before decoding because a newer one had arrived.
    pub frames_dropped: u64,
    /// Pictures not drawn because they were cut off or could not be decoded.
    pub frames_damaged: u64,
    /// Pictures received a second.
    pub fps_received: f64,
    /// Pictures drawn a second.
    pub fps_drawn: f64,
    /// Bits of pictures a second.
    pub bits_per_second: f64,
    /// Bytes of the newest picture.
    pub frame_bytes: u64,
    /// Width of the picture shown, pixels; 0 before the first.
    pub width: u32,
    /// Height of the picture shown, pixels; 0 before the first.
    pub height: u32,
    /// Median time of decoding one picture, milliseconds.
    pub decode_ms: f64,
    /// Mean deviation of the intervals between pictures from their mean, milliseconds.
    pub jitter_ms: f64,
    /// Connections made because one had failed.
    pub reconnects: u32,
    /// Bytes of all responses.
    pub bytes_total: u64,
}

/// Gathers [`Statistics`].
#[derive(Debug)]
pub struct Meter {
    totals: Statistics,
    received: Track,
    drawn: Track,
    decoding: Durations,
}

impl Meter {
    /// Nothing counted.
    pub fn new() -> Self {
        Self {
            totals: Statistics::default(),
            received: Track::new(),
            drawn: Track::new(),
            decoding: Durations::new(),
        }
    }

    /// `length` bytes of a response arrived.
    pub fn bytes(&mut self, length: usize) {
        self.totals.bytes_total += length as u64;
    }

    /// A whole picture of `length` bytes arrived.
    pub fn received(&mut self, now: f64, length: usize) {
        self.totals.frames_received += 1;
        self.totals.frame_bytes = length as u64;
        self.received.add(now, length);
    }

    /// A picture was drawn; decoding it took `decoding` milliseconds.
    pub fn drawn(&mut self, now: f64, decoding: f64, width: u32, height: u32) {
        self.totals.frames_drawn += 1;
        self.totals.width = width;
        self.totals.height = height;
        self.drawn.add(now, 0);
        self.decoding.add(decoding);
    }

    /// The browser's own display shows pictures of that size.
    pub fn sized(&mut self, width: u32, height: u32) {
        self.totals.width = width;
        self.totals.height = height;
    }

    /// A picture was dropped for a newer one.
    pub fn dropped(&mut self) {
        self.totals.frames_dropped += 1;
    }

    /// A picture was cut off or could not be decoded.
    pub fn damaged(&mut self) {
        self.totals.frames_damaged += 1;
    }

    /// The figures at `now`.
    pub fn statistics(&self, now: f64) -> Statistics {
        let received = self.received.rates(now);
        Statistics {
            fps_received: received.per_second,
            bits_per_second: received.bytes_per_second * 8.0,
            jitter_ms: received.jitter,
            fps_drawn: self.drawn.rates(now).per_second,
            decode_ms: self.decoding.median(),
            ..self.totals
        }
    }
}

impl Default for Meter {
    fn default() -> Self {
        Self::new()
    }
}

/// When the last pictures came and how large they were: a ring.
#[derive(Debug)]
struct Track {
    entries: [(f64, u32); Self::LENGTH],
    /// Entries ever written.
    count: usize,
}

#[derive(Debug, Default, Clone, Copy, PartialEq)]
struct Rates {
    per_second: f64,
    bytes_per_second: f64,
    jitter: f64,
}

impl Track {
    /// At 50 a second this is the whole window; above, a shorter one, which is accurate enough.
    const LENGTH: usize = 256;

    fn new() -> Self {
        Self { entries: [(0.0, 0); Self::LENGTH], count: 0 }
    }

    fn add(&mut self, now: f64, length: usize) {
        self.entries[self.count % Self::LENGTH] = (now, u32::try_from(length).unwrap_or(u32::MAX));
        self.count += 1;
    }

    /// The last `back`-th entry, from 0.
    fn last(&self, back: usize) -> Option<(f64, u32)> {
        let kept = self.count.min(Self::LENGTH);
        (back < kept).then(|| self.entries[(self.count - 1 - back) % Self::LENGTH])
    }

    /// Rates over the window, or over the last pause where the window holds less than two entries.
    /// They fall as soon as the next picture is late, not only when the window has emptied.
    fn rates(&self, now: f64) -> Rates {
        let Some((newest, newest_bytes)) = self.last(0) else { return Rates::default() };
        let mut pauses = 0_usize;
        let mut bytes = f64::from(newest_bytes);
        let mut oldest = newest;
        while let Some((at, length)) = self.last(pauses + 1) {
            if pauses > 0 && now - at > WINDOW {
                break;
            }
            pauses += 1;
            oldest = at;
            bytes += f64::from(length);
        }
        if pauses == 0 {
            return Rates::default();
        }
        let number = pauses as f64;
        let mean = (newest - oldest) / number;
        let late = (now - newest - mean).max(0.0);
        let span = (newest - oldest + late).max(1.0);
        // The bytes of `pauses + 1` pictures came in `pauses` pauses.
        let bytes = bytes * number / (number + 1.0);
        Rates {
            per_second: number * 1000.0 / span,
            bytes_per_second: bytes * 1000.0 / span,
            jitter: self.deviation(pauses, mean),
        }
    }

    fn deviation(&self, pauses: usize, mean: f64) -> f64 {
        let sum: f64 = (0..pauses)
            .filter_map(|back| Some(self.last(back)?.0 - self.last(back + 1)?.0))
            .map(|pause| (pause - mean).abs())
            .sum();
        sum / pauses as f64
    }
}

/// The last few durations, for their median.
#[derive(Debug)]
struct Durations {
    entries: [f64; Self::LENGTH],
    count: usize,
}

impl Durations {
    const LENGTH: usize = 63;

    fn new() -> Self {
        Self { entries: [0.0; Self::LENGTH], count: 0 }
    }

    fn add(&mut self, duration: f64) {
        self.entries[self.count % Self::LENGTH] = duration;
        self.count += 1;
    }

    fn median(&self) -> f64 {
        let kept = &self.entries[..self.count.min(Self::LENGTH)];
        let half = kept.len() / 2;
        // The element with less than half of the others below it and at most half above it. For so
        // few this is quick enough, and a tenth of the size of a general selection.
        let number = |matches: &dyn Fn(f64) -> bool| kept.iter().filter(|entry| matches(**entry)).count();
        let is_median =
            |median: f64| number(&|entry| entry < median) <= half && number(&|entry| entry <= median) > half;
        kept.iter().copied().find(|median| is_median(*median)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Meter;

    fn steady(meter: &mut Meter, from: f64, pause: f64, number: usize) -> f64 {
        let mut now = from;
        for _ in 0..number {
            meter.received(now, 1000);
            now += pause;
        }
        now - pause
    }

    #[track_caller]
    fn close(found: f64, wanted: f64) {
        assert!((found - wanted).abs() <= wanted.abs() * 0.01 + 1e-9, "{found} is not {wanted}");
    }

    #[test]
    fn a_steady_stream() {
        let mut meter = Meter::new();
        let now = steady(&mut meter, 0.0, 40.0, 500);
        let figures = meter.statistics(now);
        assert_eq!(figures.frames_received, 500);
        assert_eq!(figures.frame_bytes, 1000);
        close(figures.fps_received, 25.0);
        close(figures.bits_per_second, 25.0 * 8000.0);
        close(figures.jitter_ms, 0.0);
    }

    #[test]
    fn rates_fall_when_frames_stop() {
        let mut meter = Meter::new();
        let now = steady(&mut meter, 0.0, 40.0, 500);
        close(meter.statistics(now + 40.0).fps_received, 25.0);
        assert!(meter.statistics(now + 2500.0).fps_received < 17.0);
        assert!(meter.statistics(now + 60_000.0).fps_received < 0.1);
    }

    #[test]
    fn a_frame_every_ten_seconds_has_a_rate() {
        let mut meter = Meter::new();
        let now = steady(&mut meter, 0.0, 10_000.0, 5);
        close(meter.statistics(now + 3000.0).fps_received, 0.1);
    }

    #[test]
    fn faster_than_the_ring_holds() {
        let mut meter = Meter::new();
        let now = steady(&mut meter, 0.0, 1.0, 10_000);
        close(meter.statistics(now).fps_received, 1000.0);
    }

    #[test]
    fn a_change_of_rate_shows_within_the_window() {
        let mut meter = Meter::new();
        let now = steady(&mut meter, 0.0, 40.0, 500);
        let now = steady(&mut meter, now + 1000.0, 1000.0, 8);
        close(meter.statistics(now).fps_received, 1.0);
    }

    #[test]
    fn jitter_is_the_mean_deviation() {
        let mut meter = Meter::new();
        let mut now = 0.0;
        for index in 0..100 {
            meter.received(now, 1);
            now += if index % 2 == 0 { 30.0 } else { 50.0 };
        }
        close(meter.statistics(now).jitter_ms, 10.0);
    }

    #[test]
    fn nothing_yet_and_one_frame() {
        let mut meter = Meter::new();
        assert_eq!(meter.statistics(10.0), super::Statistics::default());
        meter.received(0.0, 7);
        assert_eq!(meter.statistics(10.0).fps_received, 0.0);
        assert_eq!(meter.statistics(10.0).frames_received, 1);
    }

    #[test]
    fn the_median_of_decoding_ignores_an_outlier() {
        let mut meter = Meter::new();
        for duration in [5.0, 6.0, 900.0, 5.5, 6.5] {
            meter.drawn(0.0, duration, 640, 480);
        }
        let figures = meter.statistics(0.0);
        assert_eq!(figures.decode_ms, 6.0);
        assert_eq!((figures.width, figures.height, figures.frames_drawn), (640, 480, 5));
    }

    #[test]
    fn counters() {
        let mut meter = Meter::new();
        meter.bytes(10);
        meter.bytes(5);
        meter.dropped();
        meter.damaged();
        meter.damaged();
        let figures = meter.statistics(0.0);
        assert_eq!(figures.bytes_total, 15);
        assert_eq!((figures.frames_dropped, figures.frames_damaged), (1, 2));
    }
}
