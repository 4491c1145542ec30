//! A running WebDriver.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;

use anyhow::Result;
use tokio::net::TcpStream;

use super::display::Display;
use super::{Engine, chromium, firefox, webkit};
use crate::process::Process;
use crate::wait::{PATIENCE, wait_for};

/// An engine's driver and what it needs, all of which end with this.
// Dropped in this order: the driver first.
#[derive(Debug)]
pub(crate) struct Driver {
    url: String,
    process: Process,
    _display: Option<Display>,
}

impl Driver {
    /// Starts the driver of `engine`, for a browser with this profile.
    ///
    /// # Errors
    /// When it does not start.
    pub(crate) async fn start(engine: Engine, profile: &Path) -> Result<Self> {
        match engine {
            Engine::Chromium => Self::that_tells(Self::start_chromium().await?),
            Engine::Firefox => Self::that_tells(Process::start(firefox::driver(), firefox::port).await?),
            Engine::WebKit => {
                let display = Display::start().await?;
                let port = free_port()?;
                let process = Process::spawn(webkit::driver(port, &display, profile)?)?;
                let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
                wait_for(PATIENCE, "WebKitWebDriver to listen", async || {
                    Ok(TcpStream::connect(address).await.ok().map(drop))
                })
                .await?;
                Ok(Self { url: url(port), process, _display: Some(display) })
            }
        }
    }

    /// Where it takes commands.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// What it and the browser have printed until now.
    pub(crate) fn printed(&self) -> String {
        self.process.printed()
    }

    /// It takes a free port of IPv6, and gives up if somebody has the same one of IPv4. Another is free.
    async fn start_chromium() -> Result<(Process, u16)> {
        const TRIES: u32 = 3;
        let mut tried = 1;
        loop {
            match Process::start(chromium::driver(), chromium::port).await {
                Err(error) if tried < TRIES && error.to_string().contains("port not available") => tried += 1,
                started => return started,
            }
        }
    }

    fn that_tells((process, port): (Process, u16)) -> Result<Self> {
        Ok(Self { url: url(port), process, _display: None })
    }
}

/// Free a moment ago; the system gives the same one to nobody else for long enough.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

fn url(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}
