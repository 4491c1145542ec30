//! The browser engines that the tests know how to start.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use thirtyfour::{Capabilities, ChromiumLikeCapabilities as _, DesiredCapabilities};
use tokio::process::Command;

/// A browser engine with its WebDriver.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Engine {
    /// Chromium, through chromedriver. `CHROMIUM` and `CHROMEDRIVER` may say where they are.
    Chromium,
}

impl Engine {
    /// The driver's program, set to listen on a free port of 127.0.0.1.
    pub(crate) fn driver(self) -> Command {
        match self {
            Self::Chromium => {
                let mut command = Command::new(program("CHROMEDRIVER", "chromedriver"));
                command.arg("--port=0");
                command
            }
        }
    }

    /// The port in the line with which the driver says that it listens.
    pub(crate) fn port(self, line: &str) -> Option<u16> {
        match self {
            Self::Chromium => line
                .strip_prefix("ChromeDriver was started successfully on port ")?
                .trim_end_matches('.')
                .parse()
                .ok(),
        }
    }

    /// What to ask the driver for: no window, nothing but the test on the network, and the empty
    /// folder `profile` to keep everything in.
    pub(crate) fn capabilities(self, profile: &Path) -> Result<Capabilities> {
        let profile = profile.to_str().context("the temporary folder's name is not UTF-8")?;
        match self {
            Self::Chromium => {
                let mut chrome = DesiredCapabilities::chrome();
                for flag in CHROMIUM_FLAGS {
                    chrome.add_arg(flag)?;
                }
                chrome.add_arg(&format!("--user-data-dir={profile}"))?;
                if let Some(binary) = env::var_os("CHROMIUM") {
                    let binary = PathBuf::from(binary);
                    chrome.set_binary(binary.to_str().context("CHROMIUM is not UTF-8")?)?;
                }
                Ok(chrome.into())
            }
        }
    }
}

const CHROMIUM_FLAGS: &[&str] = &[
    "--headless=new",
    "--window-size=1280,800",
    // Root may not use the sandbox, and the only pages are our own.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    // A browser whose pipe to the driver breaks ends itself: none outlives its test.
    "--remote-debugging-pipe",
    // Without these it calls home.
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

fn program(variable: &str, name: &str) -> OsString {
    env::var_os(variable).unwrap_or_else(|| name.into())
}
