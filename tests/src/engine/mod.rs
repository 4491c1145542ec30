//! The browser engines that the tests know how to start.

mod chromium;
mod display;
mod driver;
mod firefox;
mod webkit;

use std::env;
use std::ffi::OsString;
use std::path::Path;

use anyhow::{Context as _, Result};
use thirtyfour::Capabilities;

pub(crate) use self::driver::Driver;

/// A browser engine with its WebDriver.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Engine {
    /// Chromium, through chromedriver. `CHROMIUM` and `CHROMEDRIVER` may say where they are.
    Chromium,
    /// Firefox, through geckodriver. `FIREFOX` and `GECKODRIVER` may say where they are.
    Firefox,
    /// WebKitGTK's MiniBrowser, through WebKitWebDriver, on an Xvfb of its own. `MINIBROWSER`, `WEBKITDRIVER`
    /// and `XVFB` may say where they are.
    WebKit,
}

impl Engine {
    /// Whether `fetch` gives out the bytes of `multipart/x-mixed-replace`.
    #[must_use]
    pub fn fetches_multipart(self) -> bool {
        !matches!(self, Self::WebKit)
    }

    /// What to ask the driver for: nothing but the test on the network, and the empty folder `profile` to
    /// keep everything in. `flags` are for Chromium alone.
    pub(crate) fn capabilities(self, profile: &Path, flags: &[&str]) -> Result<Capabilities> {
        match self {
            Self::Chromium => chromium::capabilities(profile, flags),
            Self::Firefox => firefox::capabilities(profile),
            Self::WebKit => webkit::capabilities(),
        }
    }
}

/// Makes one test for each engine out of an `async fn NAME(engine: Engine) -> Result<()>`: `NAME::chromium`,
/// `NAME::firefox` and `NAME::webkit`. With `in`, only for those that it names.
///
/// ```ignore
/// e2e::browser_test!(the_picture_moves);
/// async fn the_picture_moves(engine: Engine) -> Result<()> { ... }
///
/// e2e::browser_test!(a_picture_is_recorded in chromium, firefox);
/// async fn a_picture_is_recorded(engine: Engine) -> Result<()> { ... }
/// ```
#[macro_export]
macro_rules! browser_test {
    ($name:ident) => {
        $crate::browser_test!($name in chromium, firefox, webkit);
    };
    ($name:ident in $($engine:ident),+) => {
        mod $name {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $engine() -> anyhow::Result<()> {
                    super::$name($crate::browser_test!(@ $engine)).await
                }
            )+
        }
    };
    (@ chromium) => { $crate::Engine::Chromium };
    (@ firefox) => { $crate::Engine::Firefox };
    (@ webkit) => { $crate::Engine::WebKit };
}

fn utf8(path: &Path) -> Result<&str> {
    path.to_str().with_context(|| format!("{} is not UTF-8", path.display()))
}

fn program(variable: &str, name: &str) -> OsString {
    env::var_os(variable).unwrap_or_else(|| name.into())
}
