//! What reaches the screen: the first picture, how old pictures are, and how many there are when
//! the camera does not wait.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use e2e::{Gateway, Looped, PATIENCE, Page, monotonic, now, wait_for};
use tokio::time::sleep;

use crate::capture::{Capture, Lens, Seen, Strip};
use crate::cost::{self, note_path};
use crate::machine::Ticks;
use crate::options::{MAIN, Options};
use crate::pictures::{Grain, MANY, Pictures};
use crate::record::{Cell, Record, quantile, retried};
use crate::ways::{self, Way};

pub(crate) const PART: &str = "screen";
/// Pictures a second at which ages are measured, and what they are called. The first does not beat
/// with 60 Hz.
pub(crate) const RATES: [(f64, &str); 2] = [(27.7, "age_27_fps"), (5.0, "age_5_fps")];
/// Scaled down as far as the number can be read: reading the screen is not what is measured.
const LENS: Lens = Lens { width: 320, height: 200, rate: 60 };
const WINDOW: (u32, u32) = (1280, 800);

/// A camera whose pictures are told from each other, and what serves the viewer.
#[derive(Debug)]
pub(crate) struct Screen<'a> {
    options: &'a Options,
    gateway: Gateway,
    pictures: Arc<Pictures>,
    camera: Looped,
}

impl<'a> Screen<'a> {
    pub(crate) async fn prepare(options: &'a Options) -> Result<Self> {
        let pictures = Pictures::take(MAIN, MANY, Grain::Clean).await?;
        let camera = Looped::start(&pictures.jpegs, cost::RATE, ways::PAGES).await?;
        Ok(Self { options, gateway: Gateway::start(&[]).await?, pictures, camera })
    }

    /// Every way at the main size.
    pub(crate) async fn round(&self, round: u32, record: &mut Record) {
        let Self { options, gateway, pictures, camera } = self;
        for way in options.ways(ways::BARE) {
            let is_beside = way.name == ways::BLOB.name && !Options::is_whole(round);
            if is_beside || record.has_failed(PART, MAIN, way.name) {
                continue;
            }
            println!("  screen: {}", way.name);
            let url = way.url(&camera.url(), gateway.url());
            let stage = Stage { way, url, camera, pictures, options };
            let cell = retried(async || stage.once().await).await;
            let wanted: &[&str] = match stage.may_be_flooded() {
                false => &["first_cold_ms", "first_warm_ms", "age_27_fps", "age_5_fps"],
                true => &["first_cold_ms", "first_warm_ms", "age_27_fps", "age_5_fps", "on_screen"],
            };
            record.add(Cell::at(PART, MAIN, way.name, round), cell, wanted);
        }
    }
}

#[derive(Debug)]
struct Stage<'a> {
    way: &'a Way,
    url: String,
    camera: &'a Looped,
    pictures: &'a Pictures,
    options: &'a Options,
}

impl Stage<'_> {
    /// All of it in a new browser.
    async fn once(&self) -> Result<Cell> {
        let mut cell = Cell::default();
        let blank = format!("{}/blank.html", self.camera.url());
        self.camera.set_rate(cost::RATE);
        let ticks = Ticks::now();
        let capture = Capture::start(&blank, WINDOW, LENS, &[]).await?;
        capture.look_at(&[self.strip(&capture).await?]).await?;
        // The new profile has nothing of the app, the second time finds it in the cache.
        let (_, first) = self.first(&capture).await?;
        cell.set("first_cold_ms", first);
        capture.open(&blank).await?;
        let (page, first) = self.first(&capture).await?;
        cell.set("first_warm_ms", first);
        for (rate, name) in RATES {
            self.camera.set_rate(rate);
            let seen = self.watch(&capture).await?;
            let ages = self.ages(&seen);
            if let Some(median) = quantile(ages.clone(), 0.5) {
                cell.set(name, median);
            }
            cell.samples.insert(name.to_owned(), ages);
            if let Some(shown) = shown_a_second(&seen) {
                cell.set(format!("{name}_shown"), shown);
            }
        }
        if self.may_be_flooded() {
            self.camera.set_rate(0.0);
            let seen = self.watch(&capture).await?;
            if let Some(rate) = shown_a_second(&seen) {
                cell.set("on_screen", rate);
            }
        }
        note_path(&page, self.way, &mut cell).await?;
        cell.meanwhile = ticks.since(None);
        Ok(cell)
    }

    /// Whether it goes on answering when pictures come as fast as they are read. A page that looks
    /// at each byte itself does nothing else then, and its browser has to be killed.
    fn may_be_flooded(&self) -> bool {
        self.way.name != ways::BLOB.name
    }

    /// Where the picture's number is on the page, which it fills.
    async fn strip(&self, capture: &Capture) -> Result<Strip> {
        let session = capture.browser.session();
        let size = session.execute("return [innerWidth, innerHeight]", vec![]).await?;
        let side = |index: usize| size.json().get(index)?.as_f64();
        let (width, height) = side(0).zip(side(1)).context("the page has no size")?;
        Ok(Strip::of(self.pictures.size, (0.0, 0.0, width, height), (width, height)))
    }

    /// Opens the page; gives the milliseconds from the navigation to the first picture on the screen.
    async fn first(&self, capture: &Capture) -> Result<(Page, f64)> {
        capture.seen().await?;
        let opened = monotonic();
        let page = capture.open(&self.url).await?;
        let first = wait_for(PATIENCE, "a picture on the screen", async || {
            let seen = capture.seen().await?;
            Ok(seen.iter().find(|one| one.at > opened && shown(one).is_some()).map(|one| one.at))
        })
        .await?;
        let origin = page.run("return performance.timeOrigin", vec![]).await?;
        let origin = origin.as_f64().context("the page has no clock")?;
        // From the time since 1970 to the clock of captures.
        let first = first.as_secs_f64() + now().as_secs_f64() - monotonic().as_secs_f64();
        Ok((page, first * 1000.0 - origin))
    }

    /// The screen for as long as was asked for, and longer where next to nothing happens on it.
    async fn watch(&self, capture: &Capture) -> Result<Vec<Seen>> {
        sleep(cost::SETTLING).await;
        capture.seen().await?;
        sleep(self.options.less()).await;
        let mut all = Vec::new();
        wait_for(PATIENCE, "three pictures on the screen", async || {
            all.extend(capture.seen().await?);
            Ok((all.len() >= 3).then_some(()))
        })
        .await?;
        Ok(all)
    }

    /// Of each picture when it first was seen, milliseconds since it was last sent.
    fn ages(&self, seen: &[Seen]) -> Vec<f64> {
        let places: HashMap<u16, usize> =
            self.pictures.numbers.iter().enumerate().map(|(place, number)| (*number, place)).collect();
        let mut sent = self.camera.sent();
        // A page that is gone may not have let go of its stream yet.
        let newest = sent.iter().map(|sent| sent.stream).max();
        sent.retain(|sent| Some(sent.stream) == newest);
        let mut ages = Vec::new();
        // What is there at the begin may have been there for long.
        for pair in seen.windows(2) {
            let [before, one] = pair else { continue };
            let place = shown(one).filter(|_| shown(one) != shown(before)).and_then(|one| places.get(&one));
            let sent = place
                .and_then(|place| sent.iter().rev().find(|sent| sent.picture == *place && sent.at <= one.at));
            ages.extend(sent.map(|sent| (one.at - sent.at).as_secs_f64() * 1000.0));
        }
        ages
    }
}

/// Different pictures a second.
fn shown_a_second(seen: &[Seen]) -> Option<f64> {
    let pictures: Vec<(Duration, u16)> = seen.iter().filter_map(|one| Some((one.at, shown(one)?))).collect();
    let changes = pictures.windows(2).filter(|pair| pair[0].1 != pair[1].1).count();
    let elapsed = pictures.last()?.0.checked_sub(pictures.first()?.0)?.as_secs_f64();
    (elapsed > 0.0).then(|| changes as f64 / elapsed)
}

fn shown(seen: &Seen) -> Option<u16> {
    seen.numbers.first().copied().flatten()
}
