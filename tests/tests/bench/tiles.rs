//! How many small pictures one page holds: streams of 640x480 at 15 fps in tiles of 160x120, every one of which must show 95 % of its pictures.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use e2e::{AppCopy, Flaw, Looped, StaticSite};
use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::capture::{Capture, Lens, Seen, Strip};
use crate::machine::Ticks;
use crate::options::Options;
use crate::pictures::{FEW, Pictures};
use crate::record::{Cell, Record, retried};
use crate::ways;

pub(crate) const PART: &str = "tiles";
pub(crate) const RATE: f64 = 15.0;
/// Of its pictures, what a tile must show.
const WHOLE: f64 = 0.95;
const COLUMNS: usize = 12;
const STEP: usize = 16;
const MOST: usize = 128;
/// Streams of one server: browsers open six connections to one, and no more.
const STREAMS: usize = 5;
/// The longest that is waited for more tiles to show something.
const LOADING: Duration = Duration::from_secs(30);
const PAGE: (f64, f64) = (1920.0, 1320.0);

/// What a wall is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wall {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    /// The size of the pictures.
    pub(crate) size: &'static str,
    /// Whether tiles are viewers, in frames; else images.
    is_viewer: bool,
    /// Whether the page may use all that the browser has.
    is_secure: bool,
}

pub(crate) const WALLS: [Wall; 4] = [
    Wall { name: "img", title: "`<img>`", size: "640x480", is_viewer: false, is_secure: true },
    Wall { name: "mullion", title: "Mullion", size: "640x480", is_viewer: true, is_secure: true },
    Wall {
        name: "plain http",
        title: "Mullion, plain http",
        size: "640x480",
        is_viewer: true,
        is_secure: false,
    },
    Wall {
        name: "size-matched",
        title: "Mullion, pictures of the tile's size",
        size: "160x120",
        is_viewer: true,
        is_secure: true,
    },
];

const WALLS_IN_SMOKE: [&str; 2] = ["img", "mullion"];

pub(crate) async fn measure(options: &Options, record: &mut Record) -> Result<()> {
    let app = AppCopy::new()?;
    app.write("wall.html", PAGE_OF_WALL)?;
    let site = StaticSite::start(app, Flaw::default()).await?;
    for wall in &WALLS {
        if options.smoke && !WALLS_IN_SMOKE.contains(&wall.name) {
            continue;
        }
        println!("tiles: {}", wall.name);
        let cell = retried(async || once(wall, &site, options).await).await;
        record.add(Cell::at(PART, wall.size, wall.name, 1), cell, &["tiles"]);
    }
    Ok(())
}

async fn once(wall: &Wall, site: &StaticSite, options: &Options) -> Result<Cell> {
    let pictures = Pictures::take(wall.size, FEW).await?;
    let (most, step) = if options.smoke { (2, 2) } else { (MOST, STEP) };
    let mut cameras = Vec::new();
    for _ in 0..most.div_ceil(STREAMS) {
        cameras.push(Looped::start(&pictures.jpegs, RATE, ways::PAGES).await?);
    }
    let camera = cameras.first().context("no camera")?;
    // A name that is no local one, so that the page is no secure context; it leads to this machine all the same.
    let named = site.url().replace("127.0.0.1", "wall.example");
    let origin = if wall.is_secure { site.url() } else { named };
    let lens = Lens { width: PAGE.0 as u32, height: PAGE.1 as u32, rate: 30 };
    let window = (PAGE.0 as u32, PAGE.1 as u32 + 87);
    let flags = ["--host-resolver-rules=MAP wall.example 127.0.0.1"];
    let capture = Capture::start(&format!("{}/blank.html", camera.url()), window, lens, &flags).await?;
    let page = capture.open(&format!("{origin}/wall.html")).await?;
    let size = page.run("return [innerWidth, innerHeight, isSecureContext]", vec![]).await?;
    let side = |index: usize| size.get(index).and_then(serde_json::Value::as_f64);
    let shape = side(0).zip(side(1)).context("the page has no size")?;
    let ticks = Ticks::now();
    let mut cell = Cell::default();
    let (mut held, mut shares) = (0, Vec::new());
    let mut count = 0;
    while count < most {
        let urls: Vec<String> = (count..count + step)
            .map(|tile| format!("{}/axis-cgi/mjpg/video.cgi?tile={tile}", cameras[tile / STREAMS].url()))
            .map(|stream| match wall.is_viewer {
                true => format!("{origin}/?src={stream}&transport=fetch&controls=0&replay=0"),
                false => stream,
            })
            .collect();
        page.run(ADD, vec![json!(urls), json!(wall.is_viewer)]).await?;
        count += step;
        let strips: Vec<Strip> =
            (0..count).map(|tile| Strip::of(pictures.size, place(tile), shape)).collect();
        capture.look_at(&strips).await?;
        let shown = wait_until_all_show(&capture, count).await?;
        ensure!(shown > 0, "no tile shows a picture");
        if shown < count {
            println!("  {count} tiles: {shown} show a picture");
            shares.push(0.0);
            break;
        }
        sleep(options.less() / 2).await;
        capture.seen().await?;
        // What is measured is what is seen in this time, twice that of others: of few pictures each that is missed by chance is too much.
        sleep(Duration::from_secs_f64(options.seconds * 2.0)).await;
        let least = least(&capture.seen().await?, count);
        println!("  {count} tiles: the slowest shows {:.0} %", least * 100.0);
        shares.push(least);
        if least < WHOLE {
            break;
        }
        held = count;
    }
    cell.set("tiles", held as f64);
    cell.samples.insert("share of the slowest".to_owned(), shares);
    cell.meanwhile = ticks.since(None);
    Ok(cell)
}

/// How many of the tiles show a picture, when all do or it has been waited for long enough.
async fn wait_until_all_show(capture: &Capture, count: usize) -> Result<usize> {
    let mut shown = vec![false; count];
    let limit = Instant::now() + LOADING;
    while shown.contains(&false) && Instant::now() < limit {
        sleep(Duration::from_millis(100)).await;
        for seen in capture.seen().await? {
            for (shown, number) in shown.iter_mut().zip(seen.numbers) {
                *shown |= number.is_some();
            }
        }
    }
    Ok(shown.into_iter().filter(|shown| *shown).count())
}

/// Of the tile that shows the fewest of its pictures, what part of them.
fn least(seen: &[Seen], count: usize) -> f64 {
    let Some((first, last)) = seen.first().zip(seen.last()) else { return 0.0 };
    // Of a whole number of periods the last may end a little later.
    let wanted = (last.at.saturating_sub(first.at).as_secs_f64() * RATE).floor();
    let changes = |tile: usize| {
        let numbers: Vec<u16> =
            seen.iter().filter_map(|one| one.numbers.get(tile).copied().flatten()).collect();
        numbers.windows(2).filter(|pair| pair[0] != pair[1]).count()
    };
    let fewest = (0..count).map(changes).min().unwrap_or_default();
    if wanted > 0.0 { fewest as f64 / wanted } else { 0.0 }
}

fn place(tile: usize) -> (f64, f64, f64, f64) {
    ((tile % COLUMNS) as f64 * 160.0, (tile / COLUMNS) as f64 * 120.0, 160.0, 120.0)
}

const PAGE_OF_WALL: &str = "<!doctype html><meta charset=utf-8><title>wall</title><style>
    body { margin: 0; display: grid; grid: auto-flow 120px / repeat(12, 160px); background: #000; overflow: hidden }
    img, iframe { border: 0; width: 160px; height: 120px; display: block }
</style><body></body>";

const ADD: &str = "
    const [urls, isViewer] = arguments;
    for (const url of urls) {
        const tile = document.createElement(isViewer ? 'iframe' : 'img');
        tile.src = url;
        document.body.append(tile);
    }
";
