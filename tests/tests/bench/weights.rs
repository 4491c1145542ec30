//! What the app weighs as it is served, compressed beforehand; and how much of that comes before
//! the first picture.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context as _, Result};
use e2e::{AppCopy, Flaw, Layout, StaticSite, Wall};

use crate::options::Options;
use crate::pictures::{FEW, Grain, Pictures};
use crate::record::{Cell, Record, retried};
use crate::site::{self, Cameras, SECURE};
use crate::walls;

pub(crate) const PART: &str = "weights";
/// As the cell names it.
pub(crate) const SIZE: &str = "wasm and JavaScript";
const LAYOUT: Layout = Layout { columns: 1, tile: (640, 480) };

pub(crate) async fn measure(_: &Options, record: &mut Record) -> Result<()> {
    println!("weights");
    let pictures = Pictures::take("640x480", FEW, Grain::Clean).await?;
    let cameras = Cameras::start(&pictures, 10.0, 1).await?;
    let cell = retried(async || once(&cameras).await).await;
    record.add(Cell::at(PART, SIZE, SECURE.name, 1), cell, &["core_kb", "all_kb", "all_brotli_kb"]);
    Ok(())
}

/// The files that a page with one player asks for before it is live, and all that there are.
async fn once(cameras: &Cameras) -> Result<Cell> {
    let app = AppCopy::new()?;
    let code = code(&app)?;
    let all = (weigh(&app, &code, ".gz")?, weigh(&app, &code, ".br")?);
    Wall::put_into(&app)?;
    let weighed = AppCopy::new()?;
    let served = StaticSite::start(app, Flaw::default()).await?;
    let browser = site::browser().await?;
    let wall = Wall::open(&browser, &served.url(), LAYOUT).await?;
    walls::add(&wall, SECURE, &cameras.streams(0..1)).await?;
    wall.wait_until_shown(walls::LOADING).await?;
    let asked: BTreeSet<String> = served.asked().into_iter().filter(|name| code.contains(name)).collect();
    let mut cell = Cell::default();
    cell.set("core_kb", weigh(&weighed, &asked, ".gz")?);
    cell.set("core_brotli_kb", weigh(&weighed, &asked, ".br")?);
    cell.set("all_kb", all.0);
    cell.set("all_brotli_kb", all.1);
    cell.words.insert("core".to_owned(), asked.into_iter().collect::<Vec<_>>().join(", "));
    Ok(cell)
}

/// Names of all wasm and JavaScript.
fn code(app: &AppCopy) -> Result<BTreeSet<String>> {
    let names = fs::read_dir(app.path())?.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    Ok(names.filter(|name| name.ends_with(".wasm") || name.ends_with(".js")).collect())
}

/// Kilobytes of these files in a compressed form; as it is, what does not get smaller by it.
fn weigh(app: &AppCopy, names: &BTreeSet<String>, form: &str) -> Result<f64> {
    let is_release = names.iter().any(|name| app.path().join(format!("{name}{form}")).exists());
    is_release.then_some(()).context("the app is no release build: `cargo xtask build` makes one")?;
    let size = |name: &String| {
        let packed = fs::metadata(app.path().join(format!("{name}{form}")));
        packed.or_else(|_| fs::metadata(app.path().join(name))).map(|file| file.len())
    };
    let sizes: std::io::Result<Vec<u64>> = names.iter().map(size).collect();
    Ok(sizes?.into_iter().sum::<u64>() as f64 / 1000.0)
}
