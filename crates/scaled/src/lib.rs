//! Decodes a JPEG at a half or a quarter of its size, in time that goes with its bytes and not with
//! its pixels: of each block of 8x8 only as many coefficients are transformed as are wanted. No
//! browser and no clock in here.
//!
//! For where the browser has no cheap way to (plain http, WebKit: no `ImageDecoder`): it decodes
//! all of a picture, out of a blob that goes through two more processes, to show a sixteenth of it.
//! Of 640x480 to 160x120 that takes 2.4 ms of processors in Chromium, and this 0.7 ms.
//!
//! ```
//! # fn show(_: &[u8], _: (u32, u32)) {}
//! # let jpeg: &[u8] = b"";
//! use mjpeg::jpeg::Facts;
//!
//! let mut pixels = Vec::new();
//! if let Some(facts) = Facts::read(jpeg) {
//!     let quarter = (u32::from(facts.width).div_ceil(4), u32::from(facts.height).div_ceil(4));
//!     if scaled::decode(jpeg, &facts, quarter, &mut pixels).is_ok() {
//!         show(&pixels, quarter);
//!     }
//! }
//! ```

use jpeg_decoder::{CodingProcess, Decoder, PixelFormat};
use mjpeg::jpeg::Facts;

/// Pixels that are made at most: all work is done at once, and memory of a wasm program is never
/// given back.
pub const MOST_PIXELS: u32 = 960 * 540;
/// Bytes that a picture has at most, for the same reasons.
pub const MOST_BYTES: usize = 1 << 20;

/// Why there are no pixels. Try another decoder in every case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// [`is_for`] is not true of it, or its own markers say otherwise.
    #[error("this decoder does not support the picture's kind or size")]
    Unsuitable,
    /// It is broken, or uses features that no camera uses.
    #[error("the picture cannot be decoded")]
    Undecodable,
}

/// Whether [`decode`] is for a picture of so many bytes that is to have `size`: sequential, gray or
/// YCbCr, and not too large.
#[must_use]
pub fn is_for(facts: &Facts, bytes: usize, size: (u32, u32)) -> bool {
    let is_small = size.0.saturating_mul(size.1) <= MOST_PIXELS && bytes <= MOST_BYTES;
    is_small && divides(facts, size) && facts.sampling.is_some() && !facts.progressive
}

/// Puts the pixels of `jpeg`, whose facts are `facts`, into `pixels`: RGBA, row by row, of `size`,
/// which is that of the picture divided by 2 or 4 and rounded up. Colours as JFIF has them
/// (full-range BT.601).
///
/// # Errors
/// See [`Error`]; what is in `pixels` then means nothing.
pub fn decode(jpeg: &[u8], facts: &Facts, size: (u32, u32), pixels: &mut Vec<u8>) -> Result<(), Error> {
    if !is_for(facts, jpeg.len(), size) {
        return Err(Error::Unsuitable);
    }
    let side = |length: u32| u16::try_from(length).map_err(|_| Error::Unsuitable);
    let (width, height) = (side(size.0)?, side(size.1)?);
    let mut decoder = Decoder::new(jpeg);
    decoder.set_max_decoding_buffer_size(3 * MOST_PIXELS as usize);
    let scaled = decoder.scale(width, height).map_err(|_| Error::Undecodable)?;
    let info = decoder.info().filter(|info| info.coding_process == CodingProcess::DctSequential);
    let Some(info) = info.filter(|_| scaled == (width, height)) else { return Err(Error::Unsuitable) };
    let decoded = decoder.decode().map_err(|_| Error::Undecodable)?;
    pixels.clear();
    match info.pixel_format {
        PixelFormat::RGB24 => {
            pixels.extend(
                decoded.as_chunks().0.iter().flat_map(|[red, green, blue]| [*red, *green, *blue, 255]),
            );
        }
        PixelFormat::L8 => pixels.extend(decoded.iter().flat_map(|gray| [*gray, *gray, *gray, 255])),
        _ => return Err(Error::Unsuitable),
    }
    let wanted = 4 * (size.0 * size.1) as usize;
    if pixels.len() == wanted { Ok(()) } else { Err(Error::Undecodable) }
}

/// Whether `size` is the picture's, divided by one of the steps that there are. There is one of 8
/// in `jpeg-decoder` as well, whose colours are off by up to 3: it cuts where others round.
fn divides(facts: &Facts, size: (u32, u32)) -> bool {
    facts.width > 0 && facts.height > 0 && DIVISORS.into_iter().any(|divisor| divided(facts, divisor) == size)
}

const DIVISORS: [u32; 2] = [2, 4];

fn divided(facts: &Facts, divisor: u32) -> (u32, u32) {
    (u32::from(facts.width).div_ceil(divisor), u32::from(facts.height).div_ceil(divisor))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
    use proptest::prelude::*;

    use super::*;

    /// Sixteen columns of colours and greys, each 80 wide: at a quarter, too, more than what runs
    /// over an edge.
    fn columns(height: u16, sampling: SamplingFactor, progressive: bool) -> Vec<u8> {
        let mut rgb = Vec::new();
        for _ in 0..height {
            rgb.extend((0..WIDTH).flat_map(|x| colour(u32::from(x) / 80)));
        }
        let mut jpeg = Vec::new();
        let mut encoder = Encoder::new(&mut jpeg, 98);
        encoder.set_sampling_factor(sampling);
        encoder.set_progressive(progressive);
        encoder.encode(&rgb, WIDTH, height, ColorType::Rgb).unwrap();
        jpeg
    }

    const WIDTH: u16 = 1280;

    fn colour(column: u32) -> [u8; 3] {
        match column {
            0..8 => [column & 1, column >> 1 & 1, column >> 2].map(|part| part as u8 * 255),
            _ => [column * 16, column * 31 % 256, column * 7].map(|part| part as u8),
        }
    }

    fn scaled(jpeg: &[u8], divisor: u32) -> Result<(Vec<u8>, (u32, u32)), Error> {
        let mut pixels = vec![1, 2, 3];
        let facts = Facts::read(jpeg).ok_or(Error::Undecodable)?;
        let size = divided(&facts, divisor);
        decode(jpeg, &facts, size, &mut pixels)?;
        Ok((pixels, size))
    }

    #[test]
    fn colours_are_those_of_the_picture_in_every_sampling_and_size() {
        use SamplingFactor::{F_1_1, F_1_2, F_2_1, F_2_2, F_4_1};
        for sampling in [F_1_1, F_2_1, F_2_2, F_1_2, F_4_1] {
            let jpeg = columns(64, sampling, false);
            for divisor in DIVISORS {
                let (pixels, (width, height)) = scaled(&jpeg, divisor).unwrap();
                assert_eq!((width, height), (1280 / divisor, 64 / divisor));
                for column in 0..16 {
                    let x = (column * 80 + 40) / divisor;
                    let at = 4 * ((height / 2) * width + x) as usize;
                    let [red, green, blue] = colour(column);
                    for (seen, wanted) in pixels[at..at + 4].iter().zip([red, green, blue, 255]) {
                        assert!(
                            seen.abs_diff(wanted) <= 2,
                            "{sampling:?} {divisor} {column}: {:?}",
                            &pixels[at..at + 4]
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn gray_stays_gray() {
        let mut jpeg = Vec::new();
        let luma: Vec<u8> = (0..101 * 67).map(|index| (index % 101) as u8 + 50).collect();
        Encoder::new(&mut jpeg, 95).encode(&luma, 101, 67, ColorType::Luma).unwrap();
        let (pixels, size) = scaled(&jpeg, 4).unwrap();
        assert_eq!((size, pixels.len()), ((26, 17), 26 * 17 * 4));
        assert!(
            pixels.chunks(4).all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2] && pixel[3] == 255)
        );
    }

    #[test]
    fn what_is_no_ordinary_picture_or_too_large_is_left_to_the_browser() {
        let jpeg = columns(64, SamplingFactor::F_2_2, false);
        for divisor in [1, 3, 8] {
            assert_eq!(scaled(&jpeg, divisor), Err(Error::Unsuitable));
        }
        assert_eq!(scaled(&columns(64, SamplingFactor::F_2_2, true), 4), Err(Error::Unsuitable));
        let facts = |width, height| {
            let mut facts = Facts::read(&jpeg).unwrap();
            (facts.width, facts.height) = (width, height);
            facts
        };
        assert!(is_for(&facts(3840, 2160), MOST_BYTES, (960, 540)));
        assert!(!is_for(&facts(3840, 2160), MOST_BYTES + 1, (960, 540)));
        assert!(!is_for(&facts(3844, 2160), 1, (961, 540)));
        assert!(!is_for(&facts(65535, 65535), 1, (32768, 32768)));
        let mut cmyk = Vec::new();
        Encoder::new(&mut cmyk, 90).encode(&[9; 64 * 64 * 4], 64, 64, ColorType::Cmyk).unwrap();
        assert_eq!(scaled(&cmyk, 2), Err(Error::Unsuitable));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]
        /// Whatever has happened to a picture on its way: pixels or an error, and never a panic.
        #[test]
        fn damage_is_no_panic(
            sampling in prop::sample::select(vec![SamplingFactor::F_1_1, SamplingFactor::F_2_1, SamplingFactor::F_2_2]),
            bytes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
            in_head in any::<bool>(),
            kept in prop::option::of(any::<prop::sample::Index>()),
            divisor in prop::sample::select(&DIVISORS[..]),
        ) {
            let mut jpeg = columns(32, sampling, false);
            let end = if in_head { 640 } else { jpeg.len() };
            for (place, byte) in bytes {
                jpeg[place.index(end)] = byte;
            }
            if let Some(kept) = kept {
                jpeg.truncate(kept.index(jpeg.len()));
            }
            if let Ok((pixels, (width, height))) = scaled(&jpeg, divisor) {
                prop_assert_eq!(pixels.len(), 4 * (width * height) as usize);
                prop_assert!(width * height <= MOST_PIXELS);
            }
        }
    }
}
