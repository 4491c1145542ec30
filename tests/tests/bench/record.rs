//! Every figure that was measured.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result, ensure};
use serde::Serialize;
use tokio::time::timeout;

use crate::machine::{Machine, Meanwhile};
use crate::options::Options;

/// All rounds in the order in which they came.
#[derive(Debug, Serialize)]
pub(crate) struct Record {
    /// Of the begin, days: `2026-11-22`.
    pub(crate) date: String,
    pub(crate) machine: Machine,
    pub(crate) browser: String,
    pub(crate) rounds: u32,
    /// How long each round was watched, seconds.
    pub(crate) seconds: f64,
    /// How long the whole bench took, seconds.
    pub(crate) took: f64,
    pub(crate) cells: Vec<Cell>,
}

/// One measurement of one way.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Cell {
    /// What is compared: `cost`, `screen`.
    pub(crate) part: &'static str,
    /// Of the pictures, or of all that is shown: `1920x1080`, `32 tiles of 160x120 with noise`.
    pub(crate) size: String,
    pub(crate) way: &'static str,
    pub(crate) round: u32,
    /// By name; the name has the unit.
    pub(crate) figures: BTreeMap<String, f64>,
    /// Many of one name.
    pub(crate) samples: BTreeMap<String, Vec<f64>>,
    pub(crate) words: BTreeMap<String, String>,
    pub(crate) meanwhile: Meanwhile,
    /// Why there are no figures.
    pub(crate) failure: Option<String>,
}

/// What several rounds gave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

impl Record {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            date: humantime::format_rfc3339_seconds(SystemTime::now()).to_string().chars().take(10).collect(),
            machine: Machine::this(),
            browser: String::new(),
            rounds: options.rounds,
            seconds: options.seconds,
            took: 0.0,
            cells: Vec::new(),
        }
    }

    /// Takes a measurement, or why there is none. It must have the figures of these names.
    pub(crate) fn add(&mut self, place: Cell, measured: Result<Cell>, wanted: &[&str]) {
        let checked = measured.and_then(|cell| {
            let missing: Vec<&str> =
                wanted.iter().copied().filter(|name| !cell.figures.contains_key(*name)).collect();
            ensure!(missing.is_empty(), "no {}", missing.join(", "));
            Ok(cell)
        });
        if let Some(browser) = checked.as_ref().ok().and_then(|cell| cell.words.get("browser")) {
            self.browser.clone_from(browser);
        }
        let (part, size, way, round) = (place.part, place.size, place.way, place.round);
        let cell = checked.unwrap_or_else(|error| {
            println!("  {part} of {way} at {size}: {error:#}");
            // A driver's own stack is behind the first line.
            let failure = error.to_string().lines().next().map(str::to_owned);
            Cell { failure, ..Cell::default() }
        });
        self.cells.push(Cell { part, size, way, round, ..cell });
    }

    /// What a part needs, or nothing: then the others go on without it.
    pub(crate) fn prepared<T>(&mut self, part: &'static str, prepared: Result<T>) -> Option<T> {
        let error = match prepared {
            Ok(prepared) => return Some(prepared),
            Err(error) => error,
        };
        self.add(Cell::at(part, "all sizes", "all ways", 0), Err(error), &[]);
        None
    }

    /// Why that has no figures.
    pub(crate) fn failure(&self, part: &str, size: &str, way: &str) -> Option<&str> {
        let of_all = self.of(part, "all sizes", "all ways");
        self.of(part, size, way).chain(of_all).find_map(|cell| cell.failure.as_deref())
    }

    pub(crate) fn end(&mut self, took: Duration) {
        self.took = took.as_secs_f64();
    }

    /// What was not measured, and why.
    pub(crate) fn failures(&self) -> impl Iterator<Item = String> {
        self.cells.iter().filter_map(|cell| {
            let failure = cell.failure.as_ref()?;
            Some(format!("{} of {} at {}, round {}: {failure}", cell.part, cell.way, cell.size, cell.round))
        })
    }

    /// Whether that failed, twice in a row: it is not tried again.
    pub(crate) fn has_failed(&self, part: &str, size: &str, way: &str) -> bool {
        self.of(part, size, way).any(|cell| cell.failure.is_some())
    }

    /// Sizes of a part in the order in which they came.
    pub(crate) fn sizes(&self, part: &str) -> Vec<&str> {
        let mut sizes: Vec<&str> = Vec::new();
        for cell in self.cells.iter().filter(|cell| cell.part == part) {
            if !sizes.contains(&cell.size.as_str()) {
                sizes.push(&cell.size);
            }
        }
        sizes
    }

    /// Whether that was tried.
    pub(crate) fn has(&self, part: &str, size: &str, way: &str) -> bool {
        self.of(part, size, way).next().is_some()
    }

    pub(crate) fn of(&self, part: &str, size: &str, way: &str) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(move |cell| cell.part == part && cell.size == size && cell.way == way)
    }

    /// A figure over all rounds.
    pub(crate) fn spread(&self, part: &str, size: &str, way: &str, name: &str) -> Option<Spread> {
        Spread::of(self.of(part, size, way).filter_map(|cell| cell.figures.get(name).copied()))
    }

    pub(crate) fn median(&self, part: &str, size: &str, way: &str, name: &str) -> Option<f64> {
        Some(self.spread(part, size, way, name)?.median)
    }

    /// A part (0.95) of all samples of that name is not above this.
    pub(crate) fn quantile(&self, part: &str, size: &str, way: &str, name: &str, of: f64) -> Option<f64> {
        let samples = self.of(part, size, way).filter_map(|cell| cell.samples.get(name)).flatten();
        quantile(samples.copied().collect(), of)
    }

    /// The word that all rounds agree on.
    pub(crate) fn word(&self, part: &str, size: &str, way: &str, name: &str) -> Option<&str> {
        self.of(part, size, way).find_map(|cell| cell.words.get(name)).map(String::as_str)
    }
}

impl Cell {
    /// Where a measurement belongs.
    pub(crate) fn at(part: &'static str, size: &str, way: &'static str, round: u32) -> Self {
        Self { part, size: size.to_owned(), way, round, ..Self::default() }
    }

    pub(crate) fn set(&mut self, name: impl Into<String>, figure: f64) {
        self.figures.insert(name.into(), figure);
    }
}

impl Spread {
    pub(crate) fn of(figures: impl Iterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = figures.collect();
        sorted.sort_by(f64::total_cmp);
        let (least, most) = (*sorted.first()?, *sorted.last()?);
        Some(Self { median: quantile(sorted, 0.5)?, least, most })
    }
}

/// Once more where it fails: a browser that did not start on a busy machine says nothing about a way.
pub(crate) async fn retried(measure: impl AsyncFn() -> Result<Cell>) -> Result<Cell> {
    match limited(&measure).await {
        Ok(cell) => Ok(cell),
        Err(error) => {
            println!("  once more: {error:#}");
            limited(&measure).await
        }
    }
}

/// A browser that hangs must not keep the rest from being measured.
async fn limited(measure: impl AsyncFn() -> Result<Cell>) -> Result<Cell> {
    let measured = timeout(LIMIT, measure()).await;
    measured.with_context(|| format!("no figures within {} s", LIMIT.as_secs()))?
}

/// The longest that one measurement may take: the search for the most tiles takes up to three minutes.
const LIMIT: Duration = Duration::from_secs(300);

/// Of the sorted figures the one at that part of their number.
pub(crate) fn quantile(mut figures: Vec<f64>, part: f64) -> Option<f64> {
    figures.sort_by(f64::total_cmp);
    let place = (part * (figures.len() as f64 - 1.0)).round();
    figures.get(place as usize).copied()
}
