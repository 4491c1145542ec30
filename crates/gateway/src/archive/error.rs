//! Why a request about recordings fails.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use causes::{Row, table};

use crate::refusal::Refusal;

/// A refusal. Each has a fixed status and code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ArchiveError {
    /// It is recorded always, and no viewer starts or stops that (blame: the request).
    Always,
    /// A page of another site asks (blame: that site, or the settings of the gateway).
    ForeignSite,
    /// The method does not fit the path (blame: the request).
    Method,
    /// There is no such file, or no longer (blame: the request).
    NoSuchSegment,
    /// This camera has no settings for recordings, or is none (blame: the request, or the settings).
    NotRecorded,
    /// The file cannot be read (blame: the gateway's disk).
    Unreadable,
    /// The body is none that starts or stops a recording (blame: the request).
    Request,
}

impl ArchiveError {
    fn status(self) -> StatusCode {
        match self {
            Self::Always => StatusCode::CONFLICT,
            Self::ForeignSite => StatusCode::FORBIDDEN,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::NoSuchSegment | Self::NotRecorded => StatusCode::NOT_FOUND,
            Self::Request => StatusCode::BAD_REQUEST,
            Self::Unreadable => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn cause(self) -> &'static Row {
        match self {
            Self::Always => &table::RECORDED_ALWAYS,
            Self::ForeignSite => &table::FOREIGN_SITE,
            Self::Method => &table::METHOD_NOT_ALLOWED,
            Self::NoSuchSegment => &table::NO_SUCH_SEGMENT,
            Self::NotRecorded => &table::NOT_RECORDED,
            Self::Request => &table::RECORDING_REQUEST,
            Self::Unreadable => &table::RECORDING_DISK_FAILED,
        }
    }
}

impl IntoResponse for ArchiveError {
    fn into_response(self) -> Response {
        Refusal { status: self.status(), cause: self.cause(), detail: "".into() }.into_response()
    }
}
