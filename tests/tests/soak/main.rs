//! Endurance: sixteen viewers on one page of a real browser, on simulated cameras with faults at random.
//!
//! `cargo xtask soak --minutes 30` runs it. Each second it takes down what the viewers show and
//! what they cost; `soak.json` and `soak.svg` have it all in the end. It fails if a picture was
//! called live that was not, if a viewer was lost, or if memory grows.

mod memory;
mod plot;
mod random;
mod report;
mod site;
mod wall;
mod weather;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use clap::Parser;
use e2e::now;
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::memory::Usage;
use crate::random::Random;
use crate::report::Report;
use crate::site::Site;
use crate::wall::Wall;
use crate::weather::Weather;

/// Runs sixteen viewers on cameras with random faults, and watches what they show and cost.
#[derive(Clone, Debug, Parser)]
pub(crate) struct Options {
    /// How long, in minutes.
    #[arg(long, default_value_t = 2.0)]
    minutes: f64,
    /// Of everything: at 1, ten frames a second and a fault of each camera every twenty seconds.
    #[arg(long, default_value_t = 1.0)]
    speed: f64,
    /// Of the faults: the same seed gives the same ones.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where soak.json and soak.svg go.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/soak"))]
    out: PathBuf,
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let options = Options::parse();
    std::fs::create_dir_all(&options.out)?;
    let report = run(&options).await?;
    std::fs::write(options.out.join("soak.json"), serde_json::to_vec_pretty(&report.figures(&options))?)?;
    std::fs::write(options.out.join("soak.svg"), plot::draw(&report))?;
    print!("{}", report.summary());
    let faults = report.faults();
    for fault in &faults {
        println!("FAILED: {fault}");
    }
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn run(options: &Options) -> Result<Report> {
    let mut site = Site::start(options.speed).await?;
    let mut wall = Wall::open(&site).await?;
    let mut weather = Weather::new(Random::new(options.seed), options.speed);
    let mut report = Report::new(now());
    let mut seconds = interval(Duration::from_secs(1));
    seconds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let end = Instant::now() + Duration::from_secs_f64(options.minutes * 60.0);
    while Instant::now() < end {
        seconds.tick().await;
        weather.change(&mut site).await?;
        wall.look(&site, &mut report).await?;
        report.second(&wall, Usage::of(&site.browser).await?);
    }
    // When all is well again, so must all viewers be.
    weather.clear(&mut site).await?;
    report.lost = wall.wait_until_well(&site, &mut report).await?;
    report.weather = weather.told();
    Ok(report)
}
