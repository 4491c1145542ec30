//! JSON in requests and answers.

use axum::Json;
use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Response};
use axum::response::IntoResponse as _;

/// Whether a request says that its body is JSON. A page of another site cannot say so without
/// asking the gateway first (CORS, "CORS-safelisted request-header").
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| {
        let kind = kind.as_bytes().split(|&byte| byte == b';').next().unwrap_or_default();
        kind.trim_ascii().eq_ignore_ascii_case(b"application/json")
    })
}

/// An answer that nobody may store.
pub(super) fn answer(content: &impl serde::Serialize) -> Response<Body> {
    let mut response = Json(content).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
