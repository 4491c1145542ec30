//! WebKitGTK's MiniBrowser through WebKitWebDriver.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, Result};
use serde_json::json;
use thirtyfour::Capabilities;
use tokio::process::Command;

use super::display::Display;
use super::{program, utf8};
use crate::browser::downloads;

/// WebKitWebDriver on `port`, for it does not say which one it took, on `display`.
pub(super) fn driver(port: u16, display: &Display, profile: &Path) -> Result<Command> {
    let folder = downloads(profile);
    fs::create_dir_all(&folder)?;
    // The only way to tell MiniBrowser where downloads go.
    let folders = format!("XDG_DOWNLOAD_DIR=\"{}\"\n", utf8(&folder)?);
    fs::write(profile.join("user-dirs.dirs"), folders).context("cannot name the folder for downloads")?;

    let mut command = Command::new(program("WEBKITDRIVER", "WebKitWebDriver"));
    command.arg(format!("--port={port}")).arg("--host=127.0.0.1").env("DISPLAY", display.name());
    for variable in ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"] {
        command.env(variable, profile);
    }
    // Root may not use the sandbox, and the only pages are our own.
    command.env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
    // The display is X's, whatever the person at this machine has; and there is no other to talk to.
    command.env("GDK_BACKEND", "x11").env("NO_AT_BRIDGE", "1").env("MESA_SHADER_CACHE_DISABLE", "true");
    // WebKitGTK draws by Mesa's renderer where there is no graphics card, and that ends the page's
    // process now and then when a worker with canvases ends: 4 of 43 runs of the test that ends
    // workers, none of 72 with this.
    command.env("WEBKIT_SKIA_ENABLE_CPU_RENDERING", "1");
    // It complains of the machine, not of the page.
    command.stderr(Stdio::null());
    Ok(command)
}

pub(super) fn capabilities() -> Result<Capabilities> {
    let mut options = json!({ "args": ["--automation"] });
    if let Some(binary) = env::var_os("MINIBROWSER") {
        options["binary"] = utf8(Path::new(&binary))?.into();
    }
    let mut capabilities = Capabilities::new();
    capabilities.set("webkitgtk:browserOptions", options)?;
    Ok(capabilities)
}
