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
use crate::relays::{CAMERAS, RELAYS, Relay, Started};
use crate::source::{Question, RATE};
use crate::{pictures, table};

/// Age of a picture at the 99th percentile up to which viewers count as held, in milliseconds.
const HELD: f64 = 200.0;
/// Part of the camera's pictures that viewers must get to count as held.
const WHOLE: f64 = 0.95;
/// Numbers of viewers that are tried.
const STEPS: [usize; 13] = [20, 100, 250, 500, 750, 1000, 1250, 1500, 1750, 2000, 2500, 3000, 4000];
/// How often a number is tried.
const TRIES: usize = 3;
/// For the search of one relay's number.
const SEARCH: Duration = Duration::from_secs(60);
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
    /// Many cameras for one viewer, with one connection each.
    pub(crate) singles: Option<Wall>,
    /// The same in one response.
    pub(crate) mux: Option<Wall>,
}

/// A viewer of [`CAMERAS`] cameras.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Wall {
    pub(crate) figures: Figures,
    /// Processor time for each picture, in microseconds.
    pub(crate) per_picture: f64,
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
        println!("{:4.0} s: {}", begun.elapsed().as_secs_f64(), relay.name());
        let mut bench = Bench { options, started, source, load: Helper::start(&["load"])?, picture };
        match bench.row(relay) {
            Ok(row) => {
                println!("{row:?}");
                run.relays.push(row);
            }
            Err(error) if relay == Relay::Mullion => return Err(error),
            Err(error) => {
                println!("{}: {error:#}; left out", relay.name());
                run.absent.push(relay.name());
            }
        }
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
        let (figures, processor) = self.measure_both(2.0)?;
        let viewers = self.options.viewers as f64;
        row.processor = processor / figures.seconds;
        row.per_picture = per_picture(processor, &figures);
        row.figures = figures;
        row.memory = (self.taken().memory - alone.memory) / (viewers - 1.0);
        row.kernel = (process::kernel() - kernel_alone) / (viewers - 1.0);
        row.connections = self.source.ask(&Question::Connections)?;
        self.open(1, Kind::Stopped)?;
        row.beside_stopped = self.measure(2.0)?.quick;
        self.close()?;
        self.slow(&mut row)?;
        self.walls(&mut row, relay)?;
        self.held(&mut row)?;
        Ok(row)
    }

    /// One viewer of many cameras, each in a response of its own, then all in one.
    fn walls(&mut self, row: &mut Row, relay: Relay) -> Result<()> {
        let Some(path) = self.started.any_camera.clone() else { return Ok(()) };
        self.open_at(&path, None, CAMERAS, Kind::Quick)?;
        row.singles = Some(self.wall()?);
        // The cameras' streams go on, as they do when a wall reloads.
        self.close()?;
        if relay == Relay::Mullion {
            self.open_at("/mux", Some(mux_request(&path)), 1, Kind::Quick)?;
            row.mux = Some(self.wall()?);
            self.close()?;
        }
        Ok(())
    }

    fn wall(&mut self) -> Result<Wall> {
        let (figures, processor) = self.measure_both(2.0)?;
        Ok(Wall { per_picture: per_picture(processor, &figures), figures })
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
        let (mut viewers, begun) = (0, Instant::now());
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
                let got = figures.quick.pictures as f64 / due * 100.0;
                println!("  {step} viewers: p99 {:.0} ms, {got:.0} % of the pictures", figures.quick.p99);
                if is_held {
                    break;
                }
            }
            if !is_held {
                row.failed_at = Some(step);
                break;
            }
            row.held = step;
            if begun.elapsed() > SEARCH {
                println!("  the time for this search is over");
                break;
            }
        }
        self.close()
    }

    fn open(&mut self, count: usize, kind: Kind) -> Result<()> {
        self.open_at(&self.started.path.clone(), None, count, kind)
    }

    fn open_at(&mut self, path: &str, body: Option<String>, count: usize, kind: Kind) -> Result<()> {
        let order = Order::Open { address: self.started.address, path: path.to_owned(), body, count, kind };
        let _: String = self.load.ask(&order)?;
        sleep(SETTLE);
        Ok(())
    }

    fn measure(&mut self, times: f64) -> Result<Figures> {
        self.load.ask(&Order::Measure { seconds: self.options.seconds * times })
    }

    /// The same, and how many seconds of processors the relay took for it.
    fn measure_both(&mut self, times: f64) -> Result<(Figures, f64)> {
        let before = self.taken();
        let figures = self.measure(times)?;
        Ok((figures, (self.taken().processor - before.processor).as_secs_f64()))
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

fn per_picture(processor: f64, figures: &Figures) -> f64 {
    processor * 1e6 / figures.quick.pictures.max(1) as f64
}

/// The list of all cameras for `/mux`. `path` is that of a single stream.
fn mux_request(path: &str) -> String {
    let stream = |number: usize| {
        let source = path.trim_start_matches("/cameras/").replace("{}", &number.to_string());
        serde_json::json!({ "id": number.to_string(), "source": source })
    };
    serde_json::json!({ "streams": (0..CAMERAS).map(stream).collect::<Vec<_>>() }).to_string()
}
