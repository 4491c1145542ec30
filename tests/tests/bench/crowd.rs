//! A page with 64 viewers: it has to open, and all have to be live.

use anyhow::Result;
use e2e::{Layout, Programs, Wall, wait_for};

use crate::cost;
use crate::options::Options;
use crate::pictures::{FEW, Grain, Pictures};
use crate::record::{Cell, Record, retried};
use crate::site::{self, Cameras, SECURE, Site};
use crate::walls;

pub(crate) const PART: &str = "crowd";
/// As the cell names it.
pub(crate) const SIZE: &str = "64 tiles of 160x120";
const VIEWERS: usize = 64;
/// Pictures a second: the number of viewers is what is tried, not the rate.
const RATE: f64 = 5.0;
const LAYOUT: Layout = Layout { columns: 12, tile: (160, 120) };

pub(crate) async fn measure(options: &Options, record: &mut Record) -> Result<()> {
    let site = Site::start_watched().await?;
    let count = if options.smoke { 4 } else { VIEWERS };
    let pictures = Pictures::take("640x480", FEW, Grain::Clean).await?;
    let cameras = Cameras::start(&pictures, RATE, count).await?;
    println!("crowd: {count} viewers");
    let cell = retried(async || once(&site, &cameras, count).await).await;
    let wanted = ["viewers_live", "workers", "memories_of_a_worker"];
    record.add(Cell::at(PART, SIZE, SECURE.name, 1), cell, &wanted);
    Ok(())
}

async fn once(site: &Site, cameras: &Cameras, count: usize) -> Result<Cell> {
    let browser = site::browser().await?;
    cost::resize(&browser, "1920x960").await?;
    let wall = Wall::open(&browser, &site.origin(SECURE), LAYOUT).await?;
    walls::add(&wall, SECURE, &cameras.streams(0..count)).await?;
    wall.wait_until_shown(walls::LOADING).await?;
    let programs = wait_for(e2e::PATIENCE, "the workers' word of their memories", async || {
        Ok(Some(wall.programs().await?).filter(|programs| programs.workers > 0 && programs.memories > 0))
    })
    .await?;
    let Programs { workers, memories, bytes } = programs;
    let mut cell = Cell::default();
    cell.set("viewers_live", count as f64);
    cell.set("workers", workers as f64);
    cell.set("memories_of_a_worker", memories as f64 / workers as f64);
    cell.set("wasm_mb", bytes as f64 / 1e6);
    Ok(cell)
}
