//! Which of the frames that a video was given a person has seen there. No browser and no clock in
//! here; times are in milliseconds.
//!
//! A video promises nothing: it may present a frame late, drop it, or stand while it takes every one.
//! So a frame counts from the moment when the page has heard that it is presented
//! (`requestVideoFrameCallback`). Until the video has presented one, the canvas is drawn as well.
//!
//! Chromium tells no time stamp of ours there (`mediaTime` stays 0 for a track that a page writes),
//! but how many frames the video has presented (`presentedFrames`). They come in order, so the n-th
//! one is the n-th that was given, or a later one if some were dropped. No frame is called younger
//! than it is; each dropped one makes all later ones seem older by a frame. A video that has dropped a
//! second of frames is replaced.

use std::collections::VecDeque;

/// Which frames go to the video, and whether a person sees it.
#[derive(Debug, Default)]
pub struct Presentation {
    phase: Phase,
    /// The frames given last, oldest first, each with its ordinal number among all that this video was
    /// given, from 1.
    given: VecDeque<(u32, GivenFrame)>,
    /// Frames that this video was given.
    count: u32,
    /// Ordinal number of the frame that the video has presented last.
    presented: Option<u32>,
    /// Failures since the video has worked for a while.
    failures: u32,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Phase {
    /// The next frame begins a trial.
    #[default]
    Ready,
    /// Frames go to video and canvas, since then. The canvas is seen.
    Trial { since: f64 },
    /// The video is seen, since then, and the canvas rests.
    Shown { since: f64 },
    /// It has failed, and is left alone until then.
    Resting { until: f64 },
}

/// A frame that was given to the video.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GivenFrame {
    /// The number of the frame.
    pub number: u64,
    /// When it was given.
    pub at: f64,
    /// From when on its age counts.
    pub arrived: f64,
    /// It is older than its arrival, for the camera repeats it or its clock stands.
    pub is_frozen: bool,
}

/// What a look at the video has found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VideoCheck {
    /// Nothing to do.
    Fine,
    /// It has presented nothing of late, because it was given nothing: of its last frames nothing is
    /// known.
    Quiet,
    /// It does not present what it is given. It is left alone for a while, and then has to be
    /// replaced.
    Stands,
}

impl Presentation {
    /// A frame that was given so long ago should be presented. The page is asked four times a second,
    /// and hears of the next frame then.
    pub const PATIENCE: f64 = 1000.0;
    /// A video that presents nothing for so long fails its trial.
    const TRIAL: f64 = 2000.0;
    /// One that gets frames within this time, and presents none, stands; otherwise there was none of
    /// which the page could have heard.
    const RECENT: f64 = 500.0;
    /// The first pause after a failure. It doubles with each.
    const REST: f64 = 2000.0;
    /// Failures after which the pause grows no more: about two minutes.
    const MOST_DOUBLINGS: u32 = 6;
    /// A video that has worked for so long has no failures.
    const STABLE: f64 = 30_000.0;
    /// Frames that are remembered: two seconds at 60 a second.
    const MOST: usize = 128;

    /// Another video, or none.
    pub fn replace(&mut self) {
        *self = Self { failures: self.failures, ..Self::default() };
    }

    /// The video may show something else: it has to present a frame before it is seen again.
    pub fn restart(&mut self) {
        if !matches!(self.phase, Phase::Resting { .. }) {
            self.phase = Phase::Ready;
        }
        self.forget();
    }

    /// A person wants the video: whatever it did before, it is tried at once.
    pub fn forgive(&mut self, now: f64) {
        self.failures = 0;
        if let Phase::Resting { until } = &mut self.phase {
            *until = now;
        }
    }

    /// Whether a frame may be given to the video.
    pub fn takes(&self) -> bool {
        !matches!(self.phase, Phase::Resting { .. })
    }

    /// Whether a person sees the video.
    pub fn is_shown(&self) -> bool {
        matches!(self.phase, Phase::Shown { .. })
    }

    /// A frame was given to the video.
    pub fn given(&mut self, frame: GivenFrame) {
        if self.phase == Phase::Ready {
            self.forget();
            self.phase = Phase::Trial { since: frame.at };
        }
        self.count = self.count.wrapping_add(1);
        if self.given.len() == Self::MOST {
            self.given.pop_front();
        }
        self.given.push_back((self.count, frame));
    }

    /// The video has presented so many frames. Gives the frame that a person sees, or one before it;
    /// nothing if that is not known.
    pub fn presented(&mut self, now: f64, count: u32) -> Option<GivenFrame> {
        let given = *self.given.iter().find(|(ordinal, _)| *ordinal == count)?;
        Some(self.confirm(now, given))
    }

    /// Nobody can tell what the video presents, so that the frame given last counts.
    pub fn presented_unseen(&mut self, now: f64) -> Option<GivenFrame> {
        let given = *self.given.back()?;
        Some(self.confirm(now, given))
    }

    fn confirm(&mut self, now: f64, (ordinal, frame): (u32, GivenFrame)) -> GivenFrame {
        self.presented = Some(ordinal);
        match self.phase {
            Phase::Trial { .. } => self.phase = Phase::Shown { since: now },
            Phase::Shown { since } if now - since >= Self::STABLE => self.failures = 0,
            _ => {}
        }
        frame
    }

    /// Looks whether the video presents what it is given.
    pub fn check(&mut self, now: f64) -> VideoCheck {
        match self.phase {
            Phase::Trial { since } if now - since >= Self::TRIAL => {
                self.fail(now);
                VideoCheck::Stands
            }
            Phase::Shown { .. } if self.is_overdue(now) => {
                let is_fed = self.given.back().is_some_and(|(_, newest)| now - newest.at < Self::RECENT);
                if !is_fed {
                    return VideoCheck::Quiet;
                }
                self.fail(now);
                VideoCheck::Stands
            }
            _ => VideoCheck::Fine,
        }
    }

    /// Whether it is left alone, having failed, and the time for another has come.
    pub fn has_rested(&self, now: f64) -> bool {
        matches!(self.phase, Phase::Resting { until } if now >= until)
    }

    /// Whether a frame that was given after the one presented last should have been presented.
    fn is_overdue(&self, now: f64) -> bool {
        let mut unconfirmed = self.given.iter().filter(|(ordinal, _)| Some(*ordinal) > self.presented);
        unconfirmed.any(|(_, frame)| now - frame.at >= Self::PATIENCE)
    }

    fn fail(&mut self, now: f64) {
        let rest = Self::REST * f64::from(1_u32 << self.failures.min(Self::MOST_DOUBLINGS));
        self.failures = self.failures.saturating_add(1);
        self.phase = Phase::Resting { until: now + rest };
        self.forget();
    }

    fn forget(&mut self) {
        self.given.clear();
        self.presented = None;
    }
}

#[cfg(test)]
mod tests {
    use super::{GivenFrame, Presentation, VideoCheck};

    /// The frame of that number of a stream of 25 a second, given as it comes.
    fn frame(number: u64) -> GivenFrame {
        let at = number as f64 * 40.0;
        GivenFrame { number, at, arrived: at - 5.0, is_frozen: false }
    }

    fn give(presentation: &mut Presentation, numbers: std::ops::RangeInclusive<u64>) {
        numbers.for_each(|number| presentation.given(frame(number)));
    }

    fn given(numbers: std::ops::RangeInclusive<u64>) -> Presentation {
        let mut presentation = Presentation::default();
        give(&mut presentation, numbers);
        presentation
    }

    /// One that has presented frames 1 to `number`.
    fn shown(number: u32) -> Presentation {
        let mut presentation = given(1..=number.into());
        let last = frame(number.into());
        assert_eq!(presentation.presented(last.at, number), Some(last));
        assert!(presentation.is_shown());
        presentation
    }

    #[test]
    fn a_video_is_shown_once_it_has_presented_a_frame_of_its_trial() {
        let mut presentation = given(1..=3);
        assert!(!presentation.is_shown());
        for nonsense in [0, 4, u32::MAX] {
            assert_eq!(presentation.presented(125.0, nonsense), None, "one that it was never given");
        }
        assert!(!presentation.is_shown());
        assert_eq!(presentation.presented(125.0, 2), Some(frame(2)));
        assert!(presentation.is_shown());
        assert_eq!(presentation.check(150.0), VideoCheck::Fine);
    }

    #[test]
    fn one_that_presents_an_older_frame_again_shows_that_frame() {
        let mut presentation = shown(5);
        assert_eq!(presentation.presented(210.0, 3), Some(frame(3)));
    }

    #[test]
    fn one_that_has_dropped_a_second_of_frames_is_replaced() {
        let mut presentation = shown(1);
        for number in 2..100 {
            give(&mut presentation, number..=number);
            // Every other frame is dropped.
            let count = 1 + number as u32 / 2;
            presentation.presented(frame(number).at, count);
            if presentation.check(frame(number).at) == VideoCheck::Stands {
                assert!(number >= 50);
                return assert!(!presentation.takes());
            }
        }
        panic!("its frames are called older and older");
    }

    #[test]
    fn one_that_stands_while_frames_come_rests_for_longer_each_time() {
        let mut presentation = shown(1);
        let mut rests = Vec::new();
        for round in 0..9_u64 {
            let begin = 2 + round * 100_000;
            give(&mut presentation, begin..=begin + 25);
            let now = frame(begin + 25).at;
            assert_eq!(presentation.check(now), VideoCheck::Stands);
            assert!(!presentation.takes());
            let has_rested = |second: &i32| presentation.has_rested(now + f64::from(*second) * 1000.0);
            rests.push((0..200).find(has_rested).unwrap());
            // The next one works.
            presentation.replace();
            let next = begin + 50_000;
            give(&mut presentation, next..=next);
            assert_eq!(presentation.presented(frame(next).at, 1), Some(frame(next)));
        }
        assert_eq!(rests, [2, 4, 8, 16, 32, 64, 128, 128, 128]);
    }

    #[test]
    fn one_that_has_worked_for_long_has_no_failures() {
        let mut presentation = shown(1);
        give(&mut presentation, 2..=27);
        assert_eq!(presentation.check(frame(27).at), VideoCheck::Stands);
        presentation.replace();
        give(&mut presentation, 1000..=1000);
        presentation.presented(frame(1000).at, 1);
        give(&mut presentation, 1001..=1800);
        presentation.presented(frame(1800).at, 801);
        give(&mut presentation, 1801..=1826);
        let now = frame(1826).at;
        assert_eq!(presentation.check(now), VideoCheck::Stands);
        assert!(!presentation.has_rested(now + 1900.0) && presentation.has_rested(now + 2000.0));
    }

    #[test]
    fn the_last_frames_of_a_stream_that_stops_are_no_failure() {
        let mut presentation = shown(1);
        give(&mut presentation, 2..=2);
        assert_eq!(presentation.check(frame(2).at + 900.0), VideoCheck::Fine);
        assert_eq!(presentation.check(frame(2).at + 1000.0), VideoCheck::Quiet);
        assert!(presentation.takes());
    }

    #[test]
    fn one_that_presents_nothing_fails_its_trial_and_no_frame_of_that_counts_later() {
        let mut presentation = given(1..=20);
        assert_eq!(presentation.check(1900.0), VideoCheck::Fine);
        assert_eq!(presentation.check(2040.0), VideoCheck::Stands);
        assert_eq!(presentation.presented(2050.0, 20), None);
        presentation.forgive(2050.0);
        assert!(presentation.has_rested(2050.0));
        presentation.replace();
        give(&mut presentation, 200..=200);
        assert_eq!(presentation.presented(8010.0, 20), None);
        assert_eq!(presentation.presented(8020.0, 1), Some(frame(200)));
    }

    #[test]
    fn it_remembers_a_bounded_number_of_frames() {
        let presentation = given(1..=100_000);
        assert!(presentation.given.len() <= 128);
    }
}
