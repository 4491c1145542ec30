//! Displays over HTTP: their heartbeats, the list of them, and choosing what they show.
//!
//! Only the gateway's own page and programs may use it: no site of `allow_origins` has a reason to.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, Request, Response, StatusCode};
use axum::response::IntoResponse;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, timeout};

use super::app::Gateway;
use super::guard::Asker;
use super::json;
use crate::displays::DisplayError;

/// Longer bodies are refused.
const BODY: usize = 2048;
/// For such a body to arrive.
const BODY_TIME: Duration = Duration::from_secs(5);

type Answer = Result<Response<Body>, DisplayError>;

/// All displays.
pub(super) async fn list(State(gateway): State<Arc<Gateway>>, headers: HeaderMap) -> Answer {
    admit(&gateway, &headers)?;
    let build = gateway.assets.build().await;
    Ok(json::answer(&gateway.displays.told(build, Instant::now())?))
}

/// The heartbeat of a display.
pub(super) async fn beat(
    State(gateway): State<Arc<Gateway>>,
    Path(name): Path<String>,
    request: Request<Body>,
) -> Answer {
    let beat = read(&gateway, request).await?;
    let build = gateway.assets.build().await;
    Ok(json::answer(&gateway.displays.beat(&name, beat, build, Instant::now())?))
}

/// Somebody wants a display to show or do something.
pub(super) async fn order(
    State(gateway): State<Arc<Gateway>>,
    Path(name): Path<String>,
    request: Request<Body>,
) -> Answer {
    let wish = read(&gateway, request).await?;
    gateway.displays.order(&name, wish)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn admit(gateway: &Gateway, headers: &HeaderMap) -> Result<(), DisplayError> {
    match Asker::of(&gateway.site, headers) {
        Asker::OwnPage | Asker::Program => Ok(()),
        _ => Err(DisplayError::ForeignSite),
    }
}

/// The body of a POST.
async fn read<T: DeserializeOwned>(gateway: &Gateway, request: Request<Body>) -> Result<T, DisplayError> {
    let (head, body) = request.into_parts();
    admit(gateway, &head.headers)?;
    if head.method != Method::POST {
        return Err(DisplayError::Method);
    }
    // Any other type is one that pages of other sites may send without asking.
    if !json::is_json(&head.headers) {
        return Err(DisplayError::Request);
    }
    let body = timeout(BODY_TIME, axum::body::to_bytes(body, BODY)).await;
    let Ok(Ok(body)) = body else { return Err(DisplayError::Request) };
    serde_json::from_slice(&body).map_err(|_| DisplayError::Request)
}
