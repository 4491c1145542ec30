//! The state of a wall: plain data, changed by named actions. No browser and no clock in here.

mod action;
mod arrangement;
mod beginning;
mod held;
mod scene;
mod serving;
mod tile;

use std::rc::Rc;

use configuration::Opened;
use wall::{Allowed, Arranger, Layout};
use yew::Reducible;

pub use action::{Action, Sheet};
pub use arrangement::{Drag, Place};
pub use beginning::Beginning;
pub(super) use beginning::player_login;
pub use held::{Held, HeldTile};
pub use scene::{Scene, TourPlan};
pub use serving::{Figures, Served, Sizes};
pub use tile::{Glance, Tile, TileCamera, TileId};

use super::address;
use serving::Sharing;

use crate::state::{Camera, Toast};

/// CSS pixels between tiles, where the configuration says nothing.
const GAP: u32 = 4;
/// The most messages at once; older ones go.
const TOASTS: usize = 3;

/// All that the page knows of its wall. What it knows of each camera is in the tile's own viewer.
#[derive(Clone, Debug, PartialEq)]
pub struct Wall {
    /// The absolute address of the folder that the page lies in.
    pub page: String,
    /// The gateway's cameras; `None` until that is known.
    pub cameras: Option<Rc<[Camera]>>,
    /// The proxy that the gateway offers.
    pub proxy: Option<String>,
    /// What the link and the configurations say.
    pub opened: Rc<Opened>,
    /// What is wrong in them, a line each.
    pub problems: Rc<[String]>,
    /// What the wall is called, if it has a title.
    pub title: String,
    /// The name of the wall in the configuration, for as long as the tiles are those.
    pub named: Option<String>,
    /// The tiles in their order.
    pub tiles: Vec<Tile>,
    /// How they share the screen.
    pub layout: Layout,
    /// CSS pixels between them.
    pub gap: u32,
    /// A tile that has not been live for so many seconds sounds.
    pub alarm_seconds: Option<u32>,
    /// The room for tiles in CSS pixels, and device pixels in each.
    pub screen: (crate::stage::Size, f64),
    /// Where the tiles stand, in their order: those that are shown.
    pub places: Rc<[Place]>,
    /// The first tile that is shown, where the layout shows a part of them.
    pub first: usize,
    /// Some picture has another shape than its tile was made for.
    pub unsettled: bool,
    /// The tile that the keyboard is on.
    pub focus: Option<TileId>,
    /// The tile that has the whole screen.
    pub large: Option<TileId>,
    /// The tile that a pointer moves.
    pub drag: Option<Drag>,
    /// The sheet that is open.
    pub sheet: Option<Sheet>,
    /// What has just happened, newest last.
    pub toasts: Vec<Toast>,
    /// What requests may change besides the size.
    pub allowed: Allowed,
    /// Megabits a second that all tiles may receive; `None` without a bound.
    pub megabits: Option<u32>,
    /// The moment that all tiles are held at.
    pub held: Option<Held>,
    /// Whether the gateway has answered, or the page needs none.
    pub has_gateway: bool,
    /// The pages of the tour that the wall is, if it is one.
    pub tour: Option<Rc<TourPlan>>,
    /// The tiles of the tour that are on the screen, or about to be. All others are not there.
    pub scene: Option<Rc<Scene>>,
    scene_places: Rc<[(TileId, Place)]>,
    sharing: Sharing,
    is_over_budget: bool,
    arranger: Arranger,
    each: Rc<[String]>,
    next: u32,
    next_toast: u32,
}

impl Default for Wall {
    fn default() -> Self {
        Self {
            page: String::new(),
            cameras: None,
            proxy: None,
            opened: Rc::default(),
            problems: Rc::default(),
            title: String::new(),
            named: None,
            tiles: Vec::new(),
            layout: Layout::Auto,
            gap: GAP,
            alarm_seconds: None,
            screen: (crate::stage::Size::default(), 1.0),
            places: Rc::default(),
            first: 0,
            unsettled: false,
            focus: None,
            large: None,
            drag: None,
            sheet: None,
            toasts: Vec::new(),
            allowed: Allowed::default(),
            megabits: None,
            held: None,
            has_gateway: false,
            tour: None,
            scene: None,
            scene_places: Rc::default(),
            sharing: Sharing::default(),
            is_over_budget: false,
            arranger: Arranger::new(Layout::Auto, 0),
            each: Rc::default(),
            next: 0,
            next_toast: 0,
        }
    }
}

impl Wall {
    /// The tile of this name.
    #[must_use]
    pub fn tile(&self, id: TileId) -> Option<&Tile> {
        self.tiles.iter().find(|tile| tile.id == id)
    }

    /// Where a tile stands in the order.
    #[must_use]
    pub fn index(&self, id: TileId) -> Option<usize> {
        self.tiles.iter().position(|tile| tile.id == id)
    }

    /// Where a tile stands on the screen. `None` while it is not shown.
    #[must_use]
    pub fn place(&self, id: TileId) -> Option<Place> {
        if self.scene.is_some() {
            return self.scene_places.iter().find(|(tile, _)| *tile == id).map(|(_, place)| *place);
        }
        self.places.get(self.index(id)?.checked_sub(self.first)?).copied()
    }

    /// How many tiles are not live although they should be.
    #[must_use]
    pub fn missing(&self) -> usize {
        self.shown_tiles().filter(|tile| tile.is_missing()).count()
    }

    /// The tiles that have not been live for longer than their limit, at this moment of the page's clock.
    #[must_use]
    pub fn alarmed(&self, now_ms: f64) -> Vec<TileId> {
        let Some(limit_ms) = self.alarm_seconds.map(|seconds| f64::from(seconds) * 1000.0) else {
            return Vec::new();
        };
        let is_late = |tile: &&Tile| tile.stale_since_ms.is_some_and(|since| now_ms - since >= limit_ms);
        self.shown_tiles().filter(is_late).map(|tile| tile.id).collect()
    }

    /// What the page is called.
    #[must_use]
    pub fn page_title(&self) -> String {
        let name = match self.large.and_then(|id| self.tile(id)) {
            Some(tile) => tile.name(),
            None if self.title.is_empty() => "Wall",
            None => &self.title,
        };
        match self.missing() {
            0 => format!("{name} · Mullion"),
            count => format!("{count} not live · {name} · Mullion"),
        }
    }

    /// The tiles that are on the screen, or would be if the layout had room for them.
    pub fn shown_tiles(&self) -> impl Iterator<Item = &Tile> {
        let is_shown =
            |tile: &&Tile| self.scene.as_ref().is_none_or(|scene| scene.visible.contains(&tile.id));
        self.tiles.iter().filter(is_shown)
    }

    /// Whether a tile is connected behind the others, for the next page of a tour.
    #[must_use]
    pub fn is_coming(&self, id: TileId) -> bool {
        self.scene.as_ref().is_some_and(|scene| !scene.visible.contains(&id))
    }

    /// Whether a tile has no viewer: it is on another page of a tour.
    #[must_use]
    pub fn is_away(&self, id: TileId) -> bool {
        self.scene.as_ref().is_some_and(|scene| !scene.has(id))
    }

    /// The arguments of the page's address that lead here again, with their `?`; `None` before the page has begun.
    #[must_use]
    pub fn query(&self) -> Option<String> {
        self.cameras.as_ref()?;
        if self.opened.kiosk.is_some() || self.tour.is_some() {
            // What a display shows is chosen elsewhere, and a page of a tour has no address. A login goes all the same.
            return (!self.opened.logins.is_empty()).then(|| {
                let sources: Vec<&str> = self.tiles.iter().map(|tile| tile.camera.written.as_str()).collect();
                let name = self.opened.kiosk_name.as_ref().map_or("1", |name| name.as_str());
                address::write(&sources, self.layout, &self.each) + "&kiosk=" + name
            });
        }
        if let Some(name) = &self.named {
            let own = self.opened.configuration.walls.get(name.as_str()).map(|wall| wall.layout.0);
            let layout = Some(self.layout).filter(|layout| own != Some(*layout));
            return Some(address::write_named(name, layout, &self.each));
        }
        let sources: Vec<&str> = self.tiles.iter().map(|tile| tile.camera.written.as_str()).collect();
        Some(address::write(&sources, self.layout, &self.each))
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Begin(beginning) => self.begin(*beginning),
            Action::Measured(size, ratio) => {
                self.screen = (size, ratio);
                self.arrange();
            }
            Action::Told(id, glance, now_ms) => self.told(id, *glance, now_ms),
            Action::Settle => self.settle(),
            Action::SetLayout(layout) => {
                self.layout = layout;
                self.first = 0;
                self.show_focus();
                self.arrange();
            }
            Action::Focus(id) => self.focus = self.index(id).map(|_| id),
            Action::Step(step) => {
                if let Some(id) = self.beside(step) {
                    self.focus = Some(id);
                }
            }
            Action::Move(step) => {
                if let (Some(focus), Some(other)) = (self.focus, self.beside(step)) {
                    self.exchange(focus, other);
                }
            }
            Action::Exchange(one, other) => self.exchange(one, other),
            Action::Grab(id) => self.grab(id),
            Action::Drag(x, y) => self.drag(x, y),
            Action::Drop => self.drop_tile(),
            Action::Cancel => self.drag = None,
            Action::Open(id) => {
                self.large = self.index(id).map(|_| id);
                self.focus = self.large.or(self.focus);
                self.drag = None;
            }
            Action::Back => self.large = None,
            Action::Add(text) => self.add(&text),
            Action::Remove(id) => self.remove(id),
            Action::Turn(by) => self.turn(by),
            Action::Show(sheet) => self.sheet = sheet,
            Action::Serve(now_ms, figures) => self.serve(now_ms, &figures),
            Action::Want(id, wanted) => self.want(id, wanted),
            Action::SetMegabits(megabits) => self.set_megabits(megabits),
            Action::Held(held) => self.held = held,
            // One that was on its way when something else was chosen has tiles that are gone.
            Action::Scene(scene) if scene.visible.iter().all(|id| self.index(*id).is_some()) => {
                if self.tour.is_some() {
                    self.set_scene(scene);
                }
            }
            Action::Scene(_) => {}
            Action::Choose(show) => self.choose(show),
            Action::Tell(text, failed) => self.tell(text, failed),
            Action::Forget(id) => self.toasts.retain(|toast| toast.id != id),
        }
    }

    fn told(&mut self, id: TileId, glance: Glance, now_ms: f64) {
        let Some(index) = self.index(id) else { return };
        let Some(tile) = self.tiles.get_mut(index) else { return };
        if let (Some(before), Some(now)) = (&tile.glance.source, &glance.source)
            && before != now
        {
            // Another camera was opened in this tile.
            let mut query = String::new();
            vapix::query::push(&mut query, "src", now.as_str());
            tile.camera = TileCamera {
                query: format!("?{query}"),
                written: now.as_str().to_owned(),
                title: None,
                ..tile.camera.clone()
            };
            self.named = None;
        }
        tile.look(glance, now_ms);
        let (width, height) = tile.glance.picture;
        if height > 0 && self.arranger.set_aspect(index, f64::from(width) / f64::from(height)) {
            self.unsettled = true;
        }
    }

    fn push(&mut self, camera: TileCamera) {
        let id = TileId(self.next);
        self.next = self.next.wrapping_add(1);
        let served = Served::new(&camera);
        self.tiles.push(Tile { id, camera, glance: Glance::default(), served, stale_since_ms: None });
        self.arranger.push();
        self.focus = self.focus.or(Some(id));
        self.arrange();
    }

    fn remove(&mut self, id: TileId) {
        let Some(index) = self.index(id) else { return };
        self.tiles.remove(index);
        self.arranger.remove(index);
        self.named = None;
        self.large = self.large.filter(|large| *large != id);
        self.drag = None;
        if self.focus == Some(id) {
            self.focus = self.tiles.get(index).or(self.tiles.last()).map(|tile| tile.id);
        }
        self.show_focus();
        self.arrange();
    }

    /// Says something.
    pub(crate) fn tell(&mut self, text: String, failed: bool) {
        self.toasts.retain(|toast| toast.text != text);
        self.toasts.push(Toast { id: self.next_toast, text, failed });
        let surplus = self.toasts.len().saturating_sub(TOASTS);
        self.toasts.drain(..surplus);
        self.next_toast = self.next_toast.wrapping_add(1);
    }
}

impl Reducible for Wall {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = (*self).clone();
        next.act(action);
        // The same state renders nothing.
        if next == *self { self } else { Rc::new(next) }
    }
}

#[cfg(test)]
mod tests;
