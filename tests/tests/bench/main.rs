//! What each way of showing a camera costs, side by side on one machine: `cargo xtask bench viewer`.
//!
//! Rounds are interleaved, each in a browser of its own, and medians are taken; ratios to the browser's own `<img>` are what
//! travels from one machine to another. `bench.json` has every round.

mod capture;
mod cost;
mod decoding;
mod document;
mod download;
mod drawn;
mod goals;
mod growth;
mod machine;
mod options;
mod pictures;
mod plot;
mod profile;
mod record;
mod screen;
mod table;
mod tiles;
mod ways;

use std::fs;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;

use crate::cost::Cost;
use crate::options::{Options, Part};
use crate::record::Record;
use crate::screen::Screen;

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let options = Options::read();
    let begun = Instant::now();
    let mut record = Record::new(&options);
    measure(&options, begun, &mut record).await?;
    record.end(begun.elapsed());
    let (text, plot) = (table::draw(&record), plot::draw(&record));
    fs::create_dir_all(&options.out)?;
    fs::write(options.out.join("bench.json"), serde_json::to_vec_pretty(&record)?)?;
    fs::write(options.out.join("bench.md"), &text)?;
    fs::write(options.out.join("bench.svg"), &plot)?;
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

/// What is measured once, then the rounds of what is compared.
async fn measure(options: &Options, begun: Instant, record: &mut Record) -> Result<()> {
    if options.wants(Part::Decoding) {
        decoding::measure(options, record).await?;
    }
    if options.wants(Part::Download) {
        download::measure(options, record).await?;
    }
    if options.wants(Part::Tiles) {
        tiles::measure(options, record).await?;
    }
    if options.wants(Part::Growth) {
        growth::measure(options, record).await?;
    }
    let cost = if options.wants(Part::Cost) { Some(Cost::prepare(options).await?) } else { None };
    let screen = if options.wants(Part::Screen) { Some(Screen::prepare(options).await?) } else { None };
    for round in 1..=options.rounds {
        let minutes = begun.elapsed().as_secs_f64() / 60.0;
        if minutes > options.minutes {
            println!("{minutes:.0} minutes have passed: no further round");
            break;
        }
        println!("round {round} of {}, after {minutes:.1} minutes", options.rounds);
        record.rounds = round;
        if let Some(cost) = &cost {
            cost.round(round, record).await;
        }
        if let Some(screen) = &screen {
            screen.round(round, record).await;
        }
    }
    Ok(())
}
