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
mod places;
mod sharing;
mod spool;
mod stream;
mod upstream;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use axum::http::request::Parts;
use axum::http::{HeaderName, Method, Request, Response};
use fanout::Setting;
use serde::Serialize;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

pub(crate) use allow::Kind;
pub(crate) use body::{Passage, pass};
pub use error::RelayError;
pub use headers::ORIGINAL_TYPE;
pub(crate) use headers::{answer as answer_headers, is_multipart};
pub(crate) use places::{Place, place};
pub(crate) use sharing::is_shareable;
pub(crate) use spool::Sink;

use crate::archive::Archive;
use crate::config::{Camera, Limits};
use crate::http::{self, Client, ClientError, Trust};
use crate::login::Login;
use crate::peers::Address;
use crate::refusal::Unavailable;
use allow::{Allowed, Ptz};
use hub::Hub;
use mux::Sessions;
use places::Places;
use upstream::Upstream;

/// A request with this field comes from no page of another site: browsers ask before they send it
/// (CORS preflight), and the gateway agrees for the sites of `allow_origins` only.
pub const CONTROL: HeaderName = HeaderName::from_static("x-mullion-control");

/// All cameras of the gateway. Clones share everything.
#[derive(Debug, Clone)]
pub struct Relay {
    cameras: Arc<[Upstream]>,
    archive: Arc<Archive>,
    /// For viewers of streams.
    seats: Places,
    sessions: Arc<Sessions>,
    limits: Limits,
    shutdown: CancellationToken,
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
        let seats = Places::new(limits.streams, limits.streams_per_address());
        let sessions = Sessions::new(limits.mux_sessions, limits.mux_sessions_per_address());
        Ok(Self { cameras: upstreams.into(), archive, seats, sessions, limits, shutdown })
    }

    /// Places for streams, of all cameras together.
    pub fn streams(&self) -> Arc<Semaphore> {
        Arc::clone(&self.seats.all)
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
            && let Some(picture) = sharing::picture_of_stream(upstream, &allowed, &head)
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
        let places = self.places(upstream, allowed.kind, address(&head)).await?;
        let camera = self.ask(upstream, &allowed, &head, body).await?;
        self.pass(camera, upstream, &allowed, &head, places).await
    }

    fn upstream(&self, id: &str) -> Result<&Upstream, RelayError> {
        self.cameras.iter().find(|upstream| upstream.camera.id == id).ok_or(RelayError::NoSuchCamera)
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
        places: Vec<Place>,
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

    fn passage(&self, upstream: &Upstream, kind: Kind, places: Vec<Place>) -> Passage {
        Passage {
            camera: upstream.camera.id.clone(),
            kind,
            shutdown: self.shutdown.clone(),
            idle: self.limits.idle,
            places,
        }
    }

    /// A place for one more viewer of a stream.
    async fn seat(&self, from: Option<Address>) -> Result<Place, RelayError> {
        self.seats.enter(from).await.ok_or(RelayError::Unavailable(Unavailable::TooManyStreams))
    }

    /// Places for one more request.
    async fn places(
        &self,
        upstream: &Upstream,
        kind: Kind,
        from: Option<Address>,
    ) -> Result<Vec<Place>, RelayError> {
        match kind {
            Kind::Stream => Ok(vec![upstream.stream_place().await?, self.seat(from).await?]),
            Kind::Answer | Kind::Control | Kind::Groups | Kind::Json => Ok(vec![
                place(&upstream.requests)
                    .await
                    .ok_or(RelayError::Unavailable(Unavailable::TooManyRequests))?,
            ]),
        }
    }
}

/// Where a request comes from, unless the gateway makes it itself.
fn address(head: &Parts) -> Option<Address> {
    head.extensions.get().copied()
}

const JSON: &str = "application/json";

/// For a viewer's body to arrive.
const BODY_TIME: Duration = Duration::from_secs(5);
