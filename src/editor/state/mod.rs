//! What is edited, and each step of it. No browser: actions in, a new state out.

mod camera;
mod tour;

use std::rc::Rc;

use configuration::{
    Configuration, GatewayCameras, Kiosk, Name, Palette, Problem, Show, Tile, Wall, WallLayout,
};
use wall::Layout;
use yew::Reducible;

use crate::state::Camera;

pub use camera::title;
pub use tour::{PAGE, SECONDS};

/// The editor.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Editor {
    /// What is edited.
    pub draft: Configuration,
    /// The wall that is edited, if there is one.
    pub wall: Option<Name>,
    /// The tile that keys act on.
    pub tile: usize,
    /// The tile has been picked up, and the arrow keys move it.
    pub is_moving: bool,
    /// The gateway's cameras.
    pub gateway: Vec<Camera>,
    /// The absolute address of the page's folder.
    pub page: String,
    /// What an import, or the file that was found, could not be used for.
    pub problems: Vec<Problem>,
    /// Said to a person, and to a screen reader.
    pub said: String,
    /// A person has changed something: it is kept in this browser from now on.
    pub is_changed: bool,
    /// Before the last change that takes something away.
    before: Option<(Configuration, Option<Name>)>,
    is_loaded: bool,
}

/// A step.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// The page has found what there is.
    Loaded {
        /// The configuration in use.
        configuration: Configuration,
        /// The wall that the link names.
        wall: Option<Name>,
        /// What was not used of it.
        problems: Vec<Problem>,
        /// The gateway's cameras.
        gateway: Vec<Camera>,
        /// The absolute address of the page's folder.
        page: String,
    },
    /// A person pastes an address.
    AddAddress(String),
    /// A camera of the gateway or of the configuration gets a tile.
    AddTile(Name),
    /// A person names a camera.
    TitleCamera(Name, String),
    /// A camera goes, with its tiles.
    RemoveCamera(Name),
    /// Another wall is edited.
    ChooseWall(Name),
    /// A wall begins.
    NewWall,
    /// The wall goes, with its tour and its display.
    RemoveWall,
    /// A person names the wall.
    TitleWall(String),
    /// How its tiles share the screen.
    SetLayout(Layout),
    /// The tile that keys act on.
    ChooseTile(usize),
    /// The tile is picked up, or put down.
    Pick(bool),
    /// A tile goes to another place.
    MoveTile(usize, usize),
    /// A tile goes.
    RemoveTile(usize),
    /// The wall is shown page by page, or at once: tiles on a page and seconds of each.
    SetTour(Option<(usize, u32)>),
    /// The wall gets a display without a keyboard, or loses it.
    SetKiosk(bool),
    /// A setting of that display.
    SetDisplay(Display),
    /// A file, or a text, takes the place of everything.
    Import(String),
    /// Something that is no configuration was to be imported.
    Refused(Problem),
    /// What was taken away comes back.
    Undo,
    /// A person reads this.
    Say(String),
}

/// A setting of the display.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Display {
    /// Keeps the screen on.
    WakeLock(bool),
    /// Moves the picture against burn-in.
    PixelShift(bool),
    /// Shows the time.
    Clock(bool),
    /// Its colours.
    Palette(Palette),
}

impl Editor {
    /// The wall that is edited.
    #[must_use]
    pub fn current(&self) -> Option<&Wall> {
        self.draft.walls.get(self.wall.as_ref()?)
    }

    /// Its tiles.
    #[must_use]
    pub fn tiles(&self) -> &[Tile] {
        self.current().map_or(&[], |wall| &wall.tiles)
    }

    /// Its display.
    #[must_use]
    pub fn kiosk(&self) -> Option<&Kiosk> {
        self.draft.kiosks.get(self.wall.as_ref()?)
    }

    /// What its link shows: the tour that is made of it, or itself.
    #[must_use]
    pub fn show(&self) -> Option<Show> {
        let name = self.wall.clone()?;
        let has_tour = self.draft.tours.contains_key(&name);
        Some(if has_tour { Show::Tour(name) } else { Show::Wall(name) })
    }

    /// Whether something can come back.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        self.before.is_some()
    }

    /// Whether the page has found what there is.
    #[must_use]
    pub fn is_loaded(&self) -> bool {
        self.is_loaded
    }

    /// The text of the wall's title.
    #[must_use]
    pub fn wall_title(&self) -> &str {
        let title = self.current().and_then(|wall| wall.title.as_deref());
        title.or_else(|| self.wall.as_ref().map(Name::as_str)).unwrap_or_default()
    }

    fn edited(&mut self) -> Option<&mut Wall> {
        self.draft.walls.get_mut(self.wall.as_ref()?)
    }

    /// The wall that is edited; a first one begins by itself.
    fn begun(&mut self) -> Option<&mut Wall> {
        if self.current().is_none() {
            let name = Name::like("wall", "wall", &|name| self.is_taken(name))?;
            self.draft.walls.insert(name.clone(), Wall::default());
            self.wall = Some(name);
        }
        self.edited()
    }

    /// Whether a wall, a tour or a display has this name: those of one wall share theirs.
    fn is_taken(&self, name: &Name) -> bool {
        let Configuration { walls, tours, kiosks, .. } = &self.draft;
        walls.contains_key(name) || tours.contains_key(name) || kiosks.contains_key(name)
    }

    fn note(&mut self) {
        self.before = Some((self.draft.clone(), self.wall.clone()));
    }

    /// Changes the wall's tiles; a tour that was made of them follows.
    fn change_tiles(&mut self, change: impl FnOnce(&mut Vec<Tile>)) {
        let made = tour::made_of(self);
        let Some(wall) = self.begun() else { return };
        change(&mut wall.tiles);
        let count = wall.tiles.len();
        self.tile = self.tile.min(count.saturating_sub(1));
        if let Some(made) = made {
            tour::set(self, Some(made));
        }
    }

    fn add(&mut self, camera: Name) {
        let title = camera::title(self, &camera).to_owned();
        if self.tiles().len() >= MOST_TILES {
            self.said = format!("A wall has at most {MOST_TILES} cameras.");
            return;
        }
        self.change_tiles(|tiles| tiles.push(Tile::of(camera)));
        self.tile = self.tiles().len().saturating_sub(1);
        self.said = format!("{title} is on the wall.");
    }

    /// The wall and what is made of it get the name that its title asks for.
    fn title_wall(&mut self, title: &str) -> Option<()> {
        let old = self.wall.clone()?;
        let title: String = title.trim_start().chars().filter(|c| !c.is_control()).take(100).collect();
        let name = Name::like(&title, "wall", &|name| *name != old && self.is_taken(name))?;
        let mut wall = self.draft.walls.remove(&old)?;
        wall.title = (title != name.as_str() && !title.is_empty()).then_some(title);
        if let Some(mut tour) = self.draft.tours.remove(&old) {
            tour.title.clone_from(&wall.title);
            self.draft.tours.insert(name.clone(), tour);
        }
        self.draft.walls.insert(name.clone(), wall);
        if let Some(kiosk) = self.draft.kiosks.remove(&old) {
            self.draft.kiosks.insert(name.clone(), kiosk);
        }
        // Displays of other names that show it.
        for kiosk in self.draft.kiosks.values_mut() {
            match &mut kiosk.show {
                Show::Wall(shown) | Show::Tour(shown) if *shown == old => *shown = name.clone(),
                _ => {}
            }
        }
        self.wall = Some(name);
        Some(())
    }

    fn remove_wall(&mut self) {
        let Some(name) = self.wall.take() else { return };
        self.note();
        self.before = Some((self.draft.clone(), Some(name.clone())));
        self.draft.walls.remove(&name);
        self.draft.tours.remove(&name);
        self.draft.kiosks.retain(|_, kiosk| {
            kiosk.show != Show::Wall(name.clone()) && kiosk.show != Show::Tour(name.clone())
        });
        self.wall = self.draft.walls.keys().next().cloned();
        self.tile = 0;
        self.said = format!("The wall {name} is gone.");
    }

    fn set_kiosk(&mut self, is_wanted: bool) {
        let (Some(name), Some(show)) = (self.wall.clone(), self.show()) else { return };
        if is_wanted {
            self.draft.kiosks.entry(name).or_insert_with(|| Kiosk { wake_lock: true, ..Kiosk::of(show) });
        } else {
            self.draft.kiosks.remove(&name);
        }
    }

    fn set_display(&mut self, display: Display) {
        let Some(kiosk) = self.wall.as_ref().and_then(|name| self.draft.kiosks.get_mut(name)) else { return };
        match display {
            Display::WakeLock(is_on) => kiosk.wake_lock = is_on,
            Display::PixelShift(is_on) => kiosk.pixel_shift = is_on,
            Display::Clock(is_on) => kiosk.clock = is_on,
            Display::Palette(palette) => kiosk.palette = palette,
        }
    }

    fn import(&mut self, json: &str) {
        let ids: Vec<_> = self.gateway.iter().map(|camera| camera.id.clone()).collect();
        match configuration::read(json, GatewayCameras::Known(&ids)) {
            Ok((draft, problems)) => {
                self.note();
                self.said = match problems.len() {
                    0 => "Imported.".to_owned(),
                    1 => "Imported without one value.".to_owned(),
                    count => format!("Imported without {count} values."),
                };
                (self.draft, self.problems) = (draft, problems);
                self.wall = self.draft.walls.keys().next().cloned();
                (self.tile, self.is_moving) = (0, false);
            }
            Err(error) => self.refuse(error.into()),
        }
    }

    fn refuse(&mut self, problem: Problem) {
        self.said = "Nothing was imported.".to_owned();
        self.problems = vec![problem];
    }
}

/// Tiles of a wall: more are cut when it is read.
const MOST_TILES: usize = 256;

impl Reducible for Editor {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = (*self).clone();
        let is_change = !matches!(
            action,
            Action::Loaded { .. }
                | Action::ChooseWall(_)
                | Action::ChooseTile(_)
                | Action::Pick(_)
                | Action::Refused(_)
                | Action::Say(_)
        );
        match action {
            Action::Loaded { configuration, wall, problems, gateway, page } => {
                (next.problems, next.gateway, next.page) = (problems, gateway, page);
                next.is_loaded = true;
                // A person may have been quicker.
                if !next.is_changed {
                    next.draft = configuration;
                    next.wall = wall
                        .filter(|wall| next.draft.walls.contains_key(wall))
                        .or_else(|| next.draft.walls.keys().next().cloned());
                }
            }
            Action::AddAddress(pasted) => camera::add(&mut next, &pasted),
            Action::AddTile(name) => next.add(name),
            Action::TitleCamera(name, title) => camera::set_title(&mut next, &name, &title),
            Action::RemoveCamera(name) => camera::remove(&mut next, &name),
            Action::ChooseWall(name) if next.draft.walls.contains_key(&name) => {
                (next.wall, next.tile, next.is_moving) = (Some(name), 0, false);
            }
            Action::ChooseWall(_) => {}
            Action::NewWall => {
                (next.wall, next.tile, next.is_moving) = (None, 0, false);
                next.begun();
                next.said = "A new wall.".to_owned();
            }
            Action::RemoveWall => next.remove_wall(),
            Action::TitleWall(title) => {
                next.begun();
                next.title_wall(&title);
            }
            Action::SetLayout(layout) => {
                if let Some(wall) = next.begun() {
                    wall.layout = WallLayout(layout);
                }
                if let Some(tour) = next.wall.as_ref().and_then(|name| next.draft.tours.get_mut(name)) {
                    tour.layout = WallLayout(layout);
                }
            }
            Action::ChooseTile(tile) => next.tile = tile.min(next.tiles().len().saturating_sub(1)),
            Action::Pick(is_moving) => next.is_moving = is_moving && !next.tiles().is_empty(),
            Action::MoveTile(from, to) => {
                let count = next.tiles().len();
                if from < count && to < count && from != to {
                    next.change_tiles(|tiles| {
                        let tile = tiles.remove(from);
                        tiles.insert(to, tile);
                    });
                    next.tile = to;
                    next.said = format!("Place {} of {count}.", to + 1);
                }
            }
            Action::RemoveTile(index) => {
                if let Some(tile) = next.tiles().get(index) {
                    let title = camera::title(&next, &tile.camera).to_owned();
                    next.note();
                    next.change_tiles(|tiles| drop(tiles.remove(index)));
                    next.is_moving = false;
                    next.said = format!("{title} is off the wall.");
                }
            }
            Action::SetTour(wanted) => tour::set(&mut next, wanted),
            Action::SetKiosk(is_wanted) => next.set_kiosk(is_wanted),
            Action::SetDisplay(display) => next.set_display(display),
            Action::Import(json) => next.import(&json),
            Action::Refused(problem) => next.refuse(problem),
            Action::Undo => {
                if let Some((draft, wall)) = next.before.take() {
                    (next.draft, next.wall, next.is_moving) = (draft, wall, false);
                    next.tile = next.tile.min(next.tiles().len().saturating_sub(1));
                    next.said = "It is back.".to_owned();
                }
            }
            Action::Say(said) => next.said = said,
        }
        if is_change {
            next.is_changed = true;
        }
        Rc::new(next)
    }
}

#[cfg(test)]
mod tests;
