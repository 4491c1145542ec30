//! One request, one connection: a client for cameras.
//!
//! Some cameras close connections that they said they would keep, and all have few to give; so none
//! is kept. No redirects, proxies, cookies, compression or total timeouts (a stream has no end).

use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{ACCEPT, CONTENT_LENGTH, HOST, USER_AGENT};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Version};
use bytes::Bytes;
use causes::table;
use hyper::body::{Body as _, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use tokio_util::task::AbortOnDropHandle;
use url::Url;

use super::chunked::Fault;
use super::connect::{Opened, connect};
use super::framing::{Frame, Framing};
use super::head::{self, MENDED, Mended};
use super::hello::{self, Greeted};
use super::tolerant::{Known, Tolerant};
use super::{Error, Request, zone};
use crate::address::request_target;

const AGENT: HeaderValue = HeaderValue::from_static(concat!("Mullion/", env!("CARGO_PKG_VERSION")));

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
    frame: Frame,
    mended: Vec<Mended>,
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
        let Opened { connection, address, demand } =
            connect(&request.url, self.addresses.as_deref(), &self.tls, self.connect_timeout).await?;
        let known = Known::default();
        let (mut sender, connection) = http1::Builder::new()
            // Some cameras compare the names of fields letter by letter, with the case that
            // browsers and curl use.
            .title_case_headers(true)
            .max_headers(head::FIELDS)
            .handshake(TokioIo::new(Tolerant::new(connection, known.clone())))
            .await
            .map_err(|error| Error::of_head(&error, &known.facts(), &demand))?;
        let connection = tokio::spawn(async move {
            // Whoever reads the answer learns of its end.
            let _ = connection.await;
        });
        let connection = AbortOnDropHandle::new(connection);
        let answer = match sender.send_request(message(request)?).await {
            Ok(answer) => answer,
            Err(error) => {
                drop(connection);
                return Err(match Error::of_head(&error, &known.facts(), &demand) {
                    Error::Closed
                        if request.url.scheme() == "http"
                            && hello::greet(address, None).await != Greeted::No =>
                    {
                        Error::Known(&table::TLS_PORT, String::new())
                    }
                    error => error,
                });
            }
        };
        let (mut head, body) = answer.into_parts();
        let facts = known.facts();
        if let Framing::Length(length) = facts.framing {
            head.headers.insert(CONTENT_LENGTH, length.into());
        }
        // These answers have no body, whatever their head says (RFC 9112 section 6.3).
        let has_body = request.method != Method::HEAD && !matches!(head.status.as_u16(), 204 | 304);
        let frame = Frame::new(if has_body { facts.framing } else { Framing::Close });
        let mended = facts.mended;
        head.headers.remove(MENDED);
        if let Some(note) = head::note(&mended) {
            head.headers.insert(MENDED, note);
        }
        Ok(Response { url: request.url.clone(), head, body, frame, mended, _connection: connection })
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

    /// Faults of the answer that were put right so far.
    pub fn mended(&self) -> Vec<Mended> {
        let chunks = self.frame.fault().map(|_| Mended::Chunks);
        self.mended.iter().copied().chain(chunks).collect()
    }

    /// The fault of the chunked coding so far.
    pub(crate) fn chunk_fault(&self) -> Option<Fault> {
        self.frame.fault()
    }

    /// The length that the camera has told for the body, if it counts.
    pub(crate) fn length(&self) -> Option<u64> {
        matches!(self.frame, Frame::Length(..))
            .then(|| self.head.headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok())
            .flatten()
    }

    /// Whether the answer itself says where its body ends.
    pub(crate) fn is_framed(&self) -> bool {
        !matches!(self.frame, Frame::Close)
    }

    /// What comes after the end that the length has told, which is then wrong: the body goes on to
    /// the end of the connection.
    pub(crate) async fn beyond(&mut self) -> Option<Bytes> {
        let more = match self.frame.beyond() {
            Some(more) => more,
            None => poll_fn(|context| Pin::new(&mut self.body).poll_frame(context))
                .await?
                .ok()?
                .into_data()
                .ok()?,
        };
        self.frame = Frame::Close;
        Some(more)
    }

    /// The next bytes of the body, `None` at its end.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        while !self.frame.is_over() {
            let bytes = match poll_fn(|context| Pin::new(&mut self.body).poll_frame(context)).await {
                None => return self.frame.finish().map(|last| Some(last).filter(|last| !last.is_empty())),
                Some(Err(error)) => return Err(Error::of_body(&error)),
                Some(Ok(frame)) => self.frame.take(frame.into_data().unwrap_or_default()),
            };
            if !bytes.is_empty() {
                return Ok(Some(bytes));
            }
        }
        Ok(None)
    }
}
