//! The gateway's routes.

use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::uri::{PathAndQuery, Uri};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{any, get};
use tower::Service as _;
use tower_http::cors::CorsLayer;

use super::assets::Assets;
use super::guard::Asker;
use super::names::{self, NotForUs};
use super::walls::Walls;
use super::{displays, page, policy, recordings};
use crate::config::Site;
use crate::displays::Displays;
use crate::proxy::{self, Proxy, ProxyError};
use crate::relay::{CONTROL, Relay, RelayError};

/// All that the gateway's answers depend on.
#[derive(Debug)]
pub struct Gateway {
    /// The cameras.
    pub relay: Relay,
    /// For cameras that a person names, if it is on.
    pub proxy: Option<Proxy>,
    /// Displays that say that they live, if it is on.
    pub displays: Displays,
    /// The app.
    pub assets: Assets,
    /// How the gateway appears to browsers.
    pub site: Site,
    /// The configuration of walls, tours and displays, if there is one.
    pub walls: Option<Arc<Walls>>,
}

/// The gateway as a service. Recordings run from now on, until the relay's shutdown.
pub fn app(gateway: Arc<Gateway>) -> Router {
    gateway.relay.record();
    let cors = CorsLayer::new()
        .allow_origin(gateway.site.allow_origins.clone())
        .allow_methods([Method::GET, Method::HEAD, Method::POST])
        .allow_headers([CONTENT_TYPE, CONTROL]);
    let routes = Router::new()
        .route("/api/cameras", get(list))
        .route("/api/cameras/{id}/recording", any(recordings::recording))
        .route("/api/cameras/{id}/recordings", get(recordings::list))
        .route("/api/cameras/{id}/recordings/{segment}", get(recordings::segment))
        .route("/mullion.json", get(configuration))
        .route("/cameras/{*rest}", any(relay))
        .route("/mux", any(open_mux))
        .route("/mux/{session}", any(change_mux))
        .layer(cors)
        // No other site may use it, whatever it may do with the cameras.
        .route("/api/displays", get(displays::list))
        .route("/api/displays/{name}", any(displays::beat))
        .route("/api/displays/{name}/order", any(displays::order))
        .route("/proxy/", any(fetch))
        .route("/proxy/{*rest}", any(fetch))
        .fallback(file)
        .with_state(Arc::clone(&gateway));
    Router::new().fallback(move |request: Request<Body>| enter(gateway, routes, request))
}

/// The checks that every request passes first.
async fn enter(gateway: Arc<Gateway>, mut routes: Router, request: Request<Body>) -> Response<Body> {
    let site = &gateway.site;
    let named = names::check(site, request.version(), request.uri(), request.headers());
    let mut response = if let Err(reason) = named {
        let status = match reason {
            NotForUs::Unreadable => StatusCode::BAD_REQUEST,
            NotForUs::Unknown(_) => StatusCode::MISDIRECTED_REQUEST,
        };
        page::text(status, reason.to_string())
    } else if request.method() == Method::CONNECT {
        // This is no proxy.
        page::text(StatusCode::METHOD_NOT_ALLOWED, "method not allowed\n")
    } else {
        match below(&site.base, request) {
            Below::Inside(request) => match routes.call(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            },
            Below::Beside(response) => response,
        }
    };
    let shared = if site.allow_origins.is_empty() { "same-origin" } else { "cross-origin" };
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(REFERRER_POLICY).or_insert(HeaderValue::from_static("no-referrer"));
    headers.entry(RESOURCE_POLICY).or_insert(HeaderValue::from_static(shared));
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(policy::INERT);
    response
}

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

async fn file(
    State(gateway): State<Arc<Gateway>>,
    method: Method,
    uri: Uri,
    wanted: HeaderMap,
) -> Response<Body> {
    page::answer(&gateway.assets, &gateway.site, &method, uri.path(), &wanted).await
}

async fn list(State(gateway): State<Arc<Gateway>>, wanted: HeaderMap) -> Result<Response<Body>, RelayError> {
    if !Asker::of(&gateway.site, &wanted).may_watch() {
        return Err(RelayError::ForeignSite);
    }
    let mut response = Json(gateway.relay.list()).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if gateway.proxy.is_some() {
        let prefix = HeaderValue::from_static(proxy::PREFIX);
        response.headers_mut().insert(proxy::PREFIX_FIELD, prefix);
    }
    Ok(response)
}

/// The gateway's configuration of walls; without one, the file of the app's folder.
async fn configuration(
    State(gateway): State<Arc<Gateway>>,
    method: Method,
    uri: Uri,
    wanted: HeaderMap,
) -> Result<Response<Body>, RelayError> {
    let Some(walls) = gateway.walls.clone() else {
        return Ok(page::answer(&gateway.assets, &gateway.site, &method, uri.path(), &wanted).await);
    };
    if !Asker::of(&gateway.site, &wanted).may_watch() {
        return Err(RelayError::ForeignSite);
    }
    // A task that panics gives nothing.
    let Some(json) = tokio::task::spawn_blocking(move || walls.json()).await.ok().flatten() else {
        return Ok(page::text(StatusCode::NOT_FOUND, "not found\n"));
    };
    let mut response = Response::new(Body::from(json));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

async fn relay(
    State(gateway): State<Arc<Gateway>>,
    request: Request<Body>,
) -> Result<Response<Body>, RelayError> {
    if !Asker::of(&gateway.site, request.headers()).may_watch() {
        return Err(RelayError::ForeignSite);
    }
    // As it stands in the request line: the router's own parameters are decoded.
    let whole = request.uri().path().to_owned();
    let below = whole.strip_prefix("/cameras/").unwrap_or_default();
    let (id, path) = below.split_once('/').unwrap_or((below, ""));
    gateway.relay.answer(id, path, request).await
}

async fn open_mux(
    State(gateway): State<Arc<Gateway>>,
    request: Request<Body>,
) -> Result<Response<Body>, RelayError> {
    if !Asker::of(&gateway.site, request.headers()).may_watch() {
        return Err(RelayError::ForeignSite);
    }
    gateway.relay.open_mux(request).await
}

async fn change_mux(
    State(gateway): State<Arc<Gateway>>,
    Path(session): Path<String>,
    request: Request<Body>,
) -> Result<Response<Body>, RelayError> {
    if !Asker::of(&gateway.site, request.headers()).may_watch() {
        return Err(RelayError::ForeignSite);
    }
    gateway.relay.change_mux(&session, request).await
}

async fn fetch(State(gateway): State<Arc<Gateway>>, request: Request<Body>) -> Response<Body> {
    // The proxy only reads: there is no body that it could have a use for.
    let (request, _) = request.into_parts();
    let address = request.uri.path().strip_prefix("/proxy/").unwrap_or_default();
    let answer = if !Asker::of(&gateway.site, &request.headers).may_use_proxy() {
        Err(ProxyError::ForeignSite)
    } else if let Some(proxy) = &gateway.proxy {
        proxy.answer(address, &request).await
    } else {
        Err(ProxyError::Off)
    };
    let mut response = answer.unwrap_or_else(IntoResponse::into_response);
    response.headers_mut().insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    response
}

enum Below {
    /// The request, its path as if the base were the root.
    Inside(Request<Body>),
    Beside(Response<Body>),
}

fn below(base: &str, mut request: Request<Body>) -> Below {
    let path = request.uri().path();
    if let Some(inner) = path.strip_prefix(base) {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        return match PathAndQuery::try_from(format!("/{inner}{query}")) {
            Ok(inner) => {
                *request.uri_mut() = Uri::from(inner);
                Below::Inside(request)
            }
            Err(_) => Below::Beside(page::text(StatusCode::BAD_REQUEST, "bad request\n")),
        };
    }
    // The app's addresses are relative: without the last slash they would all be wrong.
    if path == "/" || format!("{path}/") == base {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        let mut response = page::text(StatusCode::TEMPORARY_REDIRECT, "");
        if let Ok(location) = HeaderValue::from_str(&format!("{base}{query}")) {
            response.headers_mut().insert(LOCATION, location);
        }
        return Below::Beside(response);
    }
    Below::Beside(page::text(StatusCode::NOT_FOUND, "not found\n"))
}
