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

/// See MJPEG cameras in a browser: serve the viewer, relay cameras to it, probe and record streams.
#[derive(Debug, Parser)]
#[command(name = "mullion", version, max_term_width = 100)]
pub struct Cli {
    /// The subcommand.
    #[command(subcommand)]
    pub command: Command,
}

impl Cli {
    /// Reads the words of a command line, the program's name first.
    pub fn of_words(words: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        Self::try_parse_from(words.into_iter().map(|word| {
            // A line pasted out of a list (`- url: http://…`) is not an option. A leading space
            // keeps clap from taking it for one.
            let is_entry = word.as_encoded_bytes().starts_with(b"- ");
            if is_entry { [OsString::from(" "), word].into_iter().collect() } else { word }
        }))
    }
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Simulate an Axis camera, for trials and tests.
    Camera(CameraArgs),
    /// Print the systemd unit of a display: a browser that shows one address and is started again
    /// whenever it ends.
    Kiosk(KioskArgs),
    /// Make the hash of a PIN that closes a display's settings.
    Pin(PinArgs),
    /// Read a stream and describe it.
    Probe(ProbeArgs),
    /// Record a stream unchanged into a Matroska, AVI or ZIP file that `verify` can check.
    Record(RecordArgs),
    /// Serve the viewer and relay cameras to it.
    Serve(ServeArgs),
    /// Check a recording against its own evidence.
    Verify(VerifyArgs),
}

/// Arguments of `mullion probe`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 with at least one frame, 2 with none, 1 if the source refuses or \
                        cannot be read, 64 for wrong usage. With --diagnose: 0 if a viewer gets \
                        the picture, 2 if not.")]
pub struct ProbeArgs {
    /// A camera's stream (http:// or https://), a saved body with or without its response head, or
    /// - for the standard input
    #[arg(value_name = "URL | FILE | -")]
    pub source: RawAddress,

    /// Content-Type of the answer, instead of the one that it has
    #[arg(long, value_name = "TYPE")]
    pub content_type: Option<String>,

    /// Stop after this many frames; 0 never stops [default: no limit; a camera is read for 10
    /// seconds]
    #[arg(long, value_name = "N")]
    pub frames: Option<u64>,

    /// Stop reading a camera after this time [default: 10 unless --frames is given]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub seconds: Option<f64>,

    /// Print one JSON object a line: frames, quirks, errors, and a summary at the end
    #[arg(long)]
    pub json: bool,

    /// Say why a viewer shows no picture of this camera, and how to fix it
    #[arg(long, conflicts_with_all = ["frames", "seconds", "content_type"])]
    pub diagnose: bool,

    /// With --diagnose: the origin of the viewer's page, such as `https://viewer.example`
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

    /// The file to write: .mkv (Matroska), .avi, or .zip (the frames as files). An existing file is
    /// never overwritten; further ones get a number: FILE-2.mkv
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

/// Arguments of `mullion kiosk`.
#[derive(Debug, Args)]
#[command(after_help = "docs/KIOSK.md says how to install the unit, and why each flag is there.")]
pub struct KioskArgs {
    /// The address that the display opens, such as http://gateway:8080/?kiosk=hall
    #[arg(value_name = "URL")]
    pub url: RawAddress,

    /// The browser that shows it
    #[arg(long, value_name = "BROWSER", value_enum, default_value_t = KioskBrowser::Chromium)]
    pub browser: KioskBrowser,

    /// The program of the browser, if it has another name or place [default: as Debian has it]
    #[arg(long, value_name = "FILE")]
    pub program: Option<PathBuf>,

    /// The screen: a display in a running X session such as :0, or wayland
    #[arg(long, value_name = "DISPLAY", default_value = ":0")]
    pub display: String,
}

/// Browsers of a display.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KioskBrowser {
    /// Chromium: has the wake lock and the quickest decoders
    Chromium,
    /// Cog, WPE WebKit's browser without any window around the page
    Cog,
    /// Firefox
    Firefox,
}

/// Arguments of `mullion pin`.
#[derive(Debug, Args)]
#[command(
    after_help = "The PIN is read from the standard input: 4 to 16 digits. Put the hash under pin of a kiosk in mullion.json."
)]
pub struct PinArgs {}

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

/// How to reach a camera: the login, and which certificates to accept.
#[derive(Debug, Args)]
pub struct AccessArgs {
    /// User name at the camera; the password comes from the variable MULLION_PASSWORD, also for
    /// a user named in the address without a password
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,

    /// Answer only this kind of login: digest, or basic, which sends the password in clear text,
    /// over http too
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
#[command(after_help = "Without any camera, it starts and relays a simulated one, as a demo.")]
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

    /// A user who may log in; may be repeated. Roles: viewer, ptz, operator, admin [default role:
    /// viewer]
    #[arg(long, value_name = "NAME:PASSWORD[:ROLE]")]
    pub user: Vec<RawAddress>,

    /// Anyone may watch without a login, even if there are users
    #[arg(long)]
    pub anonymous: bool,

    /// How users log in
    #[arg(long, value_name = "SCHEME", value_enum, default_value_t = Scheme::Digest)]
    pub auth: Scheme,

    /// Seconds for which a Digest nonce is valid
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "120")]
    pub nonce_seconds: f64,

    /// Access-Control-Allow-Origin of every answer: an origin, or *
    #[arg(long, value_name = "ORIGIN")]
    pub cors: Option<String>,

    /// Number of simultaneous viewers; more get 503
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

    /// Misbehave on request (see below)
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
It reconnects after a lost connection and marks the gap. When the camera changes its picture size, a new file begins.
Ctrl-C ends the file properly. Exit status: 0 with at least one frame, 2 with none, 1 if the camera refuses or a file
cannot be written (frames already in it stay), 64 for wrong usage.";

const CAMERA_HELP: &str = "\
With --faults, the argument `fault` of video.cgi causes one in that stream, and /mullion/fault in all of them
(see there). Some: stall@25, cut@25, reset@25, truncate:5, garbage:100, length:50, length:none, slow:20000,
endless-head, status:503, html, boundary:wrong, lf, clock:3600@25, clock-stop@25, repeat@25, resize@25,
fps:1@25. The number after @ says how many good frames come first. For example: \
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

/// The kind of login that a camera must ask for.
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
    if duration.is_zero() { Err("must be longer than zero".to_owned()) } else { Ok(duration) }
}
