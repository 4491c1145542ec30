//! Who may ask: names of the gateway, and pages of other sites.

use axum::http::header::{HOST, ORIGIN, REFERER};
use axum::http::{HeaderMap, Method};
use url::{Host, Url};

use crate::config::Site;

/// Whether the request is meant for this gateway. A gateway on the loopback would else be readable for any web
/// page whose name its owner points at 127.0.0.1 (DNS rebinding).
pub(super) fn is_for_us(site: &Site, listens_locally: bool, headers: &HeaderMap) -> bool {
    if site.hosts.is_empty() && !listens_locally {
        return true;
    }
    // HTTP/1.0 has none, and browsers do not speak that.
    let Some(host) = headers.get(HOST) else { return true };
    let Ok(authority) = host.to_str() else { return false };
    let name = without_port(authority);
    match Host::parse(name) {
        Ok(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        Ok(Host::Domain(name)) => {
            name == "localhost" || name.ends_with(".localhost") || site.hosts.contains(&name)
        }
        Err(_) => false,
    }
}

/// Whether a request for a camera comes from a page of another site that is not allowed. Scripts there could
/// not read the answer anyway; this keeps the page from opening streams and moving cameras as well.
pub(super) fn is_foreign(site: &Site, method: &Method, headers: &HeaderMap) -> bool {
    let origin = headers.get(ORIGIN);
    if origin.is_some_and(|origin| site.allow_origins.contains(origin)) {
        return false;
    }
    match headers.get("sec-fetch-site") {
        Some(site) => site == "cross-site",
        // Browsers say so only to hosts that they trust. What sends a body always has an origin.
        None if method == Method::POST => match (origin.and_then(|o| o.to_str().ok()), headers.get(HOST)) {
            (Some(origin), Some(host)) => {
                origin.split_once("://").is_none_or(|(_, authority)| authority.as_bytes() != host.as_bytes())
            }
            _ => false,
        },
        None => false,
    }
}

/// Whether a request comes from the gateway's own page, or from no page at all (the address bar).
///
/// Browsers say so to hosts that they trust: to https, and on the loopback. To others they say where the page is
/// that asks, as the policy of our page wants it, and another site cannot make them say ours.
pub(super) fn is_own_page(site: &Site, headers: &HeaderMap) -> bool {
    if let Some(from) = headers.get("sec-fetch-site") {
        return from == "same-origin" || from == "none";
    }
    let (Some(referrer), Some(host)) = (headers.get(REFERER), headers.get(HOST)) else { return false };
    let Some(url) = referrer.to_str().ok().and_then(|referrer| Url::parse(referrer).ok()) else {
        return false;
    };
    let authority = match (url.host_str(), url.port()) {
        (Some(name), Some(port)) => format!("{name}:{port}"),
        (Some(name), None) => name.to_owned(),
        (None, _) => return false,
    };
    // A proxy in front may have put its own name for us in place of the one that the browser knows.
    authority.as_bytes() == host.as_bytes()
        || url.host_str().is_some_and(|name| site.hosts.iter().any(|known| known == name))
}

fn without_port(authority: &str) -> &str {
    match authority.rfind(':') {
        Some(colon) if !authority[colon..].contains(']') => &authority[..colon],
        _ => authority,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(fields: &[(&'static str, &'static str)]) -> HeaderMap {
        let field = |&(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        fields.iter().map(field).collect()
    }

    #[test]
    fn a_local_gateway_answers_to_its_own_names() {
        let site = Site::default();
        let ours = |host| is_for_us(&site, true, &headers(&[("host", host)]));
        for host in
            ["127.0.0.1:8080", "localhost", "LOCALHOST:80", "[::1]:8080", "192.168.0.5", "a.localhost:1"]
        {
            assert!(ours(host), "{host}");
        }
        for host in ["evil.example", "evil.example:8080", "localhost.evil.example", "", "a b"] {
            assert!(!ours(host), "{host}");
        }
        assert!(is_for_us(&site, true, &HeaderMap::new()));
        assert!(is_for_us(&site, false, &headers(&[("host", "cams.example")])), "others are not checked");
        let named = Site { hosts: vec!["cams.example".to_owned()], ..Site::default() };
        for listens_locally in [true, false] {
            let check = |host| is_for_us(&named, listens_locally, &headers(&[("host", host)]));
            assert!(check("cams.example:443") && check("127.0.0.1") && !check("evil.example"));
        }
    }

    #[test]
    fn the_proxy_is_for_the_own_page_alone() {
        let friend = HeaderValue::from_static("https://friend.example");
        let site =
            Site { allow_origins: vec![friend], hosts: vec!["cams.example".to_owned()], ..Site::default() };
        let own = |fields: &[(&'static str, &'static str)]| is_own_page(&site, &headers(fields));
        assert!(own(&[("sec-fetch-site", "same-origin")]) && own(&[("sec-fetch-site", "none")]));
        for other in ["cross-site", "same-site", "", "same-origin, cross-site"] {
            let referrer = ("referer", "http://192.168.0.5:8080/");
            let origin = ("origin", "https://friend.example");
            assert!(!own(&[("sec-fetch-site", other), ("host", "192.168.0.5:8080"), referrer, origin]));
        }
        let from = |referrer| own(&[("host", "192.168.0.5:8080"), ("referer", referrer)]);
        assert!(from("http://192.168.0.5:8080/?src=yard") && from("http://cams.example/"));
        for other in
            ["http://192.168.0.5/", "http://evil.example/192.168.0.5:8080", "null", "", "http://x@y:1/"]
        {
            assert!(!from(other), "{other}");
        }
        assert!(!own(&[("host", "192.168.0.5:8080")]), "who does not say is not believed");
    }

    #[test]
    fn pages_of_other_sites_are_refused() {
        let site = Site {
            allow_origins: vec![HeaderValue::from_static("https://friend.example")],
            ..Site::default()
        };
        let foreign =
            |method, fields: &[(&'static str, &'static str)]| is_foreign(&site, &method, &headers(fields));
        assert!(!foreign(Method::GET, &[]));
        assert!(!foreign(Method::GET, &[("sec-fetch-site", "same-origin")]));
        assert!(!foreign(Method::GET, &[("sec-fetch-site", "none")]));
        assert!(foreign(Method::GET, &[("sec-fetch-site", "cross-site")]));
        let friend = ("origin", "https://friend.example");
        assert!(!foreign(Method::GET, &[("sec-fetch-site", "cross-site"), friend]));
        let host = ("host", "192.168.0.5:8080");
        assert!(!foreign(Method::POST, &[host, ("origin", "http://192.168.0.5:8080")]));
        assert!(foreign(Method::POST, &[host, ("origin", "http://evil.example")]));
        assert!(foreign(Method::POST, &[host, ("origin", "null")]));
        assert!(!foreign(Method::POST, &[host, friend]));
    }
}
