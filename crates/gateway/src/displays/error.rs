//! Why a request about displays fails.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use causes::{Row, table};

use crate::refusal::Refusal;

/// A refusal. Each has a fixed status and code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DisplayError {
    /// A page of another site asks (blame: that site).
    ForeignSite,
    /// The method does not fit the path (blame: the request).
    Method,
    /// No display may be called so (blame: the request).
    Name,
    /// Nobody may choose what displays show (blame: the settings).
    NoChoice,
    /// The gateway knows no displays (blame: the settings).
    Off,
    /// The body is none that a display or a list of displays sends (blame: the request).
    Request,
    /// There are as many displays as there may be (blame: the settings, or many displays).
    TooMany,
    /// The display sends more heartbeats than it should (blame: the request).
    TooOften,
    /// No display of this name has said that it lives (blame: the request).
    Unknown,
}

impl DisplayError {
    fn status(self) -> StatusCode {
        match self {
            Self::ForeignSite | Self::NoChoice => StatusCode::FORBIDDEN,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Name | Self::Request => StatusCode::BAD_REQUEST,
            Self::Off | Self::Unknown => StatusCode::NOT_FOUND,
            Self::TooMany => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    fn cause(self) -> &'static Row {
        match self {
            Self::ForeignSite => &table::FOREIGN_SITE,
            Self::Method => &table::METHOD_NOT_ALLOWED,
            Self::Name | Self::Request => &table::DISPLAY_REQUEST,
            Self::NoChoice => &table::DISPLAYS_NOT_CHOSEN,
            Self::Off => &table::DISPLAYS_OFF,
            Self::TooMany => &table::TOO_MANY_DISPLAYS,
            Self::TooOften => &table::DISPLAY_TOO_OFTEN,
            Self::Unknown => &table::NO_SUCH_DISPLAY,
        }
    }
}

impl IntoResponse for DisplayError {
    fn into_response(self) -> Response {
        Refusal { status: self.status(), cause: self.cause(), detail: "".into() }.into_response()
    }
}
