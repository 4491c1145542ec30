//! What stands between camera and viewers.

use std::fmt::Write as _;
use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::child::Running;
use crate::options::Options;

/// A relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relay {
    Mullion,
    Nginx,
    NginxDefault,
    Haproxy,
    MjpegProxy,
}

/// All of them, the gateway first.
pub(crate) const RELAYS: [Relay; 5] =
    [Relay::Mullion, Relay::Nginx, Relay::NginxDefault, Relay::Haproxy, Relay::MjpegProxy];

/// Cameras that the gateway has.
pub(crate) const CAMERAS: usize = 64;

/// A relay that runs.
#[derive(Debug)]
pub(crate) struct Started {
    pub(crate) address: SocketAddr,
    pub(crate) path: String,
    /// The path of any camera, with `{}` for its number, if it relays more than one.
    pub(crate) any_camera: Option<String>,
    running: Running,
    _folder: tempfile::TempDir,
}

const STREAM: &str = "/axis-cgi/mjpg/video.cgi?resolution=640x480&fps=15";

impl Relay {
    /// For the table and the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Mullion => "mullion",
            Self::Nginx => "nginx",
            Self::NginxDefault => "nginx-default",
            Self::Haproxy => "haproxy",
            Self::MjpegProxy => "mjpeg-proxy",
        }
    }

    /// Starts it before `camera`. `None` if its program is not here.
    pub(crate) fn start(self, options: &Options, camera: SocketAddr) -> Result<Option<Started>> {
        let folder = tempfile::tempdir()?;
        let camera = camera.to_string();
        let (mut command, port) = match self {
            Self::Mullion => {
                let mut settings = include_str!("../relays/mullion.toml").to_owned();
                for number in 0..CAMERAS {
                    writeln!(
                        settings,
                        "[[camera]]\nid = \"c{number}\"\nurl = \"http://{camera}/c{number}\""
                    )?;
                }
                let file = folder.path().join("mullion.toml");
                fs::write(&file, settings)?;
                let mut command = Command::new(&options.mullion);
                command.args(["serve", "--config"]).arg(file).stdout(Stdio::piped());
                command.env("RUST_LOG", "error");
                let mut running = Running::start(&mut command)?;
                let line = running.line_with("Mullion is at")?;
                let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
                return Ok(Some(Started {
                    address: address.context("no address")?.parse()?,
                    path: format!("/cameras/c0{STREAM}"),
                    any_camera: Some(format!("/cameras/c{{}}{STREAM}")),
                    running,
                    _folder: folder,
                }));
            }
            Self::Nginx | Self::NginxDefault => {
                let Some(program) = &options.nginx else { return Ok(None) };
                let text = if self == Self::Nginx {
                    include_str!("../relays/nginx.conf")
                } else {
                    include_str!("../relays/nginx-default.conf")
                };
                let port = free_port()?;
                let file = filled(text, folder.path(), port, &camera)?;
                let mut command = Command::new(program);
                command.arg("-c").arg(file);
                (command, port)
            }
            Self::Haproxy => {
                let Some(program) = &options.haproxy else { return Ok(None) };
                let port = free_port()?;
                let file = filled(include_str!("../relays/haproxy.cfg"), folder.path(), port, &camera)?;
                let mut command = Command::new(program);
                command.arg("-db").arg("-f").arg(file);
                (command, port)
            }
            Self::MjpegProxy => {
                let (Some(node), Some(module)) = (&options.node, &options.mjpeg_proxy) else {
                    return Ok(None);
                };
                let file = folder.path().join("proxy.cjs");
                fs::write(&file, include_str!("../relays/mjpeg-proxy.cjs"))?;
                let port = free_port()?;
                let mut command = Command::new(node);
                command
                    .arg(file)
                    .arg(module)
                    .arg(port.to_string())
                    .arg(format!("http://{camera}/c0{STREAM}"));
                (command, port)
            }
        };
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut running = Running::start(&mut command)?;
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            if running.has_ended() || begun.elapsed() > Duration::from_secs(10) {
                bail!("{} does not listen", self.name());
            }
            // The programs do not tell when they listen.
            sleep(Duration::from_millis(50));
        }
        let any_camera = (self != Self::MjpegProxy).then(|| format!("/c{{}}{STREAM}"));
        Ok(Some(Started { address, path: format!("/c0{STREAM}"), any_camera, running, _folder: folder }))
    }
}

impl Started {
    pub(crate) fn id(&self) -> u32 {
        self.running.id()
    }
}

/// A port that was free a moment ago: these programs do not say which one they have taken.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn filled(text: &str, folder: &Path, port: u16, camera: &str) -> Result<std::path::PathBuf> {
    let text = text
        .replace("{folder}", &folder.display().to_string())
        .replace("{port}", &port.to_string())
        .replace("{camera}", camera);
    let file = folder.join("settings");
    fs::write(&file, text)?;
    Ok(file)
}
