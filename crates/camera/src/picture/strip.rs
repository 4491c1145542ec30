//! The frame number as blocks that a program can read from a picture.
//!
//! The strip lies along the bottom edge of the delivered picture, over its whole width, after
//! cropping, rotation and mirroring: it is always at the bottom and reads from left to right. It is
//! `max(8, height / 40)` pixels high and divided into 24 blocks of equal width (block `k` goes from
//! `k * width / 24` to `(k + 1) * width / 24`; no rounding to pixels), each black or white:
//!
//! | blocks | meaning |
//! |---|---|
//! | 0, 1 | white, black |
//! | 2 to 17 | the frame number modulo 65536, most significant bit first, white for 1 |
//! | 18 to 21 | the exclusive or of the number's four nibbles, most significant bit first |
//! | 22, 23 | black, white |
//!
//! To read it, take the luma in the middle of each block: at `x = (2k + 1) * width / 48` and `y =
//! height - max(8, height / 40) / 2`, or the same places of a picture that has been scaled. Below
//! 128 is black.

use super::raster::{Color, Picture};

const BLOCKS: u32 = 24;

/// Height of the strip in a picture of this height, in pixels.
pub fn strip_height(height: u32) -> u32 {
    (height / 40).max(8)
}

/// Reads the frame number, modulo 65536, from a picture of the camera. `luma` gives the brightness of a pixel
/// (`x`, `y`) of the picture. `None` if there is no strip, or it cannot be read.
pub fn read_strip(width: u32, height: u32, luma: impl Fn(u32, u32) -> u8) -> Option<u16> {
    let y = height.checked_sub(strip_height(height) / 2)?;
    let block = |k: u32| luma((2 * k + 1) * width / (2 * BLOCKS), y) >= 128;
    let bits = (0..BLOCKS).fold(0u32, |bits, k| bits << 1 | u32::from(block(k)));
    let number = u16::try_from(bits >> 6 & 0xffff).ok()?;
    (encode(number) == bits).then_some(number)
}

pub(super) fn draw(picture: &mut Picture, number: u64) {
    let bits = encode((number & 0xffff) as u16);
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let top = height - strip_height(picture.height() as u32) as f32;
    picture.fill_rectangle(0.0, top, width, height, Color::BLACK);
    let is_white = |k: u32| k < BLOCKS && bits >> (BLOCKS - 1 - k) & 1 == 1;
    let edge = |k: u32| k as f32 * width / BLOCKS as f32;
    let mut k = 0;
    while k < BLOCKS {
        // Neighbours of one colour are painted as one, so that no seam shows.
        let start = k;
        while is_white(k) {
            k += 1;
        }
        if k > start {
            picture.fill_rectangle(edge(start), top, edge(k), height, Color::WHITE);
        }
        k += 1;
    }
}

/// The 24 blocks, the leftmost in the highest bit.
fn encode(number: u16) -> u32 {
    let check = (number >> 12 ^ number >> 8 ^ number >> 4 ^ number) & 0xf;
    0b10 << 22 | u32::from(number) << 6 | u32::from(check) << 2 | 0b01
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(picture: &Picture) -> Option<u16> {
        read_strip(picture.width() as u32, picture.height() as u32, |x, y| {
            picture.luma.row(y as usize)[x as usize]
        })
    }

    #[test]
    fn numbers_read_back_at_every_size() {
        for (width, height) in [(1920, 1080), (160, 90), (90, 160), (240, 180), (101, 77)] {
            for number in [0u64, 1, 4242, 65_535, 65_536 + 7] {
                let mut picture = Picture::new(width, height, Color { y: 128, cb: 128, cr: 128 });
                draw(&mut picture, number);
                assert_eq!(read(&picture), Some((number & 0xffff) as u16), "{width}x{height} {number}");
            }
        }
    }

    #[test]
    fn a_picture_without_strip_has_no_number() {
        assert_eq!(read(&Picture::new(160, 90, Color::BLACK)), None);
        assert_eq!(read(&Picture::new(160, 90, Color::WHITE)), None);
        assert_eq!(read(&Picture::new(3, 3, Color::WHITE)), None);
    }

    #[test]
    fn a_wrong_bit_is_noticed() {
        for block in 0..BLOCKS {
            let mut picture = Picture::new(240, 90, Color::BLACK);
            draw(&mut picture, 1000);
            let was_white = picture.luma.row(89)[(block * 10 + 5) as usize] == 255;
            let color = if was_white { Color::BLACK } else { Color::WHITE };
            let left = block as f32 * 10.0;
            picture.fill_rectangle(left, 80.0, left + 10.0, 90.0, color);
            assert_eq!(read(&picture), None, "block {block}");
        }
    }
}
