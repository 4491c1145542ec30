//! The pictures: those of the simulated camera.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::child::Running;

/// How many there are; then they begin again.
const COUNT: usize = 30;

/// Puts pictures of this size into `folder`. Gives how many bytes they have, in the mean.
pub(crate) fn make(mullion: &Path, size: &str, folder: &Path) -> Result<usize> {
    fs::create_dir_all(folder)?;
    let mut command = Command::new(mullion);
    command.args(["camera", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut camera = Running::start(&mut command)?;
    let line = camera.line_with("The camera is at")?;
    let address = line.split("http://").nth(1).context("no address")?.trim_end_matches('/').to_owned();
    let mut bytes = 0;
    for number in 0..COUNT {
        let mut stream = TcpStream::connect(&address)?;
        let path = format!("/axis-cgi/jpg/image.cgi?resolution={size}");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let Some(start) = answer.windows(4).position(|window| window == b"\r\n\r\n") else {
            bail!("the simulated camera gave no picture");
        };
        let jpeg = &answer[start + 4..];
        bytes += jpeg.len();
        fs::write(folder.join(format!("{number:03}.jpg")), jpeg)?;
    }
    Ok(bytes / COUNT)
}
