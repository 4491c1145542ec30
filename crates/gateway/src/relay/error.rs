//! Why a request to a camera failed, for the viewer.

use axum::Json;
use axum::http::header::{CACHE_CONTROL, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Seconds after which a viewer may try again where there was no room.
const RETRY_SECONDS: HeaderValue = HeaderValue::from_static("5");

/// A failure of the relay. Each has a fixed status and code; no text of it holds a credential or an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RelayError {
    /// The camera answers 503, with this text (blame: the camera, or its many viewers).
    CameraBusy(String),
    /// The camera answers another error status, with this text (blame: the camera).
    CameraError(StatusCode, String),
    /// The camera answers 403, with this text (blame: the rights of its account).
    CameraForbidden(String),
    /// The camera refuses the gateway's login (blame: the settings of the gateway).
    CameraLoginFailed,
    /// The camera asks for a login and the gateway has none (blame: the settings of the gateway).
    CameraLoginNeeded,
    /// The camera asks for a login by another scheme than Basic and Digest (blame: the camera).
    CameraLoginUnsupported,
    /// The camera knows no such path (blame: the camera, which is perhaps no Axis).
    CameraNotFound(String),
    /// The camera redirects, to this scheme and host (blame: the settings of the gateway).
    CameraRedirects(String),
    /// The camera does not answer in time (blame: the network or the camera).
    CameraTimeout,
    /// What answers is no HTTP (blame: the camera, or the settings of the gateway).
    CameraUnintelligible,
    /// No connection to the camera, or one that breaks (blame: the network or the camera).
    CameraUnreachable(String),
    /// A page of another site asks (blame: that site, or the settings of the gateway).
    ForeignSite,
    /// The method does not fit the path (blame: the viewer).
    Method,
    /// There is no such camera (blame: the viewer).
    NoSuchCamera,
    /// The path is not one that the gateway relays (blame: the viewer).
    PathNotAllowed,
    /// The arguments are not ones that the gateway relays (blame: the viewer).
    QueryNotAllowed,
    /// The body is not one that the gateway relays (blame: the viewer).
    RequestNotAllowed,
    /// The gateway is about to end (blame: whoever ended it).
    ShuttingDown,
    /// The camera has as many viewers as the gateway allows (blame: the settings, or many viewers).
    TooManyForCamera,
    /// The camera has as many requests at once as the gateway allows (blame: the settings, or many viewers).
    TooManyRequests,
    /// The gateway relays as many streams as it may (blame: the settings, or many viewers).
    TooManyStreams,
}

/// What the viewer reads.
#[derive(Debug, Serialize)]
struct Body<'a> {
    code: &'static str,
    message: &'static str,
    hint: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    detail: &'a str,
}

impl RelayError {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            // 401 would be for the browser's own login. It carries no challenge, so that none pops up.
            Self::CameraLoginNeeded => StatusCode::UNAUTHORIZED,
            Self::CameraForbidden(_) | Self::ForeignSite => StatusCode::FORBIDDEN,
            Self::PathNotAllowed | Self::QueryNotAllowed => StatusCode::FORBIDDEN,
            Self::CameraNotFound(_) | Self::NoSuchCamera => StatusCode::NOT_FOUND,
            Self::CameraError(status, _) => *status,
            Self::CameraLoginFailed | Self::CameraLoginUnsupported => StatusCode::BAD_GATEWAY,
            Self::CameraUnintelligible => StatusCode::BAD_GATEWAY,
            Self::CameraRedirects(_) | Self::CameraUnreachable(_) => StatusCode::BAD_GATEWAY,
            Self::CameraTimeout => StatusCode::GATEWAY_TIMEOUT,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::RequestNotAllowed => StatusCode::BAD_REQUEST,
            Self::CameraBusy(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooManyForCamera | Self::TooManyRequests => StatusCode::SERVICE_UNAVAILABLE,
            Self::ShuttingDown | Self::TooManyStreams => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Its stable name.
    pub fn code(&self) -> &'static str {
        self.texts().0
    }

    /// Code, message and hint.
    fn texts(&self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::CameraBusy(_) => (
                "camera-busy",
                "The camera has no room for another viewer.",
                "Close other viewers of it, or watch with the same settings as they do.",
            ),
            Self::CameraError(..) => {
                ("camera-error", "The camera answers with an error.", "Its own words stand beside this.")
            }
            Self::CameraForbidden(_) => (
                "camera-forbidden",
                "The camera's account may not do this.",
                "Give the account that the gateway uses the viewer's rights at the camera.",
            ),
            Self::CameraLoginFailed => (
                "camera-login-failed",
                "The camera refuses the gateway's user name or password.",
                "Correct user and password of this camera in the gateway's settings.",
            ),
            Self::CameraLoginNeeded => (
                "camera-login-needed",
                "The camera asks for a login and the gateway has none for it.",
                "Set user and password of this camera in the gateway's settings.",
            ),
            Self::CameraLoginUnsupported => (
                "camera-login-unsupported",
                "The camera asks for a login by an unknown scheme.",
                "Set the camera to Digest or Basic authentication.",
            ),
            Self::CameraNotFound(_) => (
                "camera-not-found",
                "The camera does not know this address.",
                "It may be no Axis camera, or its firmware may lack this function.",
            ),
            Self::CameraRedirects(_) => (
                "camera-redirects",
                "The camera sends the gateway elsewhere, where it does not follow.",
                "Set the url of this camera to the address beside this, if that is right.",
            ),
            Self::CameraTimeout => (
                "camera-timeout",
                "The camera does not answer.",
                "Check that it is switched on and not overloaded.",
            ),
            Self::CameraUnintelligible => (
                "camera-unintelligible",
                "What answers at the camera's address does not speak HTTP.",
                "Check the url of this camera in the gateway's settings, its port above all.",
            ),
            Self::CameraUnreachable(_) => (
                "camera-unreachable",
                "The gateway cannot reach the camera.",
                "Check that it is switched on, and its url in the gateway's settings.",
            ),
            Self::ForeignSite => (
                "foreign-site",
                "A page of another site asks for a camera.",
                "Add the site to allow_origins in the gateway's settings.",
            ),
            Self::Method => ("method-not-allowed", "The method does not fit the path.", "Use GET."),
            Self::NoSuchCamera => (
                "no-such-camera",
                "The gateway has no camera of this id.",
                "See /api/cameras for those it has.",
            ),
            Self::PathNotAllowed => (
                "path-not-allowed",
                "The gateway does not relay this path.",
                "It relays what a viewer reads, and ptz.cgi where ptz is set for the camera.",
            ),
            Self::QueryNotAllowed => (
                "query-not-allowed",
                "The gateway does not relay these arguments.",
                "Of param.cgi it relays action=list.",
            ),
            Self::RequestNotAllowed => (
                "request-not-allowed",
                "The gateway does not relay this request.",
                "It relays the reading methods of basicdeviceinfo.cgi, as JSON of at most 4 kB.",
            ),
            Self::ShuttingDown => ("shutting-down", "The gateway shuts down.", "Wait until it is back."),
            Self::TooManyRequests => (
                "too-many-requests",
                "This camera has as many requests at once as the gateway allows.",
                "Try again, or raise requests_per_camera in the gateway's settings.",
            ),
            Self::TooManyForCamera => (
                "too-many-viewers",
                "This camera has as many viewers as the gateway allows.",
                "Close another one, or raise streams_per_camera in the gateway's settings.",
            ),
            Self::TooManyStreams => (
                "too-many-streams",
                "The gateway relays as many streams as it may.",
                "Close another one, or raise streams in the gateway's settings.",
            ),
        }
    }

    fn detail(&self) -> &str {
        match self {
            Self::CameraBusy(text) | Self::CameraError(_, text) | Self::CameraForbidden(text) => text,
            Self::CameraNotFound(text) | Self::CameraRedirects(text) | Self::CameraUnreachable(text) => text,
            _ => "",
        }
    }
}

impl IntoResponse for RelayError {
    fn into_response(self) -> Response {
        let (code, message, hint) = self.texts();
        let body = Json(Body { code, message, hint, detail: self.detail() });
        let mut response = (self.status(), [(CACHE_CONTROL, "no-store")], body).into_response();
        if self.status() == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(RETRY_AFTER, RETRY_SECONDS);
        }
        response
    }
}
