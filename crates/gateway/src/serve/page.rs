//! The app over HTTP.

use axum::body::Body;
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};

use super::assets::{Asset, Assets, INDEX};
use super::{coding, policy};
use crate::config::Site;

const NOT_BUILT: &str = "The viewer is not built into this program.

Build it, and start the program again:

    cargo xtask build
    cargo run --release -- serve

The gateway itself works: see /api/cameras.
";

/// Answers a request for a file of the app.
pub(super) async fn answer(
    assets: &Assets,
    site: &Site,
    method: &Method,
    path: &str,
    wanted: &HeaderMap,
) -> Response<Body> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "method not allowed\n");
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let path = path.strip_prefix('/').unwrap_or(path);
    match assets.get(path, coding::accepted(wanted)).await {
        Some(asset) => file(path, asset, site, wanted),
        None if path.is_empty() || path == INDEX => text(StatusCode::OK, NOT_BUILT),
        None => text(StatusCode::NOT_FOUND, "not found\n"),
    }
}

/// An answer of plain text, which nobody keeps.
pub(super) fn text(status: StatusCode, text: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(text.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(CONTENT_SECURITY_POLICY, policy::INERT);
    response
}

fn file(path: &str, asset: Asset, site: &Site, wanted: &HeaderMap) -> Response<Body> {
    let policy = policy::of_app(site, asset.html.as_deref());
    let tag = tag(&asset);
    let keep = if is_hashed(path) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let length = asset.bytes.len().to_string();
    let fields: [(HeaderName, &str); 9] = [
        (CACHE_CONTROL, keep),
        (CONTENT_LENGTH, &length),
        (CONTENT_SECURITY_POLICY, &policy),
        (CONTENT_TYPE, &asset.media_type),
        (ETAG, &tag),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
        // Tells the gateway, and no one else, that a request is the page's own: see the guard of the proxy.
        (HeaderName::from_static("referrer-policy"), "same-origin"),
        (VARY, "accept-encoding"),
    ];
    let mut response = Response::new(Body::empty());
    for (name, value) in fields {
        // All of them are ASCII by construction.
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    if is_known(wanted, &tag) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response.headers_mut().remove(CONTENT_TYPE);
        response.headers_mut().remove(CONTENT_LENGTH);
    } else {
        if let Some(coding) = asset.coding {
            response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
        }
        *response.body_mut() = Body::from(asset.bytes);
    }
    response
}

/// Of the bytes that are sent, so that each coding has its own.
fn tag(asset: &Asset) -> String {
    let hex: String = asset.hash[..12].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hex}\"")
}

/// Whether the browser has the file of this tag, by a weak comparison (RFC 9110 section 13.1.2).
fn is_known(wanted: &HeaderMap, tag: &str) -> bool {
    let tags = wanted.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    tags.flat_map(|value| value.split(',')).any(|one| {
        let one = one.trim();
        one == "*" || one.trim_start_matches("W/") == tag
    })
}

/// Whether trunk has put a hash of the content into the name (`app-0123456789abcdef_bg.wasm`). It
/// does not for the worker's files, whose names are written in the program.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    let Some((_, hash)) = stem.rsplit_once('-') else { return false };
    (12..=16).contains(&hash.len()) && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_are_kept_for_good() {
        for path in ["app-0123456789abcdef.js", "app-0123456789abcdef_bg.wasm", "style-9876543210fedc.css"] {
            assert!(is_hashed(path), "{path}");
        }
        for path in
            ["index.html", "", "worker.js", "worker_bg.wasm", "static/icon-large.svg", "app-deadbeef.js"]
        {
            assert!(!is_hashed(path), "{path}");
        }
    }

    #[test]
    fn a_tag_is_compared_weakly() {
        let wanted =
            |value: &'static str| [(IF_NONE_MATCH, HeaderValue::from_static(value))].into_iter().collect();
        for value in ["W/\"ab\"", "\"ab\"", "\"x\", W/\"ab\"", "*"] {
            assert!(is_known(&wanted(value), "\"ab\""), "{value}");
        }
        assert!(!is_known(&wanted("W/\"abc\""), "\"ab\""));
        assert!(!is_known(&HeaderMap::new(), "\"ab\""));
    }
}
