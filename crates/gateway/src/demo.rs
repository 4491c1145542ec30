//! The simulated camera that is shown where no camera is set.

use rustls::crypto::ring;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::config::Camera;
use crate::http::Trust;
use crate::login::Demand;
use crate::secret::{Credentials, Secret};

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

const USER: &str = "mullion";

/// Starts the camera on a free port of the loopback, behind Digest, with a password that nobody
/// knows but this process. It ends when `shutdown` is cancelled.
pub async fn start(shutdown: CancellationToken) -> Result<Demo, DemoError> {
    let failed = |error: &dyn std::fmt::Display| DemoError(error.to_string());
    let password = password()?;
    let options =
        camera::Options::default().with_user(camera::User::new(USER, &password, vapix::Role::Viewer));
    let camera = camera::Camera::bind(options).await.map_err(|error| failed(&error))?;
    let address = camera.local_addr().map_err(|error| failed(&error))?;
    let base = Url::parse(&format!("http://{address}/")).map_err(|error| failed(&error))?;
    let task = tokio::spawn(async move {
        if let Err(error) = camera.serve(shutdown.cancelled_owned()).await {
            tracing::warn!("the simulated camera ended: {error}");
        }
    });
    let camera = Camera {
        id: "demo".to_owned(),
        name: "Demo".to_owned(),
        base,
        credentials: Some(Credentials { user: USER.to_owned(), password: Secret::from(password) }),
        auth: Demand::default(),
        ptz: true,
        max_encodings: 8,
        record: None,
        trust: Trust::default(),
    };
    Ok(Demo { camera, task })
}

fn password() -> Result<String, DemoError> {
    let mut bytes = [0; 16];
    let random = ring::default_provider().secure_random;
    random.fill(&mut bytes).map_err(|_| DemoError("cannot get random numbers".to_owned()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
