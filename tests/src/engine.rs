//! The browser engines that the tests know how to start.

use std::env;
use std::ffi::OsString;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::json;
use thirtyfour::{Capabilities, ChromiumLikeCapabilities as _, DesiredCapabilities};
use tokio::process::Command;

use crate::browser::downloads;

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
        match self {
            Self::Chromium => {
                let mut chrome = DesiredCapabilities::chrome();
                for flag in CHROMIUM_FLAGS {
                    chrome.add_arg(flag)?;
                }
                chrome.add_arg(&format!("--user-data-dir={}", utf8(profile)?))?;
                let preferences = json!({
                    "download.default_directory": utf8(&downloads(profile))?,
                    "download.prompt_for_download": false,
                });
                chrome.add_experimental_option("prefs", preferences)?;
                if let Some(binary) = env::var_os("CHROMIUM") {
                    chrome.set_binary(utf8(Path::new(&binary))?)?;
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

fn utf8(path: &Path) -> Result<&str> {
    path.to_str().with_context(|| format!("{} is not UTF-8", path.display()))
}

fn program(variable: &str, name: &str) -> OsString {
    env::var_os(variable).unwrap_or_else(|| name.into())
}
