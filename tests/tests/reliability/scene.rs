//! What a row is.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use anyhow::Result;
use camera::Fault;
use e2e::{Engine, State};

use crate::stage::Play;

/// One fault.
pub(crate) struct Row {
    /// Of the test.
    pub(crate) name: &'static str,
    /// The fault in words, for the table.
    pub(crate) fault: &'static str,
    pub(crate) way: Way,
    pub(crate) engines: Engines,
    pub(crate) scene: Scene,
    /// Milliseconds up to which the picture may be old and called live, by the camera's clock. The viewer's
    /// own limit, with what a report and a busy machine take.
    pub(crate) oldest_live: u64,
}

/// How the viewer gets the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// From the camera itself.
    Direct,
    /// Through the gateway.
    Relay,
}

/// Where a row can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engines {
    All,
    /// It cannot be seen through the gateway: all that get multipart from a camera itself.
    Direct,
    /// It is the parser's, the same program in all, or made with what only Chromium's driver can do.
    Chromium,
}

/// What happens.
pub(crate) enum Scene {
    /// The camera has this fault until the viewer is in one of these states.
    Until(Fault, &'static [State]),
    /// The camera has this fault while the picture moves on, and is never anything but live.
    Through(Fault),
    /// Something else. Gives when the fault ended, since 1970.
    Own(Script),
}

pub(crate) type Script = for<'a> fn(&'a mut Play<'_>) -> Pin<Box<dyn Future<Output = Result<Duration>> + 'a>>;

impl Row {
    pub(crate) fn runs_in(&self, engine: Engine) -> bool {
        match self.engines {
            Engines::All => true,
            Engines::Direct => engine.fetches_multipart(),
            Engines::Chromium => engine == Engine::Chromium,
        }
    }
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
