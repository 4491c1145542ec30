//! Where streams draw on a canvas that they share.

use stream::StreamId;

/// The size of such a canvas, and the places on it, in its pixels.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Places {
    pub(crate) size: (u32, u32),
    pub(crate) places: Vec<Place>,
}

/// Where one stream draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) stream: StreamId,
    /// From the left and from the top; part of it may lie beyond the canvas.
    pub(crate) at: (i32, i32),
    pub(crate) size: (i32, i32),
    pub(crate) fit: Fit,
}

/// How a picture fits its place, as `object-fit` has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Fit {
    /// Whole and undistorted.
    #[default]
    Contain,
    /// Undistorted, and all of the place is covered.
    Cover,
    /// Stretched.
    Fill,
}

/// Numbers of a place in a message.
const LENGTH: usize = 6;

impl Places {
    /// Six numbers for each place, after the two of the size.
    pub(crate) fn to_numbers(&self) -> Vec<i32> {
        let mut numbers = vec![self.size.0 as i32, self.size.1 as i32];
        for &Place { stream, at, size, fit } in &self.places {
            numbers.extend([stream.0 as i32, at.0, at.1, size.0, size.1, fit as i32]);
        }
        numbers
    }

    /// `None` if they are too few.
    pub(crate) fn from_numbers(numbers: &[i32]) -> Option<Self> {
        let (&[width, height], rest) = numbers.split_first_chunk()?;
        let place = |numbers: &[i32]| {
            let &[stream, left, top, width, height, fit] = numbers else { return None };
            let fit = *[Fit::Contain, Fit::Cover, Fit::Fill].get(fit as usize)?;
            Some(Place { stream: StreamId(stream as u32), at: (left, top), size: (width, height), fit })
        };
        let places = rest.chunks(LENGTH).map(place).collect::<Option<_>>()?;
        Some(Self { size: (width as u32, height as u32), places })
    }
}

/// Part of a picture and where it is drawn: left, top, width, height.
pub(crate) type Part = [f64; 4];

impl Place {
    /// What of a picture of that size is drawn, and where. `None` where there is nothing to draw, or no room.
    pub(crate) fn fit(&self, (width, height): (u32, u32)) -> Option<(Part, Part)> {
        let (width, height) = (f64::from(width), f64::from(height));
        let (left, top) = (f64::from(self.at.0), f64::from(self.at.1));
        let (room_x, room_y) = (f64::from(self.size.0), f64::from(self.size.1));
        if width <= 0.0 || height <= 0.0 || room_x <= 0.0 || room_y <= 0.0 {
            return None;
        }
        let (x, y) = (room_x / width, room_y / height);
        let (whole, room) = ([0.0, 0.0, width, height], [left, top, room_x, room_y]);
        Some(match self.fit {
            Fit::Fill => (whole, room),
            Fit::Contain => {
                let scale = x.min(y);
                let shown = ((width * scale).round().max(1.0), (height * scale).round().max(1.0));
                let margin = (((room_x - shown.0) / 2.0).floor(), ((room_y - shown.1) / 2.0).floor());
                (whole, [left + margin.0, top + margin.1, shown.0, shown.1])
            }
            Fit::Cover => {
                let scale = x.max(y);
                let (seen_x, seen_y) = (room_x / scale, room_y / scale);
                ([(width - seen_x) / 2.0, (height - seen_y) / 2.0, seen_x, seen_y], room)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Fit, Place, Places};
    use stream::StreamId;

    fn place(fit: Fit) -> Place {
        Place { stream: StreamId(7), at: (100, -20), size: (160, 120), fit }
    }

    #[test]
    fn a_picture_is_whole_covers_its_place_or_is_stretched() {
        let wide = (320, 180);
        assert_eq!(
            place(Fit::Contain).fit(wide),
            Some(([0.0, 0.0, 320.0, 180.0], [100.0, -5.0, 160.0, 90.0]))
        );
        assert_eq!(
            place(Fit::Cover).fit(wide),
            Some(([40.0, 0.0, 240.0, 180.0], [100.0, -20.0, 160.0, 120.0]))
        );
        assert_eq!(
            place(Fit::Fill).fit(wide),
            Some(([0.0, 0.0, 320.0, 180.0], [100.0, -20.0, 160.0, 120.0]))
        );
    }

    #[test]
    fn a_picture_of_the_same_shape_fills_its_place_to_the_last_pixel() {
        for size in [(640, 480), (80, 60), (1, 1)] {
            let place = Place { size: (161, 121), ..place(Fit::Contain) };
            let (_, [left, top, width, height]) = place.fit(size).unwrap();
            assert!(left >= 100.0 && top >= -20.0, "{size:?}");
            assert!(left + width <= 261.0 && top + height <= 101.0, "{size:?}");
        }
    }

    #[test]
    fn nothing_is_drawn_without_room_or_picture() {
        assert_eq!(place(Fit::Cover).fit((0, 480)), None);
        for size in [(0, 120), (160, 0), (-3, 5)] {
            assert_eq!(Place { size, ..place(Fit::Cover) }.fit((640, 480)), None);
        }
    }

    #[test]
    fn places_come_as_they_were_sent() {
        let places = [Fit::Contain, Fit::Cover, Fit::Fill].map(place).to_vec();
        let sent = Places { size: (3840, 2160), places };
        assert_eq!(Places::from_numbers(&sent.to_numbers()), Some(sent));
        assert_eq!(Places::from_numbers(&[1, 2]), Some(Places { size: (1, 2), places: Vec::new() }));
        for numbers in [&[1][..], &[1, 2, 3], &[1, 2, 1, 0, 0, 5, 5, 9], &[1, 2, 1, 0, 0, 5, 5, -1]] {
            assert_eq!(Places::from_numbers(numbers), None);
        }
    }
}
