//! Parts of a configuration, and names for what a person adds to it.

use std::collections::BTreeSet;

use crate::file::{Configuration, Kiosk, Show, Tile};
use crate::name::Name;
use crate::open::free;

impl Configuration {
    /// What is needed to show a wall, a tour or a display, and no more: small enough for a link.
    /// Without the display's PIN, whose hash gives a short PIN away to everyone with the link.
    #[must_use]
    pub fn part(&self, show: &Show, kiosk: Option<&Name>) -> Self {
        let mut part = Self { limits: self.limits, ..Self::default() };
        let mut cameras: BTreeSet<&Name> = BTreeSet::new();
        match show {
            Show::Camera(camera) => drop(cameras.insert(camera)),
            Show::Wall(name) => {
                if let Some(wall) = self.walls.get(name) {
                    cameras.extend(wall.tiles.iter().map(|tile| &tile.camera));
                    part.walls.insert(name.clone(), wall.clone());
                }
            }
            Show::Tour(name) => {
                if let Some(tour) = self.tours.get(name) {
                    let tiles = tour.pages.iter().flat_map(|page| &page.tiles).chain(&tour.pinned);
                    cameras.extend(tiles.map(|tile: &Tile| &tile.camera));
                    part.tours.insert(name.clone(), tour.clone());
                }
            }
        }
        for name in cameras {
            if let Some(camera) = self.cameras.get(name) {
                part.cameras.insert(name.clone(), camera.clone());
            }
        }
        if let Some((name, kiosk)) = kiosk.and_then(|name| self.kiosks.get_key_value(name)) {
            part.kiosks.insert(name.clone(), Kiosk { pin: None, ..kiosk.clone() });
        }
        part
    }
}

impl Name {
    /// A name like `text` that is not taken: letters and digits, with `-` between them.
    #[must_use]
    pub fn like(text: &str, otherwise: &str, is_taken: &dyn Fn(&Self) -> bool) -> Option<Self> {
        let mut stem = String::new();
        for character in text.chars().flat_map(char::to_lowercase) {
            if stem.len() >= 48 {
                break;
            }
            if character.is_ascii_alphanumeric() || character == '_' {
                stem.push(character);
            } else if !stem.is_empty() && !stem.ends_with('-') {
                stem.push('-');
            }
        }
        let stem = stem.trim_matches('-');
        free(if stem.is_empty() { otherwise } else { stem }, is_taken)
    }
}
