//! The secrets in an address: names and passwords in its arguments, in its path, or in an address
//! inside it.
//!
//! This is the one list. The viewer leaves what it names out of links, storage and recordings; the
//! shell hides it in what it prints, logs and records.

use vapix::query;

use super::authority;

/// Names of arguments that hold secrets, in lower case and without `-`, `_` and the like.
///
/// Facts: `_sid` and `StmKey` of Synology, `loginuse` and `loginpas` of older Foscam cameras, `usr`
/// of newer ones, `-usr` of HiSilicon's, `u` and `p` of MJPEG gateways, `pw` of Blue Iris, `hdnts`
/// of Akamai, `Signature` and `Policy` of CloudFront, `ak` and `sk` (access and secret key) of Baidu's
/// and Huawei's clouds, `tkn` of Cloudflare and of VS Code's server. Who knows the `guid` of a shared
/// video may watch it.
const NAMES: [&str; 50] = [
    "account",
    "admin",
    "ak",
    "auth",
    "bearer",
    "code",
    "cookie",
    "cred",
    "creds",
    "digest",
    "guid",
    "hdnea",
    "hdnts",
    "hmac",
    "jwt",
    "keypairid",
    "kennwort",
    "logon",
    "loginpas",
    "loginuse",
    "mdp",
    "p",
    "pa",
    "pin",
    "policy",
    "pswd",
    "psw",
    "pw",
    "secret",
    "senha",
    "sess",
    "session",
    "sid",
    "sig",
    "sign",
    "signature",
    "sk",
    "ssid",
    "ticket",
    "tkn",
    "u",
    "uid",
    "uname",
    "un",
    "user",
    "userid",
    "usr",
    "usrid",
    "xamzcredential",
    "xamzsignature",
];

/// Parts of names that tell a secret wherever they stand.
const PARTS: [&str; 15] = [
    "apikey",
    "auth",
    "credential",
    "login",
    "passw",
    "passphrase",
    "passcode",
    "passwd",
    "pwd",
    "secret",
    "sessid",
    "sessionid",
    "token",
    "userpass",
    "username",
];

/// Ends of names that tell a secret.
const ENDS: [&str; 5] = ["key", "pass", "user", "usr", "hash"];

/// Whether an argument of this name (decoded) must not be stored, shown or passed on.
#[must_use]
pub fn is_secret(name: &str) -> bool {
    let mut plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    plain.make_ascii_lowercase();
    let plain = plain.as_str();
    NAMES.contains(&plain)
        || PARTS.iter().any(|part| plain.contains(part))
        || ENDS.iter().any(|end| plain.ends_with(end))
        || ["user", "pass"].iter().any(|start| plain.starts_with(start))
}

/// The names of arguments that hold secrets.
#[must_use]
pub fn names(query: &str) -> Vec<String> {
    query.split(SEPARATORS).filter(|pair| holds_secret(pair)).map(|pair| name_of(pair).0).collect()
}

/// The query without secrets; `None` if nothing is left.
#[must_use]
pub fn stripped(query: &str) -> Option<String> {
    let mut out = String::with_capacity(query.len());
    for piece in query.split_inclusive(SEPARATORS) {
        let pair = piece.trim_end_matches(SEPARATORS);
        if !holds_secret(pair) {
            out.push_str(piece);
        }
    }
    let kept = if query.ends_with(SEPARATORS) { out.as_str() } else { out.trim_end_matches(SEPARATORS) };
    (!kept.is_empty()).then(|| kept.to_owned())
}

/// Whether one pair of a query, as written, holds a secret: by its name, in an address that is its
/// value, or in a pair behind another separator.
#[must_use]
pub fn holds_secret(pair: &str) -> bool {
    pair_is_secret(pair, DEPTH)
}

/// Separators of pairs. Cameras read `;` like `&` (HTML 4, B.2.2), some people and programs write a
/// second question mark, and behind a `#` there may be pairs as well.
const SEPARATORS: [char; 4] = ['&', ';', '?', '#'];

/// The path without the values of secrets in it (`/user=admin_password=x_channel=1.sdp`,
/// `/video;jsessionid=x`) and without the login of an address in it.
#[must_use]
pub fn stripped_path(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for (at, segment) in path.split('/').enumerate() {
        if at > 0 {
            out.push('/');
        }
        out.push_str(&stripped_segment(segment));
    }
    out
}

/// The address as it may be shown, logged and recorded: without login and fragment, the values of
/// secrets replaced by `hidden`. Any text may be given; one that is no address is shown like one as
/// far as it goes.
#[must_use]
pub fn shown(address: &str) -> String {
    let (start, rest) = address.split_once("://").map_or(("", address), |(scheme, rest)| (scheme, rest));
    // A login that is still in the text may hold any character.
    let rest = &rest[authority::login_end(rest, None).unwrap_or_default()..];
    let rest = rest.split('#').next().unwrap_or_default();
    let (before, query) = match rest.split_once('?') {
        Some((before, query)) => (before, Some(query)),
        None => (rest, None),
    };
    let (host, path) = before.split_at(before.find('/').unwrap_or(before.len()));
    let mut out = String::with_capacity(address.len());
    if !start.is_empty() {
        out.push_str(start);
        out.push_str("://");
    }
    out.push_str(host.rsplit('@').next().unwrap_or_default());
    out.push_str(&stripped_path(path));
    if let Some(query) = query {
        out.push('?');
        for piece in query.split_inclusive(SEPARATORS) {
            let pair = piece.trim_end_matches(SEPARATORS);
            match pair.split_once('=') {
                Some((name, value)) if !value.is_empty() && holds_secret(pair) => {
                    out.push_str(name);
                    out.push_str("=hidden");
                }
                None if holds_secret(pair) && !is_secret(&query::decode(pair)) => out.push_str("hidden"),
                _ => out.push_str(pair),
            }
            out.push_str(&piece[pair.len()..]);
        }
    }
    out
}

/// How many addresses within addresses are looked into.
const DEPTH: usize = 3;

fn name_of(pair: &str) -> (String, Option<String>) {
    match pair.split_once('=') {
        Some((name, value)) => (query::decode(name), Some(query::decode(value))),
        // `?http://root:pass@cam/` has no name.
        None if pair.contains(':') || pair.contains('%') => (String::new(), Some(query::decode(pair))),
        None => (query::decode(pair), None),
    }
}

/// Whether a pair is a secret, or one of the pairs that its value turns out to hold.
fn pair_is_secret(pair: &str, depth: usize) -> bool {
    let mut pairs = pair.split(SEPARATORS);
    pairs.any(|pair| {
        let (name, value) = name_of(pair);
        value.is_some_and(|value| is_secret(&name) || hides_secret(&value, depth))
    })
}

/// Whether a value holds an address with a login or with a secret of its own, or pairs of which one
/// is a secret. What is too deep is taken for one.
fn hides_secret(value: &str, depth: usize) -> bool {
    let rest = value.split_once("://").or_else(|| value.split_once(":/")).map(|(_, rest)| rest);
    if rest.is_some_and(|rest| rest.split_once('@').is_some_and(|(login, _)| !login.is_empty())) {
        return true;
    }
    if depth == 0 {
        return rest.is_some() || value.contains('%');
    }
    // `url=video.cgi?pwd=x`: the pairs of another query.
    let inner = value.split_once(SEPARATORS).map_or("", |(_, inner)| inner);
    pair_is_secret(inner, depth - 1) || {
        let decoded = query::decode(value);
        decoded != value && hides_secret(&decoded, depth - 1)
    }
}

/// A segment of a path whose `name=value` pairs of secrets have lost their values, and which holds
/// no login.
fn stripped_segment(segment: &str) -> String {
    // `http://proxy/http://root:pass@cam/`: the segment of the inner authority. The @ stays as a
    // sign that a login is missing.
    let decoded = query::decode(&segment.replace('+', "%2B"));
    let has_login = decoded
        .rsplit_once('@')
        .is_some_and(|(login, _)| login.split_once(':').is_some_and(|(_, password)| !password.is_empty()));
    let plain;
    let segment = if has_login {
        let lower = segment.to_ascii_lowercase();
        let behind = [lower.rfind('@').map(|at| at + 1), lower.rfind("%40").map(|at| at + 3)];
        plain = ["%40", &segment[behind.into_iter().flatten().max().unwrap_or(segment.len())..]].concat();
        plain.as_str()
    } else {
        segment
    };
    let mut out = String::with_capacity(segment.len());
    let mut rest = segment;
    while let Some(equals) = rest.find('=') {
        let start = rest[..equals].rfind(DELIMITERS).map_or(0, |at| at + 1);
        let value = &rest[equals + 1..];
        out.push_str(&rest[..=equals]);
        let end = value_end(value);
        if !is_secret(&query::decode(&rest[start..equals])) {
            out.push_str(&value[..end]);
        }
        rest = &value[end..];
    }
    out.push_str(rest);
    out
}

/// Separators of pairs in a path.
const DELIMITERS: [char; 6] = ['_', '&', ';', ',', '!', '|'];

/// Where the value of a pair in a path ends: before a delimiter that another pair follows, or for
/// good.
fn value_end(value: &str) -> usize {
    value
        .match_indices(DELIMITERS)
        .map(|(at, _)| at)
        .find(|&at| {
            let next = &value[at + 1..];
            let name = next.chars().take_while(char::is_ascii_alphanumeric).count();
            next[name..].starts_with('=')
        })
        .unwrap_or(value.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_any_case_and_spelling() {
        for name in [
            "_sid",
            "StmKey",
            "u",
            "p",
            "userpwd",
            "usr",
            "authToken",
            "pwd",
            "password",
            "pass",
            "user",
            "username",
            "loginuse",
            "loginpas",
            "token",
            "access_token",
            "auth",
            "key",
            "apikey",
            "api_key",
            "session",
            "sid",
            "signature",
            "-usr",
            "-pwd",
            "X-Amz-Signature",
            "X-Plex-Token",
            "PHPSESSID",
            "jsessionid",
            "SynoToken",
            "streamkey",
            "user_name",
            "passphrase",
            "Authorization",
            "user[name]",
            "PW",
            "ak",
            "SK",
            "tkn",
            "guid",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "camera",
            "resolution",
            "fps",
            "compression",
            "rotation",
            "channel",
            "subtype",
            "action",
            "cmd",
            "src",
            "topic",
            "mode",
            "monitor",
            "rate",
            "text",
            "textstring",
            "textcolor",
            "clock",
            "date",
            "overlay",
            "dummy",
            "nonce",
            "x",
            "id",
            "cameraId",
            "version",
            "method",
            "format",
            "api",
            "quality",
            "stream",
            "keyframe",
            "squarepixel",
            "nbrofframes",
            "duration",
            "-chn",
            "Quality",
            "strm",
            "t",
            "frame_count",
            "title",
            "task",
            "mask",
            "break",
            "skip",
            "guide",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn pairs_that_hold_secrets_are_left_out() {
        assert_eq!(stripped("a=1&PWD=x&p%77d=y&session_token=z&b").as_deref(), Some("a=1&b"));
        assert_eq!(stripped("token=1"), None);
        assert_eq!(stripped("camera=1&resolution=640x480").as_deref(), Some("camera=1&resolution=640x480"));
        assert_eq!(names("a=1&usr=x&token=y"), ["usr", "token"]);
    }

    #[test]
    fn addresses_inside_of_addresses_keep_their_secrets() {
        for query in [
            "url=http://root:s3cret@cam/",
            "url=http%3A%2F%2Froot%3As3cret%40cam%2F",
            "url=http%253A%252F%252Froot%253As3cret%2540cam%252F",
            "u2=video.cgi%3Fpwd%3Ds3cret",
            "http://root:s3cret@cam/",
        ] {
            assert_eq!(stripped(query), None, "{query}");
            let shown = shown(&format!("http://proxy/x?{query}"));
            assert!(!shown.contains("s3cret"), "{shown}");
        }
        assert_eq!(
            stripped("url=http://cam/video.cgi?fps=5").as_deref(),
            Some("url=http://cam/video.cgi?fps=5")
        );
    }

    #[test]
    fn a_second_question_mark_separates_pairs() {
        assert_eq!(stripped("url=http://cam/v.cgi?pwd=s3cret&b").as_deref(), Some("url=http://cam/v.cgi?b"));
        assert!(holds_secret("url=http://cam/v.cgi?pwd=s3cret"));
    }

    #[test]
    fn secrets_are_found_behind_every_separator() {
        for (query, kept) in [
            ("a=1;password=s3cret", Some("a=1")),
            ("a=1;password=s3cret;b=2", Some("a=1;b=2")),
            ("a=1&b=2;pwd=s3cret&c=3", Some("a=1&b=2;c=3")),
            ("password=s3cret;a=1", Some("a=1")),
            ("a=1%3Bpassword%3Ds3cret&b", Some("b")),
            ("a=1%26password=s3cret&b", Some("b")),
            ("url=http%3A%2F%2Fcam%2F%23pwd%3Ds3cret&b", Some("b")),
            ("url=http%3A%2F%2Fcam%2F%3Fa%3D1%3Bpwd%3Ds3cret&b", Some("b")),
            ("a=1;b=2", Some("a=1;b=2")),
        ] {
            assert_eq!(stripped(query).as_deref(), kept, "{query}");
            let shown = shown(&format!("http://cam/x?{query}#password=s3cret"));
            assert!(!shown.contains("s3cret"), "{shown}");
        }
        assert!(holds_secret("a=1;password=s3cret"));
        assert_eq!(names("a=1;password=x"), ["password"]);
        assert_eq!(shown("http://cam/x?a=1;password=x&b#token=y"), "http://cam/x?a=1;password=hidden&b");
    }

    #[test]
    fn secrets_in_a_path_lose_their_values() {
        for (path, stripped) in [
            (
                "/user=admin_password=s3_cret_channel=1_stream=0.sdp",
                "/user=_password=_channel=1_stream=0.sdp",
            ),
            ("/video;jsessionid=s3cret", "/video;jsessionid="),
            ("/proxy/http://root:s3cret@cam/x", "/proxy/http://%40cam/x"),
            ("/proxy/http://root:s3cret%40cam/x", "/proxy/http://%40cam/x"),
            ("/proxy/http%3A%2F%2Froot%3As3cret%40cam/x", "/proxy/%40cam/x"),
            ("/a@b/c=d", "/a@b/c=d"),
            ("/mjpg/video.mjpg", "/mjpg/video.mjpg"),
        ] {
            assert_eq!(stripped_path(path), stripped, "{path}");
        }
    }

    #[test]
    fn what_is_shown_holds_no_secret() {
        for (address, text) in [
            (
                "http://joe:pw@cam/v.cgi?usr=joe&PWD=hunter2&fps=5&flag&p=&token=a=b#top",
                "http://cam/v.cgi?usr=hidden&PWD=hidden&fps=5&flag&p=&token=hidden",
            ),
            ("http://cam/", "http://cam/"),
            ("joe:hunter2@cam/x", "cam/x"),
            ("http://j:a@b@cam", "http://cam"),
            ("http://root:a#b/c?d@cam/x", "http://cam/x"),
        ] {
            assert_eq!(shown(address), text);
            assert_eq!(shown(text), text);
        }
    }
}
