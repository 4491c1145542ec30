//! Recordings of a simulated camera.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Output};

use camera::{Camera, Handle, Options, User};
use sha2::{Digest as _, Sha256};
use tokio_util::sync::{CancellationToken, DropGuard};
use vapix::Role;

use super::mullion;

/// A camera behind a login.
pub(crate) struct Running {
    pub(crate) handle: Handle,
    pub(crate) address: SocketAddr,
    _ends: DropGuard,
}

/// Starts it with a user joe, whose password is hunter2. It remembers what it has sent for longer
/// than a test takes.
pub(crate) async fn start(mut options: Options) -> Running {
    options.history = 2000;
    let camera = Camera::bind(options.with_user(User::new("joe", "hunter2", Role::Viewer))).await.unwrap();
    let (handle, address) = (camera.handle(), camera.local_addr().unwrap());
    let end = CancellationToken::new();
    tokio::spawn(camera.serve(end.clone().cancelled_owned()));
    Running { handle, address, _ends: end.drop_guard() }
}

impl Running {
    /// A recording of it, to be run.
    pub(crate) fn record(&self, arguments: &str, file: &Path, further: &[&str]) -> Command {
        let mut command = mullion();
        let url =
            format!("http://{}/axis-cgi/mjpg/video.cgi?resolution=320x240&fps=25{arguments}", self.address);
        command.args(["record", &url, "--user", "joe", "-o"]).arg(file).args(further);
        command.env("MULLION_PASSWORD", "hunter2");
        command
    }
}

/// Runs a command beside the camera.
pub(crate) async fn output(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

/// `mullion verify`: its exit status, and all that it says.
pub(crate) fn verify(file: &Path) -> (Option<i32>, String) {
    let output = mullion().arg("verify").arg(file).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

/// The hashes in the records of a file, in their order; of a file that is being written, those that
/// are whole.
pub(crate) fn hashes(file: &[u8]) -> Vec<[u8; 32]> {
    values(file, b" sha256=").filter_map(|text| text.get(..64)).map(unhex).collect()
}

/// The times in the records of a file, in milliseconds.
pub(crate) fn times(file: &[u8]) -> Vec<u64> {
    let number = |text: &[u8]| {
        let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
        std::str::from_utf8(&text[..digits]).unwrap().parse().unwrap()
    };
    values(file, b" time=").map(number).collect()
}

/// Of one picture.
pub(crate) fn hash(picture: &[u8]) -> [u8; 32] {
    Sha256::digest(picture).into()
}

fn values<'a>(file: &'a [u8], name: &'static [u8]) -> impl Iterator<Item = &'a [u8]> {
    let places = file.windows(name.len()).enumerate().filter(move |(_, bytes)| *bytes == name);
    places.map(move |(place, _)| &file[place + name.len()..])
}

fn unhex(text: &[u8]) -> [u8; 32] {
    let digit = |byte: u8| char::from(byte).to_digit(16).unwrap() as u8;
    std::array::from_fn(|index| digit(text[2 * index]) << 4 | digit(text[2 * index + 1]))
}
