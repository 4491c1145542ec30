//! The command line.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand};

use crate::secret::Secret;

/// A viewer for MJPEG cameras: serves it, relays cameras to it, and reads their streams.
#[derive(Debug, Parser)]
#[command(name = "mullion", version, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The programs in the program.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read a stream and tell what it is.
    Probe(ProbeArgs),
    /// Serve the viewer and relay cameras to it.
    Serve(ServeArgs),
}

/// Arguments of `mullion probe`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 with at least one frame, 2 with none, 1 if the source refuses or \
                        cannot be read, 64 for wrong usage.")]
pub struct ProbeArgs {
    /// A camera's stream (http:// or https://), a saved body with or without its response head, or - for
    /// the standard input
    #[arg(value_name = "URL | FILE | -")]
    pub source: RawAddress,

    /// Content-Type of the answer, in place of the one that came with it
    #[arg(long, value_name = "TYPE")]
    pub content_type: Option<String>,

    /// Stop after this many frames; 0 for no end [default: no limit; a camera is read for 10 seconds]
    #[arg(long, value_name = "N")]
    pub frames: Option<u64>,

    /// Stop reading a camera after this time [default: 10 unless --frames is given]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub seconds: Option<f64>,

    /// One JSON object a line: frames, quirks, errors, and last a summary
    #[arg(long)]
    pub json: bool,

    /// User name at the camera; the password is taken from the variable MULLION_PASSWORD
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,

    /// PEM file of certificates to accept beside the system's
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,

    /// Accept any certificate of an https camera
    #[arg(long)]
    pub any_certificate: bool,
}

/// Arguments of `mullion serve`.
#[derive(Debug, Args)]
#[command(after_help = "Without any camera, a simulated one is started and relayed, as a demo.")]
pub struct ServeArgs {
    /// Address to listen on [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,

    /// Settings [default: mullion.toml in the current folder, if it is there]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// A camera to relay, such as yard=http://192.168.0.90; may be repeated
    #[arg(long, value_name = "ID=URL")]
    pub camera: Vec<RawAddress>,

    /// Serve the app from this folder instead of the one built into the program
    #[arg(long, value_name = "FOLDER")]
    pub app: Option<PathBuf>,
}

/// An address as it was typed: it may hold a password, so `Debug` hides it.
#[derive(Debug, Clone)]
pub struct RawAddress(Secret);

impl RawAddress {
    /// The text as typed.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl FromStr for RawAddress {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(Secret::from(text.to_owned())))
    }
}

fn seconds(text: &str) -> Result<f64, String> {
    const YEAR: f64 = 366.0 * 86400.0;
    match text.parse() {
        Ok(seconds) if (0.0..=YEAR).contains(&seconds) => Ok(seconds),
        _ => Err("not a number of seconds".to_owned()),
    }
}
