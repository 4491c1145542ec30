//! The command line.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};

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
    /// Simulate an Axis camera, to try things out and for tests.
    Camera(CameraArgs),
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

    /// PEM file of authorities to accept beside the system's
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

/// Arguments of `mullion camera`.
#[derive(Debug, Args)]
#[command(after_help = CAMERA_HELP)]
pub struct CameraArgs {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8081")]
    pub listen: SocketAddr,

    /// Someone who can log in; may be repeated. Roles: viewer, ptz, operator, admin [default role: viewer]
    #[arg(long, value_name = "NAME:PASSWORD[:ROLE]")]
    pub user: Vec<RawAddress>,

    /// Anyone may watch, though there are users
    #[arg(long)]
    pub anonymous: bool,

    /// How users log in
    #[arg(long, value_name = "SCHEME", value_enum, default_value_t = Scheme::Digest)]
    pub auth: Scheme,

    /// Seconds for which a nonce of Digest is good
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "120")]
    pub nonce_seconds: f64,

    /// Access-Control-Allow-Origin of every answer: an origin, or *
    #[arg(long, value_name = "ORIGIN")]
    pub cors: Option<String>,

    /// How many may watch at once before the camera answers 503
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub max_viewers: u32,

    /// Frames a second of the sensor, 1 to 120
    #[arg(long, value_name = "N", default_value_t = 25)]
    pub fps: u32,

    /// Number of the scene: the same number gives the same scene
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,

    /// Answer streams as HTTP/1.0, as older firmware does
    #[arg(long)]
    pub http10: bool,

    /// Obey orders to misbehave
    #[arg(long)]
    pub faults: bool,
}

/// Ways to log in at the simulated camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Scheme {
    /// Basic alone
    Basic,
    /// Basic and Digest (MD5)
    Both,
    /// Digest with MD5, as Axis cameras have it
    Digest,
    /// Digest with SHA-256
    DigestSha256,
}

const CAMERA_HELP: &str = "\
With --faults, the argument `fault` of video.cgi orders one for that stream, and /mullion/fault for all of them
(see there). Some: stall@25, cut@25, reset@25, truncate:5, garbage:100, length:50, length:none, slow:20000,
endless-head, status:503, html, boundary:wrong, lf, clock:3600@25, resize@25, fps:1@25. So many good frames come
before the @'s number. For example: http://127.0.0.1:8081/axis-cgi/mjpg/video.cgi?fault=stall@100";

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
