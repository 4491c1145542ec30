//! How long it takes until all streams of a page are live again when their worker has died.

use std::time::Duration;

use anyhow::Result;
use e2e::{Layout, Wall, wait_for};

use crate::cost;
use crate::options::Options;
use crate::pictures::{FEW, Grain, Pictures};
use crate::record::{Cell, Record, retried};
use crate::site::{self, Cameras, SECURE, Site};
use crate::walls;

pub(crate) const PART: &str = "restart";
/// As the cell names it.
pub(crate) const SIZE: &str = "16 tiles of 160x120";
const VIEWERS: usize = 16;
const RATE: f64 = 15.0;
const LAYOUT: Layout = Layout { columns: 4, tile: (160, 120) };
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) async fn measure(options: &Options, record: &mut Record) -> Result<()> {
    let site = Site::start_watched().await?;
    let count = if options.smoke { 2 } else { VIEWERS };
    let pictures = Pictures::take("640x480", FEW, Grain::Noisy).await?;
    let cameras = Cameras::start(&pictures, RATE, count).await?;
    for round in 1..=options.rounds.min(3) {
        if record.has_failed(PART, SIZE, SECURE.name) {
            break;
        }
        println!("restart of the worker of {count} streams, round {round}");
        let cell = retried(async || once(&site, &cameras, count).await).await;
        record.add(Cell::at(PART, SIZE, SECURE.name, round), cell, &["restart_s"]);
    }
    Ok(())
}

async fn once(site: &Site, cameras: &Cameras, count: usize) -> Result<Cell> {
    let browser = site::browser().await?;
    cost::resize(&browser, "640x480").await?;
    let wall = Wall::open(&browser, &site.origin(SECURE), LAYOUT).await?;
    walls::add(&wall, SECURE, &cameras.streams(0..count)).await?;
    wall.wait_until_shown(walls::LOADING).await?;
    let page = wall.page();
    page.run(END, vec![]).await?;
    let took = wait_for(PATIENCE, "all streams to be live again", async || {
        let took = page.run("return window.restarted", vec![]).await?;
        Ok(took.as_f64())
    })
    .await?;
    let mut cell = Cell::default();
    cell.set("restart_s", took / 1000.0);
    Ok(cell)
}

/// Ends the workers, and looks fifty times a second until every tile has been something else than
/// live, and live again.
const END: &str = "
    const left = new Set();
    const back = new Set();
    const begun = performance.now();
    window.restarted = null;
    const looking = setInterval(() => {
        const states = wall.states();
        for (const [index, [state]] of states.entries()) {
            if (state !== 'live') left.add(index);
            else if (left.has(index)) back.add(index);
        }
        if (back.size < states.length) return;
        clearInterval(looking);
        window.restarted = performance.now() - begun;
    }, 20);
    programs.die();
";
