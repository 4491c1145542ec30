//! One request, one connection: a client for cameras.
//!
//! Some cameras close connections that they said they would keep, and all have few to give; so none is kept. No redirects,
//! proxies, cookies, compression or total timeouts (a stream has no end).

use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{ACCEPT, HOST, USER_AGENT};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Version};
use bytes::Bytes;
use hyper::body::{Body as _, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use tokio_util::task::AbortOnDropHandle;
use url::Url;

use super::connect::connect;
use super::tolerant::Tolerant;
use super::{Error, Request, zone};
use crate::address::request_target;

const AGENT: HeaderValue = HeaderValue::from_static(concat!("Mullion/", env!("CARGO_PKG_VERSION")));
/// Cameras repeat fields; the library's own limit is 100.
const FIELDS: usize = 256;

/// How cameras are asked. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Client {
    tls: Arc<ClientConfig>,
    connect_timeout: Duration,
    addresses: Option<Arc<[SocketAddr]>>,
}

/// A camera's answer, and its body yet to come.
#[derive(Debug)]
pub struct Response {
    url: Url,
    head: axum::http::response::Parts,
    body: Incoming,
    /// Moves the bytes; the connection is closed when this is dropped.
    _connection: AbortOnDropHandle<()>,
}

impl Client {
    /// A client that checks certificates by `tls`, and takes so long at most for a connection.
    pub(crate) fn new(tls: Arc<ClientConfig>, connect_timeout: Duration) -> Self {
        Self { tls, connect_timeout, addresses: None }
    }

    /// The same, connecting to these addresses whatever the host in the URL.
    #[must_use]
    pub fn reaching(self, addresses: Vec<SocketAddr>) -> Self {
        Self { addresses: Some(addresses.into()), ..self }
    }

    /// Sends `request` and gives the head of the answer.
    pub async fn send(&self, request: &Request) -> Result<Response, Error> {
        let connecting = connect(&request.url, self.addresses.as_deref(), &self.tls);
        let connection = tokio::time::timeout(self.connect_timeout, connecting)
            .await
            .map_err(|_| Error::ConnectTimeout(self.connect_timeout))??;
        let (mut sender, connection) = http1::Builder::new()
            // Some cameras compare the names of fields letter by letter, with the case that browsers and curl use.
            .title_case_headers(true)
            .max_headers(FIELDS)
            .ignore_invalid_headers_in_responses(true)
            .allow_spaces_after_header_name_in_responses(true)
            .allow_obsolete_multiline_headers_in_responses(true)
            .handshake(TokioIo::new(Tolerant::new(connection)))
            .await
            .map_err(|error| Error::of_http(&error))?;
        let connection = tokio::spawn(async move {
            // Whoever reads the answer learns of its end.
            let _ = connection.await;
        });
        let connection = AbortOnDropHandle::new(connection);
        let answer = sender.send_request(message(request)?).await.map_err(|error| Error::of_http(&error))?;
        let (head, body) = answer.into_parts();
        Ok(Response { url: request.url.clone(), head, body, _connection: connection })
    }
}

fn message(request: &Request) -> Result<axum::http::Request<Body>, Error> {
    let body = if request.body.is_empty() { Body::empty() } else { Body::from(request.body.clone()) };
    let mut message = axum::http::Request::new(body);
    let target = request_target(&request.url);
    *message.method_mut() = request.method.clone();
    *message.uri_mut() = target.parse().map_err(|_| Error::NoAddress("it cannot be asked for".to_owned()))?;
    let host = &request.url[url::Position::BeforeHost..url::Position::AfterPort];
    let zoned = zone::address(&request.url).map(|address| {
        format!("[{address}]{}", &request.url[url::Position::AfterHost..url::Position::AfterPort])
    });
    let host = HeaderValue::from_str(zoned.as_deref().unwrap_or(host))
        .map_err(|_| Error::NoAddress("the host is no name".to_owned()))?;
    let headers = message.headers_mut();
    headers.insert(HOST, host);
    headers.insert(USER_AGENT, AGENT);
    headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
    headers.extend(request.headers.clone());
    Ok(message)
}

impl Response {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.head.status
    }

    /// The version of HTTP.
    pub fn version(&self) -> Version {
        self.head.version
    }

    /// The header fields.
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The request.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The next bytes of the body, `None` at its end.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        loop {
            match poll_fn(|context| Pin::new(&mut self.body).poll_frame(context)).await {
                None => return Ok(None),
                Some(Err(error)) => return Err(Error::of_body(&error)),
                Some(Ok(frame)) => {
                    if let Ok(bytes) = frame.into_data() {
                        return Ok(Some(bytes));
                    }
                }
            }
        }
    }
}
