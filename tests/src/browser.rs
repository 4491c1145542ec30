//! One browser of its own for each test.

use std::time::Duration;

use anyhow::{Context as _, Result};
use tempfile::TempDir;
use thirtyfour::WebDriver;

use crate::engine::Engine;
use crate::page::Page;
use crate::process::Process;

/// A browser with an empty profile, and the driver it hangs on.
// Dropped in this order: the session closes the browser, then its driver goes, then the files.
#[derive(Debug)]
pub struct Browser {
    session: WebDriver,
    _driver: Process,
    _profile: TempDir,
}

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
        Ok(Self { session, _driver: driver, _profile: profile })
    }

    /// Opens `url` in the current tab.
    ///
    /// # Errors
    /// When the page does not load.
    pub async fn open(&self, url: &str) -> Result<Page> {
        self.session.goto(url).await.with_context(|| format!("cannot open {url:?}"))?;
        Ok(Page::new(self.session.clone()))
    }

    /// The tabs, windows and protocol of the browser itself.
    #[must_use]
    pub fn session(&self) -> &WebDriver {
        &self.session
    }
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
