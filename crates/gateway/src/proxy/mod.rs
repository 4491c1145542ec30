//! A proxy for cameras that a person names in the viewer, for hosts on a list: off unless the list
//! has any.
//!
//! It asks once for the addresses of a name, checks each of them, and connects to those and no
//! others.

mod error;
mod hosts;
mod places;
mod resolve;
mod special;
mod target;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION, RETRY_AFTER, SERVER, VIA, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};
use rustls::ClientConfig;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use url::{Host, Url};

pub use error::ProxyError;
pub use hosts::{Entry, HostList, InvalidEntry};
pub use resolve::{Resolver, Resolving, SystemResolver};

use crate::config::Limits;
use crate::http::{self, Check, Client, ClientError, Request, Response as Answer, SendError, Trust};
use crate::login::follows;
use crate::refusal::Unavailable;
use crate::relay::{Kind, Passage, Place, answer_headers, is_multipart, pass, place};
use places::Hosts;

/// The camera's challenges, joined by ", ". In this field they reach the page; in their own the
/// browser would ask for a login itself.
pub const CHALLENGES: HeaderName = HeaderName::from_static("x-mullion-www-authenticate");

/// The address that has answered, where the camera has redirected to it.
pub const ANSWERED_BY: HeaderName = HeaderName::from_static("x-mullion-location");

/// Where the proxy is, relative to the viewer's page. On the list of cameras, if there is a proxy.
pub const PREFIX: &str = "proxy/";

/// The field that names [`PREFIX`].
pub const PREFIX_FIELD: HeaderName = HeaderName::from_static("x-mullion-proxy");

/// Redirects that are followed.
const REDIRECTS: usize = 4;

/// How the proxy signs its requests (RFC 9110 section 7.6.3), and knows them again.
const SIGNATURE: &str = "mullion";

/// The proxy's settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProxySettings {
    /// The hosts that it may reach.
    pub hosts: HostList,
    /// Accept any certificate.
    pub accept_any_certificate: bool,
}

/// The proxy.
#[derive(Debug)]
pub struct Proxy {
    hosts: HostList,
    tls: Arc<ClientConfig>,
    resolver: Arc<dyn Resolver>,
    places: Hosts,
    /// Of the whole gateway.
    streams: Arc<Semaphore>,
    limits: Limits,
    shutdown: CancellationToken,
}

impl Proxy {
    /// A proxy whose bodies all end when `shutdown` is cancelled. `streams` are the places that it
    /// shares with the relay. None if no host is listed.
    pub fn new(
        settings: ProxySettings,
        limits: Limits,
        streams: Arc<Semaphore>,
        resolver: Arc<dyn Resolver>,
        shutdown: CancellationToken,
    ) -> Result<Option<Self>, ClientError> {
        if settings.hosts.is_empty() {
            return Ok(None);
        }
        let check = if settings.accept_any_certificate { Check::Accept } else { Check::Verify };
        let tls = http::tls(&Trust { check, ca_file: None })?;
        let places = Hosts::new(limits.clone());
        Ok(Some(Self { hosts: settings.hosts, tls, resolver, places, streams, limits, shutdown }))
    }

    /// Answers a request for `address`, which is what follows the prefix in the request line.
    pub async fn answer(&self, address: &str, request: &Parts) -> Result<Response<Body>, ProxyError> {
        let method = &request.method;
        if !matches!(*method, Method::GET | Method::HEAD) {
            return Err(ProxyError::Method);
        }
        let wanted = &request.headers;
        if is_own(wanted) {
            return Err(ProxyError::Loop);
        }
        let url = target::parse(address, request.uri.query())?;
        let host = host_and_port(&url);
        let places = self.places.places(&host);
        let request_place =
            place(&places.requests).await.ok_or(ProxyError::Unavailable(Unavailable::TooManyRequests))?;
        let asking = tokio::time::timeout(self.limits.answer, self.ask(&url, method, wanted));
        let (camera, answered_by) = tokio::select! {
            answer = asking => answer.unwrap_or(Err(ProxyError::CameraTimeout))?,
            () = self.shutdown.cancelled() => return Err(ProxyError::Unavailable(Unavailable::ShuttingDown)),
        };
        match camera.status() {
            StatusCode::PROXY_AUTHENTICATION_REQUIRED => {
                return Err(ProxyError::CameraError(camera.status()));
            }
            // Another protocol was agreed upon, which nobody has asked for.
            status if status.is_informational() => return Err(ProxyError::CameraUnintelligible),
            _ => {}
        }
        let mut response = Response::new(Body::empty());
        *response.status_mut() = camera.status();
        *response.headers_mut() = headers(camera.headers(), wanted, answered_by.as_ref());
        if *method == Method::GET {
            let is_stream = camera.headers().get(CONTENT_TYPE).is_some_and(is_multipart);
            let (kind, places) = if is_stream {
                (Kind::Stream, self.stream_places(&places).await?)
            } else {
                (Kind::Answer, vec![request_place])
            };
            let passage = Passage {
                camera: host,
                kind,
                shutdown: self.shutdown.clone(),
                idle: self.limits.idle,
                places,
            };
            pass(camera, passage, &mut response).await;
        }
        Ok(response)
    }

    async fn stream_places(&self, places: &places::Places) -> Result<Vec<Place>, ProxyError> {
        Ok(vec![
            place(&places.streams).await.ok_or(ProxyError::Unavailable(Unavailable::TooManyForCamera))?,
            place(&self.streams).await.ok_or(ProxyError::Unavailable(Unavailable::TooManyStreams))?,
        ])
    }

    /// The camera's answer, and the address that gave it if it is another than was asked.
    async fn ask(
        &self,
        first: &Url,
        method: &Method,
        wanted: &HeaderMap,
    ) -> Result<(Answer, Option<Url>), ProxyError> {
        let mut url = first.clone();
        for _ in 0..=REDIRECTS {
            let addresses = self.reachable(&url).await.map_err(|error| match error {
                ProxyError::NotListed(_) | ProxyError::Special { .. } if url != *first => elsewhere(&url),
                error => error,
            })?;
            let mut headers = HeaderMap::new();
            headers.insert(VIA, HeaderValue::from_static("1.1 mullion"));
            if let Some(login) = wanted.get(AUTHORIZATION).filter(|_| follows(first, &url)) {
                let mut login = login.clone();
                login.set_sensitive(true);
                headers.insert(AUTHORIZATION, login);
            }
            // A client that reaches these addresses and asks nobody for others.
            let port = url.port_or_known_default().unwrap_or_default();
            let addresses = addresses.into_iter().map(|address| SocketAddr::new(address, port)).collect();
            let client = Client::new(Arc::clone(&self.tls), self.limits.connect).reaching(addresses);
            let request = Request { method: method.clone(), headers, ..Request::get(url.clone()) };
            let camera = client.send(&request).await.map_err(SendError::from)?;
            let location = camera.headers().get(LOCATION).filter(|_| is_redirect(camera.status()));
            let Some(location) = location else {
                return Ok((camera, (url != *first).then_some(url)));
            };
            let location = location.to_str().map_err(|_| ProxyError::Redirects)?;
            url = target::redirect(&url, location).map_err(|_| match url.join(location) {
                Ok(to) => elsewhere(&to),
                Err(_) => ProxyError::Redirects,
            })?;
        }
        Err(ProxyError::Redirects)
    }

    /// The addresses of a URL's host, all of which may be reached.
    async fn reachable(&self, url: &Url) -> Result<Vec<IpAddr>, ProxyError> {
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(ProxyError::Malformed);
        };
        let (addresses, is_named) = match host {
            Host::Ipv4(address) => (vec![IpAddr::V4(address)], false),
            Host::Ipv6(address) => (vec![IpAddr::V6(address)], false),
            Host::Domain(name) => {
                let is_named = self.hosts.has_name(name, port);
                if !is_named && !self.hosts.has_ranges(port) {
                    return Err(ProxyError::NotListed(host_and_port(url)));
                }
                (self.resolve(name).await?, is_named)
            }
        };
        for &address in &addresses {
            // One address that may not be reached spoils a name: nobody can tell which one would be
            // taken.
            let checked = self.hosts.check(address, port, is_named);
            checked.map_err(|forbidden| ProxyError::forbidden(&host_and_port(url), address, forbidden))?;
        }
        Ok(addresses)
    }

    async fn resolve(&self, name: &str) -> Result<Vec<IpAddr>, ProxyError> {
        match self.resolver.resolve(name).await {
            Ok(addresses) if !addresses.is_empty() => Ok(addresses),
            Ok(_) => Err(ProxyError::NameUnknown("it has none".to_owned())),
            Err(error) => Err(ProxyError::NameUnknown(error.to_string())),
        }
    }
}

/// Whether a request comes from a proxy of this kind.
fn is_own(headers: &HeaderMap) -> bool {
    let values = headers.get_all(VIA).iter().filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .any(|hop| hop.split_ascii_whitespace().nth(1).is_some_and(|by| by.eq_ignore_ascii_case(SIGNATURE)))
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

fn host_and_port(url: &Url) -> String {
    format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default())
}

/// A redirect to an address that may not be reached: scheme and host, the rest may hold anything.
fn elsewhere(to: &Url) -> ProxyError {
    let origin = to.origin();
    let shown = if origin.is_tuple() { origin.ascii_serialization() } else { format!("{}:", to.scheme()) };
    ProxyError::RedirectNotAllowed(shown)
}

fn headers(camera: &HeaderMap, wanted: &HeaderMap, answered_by: Option<&Url>) -> HeaderMap {
    let mut headers = answer_headers(camera, wanted);
    let challenges: Vec<&[u8]> = camera.get_all(WWW_AUTHENTICATE).iter().map(HeaderValue::as_bytes).collect();
    let fields = [
        (CHALLENGES, (!challenges.is_empty()).then(|| HeaderValue::from_bytes(&challenges.join(&b", "[..])))),
        (ANSWERED_BY, answered_by.map(|url| HeaderValue::from_str(url.as_str()))),
        (RETRY_AFTER, camera.get(RETRY_AFTER).cloned().map(Ok)),
        // Tells whose camera it is.
        (SERVER, camera.get(SERVER).cloned().map(Ok)),
    ];
    for (name, value) in fields {
        if let Some(Ok(value)) = value {
            headers.insert(name, value);
        }
    }
    headers
}
