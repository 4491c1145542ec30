//! The figures as tables, in Markdown.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::goals::{self, Bound, Measured};
use crate::options::MAIN;
use crate::record::{Record, Spread};
use crate::site::{IMG, Kind, SECURE};
use crate::ways::Way;
use crate::{
    cost, crowd, decoding, download, growth, person, profile, restart, screen, tiles, walls, ways, weights,
};

/// All that was measured.
pub(crate) fn draw(record: &Record) -> String {
    let parts = [
        head(record),
        goals(record),
        persons(record),
        pages_of_tiles(record),
        most_tiles(record),
        many(record),
        costs(record),
        profile::draw(record),
        screens(record),
        rest(record),
        failures(record),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

fn head(record: &Record) -> String {
    let machine = &record.machine;
    let meanwhile = |of: fn(&crate::machine::Meanwhile) -> Option<f64>| {
        Spread::of(record.cells.iter().filter_map(|cell| of(&cell.meanwhile)))
    };
    let mut text = format!(
        "Measured on {} in {:.0} minutes: {} processors ({}), {}, {}. Rounds: {}, interleaved; medians, \
         least to most in brackets.",
        record.date,
        record.took / 60.0,
        machine.processors,
        machine.processor,
        machine.system,
        record.browser,
        record.rounds,
    );
    if let Some(stolen) = meanwhile(|one| Some(one.stolen * 100.0)) {
        let _ =
            write!(text, " Meanwhile other machines took {} % of the processors' time.", plain(stolen, 1));
    }
    if let Some(others) = meanwhile(|one| one.others) {
        let _ = write!(text, " Other programs took {} of a processor.", plain(others, 2));
    }
    text.push('\n');
    text
}

fn goals(record: &Record) -> String {
    let mut text = String::from("### Goals\n\n| figure | goal | measured | |\n|---|---|---|---|\n");
    let all = goals::all(record).into_iter().filter(|goal| !matches!(goal.measured, Measured::Not));
    for goal in all {
        let bound = match goal.bound {
            Bound::AtMost(most) => format!("at most {most}"),
            Bound::AtLeast(least) => format!("at least {least}"),
        };
        let measured = match &goal.measured {
            Measured::Figure(figure) => format!("{figure:.2}"),
            _ => "–".to_owned(),
        };
        let verdict = match (goal.is_met(), &goal.measured) {
            (Some(true), _) => "met".to_owned(),
            (_, Measured::Failed(why)) => format!("failed: {}", why.replace('|', "/")),
            _ => "missed".to_owned(),
        };
        let _ = writeln!(text, "| {} | {bound} {} | {measured} | {verdict} |", goal.figure, goal.unit);
    }
    text
}

/// One viewer with all controls.
fn persons(record: &Record) -> String {
    compared(record, person::PART, PERSONS, "drawn")
}

const PERSONS: &str = "### One viewer with all controls, 30 s kept, 30 pictures a second\n\n\
    | picture | way | processors | of `<img>` | memory, MB | of `<img>` | drawn a second |\n\
    |---|---|---|---|---|---|---|\n";

/// Pages of many.
fn pages_of_tiles(record: &Record) -> String {
    compared(record, walls::PART, PAGES_OF_TILES, "drawn_by_the_slowest")
}

const PAGES_OF_TILES: &str = "### Walls, 15 pictures a second\n\nAll tiles on one page; nothing is kept.\n\n\
    | page | way | processors | of `<img>` | memory, MB | of `<img>` | drawn a second by the slowest |\n\
    |---|---|---|---|---|---|---|\n";

fn compared(record: &Record, part: &'static str, head: &str, drawn: &str) -> String {
    let mut text = String::new();
    for size in record.sizes(part) {
        let of = |kind: Kind, name: &str| record.spread(part, size, kind.name, name);
        for kind in walls::KINDS.into_iter().filter(|kind| of(*kind, "cores").is_some()) {
            if text.is_empty() {
                text.push_str(head);
            }
            let path = record.word(part, size, kind.name, "path");
            let _ = writeln!(
                text,
                "| {size} | {}{} | {} | {} | {} | {} | {} |",
                kind.title,
                path.map(|path| format!(" ({path})")).unwrap_or_default(),
                spread(of(kind, "cores"), 2),
                ratio(of(kind, "cores"), of(IMG, "cores")),
                number(of(kind, "memory_mb").map(|one| one.median), 0),
                ratio(of(kind, "memory_mb"), of(IMG, "memory_mb")),
                number(of(kind, drawn).map(|one| one.median), 1),
            );
        }
    }
    text
}

fn costs(record: &Record) -> String {
    let mut text = String::new();
    for size in record.sizes(cost::PART) {
        if text.is_empty() {
            text.push_str(COSTS);
        }
        let of = |way: &str, name: &str| record.spread(cost::PART, size, way, name);
        for way in ways::ALL.iter().filter(|way| record.has(cost::PART, size, way.name)) {
            let figure = |name: &str| of(way.name, name);
            let median = |name: &str, digits| number(figure(name).map(|one| one.median), digits);
            let _ = writeln!(
                text,
                "| {size} | {}{} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
                way.title(),
                path(record, cost::PART, size, way),
                spread(figure("cores"), 2),
                ratio(figure("cores"), of("img", "cores")),
                median("cores of renderer", 2),
                median("cores of gpu-process", 2),
                median("cores of utility", 2),
                median("memory_mb", 0),
                ratio(figure("memory_mb"), of("img", "memory_mb")),
                median("long_tasks_a_minute", 0),
                median("drawn", 1),
            );
        }
    }
    text
}

const COSTS: &str = "### 30 pictures a second\n\nProcessors are those of the whole browser.\n\n\
    | picture | way | processors | of `<img>` | renderers | GPU process | network | memory, MB | of `<img>` | \
    long tasks a minute | drawn a second |\n|---|---|---|---|---|---|---|---|---|---|---|\n";

fn screens(record: &Record) -> String {
    let ways: Vec<_> = ways::BARE.iter().filter(|way| record.has(screen::PART, MAIN, way.name)).collect();
    if ways.is_empty() {
        return String::new();
    }
    let mut text = String::from(SCREENS);
    let of = |way: &str, name: &str| record.spread(screen::PART, MAIN, way, name);
    for way in &ways {
        let mut ages = String::new();
        for (rate, name) in screen::RATES {
            let quantile = |way: &str, part| record.quantile(screen::PART, MAIN, way, name, part);
            let at = |part| number(quantile(way.name, part), 0);
            let relative = quantile(way.name, 0.5).zip(quantile("img", 0.5)).map(|(own, img)| own / img);
            let _ = write!(ages, " {} / {} / {} | {} |", at(0.5), at(0.95), at(0.99), number(relative, 2));
            if rate > 10.0 {
                let shown = record.median(screen::PART, MAIN, way.name, &format!("{name}_shown"));
                let _ = write!(ages, " {} |", number(shown, 1));
            }
        }
        let first = |name| spread(of(way.name, name), 0);
        let _ = writeln!(
            text,
            "| {}{} | {} | {} |{ages} {} | {} | {} |",
            way.title(),
            path(record, screen::PART, MAIN, way),
            first("first_cold_ms"),
            first("first_warm_ms"),
            spread(of(way.name, "on_screen"), 0),
            ratio(of(way.name, "on_screen"), of("img", "on_screen")),
            spread(record.spread(cost::PART, MAIN, way.name, cost::WITHOUT_LIMIT), 0),
        );
    }
    let decoded = |name: &str| record.median(decoding::PART, MAIN, name, "decoded");
    let _ = write!(text, "\nOne after the other, nothing drawn, pictures a second:");
    for name in [decoding::TURBO, decoding::BROWSER[0], decoding::BROWSER[1]] {
        let _ = write!(text, " {name} {};", number(decoded(name), 0));
    }
    text.pop();
    text.push_str(".\n");
    text
}

const SCREENS: &str = "### On the screen, 1920x1080\n\n\
    Milliseconds; ages as p50 / p95 / p99 of all rounds. *Without limit*: the camera sends as fast as it is \
    read; pictures that reach the screen, which has 60 frames a second, and those that the viewer counts as \
    drawn when nothing captures it.\n\n\
    | way | first picture, cold | warm | age at 27.7 fps | of `<img>` | shown a second | age at 5 fps | \
    of `<img>` | without limit: on the screen | of `<img>` | drawn |\n|---|---|---|---|---|---|---|---|---|---|---|\n";

fn most_tiles(record: &Record) -> String {
    let has = |wall: &&tiles::Wall| record.has(tiles::PART, wall.size, wall.kind.name);
    let walls: Vec<_> = tiles::WALLS.iter().filter(has).collect();
    if walls.is_empty() {
        return String::new();
    }
    let mut text = String::from(MOST_TILES);
    let of = |wall: &tiles::Wall| record.spread(tiles::PART, wall.size, wall.kind.name, "tiles");
    for wall in walls {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} |",
            wall.kind.title,
            wall.size,
            number(of(wall).map(|one| one.median), 0),
            ratio(of(wall), of(&tiles::WALLS[0])),
        );
    }
    text
}

const MOST_TILES: &str = "### Tiles of 160x120 at 15 pictures a second, with noise\n\n\
    The most of which every one showed 95 % of its pictures, in steps of 16, one run.\n\n\
    | way | pictures | tiles | of `<img>` |\n|---|---|---|---|\n";

fn rest(record: &Record) -> String {
    let mut text = String::new();
    let title = |name: &str| ways::ALL.iter().find(|way| way.name == name).map_or("", |way| way.title());
    let cells = |part: &'static str| record.cells.iter().filter(move |cell| cell.part == part);
    for cell in cells(growth::PART) {
        if text.is_empty() {
            text.push_str(GROWTH);
        }
        let figure = |name: &str, digits| number(cell.figures.get(name).copied(), digits);
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} |",
            title(cell.way),
            figure("memory_mb", 0),
            figure("growth_mb_a_minute", 1),
            figure("noise_mb_a_minute", 1),
        );
    }
    for cell in cells(download::PART) {
        let figure = |name: &str| number(cell.figures.get(name).copied(), 0);
        let _ = write!(
            text,
            "\n{} downloads {} kB with an empty cache, {} kB with a full one.\n",
            title(cell.way),
            figure("cold_kb"),
            figure("warm_kb")
        );
    }
    text
}

/// What was counted or timed of pages with many viewers, and what the files weigh.
fn many(record: &Record) -> String {
    let of = |part: &str, size: &str, name: &str| record.spread(part, size, SECURE.name, name);
    let mut text = String::new();
    let crowd = |name: &str| of(crowd::PART, crowd::SIZE, name).map(|one| one.median);
    if let Some(live) = crowd("viewers_live") {
        let (workers, memories) = (number(crowd("workers"), 0), number(crowd("memories_of_a_worker"), 1));
        let bytes = number(crowd("wasm_mb"), 0);
        let _ = writeln!(
            text,
            "A page of {live:.0} viewers has {workers} workers, {memories} wasm memories for each, {bytes} MB in all.\n"
        );
    }
    if let Some(took) = of(restart::PART, restart::SIZE, "restart_s") {
        let took = plain(took, 2);
        let _ = writeln!(text, "A worker that dies with 16 streams: {took} s until all are live again.\n");
    }
    let weight = |name: &str| number(of(weights::PART, weights::SIZE, name).map(|one| one.median), 0);
    if let Some(files) = record.word(weights::PART, weights::SIZE, SECURE.name, "core") {
        let (core, core_brotli) = (weight("core_kb"), weight("core_brotli_kb"));
        let (all, all_brotli) = (weight("all_kb"), weight("all_brotli_kb"));
        let _ = writeln!(
            text,
            "wasm and JavaScript before the first picture: {core} kB gzipped, {core_brotli} as brotli ({files}); \
             all of the app {all} and {all_brotli}."
        );
    }
    text
}

const GROWTH: &str = "### Memory over a minute, 1920x1080 at 15 pictures a second, after 34 s\n\n\
    | way | MB | growth, MB a minute | noise of that (two standard errors) |\n|---|---|---|---|\n";

/// What gave no figures, each reason once.
fn failures(record: &Record) -> String {
    let failures: BTreeSet<String> = record.failures().collect();
    if failures.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = failures.iter().map(|failure| format!("- {failure}\n")).collect();
    format!("### Without figures\n\n{}", lines.concat())
}

/// What the viewer chose by itself, if it tells.
fn path(record: &Record, part: &str, size: &str, way: &Way) -> String {
    let path = record.word(part, size, way.name, "path").filter(|_| way.path().is_none());
    path.map(|path| format!(" ({path})")).unwrap_or_default()
}

fn spread(figure: Option<Spread>, digits: usize) -> String {
    figure.map_or_else(|| "–".to_owned(), |one| plain(one, digits))
}

fn plain(one: Spread, digits: usize) -> String {
    let Spread { median, least, most } = one;
    format!("{median:.digits$} ({least:.digits$} to {most:.digits$})")
}

fn ratio(one: Option<Spread>, other: Option<Spread>) -> String {
    let ratio = one.zip(other).filter(|(_, other)| other.median > 0.0);
    number(ratio.map(|(one, other)| one.median / other.median), 2)
}

fn number(figure: Option<f64>, digits: usize) -> String {
    figure.map_or_else(|| "–".to_owned(), |figure| format!("{figure:.digits$}"))
}
