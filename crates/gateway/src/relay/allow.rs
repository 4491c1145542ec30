//! Which requests go to a camera: paths that only read, spelt in one way.

use axum::http::Method;
use url::form_urlencoded;

use super::RelayError;

/// Longer queries are refused.
const QUERY: usize = 4096;

/// A request that may go to a camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Allowed<'a> {
    /// Below the camera's base, without query.
    pub(super) path: &'a str,
    pub(super) kind: Kind,
}

/// What the camera will answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An endless stream.
    Stream,
    /// One answer.
    Answer,
    /// One answer that names the account. Viewers are to learn its groups only.
    Groups,
    /// One answer to a body of JSON.
    Json,
}

/// Checks a request against the list. `path` is as it stands in the request line, below the camera's id.
///
/// No path of the list needs an escape, so none is accepted: what the camera reads is what was checked.
pub(super) fn check<'a>(
    method: &Method,
    path: &'a str,
    query: Option<&str>,
    ptz: bool,
) -> Result<Allowed<'a>, RelayError> {
    let query = query.unwrap_or_default();
    let (kind, query_is_allowed) = match path {
        "axis-cgi/mjpg/video.cgi" | "mjpg/video.mjpg" => (Kind::Stream, true),
        "axis-cgi/jpg/image.cgi" | "jpg/image.jpg" => (Kind::Answer, true),
        "axis-cgi/imagesize.cgi" => (Kind::Answer, true),
        "axis-cgi/usergroup.cgi" => (Kind::Groups, query.is_empty()),
        "axis-cgi/param.cgi" => (Kind::Answer, is_listing(query)),
        "axis-cgi/basicdeviceinfo.cgi" => (Kind::Json, query.is_empty()),
        "axis-cgi/com/ptz.cgi" if ptz => (Kind::Answer, true),
        _ if is_numbered_stream(path) => (Kind::Stream, true),
        _ => return Err(RelayError::PathNotAllowed),
    };
    let fits = match kind {
        Kind::Json => method == Method::POST,
        Kind::Answer | Kind::Groups | Kind::Stream => matches!(*method, Method::GET | Method::HEAD),
    };
    if !fits {
        return Err(RelayError::Method);
    }
    if !query_is_allowed || query.len() > QUERY {
        return Err(RelayError::QueryNotAllowed);
    }
    Ok(Allowed { path, kind })
}

/// `mjpg/2/video.mjpg`: the stream of a source.
fn is_numbered_stream(path: &str) -> bool {
    let number = path.strip_prefix("mjpg/").and_then(|rest| rest.strip_suffix("/video.mjpg"));
    number.is_some_and(|number| (1..=3).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a query of `param.cgi` lists and does nothing else. Cameras differ in how they read repeated
/// arguments and separators, so each argument may come once and values are plain.
fn is_listing(query: &str) -> bool {
    let mut seen: Vec<String> = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-*,".contains(&byte);
        let allowed = match name.as_ref() {
            "action" => value == "list",
            "group" | "responseformat" | "responsecharset" | "timestamp" => value.bytes().all(plain),
            _ => false,
        };
        if !allowed || seen.iter().any(|name_seen| *name_seen == name) {
            return false;
        }
        seen.push(name.into_owned());
    }
    seen.iter().any(|name| name == "action")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(path: &str, query: &str) -> Result<Kind, RelayError> {
        check(&Method::GET, path, Some(query), false).map(|allowed| allowed.kind)
    }

    #[test]
    fn lets_a_viewer_read() {
        for (path, kind) in [
            ("axis-cgi/mjpg/video.cgi", Kind::Stream),
            ("mjpg/video.mjpg", Kind::Stream),
            ("mjpg/2/video.mjpg", Kind::Stream),
            ("axis-cgi/jpg/image.cgi", Kind::Answer),
            ("jpg/image.jpg", Kind::Answer),
            ("axis-cgi/imagesize.cgi", Kind::Answer),
        ] {
            assert_eq!(get(path, "camera=1&resolution=640x480&text=%20;x"), Ok(kind), "{path}");
        }
        assert_eq!(get("axis-cgi/usergroup.cgi", ""), Ok(Kind::Groups));
        assert_eq!(
            get("axis-cgi/param.cgi", "action=list&group=Properties.Image,root.Brand"),
            Ok(Kind::Answer)
        );
        assert_eq!(get("axis-cgi/param.cgi", "group=Image.I*&action=list"), Ok(Kind::Answer));
        let info = check(&Method::POST, "axis-cgi/basicdeviceinfo.cgi", None, false);
        assert_eq!(info.map(|allowed| allowed.kind), Ok(Kind::Json));
    }

    #[test]
    fn refuses_every_other_path_and_spelling() {
        for path in [
            "",
            "/",
            "axis-cgi/admin/param.cgi",
            "axis-cgi/com/ptz.cgi",
            "axis-cgi/pwdgrp.cgi",
            "axis-cgi/restart.cgi",
            "axis-cgi/mjpg/video.cgi/",
            "axis-cgi//mjpg/video.cgi",
            "/axis-cgi/mjpg/video.cgi",
            "axis-cgi/mjpg/../restart.cgi",
            "axis-cgi/mjpg/./video.cgi",
            "../axis-cgi/mjpg/video.cgi",
            "axis-cgi/mjpg%2Fvideo.cgi",
            "axis-cgi%2fmjpg/video.cgi",
            "axis-cgi/%2e%2e/axis-cgi/mjpg/video.cgi",
            "axis-cgi\\mjpg\\video.cgi",
            "axis-cgi/mjpg/vide%6f.cgi",
            "axis-cgi/mjpg/video.cgi%00",
            "axis-cgi/mjpg/video.cgi;x",
            "AXIS-CGI/mjpg/video.cgi",
            "mjpg/video.mjpg/video.mjpg",
            "mjpg//video.mjpg",
            "mjpg/a/video.mjpg",
            "mjpg/1234/video.mjpg",
            "http://elsewhere/axis-cgi/mjpg/video.cgi",
        ] {
            assert_eq!(get(path, ""), Err(RelayError::PathNotAllowed), "{path}");
        }
    }

    #[test]
    fn refuses_to_change_parameters() {
        for query in [
            "",
            "group=Image",
            "action=update&root.Image.I0.Name=x",
            "action=list&action=update",
            "action=update&action=list",
            "action=list&root.Image.I0.Name=x",
            "action=list;action=update",
            "action=list&group=x;action=update",
            "action=list&group=x%26action=update",
            "action=list&group=x%0aaction=update",
            "action=LIST",
            "Action=list",
            "action=list&%61ction=update",
        ] {
            assert_eq!(get("axis-cgi/param.cgi", query), Err(RelayError::QueryNotAllowed), "{query}");
        }
        let long = format!("x={}", "y".repeat(QUERY));
        assert_eq!(get("axis-cgi/mjpg/video.cgi", &long), Err(RelayError::QueryNotAllowed));
    }

    #[test]
    fn refuses_methods_that_do_not_fit() {
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
            let refused = check(&method, "axis-cgi/param.cgi", Some("action=list"), false);
            assert_eq!(refused, Err(RelayError::Method), "{method}");
        }
        assert_eq!(get("axis-cgi/basicdeviceinfo.cgi", ""), Err(RelayError::Method));
    }

    #[test]
    fn moves_a_camera_only_where_that_is_set() {
        let ptz = |ptz| check(&Method::GET, "axis-cgi/com/ptz.cgi", Some("move=left"), ptz);
        assert_eq!(ptz(false), Err(RelayError::PathNotAllowed));
        assert_eq!(ptz(true).map(|allowed| allowed.kind), Ok(Kind::Answer));
    }
}
