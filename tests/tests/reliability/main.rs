//! Everything that goes wrong between a camera and its viewer, one fault a row: what the viewer
//! shows meanwhile, that it comes back without being asked, and how soon.
//!
//! `cargo xtask test --only app --only reliability` builds what this needs and runs it. What was
//! measured goes to `target/reliability/ENGINE.json`, and with `RELIABILITY_TABLE=FILE` into the
//! table in that file. No measurement decides whether a row passes.

mod judge;
mod record;
mod rows;
mod scene;
mod scripts;
mod stage;
mod table;

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use e2e::Engine;
use libtest_mimic::{Arguments, Failed, Trial};
use tokio::runtime::Runtime;

use crate::record::Record;
use crate::rows::rows;
use crate::scene::Way;
use crate::stage::Stages;

fn main() -> Result<ExitCode> {
    let mut arguments = Arguments::from_args();
    // Each has a browser of its own, and a machine holds only so many.
    arguments.test_threads.get_or_insert(2);
    let runtime = Arc::new(Runtime::new()?);
    let stages = Arc::new(Stages::default());
    let record = Arc::new(Record::default());
    let mut trials = Vec::new();
    for engine in [Engine::Chromium, Engine::Firefox, Engine::WebKit] {
        for mut row in rows().into_iter().filter(|row| row.runs_in(engine)) {
            if !engine.fetches_multipart() {
                row.way = Way::Relay;
            }
            let (runtime, stages, record) = (Arc::clone(&runtime), Arc::clone(&stages), Arc::clone(&record));
            trials.push(Trial::test(format!("{}::{}", row.name, record::name(engine)), move || {
                let outcome = runtime.block_on(async {
                    let mut stage = stages.take(engine).await?;
                    let found = stage.play(&row).await;
                    if found.is_ok() {
                        stages.give_back(stage);
                    }
                    found
                });
                match outcome {
                    Ok(finding) => {
                        record.add(engine, row.name, finding);
                        Ok(())
                    }
                    Err(error) => Err(Failed::from(format!("{error:?}"))),
                }
            }));
        }
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    // The browsers end while there still is a runtime to end them.
    runtime.block_on(async { stages.end() });
    record.write(&rows())?;
    Ok(conclusion.exit_code())
}
