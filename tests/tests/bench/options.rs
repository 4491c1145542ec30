//! What is measured, and for how long.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, ValueEnum};

use crate::ways::Way;

/// Measures what it costs to show a camera in each way.
#[derive(Clone, Debug, Parser)]
pub(crate) struct Options {
    /// How often each way is measured.
    #[arg(long, default_value_t = 2)]
    pub(crate) rounds: u32,
    /// How long each figure is measured, in seconds; at other sizes than 1920x1080 and on the
    /// screen a fifth less, on walls and of a viewer with all controls twice as long.
    #[arg(long, default_value_t = 2.5)]
    pub(crate) seconds: f64,
    /// No further round is begun after so many minutes.
    #[arg(long, default_value_t = 15.0)]
    pub(crate) minutes: f64,
    /// How long the growth of memory is watched, in seconds.
    #[arg(long, default_value_t = 45.0)]
    pub(crate) growth: f64,
    /// Sizes of the picture. All ways are measured at 1920x1080, the main ones elsewhere, and in
    /// every third round.
    #[arg(long, value_delimiter = ',', default_value = "640x480,1280x720,1920x1080,3840x2160")]
    pub(crate) sizes: Vec<String>,
    /// Inner size of the window in which a steady stream is shown. Without, that of the picture:
    /// then each of its pixels is one of the screen, and nothing is scaled.
    #[arg(long)]
    pub(crate) window: Option<String>,
    /// Names of ways; all of them without.
    #[arg(long, value_delimiter = ',')]
    ways: Vec<String>,
    /// Parts of the bench; all of them without.
    #[arg(long, value_delimiter = ',')]
    only: Vec<Part>,
    /// All of it in a minute, to see that it works; its figures mean nothing.
    #[arg(long)]
    pub(crate) smoke: bool,
    /// Puts the tables into docs/PERFORMANCE.md and the picture into docs/images.
    #[arg(long)]
    pub(crate) write: bool,
    /// Where bench.json, bench.md and bench.svg go.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/bench"))]
    pub(crate) out: PathBuf,
}

/// A part of the bench.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Part {
    /// How fast one thread decodes: the measure of what is drawn.
    Decoding,
    /// What a browser downloads.
    Download,
    /// What the files of the app weigh.
    Weights,
    /// How many small pictures one page holds.
    Tiles,
    /// A page with 64 viewers.
    Crowd,
    /// How soon all streams are live again when their worker has died.
    Restart,
    /// Memory over a minute.
    Growth,
    /// Processor and memory of pages with many cameras.
    Walls,
    /// Processor and memory of one viewer with all controls, on both kinds of pages.
    Person,
    /// Processor, memory and long tasks of each way at a steady rate.
    Cost,
    /// What reaches the screen: first picture, age, rate.
    Screen,
}

/// The size at which all ways are compared.
pub(crate) const MAIN: &str = "1920x1080";

impl Options {
    /// From the command line.
    pub(crate) fn read() -> Self {
        let mut options = Self::parse();
        if options.smoke {
            options.rounds = 1;
            options.seconds = 1.0;
            options.growth = 1.0;
            options.sizes = vec![MAIN.to_owned()];
        }
        options
    }

    /// For what is no figure of the main comparison.
    pub(crate) fn less(&self) -> Duration {
        Duration::from_secs_f64(self.seconds * 0.8)
    }

    /// Whether this round measures all: beside the main comparison, which each does, other sizes
    /// and what is no way of ours. Five rounds of all would take longer than anybody waits.
    pub(crate) fn is_whole(round: u32) -> bool {
        round % 3 == 1
    }

    pub(crate) fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }

    /// The ways to be measured, of `those`.
    pub(crate) fn ways<'a>(&'a self, those: &'a [Way]) -> impl Iterator<Item = &'a Way> {
        those.iter().filter(|way| {
            let is_named = self.ways.is_empty() || self.ways.iter().any(|name| name == way.name);
            is_named && (!self.smoke || way.is_in_smoke())
        })
    }
}
