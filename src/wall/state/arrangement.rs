//! Where tiles stand, and how a person moves them.

use std::rc::Rc;

use wall::{Arranger, Rectangle, Step, neighbour};

use super::{TileId, Wall};

/// Where a tile stands: device pixels from the top left corner of the wall.
pub type Place = Rectangle;

/// A tile that a pointer moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drag {
    /// The tile.
    pub tile: TileId,
    /// Where the pointer has taken hold of it, and where it is, CSS pixels of the wall. `None` before it moves.
    pub path: Option<((f64, f64), (f64, f64))>,
    /// The tile that changes places with it, if it is let go now.
    pub over: Option<TileId>,
}

impl Wall {
    /// The part of the order that the layout shows.
    fn shown(&self) -> std::ops::Range<usize> {
        let capacity = self.layout.capacity().unwrap_or(usize::MAX);
        self.first..self.first.saturating_add(capacity).min(self.tiles.len())
    }

    /// How many tiles the layout leaves out.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.tiles.len() - self.shown().len()
    }

    /// The height of the tiles in device pixels, which may be more than that of the screen.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.places.iter().map(|place| place.bottom()).max().unwrap_or(0)
    }

    pub(super) fn arrange(&mut self) {
        let (size, ratio) = self.screen;
        let device = |length: f64| (length * ratio).round().max(0.0) as u32;
        let screen = wall::Size { width: device(size.width), height: device(size.height) };
        self.arranger.set_layout(self.layout);
        self.unsettled = false;
        if screen.area() == 0 {
            self.places = Rc::default();
            self.scene_places = Rc::default();
            return;
        }
        let gap = device(f64::from(self.gap));
        if self.scene.is_some() {
            return self.arrange_scene(screen, gap);
        }
        let shown = self.shown();
        self.places = if shown.len() == self.tiles.len() {
            self.arranger.arrange(screen, gap).into()
        } else {
            let mut part = Arranger::new(self.layout, shown.len());
            for (index, tile) in self.tiles[shown].iter().enumerate() {
                let (width, height) = tile.glance.picture;
                part.set_aspect(index, f64::from(width) / f64::from(height));
            }
            part.arrange(screen, gap).into()
        };
    }

    /// Takes the shapes of pictures, unless a person is moving something.
    pub(super) fn settle(&mut self) {
        if self.unsettled && self.drag.is_none() {
            self.arrange();
        }
    }

    /// The tile that an arrow key leads to from the focus.
    pub(super) fn beside(&self, step: Step) -> Option<TileId> {
        let from = self.index(self.focus?)?.checked_sub(self.first)?;
        let to = neighbour(&self.places, from, step)?;
        Some(self.tiles.get(self.first + to)?.id)
    }

    pub(super) fn exchange(&mut self, one: TileId, other: TileId) {
        let (Some(one), Some(other)) = (self.index(one), self.index(other)) else { return };
        let (low, high) = (one.min(other), one.max(other));
        if low == high {
            return;
        }
        self.tiles.swap(low, high);
        self.arranger.shift(high, low);
        self.arranger.shift(low + 1, high);
        self.named = None;
        self.arrange();
    }

    pub(super) fn grab(&mut self, tile: TileId) {
        if self.large.is_none() && self.place(tile).is_some() {
            self.focus = Some(tile);
            self.drag = Some(Drag { tile, path: None, over: None });
        }
    }

    pub(super) fn drag(&mut self, x: f64, y: f64) {
        let Some(mut drag) = self.drag else { return };
        let from = drag.path.map_or((x, y), |(from, _)| from);
        drag.path = Some((from, (x, y)));
        drag.over = self.at(x, y).filter(|over| *over != drag.tile);
        self.drag = Some(drag);
    }

    pub(super) fn drop_tile(&mut self) {
        let Some(drag) = self.drag.take() else { return };
        if let Some(over) = drag.over {
            self.exchange(drag.tile, over);
        }
        self.settle();
    }

    /// The tile at a place of the wall, CSS pixels.
    fn at(&self, x: f64, y: f64) -> Option<TileId> {
        let ratio = self.screen.1;
        let (x, y) = (x * ratio, y * ratio);
        let holds = |place: &Place| {
            x >= f64::from(place.x)
                && x < f64::from(place.right())
                && y >= f64::from(place.y)
                && y < f64::from(place.bottom())
        };
        let index = self.places.iter().position(holds)?;
        Some(self.tiles.get(self.first + index)?.id)
    }

    /// Shows the next tiles, or those before.
    pub(super) fn turn(&mut self, by: i32) {
        let Some(capacity) = self.layout.capacity().filter(|_| !self.tiles.is_empty()) else { return };
        let pages = self.tiles.len().div_ceil(capacity) as i64;
        let page = (self.first / capacity) as i64 + i64::from(by);
        self.first = page.rem_euclid(pages) as usize * capacity;
        self.focus = self.tiles.get(self.first).map(|tile| tile.id);
        self.arrange();
    }

    /// Turns to the tile that the keyboard is on.
    pub(super) fn show_focus(&mut self) {
        let index = self.focus.and_then(|id| self.index(id)).unwrap_or(0);
        self.first = self.layout.capacity().map_or(0, |capacity| index / capacity * capacity);
    }
}
