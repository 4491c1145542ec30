//! Why the proxy refuses, or why its request failed.

use std::borrow::Cow;
use std::net::IpAddr;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use causes::{Row, table};

use super::hosts::Forbidden;
use super::target::InvalidTarget;
use crate::http::{CertificateError, SendError};
use crate::refusal::{Refusal, Unavailable};

/// A failure of the proxy. Each has a fixed status and code; no text of it holds a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProxyError {
    /// The address has a user or a password in it (blame: the request).
    Credentials,
    /// The address cannot be read (blame: the request).
    Malformed,
    /// The address is neither http nor https (blame: the request).
    Scheme,
    /// The address is written so that it looks like another (blame: the request).
    Spelling,
    /// Neither GET nor HEAD (blame: the request).
    Method,
    /// A page of another site asks, or one that does not tell (blame: the request).
    ForeignSite,
    /// The proxy asks itself (blame: the request).
    Loop,
    /// There is no proxy (blame: the settings).
    Off,
    /// This host and port are not on the list (blame: the settings).
    NotListed(String),
    /// This host has an address that only an entry of its own opens (blame: the settings, or the
    /// name).
    Special {
        /// Host and port.
        host: String,
        /// The address.
        address: IpAddr,
        /// Its purpose.
        purpose: &'static str,
    },
    /// The name has no address, for this reason (blame: the network, or the request).
    NameUnknown(String),
    /// The camera redirects to this scheme and host, which may not be reached (blame: the camera or
    /// the settings).
    RedirectNotAllowed(String),
    /// The camera redirects without end, or nowhere (blame: the camera).
    Redirects,
    /// The camera wants a login to another proxy: nothing that a page could use (blame: the
    /// camera).
    CameraError(StatusCode),
    /// The camera's certificate is not accepted (blame: the camera, or the settings).
    CameraCertificate(CertificateError),
    /// The camera does not answer in time (blame: the network or the camera).
    CameraTimeout,
    /// A cause that has words of its own everywhere, and what is particular to this case.
    CameraFault(&'static Row, String),
    /// The answer is not HTTP (blame: the camera, or the address).
    CameraUnintelligible,
    /// No connection to the camera, or one that breaks (blame: the network or the camera).
    CameraUnreachable(String),
    /// There is no room now.
    Unavailable(Unavailable),
}

impl ProxyError {
    /// What it means that `host` may not be reached.
    pub(super) fn forbidden(host: &str, address: IpAddr, forbidden: Forbidden) -> Self {
        let host = host.to_owned();
        match forbidden {
            Forbidden::Special(special) => Self::Special { host, address, purpose: special.purpose },
            Forbidden::Unlisted => Self::NotListed(host),
        }
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Credentials | Self::Malformed | Self::Scheme | Self::Spelling => StatusCode::BAD_REQUEST,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::ForeignSite | Self::NotListed(_) | Self::Special { .. } => StatusCode::FORBIDDEN,
            Self::Loop => StatusCode::LOOP_DETECTED,
            Self::Off => StatusCode::NOT_FOUND,
            Self::NameUnknown(_) | Self::RedirectNotAllowed(_) | Self::Redirects => StatusCode::BAD_GATEWAY,
            Self::CameraCertificate(_) | Self::CameraError(_) => StatusCode::BAD_GATEWAY,
            Self::CameraFault(..) | Self::CameraUnintelligible => StatusCode::BAD_GATEWAY,
            Self::CameraUnreachable(_) => StatusCode::BAD_GATEWAY,
            Self::CameraTimeout => StatusCode::GATEWAY_TIMEOUT,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Its row in the table.
    pub fn cause(&self) -> &'static Row {
        match self {
            Self::Credentials => &table::PROXY_CREDENTIALS_IN_URL,
            Self::Malformed => &table::PROXY_MALFORMED_URL,
            Self::Scheme => &table::PROXY_SCHEME,
            Self::Spelling => &table::PROXY_SPELLING,
            Self::Method => &table::METHOD_NOT_ALLOWED,
            Self::ForeignSite => &table::FOREIGN_SITE,
            Self::Loop => &table::PROXY_LOOP,
            Self::Off => &table::PROXY_OFF,
            Self::NotListed(_) => &table::PROXY_HOST_NOT_LISTED,
            Self::Special { .. } => &table::PROXY_ADDRESS_FORBIDDEN,
            Self::NameUnknown(_) => &table::PROXY_NAME_UNKNOWN,
            Self::RedirectNotAllowed(_) => &table::PROXY_REDIRECT_NOT_ALLOWED,
            Self::Redirects => &table::PROXY_REDIRECTS,
            Self::CameraError(_) => &table::CAMERA_ERROR,
            Self::CameraCertificate(_) => &table::CAMERA_CERTIFICATE,
            Self::CameraTimeout => &table::CAMERA_TIMEOUT,
            Self::CameraFault(cause, _) => cause,
            Self::CameraUnintelligible => &table::CAMERA_UNINTELLIGIBLE,
            Self::CameraUnreachable(_) => &table::CAMERA_UNREACHABLE,
            Self::Unavailable(why) => why.cause(),
        }
    }

    fn into_detail(self) -> Cow<'static, str> {
        match self {
            Self::NotListed(text) | Self::NameUnknown(text) | Self::RedirectNotAllowed(text) => text.into(),
            Self::CameraFault(_, text) | Self::CameraUnreachable(text) => text.into(),
            Self::Special { host, address, purpose } => {
                format!("{host}: {address} is an address for {purpose}").into()
            }
            Self::CameraCertificate(error) => format!("{error}\n{}", error.lines()).into(),
            Self::CameraError(status) => status.to_string().into(),
            _ => "".into(),
        }
    }
}

impl From<InvalidTarget> for ProxyError {
    fn from(error: InvalidTarget) -> Self {
        match error {
            InvalidTarget::Credentials => Self::Credentials,
            InvalidTarget::Malformed => Self::Malformed,
            InvalidTarget::Scheme => Self::Scheme,
            InvalidTarget::Spelling => Self::Spelling,
        }
    }
}

impl From<SendError> for ProxyError {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Certificate(error) => Self::CameraCertificate(error),
            SendError::Timeout(_) => Self::CameraTimeout,
            SendError::Known(cause, detail) => Self::CameraFault(cause, detail),
            SendError::Unintelligible(_) => Self::CameraUnintelligible,
            // The proxy does not log in by itself.
            SendError::Login(error) => Self::CameraUnreachable(error.to_string()),
            SendError::Unreachable(cause) => Self::CameraUnreachable(cause),
        }
    }
}

impl IntoResponse for ProxyError {
    fn into_response(self) -> Response {
        let (status, cause) = (self.status(), self.cause());
        Refusal { status, cause, detail: self.into_detail() }.into_response()
    }
}
