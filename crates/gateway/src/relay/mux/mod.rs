//! `/mux`: many streams in one response, for a wall.
//!
//! A session is one response and the list of its streams, which further requests replace. Each
//! stream is followed by a task of its own, which joins the camera's channel as any viewer does and
//! hands whole frames to the session; the session's body takes one after the other when its reader
//! is ready ([`mux::Wall`] chooses). A reader that stops therefore holds nothing up: the tasks go
//! on, and of each stream one frame waits.

mod body;
mod follow;
mod frame;
mod session;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Request, Response, StatusCode};
use tokio::time::timeout;
use tracing::info;

pub(super) use frame::{Frame, Tap, milliseconds};
pub(super) use session::Sessions;

use super::{BODY_TIME, JSON, Relay, RelayError, address, headers};
use crate::refusal::Unavailable;
use session::Opened;

impl Relay {
    /// Opens a session, and answers with its streams.
    pub async fn open_mux(&self, request: Request<Body>) -> Result<Response<Body>, RelayError> {
        let (head, request) = self.mux_request(request).await?;
        let (session, guard) = self.sessions.open(address(&head))?;
        info!(streams = request.streams.len(), "session opened");
        let opened = session.apply(request)?;
        self.follow_all(&session, opened);
        let fields = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(mux::CONTENT_TYPE))]);
        let mut headers = headers::answer(&fields, &head.headers);
        headers.insert(mux::VERSION_FIELD, mux::VERSION.into());
        let mut response = Response::new(body::of(session, guard, self.shutdown.clone()));
        *response.headers_mut() = headers;
        Ok(response)
    }

    /// Replaces the list of a session's streams.
    pub async fn change_mux(&self, name: &str, request: Request<Body>) -> Result<Response<Body>, RelayError> {
        let session = self.sessions.find(name).ok_or(RelayError::MuxSession)?;
        let (_, request) = self.mux_request(request).await?;
        let opened = session.apply(request)?;
        self.follow_all(&session, opened);
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        Ok(response)
    }

    /// Reads a list of streams.
    async fn mux_request(&self, request: Request<Body>) -> Result<(Parts, mux::Request), RelayError> {
        if request.method() != Method::POST {
            return Err(RelayError::Method);
        }
        let (head, body) = request.into_parts();
        if !is_json(&head.headers) {
            // Any other type is one that pages of other sites may send without asking.
            return Err(RelayError::RequestNotAllowed);
        }
        let body = timeout(BODY_TIME, axum::body::to_bytes(body, mux::REQUEST_BYTES)).await;
        let Ok(Ok(body)) = body else { return Err(RelayError::MuxRequest(mux::RequestError::TooLong)) };
        let request = mux::Request::read(&body, self.limits.mux_streams).map_err(RelayError::MuxRequest)?;
        if self.shutdown.is_cancelled() {
            return Err(RelayError::Unavailable(Unavailable::ShuttingDown));
        }
        Ok((head, request))
    }

    fn follow_all(&self, session: &std::sync::Arc<session::Session>, opened: Vec<Opened>) {
        for opened in opened {
            tokio::spawn(follow::run(self.clone(), std::sync::Arc::clone(session), opened));
        }
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let mut kinds = headers.get_all(CONTENT_TYPE).iter();
    let (Some(kind), None) = (kinds.next(), kinds.next()) else { return false };
    let essence = kind.as_bytes().split(|&byte| byte == b';').next().unwrap_or_default();
    essence.trim_ascii().eq_ignore_ascii_case(JSON.as_bytes())
}
