//! What each way of showing a camera costs, side by side on one machine: `cargo xtask bench viewer`.
//!
//! Rounds are interleaved, each in a browser of its own, and medians are taken; ratios to the
//! browser's own `<img>` are what travels from one machine to another. `bench.json` has every
//! round.

mod capture;
mod cost;
mod crowd;
mod decoding;
mod document;
mod download;
mod drawn;
mod goals;
mod growth;
mod machine;
mod noise;
mod options;
mod person;
mod pictures;
mod plot;
mod profile;
mod record;
mod restart;
mod screen;
mod site;
mod table;
mod tiles;
mod usage;
mod walls;
mod ways;
mod weights;

use std::fs;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use clap::ValueEnum as _;

use crate::cost::Cost;
use crate::options::{Options, Part};
use crate::person::Person;
use crate::record::Record;
use crate::screen::Screen;
use crate::walls::Walls;

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let options = Options::read();
    fs::create_dir_all(&options.out)?;
    let begun = Instant::now();
    let mut record = Record::new(&options);
    once(&options, begun, &mut record).await?;
    rounds(&options, begun, &mut record).await?;
    let (text, plot) = save(&options, begun, &mut record)?;
    if options.write {
        document::write(&text, &plot)?;
    }
    print!("\n{text}");
    for failure in record.failures() {
        println!("FAILED: {failure}");
    }
    let is_whole = record.failures().next().is_none();
    // A way that gives nothing is a result; that the bench works is what the short one is for.
    Ok(if is_whole || !options.smoke { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Writes what there is. Done again and again: a run that is cut short has not been in vain.
fn save(options: &Options, begun: Instant, record: &mut Record) -> Result<(String, String)> {
    record.end(begun.elapsed());
    let (text, plot) = (table::draw(record), plot::draw(record));
    fs::write(options.out.join("bench.json"), serde_json::to_vec_pretty(record)?)?;
    fs::write(options.out.join("bench.md"), &text)?;
    fs::write(options.out.join("bench.svg"), &plot)?;
    Ok((text, plot))
}

/// What is measured once.
async fn once(options: &Options, begun: Instant, record: &mut Record) -> Result<()> {
    for part in Part::value_variants().iter().copied().filter(|part| options.wants(*part)) {
        let (name, measured) = match part {
            Part::Weights => (weights::PART, weights::measure(options, record).await),
            Part::Decoding => (decoding::PART, decoding::measure(options, record).await),
            Part::Download => (download::PART, download::measure(options, record).await),
            Part::Crowd => (crowd::PART, crowd::measure(options, record).await),
            Part::Restart => (restart::PART, restart::measure(options, record).await),
            Part::Tiles => (tiles::PART, tiles::measure(options, record).await),
            Part::Growth => (growth::PART, growth::measure(options, record).await),
            // These are compared in rounds.
            Part::Person | Part::Walls | Part::Screen | Part::Cost => continue,
        };
        record.prepared(name, measured);
        save(options, begun, record)?;
    }
    Ok(())
}

/// What is compared in rounds.
async fn rounds(options: &Options, begun: Instant, record: &mut Record) -> Result<()> {
    let person = prepare(options, record, Part::Person, person::PART, Person::prepare(options)).await;
    let walls = prepare(options, record, Part::Walls, walls::PART, Walls::prepare(options)).await;
    let screen = prepare(options, record, Part::Screen, screen::PART, Screen::prepare(options)).await;
    let cost = prepare(options, record, Part::Cost, cost::PART, Cost::prepare(options)).await;
    for round in 1..=options.rounds {
        let minutes = begun.elapsed().as_secs_f64() / 60.0;
        if round > 1 && minutes > options.minutes {
            println!("{minutes:.0} minutes have passed: no further round");
            break;
        }
        println!("round {round} of {}, after {minutes:.1} minutes", options.rounds);
        record.rounds = round;
        if let Some(person) = &person {
            person.round(round, record).await;
        }
        save(options, begun, record)?;
        if let Some(walls) = &walls {
            walls.round(round, record).await;
        }
        save(options, begun, record)?;
        if let Some(screen) = &screen {
            screen.round(round, record).await;
        }
        save(options, begun, record)?;
        if let Some(cost) = &cost {
            cost.round(round, record).await;
        }
        save(options, begun, record)?;
    }
    Ok(())
}

/// What a part needs, if it is wanted and can be had.
async fn prepare<T>(
    options: &Options,
    record: &mut Record,
    part: Part,
    name: &'static str,
    preparing: impl Future<Output = Result<T>>,
) -> Option<T> {
    if !options.wants(part) {
        return None;
    }
    record.prepared(name, preparing.await)
}
