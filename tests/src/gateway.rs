//! The program `mullion`, serving the built app and relaying cameras.

use std::env;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use tempfile::TempDir;
use tokio::process::Command;

use crate::camera::{PASSWORD, RunningCamera, USER};
use crate::process::Process;

/// A running `mullion serve` on a free port of 127.0.0.1.
#[derive(Debug)]
pub struct Gateway {
    url: String,
    _process: Process,
    _folder: TempDir,
}

/// A camera that the gateway relays, as mullion.toml has it.
#[derive(Clone, Debug)]
pub struct Relayed {
    id: String,
    url: String,
    login: Option<(String, String)>,
}

impl Relayed {
    /// A simulated camera, with the login that it wants.
    #[must_use]
    pub fn camera(id: &str, camera: &RunningCamera) -> Self {
        let login = Some((USER.to_owned(), PASSWORD.to_owned()));
        Self { id: id.to_owned(), url: camera.url(), login }
    }

    /// Whatever is at this address, without a login.
    #[must_use]
    pub fn address(id: &str, url: &str) -> Self {
        Self { id: id.to_owned(), url: url.to_owned(), login: None }
    }
}

impl Gateway {
    /// Starts the program with these cameras in its mullion.toml; with none, it shows its own demo.
    ///
    /// # Errors
    /// When the program or the app has not been built, or does not start.
    pub async fn start(cameras: &[Relayed]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut command = Command::new(program()?);
        // In a folder of its own: no other mullion.toml can be meant.
        command
            .env("RUST_LOG", "warn")
            .current_dir(folder.path())
            .args(["serve", "--listen", "127.0.0.1:0", "--app"])
            .arg(app()?);
        if !cameras.is_empty() {
            write_secret(&folder.path().join("mullion.toml"), &settings(cameras)?)?;
        }
        let (process, url) = Process::start(command, url_in).await?;
        Ok(Self { url, _process: process, _folder: folder })
    }

    /// Where it serves, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

fn settings(cameras: &[Relayed]) -> Result<String> {
    let mut toml = String::new();
    for Relayed { id, url, login } in cameras {
        writeln!(toml, "[[camera]]\nid = {id:?}\nurl = {url:?}")?;
        if let Some((user, password)) = login {
            writeln!(toml, "user = {user:?}\npassword = {password:?}")?;
        }
    }
    Ok(toml)
}

/// The program warns of a file with passwords that others can read.
fn write_secret(path: &Path, text: &str) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())?;
    Ok(())
}

/// The address in the line with which the program says that it serves.
fn url_in(line: &str) -> Option<String> {
    let start = line.find("http://127.0.0.1:")?;
    let url = line[start..].split_whitespace().next()?;
    Some(url.trim_end_matches(['/', '.']).to_owned())
}

/// Beside this test, where cargo puts both; or `MULLION`.
fn program() -> Result<PathBuf> {
    if let Some(program) = env::var_os("MULLION") {
        return Ok(program.into());
    }
    let test = env::current_exe()?;
    let folder = test.ancestors().nth(2).context("the test program lies in no folder of cargo's")?;
    let program = folder.join(format!("mullion{}", env::consts::EXE_SUFFIX));
    if !program.exists() {
        bail!("{} is not built: run `cargo xtask test --only e2e`", program.display());
    }
    Ok(program)
}

/// What `cargo xtask build` made; or `MULLION_APP`.
fn app() -> Result<PathBuf> {
    if let Some(app) = env::var_os("MULLION_APP") {
        return Ok(app.into());
    }
    let app = PathBuf::from(env!("CARGO_MANIFEST_DIR")).with_file_name("dist");
    if !app.join("index.html").exists() {
        bail!("the app is not built: run `cargo xtask test --only app`");
    }
    Ok(app)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_found_in_what_the_program_says() {
        let line = "Mullion is at http://127.0.0.1:40001/";
        assert_eq!(url_in(line).as_deref(), Some("http://127.0.0.1:40001"));
        assert_eq!(url_in("starting"), None);
    }
}
