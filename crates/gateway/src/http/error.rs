//! Why a camera gave no answer, or no more of one.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use rustls::AlertDescription;

use super::CertificateError;

/// Why a camera gave no answer, or no more of one. No text names an address.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The camera's certificate is not accepted (blame: see [`CertificateProblem`](super::CertificateProblem)).
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// No connection (blame: the network or the camera).
    #[error("{0}")]
    Connect(io::Error),
    /// No connection in time (blame: the network or the camera).
    #[error("no answer within {} s", .0.as_secs_f64())]
    ConnectTimeout(Duration),
    /// The connection ended before the body had the length that the camera had told (blame: the camera or the network).
    #[error("end of file before message length reached")]
    CutShort,
    /// The connection broke (blame: the network or the camera).
    #[error("{0}")]
    Broken(String),
    /// The host of the URL has no address (blame: the network or the settings).
    #[error("{0}")]
    NoAddress(String),
    /// An address of the link without the interface it is on (blame: the settings).
    #[error("{0}")]
    NoZone(String),
    /// What answers does not speak HTTP, or TLS where that was asked for (blame: the camera, or the settings).
    #[error("{0}")]
    Unintelligible(String),
    /// The camera speaks no TLS that is accepted here (blame: the camera).
    #[error("the camera's TLS is too old for this program: {0}")]
    TlsTooOld(String),
}

impl Error {
    /// Classifies an error of the handshake.
    pub(super) fn of_tls(error: &io::Error) -> Self {
        let Some(tls) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) else {
            return Self::Broken(error.to_string());
        };
        match tls {
            rustls::Error::Other(other) => match other.0.downcast_ref::<CertificateError>() {
                Some(certificate) => Self::Certificate(certificate.clone()),
                None => Self::Broken(tls.to_string()),
            },
            rustls::Error::PeerIncompatible(_)
            | rustls::Error::AlertReceived(
                AlertDescription::HandshakeFailure
                | AlertDescription::InsufficientSecurity
                | AlertDescription::ProtocolVersion,
            ) => Self::TlsTooOld(tls.to_string()),
            // Another protocol than TLS, most likely HTTP.
            rustls::Error::InvalidMessage(_) => Self::Unintelligible(tls.to_string()),
            _ => Self::Broken(tls.to_string()),
        }
    }

    /// Classifies an error of the HTTP library.
    pub(super) fn of_http(error: &hyper::Error) -> Self {
        let cause = cause(error);
        if error.is_parse() || error.is_parse_too_large() {
            return Self::Unintelligible(cause);
        }
        Self::Broken(cause)
    }

    /// Classifies an error in the middle of a body.
    pub(super) fn of_body(error: &hyper::Error) -> Self {
        let source = error.source().and_then(|source| source.downcast_ref::<io::Error>());
        match source {
            Some(source) if source.kind() == io::ErrorKind::UnexpectedEof => Self::CutShort,
            _ => Self::of_http(error),
        }
    }
}

/// The innermost cause, which says what happened.
fn cause(error: &hyper::Error) -> String {
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
