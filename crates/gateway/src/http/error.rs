//! Why a camera gave no answer, or no more of one.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use causes::{Row, table};

use super::CertificateError;
use super::handshake::{Demand, of_alert, rustls_error};
use super::tolerant::Facts;

/// Why a camera gave no answer, or no more of one. No text names an address.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The camera's certificate is not accepted (blame: see
    /// [`CertificateProblem`](super::CertificateProblem)).
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The camera accepts the connection and closes it without an answer (blame: the camera).
    #[error("it closes the connection without an answer")]
    Closed,
    /// No connection (blame: the network or the camera).
    #[error("{}", words(.0))]
    Connect(io::Error),
    /// No connection in time (blame: the network or the camera).
    #[error("no answer within {} s", .0.as_secs_f64())]
    ConnectTimeout(Duration),
    /// The connection ended before the body had the length that the camera had told (blame: the
    /// camera or the network).
    #[error("the connection ended before the answer did")]
    CutShort,
    /// The connection ended between two chunks, without the last one (blame: the camera, or the
    /// network).
    #[error("the connection ended without the last chunk of the chunked encoding")]
    LastChunk,
    /// The connection broke (blame: the network or the camera).
    #[error("{0}")]
    Broken(String),
    /// A cause that has words of its own everywhere (blame: see its [`Row`]), and what is
    /// particular to this case.
    #[error("{}", .0.sentence_of(.1))]
    Known(&'static Row, String),
    /// The host of the URL has no address (blame: the network or the settings).
    #[error("{0}")]
    NoAddress(String),
    /// What answers does not speak HTTP, nor TLS where that was asked for (blame: the camera, or
    /// the settings). How it begins.
    #[error("the answer is not HTTP: {0}")]
    Unintelligible(String),
}

impl Error {
    /// Classifies an error of the HTTP library before a head was there.
    pub(super) fn of_head(error: &hyper::Error, facts: &Facts, demand: &Demand) -> Self {
        if matches!(&*facts.begin, [20..=23, 3, ..]) {
            return Self::Known(&table::TLS_PORT, String::new());
        }
        if error.is_parse_too_large() {
            return Self::Known(&table::HEAD_TOO_LONG, String::new());
        }
        if error.is_parse() {
            return Self::Unintelligible(begin(&facts.begin));
        }
        match io_error(error) {
            Some(io) if rustls_error(io).is_some() || demand.was_made() => of_alert(io, demand),
            _ if demand.was_made() => Self::Known(&table::TLS_CLIENT_CERTIFICATE, String::new()),
            _ if facts.begin.is_empty() => Self::Closed,
            // The head breaks off.
            _ if error.is_incomplete_message() => Self::Known(&table::NO_REPLY, String::new()),
            _ => Self::broken(error),
        }
    }

    /// Classifies an error in the middle of a body.
    pub(super) fn of_body(error: &hyper::Error) -> Self {
        match io_error(error) {
            Some(source) if source.kind() == io::ErrorKind::UnexpectedEof => Self::CutShort,
            _ => Self::broken(error),
        }
    }

    fn broken(error: &hyper::Error) -> Self {
        Self::Broken(io_error(error).map_or_else(|| cause(error), words))
    }
}

/// An error of the system or of TLS in words, without numbers.
pub(super) fn words(error: &io::Error) -> String {
    if let Some(rustls::Error::AlertReceived(alert)) = rustls_error(error) {
        return format!(
            "it refuses with the TLS alert {} ({})",
            u8::from(*alert),
            spaced(&format!("{alert:?}"))
        );
    }
    match rustls_error(error) {
        Some(rustls::Error::InvalidMessage(_)) => return "what it answers is no valid TLS".to_owned(),
        Some(tls) => return tls.to_string(),
        None => {}
    }
    let text = match error.kind() {
        io::ErrorKind::ConnectionRefused => "the connection is refused: nothing listens on that port",
        io::ErrorKind::ConnectionReset => "the other side resets the connection",
        io::ErrorKind::ConnectionAborted => "the connection was given up",
        io::ErrorKind::BrokenPipe => "the other side has closed the connection",
        io::ErrorKind::HostUnreachable => "there is no way to that host",
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown => "there is no way to that network",
        io::ErrorKind::TimedOut => "the other side does not answer in time",
        io::ErrorKind::AddrNotAvailable => "this machine has no address of that kind",
        io::ErrorKind::UnexpectedEof => "the other side closes the connection",
        io::ErrorKind::PermissionDenied => "this machine does not allow the connection",
        _ => {
            let text = error.to_string();
            return text.split(" (os error").next().unwrap_or_default().to_owned();
        }
    };
    text.to_owned()
}

/// How an answer begins, for a person: its first words, or its first bytes.
pub(super) fn begin(bytes: &[u8]) -> String {
    if bytes.starts_with(b"--") || bytes.starts_with(&[0xff, 0xd8]) {
        return "it begins with a picture, without a head before it (HTTP/0.9)".to_owned();
    }
    let line =
        bytes.split(|&byte| matches!(byte, b'\r' | b'\n')).find(|line| !line.is_empty()).unwrap_or_default();
    let line = &line[..line.len().min(40)];
    let is_text = line.iter().all(|&byte| byte == b'\t' || byte == b' ' || byte.is_ascii_graphic());
    if is_text && !line.is_empty() {
        return format!("it begins with “{}”", String::from_utf8_lossy(line));
    }
    let hex: Vec<String> = bytes.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    if hex.is_empty() {
        "it is empty".to_owned()
    } else {
        format!("it begins with the bytes {}", hex.join(" "))
    }
}

/// `HandshakeFailure` as `handshake failure`.
fn spaced(name: &str) -> String {
    let mut text = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !text.is_empty() {
            text.push(' ');
        }
        text.extend(character.to_lowercase());
    }
    text
}

fn io_error(error: &hyper::Error) -> Option<&io::Error> {
    let mut source = error.source();
    while let Some(inner) = source {
        if let Some(found) = inner.downcast_ref::<io::Error>() {
            return Some(found);
        }
        source = inner.source();
    }
    None
}

/// The innermost cause, which describes the event.
fn cause(error: &hyper::Error) -> String {
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
