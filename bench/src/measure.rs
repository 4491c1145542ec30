//! The figures, one relay after the other.

use std::fs;
use std::net::SocketAddr;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use serde::Serialize;

use crate::child::Helper;
use crate::load::{Ages, Figures, Kind, Order};
use crate::options::Options;
use crate::process::{self, Taken};
use crate::relays::{RELAYS, Relay, Started};
use crate::source::{Question, RATE};
use crate::{pictures, table};

/// Age of a picture at the 99th percentile up to which viewers count as held, in milliseconds.
const HELD: f64 = 200.0;
/// Part of the camera's pictures that viewers must get to count as held.
const WHOLE: f64 = 0.95;
/// Numbers of viewers that are tried.
const STEPS: [usize; 15] =
    [20, 100, 250, 500, 750, 1000, 1250, 1500, 2000, 2500, 3000, 3500, 4000, 5000, 6000];
/// How often a number is tried.
const TRIES: usize = 3;
/// For new viewers to have got their first pictures.
const SETTLE: Duration = Duration::from_millis(1500);

/// All figures of a run.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Run {
    /// Mean size of a picture, in bytes.
    pub(crate) picture: usize,
    pub(crate) viewers: usize,
    pub(crate) relays: Vec<Row>,
    /// Relays that are not here.
    pub(crate) absent: Vec<&'static str>,
    pub(crate) minutes: f64,
}

/// The figures of one relay.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// The most viewers that were held, and the first number that was not.
    pub(crate) held: usize,
    pub(crate) failed_at: Option<usize>,
    /// At `viewers`.
    pub(crate) figures: Figures,
    /// Processor time for each picture of each viewer, in microseconds.
    pub(crate) per_picture: f64,
    /// Memory for each viewer, in kB: the relay's own, and the kernel's for all three processes.
    pub(crate) memory: f64,
    pub(crate) kernel: f64,
    /// Connections at the camera.
    pub(crate) connections: usize,
    /// Ages at the others beside one that stopped reading.
    pub(crate) beside_stopped: Ages,
    /// On lines of half the stream's rate, and of how many pictures.
    pub(crate) slow: Ages,
    /// What the relay took of processors at `viewers`, and what the load client took.
    pub(crate) processor: f64,
}

/// Measures all, and tells.
pub(crate) fn run(options: &Options) -> Result<()> {
    let begun = Instant::now();
    let folder = tempfile::tempdir()?;
    let picture = pictures::make(&options.mullion, "640x480", folder.path())?;
    let path = folder.path().to_str().context("an odd folder for temporary files")?;
    let mut run = Run { picture, viewers: options.viewers, ..Run::default() };
    for relay in RELAYS.into_iter().filter(|relay| options.wants(relay.name())) {
        let mut source = Helper::start(&["source", path])?;
        let port: u16 = source.answer()?;
        let camera = SocketAddr::from(([127, 0, 0, 1], port));
        let started = match relay.start(options, camera) {
            Ok(Some(started)) => started,
            Err(error) if relay == Relay::Mullion => return Err(error),
            other => {
                let reason = other.err().map_or("not here".to_owned(), |error| error.to_string());
                println!("{}: {reason}; left out", relay.name());
                run.absent.push(relay.name());
                continue;
            }
        };
        let mut bench = Bench { options, started, source, load: Helper::start(&["load"])?, picture };
        let row = bench.row(relay)?;
        println!("{}: {row:?}", relay.name());
        run.relays.push(row);
    }
    run.minutes = begun.elapsed().as_secs_f64() / 60.0;
    let text = table::draw(&run);
    fs::create_dir_all(&options.out)?;
    fs::write(options.out.join("gateway.json"), serde_json::to_vec_pretty(&run)?)?;
    fs::write(options.out.join("gateway.md"), &text)?;
    if options.write {
        table::write_document(&text)?;
    }
    print!("\n{text}");
    Ok(())
}

/// One relay, between a camera and a load client.
struct Bench<'a> {
    options: &'a Options,
    started: Started,
    source: Helper,
    load: Helper,
    picture: usize,
}

impl Bench<'_> {
    fn row(&mut self, relay: Relay) -> Result<Row> {
        let mut row = Row { name: relay.name(), ..Row::default() };
        self.open(1, Kind::Quick)?;
        let (alone, kernel_alone) = (self.taken(), process::kernel());
        self.open(self.options.viewers - 1, Kind::Quick)?;
        let before = self.taken();
        row.figures = self.measure(2.0)?;
        let after = self.taken();
        let (viewers, seconds) = (self.options.viewers as f64, row.figures.seconds);
        let processor = (after.processor - before.processor).as_secs_f64();
        row.processor = processor / seconds;
        row.per_picture = processor * 1e6 / row.figures.quick.pictures.max(1) as f64;
        row.memory = (after.memory - alone.memory) / (viewers - 1.0);
        row.kernel = (process::kernel() - kernel_alone) / (viewers - 1.0);
        row.connections = self.source.ask(&Question::Connections)?;
        self.open(1, Kind::Stopped)?;
        row.beside_stopped = self.measure(2.0)?.quick;
        self.close()?;
        self.slow(&mut row)?;
        self.held(&mut row)?;
        Ok(row)
    }

    /// A few viewers on lines of half the stream's rate.
    fn slow(&mut self, row: &mut Row) -> Result<()> {
        let rate = self.picture as f64 * RATE / 2.0;
        self.open(4, Kind::Slow(rate))?;
        // Queues fill in the first seconds.
        row.slow = self.measure(3.0)?.slow;
        self.close()
    }

    /// More and more viewers, until they are not held any more.
    fn held(&mut self, row: &mut Row) -> Result<()> {
        let mut viewers = 0;
        for step in STEPS.into_iter().filter(|step| *step <= self.options.most) {
            self.open(step - viewers, Kind::Quick)?;
            viewers = step;
            let mut is_held = false;
            // The machine may have been busy with something else for a moment.
            for _ in 0..TRIES {
                let figures = self.measure(0.6)?;
                let due = viewers as f64 * RATE * figures.seconds;
                let is_whole = figures.quick.pictures as f64 >= due * WHOLE && figures.lost == 0;
                is_held = is_whole && figures.quick.p99 <= HELD && figures.wrong == 0;
                println!("  {step} viewers, held: {is_held}, p99 {:.0} ms", figures.quick.p99);
                if is_held {
                    break;
                }
            }
            if !is_held {
                row.failed_at = Some(step);
                break;
            }
            row.held = step;
        }
        self.close()
    }

    fn open(&mut self, count: usize, kind: Kind) -> Result<()> {
        let order =
            Order::Open { address: self.started.address, path: self.started.path.clone(), count, kind };
        let _: String = self.load.ask(&order)?;
        sleep(SETTLE);
        Ok(())
    }

    fn measure(&mut self, times: f64) -> Result<Figures> {
        self.load.ask(&Order::Measure { seconds: self.options.seconds * times })
    }

    fn close(&mut self) -> Result<()> {
        let _: String = self.load.ask(&Order::Close)?;
        sleep(SETTLE);
        Ok(())
    }

    fn taken(&self) -> Taken {
        process::taken(self.started.id())
    }
}
