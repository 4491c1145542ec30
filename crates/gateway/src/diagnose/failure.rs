//! What an error of the HTTP client means for a diagnosis.

use std::error::Error;
use std::io::{self, ErrorKind};

use diagnosis::Failure;
use rustls::AlertDescription;

use crate::http::{CertificateError, CertificateProblem, innermost};

/// What an error of the client means.
pub(super) fn of(error: &reqwest::Error) -> Failure {
    if error.is_timeout() {
        return Failure::TimedOut;
    }
    let mut source: Option<&(dyn Error + 'static)> = error.source();
    let mut last = None;
    while let Some(error) = source {
        if let Some(error) = error.downcast_ref::<hyper::Error>()
            && (error.is_parse() || error.is_parse_too_large())
        {
            return Failure::NotHttp;
        }
        if let Some(
            rustls::Error::AlertReceived(
                AlertDescription::HandshakeFailure
                | AlertDescription::InsufficientSecurity
                | AlertDescription::ProtocolVersion,
            )
            | rustls::Error::PeerIncompatible(_),
        ) = innermost(error).downcast_ref()
        {
            return Failure::TlsTooOld(innermost(error).to_string());
        }
        // Another protocol than TLS, most likely HTTP.
        if let Some(rustls::Error::InvalidMessage(_)) = innermost(error).downcast_ref() {
            return Failure::NotHttp;
        }
        if let Some(error) = error.downcast_ref::<io::Error>() {
            match error.kind() {
                ErrorKind::ConnectionRefused => return Failure::Refused,
                ErrorKind::TimedOut => return Failure::TimedOut,
                ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
                    return Failure::Rejected;
                }
                _ => {}
            }
        }
        last = Some(error.to_string());
        source = error.source();
    }
    Failure::Broken(last.unwrap_or_else(|| error.to_string()))
}

/// What a certificate's refusal means, in words that go on after "is not trusted:".
pub(super) fn of_certificate(error: &CertificateError) -> Failure {
    let CertificateError { seen, reason } = error;
    let text = match reason {
        CertificateProblem::Other(text) => format!("{text} ({seen})"),
        reason => format!("it {reason} ({seen})"),
    };
    Failure::Certificate(text)
}
