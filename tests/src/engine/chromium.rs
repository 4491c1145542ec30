//! Chromium through chromedriver.

use std::env;
use std::path::Path;

use anyhow::Result;
use serde_json::json;
use thirtyfour::{Capabilities, ChromiumLikeCapabilities as _, DesiredCapabilities};
use tokio::process::Command;

use super::{program, utf8};
use crate::browser::downloads;

/// chromedriver, on a free port.
pub(super) fn driver() -> Command {
    let mut command = Command::new(program("CHROMEDRIVER", "chromedriver"));
    command.arg("--port=0");
    command
}

/// The port in the line with which it says that it listens.
pub(super) fn port(line: &str) -> Option<u16> {
    let rest = line.strip_prefix("ChromeDriver was started successfully on port ")?;
    rest.trim_end_matches('.').parse().ok()
}

pub(super) fn capabilities(profile: &Path, flags: &[&str]) -> Result<Capabilities> {
    let mut chrome = DesiredCapabilities::chrome();
    for flag in FLAGS.iter().chain(flags) {
        chrome.add_arg(flag)?;
    }
    chrome.add_arg(&format!("--user-data-dir={}", utf8(profile)?))?;
    let preferences = json!({
        "download.default_directory": utf8(&downloads(profile))?,
        "download.prompt_for_download": false,
        // Asked whether a page may save several files, a person says yes.
        "profile.default_content_setting_values.automatic_downloads": 1,
    });
    chrome.add_experimental_option("prefs", preferences)?;
    if let Some(binary) = env::var_os("CHROMIUM") {
        chrome.set_binary(utf8(Path::new(&binary))?)?;
    }
    let mut capabilities = Capabilities::from(chrome);
    capabilities.set("goog:loggingPrefs", json!({ "browser": "ALL" }))?;
    Ok(capabilities)
}

const FLAGS: &[&str] = &[
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_in_what_the_driver_says() {
        assert_eq!(port("ChromeDriver was started successfully on port 41295."), Some(41295));
        assert_eq!(port("Starting ChromeDriver 156.0 on port 0"), None);
    }
}
