//! What a page shows: a link, and the configurations that there are.
//!
//! The first of them that has what the link names is used, whole; they are never mixed. In order:
//! the one in the link itself, the one that a person edits in this browser, and the `mullion.json`
//! beside the page, which a gateway serves from its own settings.

use std::collections::BTreeMap;
use std::fmt;

use address::{Here, Login};

use crate::file::{Camera, Configuration, Kiosk, Show, Tile, Wall};
use crate::link::{KioskLink, Link, Wanted};
use crate::name::Name;
use crate::read::{GatewayCameras, Problem};

/// Where a configuration comes from, in the order in which they are looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The fragment of the link, `#config=…`.
    Link,
    /// The editor, which keeps it in this browser.
    Browser,
    /// `mullion.json` beside the page, or the gateway's.
    File,
    /// The same as it was last time, because it cannot be fetched now.
    Remembered,
}

/// A configuration that a page has found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Where.
    pub origin: Origin,
    /// Its good values.
    pub configuration: Configuration,
    /// Its bad ones.
    pub problems: Vec<Problem>,
}

/// What a page shows.
#[derive(Clone, PartialEq, Default)]
pub struct Opened {
    /// The configuration in use, whole. Cameras that a link names by their address are in it, and a
    /// wall of them.
    pub configuration: Configuration,
    /// Where it comes from. `None` if there is none.
    pub origin: Option<Origin>,
    /// What is shown. `None` if the link names nothing, or nothing that there is.
    pub show: Option<Show>,
    /// The display, if the page is one. [`Kiosk::show`] is [`Self::show`] then.
    pub kiosk: Option<Kiosk>,
    /// Its name in the configuration.
    pub kiosk_name: Option<Name>,
    /// Logins that stood in the link, by camera. They are kept nowhere else.
    pub logins: BTreeMap<Name, Login>,
    /// What is not used of the link and of the configuration.
    pub problems: Vec<Problem>,
}

/// The name of the wall of a link's cameras.
const LINKED: &str = "link";

/// Finds out what a page shows. `page` is the absolute address of its folder, empty if unknown.
#[must_use]
pub fn open(link: &Link, mut found: Vec<Found>, gateway: GatewayCameras<'_>, page: &str) -> Opened {
    found.sort_by_key(|found| found.origin);
    let chosen = found.iter().position(|found| has(&found.configuration, link)).or_else(|| {
        // Nothing has it. What there is may still hold cameras and limits, and problems that say why.
        found.iter().position(|found| found.configuration != Configuration::default())
    });
    let mut opened = Opened { problems: link.problems.clone(), ..Opened::default() };
    let cameras = match &link.wanted {
        Some(Wanted::Cameras(sources)) => sources.as_slice(),
        _ => &[],
    };
    let mut named = named_cameras(&found, chosen, cameras);
    match chosen {
        Some(index) => {
            let Found { origin, configuration, problems } = found.swap_remove(index);
            opened.origin = Some(origin);
            opened.configuration = configuration;
            opened.problems.extend(problems);
        }
        None => opened.problems.extend(found.into_iter().flat_map(|found| found.problems)),
    }
    opened.configuration.cameras.append(&mut named);
    opened.show = match &link.wanted {
        Some(Wanted::Wall(name)) => {
            let is_there = opened.configuration.walls.contains_key(name);
            opened.named("wall", name, is_there).then(|| Show::Wall(name.clone()))
        }
        Some(Wanted::Tour(name)) => {
            let is_there = opened.configuration.tours.contains_key(name);
            opened.named("tour", name, is_there).then(|| Show::Tour(name.clone()))
        }
        Some(Wanted::Cameras(sources)) => opened.linked(sources, gateway, page),
        None => None,
    };
    opened.kiosk(link);
    if let (Some(layout), Some(show)) = (link.layout, &opened.show) {
        match show {
            Show::Wall(name) => {
                opened.configuration.walls.entry(name.clone()).and_modify(|wall| wall.layout = layout);
            }
            Show::Tour(name) => {
                opened.configuration.tours.entry(name.clone()).and_modify(|tour| tour.layout = layout);
            }
            Show::Camera(_) => {}
        }
    }
    opened
}

impl Opened {
    fn named(&mut self, kind: &str, name: &Name, is_there: bool) -> bool {
        if !is_there {
            let why = format!("there is no {kind} {name} in the configuration");
            self.problems.push(Problem { path: kind.to_owned(), why });
        }
        is_there
    }

    /// The wall of a link's cameras.
    fn linked(&mut self, sources: &[String], gateway: GatewayCameras<'_>, page: &str) -> Option<Show> {
        let known = match gateway {
            GatewayCameras::Known(cameras) => cameras,
            GatewayCameras::Unknown => &[],
        };
        let mut tiles = Vec::new();
        for (index, source) in sources.iter().enumerate() {
            let named = Name::try_from(source.trim().to_owned()).ok();
            let is_known = |name: &Name| {
                self.configuration.cameras.contains_key(name)
                    || gateway == GatewayCameras::Unknown
                    || known.iter().any(|id| id == name.as_str())
            };
            if let Some(name) = named.filter(is_known) {
                tiles.push(Tile::of(name));
                continue;
            }
            let path = format!("src.{index}");
            match address::understand(source, &Here { page, cameras: known }) {
                Ok(understood) => {
                    let source = understood.source.as_str().to_owned();
                    let Some(name) = self.camera(source) else { continue };
                    if let Some(login) = understood.login {
                        self.logins.insert(name.clone(), login);
                    }
                    tiles.push(Tile::of(name));
                }
                Err(error) => self.problems.push(Problem { path, why: error.to_string() }),
            }
        }
        let name = free(LINKED, &|name| self.configuration.walls.contains_key(name))?;
        if tiles.is_empty() {
            return None;
        }
        self.configuration.walls.insert(name.clone(), Wall { tiles, ..Wall::default() });
        Some(Show::Wall(name))
    }

    /// The camera of an address, which may be there already.
    fn camera(&mut self, src: String) -> Option<Name> {
        if let Some((name, _)) = self.configuration.cameras.iter().find(|(_, camera)| camera.src == src) {
            return Some(name.clone());
        }
        let name = free("camera", &|name| self.configuration.cameras.contains_key(name))?;
        let title = address::secret::shown(&src);
        let title = title.split_once("://").map_or(title.as_str(), |(_, rest)| rest);
        let title = title.trim_end_matches('/').chars().take(100).collect();
        let camera = Camera { src, title: Some(title), options: BTreeMap::new() };
        self.configuration.cameras.insert(name.clone(), camera);
        Some(name)
    }

    fn kiosk(&mut self, link: &Link) {
        match &link.kiosk {
            None => {}
            Some(KioskLink::Plain) => self.kiosk = self.show.clone().map(Kiosk::of),
            Some(KioskLink::Named(name)) => match self.configuration.kiosks.get(name) {
                Some(kiosk) => {
                    let mut kiosk = kiosk.clone();
                    // A link that names something else is shown on this display.
                    if let Some(show) = &self.show {
                        kiosk.show = show.clone();
                    }
                    self.show = Some(kiosk.show.clone());
                    (self.kiosk, self.kiosk_name) = (Some(kiosk), Some(name.clone()));
                }
                None => {
                    self.named("kiosk", name, false);
                    self.kiosk = self.show.clone().map(Kiosk::of);
                }
            },
        }
    }
}

/// Whether a configuration has what a link names.
fn has(configuration: &Configuration, link: &Link) -> bool {
    let is_wanted_there = match &link.wanted {
        Some(Wanted::Wall(name)) => configuration.walls.contains_key(name),
        Some(Wanted::Tour(name)) => configuration.tours.contains_key(name),
        Some(Wanted::Cameras(_)) | None => *configuration != Configuration::default(),
    };
    let is_kiosk_there = match &link.kiosk {
        Some(KioskLink::Named(name)) => configuration.kiosks.contains_key(name),
        Some(KioskLink::Plain) | None => true,
    };
    is_wanted_there && is_kiosk_there
}

/// Cameras that a link names and only another configuration has.
fn named_cameras(found: &[Found], chosen: Option<usize>, sources: &[String]) -> BTreeMap<Name, Camera> {
    let has = |index: usize, name: &str| found[index].configuration.cameras.contains_key(name);
    let mut cameras = BTreeMap::new();
    for source in sources {
        if chosen.is_some_and(|chosen| has(chosen, source)) {
            continue;
        }
        let other = found.iter().find_map(|found| found.configuration.cameras.get_key_value(source.as_str()));
        if let Some((name, camera)) = other {
            cameras.insert(name.clone(), camera.clone());
        }
    }
    cameras
}

/// `stem`, or `stem-2` and so on: the first that is not taken.
pub(crate) fn free(stem: &str, is_taken: &dyn Fn(&Name) -> bool) -> Option<Name> {
    let numbered = |number: usize| match number {
        1 => stem.to_owned(),
        _ => format!("{stem}-{number}"),
    };
    (1..=2 * 1024).filter_map(|number| Name::try_from(numbered(number)).ok()).find(|name| !is_taken(name))
}

impl fmt::Debug for Opened {
    /// Without logins.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened")
            .field("configuration", &self.configuration)
            .field("origin", &self.origin)
            .field("show", &self.show)
            .field("kiosk", &self.kiosk)
            .field("problems", &self.problems)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Origin {
    /// For a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Link => "this link",
            Self::Browser => "this browser",
            Self::File => "mullion.json",
            Self::Remembered => "mullion.json as it was last time",
        })
    }
}
