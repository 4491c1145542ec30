//! A wall that is held: which moment, and how each tile stands to it.

use std::rc::Rc;

use wall::{HeldPicture, NoCapture, TimeSource};

use super::{TileId, Wall};
use crate::figures;

/// All tiles are held at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// The moment, milliseconds since 1970.
    pub moment_ms: f64,
    /// It is by the cameras' clock, and not by that of this device.
    pub is_of_cameras: bool,
    /// The tiles that keep pictures, or should.
    pub tiles: Rc<[(TileId, HeldTile)]>,
}

/// One tile of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeldTile {
    /// Its picture of the moment.
    pub picture: HeldPicture,
    /// How its pictures are placed.
    pub source: TimeSource,
    /// Its picture of the moment is kept no more, and another one is on the screen.
    pub is_dropped: bool,
}

impl Wall {
    /// What a person should know of a tile while the wall is held.
    #[must_use]
    pub fn note(&self, id: TileId) -> Option<String> {
        let held = self.held.as_ref()?;
        held.tile(id)?.words(held.moment_ms)
    }
}

impl Held {
    /// How a tile stands to the moment.
    #[must_use]
    pub fn tile(&self, id: TileId) -> Option<&HeldTile> {
        self.tiles.iter().find(|(tile, _)| *tile == id).map(|(_, tile)| tile)
    }

    /// How many tiles are placed by arrival.
    #[must_use]
    pub fn by_arrival(&self) -> usize {
        self.tiles.iter().filter(|(_, tile)| matches!(tile.source, TimeSource::Arrival(_))).count()
    }

    /// By which clocks the tiles are held, for a person.
    #[must_use]
    pub fn words(&self) -> String {
        let count = self.tiles.len();
        match self.by_arrival() {
            0 => "by the cameras’ clocks".to_owned(),
            some if some < count => format!("by the cameras’ clocks; {some} of {count} by arrival"),
            _ => "by arrival".to_owned(),
        }
    }
}

impl HeldTile {
    /// What a person should know of the tile at that moment.
    #[must_use]
    pub fn words(&self, moment_ms: f64) -> Option<String> {
        if self.is_dropped {
            return Some("Its picture of this moment is no longer buffered".to_owned());
        }
        match self.picture {
            HeldPicture::Shown { .. } => match self.source {
                TimeSource::Capture => None,
                TimeSource::Arrival(why) => Some(by_arrival(why)),
            },
            HeldPicture::Gap { taken, .. } => {
                let age = figures::whole_age(moment_ms - taken);
                Some(format!("No picture of this moment: the last one is {age} older"))
            }
            HeldPicture::NotYet { .. } => {
                Some("No picture of this moment: the buffered ones are newer".to_owned())
            }
            HeldPicture::Nothing => Some("No picture of this moment: none are buffered".to_owned()),
        }
    }
}

fn by_arrival(why: NoCapture) -> String {
    match why {
        NoCapture::Untold => "By arrival: the camera tells no time".to_owned(),
        NoCapture::Coarse => "By arrival: the camera’s clock is too coarse".to_owned(),
        NoCapture::Unsteady => "By arrival: the camera’s clock goes back".to_owned(),
        NoCapture::Apart(ms) => {
            format!("By arrival: the camera’s clock is {}", figures::clock_offset(ms))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tile(picture: HeldPicture, source: TimeSource) -> HeldTile {
        HeldTile { picture, source, is_dropped: false }
    }

    #[test]
    fn a_tile_says_when_it_has_no_picture_of_the_moment() {
        let shown = HeldPicture::Shown { number: 1, taken: 0.0 };
        assert_eq!(tile(shown, TimeSource::Capture).words(10.0), None);
        let gap = tile(HeldPicture::Gap { number: 1, taken: 0.0 }, TimeSource::Capture).words(12_000.0);
        assert!(gap.is_some_and(|words| words.starts_with("No picture of this moment: the last one is 12")));
        let arrival = tile(shown, TimeSource::Arrival(NoCapture::Untold)).words(10.0);
        assert_eq!(arrival.as_deref(), Some("By arrival: the camera tells no time"));
    }

    #[test]
    fn the_wall_says_by_which_clocks_it_is_held() {
        let shown = HeldPicture::Shown { number: 1, taken: 0.0 };
        let by = |sources: &[TimeSource]| {
            let tiles: Vec<_> =
                sources.iter().zip(0..).map(|(source, id)| (TileId(id), tile(shown, *source))).collect();
            Held { moment_ms: 0.0, is_of_cameras: true, tiles: tiles.into() }.words()
        };
        let arrival = TimeSource::Arrival(NoCapture::Untold);
        assert_eq!(by(&[TimeSource::Capture; 2]), "by the cameras’ clocks");
        assert_eq!(by(&[TimeSource::Capture, arrival]), "by the cameras’ clocks; 1 of 2 by arrival");
        assert_eq!(by(&[arrival; 2]), "by arrival");
    }
}
