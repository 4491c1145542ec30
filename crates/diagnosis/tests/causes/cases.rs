//! For each cause the findings that it is about.

use causes::table;
use diagnosis::{
    Answer, Asker, Body, Challenges, Failure, Finding, Login, Page, Permission, Probe, Route, Seen, Subject,
};

use crate::findings::{
    H264_PART, JSON, MULTIPART, PART, STREAM, VIEWER, allowing, asked, bare, body, challenged, failed,
    faulty, https_from_afar, known, online, part, permission, redirected, rejected, set_page,
    stalled_gateway, status, timed_out,
};

/// What a case changes of the usual subject.
pub(crate) type Change = fn(&mut Subject);

/// Code, what is special about the subject, and each probe with its finding in the order in which
/// they must be asked.
pub(crate) struct Case(pub(crate) &'static str, pub(crate) Change, pub(crate) Vec<(Probe, Finding)>);

pub(crate) fn cases() -> Vec<Case> {
    let usual: Change = |_| {};
    let secure: Change = |subject| set_page(subject, "https://viewer.example", true);
    let public: Change = |subject| set_page(subject, "http://viewer.example", false);
    let by_gateway: Change = |subject| {
        subject.address = format!("{VIEWER}/cameras/gate/axis-cgi/mjpg/video.cgi");
        subject.route = Route::Gateway("gate".into());
    };
    let by_proxy: Change = |subject| subject.route = Route::Proxy(format!("{VIEWER}/proxy/"));
    let https: Change = |subject| subject.address = STREAM.replace("http", "https");
    let shell: Change = |subject| subject.asker = Asker::Shell(None);
    let for_page_with_login: Change = |subject| {
        subject.asker = Asker::Shell(Some(VIEWER.into()));
        subject.login = Login::Header;
    };
    let header: Change = |subject| subject.login = Login::Header;
    let browser: Change = |subject| subject.login = Login::Browser;
    vec![
        // Known without asking.
        Case("bad-address", |subject| subject.address = "http://cam era/".into(), vec![]),
        Case("bad-address", |subject| subject.address = "ftp://camera/".into(), vec![]),
        Case("credentials-in-address", |subject| subject.address = "http://root:pass@cam/".into(), vec![]),
        Case(
            "other-video",
            |subject| subject.address = "rtsp://root:pass@cam/axis-media/media.amp".into(),
            vec![],
        ),
        Case("other-video", |subject| subject.address = "http://cam/live/index.m3u8".into(), vec![]),
        Case("page-from-file", |subject| set_page(subject, "null", false), vec![]),
        Case("playing", |subject| subject.seen = Seen::Live, vec![]),
        Case("single-picture", |subject| subject.seen = Seen::LivePicture, vec![]),
        // The browser and its network.
        Case("offline", usual, vec![(Probe::Online, Finding::Online(false))]),
        Case("mixed-content", secure, permission(Permission::Unknown, vec![])),
        Case(
            "mixed-content",
            |subject| {
                set_page(subject, "https://viewer.example", true);
                subject.address = "http://cam.example/video".into();
            },
            online(vec![]),
        ),
        Case("permission-needed", secure, permission(Permission::Prompt, vec![])),
        Case("permission-denied", secure, permission(Permission::Denied, vec![])),
        Case(
            "permission-needed",
            https_from_afar,
            permission(Permission::Prompt, vec![timed_out(Probe::Ask)]),
        ),
        Case(
            "permission-denied",
            https_from_afar,
            permission(
                Permission::Denied,
                vec![rejected(Probe::Ask), rejected(Probe::Picture), rejected(Probe::Reach)],
            ),
        ),
        Case(
            "insecure-page",
            public,
            permission(
                Permission::Denied,
                vec![rejected(Probe::Ask), rejected(Probe::Picture), rejected(Probe::Reach)],
            ),
        ),
        Case("page-policy", usual, online(vec![(Probe::Ask, Finding::Failed(Failure::Policy))])),
        // No answer that can be read.
        Case(
            "unreachable",
            usual,
            online(vec![rejected(Probe::Ask), rejected(Probe::Picture), rejected(Probe::Reach)]),
        ),
        Case(
            "no-answer",
            usual,
            online(vec![timed_out(Probe::Ask), timed_out(Probe::Beside), timed_out(Probe::Alias)]),
        ),
        Case(
            "connections-in-use",
            usual,
            online(vec![timed_out(Probe::Ask), timed_out(Probe::Beside), (Probe::Alias, Finding::Answered)]),
        ),
        Case(
            "connections-in-use",
            by_gateway,
            online(vec![timed_out(Probe::Ask), timed_out(Probe::Beside), (Probe::Alias, Finding::Answered)]),
        ),
        Case(
            "certificate",
            https,
            online(vec![
                rejected(Probe::Ask),
                rejected(Probe::Picture),
                rejected(Probe::Reach),
                (Probe::WithoutTls, Finding::Answered),
            ]),
        ),
        Case(
            "unreachable",
            https,
            online(vec![
                rejected(Probe::Ask),
                rejected(Probe::Picture),
                rejected(Probe::Reach),
                rejected(Probe::WithoutTls),
            ]),
        ),
        Case("no-cors", usual, online(vec![rejected(Probe::Ask), (Probe::Picture, Finding::Shown)])),
        Case(
            "unreadable",
            usual,
            online(vec![rejected(Probe::Ask), rejected(Probe::Picture), (Probe::Reach, Finding::Answered)]),
        ),
        // Chromium says nothing at all of a picture that wants a login.
        Case(
            "unreadable",
            usual,
            online(vec![rejected(Probe::Ask), timed_out(Probe::Picture), (Probe::Reach, Finding::Answered)]),
        ),
        Case("preflight-refused", |subject| subject.login = Login::Unsent, asked(status(401, None, b""))),
        Case(
            "wildcard-cors",
            browser,
            online(vec![rejected(Probe::Ask), (Probe::AskWithoutLogin, status(200, Some(MULTIPART), PART))]),
        ),
        // A status.
        Case("login-basic", usual, asked(challenged(&["Basic realm=\"x\""]))),
        Case(
            "login-digest",
            usual,
            asked(challenged(&["Digest realm=\"x\", nonce=\"y\"", "Basic realm=\"x\""])),
        ),
        Case(
            "login-digest",
            usual,
            asked(challenged(&["Basic realm=\"x\", Digest realm=\"x\", nonce=\"y\""])),
        ),
        Case("login-hidden", usual, asked(status(401, None, b""))),
        Case("login-unsupported", usual, asked(challenged(&["Negotiate"]))),
        Case("login-refused", header, asked(challenged(&["Basic realm=\"x\""]))),
        // No password was sent: nobody can say that it is wrong.
        Case("login-unsupported", header, asked(challenged(&["Negotiate"]))),
        Case("forbidden", usual, asked(status(403, None, b"<h1>Forbidden</h1>"))),
        Case("not-found", usual, asked(status(404, None, b"<h1>Not Found</h1>"))),
        Case("incomplete-address", bare, asked(status(404, None, b""))),
        Case("busy", usual, asked(status(503, None, b""))),
        Case("busy", usual, asked(status(429, None, b""))),
        Case("server-error", usual, asked(status(500, None, b"oh"))),
        Case("refused", usual, asked(status(400, None, b"invalid resolution"))),
        Case("odd-status", usual, asked(status(304, None, b""))),
        // Content.
        Case(
            "login-page",
            usual,
            asked(status(200, Some("text/html"), b"<form><input type=\"password\"></form>")),
        ),
        Case(
            "login-page",
            usual,
            asked(redirected("http://192.168.1.20/login.html", b"<html>Welcome</html>")),
        ),
        Case("incomplete-address", bare, asked(status(200, Some("text/html"), b"<html>Live view</html>"))),
        Case(
            "web-page",
            usual,
            asked(status(200, Some("text/html"), b"<!DOCTYPE html><title>Live view</title>")),
        ),
        Case("web-page", usual, asked(status(200, Some("video/x-mjpeg"), b"<html>labelled wrong</html>"))),
        Case("camera-message", usual, asked(status(200, Some("text/plain"), b"Camera 1 not available"))),
        Case("camera-message", usual, asked(status(200, Some(MULTIPART), b"# Error: no video"))),
        Case("single-picture", usual, asked(status(200, Some("image/jpeg"), b"\xff\xd8\xff\xe0"))),
        Case("other-video", usual, asked(status(200, Some("application/vnd.apple.mpegurl"), b"#EXTM3U"))),
        Case("other-video", usual, asked(status(200, None, b"\0\0\0\x18ftypisom"))),
        Case("other-video", usual, asked(status(200, Some("video/h264"), b"\0\0\0\x01\x67"))),
        Case("not-video", usual, asked(status(200, Some("application/pdf"), b"%PDF-1.7\n\xe2\xe3"))),
        // A stream whose parts are no JPEGs.
        Case("other-video", usual, asked(part("video/x-h264", b"\0\0\0\x01\x67"))),
        Case("other-video", usual, asked(part("image/jpeg", b"\0\0\0\x01\x67"))),
        Case("other-video", usual, asked(part("image/png", b"\x89PNG\r\n\x1a\n"))),
        Case("camera-message", usual, asked(part("text/plain", b"No frames send."))),
        Case("web-page", usual, asked(part("text/html", b"<p>Camera off</p>"))),
        Case("not-video", usual, asked(part("audio/g711", b"\xd5\xd5\xd5"))),
        Case("other-video", usual, asked(status(200, Some(MULTIPART), H264_PART))),
        Case("fine", usual, asked(status(200, Some(MULTIPART), b"--b\r\nContent-Type: image/jpeg\r\n\r\n"))),
        Case("no-picture", usual, asked(body(MULTIPART, Body::NoPicture(PART.to_vec())))),
        Case("empty", usual, asked(body(MULTIPART, Body::Empty))),
        Case("empty", usual, asked(status(204, None, b""))),
        Case("silent", usual, asked(body(MULTIPART, Body::Silent))),
        Case("interrupted", usual, asked(body(MULTIPART, Body::Broken))),
        Case("stalled", |subject| subject.seen = Seen::Stalled, asked(body(MULTIPART, Body::Silent))),
        Case("multipart-refused", usual, asked(body(MULTIPART, Body::Refused))),
        Case("fine", usual, asked(status(200, Some(MULTIPART), PART))),
        Case("fine", by_gateway, asked(status(200, Some("application/octet-stream"), PART))),
        // The gateway and its proxy.
        Case("gateway-unreachable", by_gateway, online(vec![rejected(Probe::Ask)])),
        Case("stalled", stalled_gateway, online(vec![(Probe::Beside, Finding::Answered)])),
        Case(
            "gateway-unreachable",
            stalled_gateway,
            online(vec![timed_out(Probe::Beside), timed_out(Probe::Alias)]),
        ),
        Case(
            "gateway-unreachable",
            by_gateway,
            online(vec![timed_out(Probe::Ask), timed_out(Probe::Beside), timed_out(Probe::Alias)]),
        ),
        Case("gateway-unreachable", by_gateway, online(vec![timed_out(Probe::Ask), rejected(Probe::Beside)])),
        // The other name leads nowhere, or the engine has no connections for it: both are possible.
        Case(
            "gateway-no-answer",
            by_gateway,
            online(vec![timed_out(Probe::Ask), timed_out(Probe::Beside), rejected(Probe::Alias)]),
        ),
        Case(
            "gateway-no-answer",
            |subject| {
                subject.route = Route::Gateway("gate".into());
                let page = Page { origin: VIEWER.into(), counts_by_name: false, ..Page::default() };
                subject.asker = Asker::Page(page);
            },
            online(vec![timed_out(Probe::Ask), timed_out(Probe::Beside), timed_out(Probe::Alias)]),
        ),
        Case("silent", by_gateway, online(vec![timed_out(Probe::Ask), (Probe::Beside, Finding::Answered)])),
        Case(
            "gateway-camera-unreachable",
            by_gateway,
            asked(status(502, JSON, br#"{"code":"camera-unreachable"}"#)),
        ),
        Case("gateway-login", by_gateway, asked(status(401, JSON, br#"{"code":"camera-login-needed"}"#))),
        Case("gateway-login", by_gateway, asked(status(502, JSON, br#"{"code":"camera-login-failed"}"#))),
        Case(
            "gateway-certificate",
            by_gateway,
            asked(status(502, JSON, br#"{"code":"camera-certificate"}"#)),
        ),
        Case("gateway-full", by_gateway, asked(status(503, JSON, br#"{"code":"too-many-streams"}"#))),
        Case("gateway-full", by_gateway, asked(status(503, JSON, br#"{"code":"too-many-connections"}"#))),
        Case("gateway-camera", by_gateway, asked(status(404, JSON, br#"{"code":"no-such-camera"}"#))),
        Case(
            "proxy-unreadable",
            by_proxy,
            online(vec![rejected(Probe::Ask), (Probe::Beside, Finding::Answered)]),
        ),
        Case("gateway-unreachable", by_proxy, online(vec![rejected(Probe::Ask), rejected(Probe::Beside)])),
        Case("proxy-refuses", by_proxy, asked(status(403, JSON, br#"{"code":"proxy-host"}"#))),
        // A shell knows more.
        Case("no-such-host", shell, failed(Failure::NoSuchHost)),
        Case("connection-refused", shell, failed(Failure::Refused)),
        Case("not-http", shell, failed(Failure::NotHttp("SSH-2.0-x".into()))),
        Case("zone-missing", shell, failed(Failure::Known(&table::ZONE_MISSING, "fe80::1".into()))),
        Case("tls-too-old", shell, failed(Failure::Known(&table::TLS_TOO_OLD, "handshake failure".into()))),
        Case("tls-too-old", by_gateway, asked(status(502, JSON, br#"{"code":"camera-tls-too-old"}"#))),
        Case("tls-nothing-in-common", shell, known(&table::TLS_NOTHING_IN_COMMON)),
        Case(
            "tls-nothing-in-common",
            by_gateway,
            asked(status(502, JSON, br#"{"code":"camera-tls-nothing-in-common"}"#)),
        ),
        Case("tls-client-certificate", shell, known(&table::TLS_CLIENT_CERTIFICATE)),
        Case("tls-name", shell, known(&table::TLS_NAME)),
        Case("tls-failed", shell, known(&table::TLS_FAILED)),
        Case("tls-unproven", shell, known(&table::TLS_UNPROVEN)),
        Case("tls-port", shell, known(&table::TLS_PORT)),
        Case("tls-port", usual, asked(status(400, None, b"The plain HTTP request was sent to HTTPS port"))),
        Case("plain-http", shell, known(&table::PLAIN_HTTP)),
        Case("no-reply", shell, known(&table::NO_REPLY)),
        Case("redirects", shell, known(&table::REDIRECTS)),
        Case("redirect-unusable", shell, known(&table::REDIRECT_UNUSABLE)),
        Case("head-too-long", shell, known(&table::HEAD_TOO_LONG)),
        Case("login-in-clear", shell, known(&table::LOGIN_IN_CLEAR)),
        Case("login-not-offered", shell, known(&table::LOGIN_NOT_OFFERED)),
        Case("login-weaker", shell, known(&table::LOGIN_WEAKER)),
        Case("login-unsupported", shell, known(&table::LOGIN_UNSUPPORTED)),
        Case("login-unannounced", shell, {
            let challenges = Challenges::Read(Vec::new());
            vec![(Probe::Ask, Finding::Answer(Answer { challenges, ..Answer::new(401) }))]
        }),
        Case("chunked-coding-broken", shell, faulty(&table::CHUNKED_CODING_BROKEN)),
        Case("content-length-wrong", shell, faulty(&table::CONTENT_LENGTH_WRONG)),
        Case("empty-parts", shell, faulty(&table::EMPTY_PARTS)),
        Case("stream-ends", shell, faulty(&table::STREAM_ENDS)),
        Case("certificate", shell, failed(Failure::Certificate("self-signed".into()))),
        Case("interrupted", shell, failed(Failure::Broken("reset by peer".into()))),
        Case("no-answer", shell, failed(Failure::TimedOut)),
        Case("no-cors", shell, vec![(Probe::Ask, allowing(""))]),
        Case("fine", shell, vec![(Probe::Ask, allowing("*"))]),
        Case(
            "no-cors",
            |subject| subject.asker = Asker::Shell(Some(VIEWER.into())),
            vec![(Probe::Ask, allowing("http://another.example"))],
        ),
        Case("preflight-refused", for_page_with_login, {
            let refused = Finding::Failed(Failure::Rejected);
            vec![(Probe::Ask, allowing("*")), (Probe::Preflight, refused)]
        }),
        Case(
            "fine",
            for_page_with_login,
            vec![(Probe::Ask, allowing(VIEWER)), (Probe::Preflight, Finding::Answered)],
        ),
        Case(
            "mixed-content",
            |subject| subject.asker = Asker::Shell(Some(VIEWER.replace("http", "https"))),
            vec![(Probe::Ask, allowing("*"))],
        ),
    ]
}
