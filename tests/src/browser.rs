//! One browser of its own for each test.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};
use tempfile::TempDir;
use thirtyfour::{Rect, WebDriver};

use crate::engine::{Driver, Engine};
use crate::page::Page;
use crate::wait::{PATIENCE, wait_for};

/// A browser with an empty profile, and the driver it hangs on.
// Dropped in this order: the session closes the browser, then its driver goes, then the files.
#[derive(Debug)]
pub struct Browser {
    session: WebDriver,
    engine: Engine,
    driver: Driver,
    profile: TempDir,
}

/// The window of a page that is minimised.
#[derive(Debug)]
#[must_use]
pub struct Hidden(Rect);

impl Browser {
    /// Starts the engine's driver, and a browser through it.
    ///
    /// # Errors
    /// When either does not start.
    pub async fn start(engine: Engine) -> Result<Self> {
        Self::start_with(engine, false, &[]).await
    }

    /// The same, and the browser takes any certificate.
    ///
    /// # Errors
    /// As there.
    pub async fn start_credulous(engine: Engine) -> Result<Self> {
        Self::start_with(engine, true, &[]).await
    }

    /// Starts Chromium with further command line flags.
    ///
    /// # Errors
    /// As there.
    pub async fn start_chromium(flags: &[&str]) -> Result<Self> {
        Self::start_with(Engine::Chromium, false, flags).await
    }

    async fn start_with(engine: Engine, is_credulous: bool, flags: &[&str]) -> Result<Self> {
        let profile = tempfile::tempdir()?;
        let driver = Driver::start(engine, profile.path()).await?;
        let mut capabilities = engine.capabilities(profile.path(), flags)?;
        if is_credulous {
            capabilities.set("acceptInsecureCerts", true)?;
        }
        let session = WebDriver::builder(driver.url(), capabilities)
            .client(client()?)
            .await
            .with_context(|| format!("cannot start {engine:?}"))?;
        Ok(Self { session, engine, driver, profile })
    }

    /// Opens `url` in the current tab.
    ///
    /// # Errors
    /// When the page does not load.
    pub async fn open(&self, url: &str) -> Result<Page> {
        self.session.goto(url).await.with_context(|| format!("cannot open {url:?}"))?;
        Ok(Page::new(self.session.clone()))
    }

    /// Waits for a download whose name ends in `.EXTENSION` to be complete, and gives back its bytes.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn downloaded(&self, extension: &str) -> Result<Vec<u8>> {
        let folder = downloads(self.profile.path());
        let description = format!("a downloaded .{extension}");
        // Most browsers write under another name until the file is whole; WebKitGTK does not.
        wait_for(PATIENCE, &description, async || {
            let Ok(entries) = fs::read_dir(&folder) else { return Ok(None) };
            let mut paths = entries.flatten().map(|entry| entry.path());
            let path = paths.find(|path| path.extension().is_some_and(|found| found == extension));
            let path = path.filter(|path| !is_open(path));
            // Firefox puts the whole file in the place of an empty one: for a moment there is none.
            match path.map(fs::read).transpose() {
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                read => Ok(read?.filter(|bytes| !bytes.is_empty())),
            }
        })
        .await
    }

    /// Hides the page; gives back what shows it again. It can be asked what it does meanwhile.
    ///
    /// # Errors
    /// When the browser does not.
    pub async fn hide(&self) -> Result<Hidden> {
        let shown = self.session.get_window_rect().await?;
        self.session.minimize_window().await?;
        self.wait_until("hidden").await?;
        Ok(Hidden(shown))
    }

    /// Shows a hidden page again.
    ///
    /// # Errors
    /// When the browser does not.
    pub async fn show(&self, Hidden(shown): Hidden) -> Result<()> {
        let (width, height) = (u32::try_from(shown.width)?, u32::try_from(shown.height)?);
        self.session.set_window_rect(shown.x, shown.y, width, height).await?;
        self.wait_until("visible").await
    }

    async fn wait_until(&self, visibility: &str) -> Result<()> {
        wait_for(PATIENCE, &format!("a {visibility} page"), async || {
            let now = self.session.execute("return document.visibilityState", vec![]).await?;
            Ok((now.json() == visibility).then_some(()))
        })
        .await
    }

    /// What pages and their workers have said on the console since this was asked last. `None`
    /// where the engine's driver does not tell: WebKit's.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn console(&self) -> Result<Option<String>> {
        match self.engine {
            Engine::Chromium => {
                let entries = self.session.browser_log().await?;
                Ok(Some(entries.into_iter().map(|entry| entry.message + "\n").collect()))
            }
            Engine::Firefox => Ok(Some(self.driver.printed())),
            Engine::WebKit => Ok(None),
        }
    }

    /// The empty profile that it was started with.
    #[must_use]
    pub fn profile(&self) -> &Path {
        self.profile.path()
    }

    /// What this browser is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The tabs, windows and protocol of the browser itself.
    #[must_use]
    pub fn session(&self) -> &WebDriver {
        &self.session
    }
}

/// Whether a process has this file open, as far as `/proc` tells.
fn is_open(path: &Path) -> bool {
    let Ok(processes) = fs::read_dir("/proc") else { return false };
    let opened = processes.flatten().filter_map(|process| fs::read_dir(process.path().join("fd")).ok());
    opened.flatten().flatten().any(|file| fs::read_link(file.path()).is_ok_and(|target| target == path))
}

/// Where a browser with this profile puts what is downloaded.
pub(crate) fn downloads(profile: &Path) -> PathBuf {
    profile.join("downloads")
}

/// A connection for each command: when a session is dropped it closes its browser from a thread of its
/// own, which must not wait for a connection that belongs to the runtime it holds up.
///
/// # Errors
/// When the machine's certificates cannot be read.
pub fn client() -> Result<reqwest::Client> {
    // The client wants a provider even for plain HTTP. An error means that there is one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).timeout(COMMAND).build()?)
}

/// The longest that a driver may take for one command; a browser's start is one.
const COMMAND: Duration = Duration::from_secs(120);

#[cfg(test)]
mod tests {
    use super::is_open;

    #[test]
    fn a_file_is_open_until_it_is_closed() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert_eq!(is_open(file.path()), cfg!(target_os = "linux"));
        let path = file.into_temp_path();
        assert!(!is_open(&path));
    }
}
