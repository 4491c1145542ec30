//! Every part of a stream, for a recorder.
//!
//! A recorder is no viewer that lags: it is given all parts in order, and its [`Sink`] decides what
//! waits and what is lost.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fanout::{Kind, Part, Thinner};
use tokio_util::sync::CancellationToken;

use super::channel::Guest;

use crate::lock::lock;

/// Takes the parts of a stream. It must not block.
pub(crate) trait Sink: Send + Sync + fmt::Debug {
    /// A connection begins or is joined; its parts follow. `content_type` is the camera's.
    fn begin(&self, content_type: &str);
    /// The next parts.
    fn take(&self, parts: &[Part]);
}

/// A place at a stream. Dropping it is leaving.
#[derive(Debug)]
pub(crate) struct Spooling {
    pub(super) _guest: Guest,
    pub(super) spool: Arc<Spool>,
}

impl Spooling {
    /// Waits until the stream is over.
    pub(crate) async fn over(&self) {
        self.spool.over.cancelled().await;
    }
}

/// Between a channel and a sink.
#[derive(Debug)]
pub(super) struct Spool {
    sink: Arc<dyn Sink>,
    state: Mutex<State>,
    over: CancellationToken,
}

#[derive(Debug)]
struct State {
    thinner: Option<Thinner>,
    /// No picture has come since the stream was joined: all else is of a part whose begin is missing.
    joining: bool,
}

impl Spool {
    /// A spool that passes on so many pictures a second. `joining` is a stream that runs already.
    pub(super) fn new(sink: Arc<dyn Sink>, fps: Option<f64>, joining: bool) -> Self {
        let state = Mutex::new(State { thinner: fps.map(Thinner::new), joining });
        Self { sink, state, over: CancellationToken::new() }
    }

    /// Passes parts on that have come at `now`, since any one moment.
    pub(super) fn offer(&self, parts: &[Part], now: Duration) {
        // The state is whole between any two statements: a panic elsewhere does not spoil it.
        let mut state = lock(&self.state);
        for part in parts {
            let is_wanted = match part.kind {
                Kind::Picture => {
                    state.joining = false;
                    state.thinner.as_mut().is_none_or(|thinner| thinner.wants(now))
                }
                Kind::Other => !state.joining,
            };
            if is_wanted {
                self.sink.take(std::slice::from_ref(part));
            }
        }
    }

    /// There will be no more.
    pub(super) fn end(&self) {
        self.over.cancel();
    }
}
