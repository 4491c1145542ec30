//! Relays requests of viewers to configured cameras, with the gateway's own login.

mod allow;
mod body;
mod channel;
mod error;
mod groups;
mod headers;
mod hub;
mod json;
mod mux;
mod outlet;
mod picture;
mod spool;
mod stream;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, DATE, HeaderValue, LOCATION};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, Request, Response, StatusCode, Uri, Version};
use causes::table;
use fanout::{Setting, Splitter};
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::warn;
use url::Url;

pub(crate) use allow::Kind;
pub(crate) use body::{Passage, pass};
pub use error::RelayError;
pub use headers::ORIGINAL_TYPE;
pub(crate) use headers::{answer as answer_headers, is_multipart};
pub(crate) use spool::{Sink, Spooling};

use crate::archive::Archive;
use crate::config::{Camera, Limits};
use crate::direct::Direct;
use crate::http::{self, Client, ClientError, SendError, Trust};
use crate::login::{Login, LoginError};
use crate::refusal::Unavailable;
use allow::{Allowed, Ptz};
use channel::Start;
use channel::{Channel, Guest};
use hub::{Entrance, Hub, Opening};
use mux::Sessions;

/// A request with this field comes from no page of another site: browsers ask before they send it
/// (CORS preflight), and the gateway agrees for the sites of `allow_origins` only.
pub const CONTROL: HeaderName = HeaderName::from_static("x-mullion-control");

/// All cameras of the gateway. Clones share everything.
#[derive(Debug, Clone)]
pub struct Relay {
    cameras: Arc<[Upstream]>,
    archive: Arc<Archive>,
    streams: Arc<Semaphore>,
    sessions: Arc<Sessions>,
    limits: Limits,
    shutdown: CancellationToken,
}

/// One camera and what the gateway keeps for it.
#[derive(Debug)]
struct Upstream {
    camera: Camera,
    client: Client,
    login: Login,
    hub: Arc<Hub>,
    streams: Arc<Semaphore>,
    requests: Arc<Semaphore>,
}

/// How a viewer comes to a stream that it may share.
#[derive(Debug)]
enum Shared {
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
    Alone(http::Response, OwnedSemaphorePermit),
    /// The camera's answer is for another viewer alone.
    None,
}

/// A stream that is yet to be read.
#[derive(Debug)]
struct Flow {
    channel: Arc<Channel>,
    camera: body::Camera,
    splitter: Splitter,
    passage: Passage,
    hub: Arc<Hub>,
    linger: Duration,
}

impl Flow {
    /// Reads it, until it ends or nobody watches.
    fn start(self: Box<Self>) {
        let Self { channel, camera, splitter, passage, hub, linger } = *self;
        tokio::spawn(async move {
            channel.run(camera, splitter, passage, linger).await;
            hub.tidy();
        });
    }
}

/// A camera as viewers may know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed<'a> {
    /// Its name in URLs.
    pub id: &'a str,
    /// Its name for people.
    pub name: &'a str,
    /// When the gateway records it, if it does: `always` or `on-demand`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub records: Option<&'static str>,
}

impl Relay {
    /// A relay of `cameras`, whose bodies all end when `shutdown` is cancelled.
    pub fn new(
        cameras: Vec<Camera>,
        limits: Limits,
        shutdown: CancellationToken,
    ) -> Result<Self, ClientError> {
        let archive = Arc::new(Archive::new(&cameras));
        // Most cameras are trusted in the same way and share a client.
        let mut clients: Vec<(Trust, Client)> = Vec::new();
        let mut upstreams = Vec::with_capacity(cameras.len());
        for camera in cameras {
            let known = clients.iter().find(|(trust, _)| *trust == camera.trust);
            let client = match known {
                Some((_, client)) => client.clone(),
                None => http::client(&camera.trust, limits.connect)?,
            };
            clients.push((camera.trust.clone(), client.clone()));
            upstreams.push(Upstream {
                client,
                login: Login::new(camera.credentials.clone(), camera.auth, &camera.base),
                hub: Hub::new(camera.max_encodings.min(limits.streams_per_camera)),
                streams: Arc::new(Semaphore::new(limits.streams_per_camera)),
                requests: Arc::new(Semaphore::new(limits.requests_per_camera)),
                camera,
            });
        }
        let streams = Arc::new(Semaphore::new(limits.streams));
        let sessions = Sessions::new(limits.mux_sessions);
        Ok(Self { cameras: upstreams.into(), archive, streams, sessions, limits, shutdown })
    }

    /// Places for streams, of all cameras together.
    pub fn streams(&self) -> Arc<Semaphore> {
        Arc::clone(&self.streams)
    }

    /// The cameras, in the order of the settings.
    pub fn list(&self) -> Vec<Listed<'_>> {
        let cameras = self.cameras.iter().map(|upstream| &upstream.camera);
        cameras.map(|Camera { id, name, .. }| Listed { id, name, records: self.archive.when(id) }).collect()
    }

    /// The recordings of the cameras.
    pub(crate) fn archive(&self) -> &Archive {
        &self.archive
    }

    /// Starts the recordings, which end with everything else.
    pub(crate) fn record(&self) {
        self.archive.start(self, &self.shutdown);
    }

    /// Waits until the recordings are on the disk, after a shutdown.
    pub async fn ended(&self) {
        self.archive.ended().await;
    }

    /// Answers a request for `path` (as it stands in the request line) of the camera `id`.
    pub async fn answer(
        &self,
        id: &str,
        path: &str,
        request: Request<Body>,
    ) -> Result<Response<Body>, RelayError> {
        let upstream = self.upstream(id)?;
        let (head, body) = request.into_parts();
        let ptz = Ptz { is_allowed: upstream.camera.ptz, is_announced: head.headers.contains_key(CONTROL) };
        let allowed = allow::check(&head.method, path, head.uri.query(), ptz)?;
        if allowed.kind == Kind::Answer
            && let Some(picture) = picture_of_stream(upstream, &allowed, &head)
        {
            return Ok(picture);
        }
        if allowed.kind == Kind::Stream
            && head.method == Method::GET
            && let Some(setting) = Setting::read(allowed.path, head.uri.query().unwrap_or_default())
            && let Some(response) = self.shared(upstream, &allowed, &setting, &head).await?
        {
            return Ok(response);
        }
        let places = self.places(upstream, allowed.kind).await?;
        let camera = self.ask(upstream, &allowed, &head, body).await?;
        self.pass(camera, upstream, &allowed, &head, places).await
    }

    fn upstream(&self, id: &str) -> Result<&Upstream, RelayError> {
        self.cameras.iter().find(|upstream| upstream.camera.id == id).ok_or(RelayError::NoSuchCamera)
    }

    /// A stream that viewers share. `None` if this viewer has to have one of its own.
    async fn shared(
        &self,
        upstream: &Upstream,
        allowed: &Allowed<'_>,
        setting: &Setting,
        head: &Parts,
    ) -> Result<Option<Response<Body>>, RelayError> {
        let place = self.seat().await?;
        // Whoever asks for octets reads the parts itself; whoever asks for a stream gets the camera's own bytes.
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
                return self.pass(camera, upstream, allowed, head, vec![own, place]).await.map(Some);
            }
            Shared::None => return Ok(None),
        }
        Ok(Some(response))
    }

    /// Finds a stream of `setting` that runs, or asks the camera for it.
    async fn seek(
        &self,
        upstream: &Upstream,
        allowed: &Allowed<'_>,
        setting: &Setting,
        head: &Parts,
    ) -> Result<Shared, RelayError> {
        loop {
            let entrance = upstream.hub.enter(setting).await.ok_or(TOO_MANY)?;
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
            return Ok(Shared::Alone(camera, place));
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

    /// The camera's answer, if it is one for the viewer.
    async fn ask(
        &self,
        upstream: &Upstream,
        allowed: &Allowed<'_>,
        head: &Parts,
        body: Body,
    ) -> Result<http::Response, RelayError> {
        let request = upstream.request(allowed, &head.uri, &head.headers, body).await?;
        let asking = http::send(&upstream.client, &upstream.login, &request, self.limits.answer);
        let camera = tokio::select! {
            answer = asking => answer.map_err(|error| upstream.failed(&error))?,
            () = self.shutdown.cancelled() => return Err(RelayError::Unavailable(Unavailable::ShuttingDown)),
        };
        upstream.accept(camera).await
    }

    /// The camera's answer for this viewer alone.
    async fn pass(
        &self,
        camera: http::Response,
        upstream: &Upstream,
        allowed: &Allowed<'_>,
        head: &Parts,
        places: Vec<OwnedSemaphorePermit>,
    ) -> Result<Response<Body>, RelayError> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = camera.status();
        *response.headers_mut() = headers::answer(camera.headers(), &head.headers);
        if allowed.kind == Kind::Groups {
            response.headers_mut().remove(CONTENT_LENGTH);
            response.headers_mut().remove(CONTENT_ENCODING);
            if head.method == Method::GET {
                *response.body_mut() = groups::read(camera, self.limits.answer).await?.into();
            }
            return Ok(response);
        }
        if head.method != Method::HEAD {
            pass(camera, self.passage(upstream, allowed.kind, places), &mut response).await;
        }
        Ok(response)
    }

    fn passage(&self, upstream: &Upstream, kind: Kind, places: Vec<OwnedSemaphorePermit>) -> Passage {
        Passage {
            camera: upstream.camera.id.clone(),
            kind,
            shutdown: self.shutdown.clone(),
            idle: self.limits.idle,
            places,
        }
    }

    /// A place for one more viewer of a stream.
    async fn seat(&self) -> Result<OwnedSemaphorePermit, RelayError> {
        place(&self.streams).await.ok_or(RelayError::Unavailable(Unavailable::TooManyStreams))
    }

    /// Places for one more request. A viewer that has just closed a stream to open another is given the moment
    /// that its old place takes to come free.
    async fn places(&self, upstream: &Upstream, kind: Kind) -> Result<Vec<OwnedSemaphorePermit>, RelayError> {
        match kind {
            Kind::Stream => Ok(vec![upstream.stream_place().await?, self.seat().await?]),
            Kind::Answer | Kind::Control | Kind::Groups | Kind::Json => Ok(vec![
                place(&upstream.requests)
                    .await
                    .ok_or(RelayError::Unavailable(Unavailable::TooManyRequests))?,
            ]),
        }
    }
}

/// No stream that the camera may be asked for shows what the viewer wants.
const TOO_MANY: RelayError = RelayError::Unavailable(Unavailable::TooManyForCamera);

impl Upstream {
    /// A place for one more connection for a stream.
    async fn stream_place(&self) -> Result<OwnedSemaphorePermit, RelayError> {
        place(&self.streams).await.ok_or(TOO_MANY)
    }

    /// The request as the camera gets it: nothing of the browser's but path, query and checked body.
    async fn request(
        &self,
        allowed: &Allowed<'_>,
        uri: &Uri,
        wanted: &HeaderMap,
        body: Body,
    ) -> Result<http::Request, RelayError> {
        let mut url = self.camera.base.clone();
        url.set_path(&format!("{}{}", url.path(), allowed.path));
        url.set_query(uri.query());
        let mut request = http::Request::get(url);
        if allowed.kind == Kind::Json {
            let is_json = |kind: &HeaderValue| kind.as_bytes().starts_with(JSON.as_bytes());
            if !wanted.get(CONTENT_TYPE).is_some_and(is_json) {
                // Any other type is one that pages of other sites may send without asking.
                return Err(RelayError::RequestNotAllowed);
            }
            let body = timeout(BODY_TIME, axum::body::to_bytes(body, json::BODY)).await;
            let Ok(Ok(body)) = body else { return Err(RelayError::RequestNotAllowed) };
            request.method = Method::POST;
            request.headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
            request.body = json::check(&body)?;
        }
        Ok(request)
    }

    /// The camera's answer if it is one for the viewer.
    async fn accept(&self, camera: http::Response) -> Result<http::Response, RelayError> {
        let status = camera.status();
        if status.is_success() {
            return Ok(camera);
        }
        let error = if status.is_informational() {
            // Another protocol was agreed upon, which nobody has asked for.
            RelayError::CameraUnintelligible
        } else if status.is_redirection() {
            RelayError::CameraRedirects(destination(camera.url(), camera.headers().get(LOCATION)))
        } else {
            let is_plain = camera.url().scheme() == "http";
            let text = http::first_text(camera).await;
            match status {
                status if is_plain && diagnosis::is_tls_port(status.as_u16(), &text) => {
                    RelayError::CameraFault(&table::TLS_PORT, text)
                }
                StatusCode::FORBIDDEN => RelayError::CameraForbidden(text),
                StatusCode::NOT_FOUND => RelayError::CameraNotFound(text),
                StatusCode::SERVICE_UNAVAILABLE => RelayError::CameraBusy(text),
                StatusCode::PROXY_AUTHENTICATION_REQUIRED => {
                    RelayError::CameraError(StatusCode::BAD_GATEWAY, text)
                }
                status => RelayError::CameraError(status, text),
            }
        };
        warn!(camera = self.camera.id, %status, "{}", error.code());
        Err(error)
    }

    /// What it means for a viewer that there is no answer.
    fn failed(&self, error: &SendError) -> RelayError {
        warn!(camera = self.camera.id, "no answer: {error}");
        match error {
            SendError::Login(LoginError::Needed(_)) => RelayError::CameraLoginNeeded,
            SendError::Login(LoginError::Refused { again, has_worked }) => {
                RelayError::CameraLoginFailed { again: *again, has_worked: *has_worked }
            }
            SendError::Login(LoginError::Unanswered(cause)) => RelayError::of_challenge(cause),
            // Redirects are not followed here.
            SendError::Login(LoginError::Withheld(to)) => RelayError::CameraRedirects(to.clone()),
            SendError::Timeout(_) => RelayError::CameraTimeout,
            SendError::Known(cause, detail) => RelayError::CameraFault(cause, detail.clone()),
            SendError::Unintelligible(_) => RelayError::CameraUnintelligible,
            SendError::Certificate(error) => RelayError::CameraCertificate(error.clone()),
            SendError::Unreachable(cause) => RelayError::CameraUnreachable(cause.clone()),
        }
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
fn picture_of_stream(upstream: &Upstream, allowed: &Allowed<'_>, head: &Parts) -> Option<Response<Body>> {
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

/// How old a picture of a stream may be to stand for one that is asked for now.
const FRESH: Duration = Duration::from_millis(500);
const JSON: &str = "application/json";
/// For a viewer's body to arrive.
const BODY_TIME: Duration = Duration::from_secs(5);
/// For a place to come free.
const PLACE_TIME: Duration = Duration::from_secs(1);

/// A place, once there is one or one comes free in a moment.
pub(crate) async fn place(places: &Arc<Semaphore>) -> Option<OwnedSemaphorePermit> {
    timeout(PLACE_TIME, Arc::clone(places).acquire_owned()).await.ok()?.ok()
}

/// Scheme and host of a redirect, without the rest: that may hold anything.
fn destination(from: &Url, location: Option<&HeaderValue>) -> String {
    let to = location.and_then(|location| from.join(location.to_str().ok()?).ok());
    to.map(|to| to.origin().ascii_serialization()).unwrap_or_default()
}
