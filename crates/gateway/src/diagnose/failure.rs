//! The finding for an error of the HTTP client.

use std::io::ErrorKind;

use causes::table;
use diagnosis::Failure;

use crate::http::{CertificateError, CertificateProblem, Error};

/// The finding for an error of the client.
pub(super) fn of(error: &Error) -> Failure {
    let words = error.to_string();
    match error {
        Error::Certificate(certificate) => of_certificate(certificate),
        Error::Connect(error) => match error.kind() {
            ErrorKind::ConnectionRefused => Failure::Refused,
            ErrorKind::TimedOut => Failure::TimedOut,
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
                Failure::Rejected
            }
            _ => Failure::Broken(words),
        },
        Error::ConnectTimeout(_) => Failure::TimedOut,
        Error::NoAddress(_) => Failure::NoSuchHost,
        Error::Known(cause, detail) => Failure::Known(cause, detail.clone()),
        Error::Closed => Failure::Known(&table::NO_REPLY, String::new()),
        Error::Unintelligible(begin) => Failure::NotHttp(begin.clone()),
        Error::Broken(_) | Error::CutShort | Error::LastChunk => Failure::Broken(words),
    }
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
