//! How the gateway refuses: one form for all of its own errors.

use std::borrow::Cow;

use axum::http::header::{ACCESS_CONTROL_EXPOSE_HEADERS, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use causes::{Blame, Row, table};
use serde::Serialize;

/// The code of a refusal, in the head. An answer without it is the camera's own.
pub const ERROR: HeaderName = HeaderName::from_static("x-mullion-error");

/// Seconds after which a viewer may try again where there was no room.
const RETRY_SECONDS: HeaderValue = HeaderValue::from_static("5");

/// A refusal of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The status of the answer.
    pub status: StatusCode,
    /// The cause.
    pub cause: &'static Row,
    /// The particulars of this case: the camera's words, a name, lines for the settings. They hold
    /// no credential.
    pub detail: Cow<'static, str>,
}

/// A refusal as the viewer reads it, in JSON.
#[derive(Serialize)]
pub(crate) struct Told<'a> {
    /// A stable name, in kebab case.
    code: &'a str,
    /// The party to blame.
    blame: Blame,
    /// One sentence of cause.
    message: &'a str,
    /// One sentence of cure.
    hint: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    detail: &'a str,
}

impl<'a> Told<'a> {
    /// The refusal for `cause` with its sentence and cure, which the caller has filled in.
    pub(crate) fn new(cause: &'static Row, message: &'a str, hint: &'a str, detail: &'a str) -> Self {
        Self { code: table::code_at_gateway(cause), blame: cause.blame, message, hint, detail }
    }
}

/// Why there is no room for a request now; with another moment there may be. Answered with 503.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unavailable {
    /// The gateway is about to end (blame: whoever ended it).
    ShuttingDown,
    /// The camera is asked for as many streams as the gateway allows (blame: the settings, or many
    /// viewers).
    TooManyForCamera,
    /// The camera has as many requests at once as the gateway allows (blame: the settings, or many
    /// viewers).
    TooManyRequests,
    /// There are as many sessions of `/mux` as there may be (blame: the settings, or many viewers).
    TooManySessions,
    /// The gateway relays as many streams as it may (blame: the settings, or many viewers).
    TooManyStreams,
}

impl Unavailable {
    /// Its row in the table.
    pub fn cause(self) -> &'static Row {
        match self {
            Self::ShuttingDown => &table::SHUTTING_DOWN,
            Self::TooManyForCamera => &table::TOO_MANY_VIEWERS,
            Self::TooManyRequests => &table::TOO_MANY_REQUESTS,
            Self::TooManySessions => &table::TOO_MANY_SESSIONS,
            Self::TooManyStreams => &table::TOO_MANY_STREAMS,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self { status, cause, detail } = self;
        let body = json(cause, &detail);
        let fields = [(CACHE_CONTROL, "no-store"), (CONTENT_TYPE, "application/json")];
        let mut response = (status, fields, body).into_response();
        let headers = response.headers_mut();
        headers.insert(ERROR, HeaderValue::from_static(table::code_at_gateway(cause)));
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("x-mullion-error"));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, RETRY_SECONDS);
        }
        response
    }
}

/// The code by which the gateway tells `cause`.
pub(crate) fn code(cause: &'static Row) -> &'static str {
    table::code_at_gateway(cause)
}

/// The body of a refusal for `cause`.
pub(crate) fn json(cause: &'static Row, detail: &str) -> String {
    let (message, hint) = (cause.sentence_of(detail), cause.cure_alone());
    // Five texts are always JSON.
    serde_json::to_string(&Told::new(cause, &message, &hint, detail)).unwrap_or_default()
}
