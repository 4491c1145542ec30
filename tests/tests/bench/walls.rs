//! What a page of many cameras takes: processors and memory, all tiles live.

use std::time::Duration;

use anyhow::{Context as _, Result};
use e2e::{Layout, Wall};
use tokio::time::sleep;

use crate::cost;
use crate::options::Options;
use crate::pictures::{FEW, GRAINS, Grain, Pictures};
use crate::record::{Cell, Record, retried};
use crate::site::{self, Cameras, IMG, Kind, PLAIN, SECURE, Site};
use crate::usage::Usage;

pub(crate) const PART: &str = "walls";
/// Pictures a second.
const RATE: f64 = 15.0;
pub(crate) const KINDS: [Kind; 3] = [IMG, SECURE, PLAIN];
/// The longest that is waited for all tiles to show a picture.
pub(crate) const LOADING: Duration = Duration::from_secs(60);
/// After that: the start of so many streams is not what is measured.
const WARMING: Duration = Duration::from_secs(3);

/// Tiles of one size on a page that they fill.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    pub(crate) title: &'static str,
    count: usize,
    layout: Layout,
    page: &'static str,
    pictures: &'static str,
    kinds: &'static [Kind],
}

pub(crate) const SMALL: Shape = Shape {
    title: "32 tiles of 160x120",
    count: 32,
    layout: Layout { columns: 8, tile: (160, 120) },
    page: "1280x480",
    pictures: "640x480",
    kinds: &[IMG, SECURE],
};
pub(crate) const MEDIUM: Shape = Shape {
    title: "16 tiles of 480x360",
    count: 16,
    layout: Layout { columns: 4, tile: (480, 360) },
    page: "1920x1440",
    pictures: "640x480",
    kinds: &[IMG, SECURE],
};
pub(crate) const LARGE: Shape = Shape {
    title: "4 tiles of 1920x1080",
    count: 4,
    layout: Layout { columns: 2, tile: (1920, 1080) },
    page: "3840x2160",
    pictures: "1920x1080",
    kinds: &KINDS,
};
pub(crate) const SHAPES: [Shape; 3] = [SMALL, MEDIUM, LARGE];

/// All of them with both kinds of pictures.
#[derive(Debug)]
pub(crate) struct Walls {
    site: Site,
    cameras: Vec<(Shape, Grain, Cameras)>,
    seconds: Duration,
}

impl Shape {
    /// As cells name it.
    pub(crate) fn with(&self, grain: Grain) -> String {
        format!("{} {}", self.title, grain.title())
    }
}

impl Walls {
    pub(crate) async fn prepare(options: &Options) -> Result<Self> {
        let site = Site::start().await?;
        let (shapes, grains) =
            if options.smoke { (&SHAPES[..1], &GRAINS[..1]) } else { (&SHAPES[..], &GRAINS[..]) };
        let mut cameras = Vec::new();
        for &grain in grains {
            for &shape in shapes {
                let shape = if options.smoke { Shape { count: 4, ..shape } } else { shape };
                let pictures = Pictures::take(shape.pictures, FEW, grain).await?;
                cameras.push((shape, grain, Cameras::start(&pictures, RATE, shape.count).await?));
            }
        }
        Ok(Self { site, cameras, seconds: Duration::from_secs_f64(options.seconds * 2.0) })
    }

    pub(crate) async fn round(&self, round: u32, record: &mut Record) {
        for (shape, grain, cameras) in &self.cameras {
            let size = shape.with(*grain);
            for &kind in shape.kinds {
                if record.has_failed(PART, &size, kind.name) {
                    continue;
                }
                println!("  walls, {size}: {}", kind.name);
                let cell = retried(async || self.once(shape, cameras, kind).await).await;
                record.add(Cell::at(PART, &size, kind.name, round), cell, &["cores", "memory_mb"]);
            }
        }
    }

    async fn once(&self, shape: &Shape, cameras: &Cameras, kind: Kind) -> Result<Cell> {
        let browser = site::browser().await?;
        cost::resize(&browser, shape.page).await?;
        let wall = Wall::open(&browser, &self.site.origin(kind), shape.layout).await?;
        let streams = cameras.streams(0..shape.count);
        add(&wall, kind, &streams).await?;
        wall.wait_until_shown(LOADING).await?;
        sleep(WARMING.min(self.seconds)).await;
        let mut cell = Cell::default();
        let before = wall.tiles().await?;
        let seconds = Usage::during(&browser, self.seconds, &mut cell).await;
        let after = wall.tiles().await?;
        let drawn = before.iter().zip(&after).map(|(before, after)| after.drawn.saturating_sub(before.drawn));
        if kind.is_viewer {
            let fewest = drawn.min().context("no tiles")?;
            cell.set("drawn_by_the_slowest", fewest as f64 / seconds);
        }
        cost::note_browser(&browser, &mut cell).await?;
        Ok(cell)
    }
}

/// Adds a tile for each stream. Nothing is kept: a wall is looked at live.
pub(crate) async fn add(wall: &Wall, kind: Kind, streams: &[String]) -> Result<()> {
    if kind.is_viewer { wall.add_sharing_viewers(streams, 0).await } else { wall.add_images(streams).await }
}
