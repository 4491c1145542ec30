//! Aids for looking: enhancements of the picture, and drawings over it.

use player::{Enhancements, Setting};

use crate::stage::Size;

/// How much the magnifier may enlarge.
pub const MAGNIFICATIONS: (u8, u8) = (2, 8);

/// All of it. The picture of the camera is never changed by any.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Aids {
    /// The enhancements.
    pub enhancements: Enhancements,
    on: [bool; Aid::ALL.len()],
    /// How many times the magnifier enlarges.
    pub magnification: u8,
    /// How an enlarged picture looks.
    pub sampling: Sampling,
    /// The ruler's ends: two points of the picture, in its pixels.
    pub ruler: [(f64, f64); 2],
}

/// Something upon the picture that is there or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aid {
    /// A cross in the middle of the picture.
    Crosshair,
    /// Lines at equal distances.
    Grid,
    /// The distance of two points.
    Ruler,
    /// When the picture was taken.
    Time,
    /// A magnifier under the pointer.
    Magnifier,
}

/// How an enlarged picture looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sampling {
    /// Smooth, and from three screen pixels for each of the picture on, in squares.
    #[default]
    Automatic,
    /// Each pixel a square.
    Pixels,
    /// No pixel to be seen.
    Smooth,
}

impl Aid {
    /// All of them, as a person reads them.
    pub const ALL: [Self; 5] = [Self::Crosshair, Self::Grid, Self::Ruler, Self::Time, Self::Magnifier];
}

impl Sampling {
    /// All of them, as a person reads them.
    pub const ALL: [Self; 3] = [Self::Automatic, Self::Pixels, Self::Smooth];

    /// Whether pixels are squares, where the picture is enlarged `enough` for that.
    #[must_use]
    pub fn is_crisp(self, enough: bool) -> bool {
        match self {
            Self::Automatic => enough,
            Self::Pixels => true,
            Self::Smooth => false,
        }
    }
}

impl Default for Aids {
    fn default() -> Self {
        Self {
            enhancements: Enhancements::default(),
            on: Default::default(),
            magnification: 4,
            sampling: Sampling::default(),
            ruler: [(0.0, 0.0); 2],
        }
    }
}

impl Aids {
    /// Whether `aid` is there.
    #[must_use]
    pub fn has(&self, aid: Aid) -> bool {
        self.on[aid as usize]
    }

    /// Shows `aid`, or takes it away. A new ruler lies in the middle of what is `seen` of the
    /// picture: two of its corners.
    pub(super) fn toggle(&mut self, aid: Aid, seen: [(f64, f64); 2]) {
        self.on[aid as usize] = !self.on[aid as usize];
        if aid == Aid::Ruler && self.has(aid) {
            let [(left, top), (right, bottom)] = seen;
            let (third, middle) = ((right - left) / 3.0, f64::midpoint(top, bottom).round());
            self.ruler = [((left + third).round(), middle), ((right - third).round(), middle)];
        }
    }

    /// Moves one end of the ruler, within `picture`, to a whole pixel.
    pub(super) fn measure(&mut self, end: usize, (x, y): (f64, f64), picture: Size) {
        if let Some(point) = self.ruler.get_mut(end) {
            *point = (x.round().max(0.0).min(picture.width), y.round().max(0.0).min(picture.height));
        }
    }

    /// Shows or hides the camera's own picture beside the enhanced one, half and half.
    pub(super) fn toggle_split(&mut self) {
        let split = if self.enhancements.get(Setting::Split) == 0 { 500 } else { 0 };
        self.enhancements = self.enhancements.with(Setting::Split, split);
    }

    /// Whether it is wanted, be anything enhanced or not.
    pub(super) fn has_split(&self) -> bool {
        self.enhancements.get(Setting::Split) != 0
    }

    /// Whether the divider between the two is there.
    #[must_use]
    pub fn is_split(&self) -> bool {
        self.has_split() && !self.enhancements.is_neutral()
    }

    /// The ruler's length in pixels, and how far it reaches to the right and down.
    #[must_use]
    pub fn distance(&self) -> (f64, f64, f64) {
        let [(ax, ay), (bx, by)] = self.ruler;
        ((bx - ax).hypot(by - ay), (bx - ax).abs(), (by - ay).abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEEN: [(f64, f64); 2] = [(0.0, 0.0), (600.0, 400.0)];

    #[test]
    fn each_aid_is_its_own_switch() {
        for aid in Aid::ALL {
            let mut aids = Aids::default();
            aids.toggle(aid, SEEN);
            assert!(Aid::ALL.iter().all(|&other| aids.has(other) == (other == aid)), "{aid:?}");
            aids.toggle(aid, SEEN);
            assert!(!aids.has(aid));
        }
    }

    #[test]
    fn a_new_ruler_is_in_sight_and_measures() {
        let mut aids = Aids::default();
        aids.toggle(Aid::Ruler, SEEN);
        assert_eq!(aids.ruler, [(200.0, 200.0), (400.0, 200.0)]);
        aids.measure(1, (503.4, 600.2), Size::new(640.0, 480.0));
        assert_eq!(aids.ruler[1], (503.0, 480.0));
        aids.measure(0, (500.0, 476.0), Size::new(640.0, 480.0));
        assert_eq!(aids.distance(), (5.0, 3.0, 4.0));
        aids.measure(7, (1.0, 1.0), Size::new(640.0, 480.0));
    }

    #[test]
    fn a_split_shows_only_between_two_pictures() {
        let mut aids = Aids::default();
        aids.toggle_split();
        assert!(!aids.is_split(), "both sides are the same");
        aids.enhancements = aids.enhancements.with(Setting::Invert, 1);
        assert!(aids.is_split());
        aids.toggle_split();
        assert!(!aids.is_split());
    }

    #[test]
    fn pixels_are_squares_when_asked_for_or_when_they_are_large() {
        assert!(Sampling::Automatic.is_crisp(true) && !Sampling::Automatic.is_crisp(false));
        assert!(Sampling::Pixels.is_crisp(false) && !Sampling::Smooth.is_crisp(true));
    }
}
