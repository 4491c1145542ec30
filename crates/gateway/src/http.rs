//! The HTTP client that speaks to cameras: lenient with what they send, strict with where it goes.

use std::error::Error as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, HeaderMap};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, Method, Response, StatusCode};
use url::Url;

use crate::address::request_target;
use crate::excerpt::{EXCERPT, excerpt};
use crate::login::{Login, LoginError, Signed};

/// How certificates of cameras are checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trust {
    /// A PEM file of authorities that are accepted beside the system's.
    pub ca_file: Option<PathBuf>,
    /// Accept any certificate. The connection is then encrypted but not authenticated.
    pub any_certificate: bool,
}

/// Why no client could be made (blame: the settings).
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The file of authorities cannot be read.
    #[error("cannot read certificates from {}: {error}", path.display())]
    Certificates {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: String,
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
    fn from_client(error: &reqwest::Error, timeout: Duration) -> Self {
        let is_parse = |error: &hyper::Error| error.is_parse() || error.is_parse_too_large();
        if error.is_timeout() {
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
    // Fails if a provider is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    // reqwest's own choice fails without system certificates, even if no https camera is ever asked.
    let system = rustls_native_certs::load_native_certs().certs;
    let mut certificates: Vec<Certificate> =
        system.iter().filter_map(|certificate| Certificate::from_der(certificate).ok()).collect();
    if let Some(path) = &trust.ca_file {
        certificates.extend(certificates_in(path)?);
    }
    Client::builder()
        .user_agent(concat!("Mullion/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .no_proxy()
        .http1_only()
        .http1_ignore_invalid_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true)
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        // Some cameras close connections that they said they would keep, and all have few to give.
        .pool_max_idle_per_host(0)
        .connect_timeout(connect_timeout)
        .tcp_keepalive(Duration::from_secs(30))
        .tls_certs_only(certificates)
        .tls_danger_accept_invalid_certs(trust.any_certificate)
        .build()
        .map_err(|error| ClientError::Tls(cause(&error)))
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

fn certificates_in(path: &Path) -> Result<Vec<Certificate>, ClientError> {
    let failed = |error: String| ClientError::Certificates { path: path.to_owned(), error };
    let pem = std::fs::read(path).map_err(|error| failed(error.to_string()))?;
    let certificates = Certificate::from_pem_bundle(&pem).map_err(|error| failed(cause(&error)))?;
    if certificates.is_empty() {
        return Err(failed("no certificate in it".to_owned()));
    }
    Ok(certificates)
}
