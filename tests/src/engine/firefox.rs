//! Firefox through geckodriver.

use std::path::Path;
use std::process::Stdio;

use anyhow::Result;
use serde_json::{Value, json};
use thirtyfour::Capabilities;
use tokio::process::Command;

use super::{program, utf8};
use crate::browser::downloads;

/// geckodriver, on a free port.
pub(super) fn driver() -> Command {
    let mut command = Command::new(program("GECKODRIVER", "geckodriver"));
    // It would offer BiDi on a fixed port, which only one of them can have.
    command.args(["--port", "0", "--websocket-port", "0"]);
    // Firefox complains of the machine, not of the page.
    command.stderr(Stdio::null());
    command
}

/// The port in the line with which it says that it listens.
pub(super) fn port(line: &str) -> Option<u16> {
    let (_, address) = line.split_once("Listening on 127.0.0.1:")?;
    address.trim().parse().ok()
}

pub(super) fn capabilities(profile: &Path) -> Result<Capabilities> {
    let mut options = json!({
        "args": ["-headless", "--width=1280", "--height=800"],
        "prefs": preferences(utf8(&downloads(profile))?),
    });
    if let Some(binary) = std::env::var_os("FIREFOX") {
        options["binary"] = utf8(Path::new(&binary))?.into();
    }
    let mut capabilities = Capabilities::new();
    capabilities.set("browserName", "firefox")?;
    capabilities.set("moz:firefoxOptions", options)?;
    Ok(capabilities)
}

fn preferences(downloads: &str) -> Value {
    json!({
        "browser.download.folderList": 2,
        "browser.download.dir": downloads,
        "browser.download.useDownloadDir": true,
        "browser.download.always_ask_before_handling_new_types": false,
        // What a page and its workers say goes to the standard output.
        "devtools.console.stdout.content": true,
        // Without these it calls home.
        "network.captive-portal-service.enabled": false,
        "network.connectivity-service.enabled": false,
        "browser.safebrowsing.downloads.remote.enabled": false,
        // Else it writes several sessions and caches to the disk that all tests share.
        "browser.cache.disk.enable": false,
        // Reading a worker's canvas, as tests do, has the page wait for the worker. Now and then
        // the worker waits for the page just then, and both stood still for the ten seconds that
        // this is by default.
        "gfx.offscreencanvas.snapshot-timeout-ms": 200,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_in_what_the_driver_says() {
        assert_eq!(port("1795339879123\tgeckodriver\tINFO\tListening on 127.0.0.1:38297"), Some(38297));
        assert_eq!(port("1795339879123\tmozrunner::runner\tINFO\tRunning command"), None);
    }
}
