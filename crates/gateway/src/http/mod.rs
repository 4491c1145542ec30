//! The HTTP client that speaks to cameras: lenient with what they send, strict with where it goes.

mod certificate;
mod trust;

use std::error::Error as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, HeaderMap};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Method, Response, StatusCode};
use rustls::ClientConfig;
use url::Url;

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
        /// What is wrong with it.
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
    /// What answers does not speak HTTP, or without end (blame: the camera).
    #[error("the answer is no HTTP: {0}")]
    Unintelligible(String),
    /// The camera cannot be reached (blame: the network or the camera). The text names no address.
    #[error("{0}")]
    Unreachable(String),
}

impl SendError {
    /// What an error of the client means. `timeout` is the time that was allowed.
    pub fn from_client(error: &reqwest::Error, timeout: Duration) -> Self {
        let is_parse = |error: &hyper::Error| error.is_parse() || error.is_parse_too_large();
        if let Some(error) = certificate_error(error) {
            Self::Certificate(error)
        } else if error.is_timeout() {
            Self::Timeout(timeout)
        } else if find::<hyper::Error>(error).is_some_and(is_parse) {
            Self::Unintelligible(cause(error))
        } else {
            Self::Unreachable(cause(error))
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

/// A client without redirects, proxies, cookies and total timeouts (a stream has no end).
pub fn client(trust: &Trust, connect_timeout: Duration) -> Result<Client, ClientError> {
    build(builder(tls(trust)?, connect_timeout))
}

/// The TLS side of a client. Reading the system's authorities takes a moment; copying this does not.
pub(crate) fn tls(trust: &Trust) -> Result<ClientConfig, ClientError> {
    trust.tls().map_err(|error| match &trust.ca_file {
        Some(path) => ClientError::Certificates { path: path.clone(), error },
        None => ClientError::Tls(error.to_string()),
    })
}

/// What all clients have in common.
pub(crate) fn builder(tls: ClientConfig, connect_timeout: Duration) -> ClientBuilder {
    Client::builder()
        .user_agent(concat!("Mullion/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .no_proxy()
        .http1_only()
        // Some cameras compare the names of fields letter by letter, with the case that browsers and curl use.
        .http1_title_case_headers()
        .http1_ignore_invalid_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true)
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        // Some cameras close connections that they said they would keep, and all have few to give.
        .pool_max_idle_per_host(0)
        .connect_timeout(connect_timeout)
        .tcp_keepalive(Duration::from_secs(30))
        .tls_backend_preconfigured(tls)
}

pub(crate) fn build(builder: ClientBuilder) -> Result<Client, ClientError> {
    builder.build().map_err(|error| ClientError::Tls(cause(&error)))
}

/// Sends `request`, logs in where the camera wants it, and gives the answer's head. `timeout` covers
/// everything up to then.
pub async fn send(
    client: &Client,
    login: &Login,
    request: &Request,
    timeout: Duration,
) -> Result<Response, SendError> {
    tokio::time::timeout(timeout, attempts(client, login, request, timeout))
        .await
        .unwrap_or(Err(SendError::Timeout(timeout)))
}

async fn attempts(
    client: &Client,
    login: &Login,
    request: &Request,
    timeout: Duration,
) -> Result<Response, SendError> {
    // Unsigned or with an old nonce, with the new nonce, with a nonce that was stale already: no more.
    const ATTEMPTS: usize = 3;
    let target = request_target(&request.url);
    let signed = Signed { method: request.method.as_str(), target: &target, body: &request.body };
    for _ in 0..ATTEMPTS {
        let signature = login.sign(&signed, Instant::now())?;
        let mut headers = request.headers.clone();
        if let Some(authorization) = &signature.authorization {
            headers.insert(AUTHORIZATION, authorization.clone());
        }
        let mut builder = client.request(request.method.clone(), request.url.clone()).headers(headers);
        if !request.body.is_empty() {
            builder = builder.body(request.body.clone());
        }
        let response = builder.send().await.map_err(|error| SendError::from_client(&error, timeout))?;
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

/// The innermost cause of an error: the one that says what happened. It holds no URL.
pub fn cause(error: &reqwest::Error) -> String {
    let Some(mut innermost) = error.source() else { return error.to_string() };
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

/// The error of that type in the chain of causes.
fn find<E: std::error::Error + 'static>(error: &reqwest::Error) -> Option<&E> {
    let mut source = error.source();
    while let Some(error) = source {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        source = error.source();
    }
    None
}

/// What the check of a certificate has said, if that is why there is no connection.
fn certificate_error(error: &reqwest::Error) -> Option<CertificateError> {
    let mut source = error.source();
    while let Some(error) = source {
        if let Some(rustls::Error::Other(other)) = innermost(error).downcast_ref() {
            return other.0.downcast_ref().cloned();
        }
        source = error.source();
    }
    None
}

/// The error that I/O errors are wrapped around, which they do not tell as their source.
pub(crate) fn innermost<'a>(
    mut error: &'a (dyn std::error::Error + 'static),
) -> &'a (dyn std::error::Error + 'static) {
    while let Some(inner) = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
        error = inner;
    }
    error
}
