//! Why the proxy says no, or what became of its request.

use std::borrow::Cow;
use std::net::IpAddr;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use causes::Blame;
use diagnosis::Cause;

use super::hosts::Forbidden;
use super::target::InvalidTarget;
use crate::http::{CertificateError, SendError};
use crate::refusal::{Refusal, Texts, Unavailable};

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
    /// This host has an address that only an entry of its own opens (blame: the settings, or the name).
    Special {
        /// Host and port.
        host: String,
        /// The address.
        address: IpAddr,
        /// What it is for.
        purpose: &'static str,
    },
    /// The name has no address, for this reason (blame: the network, or the request).
    NameUnknown(String),
    /// The camera redirects to this scheme and host, which may not be reached (blame: the camera or the settings).
    RedirectNotAllowed(String),
    /// The camera redirects without end, or nowhere (blame: the camera).
    Redirects,
    /// The camera wants a login to another proxy: nothing that a page could use (blame: the camera).
    CameraError(StatusCode),
    /// The camera's certificate is not accepted (blame: the camera, or the settings).
    CameraCertificate(CertificateError),
    /// The camera does not answer in time (blame: the network or the camera).
    CameraTimeout,
    /// A cause that has words of its own everywhere, and what is particular to this case.
    CameraFault(Cause, String),
    /// What answers is no HTTP (blame: the camera, or the address).
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

    /// Its stable name.
    pub fn code(&self) -> &'static str {
        self.texts().code
    }

    /// Who is to blame, in one word.
    pub fn blame(&self) -> Blame {
        match self {
            Self::Credentials | Self::Malformed | Self::Scheme | Self::Spelling => Blame::Request,
            Self::Method | Self::ForeignSite | Self::Loop => Blame::Request,
            Self::Off | Self::NotListed(_) | Self::Special { .. } => Blame::Settings,
            Self::NameUnknown(_) | Self::CameraTimeout | Self::CameraUnreachable(_) => Blame::Network,
            Self::RedirectNotAllowed(_) | Self::Redirects => Blame::Camera,
            Self::CameraCertificate(_) | Self::CameraError(_) => Blame::Camera,
            Self::CameraFault(cause, _) => cause.blame(),
            Self::CameraUnintelligible => Blame::Camera,
            Self::Unavailable(why) => why.blame(),
        }
    }

    /// Code, message and hint.
    fn texts(&self) -> Texts {
        let texts = match self {
            Self::Credentials => (
                "proxy-credentials-in-url",
                "The address holds a user name or a password.",
                "Leave it out of the address and give it in the login sheet.",
            ),
            Self::Malformed => (
                "proxy-malformed-url",
                "The address after /proxy/ cannot be read.",
                "Give a whole one, such as /proxy/http://192.168.0.90/mjpg/video.mjpg.",
            ),
            Self::Scheme => (
                "proxy-scheme",
                "The proxy fetches http and https addresses only.",
                "Give the camera's http address.",
            ),
            Self::Spelling => (
                "proxy-spelling",
                "The address of the camera is not written as four decimal numbers.",
                "Write it such as 192.168.0.90.",
            ),
            Self::Method => ("method-not-allowed", "The proxy only reads.", "Use GET."),
            Self::ForeignSite => (
                "foreign-site",
                "The proxy is for the gateway's own page, and the request does not come from there.",
                "Open the viewer at the gateway's address. From a shell, add the header Sec-Fetch-Site: none.",
            ),
            Self::Loop => {
                ("proxy-loop", "The gateway is asked to ask itself.", "Give the camera's own address.")
            }
            Self::Off => (
                "proxy-off",
                "The gateway's proxy is off.",
                "Name the camera's host in mullion.toml: [proxy] hosts = [\"192.168.0.90\"].",
            ),
            Self::NotListed(_) => (
                "proxy-host-not-listed",
                "The gateway may not reach this host.",
                "Add it to hosts under [proxy] in mullion.toml.",
            ),
            Self::Special { .. } => (
                "proxy-address-forbidden",
                "This host has an address that is not for cameras.",
                "If it is right nevertheless, add the address itself to hosts under [proxy] in mullion.toml.",
            ),
            Self::NameUnknown(_) => (
                "proxy-name-unknown",
                "The gateway finds no address for this name.",
                "Check the name, or give the camera's IP address.",
            ),
            Self::RedirectNotAllowed(_) => (
                "proxy-redirect-not-allowed",
                "The camera sends the gateway to a host that it may not reach.",
                "If that is right, add the host to hosts under [proxy] in mullion.toml.",
            ),
            Self::Redirects => (
                "proxy-redirects",
                "The camera sends the gateway from one address to the next, or nowhere.",
                "Give the address of the stream itself.",
            ),
            Self::CameraError(_) => (
                "camera-error",
                "The camera answers with an error that only another proxy could use.",
                "Give the camera's own address.",
            ),
            Self::CameraCertificate(_) => (
                "camera-certificate",
                "The camera's certificate is not accepted.",
                "Make it a camera of the gateway with the lines beside this, or use its http address.",
            ),
            Self::CameraTimeout => (
                "camera-timeout",
                "The camera does not answer.",
                "Check that it is switched on and not overloaded.",
            ),
            Self::CameraFault(cause, detail) => return Texts::of(*cause, detail),
            Self::CameraUnintelligible => (
                "camera-unintelligible",
                "What answers at the camera's address does not speak HTTP.",
                "Check the address, its port above all.",
            ),
            Self::CameraUnreachable(_) => (
                "camera-unreachable",
                "The gateway cannot reach the camera.",
                "Check that it is switched on, and its address.",
            ),
            Self::Unavailable(why) => why.texts(),
        };
        texts.into()
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
        let (status, blame, Texts { code, message, hint }) = (self.status(), self.blame(), self.texts());
        Refusal { status, code, blame, message, hint, detail: self.into_detail() }.into_response()
    }
}
