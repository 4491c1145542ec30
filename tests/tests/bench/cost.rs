//! What a steady stream takes: processor, memory, the page's thread; and how many pictures are
//! drawn when it does not wait.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use e2e::{Browser, Engine, Gateway, Looped, PATIENCE, Page, wait_for};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::drawn;
use crate::options::{MAIN, Options};
use crate::pictures::{FEW, Grain, Pictures};
use crate::record::{Cell, Record, retried};
use crate::usage::Usage;
use crate::ways::{self, Way};

pub(crate) const PART: &str = "cost";
/// Pictures a second.
pub(crate) const RATE: f64 = 30.0;
/// Pictures drawn a second when they come as fast as they are read.
pub(crate) const WITHOUT_LIMIT: &str = "drawn_without_limit";
/// Before it begins: starting is not what is measured.
const WARMING: Duration = Duration::from_millis(1400);
/// For the sending at another rate to show.
pub(crate) const SETTLING: Duration = Duration::from_millis(400);

/// A camera of each size, and what serves the viewer.
#[derive(Debug)]
pub(crate) struct Cost<'a> {
    options: &'a Options,
    gateway: Gateway,
    cameras: Vec<(&'a str, Looped)>,
}

impl<'a> Cost<'a> {
    pub(crate) async fn prepare(options: &'a Options) -> Result<Self> {
        let mut cameras = Vec::new();
        for size in &options.sizes {
            let pictures = match Pictures::take(size, FEW, Grain::Clean).await {
                Ok(pictures) => pictures,
                Err(error) => {
                    println!("{size} is left out: {error:#}");
                    continue;
                }
            };
            cameras.push((size.as_str(), Looped::start(&pictures.jpegs, RATE, ways::PAGES).await?));
        }
        Ok(Self { options, gateway: Gateway::start(&[]).await?, cameras })
    }

    /// Every way at every size.
    pub(crate) async fn round(&self, round: u32, record: &mut Record) {
        for (size, camera) in &self.cameras {
            let is_main = *size == MAIN;
            if !is_main && !Options::is_whole(round) {
                continue;
            }
            let seconds =
                if is_main { Duration::from_secs_f64(self.options.seconds) } else { self.options.less() };
            for way in self.options.ways(if is_main { ways::ALL } else { ways::OTHER_SIZES }) {
                if record.has_failed(PART, size, way.name) {
                    continue;
                }
                println!("  cost, {size}: {}", way.name);
                let url = way.url(&camera.url(), self.gateway.url());
                let window = self.options.window.as_deref().unwrap_or(size);
                let fast = is_main.then_some((camera, self.options.less()));
                let cell = retried(async || once(way, &url, window, seconds, fast).await).await;
                camera.set_rate(RATE);
                let wanted: &[&str] = match way.is_viewer() {
                    true if is_main => &["cores", "memory_mb", "drawn", WITHOUT_LIMIT],
                    true => &["cores", "memory_mb", "drawn"],
                    false => &["cores", "memory_mb"],
                };
                record.add(Cell::at(PART, size, way.name, round), cell, wanted);
            }
        }
    }
}

/// Opens `url` in a new browser and watches it for so long; then, if there is a camera to be
/// `fast`, without a limit for as long as said.
async fn once(
    way: &Way,
    url: &str,
    window: &str,
    seconds: Duration,
    fast: Option<(&Looped, Duration)>,
) -> Result<Cell> {
    let browser = Browser::start(Engine::Chromium).await?;
    resize(&browser, window).await?;
    let page = browser.open(url).await?;
    if way.is_viewer() {
        page.wait_until_live().await?;
    }
    sleep(WARMING.min(seconds)).await;
    page.run(NOTE_LONG_TASKS, vec![]).await?;
    drawn::begin(&page).await?;
    let mut cell = Cell::default();
    let elapsed = Usage::during(&browser, seconds, &mut cell).await;
    if way.is_viewer() {
        cell.set("drawn", drawn::rate(&page).await?);
    }
    let tasks = page.run(LONG_TASKS, vec![]).await?;
    let minutes = elapsed / 60.0;
    for (index, name) in ["long_tasks_a_minute", "long_tasks_ms_a_minute"].into_iter().enumerate() {
        if let Some(figure) = tasks.get(index).and_then(Value::as_f64) {
            cell.set(name, figure / minutes);
        }
    }
    note_path(&page, way, &mut cell).await?;
    if let Some((camera, duration)) = fast.filter(|_| way.is_viewer()) {
        camera.set_rate(0.0);
        sleep(SETTLING).await;
        drawn::begin(&page).await?;
        sleep(duration).await;
        cell.set(WITHOUT_LIMIT, drawn::rate(&page).await?);
    }
    note_browser(&browser, &mut cell).await?;
    Ok(cell)
}

pub(crate) async fn note_browser(browser: &Browser, cell: &mut Cell) -> Result<()> {
    let version = browser.session().cdp().send_raw("Browser.getVersion", json!({})).await?;
    cell.words.insert("browser".to_owned(), version["product"].as_str().unwrap_or_default().to_owned());
    Ok(())
}

/// Gives the page that size, `1280x720` say.
pub(crate) async fn resize(browser: &Browser, size: &str) -> Result<()> {
    let (width, height) = size.split_once('x').context("a size is 1280x720, say")?;
    let (width, height): (u32, u32) = (width.parse()?, height.parse()?);
    let session = browser.session();
    let frame =
        session.execute("return [outerWidth - innerWidth, outerHeight - innerHeight]", vec![]).await?;
    let frame: [u32; 2] = serde_json::from_value(frame.json().clone())?;
    session.set_window_rect(0, 0, width + frame[0], height + frame[1]).await?;
    wait_for(PATIENCE, "the window to have its size", async || {
        let inner = session.execute("return [innerWidth, innerHeight]", vec![]).await?;
        Ok((inner.json() == &json!([width, height])).then_some(()))
    })
    .await
}

/// Notes which path the viewer has taken, where it tells.
///
/// # Errors
/// When it was told to take another: the figures are none of that way.
pub(crate) async fn note_path(page: &Page, way: &Way, cell: &mut Cell) -> Result<()> {
    let taken = (page.data("decode").await?, page.data("sink").await?);
    let (Some(decode), Some(sink)) = taken else { return Ok(()) };
    let is_another = way.path().is_some_and(|told| told != (decode.as_str(), sink.as_str()));
    ensure!(!is_another, "the viewer took {decode}+{sink}");
    cell.words.insert("path".to_owned(), format!("{decode}, {sink}"));
    Ok(())
}

/// Tasks of more than 50 ms (W3C, Long Tasks API).
const NOTE_LONG_TASKS: &str = "
    window.longTasks = [0, 0];
    new PerformanceObserver((list) => {
        for (const task of list.getEntries()) {
            window.longTasks[0] += 1;
            window.longTasks[1] += task.duration;
        }
    }).observe({ type: 'longtask' });
";

const LONG_TASKS: &str = "return window.longTasks";
