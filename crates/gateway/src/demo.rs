//! The simulated camera that is shown where no camera is set.

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::config::Camera;

/// A running demo.
#[derive(Debug)]
pub struct Demo {
    /// The camera as one of the settings.
    pub camera: Camera,
    /// Ends when the camera has.
    pub task: JoinHandle<()>,
}

/// Why there is no demo.
#[derive(Debug, thiserror::Error)]
#[error("the simulated camera does not start: {0}")]
pub struct DemoError(String);

/// Starts the camera on a free port of the loopback, behind Digest, with a password that nobody knows but this
/// process. It ends when `shutdown` is cancelled.
pub async fn start(_: CancellationToken) -> Result<Demo, DemoError> {
    Err(DemoError("it is not part of this program yet".to_owned()))
}
