//! Which requests go to a camera: paths that only read, spelt in one way, and those that move it where that is set.

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
    /// One answer to a request that changes something at the camera.
    Control,
    /// One answer that names the account. Viewers are to learn its groups only.
    Groups,
    /// One answer to a body of JSON.
    Json,
}

/// Permission to move a camera, by its settings and by the request's header fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ptz {
    /// Viewers may move the camera.
    pub(super) is_allowed: bool,
    /// The request has [the field](super::CONTROL) that no page of another site can send.
    pub(super) is_announced: bool,
}

/// Checks a request against the list. `path` is as it stands in the request line, below the camera's id.
///
/// No path of the list needs an escape, so none is accepted: what the camera reads is what was checked.
pub(super) fn check<'a>(
    method: &Method,
    path: &'a str,
    query: Option<&str>,
    ptz: Ptz,
) -> Result<Allowed<'a>, RelayError> {
    let query = query.unwrap_or_default();
    let (kind, query_is_allowed) = match path {
        "axis-cgi/mjpg/video.cgi" | "mjpg/video.mjpg" => (Kind::Stream, true),
        "axis-cgi/jpg/image.cgi" | "jpg/image.jpg" => (Kind::Answer, true),
        "axis-cgi/imagesize.cgi" => (Kind::Answer, true),
        "axis-cgi/usergroup.cgi" => (Kind::Groups, query.is_empty()),
        "axis-cgi/param.cgi" => (Kind::Answer, is_listing(query)),
        "axis-cgi/basicdeviceinfo.cgi" => (Kind::Json, query.is_empty()),
        "axis-cgi/com/ptz.cgi" if ptz.is_allowed && is_question(query) => (Kind::Answer, true),
        "axis-cgi/com/ptz.cgi" if ptz.is_allowed => (Kind::Control, true),
        _ if is_numbered_stream(path) => (Kind::Stream, true),
        _ => return Err(RelayError::PathNotAllowed),
    };
    let fits = match kind {
        Kind::Json => method == Method::POST,
        // Any page can make a browser send a GET, by a picture's address.
        Kind::Control if method == Method::GET && !ptz.is_announced => return Err(RelayError::ControlByGet),
        Kind::Control => matches!(*method, Method::GET | Method::POST),
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

/// Questions that `ptz.cgi` answers without doing anything (VAPIX, PTZ API): an argument and its value.
const QUESTIONS: [(&str, &str); 12] = [
    ("info", "1"),
    ("query", "attributes"),
    ("query", "limits"),
    ("query", "mode"),
    ("query", "position"),
    ("query", "presetposall"),
    ("query", "presetposalldata"),
    ("query", "presetposcam"),
    ("query", "presetposcamdata"),
    ("query", "speed"),
    ("whoami", "1"),
    ("whoami", "yes"),
];

/// Whether a query of `ptz.cgi` is one of the questions that are known, and nothing else. Cameras
/// differ in which separators, escapes, cases and repetitions they read, so only one spelling
/// counts; any other may be a movement.
fn is_question(query: &str) -> bool {
    let mut seen: Vec<&str> = Vec::new();
    let mut questions = 0;
    for pair in query.split('&') {
        let Some((name, value)) = pair.split_once('=') else { return false };
        let is_known = match name {
            "camera" => (1..=3).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit()),
            "format" => matches!(value, "json" | "text"),
            "language" => {
                (1..=8).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-')
            }
            _ => {
                questions += 1;
                QUESTIONS.contains(&(name, value))
            }
        };
        if !is_known || seen.contains(&name) {
            return false;
        }
        seen.push(name);
    }
    questions == 1
}

/// Parameter groups that viewers need: what the camera is, its pictures, streams and movements. All
/// others (its network, its accounts, its schedules, where it sends mail) stay between the camera
/// and its administrator, whatever the gateway's account may read.
const GROUPS: [&str; 10] = [
    "Brand",
    "Image",
    "ImageSource",
    "Properties.API",
    "Properties.Firmware",
    "Properties.Image",
    "Properties.PTZ",
    "Properties.System",
    "PTZ",
    "StreamProfile",
];

/// Whether each of these parameters, separated by commas, is in one of [`GROUPS`].
fn are_groups(list: &str) -> bool {
    list.split(',').all(|parameter| {
        let parameter = parameter.strip_prefix("root.").unwrap_or(parameter);
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-*".contains(&byte);
        let in_group = |group: &&str| {
            parameter.strip_prefix(group).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        parameter.bytes().all(plain) && GROUPS.iter().any(in_group)
    })
}

/// Whether a query of `param.cgi` lists what viewers need and does nothing else. Cameras differ in
/// how they read repeated arguments and separators, so each argument may come once and values are
/// plain.
fn is_listing(query: &str) -> bool {
    let mut seen: Vec<String> = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        let allowed = match name.as_ref() {
            "action" => value == "list",
            "group" => are_groups(&value),
            "responseformat" | "responsecharset" | "timestamp" => value.bytes().all(plain),
            _ => false,
        };
        if !allowed || seen.iter().any(|name_seen| *name_seen == name) {
            return false;
        }
        seen.push(name.into_owned());
    }
    ["action", "group"].iter().all(|needed| seen.iter().any(|name| name == needed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(path: &str, query: &str) -> Result<Kind, RelayError> {
        check(&Method::GET, path, Some(query), STILL).map(|allowed| allowed.kind)
    }

    /// A camera that may not be moved.
    const STILL: Ptz = Ptz { is_allowed: false, is_announced: true };

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
        let info = check(&Method::POST, "axis-cgi/basicdeviceinfo.cgi", None, STILL);
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
            let refused = check(&method, "axis-cgi/param.cgi", Some("action=list&group=Brand"), STILL);
            assert_eq!(refused, Err(RelayError::Method), "{method}");
        }
        assert_eq!(get("axis-cgi/basicdeviceinfo.cgi", ""), Err(RelayError::Method));
    }

    #[test]
    fn shows_the_groups_that_viewers_need_and_no_others() {
        for group in
            ["Brand", "root.Brand.ProdNbr", "Image,ImageSource.I0.Sensor", "Properties.Image.I*", "PTZ.Limit"]
        {
            let query = format!("action=list&group={group}");
            assert_eq!(get("axis-cgi/param.cgi", &query), Ok(Kind::Answer), "{group}");
        }
        for group in [
            "",
            "*",
            "root",
            "root.*",
            "Network",
            "root.Network.eth0",
            "Brand,Network",
            "Brand,",
            "Brand%2CSystem",
            "ImageX",
            "Im*",
            "Properties",
            "Properties.*",
            "Properties.Network",
            "StreamProfile..%2F",
            "root.root.Brand",
            "SMTP",
        ] {
            let query = format!("action=list&group={group}");
            assert_eq!(get("axis-cgi/param.cgi", &query), Err(RelayError::QueryNotAllowed), "{group}");
        }
        // Without a group a camera lists them all.
        assert_eq!(get("axis-cgi/param.cgi", "action=list"), Err(RelayError::QueryNotAllowed));
    }

    #[test]
    fn moves_a_camera_only_where_that_is_set_and_never_by_a_plain_get() {
        let ptz = |method: Method, query, is_allowed, is_announced| {
            let ptz = Ptz { is_allowed, is_announced };
            check(&method, "axis-cgi/com/ptz.cgi", Some(query), ptz).map(|allowed| allowed.kind)
        };
        assert_eq!(ptz(Method::POST, "move=left", false, true), Err(RelayError::PathNotAllowed));
        assert_eq!(ptz(Method::GET, "query=position", false, true), Err(RelayError::PathNotAllowed));
        assert_eq!(ptz(Method::POST, "move=left", true, false), Ok(Kind::Control));
        assert_eq!(ptz(Method::GET, "move=left", true, true), Ok(Kind::Control));
        assert_eq!(ptz(Method::GET, "move=left", true, false), Err(RelayError::ControlByGet));
        assert_eq!(ptz(Method::HEAD, "move=left", true, true), Err(RelayError::Method));
        for question in [
            "query=position",
            "info=1&camera=2",
            "whoami=1",
            "whoami=yes",
            "query=attributes&format=json&language=en-us",
        ] {
            assert_eq!(ptz(Method::GET, question, true, false), Ok(Kind::Answer), "{question}");
        }
        for order in [
            "",
            "camera=1",
            "query=position&move=left",
            "query=limits&gotoserverpresetno=1",
            "query=x&%6dove=up",
            "query=position;move=home",
            "query=position%3Bmove=home",
            "query=position%26move=home",
            "query=position%0Amove=home",
            "query=position#move=home",
            "query=position?move=home",
            "query=position,move=home",
            "query=position+move=home",
            "query=position&query=limits",
            "query=position&info=1",
            "info=1&move=home",
            "Query=position",
            "QUERY=position",
            "query=Position",
            "query=home",
            "query=",
            "query",
            "query=position&camera",
            "query=position&camera=1;move=home",
            "query=position&camera=1&camera=2",
            "query=position&format=json;move=home",
            "query=position&language=en;move=home",
            "query=position&language=move%3Dhome",
            "%71uery=position",
            "query[]=position",
            "&query=position",
            "query=position&",
            "info=move",
            "whoami=1%00move=home",
        ] {
            assert_eq!(ptz(Method::GET, order, true, false), Err(RelayError::ControlByGet), "{order}");
        }
    }
}
