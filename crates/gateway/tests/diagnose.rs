//! `mullion probe --diagnose`: each cause is made by a camera, or by the lack of one, and named.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::io::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

use camera::{AuthPolicy, Camera, DigestAlgorithms, Options, User};
use serde_json::Value;
use support::gateway::{start, yard};
use support::{mullion, part, picture, tcp};
use tokio_util::sync::{CancellationToken, DropGuard};
use vapix::Role;

const VIDEO: &str = "/axis-cgi/mjpg/video.cgi?resolution=160x120";

/// What the program says about an address: its status and its JSON.
async fn diagnose(url: &str, arguments: &[&str]) -> (i32, Value) {
    let mut command = mullion();
    command.args(["probe", "--diagnose", "--json", url]).args(arguments).env("MULLION_PASSWORD", "hunter2");
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let said = [output.stdout.clone(), output.stderr].concat();
    let said = String::from_utf8(said).unwrap();
    assert!(!said.contains("hunter2"), "{said}");
    let value: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {said}"));
    for key in ["cause", "cure"] {
        let text = value[key].as_str().unwrap();
        assert!(text.ends_with(['.', '”']), "one sentence each: {text}");
    }
    (output.status.code().unwrap(), value)
}

async fn assert_code(url: &str, arguments: &[&str], code: &str) -> Value {
    let (status, value) = diagnose(url, arguments).await;
    assert_eq!(value["code"], code, "{url} {arguments:?}: {value}");
    assert_eq!(status, if code == "fine" { 0 } else { 2 }, "{code}");
    value
}

/// The simulated camera; it ends with the guard.
async fn camera(options: Options) -> (String, camera::Handle, DropGuard) {
    let camera = Camera::bind(options).await.unwrap();
    let (address, handle, end) = (camera.local_addr().unwrap(), camera.handle(), CancellationToken::new());
    tokio::spawn(camera.serve(end.clone().cancelled_owned()));
    (format!("http://{address}"), handle, end.drop_guard())
}

fn open() -> Options {
    Options::default().with_cors_origin("*").with_control()
}

/// A camera that gives the same answer to everybody.
fn answer(status: &str, fields: &str, body: &str) -> String {
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n{fields}\r\n{body}", body.len());
    format!("http://{}/video", tcp::fixed(head).0)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_judged_before_anybody_is_asked() {
    assert_code("http://cam era/", &[], "bad-address").await;
    assert_code("data:cam", &[], "bad-address").await;
    assert_code("ftp://joe:hunter2@cam/", &[], "bad-address").await;
    // An Axis camera has the same stream over HTTP; where that is not known, RTSP is all that there is.
    assert_code("rtsp://joe:hunter2@cam/axis-media/media.amp", &[], "no-such-host").await;
    assert_code("rtsp://joe:hunter2@cam/live.sdp", &[], "other-video").await;
    assert_code("http://127.0.0.1:1/live/stream.m3u8?token=hunter2", &[], "other-video").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lack_of_a_camera_is_told_apart() {
    assert_code("http://camera.invalid/video", &[], "no-such-host").await;
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_code(&format!("http://{nobody}/video"), &[], "connection-refused").await;
    let (mail, _) = tcp::fixed("220 mail.example ESMTP\r\n");
    assert_code(&format!("http://{mail}/video"), &[], "not-http").await;
    let (plain, _) = tcp::fixed("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    assert_code(&format!("https://{plain}/video"), &[], "plain-http").await;
    let (silent, _) = tcp::serve(|_, stream| {
        tcp::hold(stream);
        Ok(())
    });
    assert_code(&format!("http://{silent}/video"), &[], "no-answer").await;
    let (rude, _) = tcp::serve(|_, _| Ok(()));
    assert_code(&format!("http://{rude}/video"), &[], "no-reply").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_stream_is_fine_for_the_pages_that_may_read_it() {
    let (anybody, _, _end) = camera(open()).await;
    assert_code(&format!("{anybody}{VIDEO}"), &[], "fine").await;
    assert_code(&format!("{anybody}{VIDEO}"), &["--origin", "https://viewer.example"], "fine").await;
    let (one, _, _end) = camera(open().with_cors_origin("https://viewer.example")).await;
    assert_code(&format!("{one}{VIDEO}"), &["--origin", "https://viewer.example/"], "fine").await;
    let other =
        assert_code(&format!("{one}{VIDEO}"), &["--origin", "https://other.example"], "no-cors").await;
    let line = other["lines"][0]["text"].as_str().unwrap();
    assert!(line.contains("customhttpheader.cgi") && line.contains("https://other.example"), "{line}");
    let (nobody, _, _end) = camera(Options::default()).await;
    assert_code(&format!("{nobody}{VIDEO}"), &[], "no-cors").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn logins_are_told_apart() {
    let with = |auth| open().with_user(User::new("joe", "hunter2", Role::Viewer)).with_auth(auth);
    for (auth, code) in [
        (AuthPolicy::Basic, "login-basic"),
        (AuthPolicy::Digest(DigestAlgorithms::Md5), "login-digest"),
        (AuthPolicy::Both(DigestAlgorithms::Both), "login-digest"),
    ] {
        let (base, handle, _end) = camera(with(auth)).await;
        assert_code(&format!("{base}{VIDEO}"), &[], code).await;
        assert_code(&format!("{base}{VIDEO}"), &["--user", "joe"], "fine").await;
        let in_url = base.replace("http://", "http://joe:hunter2@");
        assert_code(&format!("{in_url}{VIDEO}"), &[], "fine").await;
        let before = handle.snapshot().unauthorized;
        assert_code(&format!("{base}{VIDEO}"), &["--user", "jane"], "login-refused").await;
        assert_eq!(handle.snapshot().unauthorized - before, 2, "a wrong login is tried once");
    }
    let challenge = "Access-Control-Allow-Origin: *\r\nWWW-Authenticate: Digest realm=\"x\", nonce=\"y\"\r\n";
    let exposed = format!("{challenge}Access-Control-Expose-Headers: Date, WWW-Authenticate\r\n");
    let page = ["--origin", "https://viewer.example"];
    // A browser asks first whether it may send a login: the simulated camera agrees, and this one does not.
    let with_user = [&page[..], &["--user", "joe"]].concat();
    let (base, _, _end) = camera(with(AuthPolicy::Basic)).await;
    assert_code(&format!("{base}{VIDEO}"), &with_user, "fine").await;
    let (deaf, _) = tcp::serve(|head, stream| {
        if !head.starts_with("OPTIONS ") && !head.to_ascii_lowercase().contains("\r\nauthorization: ") {
            let login = "WWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n";
            return stream.write_all(format!("HTTP/1.0 401 Unauthorized\r\n{login}").as_bytes());
        }
        let status = if head.starts_with("OPTIONS ") { "501 Not Implemented" } else { "200 OK" };
        let cors = "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Headers: Authorization\r\n";
        let head =
            format!("HTTP/1.0 {status}\r\n{cors}Content-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n");
        stream.write_all(&[head.as_bytes(), &part(&picture()), &part(&picture()), b"--b\r\n"].concat())
    });
    assert_code(&format!("http://{deaf}/video"), &with_user, "preflight-refused").await;
    assert_code(&answer("401 Unauthorized", challenge, ""), &page, "login-hidden").await;
    assert_code(&answer("401 Unauthorized", &exposed, ""), &page, "login-digest").await;
    assert_code(&answer("401 Unauthorized", "WWW-Authenticate: Negotiate\r\n", ""), &[], "login-unsupported")
        .await;
    let page = "<html><form><input type=\"password\" name=p></form></html>";
    assert_code(&answer("200 OK", "Content-Type: text/html\r\n", page), &[], "login-page").await;
    let (base, _) = tcp::serve(move |head, stream| {
        let login = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>";
        let redirect =
            "HTTP/1.1 302 Found\r\nLocation: /login.html?next=hunter2\r\nContent-Length: 0\r\n\r\n";
        stream.write_all(if head.contains("/login.html") { login } else { redirect }.as_bytes())
    });
    let led = assert_code(&format!("http://{base}/video"), &[], "login-page").await;
    let steps = led["steps"].to_string();
    assert!(steps.contains(&format!("redirected to http://{base}/login.html")), "{steps}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cameras_refusals_are_told_apart() {
    let (base, _, _end) = camera(open()).await;
    for (status, code) in [(403, "forbidden"), (404, "not-found"), (500, "server-error"), (503, "busy")] {
        assert_code(&format!("{base}{VIDEO}&fault=status:{status}"), &[], code).await;
    }
    let (full, handle, _end) = camera(Options { max_viewers: 1, ..open() }).await;
    let client = start("").await.client;
    let _one = client.get(format!("{full}{VIDEO}")).send().await.unwrap();
    handle.wait_for(|camera| camera.streams == 1).await;
    assert_code(&format!("{full}{VIDEO}"), &[], "busy").await;
    let refused = answer("400 Bad Request", "Content-Type: text/plain\r\n", "No such resolution");
    let refused = assert_code(&refused, &[], "refused").await;
    assert!(refused["cause"].as_str().unwrap().contains("No such resolution"));
    assert_code(&answer("304 Not Modified", "", ""), &[], "odd-status").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_stream_is_told_apart() {
    let (base, _, _end) = camera(open()).await;
    let page = assert_code(&format!("{base}{VIDEO}&fault=html"), &[], "web-page").await;
    assert!(page["cause"].as_str().unwrap().contains("The camera is being updated"), "{page}");
    assert_code(&format!("{base}/axis-cgi/jpg/image.cgi?resolution=160x120"), &[], "single-picture").await;
    assert_code(&format!("{base}/axis-cgi/usergroup.cgi"), &[], "camera-message").await;
    let bare = answer("200 OK", "Content-Type: text/html\r\n", "<html>AXIS</html>").replace("/video", "/");
    assert_code(&bare, &[], "incomplete-address").await;
    assert_code(&answer("200 OK", "Content-Type: application/zip\r\n", "PK\x03\x04"), &[], "not-video").await;
    assert_code(&answer("200 OK", "Content-Type: video/mp4\r\n", "\0\0\0 ftypisom"), &[], "other-video")
        .await;
    assert_code(&answer("200 OK", "", ""), &[], "empty").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_does_not_run_is_told_apart() {
    let (base, _, _end) = camera(open()).await;
    assert_code(&format!("{base}{VIDEO}&fault=stall@1"), &[], "stalled").await;
    assert_code(&format!("{base}{VIDEO}&fault=cut@1"), &[], "interrupted").await;
    let head = "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n";
    let (silent, _) = tcp::serve(move |_, stream| {
        stream.write_all(head.as_bytes())?;
        tcp::hold(stream);
        Ok(())
    });
    assert_code(&format!("http://{silent}/video"), &[], "silent").await;
    // Slow, but it runs.
    let (slow, _, _end) = camera(open()).await;
    assert_code(&format!("{slow}{VIDEO}&fps=1"), &[], "fine").await;
}

/// A camera that begins an answer of that type and then sends these bytes for as long as somebody listens.
fn endless(content_type: &str, bytes: impl AsRef<[u8]> + Send + Sync + 'static, every: Duration) -> String {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nConnection: close\r\n\r\n");
    let (address, _) = tcp::serve(move |_, stream| {
        stream.write_all(head.as_bytes())?;
        loop {
            stream.write_all(bytes.as_ref())?;
            std::thread::sleep(every);
        }
    });
    format!("http://{address}/video")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_stream_whose_parts_are_no_jpeg_is_called_by_its_format() {
    const MULTIPART: &str = "multipart/x-mixed-replace; boundary=data-boundary--";
    let part = |kind: &str, body: &[u8]| {
        let head =
            format!("--data-boundary--\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n", body.len());
        [head.as_bytes(), body, b"\r\n"].concat()
    };
    let h264 = part("video/x-h264", b"\0\0\0\x01\x67\x42\0\x1e\0\0\0\x01\x68");
    let audio = part("audio/g711u", &[0xd5; 160]);
    let png = part("image/png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let text = b"--data-boundary--\r\nContent-Type: text/plain\r\n\r\nNo frames send.\r\n".to_vec();
    let page = part("text/html", b"<html>Camera 1 is switched off</html>");
    let labelled = part("image/jpeg", b"\0\0\0\x01\x40\x01\x0c\x01");
    let often = Duration::from_millis(100);
    for (bytes, code, says) in [
        (h264.clone(), "other-video", "H.264"),
        ([audio.clone(), audio.clone(), h264.clone()].concat(), "other-video", "H.264"),
        (labelled, "other-video", "H.265"),
        (png, "other-video", "PNG"),
        (text, "camera-message", "No frames send."),
        (page, "web-page", "Camera 1 is switched off"),
        (audio, "not-video", "audio/g711u"),
    ] {
        let value = assert_code(&endless(MULTIPART, bytes, often), &[], code).await;
        assert!(value["cause"].as_str().unwrap().contains(says), "{says}: {value}");
    }
    // Through a relay, or from a server that knows no better, the type is another.
    assert_code(&endless("application/octet-stream", h264, often), &[], "other-video").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_never_ends_is_judged_all_the_same() {
    const MULTIPART: &str = "multipart/x-mixed-replace; boundary=b";
    let (slowly, at_once) = (Duration::from_millis(300), Duration::ZERO);
    let cases = [
        (endless_picture(), "no-picture"),
        (endless(MULTIPART, [0x81; 1 << 16], at_once), "not-video"),
        (endless("video/x-motion-jpeg", [0x81; 1 << 16], at_once), "not-video"),
        (endless("text/plain", "a", slowly), "camera-message"),
        (endless(MULTIPART, "\r\n", slowly), "no-picture"),
    ];
    let asked = cases.map(|(url, code)| tokio::spawn(async move { assert_code(&url, &[], code).await }));
    for one in asked {
        one.await.unwrap();
    }
}

fn endless_picture() -> String {
    let (address, _) = tcp::serve(|_, stream| {
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n")?;
        stream.write_all(b"--b\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8\xff\xda\0\x02")?;
        loop {
            stream.write_all(&[0x55; 100])?;
            std::thread::sleep(Duration::from_millis(300));
        }
    });
    format!("http://{address}/video")
}

#[tokio::test(flavor = "multi_thread")]
async fn redirects_that_lead_nowhere_are_told_with_where_they_lead() {
    let redirect = |location: &str| {
        let (base, _) = tcp::fixed(format!("HTTP/1.1 302 Found\r\n{location}Content-Length: 0\r\n\r\n"));
        format!("http://{base}/video")
    };
    for (location, code, says) in [
        ("Location: /again\r\n", "redirects", "6 times"),
        ("Location: /again\r\n", "redirects", "/again"),
        ("Location: rtsp://cam/live\r\n", "redirect-unusable", "rtsp:"),
        ("Location: file:///etc/passwd\r\n", "redirect-unusable", "file:"),
        ("Location: http://\r\n", "redirect-unusable", "no address"),
        ("", "redirect-unusable", "without a Location"),
    ] {
        let url = redirect(location);
        let value = assert_code(&url, &[], code).await;
        assert_eq!(value["blame"], "camera");
        assert!(value["cause"].as_str().unwrap().contains(says), "{says}: {value}");
        assert!(!value.to_string().contains("cable"), "{value}");
        let probed = support::said(&url, &[]).probe;
        assert_eq!((&probed["code"], &probed["blame"]), (&code.into(), &"camera".into()), "{probed}");
        assert!(probed["message"].as_str().unwrap().contains(says), "{says}: {probed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_behind_a_redirect_is_told_of_the_place_that_it_leads_to() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let head = format!("HTTP/1.1 302 Found\r\nLocation: http://{nobody}/live\r\nContent-Length: 0\r\n\r\n");
    let (base, _) = tcp::fixed(head);
    let said = support::said(&format!("http://{base}/video"), &[]);
    assert_eq!(said.diagnosis["code"], "connection-refused");
    for said in [&said.probe["message"], &said.diagnosis["cause"]] {
        assert!(said.as_str().unwrap().contains(&nobody.to_string()), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_without_content_are_told() {
    let empty = "--b\r\nContent-Type: image/jpeg\r\nContent-Length: 0\r\n\r\n\r\n";
    let often = endless("multipart/x-mixed-replace; boundary=b", empty, Duration::from_millis(100));
    let said = support::said(&often, &[]);
    let (base, _) = tcp::fixed(format!(
        "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n{}",
        empty.repeat(5)
    ));
    let ended = support::said(&format!("http://{base}/"), &[]);
    for said in [&said.probe, &said.diagnosis, &ended.probe, &ended.diagnosis] {
        assert_eq!((&said["code"], &said["blame"]), (&"empty-parts".into(), &"camera".into()), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_of_one_picture_is_told_from_a_connection_that_breaks() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n";
    let (base, _) = tcp::fixed([head.as_bytes(), &part(&picture()), b"--b--\r\n"].concat());
    assert_code(&format!("http://{base}/"), &[], "stream-ends").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demand_for_a_login_is_worded_alike_by_probe_and_diagnosis() {
    let challenge = |field: &str| answer("401 Unauthorized", field, "");
    let digest = "WWW-Authenticate: Digest realm=\"x\", nonce=\"y\", qop=\"auth\", algorithm=SHA256\r\n";
    for (field, code) in [
        (digest, "login-unsupported"),
        ("WWW-Authenticate: Negotiate\r\n", "login-unsupported"),
        ("", "login-unannounced"),
    ] {
        for arguments in [&[][..], &["--user", "joe"]] {
            let said = support::said(&challenge(field), arguments);
            let (probe, diagnosis) = (&said.probe, &said.diagnosis);
            assert_eq!((&probe["code"], &diagnosis["code"]), (&code.into(), &code.into()), "{diagnosis}");
            let sentences = [&diagnosis["cause"], &diagnosis["cure"]].map(|text| text.as_str().unwrap());
            assert_eq!(probe["message"].as_str().unwrap(), sentences.join(" "));
            assert_eq!(probe["blame"], diagnosis["blame"]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_of_the_link_without_a_good_interface_is_the_settings_fault_everywhere() {
    for (url, says) in
        [("http://[fe80::1]:9/video", "fe80::1"), ("http://[fe80::1%25nonesuch9]:9/video", "nonesuch9")]
    {
        let said = support::said(url, &[]);
        for said in [&said.probe, &said.diagnosis] {
            assert_eq!(
                (&said["code"], &said["blame"]),
                (&"zone-missing".into(), &"settings".into()),
                "{said}"
            );
            assert!(said.to_string().contains(says), "{said}");
        }
    }
}

#[test]
fn a_scheme_that_checks_no_certificate_elsewhere_is_noted_in_the_shell() {
    for arguments in [&["probe"][..], &["probe", "--json"], &["probe", "--diagnose"]] {
        let output = mullion().args(arguments).arg("httpx://127.0.0.1:1/").output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("Mullion does"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gateways_own_refusals_are_told() {
    let nobody: SocketAddr = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (challenging, _) = tcp::fixed(
        "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nWWW-Authenticate: Basic realm=\"x\"\r\n\r\n",
    );
    let door = format!("[[camera]]\nid = \"door\"\nurl = \"http://{challenging}\"\n");
    let gateway = start(&format!("[proxy]\nhosts = [\"cam.example\"]\n{}{door}", yard(nobody, ""))).await;
    let at = |path: &str| gateway.url(path);
    let yard = at("/cameras/yard/axis-cgi/mjpg/video.cgi");
    assert_code(&yard, &[], "gateway-camera-unreachable").await;
    assert_code(&at("/cameras/door/axis-cgi/mjpg/video.cgi"), &[], "gateway-login").await;
    let refused = assert_code(&at("/proxy/http://192.168.0.90/mjpg/video.mjpg"), &[], "proxy-refuses").await;
    assert_eq!(refused["lines"][0]["text"], "[proxy]\nhosts = [\"192.168.0.90\"]");
    let (base, _, _end) = camera(Options::default()).await;
    let open = start("[proxy]\nhosts = [\"127.0.0.1\"]\n").await;
    let through = open.url(&format!("/proxy/{base}{VIDEO}"));
    assert_code(&through, &[], "fine").await;
}

#[test]
fn a_person_reads_cause_cure_and_checks() {
    let (address, _) = tcp::fixed(
        [
            &b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n"[..],
            &part(&picture()),
            &part(&picture()),
        ]
        .concat(),
    );
    let url = format!("http://{address}/axis-cgi/mjpg/video.cgi?pwd=hunter2");
    let output =
        mullion().args(["probe", "--diagnose", &url, "--origin", "https://viewer.example"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(2));
    for expected in [
        "does not allow",
        "\"Access-Control-Allow-Origin\":\"https://viewer.example\"",
        "(no-cors)",
        "+ Address",
    ] {
        assert!(text.contains(expected), "{expected:?} is missing in:\n{text}");
    }
    assert!(!text.contains("hunter2"), "{text}");
}

#[test]
fn wrong_usage_is_said() {
    for arguments in [
        &["--origin", "https://viewer.example"][..],
        &["--diagnose", "--origin", "viewer"],
        &["--diagnose", "--frames", "3"],
    ] {
        let output = mullion().args(["probe", "http://cam/"]).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(64), "{arguments:?}");
    }
}
