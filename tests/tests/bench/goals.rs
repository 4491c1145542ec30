//! What the viewer is held to, beside what was measured.

use crate::options::MAIN;
use crate::record::Record;
use crate::{cost, decoding, growth, screen, tiles};

/// A promise in numbers.
#[derive(Clone, Debug)]
pub(crate) struct Goal {
    pub(crate) figure: &'static str,
    pub(crate) bound: Bound,
    /// `None` where it was not measured.
    pub(crate) measured: Option<f64>,
    pub(crate) unit: &'static str,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Bound {
    AtMost(f64),
    AtLeast(f64),
}

impl Goal {
    pub(crate) fn holds(&self) -> Option<bool> {
        self.measured.map(|measured| match self.bound {
            Bound::AtMost(most) => measured <= most,
            Bound::AtLeast(least) => measured >= least,
        })
    }
}

/// The paths of a page that may use all that the browser has.
const PATHS: [&str; 4] = ["kiosk", "bitmap+canvas", "decoder+canvas", "decoder+video"];
/// The path that every page may take.
const ANYWHERE: &str = "bitmap+canvas";
/// What a viewer does by itself.
const OWN: &str = "kiosk";

pub(crate) fn all(record: &Record) -> Vec<Goal> {
    let of = |part: &'static str, way: &str, name: &str| record.median(part, MAIN, way, name);
    let ratio = |part, way: &str, name: &str| Some(of(part, way, name)? / of(part, "img", name)?);
    let age = |name: &str, part: f64| {
        let of = |way: &str| record.quantile(screen::PART, MAIN, way, name, part);
        Some(of(OWN)? / of("img")?)
    };
    let least = |figures: &mut dyn Iterator<Item = f64>| figures.min_by(f64::total_cmp);
    let most = |figures: &mut dyn Iterator<Item = f64>| figures.max_by(f64::total_cmp);
    let turbo = of(decoding::PART, decoding::TURBO, "decoded")
        .or_else(|| of(decoding::PART, decoding::BROWSER[0], "decoded"));
    let drawn = |way: &str| Some(of(cost::PART, way, cost::WITHOUT_LIMIT)? / turbo?);
    let wall = |name: &str| {
        let wall = tiles::WALLS.iter().find(|wall| wall.name == name)?;
        let count = |wall: &tiles::Wall| record.median(tiles::PART, wall.size, wall.name, "tiles");
        let whole = count(&tiles::WALLS[0]).filter(|count| *count > 0.0)?;
        Some(count(wall)? / whole)
    };
    let warm = || {
        let first = |way: &str| of(screen::PART, way, "first_warm_ms");
        Some(first(OWN)? - 1.3 * first("img")?)
    };
    let goal = |figure, bound, measured, unit| Goal { figure, bound, measured, unit };
    use Bound::{AtLeast, AtMost};
    vec![
        goal(
            "CPU at 1080p30, `createImageBitmap` to a canvas, on any page",
            AtMost(0.60),
            ratio(cost::PART, ANYWHERE, "cores"),
            "of `<img>`",
        ),
        goal(
            "CPU at 1080p30, best path of a secure context",
            AtMost(0.35),
            least(&mut PATHS.iter().filter_map(|way| ratio(cost::PART, way, "cores"))),
            "of `<img>`",
        ),
        goal(
            "camera without limit, 1080p: pictures that reach the screen",
            AtLeast(2.0),
            ratio(screen::PART, OWN, "on_screen"),
            "times `<img>`",
        ),
        goal(
            "the same, drawn by the best path",
            AtLeast(0.6),
            most(&mut PATHS.iter().filter_map(|way| drawn(way))),
            "of one thread's decoding",
        ),
        goal(
            "the same, drawn by the path of any page",
            AtLeast(0.3),
            drawn(ANYWHERE),
            "of one thread's decoding",
        ),
        goal("age of the picture at 27.7 fps, p50", AtMost(0.45), age("age_27_fps", 0.5), "of `<img>`"),
        goal("the same, p95", AtMost(0.6), age("age_27_fps", 0.95), "of `<img>`"),
        goal("age of the picture at 5 fps, p50", AtMost(0.12), age("age_5_fps", 0.5), "of `<img>`"),
        goal("tiles of 160x120 in a secure context", AtLeast(1.0), wall("mullion"), "times `<img>`"),
        goal("the same, pictures of the tile's size", AtLeast(2.0), wall("size-matched"), "times `<img>`"),
        goal("the same, full pictures over plain http", AtLeast(0.6), wall("plain http"), "times `<img>`"),
        goal("memory at 1080p30", AtMost(0.55), ratio(cost::PART, OWN, "memory_mb"), "of `<img>`"),
        goal(
            "its growth beyond noise, once the replay is full",
            AtMost(0.0),
            of(growth::PART, "mullion", "growth_beyond_noise"),
            "MB a minute",
        ),
        goal("first picture, warm, beyond 1.3 times `<img>`", AtMost(100.0), warm(), "ms"),
    ]
}
