//! The HTTP client that speaks to cameras: lenient with what they send, strict with where it goes.

mod certificate;
pub(crate) mod chunked;
mod client;
mod connect;
mod error;
mod framing;
mod handshake;
pub(crate) mod head;
mod hello;
mod tolerant;
mod trust;
pub(crate) mod zone;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, Method, StatusCode};
use bytes::Bytes;
use causes::{Row, table};
use rustls::ClientConfig;
use url::Url;

pub use client::{Client, Response};
pub use error::Error;
pub use head::Mended;
pub(crate) use head::{MENDED, note};

pub use trust::{
    AuthoritiesError, CertificateError, CertificateProblem, Check, Fingerprint, InvalidFingerprint, Trust,
};

use crate::address::request_target;
use crate::excerpt::{EXCERPT, excerpt};
use crate::login::{Login, LoginError, Signed};

/// Why no client could be made (blame: the settings).
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The file of authorities cannot be read.
    #[error("cannot read certificates from {}: {error}", path.display())]
    Certificates {
        /// The file.
        path: PathBuf,
        /// The fault.
        error: AuthoritiesError,
    },
    /// The TLS library refuses its settings.
    #[error("cannot set up TLS: {0}")]
    Tls(String),
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// No way past the camera's login.
    #[error(transparent)]
    Login(#[from] LoginError),
    /// The camera's certificate is not accepted (blame: see [`CertificateProblem`]).
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// No answer in time (blame: the network or the camera).
    #[error("no answer within {} s", .0.as_secs_f64())]
    Timeout(Duration),
    /// A cause that has words of its own everywhere (blame: see its [`Row`]), and what is
    /// particular to this case.
    #[error("{}", .0.sentence_of(.1))]
    Known(&'static Row, String),
    /// What answers does not speak HTTP (blame: the camera, or the settings). How it begins.
    #[error("the answer is not HTTP: {0}")]
    Unintelligible(String),
    /// The camera cannot be reached (blame: the network or the camera). The text names no address.
    #[error("{0}")]
    Unreachable(String),
}

impl From<Error> for SendError {
    fn from(error: Error) -> Self {
        match error {
            Error::Certificate(error) => Self::Certificate(error),
            Error::ConnectTimeout(time) => Self::Timeout(time),
            Error::Known(cause, detail) => Self::Known(cause, detail),
            Error::Unintelligible(begin) => Self::Unintelligible(begin),
            Error::Closed => Self::Known(&table::NO_REPLY, String::new()),
            Error::Connect(_)
            | Error::CutShort
            | Error::LastChunk
            | Error::Broken(_)
            | Error::NoAddress(_) => Self::Unreachable(error.to_string()),
        }
    }
}

/// A request to a camera, which may have to be sent more than once.
#[derive(Debug, Clone)]
pub struct Request {
    /// GET or POST.
    pub method: Method,
    /// Without credentials.
    pub url: Url,
    /// Fields beside `Authorization`.
    pub headers: HeaderMap,
    /// The body; none is sent if it is empty.
    pub body: Bytes,
}

impl Request {
    /// A GET without further fields.
    pub fn get(url: Url) -> Self {
        Self { method: Method::GET, url, headers: HeaderMap::new(), body: Bytes::new() }
    }
}

/// A client that checks certificates so, and takes so long at most for a connection.
pub fn client(trust: &Trust, connect_timeout: Duration) -> Result<Client, ClientError> {
    Ok(Client::new(tls(trust)?, connect_timeout))
}

/// The TLS side of a client. Reading the system's authorities takes a moment; sharing this does
/// not.
pub(crate) fn tls(trust: &Trust) -> Result<Arc<ClientConfig>, ClientError> {
    let config = trust.tls().map_err(|error| match &trust.ca_file {
        Some(path) => ClientError::Certificates { path: path.clone(), error },
        None => ClientError::Tls(error.to_string()),
    })?;
    Ok(Arc::new(config))
}

/// Sends `request`, logs in where the camera wants it, and gives the answer's head. `timeout`
/// covers everything up to then.
pub async fn send(
    client: &Client,
    login: &Login,
    request: &Request,
    timeout: Duration,
) -> Result<Response, SendError> {
    tokio::time::timeout(timeout, attempts(client, login, request))
        .await
        .unwrap_or(Err(SendError::Timeout(timeout)))
}

async fn attempts(client: &Client, login: &Login, request: &Request) -> Result<Response, SendError> {
    // Unsigned or with an old nonce, with the new nonce, with a nonce that was stale already: no
    // more.
    const ATTEMPTS: usize = 3;
    let target = request_target(&request.url);
    let signed = Signed { method: request.method.as_str(), target: &target, body: &request.body };
    for _ in 0..ATTEMPTS {
        let signature = login.sign(&signed, Instant::now())?;
        let mut request = request.clone();
        if let Some(authorization) = &signature.authorization {
            request.headers.insert(AUTHORIZATION, authorization.clone());
        }
        let response = client.send(&request).await?;
        if response.status() != StatusCode::UNAUTHORIZED {
            login.accepted(&signature);
            return Ok(response);
        }
        login.challenged(&signature, response.headers(), Instant::now())?;
    }
    Err(login.refused(Instant::now()).into())
}

/// The beginning of a refusal's body, as far as it comes at once.
pub async fn first_text(mut response: Response) -> String {
    let mut bytes = Vec::new();
    let reading = async {
        while let Ok(Some(chunk)) = response.chunk().await {
            bytes.extend_from_slice(&chunk);
            if bytes.len() >= EXCERPT {
                break;
            }
        }
    };
    // What came in time is what there is to show.
    let _ = tokio::time::timeout(Duration::from_secs(2), reading).await;
    excerpt(&bytes)
}
