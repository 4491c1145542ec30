//! The goals, beside what was measured.

use crate::options::MAIN;
use crate::pictures::{GRAINS, Grain};
use crate::record::Record;
use crate::site::{IMG, Kind, PLAIN, SECURE};
use crate::walls::{LARGE, MEDIUM, SMALL, Shape};
use crate::{cost, crowd, decoding, growth, person, restart, screen, tiles, walls, weights};

/// A promise in numbers.
#[derive(Clone, Debug)]
pub(crate) struct Goal {
    pub(crate) figure: String,
    pub(crate) bound: Bound,
    pub(crate) measured: Measured,
    pub(crate) unit: &'static str,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Bound {
    AtMost(f64),
    AtLeast(f64),
}

/// What came of it.
#[derive(Clone, Debug)]
pub(crate) enum Measured {
    Figure(f64),
    /// For this reason.
    Failed(String),
    Not,
}

impl Goal {
    pub(crate) fn is_met(&self) -> Option<bool> {
        let Measured::Figure(figure) = self.measured else { return None };
        Some(match self.bound {
            Bound::AtMost(most) => figure <= most,
            Bound::AtLeast(least) => figure >= least,
        })
    }
}

use Bound::{AtLeast, AtMost};

/// The paths of a page that may use all that the browser has.
const PATHS: [&str; 4] = ["kiosk", "bitmap+canvas", "decoder+canvas", "decoder+video"];
/// The path that every page may take.
const ANYWHERE: &str = "bitmap+canvas";
/// What a viewer does by itself.
const OWN: &str = "kiosk";
const OF_IMG: &str = "of `<img>`";

/// All of them, in the order of the table.
pub(crate) fn all(record: &Record) -> Vec<Goal> {
    let goals = Goals(record);
    let mut all = goals.start();
    for grain in GRAINS {
        all.extend(goals.walls(grain));
    }
    all.extend(goals.many());
    for grain in GRAINS {
        all.extend(goals.one_viewer(grain));
    }
    all.extend(goals.rest());
    all
}

struct Goals<'a>(&'a Record);

impl Goals<'_> {
    fn start(&self) -> Vec<Goal> {
        let weight = |name| self.figure(weights::PART, weights::SIZE, SECURE.name, name);
        let first = |name| self.ratio(screen::PART, MAIN, OWN, name);
        let goal =
            |figure: &str, bound, measured, unit| Goal { figure: figure.to_owned(), bound, measured, unit };
        vec![
            goal("core before the first picture, gzipped", AtMost(100.0), weight("core_kb"), "kB"),
            goal("all of the app, gzipped", AtMost(480.0), weight("all_kb"), "kB"),
            goal("the same, as brotli", AtMost(480.0), weight("all_brotli_kb"), "kB"),
            goal("first picture, cold", AtMost(2.0), first("first_cold_ms"), OF_IMG),
            goal("first picture, warm", AtMost(1.3), first("first_warm_ms"), OF_IMG),
        ]
    }

    fn walls(&self, grain: Grain) -> Vec<Goal> {
        let wall = |shape: Shape, kind: Kind, name, bound| {
            let figure = match name {
                "cores" => format!("{}{}: CPU", shape.with(grain), where_of(kind)),
                _ => format!("{}{}: memory", shape.with(grain), where_of(kind)),
            };
            let measured = self.ratio(walls::PART, &shape.with(grain), kind.name, name);
            Goal { figure, bound: AtMost(bound), measured, unit: OF_IMG }
        };
        vec![
            wall(SMALL, SECURE, "cores", 0.95),
            wall(MEDIUM, SECURE, "cores", 0.65),
            wall(LARGE, SECURE, "cores", 0.50),
            wall(LARGE, PLAIN, "cores", 0.70),
            wall(SMALL, SECURE, "memory_mb", 0.75),
            wall(MEDIUM, SECURE, "memory_mb", 0.75),
            wall(LARGE, SECURE, "memory_mb", 0.75),
            wall(LARGE, PLAIN, "memory_mb", 0.75),
        ]
    }

    fn many(&self) -> Vec<Goal> {
        let most = |kind: Kind, least| Goal {
            figure: format!("most tiles that hold 95 %{}", where_of(kind)),
            bound: AtLeast(least),
            measured: self.ratio(tiles::PART, tiles::WALLS[0].size, kind.name, "tiles"),
            unit: OF_IMG,
        };
        let crowd = |figure: &str, bound, name, unit| Goal {
            figure: figure.to_owned(),
            bound,
            measured: self.figure(crowd::PART, crowd::SIZE, SECURE.name, name),
            unit,
        };
        vec![
            most(SECURE, 1.0),
            most(PLAIN, 0.7),
            crowd("a page with 64 viewers: live", AtLeast(64.0), "viewers_live", "viewers"),
            crowd(
                "the same: wasm memories, page's included",
                AtMost(2.0),
                "memories_of_a_worker",
                "for each worker",
            ),
            Goal {
                figure: "worker restart, 16 streams: until all are live".to_owned(),
                bound: AtMost(3.0),
                measured: self.figure(restart::PART, restart::SIZE, SECURE.name, "restart_s"),
                unit: "s",
            },
        ]
    }

    fn one_viewer(&self, grain: Grain) -> Vec<Goal> {
        let viewer = |size: &str, kind: Kind, name, bound| {
            let of = if name == "cores" { "CPU" } else { "memory" };
            let figure = format!("one viewer, {}, 30 fps{}: {of}", person::case(size, grain), where_of(kind));
            let measured = self.ratio(person::PART, &person::case(size, grain), kind.name, name);
            Goal { figure, bound: AtMost(bound), measured, unit: OF_IMG }
        };
        vec![
            viewer("1920x1080", SECURE, "cores", 0.60),
            viewer("640x480", SECURE, "cores", 0.80),
            viewer("1920x1080", PLAIN, "cores", 0.75),
            viewer("640x480", PLAIN, "cores", 0.95),
            viewer("1920x1080", SECURE, "memory_mb", 0.61),
            viewer("640x480", SECURE, "memory_mb", 0.54),
        ]
    }

    fn rest(&self) -> Vec<Goal> {
        let record = self.0;
        let age = |name: &str, part: f64| {
            let of = |way: &str| record.quantile(screen::PART, MAIN, way, name, part);
            let ratio = of(OWN).zip(of(IMG.name)).map(|(own, img)| own / img);
            ratio.map_or_else(|| self.why(screen::PART, MAIN, &[OWN, IMG.name]), Measured::Figure)
        };
        let decoded = |way: &str| record.median(decoding::PART, MAIN, way, "decoded");
        let thread = decoded(decoding::TURBO).or_else(|| decoded(decoding::BROWSER[0]));
        let drawn = |ways: &[&str]| {
            let rates =
                ways.iter().filter_map(|way| record.median(cost::PART, MAIN, way, cost::WITHOUT_LIMIT));
            let most = rates.max_by(f64::total_cmp).zip(thread).map(|(rate, thread)| rate / thread);
            most.map_or_else(|| self.why(cost::PART, MAIN, ways), Measured::Figure)
        };
        let goal =
            |figure: &str, bound, measured, unit| Goal { figure: figure.to_owned(), bound, measured, unit };
        let thread = "of one thread's decoding";
        vec![
            goal("age of the picture at 27.7 fps, p50", AtMost(0.24), age("age_27_fps", 0.5), OF_IMG),
            goal("the same, p95", AtMost(0.6), age("age_27_fps", 0.95), OF_IMG),
            goal("age of the picture at 5 fps, p50", AtMost(0.12), age("age_5_fps", 0.5), OF_IMG),
            goal("camera without limit, 1080p: drawn by the best path", AtLeast(0.6), drawn(&PATHS), thread),
            goal("the same, by the path of any page", AtLeast(0.3), drawn(&[ANYWHERE]), thread),
            goal(
                "growth of memory beyond noise, once the replay is full",
                AtMost(0.0),
                self.figure(growth::PART, MAIN, "mullion", "growth_beyond_noise"),
                "MB a minute",
            ),
        ]
    }

    fn figure(&self, part: &str, size: &str, way: &str, name: &str) -> Measured {
        let median = self.0.median(part, size, way, name);
        median.map_or_else(|| self.why(part, size, &[way]), Measured::Figure)
    }

    /// A figure as a part of that of `<img>`.
    fn ratio(&self, part: &str, size: &str, way: &str, name: &str) -> Measured {
        let of = |way: &str| self.0.median(part, size, way, name);
        match of(way).zip(of(IMG.name)) {
            Some((own, img)) if img > 0.0 => Measured::Figure(own / img),
            _ => self.why(part, size, &[way, IMG.name]),
        }
    }

    /// Why there is no figure of any of these ways.
    fn why(&self, part: &str, size: &str, ways: &[&str]) -> Measured {
        let failure = ways.iter().find_map(|way| self.0.failure(part, size, way));
        failure.map_or(Measured::Not, |why| Measured::Failed(why.to_owned()))
    }
}

fn where_of(kind: Kind) -> &'static str {
    if kind.is_secure { "" } else { ", plain http" }
}
