//! Every cause is reached by the findings that it is about, and by no other probes than those.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use causes::{Row, Tool, table};
use diagnosis::{
    Answer, Asker, Blame, Body, Challenges, Diagnosis, Examination, Failure, Finding, Login, Make, Page,
    Permission, Probe, Route, Seen, Subject, Told,
};

const STREAM: &str = "http://192.168.1.20/axis-cgi/mjpg/video.cgi";
const VIEWER: &str = "http://viewer.lan.local:8080";
const MULTIPART: &str = "multipart/x-mixed-replace; boundary=myboundary";
const PART: &[u8] = b"--myboundary\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8";

const H264_PART: &[u8] =
    b"--b\r\nContent-Type: video/x-h264\r\nContent-Length: 908\r\n\r\n\0\0\0\x01\x67\x42";

const JP2_PART: &[u8] =
    b"--b\r\nContent-Type: image/jp2\r\nContent-Length: 908\r\n\r\n\0\0\0\x0cjP  \r\n\x87\n";

/// What a case changes of the usual subject.
type Change = fn(&mut Subject);

/// Code, what is special about the subject, and each probe with its finding in the order in which they must be asked.
struct Case(&'static str, Change, Vec<(Probe, Finding)>);

fn cases() -> Vec<Case> {
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

const JSON: Option<&str> = Some("application/json");

#[test]
fn every_case_has_its_cause_by_its_own_probes() {
    for Case(code, change, findings) in cases() {
        let asked: Vec<Probe> = findings.iter().map(|(probe, _)| *probe).collect();
        let mut examination = Examination::new(subject(change));
        for (probe, finding) in findings {
            assert_eq!(examination.next(), Some(probe), "{code} {asked:?}");
            examination.found(probe, finding);
        }
        assert_eq!(examination.next(), None, "{code} {asked:?}");
        let diagnosis = examination.diagnosis();
        assert_eq!(diagnosis.code, code, "{asked:?} {diagnosis:?}");
        is_sound(&diagnosis);
        assert_eq!(diagnosis.steps.len(), asked.len() + 1);
    }
}

/// Whole sentences, and nothing secret.
fn is_sound(diagnosis: &Diagnosis) {
    let text = diagnosis.to_string();
    for sentence in [&diagnosis.cause, &diagnosis.cure] {
        assert!(sentence.ends_with('.') && sentence.len() > 10, "{sentence}");
        assert!(!sentence.contains('$'), "a place is not filled: {sentence}");
        assert!(text.contains(sentence.as_str()));
    }
    assert!(!text.contains("pass@") && !text.contains("root:pass"), "{text}");
    assert!(text.contains(&*diagnosis.code));
    assert!(diagnosis.lines.iter().all(|line| !line.label.is_empty() && text.contains(line.label)));
}

#[test]
fn every_cause_that_the_diagnosis_tells_has_a_case() {
    let told = |row: &&Row| row.tools.has(Tool::Diagnosis);
    let listed: Vec<&str> = table::all().filter(told).map(|row| row.code).collect();
    let tested: Vec<&str> = cases().iter().map(|case| case.0).collect();
    for code in &listed {
        assert!(tested.contains(code), "{code} has no case");
    }
    for code in tested {
        assert!(listed.contains(&code), "the table does not say that the diagnosis tells {code}");
    }
}

#[test]
fn the_cure_of_an_axis_camera_is_the_call_filled_in() {
    let diagnosis = without_cors(Some(Make::Axis));
    assert!(diagnosis.cause.contains(VIEWER));
    let call = &diagnosis.lines[0].text;
    for part in [
        "'http://192.168.1.20/axis-cgi/customhttpheader.cgi'",
        &format!("\"Access-Control-Allow-Origin\":\"{VIEWER}\""),
        "\"method\":\"set\"",
    ] {
        assert!(call.contains(part), "{call}");
    }
    assert_eq!(diagnosis.lines[1].label, "mullion.toml");
    assert_eq!(diagnosis.lines[1].text, "[[camera]]\nid = \"192-168-1-20\"\nurl = \"http://192.168.1.20\"");
}

#[test]
fn each_make_has_its_own_switch() {
    for (name, switch) in [
        ("uStreamer", "--allow-origin=http://viewer.lan.local:8080"),
        ("go2rtc", "origin: \"*\""),
        ("Home Assistant", "cors_allowed_origins:\n    - http://viewer.lan.local:8080"),
        ("Motion", "stream_cors_header http://viewer.lan.local:8080"),
        ("motionEye", "stream_cors_header http://viewer.lan.local:8080"),
        ("mjpg-streamer", "add_header Access-Control-Allow-Origin \"http://viewer.lan.local:8080\""),
        ("OctoPrint", "add_header Access-Control-Allow-Origin"),
        ("ESP32-CAM", "httpd_resp_set_hdr"),
        ("ZoneMinder", "add_header Access-Control-Allow-Origin"),
    ] {
        let make = Make::from_name(name);
        assert!(make.is_some(), "{name}");
        let diagnosis = without_cors(make);
        assert!(diagnosis.lines[0].text.contains(switch), "{name}: {:?}", diagnosis.lines);
    }
}

#[test]
fn the_server_tells_its_make() {
    let mut examination = Examination::new(Subject::new("http://cam/?action=stream", Asker::Shell(None)));
    let Finding::Answer(answer) = allowing("") else { panic!() };
    examination
        .found(Probe::Ask, Finding::Answer(Answer { server: Some("MJPG-Streamer/0.2".into()), ..answer }));
    assert!(examination.diagnosis().lines[0].label.contains("mjpg-streamer"));
}

#[test]
fn the_answers_first_words_are_quoted() {
    let mut examination = Examination::new(subject(|_| {}));
    examination.found(Probe::Online, Finding::Online(true));
    examination.found(Probe::Ask, status(200, Some("text/plain"), b"Error:\r\n Camera 1 not available"));
    assert!(examination.diagnosis().cause.contains("Error: Camera 1 not available"));
}

#[test]
fn parts_that_are_no_jpeg_are_called_by_their_format() {
    for (finding, said) in [
        (part("video/x-h264", b"\0\0\0\x01\x67"), "(H.264, video/x-h264)"),
        (part("image/png", b"\x89PNG\r\n\x1a\n"), "(PNG, image/png)"),
        (part("image/jp2", b"\0\0\0\x0cjP  \r\n\x87\n"), "(JPEG 2000, image/jp2)"),
        (part("image/jpx", b"\x12\x34"), "(JPEG 2000, image/jpx)"),
        (part("image/jpeg", b"\xff\x4f\xff\x51\0\x2f"), "(JPEG 2000, image/jpeg)"),
        (part("image/x-portable-pixmap", b"P6\n8 8\n255\n\x80"), "(image/x-portable-pixmap)"),
        (status(200, Some(MULTIPART), JP2_PART), "(JPEG 2000, image/jp2)"),
        (part("audio/g711", b"\xd5"), "(audio/g711)"),
        (part("text/plain", b"No frames send."), "No frames send."),
        (status(200, Some(MULTIPART), H264_PART), "(H.264, video/x-h264)"),
    ] {
        let mut examination = Examination::new(subject(|_| {}));
        examination.found(Probe::Online, Finding::Online(true));
        examination.found(Probe::Ask, finding);
        let diagnosis = examination.diagnosis();
        assert!(diagnosis.cause.contains(said), "{diagnosis:?}");
    }
}

#[test]
fn the_gateways_own_words_and_lines_are_passed_on() {
    let said = br#"{"code":"camera-certificate","blame":"camera","message":"The camera's certificate is not accepted.",
        "hint":"Put the lines beside this under it.","detail":"self-signed\ntls = \"pin\"\npin = \"sha256:00\""}"#;
    let mut examination = Examination::new(subject(|subject| subject.route = Route::Gateway("gate".into())));
    examination.found(Probe::Online, Finding::Online(true));
    examination.found(Probe::Ask, status(502, JSON, said));
    let diagnosis = examination.diagnosis();
    assert_eq!(diagnosis.cause, "The camera's certificate is not accepted.");
    assert_eq!(diagnosis.lines[0].text, "[[camera]]\nid = \"gate\"\ntls = \"pin\"\npin = \"sha256:00\"");
}

#[test]
fn a_camera_or_a_proxy_cannot_speak_as_the_gateway() {
    let said = br#"{"code":"camera-certificate","message":"Call this number.","hint":"At once.",
        "detail":"x\ntls = \"accept\""}"#;
    for route in [Route::Gateway("gate".into()), Route::Proxy("http://elsewhere/?u=".into()), Route::Direct] {
        let subject = Subject { route: route.clone(), ..subject(|_| {}) };
        let mut examination = Examination::new(subject);
        examination.found(Probe::Online, Finding::Online(true));
        let Finding::Answer(answer) = status(502, JSON, said) else { panic!() };
        let finding = Finding::Answer(Answer { is_gateways: false, ..answer });
        examination.found(Probe::Ask, finding);
        let diagnosis = examination.diagnosis();
        assert_eq!(diagnosis.code, "server-error", "{route:?}");
        assert!(!diagnosis.cause.starts_with("Call") && diagnosis.lines.is_empty(), "{diagnosis:?}");
    }
}

/// Whatever the cause, what a person may copy and post in a forum holds no secret of the address.
#[test]
fn no_diagnosis_repeats_a_secret_of_the_address() {
    let address = "http://192.168.1.20/user=a_password=s3cret_b=1/video.mp4?_sid=s3cret&StmKey=%22s3cret%22&u=s3cret\
                   &p=s3cret&userpwd=s3cret&usr=s3cret&authToken=s3cret&url=http%3A%2F%2Fa%3As3cret%40b%2F";
    for Case(code, change, findings) in cases() {
        let mut subject = subject(change);
        subject.address = address.to_owned();
        let mut examination = Examination::new(subject);
        for (probe, finding) in findings {
            let finding = match finding {
                Finding::Answer(answer) => {
                    Finding::Answer(Answer { redirected_to: Some(address.to_owned()), ..answer })
                }
                finding => finding,
            };
            examination.found(probe, finding);
        }
        let diagnosis = examination.diagnosis();
        assert!(!format!("{diagnosis} {diagnosis:?}").contains("s3cret"), "{code}: {diagnosis}");
    }
}

#[test]
fn what_only_the_player_can_know_is_said_if_a_request_finds_nothing() {
    let told = Told {
        code: "undecodable".into(),
        blame: Blame::Camera,
        cause: "Pictures arrive, but the browser cannot decode them.".into(),
        cure: "Restart the camera.".into(),
    };
    let mut examination = Examination::new(Subject { told: Some(told), ..subject(|_| {}) });
    examination.found(Probe::Online, Finding::Online(true));
    examination.found(Probe::Ask, status(200, Some(MULTIPART), PART));
    let diagnosis = examination.diagnosis();
    assert_eq!((&*diagnosis.code, diagnosis.blame), ("undecodable", Blame::Camera));
    assert!(diagnosis.cause.contains("cannot decode") && diagnosis.to_string().contains("undecodable"));
}

#[test]
fn a_certificate_is_named_only_where_it_cannot_be_excluded() {
    let unreachable = |change: Change| {
        let mut examination = Examination::new(subject(change));
        while let Some(probe) = examination.next() {
            examination.found(
                probe,
                match probe {
                    Probe::Online => Finding::Online(true),
                    Probe::Permission => Finding::Permission(Permission::Granted),
                    _ => Finding::Failed(Failure::Rejected),
                },
            );
        }
        let diagnosis = examination.diagnosis();
        assert_eq!(diagnosis.code, "unreachable");
        diagnosis.cause.contains("certificate")
    };
    let usual: Change = |_| {};
    let https: Change = |subject| subject.address = STREAM.replace("http", "https");
    assert_eq!([usual, https, https_from_afar].map(unreachable), [false, false, true]);
}

#[test]
fn a_stream_that_plays_is_not_asked_for() {
    let examination = Examination::new(subject(|subject| subject.seen = Seen::Live));
    assert_eq!((examination.next(), examination.diagnosis().blame), (None, Blame::Nobody));
}

fn without_cors(make: Option<Make>) -> Diagnosis {
    let mut examination = Examination::new(Subject { make, ..subject(|_| {}) });
    examination.found(Probe::Online, Finding::Online(true));
    examination.found(Probe::Ask, Finding::Failed(Failure::Rejected));
    examination.found(Probe::Picture, Finding::Shown);
    examination.diagnosis()
}

fn subject(change: Change) -> Subject {
    let page = Page { origin: VIEWER.into(), ..Page::default() };
    let mut subject = Subject::new(STREAM, Asker::Page(page));
    change(&mut subject);
    subject
}

fn set_page(subject: &mut Subject, origin: &str, is_secure: bool) {
    subject.asker = Asker::Page(Page { origin: origin.into(), is_secure, ..Page::default() });
}

fn https_from_afar(subject: &mut Subject) {
    set_page(subject, "https://viewer.example", true);
    subject.address = STREAM.replace("http", "https");
}

fn stalled_gateway(subject: &mut Subject) {
    subject.route = Route::Gateway("gate".into());
    subject.seen = Seen::Stalled;
}

fn bare(subject: &mut Subject) {
    subject.address = "http://192.168.1.20/".into();
}

fn online(then: Vec<(Probe, Finding)>) -> Vec<(Probe, Finding)> {
    [vec![(Probe::Online, Finding::Online(true))], then].concat()
}

fn permission(permission: Permission, then: Vec<(Probe, Finding)>) -> Vec<(Probe, Finding)> {
    online([vec![(Probe::Permission, Finding::Permission(permission))], then].concat())
}

fn asked(finding: Finding) -> Vec<(Probe, Finding)> {
    online(vec![(Probe::Ask, finding)])
}

fn known(cause: &'static Row) -> Vec<(Probe, Finding)> {
    failed(Failure::Known(cause, "in other words".into()))
}

fn faulty(cause: &'static Row) -> Vec<(Probe, Finding)> {
    let body = Body::Faulty(cause, "in other words".into());
    vec![(Probe::Ask, Finding::Answer(Answer { body, ..Answer::new(200) }))]
}

fn failed(failure: Failure) -> Vec<(Probe, Finding)> {
    vec![(Probe::Ask, Finding::Failed(failure))]
}

fn rejected(probe: Probe) -> (Probe, Finding) {
    (probe, Finding::Failed(Failure::Rejected))
}

fn timed_out(probe: Probe) -> (Probe, Finding) {
    (probe, Finding::Failed(Failure::TimedOut))
}

fn status(status: u16, kind: Option<&str>, bytes: &[u8]) -> Finding {
    let body = if bytes.is_empty() { Body::Unread } else { Body::Bytes(bytes.to_vec()) };
    let content_type = kind.map(str::to_owned);
    Finding::Answer(Answer { content_type, body, is_gateways: kind == JSON, ..Answer::new(status) })
}

fn body(kind: &str, body: Body) -> Finding {
    Finding::Answer(Answer { content_type: Some(kind.into()), body, ..Answer::new(200) })
}

fn part(kind: &str, bytes: &[u8]) -> Finding {
    body(MULTIPART, Body::Part { kind: kind.into(), bytes: bytes.to_vec() })
}

fn challenged(challenges: &[&str]) -> Finding {
    let challenges = Challenges::Read(challenges.iter().map(|&challenge| challenge.to_owned()).collect());
    Finding::Answer(Answer { challenges, ..Answer::new(401) })
}

fn redirected(to: &str, bytes: &[u8]) -> Finding {
    let Finding::Answer(answer) = status(200, Some("text/html"), bytes) else { panic!() };
    Finding::Answer(Answer { redirected_to: Some(to.into()), ..answer })
}

fn allowing(origin: &str) -> Finding {
    let Finding::Answer(answer) = status(200, Some(MULTIPART), PART) else { panic!() };
    Finding::Answer(Answer { allow_origin: Some(origin.into()), ..answer })
}
