//! How the gateway says no: one form for all of its own errors.

use std::borrow::Cow;

use axum::Json;
use axum::http::header::{ACCESS_CONTROL_EXPOSE_HEADERS, CACHE_CONTROL, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use causes::Blame;
use diagnosis::Cause;
use serde::Serialize;

/// The code of a refusal, in the head. An answer without it is the camera's own.
pub const ERROR: HeaderName = HeaderName::from_static("x-mullion-error");

/// Seconds after which a viewer may try again where there was no room.
const RETRY_SECONDS: HeaderValue = HeaderValue::from_static("5");

/// An error as the viewer reads it, in JSON. No text of it may hold a credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// Of the answer.
    #[serde(skip)]
    pub status: StatusCode,
    /// A stable name, in kebab case.
    pub code: &'static str,
    /// Who is to blame.
    pub blame: Blame,
    /// One sentence of cause.
    pub message: Cow<'static, str>,
    /// One sentence of cure.
    pub hint: Cow<'static, str>,
    /// What of it is particular to this case: the camera's words, a name, lines for the settings.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub detail: Cow<'static, str>,
}

/// Code, message and hint of a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Texts {
    pub(crate) code: &'static str,
    pub(crate) message: Cow<'static, str>,
    pub(crate) hint: Cow<'static, str>,
}

impl Texts {
    /// Those of a cause that has words of its own everywhere.
    pub(crate) fn of(cause: Cause, detail: &str) -> Self {
        let code = diagnosis::gateway_code(cause).unwrap_or("camera-error");
        Self { code, message: cause.sentence(detail).into(), hint: cause.cure().into() }
    }
}

impl From<(&'static str, &'static str, &'static str)> for Texts {
    fn from((code, message, hint): (&'static str, &'static str, &'static str)) -> Self {
        Self { code, message: message.into(), hint: hint.into() }
    }
}

/// Why there is no room for a request now; with another moment there may be. Answered with 503.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unavailable {
    /// The gateway is about to end (blame: whoever ended it).
    ShuttingDown,
    /// The camera is asked for as many streams as the gateway allows (blame: the settings, or many viewers).
    TooManyForCamera,
    /// The camera has as many requests at once as the gateway allows (blame: the settings, or many viewers).
    TooManyRequests,
    /// The gateway relays as many streams as it may (blame: the settings, or many viewers).
    TooManyStreams,
}

impl Unavailable {
    /// Who is to blame, in one word.
    pub fn blame(self) -> Blame {
        match self {
            Self::ShuttingDown => Blame::Gateway,
            Self::TooManyForCamera | Self::TooManyRequests | Self::TooManyStreams => Blame::Settings,
        }
    }

    /// Code, message and hint.
    pub(crate) fn texts(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::ShuttingDown => ("shutting-down", "The gateway shuts down.", "Wait until it is back."),
            Self::TooManyForCamera => (
                "too-many-viewers",
                "The gateway has as many streams of this camera open as it may.",
                "Choose the settings of another viewer, or raise streams_per_camera or max_encodings in the gateway's settings.",
            ),
            Self::TooManyRequests => (
                "too-many-requests",
                "This camera has as many requests at once as the gateway allows.",
                "Try again, or raise requests_per_camera in the gateway's settings.",
            ),
            Self::TooManyStreams => (
                "too-many-streams",
                "The gateway relays as many streams as it may.",
                "Close another one, or raise streams in the gateway's settings.",
            ),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code) = (self.status, self.code);
        let mut response = (status, [(CACHE_CONTROL, "no-store")], Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(ERROR, HeaderValue::from_static(code));
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("x-mullion-error"));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, RETRY_SECONDS);
        }
        response
    }
}
