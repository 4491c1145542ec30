//! Selects the decoder: by request, by the browser's abilities and, for large pictures, by the
//! times measured at the start. No browser and no clock in here; times are in milliseconds.

use crate::Decoding;

/// Pictures that each decoder is given at the start, in turn.
const TRIALS: usize = 9;
/// Use `createImageBitmap` only if it takes at most this fraction of `ImageDecoder`'s time. In
/// doubt use `ImageDecoder`, which costs less than its time suggests: with a software GPU, a wall
/// of 32 tiles costs 1.22 processors with it, and 1.66 with `createImageBitmap`.
const CLEARLY: f64 = 0.6;
/// Pictures with fewer decoded pixels are not timed. Below this size the timing mostly measures how
/// late the worker was notified: of 48 tiles that started together, 40 chose `createImageBitmap`
/// because of that, and took 1.95 processors instead of 1.23.
const MEASURABLE: u32 = 1280 * 720;
/// Consecutive pictures that a decoder fails to decode, and the other can, before it is no longer
/// used.
const MOST_FAILURES: u8 = 3;

/// The choice for one source.
#[derive(Debug)]
pub struct DecoderSelector {
    wanted: Option<Decoding>,
    /// There is an `ImageDecoder`, and it has not failed too often.
    has_decoder: bool,
    /// It always decodes the whole picture, whatever size is requested.
    decoder_is_heedless: bool,
    /// Our own has not failed too often.
    has_own: bool,
    /// By [`Decoding::ALL`].
    failures: [u8; 3],
    /// Times of large pictures, for the first two decoders.
    took: [Vec<f64>; 2],
    quicker: Option<Decoding>,
    turn: bool,
}

/// The picture to decode.
#[derive(Debug, Clone, Copy)]
pub struct Job {
    /// The file contains only pixels. If it contains more (a rotation, a colour profile), decoders
    /// may differ, and the selector takes the one that honours it.
    pub is_plain: bool,
    /// The requested result.
    pub pixels: u32,
    /// It is one for our own decoder ([`scaled`]).
    pub is_for_own: bool,
}

impl DecoderSelector {
    /// `exists`: whether there is an `ImageDecoder` here.
    pub fn new(wanted: Option<Decoding>, exists: bool) -> Self {
        Self {
            wanted,
            has_decoder: exists,
            decoder_is_heedless: false,
            has_own: true,
            failures: [0; 3],
            took: Default::default(),
            quicker: None,
            turn: false,
        }
    }

    /// Whether there is an `ImageDecoder` that works.
    pub fn has_decoder(&self) -> bool {
        self.has_decoder
    }

    /// Whether `ImageDecoder` may be used as far as the source says.
    pub fn may_take_decoder(&self) -> bool {
        matches!(self.wanted, None | Some(Decoding::Decoder))
    }

    /// The decoder for the next picture.
    pub fn next(&mut self, job: Job) -> Decoding {
        if !job.is_plain {
            return Decoding::Bitmap;
        }
        let is_own = job.is_for_own && self.has_own;
        match self.wanted {
            Some(Decoding::Wasm) if is_own => Decoding::Wasm,
            Some(Decoding::Wasm | Decoding::Bitmap) => Decoding::Bitmap,
            Some(Decoding::Decoder) if self.has_decoder => Decoding::Decoder,
            Some(Decoding::Decoder) => Decoding::Bitmap,
            None if self.has_decoder && !(is_own && self.decoder_is_heedless) => {
                self.quicker_of_two(job.pixels)
            }
            None if is_own => Decoding::Wasm,
            None => Decoding::Bitmap,
        }
    }

    fn quicker_of_two(&mut self, pixels: u32) -> Decoding {
        if pixels < MEASURABLE {
            return Decoding::Decoder;
        }
        if let Some(quicker) = self.quicker {
            return quicker;
        }
        self.turn = !self.turn;
        if self.turn { Decoding::Decoder } else { Decoding::Bitmap }
    }

    /// A picture was decoded for a video. Its time is not comparable.
    pub fn worked(&mut self, by: Decoding) {
        self.failures[by as usize] = 0;
    }

    /// Decoding a picture to `pixels` and drawing it took this long.
    pub fn took(&mut self, by: Decoding, pixels: u32, duration: f64) {
        self.worked(by);
        let is_decided = self.quicker.is_some() || self.wanted.is_some() || !self.has_decoder;
        if is_decided || pixels < MEASURABLE {
            return;
        }
        if let Some(tried) = self.took.get_mut(by as usize).filter(|tried| tried.len() < TRIALS) {
            tried.push(duration);
        }
        if let [Some(bitmap), Some(decoder)] = [&self.took[0], &self.took[1]].map(|took| least(took)) {
            let quicker = if bitmap < decoder * CLEARLY { Decoding::Bitmap } else { Decoding::Decoder };
            self.quicker = Some(quicker);
            self.took = Default::default();
        }
    }

    /// `ImageDecoder` ignored the requested smaller size. In Firefox it always does: there our own
    /// decoder takes 60 % of the processor time, from 640x480 to a quarter as from 1920x1080 to an
    /// eighth.
    pub fn heeded_no_size(&mut self) {
        self.decoder_is_heedless = true;
    }

    /// `by` has failed at a picture that `createImageBitmap` could decode.
    pub fn failed(&mut self, by: Decoding) {
        let failures = &mut self.failures[by as usize];
        *failures = failures.saturating_add(1);
        if *failures >= MOST_FAILURES {
            match by {
                Decoding::Bitmap => {}
                Decoding::Decoder => self.has_decoder = false,
                Decoding::Wasm => self.has_own = false,
            }
        }
    }
}

/// The time of a decode that nothing delayed. `None` until there are enough.
fn least(took: &[f64]) -> Option<f64> {
    (took.len() == TRIALS).then(|| took.iter().copied().fold(f64::INFINITY, f64::min))
}

#[cfg(test)]
mod tests {
    use super::{DecoderSelector, Job, MEASURABLE, TRIALS};
    use crate::Decoding::{Bitmap, Decoder, Wasm};

    const LARGE: Job = Job { is_plain: true, pixels: MEASURABLE, is_for_own: false };
    const SMALL: Job = Job { is_plain: true, pixels: MEASURABLE - 1, is_for_own: true };
    const TURNED: Job = Job { is_plain: false, ..SMALL };

    /// Pictures until it is decided.
    fn tried(bitmap: f64, decoder: f64) -> DecoderSelector {
        let mut choice = DecoderSelector::new(None, true);
        for index in 0..2 * TRIALS {
            let by = choice.next(LARGE);
            assert_eq!(by, if index % 2 == 0 { Decoder } else { Bitmap });
            // Other work delays most decodes, and one decoder more than the other, because it waits
            // more often.
            let late = if index < 14 { if by == Bitmap { 100.0 } else { 500.0 } } else { 0.0 };
            choice.took(by, MEASURABLE, late + if by == Bitmap { bitmap } else { decoder });
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
                assert_eq!(choice.next(LARGE), wanted, "{bitmap} {decoder}");
                choice.took(wanted, MEASURABLE, 900.0);
            }
        }
    }

    #[test]
    fn small_pictures_are_no_trial() {
        let mut choice = DecoderSelector::new(None, true);
        for _ in 0..3 * TRIALS {
            assert_eq!(choice.next(SMALL), Decoder);
            choice.took(Decoder, MEASURABLE - 1, 500.0);
        }
        // The trial of large pictures begins with the first of them and says nothing about small
        // ones.
        for _ in 0..2 * TRIALS {
            let by = choice.next(LARGE);
            choice.took(by, MEASURABLE, if by == Bitmap { 5.0 } else { 50.0 });
        }
        assert_eq!(choice.next(LARGE), Bitmap);
        assert_eq!(choice.next(SMALL), Decoder);
    }

    #[test]
    fn what_is_asked_for_is_taken_where_there_is_one() {
        assert_eq!(DecoderSelector::new(Some(Bitmap), true).next(LARGE), Bitmap);
        assert_eq!(DecoderSelector::new(Some(Decoder), true).next(LARGE), Decoder);
        assert_eq!(DecoderSelector::new(Some(Decoder), false).next(LARGE), Bitmap);
        assert_eq!(DecoderSelector::new(None, false).next(LARGE), Bitmap);
        assert_eq!(DecoderSelector::new(Some(Bitmap), false).next(SMALL), Bitmap);
        assert_eq!(DecoderSelector::new(Some(Decoder), false).next(SMALL), Bitmap);
        assert_eq!(DecoderSelector::new(Some(Wasm), true).next(SMALL), Wasm);
        assert_eq!(DecoderSelector::new(Some(Wasm), true).next(LARGE), Bitmap);
    }

    #[test]
    fn our_own_decoder_takes_small_pictures_where_there_is_no_image_decoder() {
        assert_eq!(DecoderSelector::new(None, false).next(SMALL), Wasm);
        assert_eq!(DecoderSelector::new(None, true).next(SMALL), Decoder);
        let mut choice = DecoderSelector::new(None, false);
        for _ in 0..3 {
            choice.failed(Wasm);
        }
        assert_eq!(choice.next(SMALL), Bitmap);
        let mut choice = DecoderSelector::new(None, true);
        for _ in 0..3 {
            choice.failed(Decoder);
        }
        assert_eq!(choice.next(SMALL), Wasm);
    }

    #[test]
    fn our_own_takes_the_place_of_one_that_does_not_decode_smaller() {
        let mut choice = DecoderSelector::new(None, true);
        choice.heeded_no_size();
        assert_eq!(choice.next(SMALL), Wasm);
        assert_eq!(choice.next(Job { is_for_own: false, ..SMALL }), Decoder);
        let mut choice = DecoderSelector::new(Some(Decoder), true);
        choice.heeded_no_size();
        assert_eq!(choice.next(SMALL), Decoder);
    }

    #[test]
    fn a_picture_that_says_more_than_pixels_is_left_to_the_browsers_own_way() {
        assert_eq!(DecoderSelector::new(Some(Decoder), true).next(TURNED), Bitmap);
        assert_eq!(DecoderSelector::new(None, false).next(TURNED), Bitmap);
    }

    #[test]
    fn a_decoder_that_fails_again_and_again_is_left_alone() {
        let mut choice = DecoderSelector::new(Some(Decoder), true);
        for _ in 0..20 {
            choice.failed(Decoder);
            choice.failed(Decoder);
            choice.took(Decoder, MEASURABLE, 5.0);
        }
        assert_eq!(choice.next(LARGE), Decoder);
        for _ in 0..3 {
            choice.failed(Decoder);
        }
        assert_eq!(choice.next(LARGE), Bitmap);
    }
}
