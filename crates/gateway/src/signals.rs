//! Signals that end a program.

use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

/// Cancels `shutdown` at the first SIGINT or SIGTERM; ends the process at the second.
pub(crate) async fn cancel_on_signal(shutdown: CancellationToken) {
    if let Err(error) = signal().await {
        warn!("signals cannot be awaited: {error}");
        return;
    }
    info!("ending");
    shutdown.cancel();
    if signal().await.is_ok() {
        #[expect(clippy::exit, reason = "whoever sends a second signal has waited long enough")]
        std::process::exit(130);
    }
}

#[cfg(unix)]
async fn signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn signal() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
