//! The gateway's requests to one camera, and the meaning of an answer, or of none, for a viewer.

use std::sync::Arc;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HeaderValue, LOCATION};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use causes::table;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tracing::warn;
use url::Url;

use super::allow::{Allowed, Kind};
use super::hub::Hub;
use super::places::{Place, place};
use super::sharing::TOO_MANY;
use super::{BODY_TIME, JSON, RelayError, json};
use crate::config::Camera;
use crate::http::{self, Client, SendError};
use crate::login::{Login, LoginError};

/// One camera and what the gateway keeps for it.
#[derive(Debug)]
pub(super) struct Upstream {
    pub(super) camera: Camera,
    pub(super) client: Client,
    pub(super) login: Login,
    pub(super) hub: Arc<Hub>,
    pub(super) streams: Arc<Semaphore>,
    pub(super) requests: Arc<Semaphore>,
}

impl Upstream {
    /// A place for one more connection for a stream.
    pub(super) async fn stream_place(&self) -> Result<Place, RelayError> {
        place(&self.streams).await.ok_or(TOO_MANY)
    }

    /// The request as the camera gets it: nothing of the browser's but path, query and checked body.
    pub(super) async fn request(
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
    pub(super) async fn accept(&self, camera: http::Response) -> Result<http::Response, RelayError> {
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
    pub(super) fn failed(&self, error: &SendError) -> RelayError {
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

/// Scheme and host of a redirect, without the rest: that may hold anything.
fn destination(from: &Url, location: Option<&HeaderValue>) -> String {
    let to = location.and_then(|location| from.join(location.to_str().ok()?).ok());
    to.map(|to| to.origin().ascii_serialization()).unwrap_or_default()
}
