//! Bytes that a browser downloads before the first picture: the app's, as served.

use anyhow::{Context as _, Result};
use e2e::{Browser, Engine, Gateway, Looped, Wire};

use crate::options::{MAIN, Options};
use crate::pictures::{FEW, Grain, Pictures};
use crate::record::{Cell, Record, retried};
use crate::ways::{self, KIOSK, MULLION, Way};

pub(crate) const PART: &str = "download";

/// With an empty cache, then with a full one. It is the same each time.
pub(crate) async fn measure(options: &Options, record: &mut Record) -> Result<()> {
    let pictures = Pictures::take("640x480", FEW, Grain::Clean).await?;
    let camera = Looped::start(&pictures.jpegs, 10.0, ways::PAGES).await?;
    for way in options.ways(&[MULLION, KIOSK]) {
        println!("download: {}", way.name);
        let cell = retried(async || once(way, &camera).await).await;
        record.add(Cell::at(PART, MAIN, way.name, 1), cell, &["cold_kb", "warm_kb"]);
    }
    Ok(())
}

async fn once(way: &Way, camera: &Looped) -> Result<Cell> {
    let gateway = Gateway::start(&[]).await?;
    let wire = Wire::new().await?;
    let address = gateway.url().trim_start_matches("http://").parse();
    wire.lead_to(address.context("the gateway is nowhere")?);
    let browser = Browser::start(Engine::Chromium).await?;
    let mut cell = Cell::default();
    let mut before = 0;
    for name in ["cold_kb", "warm_kb"] {
        // The stream comes from elsewhere.
        let page = browser.open(&way.url(&camera.url(), &wire.url())).await?;
        page.wait_until_live().await?;
        let passed = wire.passed();
        cell.set(name, (passed - before) as f64 / 1000.0);
        before = passed;
        browser.open(&format!("{}/blank.html", camera.url())).await?;
    }
    Ok(cell)
}
