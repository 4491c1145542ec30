//! Turning and flipping: the eight symmetries of a rectangle.

/// How the picture is turned and flipped on the page.
///
/// Kept in normal form (mirrored first, then turned clockwise), so that any sequence of turns and
/// flips is one of eight values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Orientation {
    quarter_turns: u8,
    mirrored: bool,
}

impl Orientation {
    /// Mirrored left to right (when asked), then turned clockwise by `degrees`, rounded to a quarter turn.
    #[must_use]
    pub fn new(degrees: i32, mirrored: bool) -> Self {
        let quarter_turns = ((degrees.rem_euclid(360) + 45) / 90 % 4) as u8;
        Self { quarter_turns, mirrored }
    }

    /// Clockwise, after mirroring: 0, 90, 180 or 270.
    #[must_use]
    pub fn degrees(self) -> u16 {
        u16::from(self.quarter_turns) * 90
    }

    /// Whether the picture is mirrored left to right before it is turned.
    #[must_use]
    pub fn mirrored(self) -> bool {
        self.mirrored
    }

    /// Whether width and height change places.
    #[must_use]
    pub fn is_sideways(self) -> bool {
        self.quarter_turns % 2 == 1
    }

    /// A further quarter turn clockwise.
    #[must_use]
    pub fn turned_right(self) -> Self {
        Self { quarter_turns: (self.quarter_turns + 1) % 4, ..self }
    }

    /// A further quarter turn anticlockwise.
    #[must_use]
    pub fn turned_left(self) -> Self {
        Self { quarter_turns: (self.quarter_turns + 3) % 4, ..self }
    }

    /// The view, mirrored left to right.
    #[must_use]
    pub fn flipped_horizontally(self) -> Self {
        Self { quarter_turns: (4 - self.quarter_turns) % 4, mirrored: !self.mirrored }
    }

    /// The view, mirrored top to bottom.
    #[must_use]
    pub fn flipped_vertically(self) -> Self {
        Self { quarter_turns: (6 - self.quarter_turns) % 4, mirrored: !self.mirrored }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The screen position of the picture's point (x to the right, y down).
    fn shown((x, y): (i32, i32), orientation: Orientation) -> (i32, i32) {
        let mirrored = if orientation.mirrored() { (-x, y) } else { (x, y) };
        (0..orientation.degrees() / 90).fold(mirrored, |(x, y), _| (-y, x))
    }

    fn all() -> Vec<Orientation> {
        [0, 90, 180, 270]
            .into_iter()
            .flat_map(|d| [Orientation::new(d, false), Orientation::new(d, true)])
            .collect()
    }

    #[test]
    fn flips_and_turns_act_on_what_is_seen() {
        let point = (3, 1);
        for from in all() {
            let (x, y) = shown(point, from);
            assert_eq!(shown(point, from.flipped_horizontally()), (-x, y), "{from:?}");
            assert_eq!(shown(point, from.flipped_vertically()), (x, -y), "{from:?}");
            assert_eq!(shown(point, from.turned_right()), (-y, x), "{from:?}");
            assert_eq!(shown(point, from.turned_left()), (y, -x), "{from:?}");
        }
    }

    #[test]
    fn any_angle_becomes_a_quarter_turn() {
        assert_eq!(Orientation::new(-90, false).degrees(), 270);
        assert_eq!(Orientation::new(450, false).degrees(), 90);
        assert_eq!(Orientation::new(359, false).degrees(), 0);
        assert_eq!(Orientation::new(i32::MAX, false).degrees() % 90, 0);
    }

    #[test]
    fn sideways_at_a_quarter_and_three_quarters() {
        let sideways: Vec<_> =
            all().into_iter().filter(|o| o.is_sideways()).map(Orientation::degrees).collect();
        assert_eq!(sideways, [90, 90, 270, 270]);
    }
}
