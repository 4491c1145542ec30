//! Overlays burnt into each picture: the time, the frame number, the view's name.

use super::font::{ADVANCE, HEIGHT, glyph};
use super::raster::Picture;
use super::strip;
use crate::clock::{Civil, Timestamp};

/// The texts to burn in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Overlay<'a> {
    pub(crate) number: u64,
    pub(crate) time: Timestamp,
    pub(crate) name: &'a str,
    /// Whether the text is wanted; the strip always is.
    pub(crate) text: bool,
}

/// Distance of the text from the edge of its bar, in dots.
const MARGIN: usize = 2;

impl Overlay<'_> {
    pub(crate) fn draw(&self, picture: &mut Picture) {
        if self.text {
            self.draw_text(picture);
        }
        strip::draw(picture, self.number);
    }

    /// A dark bar at the top, with as many lines as the width asks for.
    fn draw_text(&self, picture: &mut Picture) {
        let scale = ((picture.width().max(picture.height()) + 160) / 400).max(1);
        let columns = (picture.width() / scale).saturating_sub(2 * MARGIN) / ADVANCE;
        let lines = self.lines(columns);
        let line_height = (HEIGHT + 2) * scale;
        let bar = (lines.len() * line_height + MARGIN * scale).min(picture.height());
        darken(picture, bar);
        for (index, line) in lines.iter().enumerate() {
            let top = MARGIN * scale + index * line_height;
            for (column, character) in line.chars().take(columns).enumerate() {
                draw_character(picture, character, (MARGIN + column * ADVANCE) * scale, top, scale);
            }
        }
    }

    fn lines(&self, columns: usize) -> Vec<String> {
        let civil = Civil::from_seconds(u64::from(self.time.seconds));
        let date = format!("{:04}-{:02}-{:02}", civil.year, civil.month, civil.day);
        let clock =
            format!("{:02}:{:02}:{:02}.{:02}Z", civil.hour, civil.minute, civil.second, self.time.hundredths);
        let number = format!("#{:06}", self.number);
        let mut lines: Vec<String> = Vec::new();
        for word in [date, clock, number, self.name.to_owned()] {
            match lines.last_mut() {
                Some(line) if line.chars().count() + 1 + word.chars().count() <= columns => {
                    line.push(' ');
                    line.push_str(&word);
                }
                _ => lines.push(word),
            }
        }
        lines
    }
}

fn darken(picture: &mut Picture, height: usize) {
    for y in 0..height {
        for sample in picture.luma.row_mut(y) {
            *sample /= 4;
        }
    }
    for plane in &mut picture.chroma {
        for y in 0..height.div_ceil(2).min(plane.height) {
            plane.row_mut(y).fill(128);
        }
    }
}

fn draw_character(picture: &mut Picture, character: char, left: usize, top: usize, scale: usize) {
    let rows = glyph(character);
    let bottom = (top + HEIGHT * scale).min(picture.height());
    for y in top..bottom {
        let dots = rows[(y - top) / scale];
        let row = picture.luma.row_mut(y);
        for dot in (0..5).filter(|dot| dots >> (4 - dot) & 1 == 1) {
            let start = (left + dot * scale).min(row.len());
            let end = (start + scale).min(row.len());
            row[start..end].fill(235);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::raster::Color;

    const OVERLAY: Overlay<'_> = Overlay {
        number: 1234,
        time: Timestamp { seconds: 1_374_676_485, hundredths: 67 },
        name: "Street",
        text: true,
    };

    #[test]
    fn lines_fit_the_width() {
        assert_eq!(OVERLAY.lines(60), ["2013-07-24 14:34:45.67Z #001234 Street"]);
        assert_eq!(OVERLAY.lines(26), ["2013-07-24 14:34:45.67Z", "#001234 Street"]);
        assert_eq!(OVERLAY.lines(14), ["2013-07-24", "14:34:45.67Z", "#001234 Street"]);
    }

    #[test]
    fn text_stays_out_of_the_rest_of_the_picture() {
        let grey = Color { y: 100, cb: 90, cr: 90 };
        let mut picture = Picture::new(160, 90, grey);
        OVERLAY.draw(&mut picture);
        let is_dark = |y: usize| picture.luma.row(y).contains(&25);
        assert!(is_dark(0) && is_dark(19) && !is_dark(20));
        assert!(picture.luma.row(5).contains(&235));
        assert!(picture.luma.row(50).iter().all(|&sample| sample == 100));
    }

    #[test]
    fn without_text_only_the_strip_is_there() {
        let mut picture = Picture::new(160, 90, Color::BLACK);
        Overlay { text: false, ..OVERLAY }.draw(&mut picture);
        assert!(picture.luma.samples[..160 * 82].iter().all(|&sample| sample == 0));
        assert!(picture.luma.row(89).contains(&255));
    }

    #[test]
    fn tiny_pictures_do_no_harm() {
        for (width, height) in [(1, 1), (2, 9), (16, 8), (40, 3)] {
            OVERLAY.draw(&mut Picture::new(width, height, Color::BLACK));
        }
    }
}
