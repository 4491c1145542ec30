//! The body on its way from camera to viewer, chunk by chunk.

use std::io;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream::poll_fn;
use reqwest::Response;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::mpsc::{self, Sender};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::{debug, info};

use super::allow::Kind;
use crate::http::cause;

/// What a body holds while it is under way.
#[derive(Debug)]
pub(crate) struct Passage {
    /// For the log.
    pub(crate) camera: String,
    /// For the log as well: it has a line for each stream.
    pub(crate) kind: Kind,
    /// Ends everything.
    pub(crate) shutdown: CancellationToken,
    /// For the camera's next bytes.
    pub(crate) idle: Duration,
    /// For the viewer to take the next bytes.
    pub(crate) viewer: Duration,
    /// Places that are free again at the end.
    pub(crate) places: Vec<OwnedSemaphorePermit>,
}

/// Why a body ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Camera,
    CameraBroke,
    CameraIdle,
    Shutdown,
    ViewerIdle,
    ViewerLeft,
}

/// The camera's body for the viewer. A task of its own moves it, because no deadline runs inside a body that
/// the viewer does not ask for. It lets go of the camera as soon as the viewer leaves, even if the camera is
/// silent. At most one chunk waits between the two.
pub(crate) fn pass(camera: Response, passage: Passage) -> Body {
    let (sender, mut receiver) = mpsc::channel::<io::Result<Bytes>>(1);
    tokio::spawn(async move {
        if passage.kind == Kind::Stream {
            info!(camera = passage.camera, "stream opened");
        }
        let begun = tokio::time::Instant::now();
        let mut bytes = 0;
        let end = forward(camera, &passage, &sender, &mut bytes).await;
        let Passage { camera, kind, viewer, places, .. } = passage;
        drop(places);
        let (seconds, reason) = (begun.elapsed().as_secs(), end.text());
        match kind {
            Kind::Stream => info!(camera, bytes, seconds, "stream ended: {reason}"),
            Kind::Answer | Kind::Control | Kind::Groups | Kind::Json => {
                debug!(camera, bytes, "answer ended: {reason}")
            }
        }
        if matches!(end, End::CameraBroke | End::CameraIdle) {
            // The viewer must not take this for the end of the stream.
            let _ = timeout(viewer, sender.send(Err(io::Error::other(reason)))).await;
        }
    });
    Body::from_stream(poll_fn(move |context| receiver.poll_recv(context)))
}

async fn forward(
    mut camera: Response,
    passage: &Passage,
    viewer: &Sender<io::Result<Bytes>>,
    bytes: &mut u64,
) -> End {
    loop {
        let chunk = tokio::select! {
            chunk = timeout(passage.idle, camera.chunk()) => chunk,
            () = viewer.closed() => return End::ViewerLeft,
            () = passage.shutdown.cancelled() => return End::Shutdown,
        };
        let chunk = match chunk {
            Ok(Ok(Some(chunk))) => chunk,
            Ok(Ok(None)) => return End::Camera,
            Ok(Err(error)) => {
                debug!(camera = passage.camera, "the camera's answer broke off: {}", cause(&error));
                return End::CameraBroke;
            }
            Err(_) => return End::CameraIdle,
        };
        *bytes += chunk.len() as u64;
        let sent = tokio::select! {
            sent = timeout(passage.viewer, viewer.send(Ok(chunk))) => sent,
            () = passage.shutdown.cancelled() => return End::Shutdown,
        };
        match sent {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return End::ViewerLeft,
            Err(_) => return End::ViewerIdle,
        }
    }
}

impl End {
    fn text(self) -> &'static str {
        match self {
            Self::Camera => "the camera ended it",
            Self::CameraBroke => "the camera's connection broke",
            Self::CameraIdle => "the camera fell silent",
            Self::Shutdown => "the gateway shuts down",
            Self::ViewerIdle => "the viewer took nothing",
            Self::ViewerLeft => "the viewer left",
        }
    }
}
