//! Checks beyond the types: names that lead nowhere, and secrets.

use std::collections::BTreeMap;

use address::Here;

use crate::file::{Configuration, Show, Tile};
use crate::name::Name;
use crate::read::Problem;

/// Tiles of a wall or a page, at most.
const MOST_TILES: usize = 1024;

/// Removes names that lead nowhere and secrets, and reports each.
pub(crate) fn check(configuration: &mut Configuration, gateway: &[&str], problems: &mut Vec<Problem>) {
    configuration.cameras.retain(|name, camera| {
        let path = || format!("cameras.{name}.src");
        match read(&camera.src) {
            Ok((source, has_secret)) => {
                if has_secret {
                    problems.push(Problem {
                        path: path(),
                        why: "the login was left out: this file may be passed on. The viewer asks for it"
                            .into(),
                    });
                    camera.src = source;
                }
                true
            }
            Err(why) => {
                problems.push(Problem { path: path(), why });
                false
            }
        }
    });
    for (name, camera) in &mut configuration.cameras {
        camera.options.retain(|option, _| {
            let is_secret = address::secret::is_secret(option) || option == "src";
            if is_secret {
                problems.push(Problem {
                    path: format!("cameras.{name}.options.{option}"),
                    why: "this is no option of a camera, or a secret one".into(),
                });
            }
            !is_secret
        });
    }
    let cameras = Known { cameras: &configuration.cameras, gateway };
    for (name, wall) in &mut configuration.walls {
        cameras.check(&format!("walls.{name}.tiles"), &mut wall.tiles, problems);
    }
    for (name, tour) in &mut configuration.tours {
        cameras.check(&format!("tours.{name}.pinned"), &mut tour.pinned, problems);
        for (index, page) in tour.pages.iter_mut().enumerate() {
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

/// The address without what is secret in it, and whether there was something.
fn read(src: &str) -> Result<(String, bool), String> {
    let understood = address::understand(src, &Here::default()).map_err(|error| error.to_string())?;
    let has_secret = understood.login.is_some() || address::secret::shown(src) != src;
    Ok((understood.source.as_str().to_owned(), has_secret))
}

/// The cameras that a tile may name.
struct Known<'a> {
    cameras: &'a BTreeMap<Name, crate::file::Camera>,
    gateway: &'a [&'a str],
}

impl Known<'_> {
    fn has(&self, name: &Name) -> bool {
        self.cameras.contains_key(name) || self.gateway.contains(&name.as_str())
    }

    fn check(&self, path: &str, tiles: &mut Vec<Tile>, problems: &mut Vec<Problem>) {
        if tiles.len() > MOST_TILES {
            problems.push(Problem {
                path: path.to_owned(),
                why: format!("at most {MOST_TILES} tiles are shown"),
            });
            tiles.truncate(MOST_TILES);
        }
        let mut index = 0;
        tiles.retain(|tile| {
            let is_known = self.has(&tile.camera);
            if !is_known {
                problems.push(Problem {
                    path: format!("{path}.{index}"),
                    why: format!("there is no camera {}", tile.camera),
                });
            }
            index += 1;
            is_known
        });
    }
}
