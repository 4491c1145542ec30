//! Which tiles the page begins with, and how some are added.

use std::rc::Rc;

use address::{Here, Login, Note, understand};
use configuration::{Name, Show, TileRequest, Within};
use vapix::query;

use super::{TileCamera, Wall};
use crate::configuration::Loaded;
use crate::wall::address::options_of_each;

/// The facts known when the page starts.
#[derive(Debug)]
pub struct Beginning {
    /// The absolute address of the folder that the page lies in.
    pub page: String,
    /// The arguments of the page's address.
    pub query: String,
    /// What they and the configurations say, and the gateway.
    pub loaded: Loaded,
}

/// Cameras on one wall, at most. Each has a player.
const MOST_TILES: usize = 256;
/// Seconds that a tile keeps to be looked at again.
const HISTORY_SECONDS: u32 = 30;
/// MiB that all tiles together keep, where the configuration says nothing.
const HISTORY_MIB: u32 = 256;
/// The history is divided among so many tiles at least, so that some can be added.
const HISTORY_TILES: usize = 16;

impl Wall {
    pub(super) fn begin(&mut self, beginning: Beginning) {
        let Beginning { page, query, loaded: Loaded { opened, gateway } } = beginning;
        self.has_gateway = gateway.is_some();
        let gateway = gateway.unwrap_or_default();
        self.page = page;
        self.cameras = Some(gateway.cameras.into());
        self.proxy = gateway.proxy;
        self.problems = opened.problems.iter().map(ToString::to_string).collect();
        self.each = options_of_each(&query).into();
        self.opened = Rc::new(opened);
        self.start_over();
    }

    /// Shows what the link and the configuration say, from the start.
    pub(super) fn start_over(&mut self) {
        self.clear();
        let opened = Rc::clone(&self.opened);
        match &opened.show {
            Some(Show::Wall(name)) => self.begin_wall(name),
            Some(Show::Camera(name)) => self.push_configured(name, TileRequest::default(), 1),
            Some(Show::Tour(name)) => self.begin_tour(name),
            // A display without a name for it shows nothing of its own choice.
            None if opened.kiosk.is_some() => {}
            None => {
                let cameras = self.cameras.clone().unwrap_or_default();
                for camera in cameras.iter() {
                    if let Ok(name) = Name::try_from(camera.id.clone()) {
                        self.push_configured(&name, TileRequest::default(), cameras.len());
                    }
                }
            }
        }
        self.arranger.set_layout(self.layout);
        self.arrange();
    }

    fn begin_wall(&mut self, name: &Name) {
        let opened = Rc::clone(&self.opened);
        let Some(wall) = opened.configuration.walls.get(name) else { return };
        self.title = wall.title.clone().unwrap_or_default();
        self.layout = wall.layout.0;
        self.gap = wall.gap.map_or(self.gap, Within::get);
        self.set_megabits(wall.megabits.map(Within::get));
        self.alarm_seconds = wall.alarm_seconds.map(Within::get);
        for tile in &wall.tiles {
            self.push_configured(&tile.camera, tile.resolution, wall.tiles.len());
        }
        self.named = Some(name.to_string()).filter(|_| !self.is_of_link(name));
    }

    /// Whether the link itself has put this wall together.
    fn is_of_link(&self, wall: &Name) -> bool {
        wall.as_str() == "link"
            && self.opened.configuration.walls.get(wall).is_some_and(|wall| wall.title.is_none())
    }

    /// Adds cameras as a person wrote them, one a line.
    pub(super) fn add(&mut self, text: &str) {
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let (first, count) = (self.next, self.tiles.len() + lines.len());
        for line in lines {
            match Name::try_from(line.to_owned()) {
                Ok(name) if self.knows(&name) => self.push_configured(&name, TileRequest::default(), count),
                _ => self.push_address(line, count),
            }
        }
        if let Some(tile) = self.tiles.iter().find(|tile| tile.id.0 >= first) {
            self.focus = Some(tile.id);
            self.named = None;
            self.sheet = None;
        }
    }

    fn knows(&self, name: &Name) -> bool {
        self.opened.configuration.cameras.contains_key(name)
            || self.cameras.iter().flat_map(|cameras| cameras.iter()).any(|camera| camera.id == name.as_str())
    }

    /// A camera of the configuration, or else of the gateway. `count`: tiles of the wall.
    pub(super) fn push_configured(&mut self, name: &Name, resolution: TileRequest, count: usize) {
        let opened = Rc::clone(&self.opened);
        let camera = opened.configuration.cameras.get(name);
        let src = camera.map_or(name.as_str(), |camera| &camera.src);
        let login = opened.logins.get(name);
        let mut pairs = String::new();
        for (name, value) in camera.iter().flat_map(|camera| &camera.options) {
            query::push(&mut pairs, name, value.as_str());
        }
        // The names that a link gives to its addresses mean nothing in another.
        let is_of_link = opened.origin.is_none() || name.as_str().starts_with("camera");
        let written = if is_of_link { src } else { name.as_str() };
        let title = camera.map(|camera| camera.title.clone().unwrap_or_else(|| name.to_string()));
        self.push_checked(TileCamera {
            query: self.query_of(src, &pairs, count),
            written: written.to_owned(),
            title,
            resolution,
            login: login.cloned(),
        });
    }

    /// What a person wrote or dropped.
    fn push_address(&mut self, text: &str, count: usize) {
        let gateway = self.cameras.clone().unwrap_or_default();
        let ids: Vec<String> = gateway.iter().map(|camera| camera.id.clone()).collect();
        let understood = match understand(text, &Here { page: &self.page, cameras: &ids }) {
            Ok(understood) => understood,
            Err(error) => {
                let shown = ::address::secret::shown(text);
                return self.tell(format!("{shown}: {error} {}", error.remedy()), true);
            }
        };
        for note in
            understood.notes.iter().filter(|note| matches!(note, Note::LoginTakenOut | Note::Secret(_)))
        {
            self.tell(note.to_string(), false);
        }
        let source = understood.source.as_str();
        // What is asked of it, such as a resolution, stands in the address.
        let asked = if understood.login.is_none() { text } else { source };
        self.push_checked(TileCamera {
            query: self.query_of(asked, "", count),
            written: source.to_owned(),
            title: None,
            resolution: TileRequest::default(),
            login: understood.login,
        });
    }

    fn push_checked(&mut self, camera: TileCamera) {
        if self.tiles.len() < MOST_TILES {
            self.push(camera);
        } else {
            self.tell(format!("A wall shows at most {MOST_TILES} cameras. The others are ignored."), true);
        }
    }

    /// The query of a tile's viewer. The first of several values of an option holds.
    fn query_of(&self, src: &str, pairs: &str, count: usize) -> String {
        let mut query = String::new();
        query::push(&mut query, "src", src);
        for pairs in std::iter::once(pairs).chain(self.each.iter().map(String::as_str)) {
            let separator = if pairs.is_empty() { "" } else { "&" };
            query.extend([separator, pairs]);
        }
        let mib = self.opened.configuration.limits.history_mib.map_or(HISTORY_MIB, Within::get);
        let mib = (mib / u32::try_from(count.max(HISTORY_TILES)).unwrap_or(u32::MAX)).clamp(1, 2048);
        for (name, value) in [("replay", HISTORY_SECONDS), ("replaymb", mib)] {
            if !query::pairs(&query).any(|(present, _)| present == name) {
                query::push(&mut query, name, &value.to_string());
            }
        }
        format!("?{query}")
    }
}

/// What a camera is told when it asks for a login, as the player has it.
pub(crate) fn player_login(login: &Login) -> player::Login {
    player::Login::Password { user: login.user().to_owned(), password: login.password().to_owned() }
}
