//! What came of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use e2e::{State, now};
use serde_json::{Value, json};

use crate::Options;
use crate::memory::Usage;
use crate::wall::Wall;

/// Everything that was noted.
#[derive(Debug, Default)]
pub(crate) struct Report {
    begun: Duration,
    pub(crate) seconds: Vec<Second>,
    pub(crate) reconnects: u64,
    pub(crate) oldest_live: Duration,
    /// Seconds in which a picture was called live that was too old for it: when, which viewer, how old.
    lies: BTreeMap<(u64, usize), Lie>,
    /// Viewers that did not come back in the end.
    pub(crate) lost: usize,
    pub(crate) weather: BTreeMap<&'static str, u64>,
}

/// A picture called live that was not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lie {
    /// Of the picture.
    pub(crate) age: Duration,
    /// For how long the viewer had said so.
    pub(crate) said: Duration,
}

/// One second of all viewers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Second {
    /// From the begin.
    pub(crate) at: f64,
    pub(crate) usage: Usage,
    pub(crate) wasm: u64,
    pub(crate) workers: u64,
    pub(crate) frames: u64,
    pub(crate) live: usize,
}

impl Report {
    pub(crate) fn new(begun: Duration) -> Self {
        Self { begun, ..Self::default() }
    }

    pub(crate) fn second(&mut self, wall: &Wall, usage: Usage) {
        self.seconds.push(Second {
            at: now().saturating_sub(self.begun).as_secs_f64(),
            usage,
            wasm: wall.wasm,
            workers: wall.workers,
            frames: wall.viewers.iter().map(|viewer| viewer.frames).sum(),
            live: wall.viewers.iter().filter(|viewer| viewer.state == Some(State::Live)).count(),
        });
    }

    pub(crate) fn dishonest(&mut self, at: Duration, viewer: usize, lie: Lie) {
        self.lies.insert((at.saturating_sub(self.begun).as_secs(), viewer), lie);
    }

    /// Why the run has failed, if it has.
    pub(crate) fn faults(&self) -> Vec<String> {
        let mut faults: Vec<String> = self
            .lies
            .iter()
            .take(10)
            .map(|((at, viewer), lie)| {
                let (age, said) = (lie.age.as_millis(), lie.said.as_millis());
                format!("at {at} s viewer {viewer} called a picture live that was {age} ms old, and had for {said} ms")
            })
            .collect();
        if self.lost > 0 {
            faults.push(format!("{} viewers were lost", self.lost));
        }
        let long = self.seconds.last().is_some_and(|second| second.at > LONG);
        let most = if long { MOST_GROWTH } else { MOST_GROWTH_AT_FIRST };
        for (name, of, least) in MEASURES {
            let growth = self.growth(of);
            if growth.last > growth.first * most && growth.last - growth.first > least {
                faults.push(format!(
                    "{name} grew from {:.1} to {:.1} MB",
                    growth.first / MB,
                    growth.last / MB
                ));
            }
        }
        let wasm = self.seconds.iter().map(|second| second.wasm).max().unwrap_or_default();
        if wasm > MOST_WASM {
            faults.push(format!("the wasm memories came to {:.1} MB", wasm as f64 / MB));
        }
        faults
    }

    /// For people.
    pub(crate) fn summary(&self) -> String {
        let mut text = String::new();
        let last = self.seconds.last().map_or(0.0, |second| second.at);
        let frames: u64 = self.seconds.iter().map(|second| second.frames).sum();
        let troubles: u64 = self.weather.values().sum();
        let workers = self.seconds.iter().map(|second| second.workers).max().unwrap_or_default();
        let _ = writeln!(
            text,
            "{last:.0} s, at most {workers} workers, {frames} frames drawn ({:.1} a second), \
             {troubles} faults, {} reconnects, {} seconds of stale called live, oldest live {} ms, {} viewers lost",
            frames as f64 / last.max(1.0),
            self.reconnects,
            self.lies.len(),
            self.oldest_live.as_millis(),
            self.lost,
        );
        for (name, of, _) in MEASURES {
            let growth = self.growth(of);
            let _ =
                writeln!(text, "{name}: {:.1} MB, in the end {:.1} MB", growth.first / MB, growth.last / MB);
        }
        text
    }

    pub(crate) fn figures(&self, options: &Options) -> Value {
        let seconds: Vec<Value> = self
            .seconds
            .iter()
            .map(|one| {
                let usage = one.usage;
                json!([
                    one.at.round(),
                    usage.heap,
                    one.wasm,
                    usage.processes,
                    one.frames,
                    one.live,
                    usage.renderers,
                    usage.browser,
                    one.workers
                ])
            })
            .collect();
        json!({
            "minutes": options.minutes, "speed": options.speed, "seed": options.seed,
            "faults": self.weather, "reconnects": self.reconnects, "lost": self.lost,
            "stale_as_live_seconds": self.lies.len(),
            "oldest_live_ms": u64::try_from(self.oldest_live.as_millis()).unwrap_or(u64::MAX),
            "columns": [
                "second", "js_heap", "wasm", "processes_pss", "frames", "live", "renderers_pss", "browser_pss",
                "workers",
            ],
            "seconds": seconds,
        })
    }

    /// A measure after warm-up and in the end: the smallest that it came back to, in a fifth of the
    /// time each. What lies above is garbage that has not been collected yet.
    fn growth(&self, of: fn(&Second) -> u64) -> Growth {
        // Pages warm up for a while, and take more with each kind of trouble that is new to them.
        let fifth = self.seconds.len() / 5;
        let least =
            |seconds: &[Second]| seconds.iter().map(of).filter(|&bytes| bytes > 0).min().unwrap_or(0) as f64;
        let after = &self.seconds[fifth.min(self.seconds.len())..];
        let first = least(&after[..fifth.min(after.len())]);
        Growth { first, last: least(&after[after.len().saturating_sub(fifth)..]) }
    }
}

struct Growth {
    first: f64,
    last: f64,
}

type Measure = (&'static str, fn(&Second) -> u64, f64);

/// What must not grow, and bytes of growth that are nothing.
pub(crate) const MEASURES: [Measure; 4] = [
    // It moves by a megabyte or two between collections.
    ("JS heap of the pages", |second| second.usage.heap, 2.0 * MB),
    // A picture larger than all before may take so much.
    ("wasm memories of page and worker", |second| second.wasm, 2.0 * MB),
    // Half an hour was measured to add 5 MB.
    ("all processes (PSS)", |second| second.usage.processes, 30.0 * MB),
    ("the process that keeps blobs (PSS)", |second| second.usage.browser, 15.0 * MB),
];

const MB: f64 = 1e6;
/// Beyond this factor.
const MOST_GROWTH: f64 = 1.05;
/// The same in the first minutes, in which browsers still warm up.
const MOST_GROWTH_AT_FIRST: f64 = 1.3;
/// Seconds after which nothing may grow any more.
const LONG: f64 = 600.0;
/// Of page and worker together; a huge part, 40 MB here, or a chunk of megabytes is not kept.
const MOST_WASM: u64 = 40_000_000;
