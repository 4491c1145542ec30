//! Which decoder is taken: what is asked for, what the browser has, and, of large pictures, what was quicker at the start. No
//! browser and no clock in here; times are in milliseconds.

use crate::Decoding;

/// Pictures that each decoder is given at the start, in turn.
const TRIALS: usize = 9;
/// What `createImageBitmap` may take of the other's time to be preferred. In doubt the other is, which leaves more to other processors and
/// processes than time tells: with a software GPU, a wall of 32 tiles costs 1.22 processors by it, and 1.66 by `createImageBitmap`.
const CLEARLY: f64 = 0.6;
/// Pixels to be decoded from which time tells the decoders apart. Less takes a few milliseconds at most, and what is measured then is how
/// long the worker was not told of it: of 48 tiles that all started at once 40 chose `createImageBitmap` by that, and together
/// took 1.95 processors for 1.23.
const MEASURABLE: u32 = 1280 * 720;
/// Pictures one after the other at which the decoder has failed, and the other has not, until it is left alone.
const MOST_FAILURES: u8 = 3;

/// The choice for one source.
#[derive(Debug)]
pub(crate) struct Choice {
    wanted: Option<Decoding>,
    /// There is an `ImageDecoder`, and it has not failed too often.
    exists: bool,
    failures: u8,
    /// What pictures took, by [`Decoding::ALL`].
    took: [Vec<f64>; 2],
    quicker: Option<Decoding>,
    turn: bool,
}

impl Choice {
    /// `exists`: whether there is an `ImageDecoder` here.
    pub(crate) fn new(wanted: Option<Decoding>, exists: bool) -> Self {
        Self { wanted, exists, failures: 0, took: Default::default(), quicker: None, turn: false }
    }

    /// What decodes the next picture, to so many `pixels`. Where its file says more than pixels (a turn, colours of its own), decoders
    /// may differ: the one that heeds it is taken.
    pub(crate) fn next(&mut self, is_plain: bool, pixels: u32) -> Decoding {
        if !self.exists || !is_plain {
            return Decoding::Bitmap;
        }
        if let Some(wanted) = self.wanted {
            return wanted;
        }
        if pixels < MEASURABLE {
            return Decoding::Decoder;
        }
        if let Some(quicker) = self.quicker {
            return quicker;
        }
        self.turn = !self.turn;
        if self.turn { Decoding::Decoder } else { Decoding::Bitmap }
    }

    /// Whether [`next`](Self::next) may choose [`Decoding::Decoder`].
    pub(crate) fn may_decode(&self) -> bool {
        self.exists && self.wanted != Some(Decoding::Bitmap)
    }

    /// A picture was decoded to so many `pixels` and drawn, which took so long.
    pub(crate) fn took(&mut self, by: Decoding, pixels: u32, duration: f64) {
        if by == Decoding::Decoder {
            self.failures = 0;
        }
        let is_decided = self.quicker.is_some() || self.wanted.is_some() || !self.exists;
        if is_decided || pixels < MEASURABLE {
            return;
        }
        let tried = &mut self.took[by as usize];
        if tried.len() < TRIALS {
            tried.push(duration);
        }
        if let [Some(bitmap), Some(decoder)] = [&self.took[0], &self.took[1]].map(|took| least(took)) {
            let quicker = if bitmap < decoder * CLEARLY { Decoding::Bitmap } else { Decoding::Decoder };
            self.quicker = Some(quicker);
            self.took = Default::default();
        }
    }

    /// `ImageDecoder` has failed at a picture that is one for the other.
    pub(crate) fn failed(&mut self) {
        self.failures = self.failures.saturating_add(1);
        self.exists &= self.failures < MOST_FAILURES;
    }
}

/// What one took that nothing held up. `None` until there are enough.
fn least(took: &[f64]) -> Option<f64> {
    (took.len() == TRIALS).then(|| took.iter().copied().fold(f64::INFINITY, f64::min))
}

#[cfg(test)]
mod tests {
    use super::{Choice, MEASURABLE, TRIALS};
    use crate::Decoding::{Bitmap, Decoder};

    const LARGE: u32 = MEASURABLE;
    const SMALL: u32 = MEASURABLE - 1;

    /// Pictures until it is decided.
    fn tried(bitmap: f64, decoder: f64) -> Choice {
        let mut choice = Choice::new(None, true);
        for index in 0..2 * TRIALS {
            let by = choice.next(true, LARGE);
            assert_eq!(by, if index % 2 == 0 { Decoder } else { Bitmap });
            // Most are held up by something else, and one way more than the other, since it waits more often.
            let late = if index < 14 { if by == Bitmap { 100.0 } else { 500.0 } } else { 0.0 };
            choice.took(by, LARGE, late + if by == Bitmap { bitmap } else { decoder });
        }
        choice
    }

    #[test]
    fn the_quicker_one_is_taken_after_both_were_tried() {
        for (bitmap, decoder, wanted) in
            [(12.0, 6.0, Decoder), (5.0, 11.0, Bitmap), (10.0, 10.5, Decoder), (8.0, 11.0, Decoder)]
        {
            let mut choice = tried(bitmap, decoder);
            for _ in 0..3 {
                assert_eq!(choice.next(true, LARGE), wanted, "{bitmap} {decoder}");
                choice.took(wanted, LARGE, 900.0);
            }
        }
    }

    #[test]
    fn small_pictures_are_no_trial() {
        let mut choice = Choice::new(None, true);
        for _ in 0..3 * TRIALS {
            assert_eq!(choice.next(true, SMALL), Decoder);
            choice.took(Decoder, SMALL, 500.0);
        }
        // The trial of large ones begins when they come, and is no word on small ones.
        for _ in 0..2 * TRIALS {
            let by = choice.next(true, LARGE);
            choice.took(by, LARGE, if by == Bitmap { 5.0 } else { 50.0 });
        }
        assert_eq!(choice.next(true, LARGE), Bitmap);
        assert_eq!(choice.next(true, SMALL), Decoder);
    }

    #[test]
    fn what_is_asked_for_is_taken_where_there_is_one() {
        assert_eq!(Choice::new(Some(Bitmap), true).next(true, LARGE), Bitmap);
        assert_eq!(Choice::new(Some(Decoder), true).next(true, LARGE), Decoder);
        assert_eq!(Choice::new(Some(Decoder), false).next(true, LARGE), Bitmap);
        assert_eq!(Choice::new(None, false).next(true, LARGE), Bitmap);
    }

    #[test]
    fn a_picture_that_says_more_than_pixels_is_left_to_the_browsers_own_way() {
        assert_eq!(Choice::new(Some(Decoder), true).next(false, LARGE), Bitmap);
    }

    #[test]
    fn a_decoder_that_fails_again_and_again_is_left_alone() {
        let mut choice = Choice::new(Some(Decoder), true);
        for _ in 0..20 {
            choice.failed();
            choice.failed();
            choice.took(Decoder, LARGE, 5.0);
        }
        assert_eq!(choice.next(true, LARGE), Decoder);
        for _ in 0..3 {
            choice.failed();
        }
        assert_eq!(choice.next(true, LARGE), Bitmap);
    }
}
