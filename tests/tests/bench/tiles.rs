//! How many small pictures one page holds: streams of 640x480 at 15 fps in tiles of 160x120, every
//! one of which must show 95 % of its pictures.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use e2e::{Layout, Wall as Page};
use tokio::time::{Instant, sleep};

use crate::capture::{Capture, Lens, Seen, Strip};
use crate::machine::Ticks;
use crate::options::Options;
use crate::pictures::{FEW, Grain, Pictures};
use crate::record::{Cell, Record, retried};
use crate::site::{self, Cameras, IMG, Kind, PLAIN, SECURE, Site};
use crate::walls;

pub(crate) const PART: &str = "tiles";
pub(crate) const RATE: f64 = 15.0;
/// Of its pictures, what a tile must show.
const WHOLE: f64 = 0.95;
const COLUMNS: usize = 12;
const STEP: usize = 16;
const MOST: usize = 128;
/// The longest that is waited for more tiles to show something.
const LOADING: Duration = Duration::from_secs(30);
const PAGE: (f64, f64) = (1920.0, 1320.0);
const LAYOUT: Layout = Layout { columns: COLUMNS as u32, tile: (160, 120) };

/// What a wall is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wall {
    pub(crate) kind: Kind,
    /// The size of the pictures.
    pub(crate) size: &'static str,
}

pub(crate) const WALLS: [Wall; 4] = [
    Wall { kind: IMG, size: "640x480" },
    Wall { kind: SECURE, size: "640x480" },
    Wall { kind: PLAIN, size: "640x480" },
    Wall { kind: SECURE, size: "160x120" },
];

const IN_SMOKE: usize = 2;

pub(crate) async fn measure(options: &Options, record: &mut Record) -> Result<()> {
    let site = Site::start().await?;
    let walls = if options.smoke { &WALLS[..IN_SMOKE] } else { &WALLS[..] };
    for wall in walls {
        println!("tiles: {}, pictures of {}", wall.kind.name, wall.size);
        let cell = retried(async || once(wall, &site, options).await).await;
        record.add(Cell::at(PART, wall.size, wall.kind.name, 1), cell, &["tiles"]);
    }
    Ok(())
}

async fn once(wall: &Wall, site: &Site, options: &Options) -> Result<Cell> {
    let pictures = Pictures::take(wall.size, FEW, Grain::Noisy).await?;
    let (most, step) = if options.smoke { (2, 2) } else { (MOST, STEP) };
    let cameras = Cameras::start(&pictures, RATE, most).await?;
    let lens = Lens { width: PAGE.0 as u32, height: PAGE.1 as u32, rate: 30 };
    let window = (PAGE.0 as u32, PAGE.1 as u32 + 87);
    let capture = Capture::start(&cameras.blank(), window, lens, &site::FLAGS).await?;
    let page = capture.open(&format!("{}/wall.html", site.origin(wall.kind))).await?;
    let size = page.run("return [innerWidth, innerHeight, isSecureContext]", vec![]).await?;
    let side = |index: usize| size.get(index).and_then(serde_json::Value::as_f64);
    let shape = side(0).zip(side(1)).context("the page has no size")?;
    let page = Page::arrange(page, LAYOUT).await?;
    let ticks = Ticks::now();
    let mut cell = Cell::default();
    let (mut held, mut shares) = (0, Vec::new());
    let mut count = 0;
    while count < most {
        walls::add(&page, wall.kind, &cameras.streams(count..count + step)).await?;
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
        // What is measured is what is seen in this time, twice that of others: of few pictures each
        // that is missed by chance is too much.
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
