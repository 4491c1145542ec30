//! The ways to a camera's pictures, best first.

use player::{Route, Transport};
use vapix::{Endpoint, ImageArguments, ImageRequest, query};

use address::{Source, Target, Understood};

/// A CORS proxy: asks in a page's place and lets the page read the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxy(String);

impl Proxy {
    /// Reads what a person wrote: an address to put before the camera's (`https://proxy/`), or one
    /// with `{url}` in the place for it (`https://proxy/?u={url}`). `page` is the folder of this
    /// page, for an address relative to it. `None` if it is empty, or such that a person could take
    /// its origin for another than the browser does.
    #[must_use]
    pub fn read(text: &str, page: &str) -> Option<Self> {
        let text = text.trim();
        let is_odd =
            |character: char| character.is_control() || character.is_whitespace() || character == '\\';
        if text.is_empty() || text.contains(is_odd) {
            return None;
        }
        let scheme = text.split("://").next().unwrap_or_default();
        let is_absolute = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
        let mut text =
            if is_absolute { text.to_owned() } else { format!("{page}{}", text.trim_start_matches('/')) };
        let origin = origin(&text)?;
        if text.len() == origin.len() {
            text.push('/');
        }
        Some(Self(text))
    }

    /// Scheme, host and port, as the browser reads them.
    #[must_use]
    pub fn origin(&self) -> &str {
        origin(&self.0).unwrap_or_default()
    }

    /// As it was read, absolute.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The address that asks the proxy for `url`. In a query the camera's address is escaped; in a
    /// path it stands as it is.
    #[must_use]
    pub fn via(&self, url: &str) -> String {
        match self.0.split_once(PLACE) {
            None => format!("{}{url}", self.0),
            Some((before, after)) if before.contains('?') => {
                let mut pair = String::new();
                query::push(&mut pair, "", url);
                let escaped = pair.trim_start_matches('=').replace('/', "%2F").replace(':', "%3A");
                format!("{before}{escaped}{after}")
            }
            Some((before, after)) => format!("{before}{url}{after}"),
        }
    }
}

/// Scheme, host and port of an address. `None` if it has none, has a user before the host, or
/// characters that browsers read in a way of their own.
#[must_use]
pub fn origin(url: &str) -> Option<&str> {
    let start = url.find("://")? + 3;
    let end = url[start..].find(['/', '?', '#']).map_or(url.len(), |end| start + end);
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
    (end > start && url[start..end].bytes().all(is_plain)).then_some(&url[..end])
}

/// Where in a proxy's address that of the camera stands.
const PLACE: &str = "{url}";

/// Has a camera of the gateway come in one response with others, for pages that have many: the first
/// stream need not learn of the others. Where a person wants one way alone, that stays.
pub fn share_response(routes: &mut Vec<Route>) {
    let is_shared = routes.iter().any(|route| route.transport == Transport::Mux);
    let relay = routes.iter().position(|route| route.transport == Transport::Relay);
    if let Some(relay) = relay.filter(|_| routes.len() > 1 && !is_shared) {
        let shared = Route { transport: Transport::Mux, ..routes[relay].clone() };
        routes.insert(relay, shared);
    }
}

/// The ways to the pictures of a camera; only those of `wanted` if a person wants that one. Empty
/// if there is none.
#[must_use]
pub fn routes(understood: &Understood, wanted: Option<Transport>, proxy: Option<&Proxy>) -> Vec<Route> {
    let url = &understood.url;
    let picture = picture(understood);
    let stream = !matches!(understood.target, Target::Snapshot { .. });
    let relayed = matches!(understood.source, Source::Camera(_));
    let mut routes = Vec::new();
    let mut add = |transport: Transport, url: &str, via: Option<String>| {
        // Asked for by name, any way may be tried; else those that make sense.
        let usual = match transport {
            Transport::Fetch | Transport::Proxy | Transport::Img => !relayed,
            Transport::Relay | Transport::Mux => relayed,
            _ => true,
        };
        if wanted.map_or(usual, |wanted| wanted == transport) {
            routes.push(Route { transport, url: url.to_owned(), via });
        }
    };
    if stream {
        add(Transport::Fetch, url, None);
        add(Transport::Relay, url, None);
        // The relay is this where a page has many viewers: it is a way of its own for somebody who wants it.
        if wanted == Some(Transport::Mux) {
            add(Transport::Mux, url, None);
        }
        if let Some(proxy) = proxy {
            add(Transport::Proxy, url, Some(proxy.via(url)));
        }
        add(Transport::Img, url, None);
    }
    if let Some(picture) = picture {
        add(Transport::Snapshots, &picture, None);
        if let Some(proxy) = proxy.filter(|_| !relayed) {
            add(Transport::Snapshots, &picture, Some(proxy.via(&picture)));
        }
    }
    routes
}

/// The address of a single picture of the same camera, if it is known.
fn picture(understood: &Understood) -> Option<String> {
    match &understood.target {
        Target::Axis(request) => {
            let endpoint = match request.endpoint {
                Endpoint::VideoAlias | Endpoint::ImageAlias => Endpoint::ImageAlias,
                _ => Endpoint::Image,
            };
            // These are about time, which one picture has none of.
            let arguments =
                ImageArguments { fps: None, duration: None, frames: None, ..request.arguments.clone() };
            Some(ImageRequest { endpoint, arguments, ..request.clone() }.url())
        }
        Target::Snapshot { .. } => Some(understood.url.clone()),
        Target::Stream { .. } => understood.picture(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use address::{Here, understand};

    fn camera(text: &str) -> Understood {
        let cameras = ["gate".to_owned()];
        understand(text, &Here { page: "http://host/", cameras: &cameras }).unwrap()
    }

    fn ways(text: &str, wanted: Option<Transport>, proxy: Option<&Proxy>) -> Vec<String> {
        let routes = routes(&camera(text), wanted, proxy);
        routes.iter().map(|route| format!("{} {}", route.transport.name(), route.asked())).collect()
    }

    #[test]
    fn an_axis_camera_has_them_all() {
        let proxy = Proxy::read("https://p/", "").unwrap();
        assert_eq!(
            ways("http://cam/axis-cgi/mjpg/video.cgi?fps=5&camera=2", None, Some(&proxy)),
            [
                "fetch http://cam/axis-cgi/mjpg/video.cgi?camera=2&fps=5",
                "proxy https://p/http://cam/axis-cgi/mjpg/video.cgi?camera=2&fps=5",
                "img http://cam/axis-cgi/mjpg/video.cgi?camera=2&fps=5",
                "snapshots http://cam/axis-cgi/jpg/image.cgi?camera=2",
                "snapshots https://p/http://cam/axis-cgi/jpg/image.cgi?camera=2",
            ]
        );
    }

    #[test]
    fn a_camera_of_the_gateway_is_relayed() {
        assert_eq!(
            ways("gate", None, Some(&Proxy::read("https://p/", "").unwrap())),
            [
                "relay http://host/cameras/gate/axis-cgi/mjpg/video.cgi",
                "snapshots http://host/cameras/gate/axis-cgi/jpg/image.cgi",
            ]
        );
        assert_eq!(ways("gate", Some(Transport::Img), None).len(), 1);
    }

    #[test]
    fn other_makes_have_pictures_where_they_are_known() {
        assert_eq!(
            ways("http://pi:8080/?action=stream", None, None)[2],
            "snapshots http://pi:8080/?action=snapshot"
        );
        assert_eq!(ways("http://cam/any/path.mjpg", None, None).len(), 2);
    }

    #[test]
    fn a_single_picture_is_asked_for_again_and_again() {
        assert_eq!(ways("http://cam/snap.jpg", None, None), ["snapshots http://cam/snap.jpg"]);
    }

    #[test]
    fn one_that_is_wanted_stands_alone_and_may_be_missing() {
        assert_eq!(ways("http://cam/", Some(Transport::Img), None).len(), 1);
        assert_eq!(ways("http://cam/", Some(Transport::Proxy), None).len(), 0);
    }

    #[test]
    fn a_proxy_is_a_prefix_or_a_template() {
        let via = |text: &str| Proxy::read(text, "http://host/v/").unwrap().via("http://cam:81/a?b=c&d");
        assert_eq!(via("https://p/"), "https://p/http://cam:81/a?b=c&d");
        assert_eq!(via("https://p/x?u={url}&k=1"), "https://p/x?u=http%3A%2F%2Fcam%3A81%2Fa%3Fb%3Dc%26d&k=1");
        assert_eq!(via("https://p/{url}"), "https://p/http://cam:81/a?b=c&d");
        assert_eq!(via("proxy/"), "http://host/v/proxy/http://cam:81/a?b=c&d");
        assert_eq!(via("https://p"), "https://p/http://cam:81/a?b=c&d", "not a longer name of a host");
        assert_eq!(Proxy::read("  ", ""), None);
    }

    #[test]
    fn the_origin_of_a_proxy_is_what_a_browser_takes_it_for() {
        let origin = |text: &str| Proxy::read(text, "http://host/v/").map(|proxy| proxy.origin().to_owned());
        assert_eq!(origin("https://p.example:81/x?u={url}").as_deref(), Some("https://p.example:81"));
        assert_eq!(origin("HTTP://p/").as_deref(), Some("HTTP://p"));
        assert_eq!(origin("proxy/").as_deref(), Some("http://host"));
        assert_eq!(origin("//thief/{url}").as_deref(), Some("http://host"), "a path of this page's");
        for odd in [
            "http://camera@thief/",
            "http://camera:80@thief/?u={url}",
            "http://thief\\@camera/",
            "http://thief{url}",
            "http://{url}.thief/",
            "http://thi\u{435}f/",
            "http://thief /",
            "http:///thief/",
        ] {
            assert_eq!(origin(odd), None, "{odd}");
        }
    }
}
