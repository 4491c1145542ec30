//! The body on its way from camera to viewer.

use std::time::Duration;

use axum::body::Body;
use axum::http::Response;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use bytes::Bytes;
use causes::{Row, table};
use fanout::Splitter;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{debug, info};

use super::allow::Kind;
use super::headers::{is_image, is_multipart};
use super::picture::{self, Read};
use super::places::Place;
use super::stream::{self, Cut};
use crate::http::{self, MENDED, Mended};

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
    /// Places that are free again at the end.
    pub(crate) places: Vec<Place>,
}

/// Why a body ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Camera,
    CameraBroke,
    CameraCutShort,
    CameraIdle,
    /// The camera was silent, and is asked anew.
    Replaced,
    Shutdown,
    ViewerLeft,
    /// The viewer took less than may not be left out, and others were quicker.
    ViewerSlow,
}

/// Gives the viewer the camera's body: the parts of a stream, newest first; a picture, whole; the
/// bytes of anything else.
pub(crate) async fn pass(camera: http::Response, passage: Passage, response: &mut Response<Body>) {
    let content_type = camera.headers().get(CONTENT_TYPE).cloned();
    let mended = camera.mended();
    let mut camera = Camera::new(camera);
    *response.body_mut() = match content_type {
        Some(kind) if is_multipart(&kind) => {
            let splitter = Splitter::new(&String::from_utf8_lossy(kind.as_bytes()));
            stream::pass(camera, Bytes::new(), Cut::Parts(Box::new(splitter)), passage)
        }
        Some(kind) if is_image(&kind) => match picture::read(&mut camera, &passage).await {
            Read::Whole { bytes, length_was_wrong } => {
                response.headers_mut().insert(CONTENT_LENGTH, bytes.len().into());
                if length_was_wrong
                    && let Some(note) = http::note(&[&*mended, &[Mended::ContentLength]].concat())
                {
                    response.headers_mut().insert(MENDED, note);
                }
                Body::from(bytes)
            }
            Read::Begun(begun) => {
                // Nobody knows whether it is right.
                response.headers_mut().remove(CONTENT_LENGTH);
                stream::pass(camera, begun, Cut::Chunks, passage)
            }
        },
        _ => stream::pass(camera, Bytes::new(), Cut::Chunks, passage),
    };
}

/// The camera's side of a body.
#[derive(Debug)]
pub(super) struct Camera {
    response: http::Response,
    /// Why there will be no more bytes.
    end: Option<End>,
}

impl Camera {
    /// The body of this answer.
    pub(super) fn new(response: http::Response) -> Self {
        Self { response, end: None }
    }

    /// Whether the answer itself says where its body ends.
    pub(super) fn is_framed(&self) -> bool {
        self.response.is_framed()
    }

    /// What comes after the end that the camera's length has told, if it has told one. The body then goes on.
    pub(super) async fn beyond(&mut self) -> Option<Bytes> {
        let more = match self.response.length() {
            Some(_) => self.response.beyond().await?,
            None => return None,
        };
        self.end = None;
        Some(more)
    }

    /// The camera's next bytes, or why there are no more. `gone` comes when the viewer has left.
    pub(super) async fn chunk(
        &mut self,
        passage: &Passage,
        gone: impl Future<Output = ()>,
    ) -> Result<Bytes, End> {
        if let Some(end) = self.end {
            return Err(end);
        }
        let chunk = tokio::select! {
            chunk = timeout(passage.idle, self.response.chunk()) => chunk,
            () = gone => return Err(End::ViewerLeft),
            () = passage.shutdown.cancelled() => return Err(End::Shutdown),
        };
        let end = match chunk {
            Ok(Ok(Some(chunk))) => return Ok(chunk),
            Ok(Ok(None)) => End::Camera,
            Ok(Err(error)) => {
                debug!(camera = passage.camera, "the camera's answer broke off: {error}");
                match error {
                    http::Error::CutShort | http::Error::LastChunk => End::CameraCutShort,
                    _ => End::CameraBroke,
                }
            }
            Err(_) => End::CameraIdle,
        };
        self.end = Some(end);
        Err(end)
    }
}

impl Passage {
    pub(super) fn begin(&self) -> Instant {
        if self.kind == Kind::Stream {
            info!(camera = self.camera, "stream opened");
        }
        Instant::now()
    }

    /// Gives the places back and says how it went.
    pub(super) fn end(self, begun: Instant, bytes: u64, skipped: u64, end: End) {
        let Self { camera, kind, places, .. } = self;
        drop(places);
        let (seconds, reason) = (begun.elapsed().as_secs(), end.text());
        match kind {
            Kind::Stream => info!(camera, bytes, seconds, skipped, "stream ended: {reason}"),
            Kind::Answer | Kind::Control | Kind::Groups | Kind::Json => {
                debug!(camera, bytes, "answer ended: {reason}");
            }
        }
    }
}

impl End {
    /// Whether the viewer was given less than the camera had announced.
    pub(super) fn is_failure(self) -> bool {
        match self {
            Self::CameraBroke
            | Self::CameraCutShort
            | Self::CameraIdle
            | Self::Replaced
            | Self::ViewerSlow => true,
            Self::Camera | Self::Shutdown | Self::ViewerLeft => false,
        }
    }

    /// What a viewer is told of a stream of `/mux` that ends in this way.
    pub(super) fn cause(self) -> &'static Row {
        match self {
            Self::Camera => &table::STREAM_ENDED,
            Self::CameraBroke | Self::CameraCutShort | Self::ViewerLeft | Self::ViewerSlow => {
                &table::INTERRUPTED
            }
            Self::CameraIdle | Self::Replaced => &table::STALLED,
            Self::Shutdown => &table::SHUTTING_DOWN,
        }
    }

    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Camera => "the camera ended it",
            Self::CameraBroke | Self::CameraCutShort => "the camera's connection broke",
            Self::CameraIdle => "the camera fell silent",
            Self::Replaced => "the camera fell silent and is asked anew",
            Self::Shutdown => "the gateway shuts down",
            Self::ViewerLeft => "no viewer is left",
            Self::ViewerSlow => "the viewer is slower than the others",
        }
    }
}
