//! The program `mullion`, serving the built app and relaying cameras.

use std::env;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context as _, Result, bail};
use tempfile::TempDir;
use tokio::process::Command;

use crate::camera::RunningCamera;
use crate::copy::AppCopy;
use crate::process::Process;

/// A running `mullion serve` on a free port of 127.0.0.1.
#[derive(Debug)]
pub struct Gateway {
    url: String,
    /// `None` while it is dead.
    process: Option<Process>,
    folder: TempDir,
}

/// What a gateway is told beside its cameras.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings<'a> {
    /// Further lines at the begin of mullion.toml.
    pub toml: &'a str,
    /// Whether it logs all that it can, for [`Gateway::log`].
    pub verbose: bool,
}

/// A camera that the gateway relays, as mullion.toml has it.
#[derive(Clone, Debug)]
pub struct Relayed {
    id: String,
    url: String,
    login: Option<(String, String)>,
    /// Lines of its table `[camera.record]`.
    record: Option<String>,
}

impl Relayed {
    /// A simulated camera, with the login that it wants.
    #[must_use]
    pub fn camera(id: &str, camera: &RunningCamera) -> Self {
        Self::guarded(id, &camera.url())
    }

    /// What is at this address, with the login that a guarded simulated camera wants.
    #[must_use]
    pub fn guarded(id: &str, url: &str) -> Self {
        let login = Some((RunningCamera::USER.to_owned(), RunningCamera::PASSWORD.to_owned()));
        Self { id: id.to_owned(), url: url.to_owned(), login, record: None }
    }

    /// Whatever is at this address, without a login.
    #[must_use]
    pub fn address(id: &str, url: &str) -> Self {
        Self { id: id.to_owned(), url: url.to_owned(), login: None, record: None }
    }

    /// The same, recorded by the gateway into `folder` with these further settings.
    #[must_use]
    pub fn recorded(self, folder: &Path, further: &str) -> Self {
        Self { record: Some(format!("folder = {folder:?}\n{further}")), ..self }
    }
}

impl Gateway {
    /// Starts the program with these cameras in its mullion.toml; with none, it shows its own demo.
    ///
    /// # Errors
    /// When the program or the app has not been built, or does not start.
    pub async fn start(cameras: &[Relayed]) -> Result<Self> {
        Self::start_with(cameras, Settings::default()).await
    }

    /// The same with further settings.
    ///
    /// # Errors
    /// As [`Gateway::start`].
    pub async fn start_with(cameras: &[Relayed], settings: Settings<'_>) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let (process, url) = run(folder.path(), "127.0.0.1:0", cameras, &app()?, settings).await?;
        Ok(Self { url, process: Some(process), folder })
    }

    /// Kills the program: no goodbye to anybody.
    ///
    /// # Errors
    /// When the system does not.
    pub async fn kill(&mut self) -> Result<()> {
        match self.process.take() {
            Some(process) => process.kill().await,
            None => Ok(()),
        }
    }

    /// Stops the program where it is: it accepts connections, by the system's grace, and answers nothing.
    ///
    /// # Errors
    /// When it is dead, or the system does not.
    pub async fn pause(&self) -> Result<()> {
        self.process.as_ref().context("it is dead")?.pause().await
    }

    /// Kills the program and starts it anew at the same address, with these cameras and, if given, an app of
    /// the test's own.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn restart(&mut self, cameras: &[Relayed], own: Option<&AppCopy>) -> Result<()> {
        self.kill().await?;
        let listen = self.url.trim_start_matches("http://");
        let app = own.map_or_else(app, |own| Ok(own.path().to_owned()))?;
        self.process = Some(run(self.folder.path(), listen, cameras, &app, Settings::default()).await?.0);
        Ok(())
    }

    /// What it has logged until now, if it is [verbose](Settings::verbose).
    #[must_use]
    pub fn log(&self) -> String {
        self.process.as_ref().map(Process::printed).unwrap_or_default()
    }

    /// Where it serves, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

async fn run(
    folder: &Path,
    listen: &str,
    cameras: &[Relayed],
    app: &Path,
    settings: Settings<'_>,
) -> Result<(Process, String)> {
    let mut command = Command::new(program()?);
    // In a folder of its own: no other mullion.toml can be meant.
    command.env("RUST_LOG", if settings.verbose { "trace" } else { "warn" });
    if settings.verbose {
        command.stderr(Stdio::piped());
    }
    command.current_dir(folder).args(["serve", "--listen", listen, "--app"]).arg(app);
    if !cameras.is_empty() {
        let toml = format!("{}\n{}", settings.toml, tables(cameras)?);
        write_secret(&folder.join("mullion.toml"), &toml)?;
    }
    Process::start(command, url_in).await
}

fn tables(cameras: &[Relayed]) -> Result<String> {
    let mut toml = String::new();
    for Relayed { id, url, login, record } in cameras {
        writeln!(toml, "[[camera]]\nid = {id:?}\nurl = {url:?}")?;
        if let Some((user, password)) = login {
            writeln!(toml, "user = {user:?}\npassword = {password:?}")?;
        }
        if let Some(record) = record {
            writeln!(toml, "[camera.record]\n{record}")?;
        }
    }
    Ok(toml)
}

/// The program warns of a file with passwords that others can read.
fn write_secret(path: &Path, text: &str) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
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
        bail!("{} is not built: run `cargo xtask test --only e2e-chromium`", program.display());
    }
    Ok(program)
}

/// What `cargo xtask build` made; or `MULLION_APP`.
pub(crate) fn app() -> Result<PathBuf> {
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
