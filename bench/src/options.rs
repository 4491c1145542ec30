//! What is measured, and for how long.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Measures the gateway beside its rivals.
#[derive(Clone, Debug, Parser)]
pub(crate) struct Options {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// The program `mullion`.
    #[arg(long, env = "MULLION", default_value = "target/release/mullion")]
    pub(crate) mullion: PathBuf,
    /// The program `nginx`; without it that rival is left out. So it is with the next ones.
    #[arg(long, env = "NGINX")]
    pub(crate) nginx: Option<PathBuf>,
    /// The program `haproxy`.
    #[arg(long, env = "HAPROXY")]
    pub(crate) haproxy: Option<PathBuf>,
    /// The program `node`.
    #[arg(long, env = "NODE")]
    pub(crate) node: Option<PathBuf>,
    /// The main file of npm's mjpeg-proxy.
    #[arg(long, env = "MJPEG_PROXY")]
    pub(crate) mjpeg_proxy: Option<PathBuf>,
    /// Names of relays; all of them without.
    #[arg(long, value_delimiter = ',')]
    pub(crate) only: Vec<String>,
    /// How long one figure is measured, in seconds.
    #[arg(long, default_value_t = 5.0)]
    pub(crate) seconds: f64,
    /// Viewers for processor and memory.
    #[arg(long, default_value_t = 500)]
    pub(crate) viewers: usize,
    /// The most viewers that are tried.
    #[arg(long, default_value_t = 6000)]
    pub(crate) most: usize,
    /// All of it in a minute, to see that it works; its figures mean nothing.
    #[arg(long)]
    pub(crate) smoke: bool,
    /// Puts the table into docs/GATEWAY.md.
    #[arg(long)]
    pub(crate) write: bool,
    /// Where gateway.json and gateway.md go.
    #[arg(long, default_value = "target/bench")]
    pub(crate) out: PathBuf,
}

/// What the bench starts of itself.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Command {
    /// The camera, with the pictures of a folder.
    #[command(hide = true)]
    Source {
        /// JPEG files.
        folder: PathBuf,
    },
    /// The load client.
    #[command(hide = true)]
    Load,
}

impl Options {
    /// From the command line.
    pub(crate) fn read() -> Self {
        let mut options = Self::parse();
        if options.smoke {
            options.seconds = 1.0;
            options.viewers = 20;
            options.most = 40;
        }
        options
    }

    pub(crate) fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == name)
    }
}
