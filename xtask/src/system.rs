//! Programs that come from the system's package manager: found by name, installed where this is
//! root on Debian, named clearly where not.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use anyhow::{Context as _, Result, bail};

use crate::process::{on_path, output, run};

/// A browser that tests run in.
pub(crate) const CHROMIUM: Program = Program {
    what: "the browser Chromium",
    names: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
    variable: Some("CHROMIUM"),
    debian: "chromium",
};

/// Its WebDriver, of the same version.
pub(crate) const CHROMEDRIVER: Program = Program {
    what: "Chromium's driver",
    names: &["chromedriver"],
    variable: Some("CHROMEDRIVER"),
    debian: "chromium-driver",
};

/// Another browser that tests run in. Its driver is [`tools::GECKODRIVER`](crate::tools::GECKODRIVER).
pub(crate) const FIREFOX: Program = Program {
    what: "the browser Firefox",
    names: &["firefox-esr", "firefox"],
    variable: Some("FIREFOX"),
    debian: "firefox-esr",
};

/// The driver of WebKitGTK; the package's library has the browser.
pub(crate) const WEBKIT_DRIVER: Program = Program {
    what: "WebKitGTK with its driver",
    names: &["WebKitWebDriver"],
    variable: Some("WEBKITDRIVER"),
    debian: "webkit2gtk-driver",
};

/// A display for WebKitGTK, which has no headless mode.
pub(crate) const XVFB: Program =
    Program { what: "a display without a screen", names: &["Xvfb"], variable: Some("XVFB"), debian: "xvfb" };

/// What reads recordings; its package has `ffprobe` too.
pub(crate) const FFMPEG: Program =
    Program { what: "ffmpeg", names: &["ffmpeg"], variable: None, debian: "ffmpeg" };

/// Its other half.
pub(crate) const FFPROBE: Program =
    Program { what: "ffprobe", names: &["ffprobe"], variable: None, debian: "ffmpeg" };

/// libjpeg-turbo's own bench.
pub(crate) const TJBENCH: Program = Program {
    what: "the bench of libjpeg-turbo",
    names: &["tjbench"],
    variable: None,
    debian: "libjpeg-turbo-progs",
};

/// What knows Matroska best.
pub(crate) const MKVINFO: Program =
    Program { what: "mkvinfo", names: &["mkvinfo"], variable: None, debian: "mkvtoolnix" };

/// A web server, as one stands in front of the gateway or in its place.
pub(crate) const NGINX: Program = Program {
    what: "the web server nginx",
    names: &["nginx"],
    variable: Some("NGINX"),
    debian: "nginx-light",
};

/// Another one.
pub(crate) const CADDY: Program =
    Program { what: "the web server Caddy", names: &["caddy"], variable: Some("CADDY"), debian: "caddy" };

/// A load balancer, likewise.
pub(crate) const HAPROXY: Program = Program {
    what: "the load balancer HAProxy",
    names: &["haproxy"],
    variable: Some("HAPROXY"),
    debian: "haproxy",
};

/// What runs a rival of the gateway.
pub(crate) const NODE: Program =
    Program { what: "node", names: &["node", "nodejs"], variable: Some("NODE"), debian: "nodejs" };

/// The way to `wasm-opt`.
pub(crate) const NPM: Program =
    Program { what: "npm (for wasm-opt)", names: &["npm"], variable: None, debian: "npm" };

/// A program and where it comes from.
#[derive(Debug)]
pub(crate) struct Program {
    what: &'static str,
    /// What it may be called; the first on PATH is taken.
    names: &'static [&'static str],
    /// An environment variable that may hold its path instead.
    variable: Option<&'static str>,
    /// The Debian package that has it.
    debian: &'static str,
}

/// Where each of `programs` is, after installing what is missing.
pub(crate) fn ensure<const N: usize>(programs: [&Program; N]) -> Result<[PathBuf; N]> {
    let missing: Vec<&Program> =
        programs.iter().copied().filter(|program| program.find().is_none()).collect();
    if !missing.is_empty() {
        install_all(&missing)?;
    }
    let mut found = std::array::from_fn(|_| PathBuf::new());
    for (path, program) in found.iter_mut().zip(programs) {
        *path = program.find().with_context(|| format!("{} is still not on PATH", program.what))?;
    }
    Ok(found)
}

/// Installs one program and says where it is.
pub(crate) fn install(program: &Program) -> Result<PathBuf> {
    let [path] = ensure([program])?;
    Ok(path)
}

/// Installs Debian packages, where this is root on Debian.
pub(crate) fn apt_install(packages: &[&str]) -> Result<()> {
    update_lists()?;
    run(apt_get().args(["install", "-y", "--no-install-recommends"]).args(packages))
}

/// Whether `apt_install` may be tried.
pub(crate) fn is_root_on_debian() -> bool {
    Path::new("/etc/debian_version").exists() && on_path(&["apt-get"]).is_some() && is_root()
}

impl Program {
    fn find(&self) -> Option<PathBuf> {
        let given = self.variable.and_then(env::var_os).map(PathBuf::from).filter(|path| path.is_file());
        given.or_else(|| on_path(self.names))
    }
}

fn install_all(missing: &[&Program]) -> Result<()> {
    let packages: Vec<&str> = missing.iter().map(|program| program.debian).collect();
    let names = missing.iter().map(|program| program.what).collect::<Vec<_>>().join(", ");
    if !is_root_on_debian() {
        bail!(
            "missing: {names}. On Debian and Ubuntu: sudo apt-get install {}. \
             Elsewhere, install them in the system's own way and have them on PATH{}",
            packages.join(" "),
            variables(missing),
        );
    }
    println!("missing: {names}; installing them with apt-get");
    apt_install(&packages)
}

fn variables(missing: &[&Program]) -> String {
    let names: Vec<&str> = missing.iter().filter_map(|program| program.variable).collect();
    if names.is_empty() { String::new() } else { format!(" (or their paths in {})", names.join(" and ")) }
}

/// Once is enough for one run.
fn update_lists() -> Result<()> {
    static UPDATED: OnceLock<()> = OnceLock::new();
    if UPDATED.get().is_none() {
        run(apt_get().arg("update"))?;
        UPDATED.get_or_init(|| ());
    }
    Ok(())
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    command
}

fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|output| output.stdout.trim() == "0")
}
