//! What the machine did meanwhile.

use std::fs;
use std::num::NonZero;
use std::thread;

use serde::Serialize;

/// Whose figures these are.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) processors: usize,
    pub(crate) system: String,
}

/// What all processors did for a while.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct Meanwhile {
    /// The part of their time that other machines took.
    pub(crate) stolen: f64,
    /// The part that was not idle.
    pub(crate) busy: f64,
    /// Of one processor, what was used by neither browser nor bench.
    pub(crate) others: Option<f64>,
}

impl Machine {
    pub(crate) fn this() -> Self {
        let file = |path| fs::read_to_string(path).unwrap_or_default();
        let field = |text: &str, name: &str, mark: char| {
            let line = text.lines().find(|line| line.starts_with(name))?.to_owned();
            Some(line.split_once(mark)?.1.trim().trim_matches('"').to_owned())
        };
        Self {
            processor: field(&file("/proc/cpuinfo"), "model name", ':').unwrap_or_default(),
            processors: thread::available_parallelism().map_or(1, NonZero::get),
            system: field(&file("/etc/os-release"), "PRETTY_NAME", '=').unwrap_or_default(),
        }
    }
}

/// Ticks of all processors: user, nice, system, idle, iowait, irq, softirq, steal (proc(5),
/// `stat`); and of this process.
#[derive(Clone, Debug)]
pub(crate) struct Ticks {
    all: Vec<f64>,
    own: f64,
}

impl Ticks {
    pub(crate) fn now() -> Self {
        let stat = fs::read_to_string("/proc/stat").unwrap_or_default();
        let line = stat.lines().next().unwrap_or_default();
        let own = fs::read_to_string("/proc/self/stat").unwrap_or_default();
        let fields: Vec<&str> =
            own.rsplit_once(')').map(|(_, rest)| rest.split_whitespace().collect()).unwrap_or_default();
        let tick = |index: usize| fields.get(index).and_then(|ticks| ticks.parse::<f64>().ok());
        Self {
            all: line.split_whitespace().skip(1).take(8).filter_map(|ticks| ticks.parse().ok()).collect(),
            own: tick(11).unwrap_or_default() + tick(12).unwrap_or_default(),
        }
    }

    /// Since then; `browser` is what it used meanwhile, of one processor.
    pub(crate) fn since(&self, browser: Option<f64>) -> Meanwhile {
        let now = Self::now();
        let ticks: Vec<f64> = now.all.iter().zip(&self.all).map(|(now, then)| now - then).collect();
        let sum: f64 = ticks.iter().sum::<f64>().max(1.0);
        let of = |index: usize| ticks.get(index).copied().unwrap_or_default();
        let (stolen, idle) = (of(7), of(3) + of(4));
        let processors = thread::available_parallelism().map_or(1, NonZero::get) as f64;
        let cores = |ticks: f64| ticks / sum * processors;
        let used = cores(sum - idle - stolen) - cores(now.own - self.own);
        Meanwhile {
            stolen: stolen / sum,
            busy: 1.0 - idle / sum,
            others: browser.map(|browser| (used - browser).max(0.0)),
        }
    }
}
