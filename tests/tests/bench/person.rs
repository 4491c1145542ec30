//! One viewer as a person has it, with all controls and the last 30 seconds kept, on both kinds of pages.

use std::time::Duration;

use anyhow::{Context as _, Result};
use e2e::{PATIENCE, wait_for};
use tokio::time::sleep;

use crate::cost;
use crate::drawn;
use crate::options::Options;
use crate::pictures::{FEW, GRAINS, Grain, Pictures};
use crate::record::{Cell, Record, retried};
use crate::site::{self, Cameras, IMG, Kind, PLAIN, SECURE, Site};
use crate::usage::Usage;

pub(crate) const PART: &str = "person";
pub(crate) const SIZES: [&str; 2] = ["1920x1080", "640x480"];
pub(crate) const KINDS: [Kind; 3] = [IMG, SECURE, PLAIN];
const WARMING: Duration = Duration::from_secs(3);

/// All that it takes.
#[derive(Debug)]
pub(crate) struct Person {
    site: Site,
    cameras: Vec<(&'static str, Grain, Cameras)>,
    seconds: Duration,
}

/// As cells name it.
pub(crate) fn case(size: &str, grain: Grain) -> String {
    format!("{size} {}", grain.title())
}

impl Person {
    pub(crate) async fn prepare(options: &Options) -> Result<Self> {
        let site = Site::start().await?;
        let (sizes, grains) =
            if options.smoke { (&SIZES[1..], &GRAINS[..1]) } else { (&SIZES[..], &GRAINS[..]) };
        let mut cameras = Vec::new();
        for &grain in grains {
            for &size in sizes {
                let pictures = Pictures::take(size, FEW, grain).await?;
                cameras.push((size, grain, Cameras::start(&pictures, cost::RATE, 1).await?));
            }
        }
        Ok(Self { site, cameras, seconds: Duration::from_secs_f64(options.seconds * 2.0) })
    }

    pub(crate) async fn round(&self, round: u32, record: &mut Record) {
        for (size, grain, cameras) in &self.cameras {
            let case = case(size, *grain);
            for kind in KINDS {
                if record.has_failed(PART, &case, kind.name) {
                    continue;
                }
                println!("  person, {case}: {}", kind.name);
                let cell = retried(async || self.once(size, cameras, kind).await).await;
                record.add(Cell::at(PART, &case, kind.name, round), cell, &["cores", "memory_mb"]);
            }
        }
    }

    async fn once(&self, size: &str, cameras: &Cameras, kind: Kind) -> Result<Cell> {
        let stream = cameras.streams(0..1).pop().context("no stream")?;
        let browser = site::browser().await?;
        cost::resize(&browser, size).await?;
        let mut cell = Cell::default();
        if kind.is_viewer {
            // No argument that the viewer does not know: it would tell about it.
            let stream = stream.split('?').next().unwrap_or_default();
            let url = format!("{}/?src={stream}&transport=fetch", self.site.origin(kind));
            let page = browser.open(&url).await?;
            page.wait_until_live().await?;
            sleep(WARMING.min(self.seconds)).await;
            drawn::begin(&page).await?;
            Usage::during(&browser, self.seconds, &mut cell).await;
            cell.set("drawn", drawn::rate(&page).await?);
            let taken = (page.data("decode").await?, page.data("sink").await?);
            if let (Some(decode), Some(sink)) = taken {
                cell.words.insert("path".to_owned(), format!("{decode}, {sink}"));
            }
        } else {
            let page = browser.open(&cameras.blank().replace("blank", "img")).await?;
            wait_for(PATIENCE, "a picture in the <img>", async || {
                let width = page.run("return document.images[0].naturalWidth", vec![]).await?;
                Ok(width.as_u64().filter(|width| *width > 0))
            })
            .await?;
            sleep(WARMING.min(self.seconds)).await;
            Usage::during(&browser, self.seconds, &mut cell).await;
        }
        cost::note_browser(&browser, &mut cell).await?;
        Ok(cell)
    }
}
