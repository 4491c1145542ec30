//! One browser of its own for each test.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};
use tempfile::TempDir;
use thirtyfour::{WebDriver, WindowHandle};

use crate::engine::Engine;
use crate::page::Page;
use crate::process::Process;
use crate::wait::{PATIENCE, wait_for};

/// A browser with an empty profile, and the driver it hangs on.
// Dropped in this order: the session closes the browser, then its driver goes, then the files.
#[derive(Debug)]
pub struct Browser {
    session: WebDriver,
    _driver: Process,
    profile: TempDir,
}

/// A page that another tab covers.
#[derive(Debug)]
#[must_use]
pub struct Hidden(WindowHandle);

impl Browser {
    /// Starts the engine's driver, and a browser through it.
    ///
    /// # Errors
    /// When either does not start.
    pub async fn start(engine: Engine) -> Result<Self> {
        let profile = tempfile::tempdir()?;
        let (driver, port) = Process::start(engine.driver(), |line| engine.port(line)).await?;
        let capabilities = engine.capabilities(profile.path())?;
        let session = WebDriver::builder(format!("http://127.0.0.1:{port}"), capabilities)
            .client(client()?)
            .await
            .with_context(|| format!("cannot start {engine:?}"))?;
        Ok(Self { session, _driver: driver, profile })
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
        // A browser writes under another name until the file is whole.
        wait_for(PATIENCE, &description, async || {
            let Ok(entries) = fs::read_dir(&folder) else { return Ok(None) };
            let mut paths = entries.flatten().map(|entry| entry.path());
            let path = paths.find(|path| path.extension().is_some_and(|found| found == extension));
            Ok(path.map(fs::read).transpose()?.filter(|bytes| !bytes.is_empty()))
        })
        .await
    }

    /// Hides the page behind a new tab; gives back what shows it again. Until then it cannot be asked
    /// anything: to turn to a page is to show it.
    ///
    /// # Errors
    /// When the browser does not.
    pub async fn hide(&self) -> Result<Hidden> {
        let page = self.session.window().await?;
        let cover = self.session.new_tab().await?;
        self.session.switch_to_window(cover).await?;
        self.session.cdp().send_raw("Page.bringToFront", serde_json::json!({})).await?;
        Ok(Hidden(page))
    }

    /// Shows a hidden page again.
    ///
    /// # Errors
    /// When the browser does not.
    pub async fn show(&self, Hidden(page): Hidden) -> Result<()> {
        self.session.switch_to_window(page).await?;
        self.session.cdp().send_raw("Page.bringToFront", serde_json::json!({})).await?;
        Ok(())
    }

    /// The tabs, windows and protocol of the browser itself.
    #[must_use]
    pub fn session(&self) -> &WebDriver {
        &self.session
    }
}

/// Where a browser with this profile puts what is downloaded.
pub(crate) fn downloads(profile: &Path) -> PathBuf {
    profile.join("downloads")
}

/// A connection for each command: when a session is dropped it closes its browser from a thread of its
/// own, which must not wait for a connection that belongs to the runtime it holds up.
fn client() -> Result<reqwest::Client> {
    // The client wants a provider even for plain HTTP. An error means that there is one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).timeout(COMMAND).build()?)
}

/// The longest that a driver may take for one command; a browser's start is one.
const COMMAND: Duration = Duration::from_secs(120);
