//! Answers of a server, and what is to be said of each.

use e2e::{Engine, Script, Then};

/// What is at a path, and what the sheet says of it.
#[derive(Debug)]
pub(super) struct Case {
    /// The cause.
    pub(super) code: &'static str,
    /// Of the server.
    pub(super) path: &'static str,
    /// Among what is said.
    pub(super) says: &'static str,
    /// The engines that can produce it; all if there is none.
    pub(super) only: &'static [Engine],
}

impl Case {
    pub(super) fn is_for(&self, engine: Engine) -> bool {
        self.only.is_empty() || self.only.contains(&engine)
    }
}

const fn case(code: &'static str, path: &'static str, says: &'static str) -> Case {
    Case { code, path, says, only: &[] }
}

/// The engines that give pages the content of a multipart answer.
const READERS: &[Engine] = &[Engine::Chromium, Engine::Firefox];

pub(super) const CASES: &[Case] = &[
    // CORS and logins.
    case("no-cors", "/closed", "Access-Control-Allow-Origin"),
    case("unreadable", "/closed-login", "in a new tab"),
    case("login-basic", "/basic", "Basic"),
    case("login-digest", "/digest", "Digest"),
    case("login-hidden", "/hidden", "Let the gateway keep the login"),
    case("login-unsupported", "/negotiate", "Switch the camera"),
    // Statuses.
    case("refused", "/400", "no such resolution"),
    case("forbidden", "/403", "list of allowed addresses"),
    case("not-found", "/404", "No such CGI"),
    case("server-error", "/500", "500"),
    case("busy", "/503", "for 7 seconds"),
    // Content.
    case("incomplete-address", "/", "/axis-cgi/mjpg/video.cgi"),
    case("login-page", "/moved", "login page"),
    case("login-page", "/form", "login page"),
    case("web-page", "/page", "Live view of the yard"),
    case("camera-message", "/text", "Camera 1 not available"),
    case("single-picture", "/picture", "one picture"),
    case("single-picture", "/png", "one picture"),
    Case { only: READERS, ..case("other-video", "/h264-parts", "H.264") },
    Case { only: READERS, ..case("other-video", "/png-parts", "PNG") },
    Case { only: READERS, ..case("camera-message", "/text-parts", "No frames send.") },
    case("other-video", "/hls", "mpegurl"),
    case("not-video", "/document", "application/pdf"),
    // A WebKit that gives no multipart tells nothing of what does not come.
    Case { only: &[Engine::Chromium, Engine::Firefox], ..case("empty", "/empty", "empty") },
    Case { only: &[Engine::Chromium, Engine::Firefox], ..case("silent", "/silent", "sends nothing") },
    case("silent", "/dead", "sends nothing"),
    Case { only: &[Engine::WebKit], ..case("multipart-refused", "/stream", "gateway") },
];

/// What the server answers at all those paths.
pub(super) fn scripts() -> Vec<Script> {
    let multipart = "Content-Type: multipart/x-mixed-replace; boundary=b";
    let jpeg = picture();
    let part = [b"--b\r\nContent-Type: image/jpeg\r\n\r\n", jpeg, b"\r\n"].concat();
    vec![
        Script::new("/closed", &format!("200 OK\n{multipart}"), b"").then(Then::Repeat(part.clone())),
        Script::new("/closed-login", "401 Unauthorized\nContent-Type: text/html", b"<h1>Unauthorized</h1>"),
        allowed(
            "/basic",
            "401 Unauthorized\nWWW-Authenticate: Basic realm=\"x\"\nAccess-Control-Expose-Headers: WWW-Authenticate",
            b"",
        ),
        allowed(
            "/digest",
            "401 Unauthorized\nWWW-Authenticate: Digest realm=\"x\", nonce=\"y\", qop=\"auth\"\n\
             Access-Control-Expose-Headers: WWW-Authenticate",
            b"",
        ),
        allowed(
            "/hidden",
            "401 Unauthorized\nWWW-Authenticate: Digest realm=\"x\", nonce=\"y\", qop=\"auth\"",
            b"",
        ),
        allowed(
            "/negotiate",
            "401 Unauthorized\nWWW-Authenticate: Negotiate\nAccess-Control-Expose-Headers: WWW-Authenticate",
            b"",
        ),
        allowed("/400", "400 Bad Request\nContent-Type: text/plain", b"no such resolution"),
        allowed("/unnamed", "401 Unauthorized", b""),
        allowed("/403", "403 Forbidden", b""),
        allowed("/404", "404 Not Found\nContent-Type: text/html", b"<h1>No such CGI</h1>"),
        allowed("/500", "500 Internal Server Error", b""),
        allowed(
            "/503",
            "503 Service Unavailable\nRetry-After: 7\nAccess-Control-Expose-Headers: Retry-After",
            b"",
        ),
        allowed("/", "200 OK\nContent-Type: text/html", b"<html><title>Live view</title></html>"),
        allowed("/moved", "302 Found\nLocation: /login.html", b""),
        allowed("/login.html", "200 OK\nContent-Type: text/html", b"<html>Welcome</html>"),
        allowed("/form", "200 OK\nContent-Type: text/html", b"<form><input name=p type=\"password\"></form>"),
        allowed(
            "/page",
            "200 OK\nContent-Type: text/html",
            b"<html><title>Live view of the yard</title></html>",
        ),
        allowed("/text", "200 OK\nContent-Type: text/plain", b"Error: Camera 1 not available"),
        allowed("/picture", "200 OK\nContent-Type: image/jpeg", jpeg),
        allowed("/png", "200 OK\nContent-Type: image/png", PNG),
        allowed(
            "/too-long",
            &format!("200 OK\nContent-Type: image/jpeg\nContent-Length: {}", jpeg.len() + 48),
            jpeg,
        ),
        parts("/h264-parts", "video/x-h264", b"\0\0\0\x01\x67\x42\0\x1e\0\0\0\x01\x68\xce"),
        parts("/png-parts", "image/png", PNG),
        parts("/text-parts", "text/plain", b"No frames send."),
        allowed("/hls", "200 OK\nContent-Type: application/vnd.apple.mpegurl", b"#EXTM3U\n"),
        allowed("/document", "200 OK\nContent-Type: application/pdf", b"%PDF-1.7\n\xe2\xe3\xcf\xd3"),
        allowed("/empty", &format!("200 OK\n{multipart}\nContent-Length: 0"), b""),
        allowed("/silent", &format!("200 OK\n{multipart}"), b"").then(Then::Silence),
        Script { path: "/dead", answer: Vec::new(), then: Then::Silence, refusal: None },
        allowed("/stream", &format!("200 OK\n{multipart}"), b"").then(Then::Repeat(part)),
    ]
}

/// A stream of such parts without end.
fn parts(path: &'static str, kind: &str, body: &[u8]) -> Script {
    let head = format!("--b\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n", body.len());
    let part = [head.as_bytes(), body, b"\r\n"].concat();
    allowed(path, "200 OK\nContent-Type: multipart/x-mixed-replace; boundary=b", b"").then(Then::Repeat(part))
}

/// One gray pixel.
const PNG: &[u8] = include_bytes!("gray.png");

/// A server that takes every request and answers none.
pub(super) fn deaf() -> Vec<Script> {
    ["/", "/favicon.ico"]
        .map(|path| Script { path, answer: Vec::new(), then: Then::Silence, refusal: None })
        .into()
}

/// Any page may read it.
fn allowed(path: &'static str, head: &str, body: &[u8]) -> Script {
    Script::new(path, &format!("{head}\nAccess-Control-Allow-Origin: *"), body)
}

/// A gray picture of 8 by 8.
fn picture() -> &'static [u8] {
    include_bytes!("gray.jpg")
}
