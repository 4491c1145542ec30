//! Shared streams: which running one a viewer joins, and when the gateway requests another.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, DATE, HeaderValue};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Request, Response, StatusCode, Uri, Version};
use fanout::{Setting, Splitter};

use super::allow::{self, Allowed, Kind, Ptz};
use super::body::{self, Passage};
use super::channel::{Channel, Guest, Start};
use super::headers::{self, is_multipart};
use super::hub::{Entrance, Hub, Opening};
use super::places::Place;
use super::spool::{Sink, Spooling};
use super::upstream::Upstream;
use super::{Relay, RelayError, address};
use crate::direct::Direct;
use crate::http;
use crate::refusal::Unavailable;

/// How a viewer comes to a stream that it may share.
#[derive(Debug)]
pub(super) enum Shared {
    /// At a stream that runs.
    Joined {
        guest: Guest,
        /// Pictures a second, if the stream has more.
        fps: Option<f64>,
        /// The stream has another setting, since no more encodings may be asked for.
        is_nearest: bool,
        /// The camera's header fields.
        camera: Arc<HeaderMap>,
    },
    /// At one that begins with this viewer, as soon as it is started.
    Opened { guest: Guest, status: StatusCode, camera: HeaderMap, flow: Box<Flow> },
    /// The camera's answer is for this viewer alone, with a place at the camera.
    Alone(Box<http::Response>, Place),
    /// The camera's answer is for another viewer alone.
    None,
}

/// A stream that is yet to be read.
#[derive(Debug)]
pub(super) struct Flow {
    channel: Arc<Channel>,
    camera: body::Camera,
    splitter: Splitter,
    passage: Passage,
    hub: Arc<Hub>,
    linger: Duration,
}

impl Flow {
    /// Reads it, until it ends or nobody watches.
    pub(super) fn start(self: Box<Self>) {
        let Self { channel, camera, splitter, passage, hub, linger } = *self;
        tokio::spawn(async move {
            channel.run(camera, splitter, passage, linger).await;
            hub.tidy();
        });
    }
}

/// How old a picture of a stream may be to stand for one that is asked for now.
const FRESH: Duration = Duration::from_millis(500);
/// No stream that the camera may be asked for shows what the viewer wants.
pub(super) const TOO_MANY: RelayError = RelayError::Unavailable(Unavailable::TooManyForCamera);

impl Relay {
    /// A stream that viewers share. `None` if this viewer has to have one of its own.
    pub(super) async fn shared(
        &self,
        upstream: &Upstream,
        allowed: &Allowed<'_>,
        setting: &Setting,
        head: &Parts,
    ) -> Result<Option<Response<Body>>, RelayError> {
        let place = self.seat(address(head)).await?;
        // Whoever asks for octets reads the parts itself; whoever asks for a stream gets the
        // camera's own bytes.
        let is_told = headers::wants_octets(&head.headers);
        // To anything older hyper writes without chunks.
        let direct =
            head.extensions.get::<Arc<Direct>>().filter(|_| head.version == Version::HTTP_11).cloned();
        let mut response = Response::new(Body::empty());
        match self.seek(upstream, allowed, setting, head).await? {
            Shared::Joined { guest, fps, is_nearest, camera } => {
                let mut headers = headers::answer(&camera, &head.headers);
                // Of the answer to another viewer, some time ago.
                headers.remove(DATE);
                if is_nearest && let Ok(quality) = guest.setting().quality().parse() {
                    headers.insert(headers::SETTING, quality);
                }
                let Some((body, age)) = guest.watch(fps, is_told, direct, place) else { return Ok(None) };
                headers.insert(headers::AGE, headers::age(age));
                *response.body_mut() = body;
                *response.headers_mut() = headers;
            }
            Shared::Opened { guest, status, camera, flow } => {
                // Of a stream that has not begun nothing is missed.
                if let Some((body, _)) = guest.watch(None, is_told, direct, place) {
                    *response.body_mut() = body;
                }
                flow.start();
                *response.status_mut() = status;
                *response.headers_mut() = headers::answer(&camera, &head.headers);
            }
            Shared::Alone(camera, own) => {
                return self.pass(*camera, upstream, allowed, head, vec![own, place]).await.map(Some);
            }
            Shared::None => return Ok(None),
        }
        Ok(Some(response))
    }

    /// Finds a stream of `setting` that runs, or asks the camera for it.
    pub(super) async fn seek(
        &self,
        upstream: &Upstream,
        allowed: &Allowed<'_>,
        setting: &Setting,
        head: &Parts,
    ) -> Result<Shared, RelayError> {
        loop {
            let entrance = upstream.hub.enter(setting, address(head)).await.ok_or(TOO_MANY)?;
            let (guest, fps, is_nearest) = match entrance {
                Entrance::Join { guest, fps, is_nearest } => (guest, fps, is_nearest),
                Entrance::Open(opening) => return self.open(upstream, allowed, opening, head).await,
            };
            match guest.start().await {
                Start::Running(camera) => return Ok(Shared::Joined { guest, fps, is_nearest, camera }),
                Start::Failed(error) => return Err(error),
                Start::Private => return Ok(Shared::None),
                // The next one asks.
                Start::Abandoned | Start::Asking => {}
            }
        }
    }

    /// Gives every part of a stream of the camera `id` to `sink`, over the connection that viewers
    /// of the same setting use. `path` is that of the request, with its query.
    pub(crate) async fn spool(
        &self,
        id: &str,
        path: &Uri,
        sink: &Arc<dyn Sink>,
    ) -> Result<Spooling, RelayError> {
        let upstream = self.upstream(id)?;
        let (allowed, setting) = shareable(path)?;
        let (mut head, ()) = Request::new(()).into_parts();
        head.uri = path.clone();
        let begin = |camera: &HeaderMap| {
            let kind = camera.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
            sink.begin(&String::from_utf8_lossy(kind));
        };
        loop {
            let entrance = upstream.hub.enter_as_recorder(&setting).ok_or(TOO_MANY)?;
            let spooling = match entrance {
                Entrance::Open(opening) => match self.open(upstream, &allowed, opening, &head).await? {
                    Shared::Opened { guest, camera, flow, .. } => {
                        begin(&camera);
                        let spooling = guest.spool(None, Arc::clone(sink));
                        flow.start();
                        spooling
                    }
                    _ => return Err(RelayError::CameraUnreadable),
                },
                Entrance::Join { guest, fps, .. } => match guest.start().await {
                    Start::Running(camera) => {
                        begin(&camera);
                        guest.spool(fps, Arc::clone(sink))
                    }
                    Start::Failed(error) => return Err(error),
                    Start::Private => return Err(RelayError::CameraUnreadable),
                    Start::Abandoned | Start::Asking => None,
                },
            };
            // One that is over since is no longer there to be joined.
            if let Some(spooling) = spooling {
                return Ok(spooling);
            }
        }
    }

    /// Asks the camera for a stream that others may join.
    async fn open(
        &self,
        upstream: &Upstream,
        allowed: &Allowed<'_>,
        opening: Opening,
        head: &Parts,
    ) -> Result<Shared, RelayError> {
        let asked = async {
            let place = upstream.stream_place().await?;
            Ok((place, self.ask(upstream, allowed, head, Body::empty()).await?))
        };
        let (place, camera) = match asked.await {
            Ok(asked) => asked,
            Err(error) => {
                opening.failed(RelayError::clone(&error));
                return Err(error);
            }
        };
        let Some(kind) = camera.headers().get(CONTENT_TYPE).filter(|kind| is_multipart(kind)) else {
            opening.private();
            return Ok(Shared::Alone(Box::new(camera), place));
        };
        let splitter = Splitter::new(&String::from_utf8_lossy(kind.as_bytes()));
        let (status, headers) = (camera.status(), camera.headers().clone());
        let (channel, guest) = opening.running(headers.clone());
        let flow = Flow {
            channel,
            camera: body::Camera::new(camera),
            splitter,
            passage: self.passage(upstream, allowed.kind, vec![place]),
            hub: Arc::clone(&upstream.hub),
            linger: self.limits.linger,
        };
        Ok(Shared::Opened { guest, status, camera: headers, flow: Box::new(flow) })
    }
}

/// Whether viewers and a recorder may share the stream of this path and query.
pub(crate) fn is_shareable(path: &Uri) -> bool {
    shareable(path).is_ok()
}

fn shareable(path: &Uri) -> Result<(Allowed<'_>, Setting), RelayError> {
    let (below, query) = (path.path().trim_start_matches('/'), path.query());
    let ptz = Ptz { is_allowed: false, is_announced: false };
    let allowed = allow::check(&Method::GET, below, query, ptz)?;
    match Setting::read(allowed.path, query.unwrap_or_default()) {
        Some(setting) if allowed.kind == Kind::Stream => Ok((allowed, setting)),
        _ => Err(RelayError::QueryNotAllowed),
    }
}

/// A single picture out of a stream that runs, if it is new enough: the camera need not make another.
pub(super) fn picture_of_stream(
    upstream: &Upstream,
    allowed: &Allowed<'_>,
    head: &Parts,
) -> Option<Response<Body>> {
    let setting = Setting::of_picture(allowed.path, head.uri.query().unwrap_or_default())?;
    let (picture, age) = upstream.hub.picture(&setting).filter(|(_, age)| *age <= FRESH)?;
    let camera = HeaderMap::from_iter([
        (CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
        (CONTENT_LENGTH, HeaderValue::from(picture.len())),
    ]);
    let mut headers = headers::answer(&camera, &head.headers);
    headers.insert(headers::AGE, headers::age(age));
    let body = if head.method == Method::HEAD { Body::empty() } else { Body::from(picture) };
    let mut response = Response::new(body);
    *response.headers_mut() = headers;
    Some(response)
}
