//! The command line.

use std::convert::Infallible;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use recording::{NoSeal, Seal};
use url::Url;

use crate::http::Fingerprint;
use crate::login::Demand;
use crate::secret::Secret;

/// A viewer for MJPEG cameras: serves it, relays cameras to it, and reads their streams.
#[derive(Debug, Parser)]
#[command(name = "mullion", version, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

impl Cli {
    /// Reads the words of a command line, the program's name first.
    pub fn of_words(words: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        Self::try_parse_from(words.into_iter().map(|word| {
            // A line pasted out of a list (`- url: http://…`) is no option. Behind a space nobody takes it for one.
            let is_entry = word.as_encoded_bytes().starts_with(b"- ");
            if is_entry { [OsString::from(" "), word].into_iter().collect() } else { word }
        }))
    }
}

/// The programs in the program.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Simulate an Axis camera, to try things out and for tests.
    Camera(CameraArgs),
    /// Read a stream and tell what it is.
    Probe(ProbeArgs),
    /// Record a stream as it is, into a Matroska, AVI or ZIP file with the evidence to check it by.
    Record(RecordArgs),
    /// Serve the viewer and relay cameras to it.
    Serve(ServeArgs),
    /// Check a recording against the evidence in it.
    Verify(VerifyArgs),
}

/// Arguments of `mullion probe`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 with at least one frame, 2 with none, 1 if the source refuses or \
                        cannot be read, 64 for wrong usage. With --diagnose: 0 if nothing stands in \
                        the way, 2 if something does.")]
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

    /// Tell why a viewer shows no picture of it, and what to do about that
    #[arg(long, conflicts_with_all = ["frames", "seconds", "content_type"])]
    pub diagnose: bool,

    /// With --diagnose: the page that is to show it, such as `https://viewer.example`
    #[arg(long, value_name = "ORIGIN", requires = "diagnose", value_parser = origin)]
    pub origin: Option<String>,

    /// How to reach the camera
    #[command(flatten)]
    pub access: AccessArgs,
}

/// Arguments of `mullion record`.
#[derive(Debug, Args)]
#[command(after_help = RECORD_HELP)]
pub struct RecordArgs {
    /// The camera's stream (http:// or https://)
    #[arg(value_name = "URL")]
    pub source: RawAddress,

    /// The file to write: .mkv (Matroska), .avi, or .zip (the frames as files). An existing one is never written over;
    /// further ones get a number: FILE-2.mkv
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,

    /// Stop after this time, such as 90, 10m or 8h [default: at Ctrl-C]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub duration: Option<Duration>,

    /// Begin a new file after this time
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub segment: Option<Duration>,

    /// How to reach the camera
    #[command(flatten)]
    pub access: AccessArgs,
}

/// Arguments of `mullion verify`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 if every byte of the file is as it was recorded; 2 if something was changed, or the \
                        seal is not the one given by --seal; 3 if the recording was never ended, so that \
                        no seal covers \
                        it; 1 if the file cannot be read, holds no trace of a recording by Mullion or has evidence of \
                        another version; 64 for wrong usage."
)]
pub struct VerifyArgs {
    /// A file that was recorded by Mullion
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// The seal that was noted when the recording ended: 64 hexadecimal digits
    #[arg(long, value_name = "HEX", value_parser = seal)]
    pub seal: Option<Seal>,
}

/// How to reach a camera: a login, and which certificates are good.
#[derive(Debug, Args)]
pub struct AccessArgs {
    /// User name at the camera; the password is taken from the variable MULLION_PASSWORD, also for
    /// a user that stands in the address without a password
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,

    /// Answer no other login than this: digest, or basic, which sends the password as it is, over http too
    #[arg(long, value_name = "WAY", value_parser = demand)]
    pub auth: Option<Demand>,

    /// PEM file of authorities to accept beside the system's
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,

    /// Accept the certificate of an https camera with this fingerprint, sha256:..., and no other
    #[arg(long, value_name = "FINGERPRINT", conflicts_with_all = ["ca_file", "any_certificate"])]
    pub pin: Option<Fingerprint>,

    /// Accept any certificate of an https camera
    #[arg(long, conflicts_with = "ca_file")]
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

const RECORD_HELP: &str = "\
A lost connection is made again and the gap marked. When the camera changes the size of its pictures, a new file begins.
Ctrl-C ends the file properly. Exit status: 0 with at least one frame, 2 with none, 1 if the camera refuses or a file
cannot be written (what is in it stays), 64 for wrong usage.";

const CAMERA_HELP: &str = "\
With --faults, the argument `fault` of video.cgi orders one for that stream, and /mullion/fault for all of them
(see there). Some: stall@25, cut@25, reset@25, truncate:5, garbage:100, length:50, length:none, slow:20000,
endless-head, status:503, html, boundary:wrong, lf, clock:3600@25, clock-stop@25, repeat@25, resize@25,
fps:1@25. So many good frames come before the @'s number. For example: \
    http://127.0.0.1:8081/axis-cgi/mjpg/video.cgi?fault=stall@100";

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

/// A seal as people paste it.
fn seal(text: &str) -> Result<Seal, NoSeal> {
    text.trim().parse()
}

fn origin(text: &str) -> Result<String, String> {
    match Url::parse(text.trim_end_matches('/')).map(|url| url.origin()) {
        Ok(origin) if origin.is_tuple() => Ok(origin.ascii_serialization()),
        _ => Err("not an origin: scheme and host, such as https://viewer.example".to_owned()),
    }
}

fn seconds(text: &str) -> Result<f64, String> {
    const YEAR: f64 = 366.0 * 86400.0;
    match text.parse() {
        Ok(seconds) if (0.0..=YEAR).contains(&seconds) => Ok(seconds),
        _ => Err("not a number of seconds".to_owned()),
    }
}

/// How a camera has to ask for the login.
fn demand(text: &str) -> Result<Demand, String> {
    match text {
        "digest" => Ok(Demand::Digest),
        "basic" => Ok(Demand::Basic),
        _ => Err("neither digest nor basic".to_owned()),
    }
}

/// A number of seconds, or a time with units.
fn duration(text: &str) -> Result<Duration, String> {
    let duration = match seconds(text) {
        Ok(seconds) => Duration::from_secs_f64(seconds),
        Err(_) => {
            humantime::parse_duration(text).map_err(|_| "not a time: such as 90, 10m or 8h".to_owned())?
        }
    };
    if duration.is_zero() { Err("no time at all".to_owned()) } else { Ok(duration) }
}
