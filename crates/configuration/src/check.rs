//! Checks beyond the types: names that lead nowhere, secrets, and sizes.

use std::collections::BTreeMap;

use address::Here;

use crate::file::{Camera, Configuration, Show, Tile};
use crate::name::Name;
use crate::read::{GatewayCameras, Problem, Removed, is_invisible};

/// Cameras, walls, tours or displays of a file, at most.
const MOST_ENTRIES: usize = 1024;
/// Tiles of a wall or a page, at most.
const MOST_TILES: usize = 256;
/// Pages of a tour, at most.
const MOST_PAGES: usize = 256;
/// Options of a camera, at most.
const MOST_OPTIONS: usize = 64;
/// Bytes of an option's name and of its value.
const LONGEST_OPTION: usize = 1024;
/// Characters of a title.
const LONGEST_TITLE: usize = 100;

/// Removes names that lead nowhere, secrets and what is too large, and reports each.
pub(crate) fn check(
    configuration: &mut Configuration,
    gateway: GatewayCameras<'_>,
    removed: &Removed,
    problems: &mut Vec<Problem>,
) {
    if configuration.schema.as_ref().is_some_and(|schema| address::secret::shown(schema) != *schema) {
        configuration.schema = None;
        problems.push(Problem { path: "$schema".into(), why: "an address with a login is left out".into() });
    }
    bound("cameras", &mut configuration.cameras, problems);
    bound("walls", &mut configuration.walls, problems);
    bound("tours", &mut configuration.tours, problems);
    bound("kiosks", &mut configuration.kiosks, problems);
    let known = match gateway {
        GatewayCameras::Known(cameras) => cameras,
        GatewayCameras::Unknown => &[],
    };
    configuration.cameras.retain(|name, camera| {
        title(&format!("cameras.{name}"), &mut camera.title, problems);
        options(name, camera, problems);
        source(name, camera, known, problems)
    });
    let cameras = Known { cameras: &configuration.cameras, gateway, removed };
    for (name, wall) in &mut configuration.walls {
        title(&format!("walls.{name}"), &mut wall.title, problems);
        cameras.check(&format!("walls.{name}.tiles"), &mut wall.tiles, problems);
    }
    for (name, tour) in &mut configuration.tours {
        title(&format!("tours.{name}"), &mut tour.title, problems);
        cameras.check(&format!("tours.{name}.pinned"), &mut tour.pinned, problems);
        if tour.pages.len() > MOST_PAGES {
            problems.push(too_many(format!("tours.{name}.pages"), MOST_PAGES));
            tour.pages.truncate(MOST_PAGES);
        }
        for (index, page) in tour.pages.iter_mut().enumerate() {
            let index = removed.index(&format!("tours.{name}.pages"), index);
            cameras.check(&format!("tours.{name}.pages.{index}.tiles"), &mut page.tiles, problems);
        }
        tour.pages.retain(|page| !page.tiles.is_empty());
    }
    let (walls, tours) = (&configuration.walls, &configuration.tours);
    configuration.kiosks.retain(|name, kiosk| {
        let (kind, shown, is_known) = match &kiosk.show {
            Show::Camera(camera) => ("camera", camera, cameras.has(camera)),
            Show::Wall(wall) => ("wall", wall, walls.contains_key(wall)),
            Show::Tour(tour) => ("tour", tour, tours.contains_key(tour)),
        };
        if !is_known {
            problems.push(Problem {
                path: format!("kiosks.{name}.show.{kind}"),
                why: format!("there is no {kind} {shown}"),
            });
        }
        is_known
    });
}

fn bound<T>(path: &str, entries: &mut BTreeMap<Name, T>, problems: &mut Vec<Problem>) {
    if entries.len() > MOST_ENTRIES {
        problems.push(too_many(path.to_owned(), MOST_ENTRIES));
        while entries.len() > MOST_ENTRIES {
            entries.pop_last();
        }
    }
}

fn too_many(path: String, most: usize) -> Problem {
    Problem { path, why: format!("only {most} of them are used") }
}

fn title(path: &str, title: &mut Option<String>, problems: &mut Vec<Problem>) {
    let Some(text) = title else { return };
    let why = if text.chars().count() > LONGEST_TITLE {
        format!("a title has at most {LONGEST_TITLE} characters")
    } else if text.chars().any(is_invisible) {
        "a title has no characters that cannot be seen".to_owned()
    } else {
        return;
    };
    problems.push(Problem { path: format!("{path}.title"), why });
    *title = None;
}

fn options(name: &Name, camera: &mut Camera, problems: &mut Vec<Problem>) {
    let mut count = 0;
    camera.options.retain(|option, value| {
        count += 1;
        let value = value.as_str();
        let why = if count > MOST_OPTIONS {
            format!("only {MOST_OPTIONS} options of a camera are used")
        } else if option.len() > LONGEST_OPTION || value.len() > LONGEST_OPTION {
            "it is too long".to_owned()
        } else if option == "src"
            || address::secret::is_secret(option)
            || (value.contains("://") && address::secret::shown(value) != value)
        {
            "this is no option of a camera, or a secret one".to_owned()
        } else {
            return true;
        };
        problems.push(Problem { path: format!("cameras.{name}.options.{}", part(option)), why });
        false
    });
}

/// A key of the file as a path shows it.
fn part(key: &str) -> String {
    crate::read::shown_key(key)
}

/// Takes a login out of the camera's address. `false` if it is no address.
fn source(name: &Name, camera: &mut Camera, gateway: &[String], problems: &mut Vec<Problem>) -> bool {
    let path = || format!("cameras.{name}.src");
    let here = Here { cameras: gateway, ..Here::default() };
    let understood = match address::understand(&camera.src, &here) {
        Ok(understood) => understood,
        Err(error) => {
            problems.push(Problem { path: path(), why: error.to_string() });
            return false;
        }
    };
    if understood.login.is_some() || address::secret::shown(&camera.src) != camera.src {
        let why = "the login was left out: this file may be passed on. The viewer asks for it";
        problems.push(Problem { path: path(), why: why.into() });
        understood.source.as_str().clone_into(&mut camera.src);
    }
    true
}

/// The cameras that a tile may name.
struct Known<'a> {
    cameras: &'a BTreeMap<Name, Camera>,
    gateway: GatewayCameras<'a>,
    removed: &'a Removed,
}

impl Known<'_> {
    fn has(&self, name: &Name) -> bool {
        let is_of_gateway = match self.gateway {
            GatewayCameras::Unknown => true,
            GatewayCameras::Known(cameras) => cameras.iter().any(|camera| camera == name.as_str()),
        };
        is_of_gateway || self.cameras.contains_key(name)
    }

    fn check(&self, path: &str, tiles: &mut Vec<Tile>, problems: &mut Vec<Problem>) {
        if tiles.len() > MOST_TILES {
            problems.push(too_many(path.to_owned(), MOST_TILES));
            tiles.truncate(MOST_TILES);
        }
        let mut index = 0;
        tiles.retain(|tile| {
            let is_known = self.has(&tile.camera);
            if !is_known {
                problems.push(Problem {
                    path: format!("{path}.{}", self.removed.index(path, index)),
                    why: format!("there is no camera {}", tile.camera),
                });
            }
            index += 1;
            is_known
        });
    }
}
