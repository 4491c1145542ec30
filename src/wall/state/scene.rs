//! A tour on the wall: its tiles, which of them are there, and where they stand.
//!
//! A camera has one tile, on however many pages it is. So it stays connected from one page to the next.

use std::rc::Rc;

use configuration::{Name, Show, TileRequest};
use wall::Arranger;

use super::serving::Sharing;
use super::{Glance, Place, TileId, Wall};

/// The pages of a tour, as tiles of the wall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TourPlan {
    /// Each page's own tiles, and the seconds for which it is shown.
    pub pages: Vec<(Vec<TileId>, u32)>,
    /// Tiles of every page.
    pub pinned: Vec<TileId>,
    /// Seconds for which a touch holds a page.
    pub hold_seconds: u32,
}

/// What of a tour is there at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Scene {
    /// The tiles on the screen, in order.
    pub visible: Vec<TileId>,
    /// All tiles of the page that is prepared; none if none is.
    pub coming: Vec<TileId>,
}

/// Seconds, where the configuration says nothing.
const DWELL: u32 = 20;
const HOLD: u32 = 60;

impl TourPlan {
    /// All tiles of a page, in order.
    #[must_use]
    pub fn tiles(&self, page: usize) -> Vec<TileId> {
        let own = self.pages.get(page).into_iter().flat_map(|(tiles, _)| tiles);
        let own = own.filter(|tile| !self.pinned.contains(tile));
        let mut all: Vec<TileId> = Vec::new();
        for tile in self.pinned.iter().chain(own) {
            if !all.contains(tile) {
                all.push(*tile);
            }
        }
        all
    }
}

impl Scene {
    /// Whether a tile is on the screen or about to be.
    #[must_use]
    pub fn has(&self, tile: TileId) -> bool {
        self.visible.contains(&tile) || self.coming.contains(&tile)
    }
}

impl Wall {
    /// Empties the wall. Its tiles come again under other names, so that nothing of them stays.
    pub(super) fn clear(&mut self) {
        self.tiles.clear();
        self.arranger = Arranger::new(self.layout, 0);
        (self.focus, self.large, self.drag, self.held) = (None, None, None, None);
        (self.tour, self.scene, self.scene_places) = (None, None, Rc::default());
        self.sharing = Sharing::default();
        self.set_megabits(self.megabits);
        (self.first, self.title, self.named, self.alarm_seconds) = (0, String::new(), None, None);
    }

    pub(super) fn begin_tour(&mut self, name: &Name) {
        let opened = Rc::clone(&self.opened);
        let Some(tour) = opened.configuration.tours.get(name) else { return };
        self.title = tour.title.clone().unwrap_or_default();
        self.layout = tour.layout.0;
        let count = tour.pages.iter().map(|page| page.tiles.len()).max().unwrap_or(0) + tour.pinned.len();
        let mut known: Vec<((Name, TileRequest), TileId)> = Vec::new();
        let mut tiles = |wall: &mut Self, tiles: &[configuration::Tile]| {
            let mut ids = Vec::new();
            for tile in tiles {
                let key = (tile.camera.clone(), tile.resolution);
                let id = known.iter().find(|(other, _)| *other == key).map(|(_, id)| *id).or_else(|| {
                    let before = wall.tiles.len();
                    wall.push_configured(&tile.camera, tile.resolution, count);
                    let id = wall.tiles.get(before)?.id;
                    known.push((key, id));
                    Some(id)
                });
                ids.extend(id);
            }
            ids
        };
        let pinned = tiles(self, &tour.pinned);
        let seconds = |page: &configuration::TourStep| page.seconds.map_or(DWELL, configuration::Within::get);
        let pages: Vec<_> = tour.pages.iter().map(|page| (tiles(self, &page.tiles), seconds(page))).collect();
        let hold_seconds = tour.hold_seconds.map_or(HOLD, configuration::Within::get);
        let plan = TourPlan { pages, pinned, hold_seconds };
        self.set_scene(Rc::new(Scene { visible: plan.tiles(0), coming: Vec::new() }));
        self.tour = Some(Rc::new(plan));
    }

    pub(super) fn set_scene(&mut self, scene: Rc<Scene>) {
        for tile in self.tiles.iter_mut().filter(|tile| !scene.has(tile.id)) {
            // Its viewer goes, and with it all that was known. The shape of its picture is worth keeping.
            (tile.glance, tile.stale_since_ms) = (Glance::default(), None);
        }
        self.focus =
            self.focus.filter(|focus| scene.visible.contains(focus)).or(scene.visible.first().copied());
        self.large = self.large.filter(|large| scene.visible.contains(large));
        self.scene = Some(scene);
        self.arrange();
    }

    /// Shows something else of the configuration.
    pub(super) fn choose(&mut self, show: Option<Show>) {
        let mut opened = (*self.opened).clone();
        let Some(show) = show.or_else(|| opened.kiosk.as_ref().map(|kiosk| kiosk.show.clone())) else {
            return;
        };
        if opened.show.as_ref() != Some(&show) {
            opened.show = Some(show);
            self.opened = Rc::new(opened);
            self.start_over();
        }
    }

    /// Both pages are arranged, so that the next one stands where it will be shown.
    pub(super) fn arrange_scene(&mut self, screen: wall::Size, gap: u32) {
        let Some(scene) = self.scene.clone() else { return };
        let arranged = |tiles: &[TileId]| -> Vec<(TileId, Place)> {
            let mut part = Arranger::new(self.layout, tiles.len());
            for (index, id) in tiles.iter().enumerate() {
                if let Some(aspect) = self.index(*id).and_then(|tile| self.arranger.aspect(tile)) {
                    part.set_aspect(index, aspect);
                }
            }
            tiles.iter().copied().zip(part.arrange(screen, gap)).collect()
        };
        let mut places = arranged(&scene.visible);
        let visible = places.iter().map(|(_, place)| *place).collect();
        // Tiles of both pages stand where they are seen.
        places.extend(arranged(&scene.coming).into_iter().filter(|(id, _)| !scene.visible.contains(id)));
        (self.places, self.scene_places) = (visible, places.into());
    }
}
