//! Signals that end a program.

use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

/// Cancels `shutdown` at the first SIGINT or SIGTERM; ends the process at the second.
///
/// Listens from the call on, not from the first poll: a signal that comes as soon as the program
/// has said where it is must not kill it.
pub(crate) fn cancel_on_signal(shutdown: CancellationToken) -> impl Future<Output = ()> + Send + 'static {
    let signals = Signals::new();
    async move {
        let mut signals = match signals {
            Ok(signals) => signals,
            Err(error) => return warn!("cannot wait for signals: {error}"),
        };
        signals.next().await;
        info!("ending");
        shutdown.cancel();
        signals.next().await;
        #[expect(clippy::exit, reason = "a person who sends a second signal has waited long enough")]
        std::process::exit(130);
    }
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        // Without a handler there is nothing to wait for.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
