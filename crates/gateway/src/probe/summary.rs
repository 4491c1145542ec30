//! Figures of a whole stream.

use std::collections::BTreeMap;
use std::time::Duration;

use mjpeg::QuirkKind;
use mjpeg::jpeg::{AxisProduct, Facts};

use crate::http::Mended;

/// A probe's facts of one frame, without its bytes.
#[derive(Debug, Clone, Default)]
pub(super) struct FrameFacts {
    pub(super) size: usize,
    pub(super) facts: Option<Facts>,
    /// Since the request, where the source has a clock.
    pub(super) arrival: Option<Duration>,
    /// The camera's clock, in milliseconds since 1970.
    pub(super) camera_time: Option<f64>,
    /// Milliseconds by which the camera's clock is ahead of this machine's at arrival.
    pub(super) clock_ahead: Option<f64>,
}

/// Figures of the frames so far.
#[derive(Debug, Default)]
pub(super) struct Summary {
    /// The delimiter without its dashes, as announced or as found.
    pub(super) boundary: Option<String>,
    /// Bytes of the body.
    pub(super) bytes: u64,
    pub(super) frames: u64,
    pub(super) frame_bytes: u64,
    pub(super) incomplete: u64,
    pub(super) other_parts: u64,
    pub(super) errors: u64,
    pub(super) quirks: Vec<QuirkKind>,
    /// Faults of the answer's head and framing that were put right.
    pub(super) mended: Vec<Mended>,
    /// The camera has sent a closing delimiter.
    pub(super) closed: bool,
    pub(super) smallest: usize,
    pub(super) largest: usize,
    /// Frames of each size in pixels, at most [`SIZES`] of them.
    pub(super) sizes: BTreeMap<(u16, u16), u64>,
    pub(super) quality: Option<(u8, u8)>,
    pub(super) sampling: Option<&'static str>,
    pub(super) without_huffman_tables: u64,
    pub(super) product: Option<AxisProduct>,
    pub(super) last_camera_time: Option<f64>,
    pub(super) clock_ahead: Option<f64>,
    /// How often the camera's clock has jumped.
    pub(super) clock_jumps: u64,
    /// When reading ended, where the source has a clock: since the request.
    pub(super) ended: Option<Duration>,
    arrivals: Intervals,
    camera_times: Intervals,
    first_frame_bytes: u64,
}

/// A camera's clock that runs by so many seconds more or less than this machine's between two
/// pictures has jumped.
const JUMP: f64 = 2.0;
/// The same without a clock to compare with.
const JUMP_ALONE: f64 = 60.0;

/// Sizes in pixels that are told apart.
const SIZES: usize = 16;

impl Summary {
    pub(super) fn add(&mut self, frame: &FrameFacts) {
        let size = frame.size as u64;
        if self.frames == 0 {
            (self.smallest, self.first_frame_bytes) = (frame.size, size);
        }
        self.frames += 1;
        self.frame_bytes += size;
        self.smallest = self.smallest.min(frame.size);
        self.largest = self.largest.max(frame.size);
        if let Some(facts) = &frame.facts {
            self.add_facts(facts);
        }
        let waited = frame.arrival.map(|arrival| self.arrivals.add(arrival.as_secs_f64()));
        if let Some(time) = frame.camera_time {
            self.add_camera_time(time, waited.flatten());
        }
        self.clock_ahead = frame.clock_ahead.or(self.clock_ahead);
    }

    /// The names of all that was put right.
    pub(super) fn quirk_names(&self) -> impl Iterator<Item = &'static str> {
        let mended = self.mended.iter().map(|mended| mended.name());
        self.quirks.iter().map(|kind| kind.name()).chain(mended)
    }

    fn add_facts(&mut self, facts: &Facts) {
        let size = (facts.width, facts.height);
        if self.sizes.len() < SIZES || self.sizes.contains_key(&size) {
            *self.sizes.entry(size).or_default() += 1;
        }
        if let Some(quality) = facts.quality {
            let (low, high) = self.quality.unwrap_or((quality, quality));
            self.quality = Some((low.min(quality), high.max(quality)));
        }
        self.sampling = facts.sampling.map(mjpeg::jpeg::Sampling::name).or(self.sampling);
        self.without_huffman_tables += u64::from(!facts.has_huffman_tables);
        if facts.axis_product.is_some() {
            self.product.clone_from(&facts.axis_product);
        }
    }

    /// `waited` is the time between the arrivals of this picture and the one before, in seconds.
    fn add_camera_time(&mut self, time: f64, waited: Option<f64>) {
        if let Some(last) = self.last_camera_time {
            let interval = (time - last) / 1000.0;
            let has_jumped = match waited {
                Some(waited) => (interval - waited).abs() > JUMP,
                None => !(-JUMP..=JUMP_ALONE).contains(&interval),
            };
            if has_jumped {
                self.clock_jumps += 1;
                self.camera_times = Intervals::default();
            }
        }
        self.camera_times.add(time / 1000.0);
        self.last_camera_time = Some(time);
    }

    /// How long nothing had come when reading ended, in milliseconds.
    pub(super) fn silence(&self) -> Option<f64> {
        self.arrivals.first?;
        Some((self.ended?.as_secs_f64() - self.arrivals.last) * 1000.0)
    }

    /// Whether that was too long for a stream of this rate.
    pub(super) fn is_stalled(&self) -> bool {
        let usual = self.fps().map_or(0.0, |fps| 1000.0 / fps);
        self.silence().is_some_and(|silence| silence > 1000.0 && silence > 4.0 * usual)
    }

    /// Frames a second as they arrived.
    pub(super) fn fps(&self) -> Option<f64> {
        self.arrivals.rate()
    }

    /// Frames a second by the camera's clock.
    pub(super) fn camera_fps(&self) -> Option<f64> {
        self.camera_times.rate()
    }

    /// Standard deviation of the time between two arrivals, in milliseconds.
    pub(super) fn jitter(&self) -> Option<f64> {
        self.arrivals.deviation().map(|seconds| seconds * 1000.0)
    }

    /// Longest time between two arrivals, in milliseconds.
    pub(super) fn longest_gap(&self) -> Option<f64> {
        (self.arrivals.count > 0).then_some(self.arrivals.longest * 1000.0)
    }

    /// Bits of pictures a second, from the first arrival to the last.
    pub(super) fn bit_rate(&self) -> Option<f64> {
        let bytes = (self.frame_bytes - self.first_frame_bytes) as f64;
        let seconds = self.arrivals.span();
        (seconds > 0.0).then(|| bytes * 8.0 / seconds)
    }

    pub(super) fn mean_size(&self) -> f64 {
        if self.frames == 0 { 0.0 } else { self.frame_bytes as f64 / self.frames as f64 }
    }
}

/// Mean and deviation of the times between events, in one pass (Welford).
#[derive(Debug, Default)]
struct Intervals {
    first: Option<f64>,
    last: f64,
    count: u64,
    mean: f64,
    squares: f64,
    longest: f64,
}

impl Intervals {
    /// Gives the time since the event before.
    fn add(&mut self, time: f64) -> Option<f64> {
        if self.first.is_none() {
            (self.first, self.last) = (Some(time), time);
            return None;
        }
        let interval = time - self.last;
        self.last = time;
        self.count += 1;
        let from_mean = interval - self.mean;
        self.mean += from_mean / self.count as f64;
        self.squares += from_mean * (interval - self.mean);
        self.longest = self.longest.max(interval);
        Some(interval)
    }

    fn span(&self) -> f64 {
        self.first.map_or(0.0, |first| self.last - first)
    }

    fn rate(&self) -> Option<f64> {
        let span = self.span();
        (span > 0.0).then(|| self.count as f64 / span)
    }

    fn deviation(&self) -> Option<f64> {
        (self.count > 1).then(|| (self.squares / self.count as f64).sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(size: usize, milliseconds: u64) -> FrameFacts {
        FrameFacts { size, arrival: Some(Duration::from_millis(milliseconds)), ..FrameFacts::default() }
    }

    #[test]
    fn measures_rates_from_the_first_arrival_to_the_last() {
        let mut summary = Summary::default();
        for (size, time) in [(9000, 500), (1000, 600), (2000, 680), (3000, 800)] {
            summary.add(&frame(size, time));
        }
        let near = |value: Option<f64>, expected: f64| (value.unwrap() - expected).abs() < 1e-6;
        assert!(near(summary.fps(), 10.0), "{:?}", summary.fps());
        assert!(near(summary.bit_rate(), 6000.0 * 8.0 / 0.3));
        assert!(near(summary.longest_gap(), 120.0));
        // Intervals 100, 80, 120: variance 800/3.
        assert!(near(summary.jitter(), (800.0f64 / 3.0).sqrt()));
        assert_eq!((summary.smallest, summary.largest, summary.frame_bytes), (1000, 9000, 15000));
    }

    #[test]
    fn claims_nothing_without_a_clock() {
        let mut summary = Summary::default();
        summary.add(&FrameFacts { size: 5, ..FrameFacts::default() });
        summary.add(&FrameFacts { size: 5, ..FrameFacts::default() });
        assert_eq!((summary.fps(), summary.jitter(), summary.bit_rate()), (None, None, None));
        assert_eq!((summary.longest_gap(), summary.camera_fps()), (None, None));
    }

    #[test]
    fn a_clock_that_stands_still_or_runs_back_gives_no_rate() {
        let mut summary = Summary::default();
        for time in [5000.0, 5000.0, 4000.0] {
            summary.add(&FrameFacts { camera_time: Some(time), ..FrameFacts::default() });
        }
        assert_eq!(summary.camera_fps(), None);
        assert_eq!(summary.last_camera_time, Some(4000.0));
    }

    #[test]
    fn a_clock_that_jumps_is_told_and_does_not_spoil_the_rate() {
        let mut summary = Summary::default();
        for (arrival, clock) in [(0, 1000), (100, 1100), (200, 3_601_200), (300, 3_601_300), (400, 3_601_400)]
        {
            let camera_time = Some(f64::from(clock));
            summary.add(&FrameFacts { camera_time, ..frame(1, arrival) });
        }
        assert_eq!(summary.clock_jumps, 1);
        assert!((summary.camera_fps().unwrap() - 10.0).abs() < 1e-6);
    }

    #[test]
    fn a_stream_that_fell_silent_is_told_from_a_slow_one() {
        let mut summary = Summary::default();
        (0..5).for_each(|number| summary.add(&frame(1, number * 100)));
        let mut ended_after = |milliseconds| {
            summary.ended = Some(Duration::from_millis(milliseconds));
            summary.is_stalled()
        };
        assert!(!ended_after(500) && !ended_after(1300) && ended_after(1500));
        let mut slow = Summary { ended: Some(Duration::from_secs(7)), ..Summary::default() };
        (0..3).for_each(|number| slow.add(&frame(1, number * 2000)));
        assert!(!slow.is_stalled());
    }
}
