//! Which pages may ask: the gateway's own, and those of sites that the settings name.
//!
//! A page of another site cannot read an answer, but it could open streams, take the viewers'
//! places and move cameras. Browsers say who asks: by `Sec-Fetch-Site` to https and on the
//! loopback, by `Origin` where a script asks or something is sent, else by `Referer`, which the
//! asking page may keep back.

use axum::http::header::{HOST, ORIGIN, REFERER, UPGRADE_INSECURE_REQUESTS, USER_AGENT};
use axum::http::{HeaderMap, HeaderValue};
use url::{Origin, Url};

use crate::config::Site;

/// The origin of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asker {
    /// The gateway's own page, or a person at the address bar.
    OwnPage,
    /// Somebody opens the address in a tab or a frame: a person, or a page that hides who it is.
    Navigation,
    /// A page of a site that the settings allow.
    AllowedPage,
    /// A page of any other site.
    ForeignPage,
    /// A browser that does not say. The gateway's own page always does.
    SilentBrowser,
    /// No browser: a player, a script, another server.
    Program,
}

impl Asker {
    /// The sender of a request with these header fields.
    pub(super) fn of(site: &Site, headers: &HeaderMap) -> Self {
        let origin = headers.get(ORIGIN).map(HeaderValue::as_bytes);
        let referrer =
            headers.get(REFERER).map(|value| value.to_str().ok().and_then(|text| Url::parse(text).ok()));
        let allowed = |origin: &[u8]| site.allow_origins.iter().any(|allowed| allowed.as_bytes() == origin);
        // A picture of a page comes with the page's Referer and without an Origin.
        let is_allowed = match (origin, &referrer) {
            (Some(origin), _) => allowed(origin),
            (None, Some(Some(page))) => allowed(page.origin().ascii_serialization().as_bytes()),
            (None, _) => false,
        };
        let own = |page: &Url| is_own(site, headers, page);
        match headers.get("sec-fetch-site").map(HeaderValue::as_bytes) {
            Some(b"same-origin" | b"none") => Self::OwnPage,
            _ if is_allowed => Self::AllowedPage,
            Some(_) => Self::ForeignPage,
            None => match (origin, referrer) {
                (Some(origin), _) => {
                    let page = str::from_utf8(origin).ok().and_then(|origin| Url::parse(origin).ok());
                    if page.is_some_and(|page| own(&page)) { Self::OwnPage } else { Self::ForeignPage }
                }
                (None, Some(page)) => {
                    if page.is_some_and(|page| own(&page)) {
                        Self::OwnPage
                    } else {
                        Self::ForeignPage
                    }
                }
                (None, None) => silent(headers),
            },
        }
    }

    /// Whether the asker may use the cameras. A page that opens a stream in a frame sees nothing:
    /// the policy of the answer forbids frames, and the browser lets go of the stream.
    pub(super) fn may_watch(self) -> bool {
        matches!(self, Self::OwnPage | Self::Navigation | Self::AllowedPage | Self::Program)
    }

    /// Whether the asker may use the proxy. Programs reach cameras by themselves.
    pub(super) fn may_use_proxy(self) -> bool {
        self == Self::OwnPage
    }
}

/// Whether a page of this address is the gateway's. A server in front may have put its own name for
/// the gateway in place of the one that the browser knows, so names of the settings count as well.
fn is_own(site: &Site, headers: &HeaderMap, page: &Url) -> bool {
    let Origin::Tuple(_, host, port) = page.origin() else { return false };
    let Some(asked) = headers.get(HOST).and_then(|host| host.to_str().ok()) else { return false };
    let host = host.to_string();
    let named = match page.port() {
        Some(_) => format!("{host}:{port}"),
        None => host.clone(),
    };
    named.eq_ignore_ascii_case(asked) || site.knows(&host)
}

/// Who sends neither of the three fields.
///
/// Every browser calls itself `Mozilla/`, and no page can change that of a picture, a frame or a
/// form. A person who opens an address sends what [`UPGRADE_INSECURE_REQUESTS`] names; a picture
/// cannot.
fn silent(headers: &HeaderMap) -> Asker {
    let is_browser = headers.get(USER_AGENT).is_some_and(|agent| agent.as_bytes().starts_with(b"Mozilla/"));
    match is_browser {
        false => Asker::Program,
        true if headers.contains_key(UPGRADE_INSECURE_REQUESTS) => Asker::Navigation,
        true => Asker::SilentBrowser,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;

    use super::*;

    const FIREFOX: (&str, &str) = ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0");
    const HOST: (&str, &str) = ("host", "192.168.0.5:8080");

    fn asker(fields: &[(&'static str, &'static str)]) -> Asker {
        let site = Site {
            allow_origins: vec![HeaderValue::from_static("https://friend.example")],
            hosts: vec!["cams.example".to_owned()],
            ..Site::default()
        };
        let field = |&(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        Asker::of(&site, &fields.iter().map(field).collect())
    }

    #[test]
    fn a_browser_that_says_so_is_believed() {
        for site in ["same-origin", "none"] {
            assert_eq!(asker(&[HOST, FIREFOX, ("sec-fetch-site", site)]), Asker::OwnPage);
        }
        for site in ["cross-site", "same-site", "", "same-origin, cross-site"] {
            let site = ("sec-fetch-site", site);
            assert_eq!(asker(&[HOST, site]), Asker::ForeignPage, "{site:?}");
            let own = ("referer", "http://192.168.0.5:8080/");
            assert_eq!(asker(&[HOST, site, own]), Asker::ForeignPage, "{site:?}");
            assert_eq!(asker(&[HOST, site, ("origin", "https://friend.example")]), Asker::AllowedPage);
            // An <img> of an allowed site.
            assert_eq!(asker(&[HOST, site, ("referer", "https://friend.example/x")]), Asker::AllowedPage);
            assert_eq!(asker(&[HOST, site, ("referer", "https://friend.example.evil/")]), Asker::ForeignPage);
        }
    }

    #[test]
    fn over_plain_http_the_origin_tells() {
        let from = |origin| asker(&[HOST, FIREFOX, ("origin", origin)]);
        for own in ["http://192.168.0.5:8080", "https://cams.example", "https://cams.example:444"] {
            assert_eq!(from(own), Asker::OwnPage, "{own}");
        }
        assert_eq!(from("https://friend.example"), Asker::AllowedPage);
        for foreign in
            ["http://evil.example", "http://192.168.0.5", "null", "", "file://", "http://friend.example"]
        {
            assert_eq!(from(foreign), Asker::ForeignPage, "{foreign}");
        }
        // A forged Referer does not help a foreign Origin.
        let forged = [HOST, ("origin", "http://evil.example"), ("referer", "http://192.168.0.5:8080/")];
        assert_eq!(asker(&forged), Asker::ForeignPage);
    }

    #[test]
    fn over_plain_http_the_page_that_asks_tells() {
        let from = |referrer| asker(&[HOST, FIREFOX, ("referer", referrer)]);
        for own in ["http://192.168.0.5:8080/?src=yard", "http://cams.example/"] {
            assert_eq!(from(own), Asker::OwnPage, "{own}");
        }
        assert_eq!(from("https://friend.example/"), Asker::AllowedPage);
        for foreign in [
            "http://192.168.0.5/",
            "http://evil.example/192.168.0.5:8080",
            "http://192.168.0.5:8080@evil.example/",
            "null",
            "",
        ] {
            assert_eq!(from(foreign), Asker::ForeignPage, "{foreign}");
        }
    }

    #[test]
    fn a_request_without_origin_comes_from_a_program_or_a_browser_that_hides_it() {
        assert_eq!(asker(&[HOST]), Asker::Program);
        assert_eq!(asker(&[HOST, ("user-agent", "VLC/3.0.20 LibVLC/3.0.20")]), Asker::Program);
        assert_eq!(asker(&[HOST, FIREFOX]), Asker::SilentBrowser);
        assert_eq!(asker(&[HOST, FIREFOX, ("upgrade-insecure-requests", "1")]), Asker::Navigation);
        assert!(Asker::Program.may_watch() && !Asker::Program.may_use_proxy());
        assert!(!Asker::SilentBrowser.may_watch() && !Asker::ForeignPage.may_watch());
        assert!(Asker::AllowedPage.may_watch() && !Asker::AllowedPage.may_use_proxy());
    }
}
