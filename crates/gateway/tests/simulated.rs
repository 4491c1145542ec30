//! Relaying and probing the simulated camera, over real sockets.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

use camera::{AuthPolicy, Camera, DigestAlgorithms, Handle, Options, User};
use gateway::login::{Demand, Login, Signed};
use gateway::secret::{Credentials, Secret};
use mjpeg::{Event, Limits, Parser};
use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};
use reqwest::{Response, StatusCode};
use sha2::{Digest as _, Sha256};
use support::gateway::{Running, start, text, yard};
use support::{lines, mullion, of_type};
use tokio_util::sync::CancellationToken;
use vapix::Role;

const VIDEO: &str = "/cameras/yard/axis-cgi/mjpg/video.cgi?resolution=320x240&fps=25";

/// A camera behind a login, and a gateway that knows it.
struct Pair {
    camera: Handle,
    camera_address: std::net::SocketAddr,
    gateway: Running,
    _camera_ends: tokio_util::sync::DropGuard,
}

impl Pair {
    async fn start(options: Options) -> Self {
        let options = options.with_user(User::new("joe", "hunter2", Role::Viewer));
        let camera = Camera::bind(options).await.unwrap();
        let (handle, camera_address) = (camera.handle(), camera.local_addr().unwrap());
        let end = CancellationToken::new();
        tokio::spawn(camera.serve(end.clone().cancelled_owned()));
        let gateway = start(&yard(camera_address, "user = \"joe\"\npassword = \"hunter2\"")).await;
        Self { camera: handle, camera_address, gateway, _camera_ends: end.drop_guard() }
    }

    /// The camera takes note of a frame when it has sent it, by which time a viewer may have read
    /// it: waits until it has sent one of this hash.
    async fn has_sent(&self, hash: [u8; 32]) {
        let sent = self.camera.wait_for(|_| self.camera.find_sent(&hash).is_some());
        tokio::time::timeout(Duration::from_secs(20), sent).await.unwrap();
    }
}

/// Hashes of the first frames of a stream.
async fn frames(mut response: Response, count: usize) -> Vec<[u8; 32]> {
    let content_type = match text(response.headers(), "x-mullion-content-type") {
        "" => text(response.headers(), "content-type").to_owned(),
        original => original.to_owned(),
    };
    let mut parser = Parser::new(Some(&content_type), Limits::default());
    let mut hashes = Vec::new();
    while hashes.len() < count {
        parser.push(&response.chunk().await.unwrap().unwrap());
        while let Some(event) = parser.next_event() {
            match event {
                Event::Frame(frame) => hashes.push(Sha256::digest(frame.payload()).into()),
                Event::Quirk(quirk) => panic!("{quirk:?}"),
                Event::Error(error) => panic!("{error}"),
                Event::Other(_) | Event::Closed => {}
            }
        }
    }
    hashes.truncate(count);
    hashes
}

#[tokio::test(flavor = "multi_thread")]
async fn every_frame_is_the_cameras_own_bytes() {
    let pair = Pair::start(Options::default()).await;
    for accept in ["*/*", "application/octet-stream"] {
        let response = pair.gateway.get_with(VIDEO, &[("accept", accept)]).await;
        for hash in frames(response, 5).await {
            pair.has_sent(hash).await;
        }
    }
    let picture = pair.gateway.get("/cameras/yard/axis-cgi/jpg/image.cgi?resolution=160x120").await;
    assert_eq!(text(picture.headers(), "content-type"), "image/jpeg");
    let hash = Sha256::digest(picture.bytes().await.unwrap()).into();
    pair.has_sent(hash).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_camera_is_let_go_when_the_viewer_leaves() {
    let pair = Pair::start(Options::default()).await;
    let response = pair.gateway.get(VIDEO).await;
    pair.camera.wait_for(|camera| camera.streams == 1).await;
    drop(response);
    pair.camera.wait_for(|camera| camera.streams == 0 && camera.connections == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_camera_is_let_go_when_the_gateway_ends() {
    let pair = Pair::start(Options::default()).await;
    let _response = pair.gateway.get(VIDEO).await;
    pair.camera.wait_for(|camera| camera.streams == 1).await;
    pair.gateway.shutdown.cancel();
    pair.gateway.task.await.unwrap();
    pair.camera.wait_for(|camera| camera.streams == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn logs_in_by_every_scheme_once() {
    for auth in [
        AuthPolicy::Basic,
        AuthPolicy::Digest(DigestAlgorithms::Md5),
        AuthPolicy::Digest(DigestAlgorithms::Sha256),
        AuthPolicy::Digest(DigestAlgorithms::Both),
        AuthPolicy::Both(DigestAlgorithms::Md5),
        AuthPolicy::Both(DigestAlgorithms::Both),
    ] {
        let pair = Pair::start(Options::default().with_auth(auth)).await;
        for query in ["?resolution=160x120", "?resolution=160x120", "?resolution=160x120&text=a%20b"] {
            let picture = pair.gateway.get(&format!("/cameras/yard/axis-cgi/jpg/image.cgi{query}")).await;
            assert_eq!(picture.status(), StatusCode::OK, "{auth:?} {query}");
        }
        assert_eq!(pair.camera.snapshot().unauthorized, 1, "{auth:?}: only the first request is challenged");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_whose_nonces_are_always_stale_is_given_up() {
    let options = Options { nonce_lifetime: Duration::ZERO, ..Options::default() };
    let pair = Pair::start(options).await;
    let refused = pair.gateway.refusal(VIDEO).await;
    assert_eq!(refused, (StatusCode::BAD_GATEWAY, "camera-login-failed".to_owned()));
    assert_eq!(pair.camera.snapshot().unauthorized, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_finds_what_it_asks_a_camera_for() {
    let pair = Pair::start(Options::default()).await;
    let ask = async |path: &str| {
        let response = pair.gateway.get(&format!("/cameras/yard/axis-cgi/{path}")).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.text().await.unwrap()
    };
    assert!(
        ask("param.cgi?action=list&group=Properties.Image")
            .await
            .contains("root.Properties.Image.Resolution=")
    );
    // The account is the gateway's own business.
    assert_eq!(ask("usergroup.cgi").await, "gateway\r\nviewer\r\n");
    assert!(ask("imagesize.cgi?resolution=640x480").await.contains("640"));
    let asked = r#"{"apiVersion":"1.0","method":"getAllProperties"}"#;
    let url = pair.gateway.url("/cameras/yard/axis-cgi/basicdeviceinfo.cgi");
    let info = pair
        .gateway
        .client
        .post(url)
        .header("content-type", "application/json")
        .body(asked)
        .send()
        .await
        .unwrap();
    assert!(info.text().await.unwrap().contains("SerialNumber"));
}

/// What the viewer does: it reads the challenges, signs, and asks again.
#[tokio::test(flavor = "multi_thread")]
async fn a_person_logs_in_through_the_proxy() {
    for auth in [
        AuthPolicy::Basic,
        AuthPolicy::Digest(DigestAlgorithms::Md5),
        AuthPolicy::Digest(DigestAlgorithms::Sha256),
        AuthPolicy::Both(DigestAlgorithms::Both),
    ] {
        let pair = Pair::start(Options::default().with_auth(auth)).await;
        let gateway = start("[proxy]\nhosts = [\"127.0.0.1\"]\n").await;
        let target = "/axis-cgi/jpg/image.cgi?resolution=160x120&text=a%20b";
        let path = format!("/proxy/http://{}{target}", pair.camera_address);
        let own = ("sec-fetch-site", "same-origin");
        let refused = gateway.get_with(&path, &[own]).await;
        assert_eq!(
            (refused.status(), text(refused.headers(), "www-authenticate")),
            (StatusCode::UNAUTHORIZED, "")
        );
        let password = Secret::from("hunter2".to_owned());
        let url = format!("http://{}", pair.camera_address).parse().unwrap();
        let login = Login::new(Some(Credentials { user: "joe".to_owned(), password }), Demand::Any, &url);
        let (request, now) = (Signed { method: "GET", target, body: b"" }, Instant::now());
        let challenges = refused.headers()["x-mullion-www-authenticate"].clone();
        let challenges = HeaderMap::from_iter([(WWW_AUTHENTICATE, challenges)]);
        login.challenged(&login.sign(&request, now).unwrap(), &challenges, now).unwrap();
        let signed = login.sign(&request, now).unwrap().authorization.unwrap();
        let fields = [own, ("authorization", signed.to_str().unwrap())];
        let picture = gateway.get_with(&path, &fields).await;
        assert_eq!(
            (picture.status(), text(picture.headers(), "content-type")),
            (StatusCode::OK, "image/jpeg")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_camera_says_so() {
    let pair = Pair::start(Options { max_viewers: 1, ..Options::default() }).await;
    let _one = pair.gateway.get(VIDEO).await;
    let refused = pair.gateway.refusal(&format!("{VIDEO}&rotation=180")).await;
    assert_eq!(refused, (StatusCode::SERVICE_UNAVAILABLE, "camera-busy".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_probe_knows_an_axis_camera() {
    let pair = Pair::start(Options::default()).await;
    let url = format!(
        "http://joe:hunter2@{}/axis-cgi/mjpg/video.cgi?resolution=320x240&compression=30",
        pair.camera_address
    );
    let probe = move || mullion().args(["probe", "--json", "--frames", "5", &url]).output().unwrap();
    let output = tokio::task::spawn_blocking(probe).await.unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = lines(&output);
    for frame in of_type(&lines, "frame") {
        assert_eq!(
            (&frame["width"], &frame["height"], &frame["quality"]),
            (&320.into(), &240.into(), &70.into())
        );
        assert!(frame["camera_time"].is_f64());
        let hex = frame["sha256"].as_str().unwrap();
        let bytes = (0..32).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap());
        pair.has_sent(bytes.collect::<Vec<u8>>().try_into().unwrap()).await;
    }
    let summary = lines.last().unwrap();
    assert_eq!((&summary["serial"], &summary["firmware"]), (&"ACCC8E000001".into(), &"12.11.77".into()));
    assert_eq!((&summary["boundary"], &summary["quirks"]), (&"myboundary".into(), &serde_json::json!([])));
    pair.camera.wait_for(|camera| camera.streams == 0).await;
}

/// The first line of a program's standard output, and the program.
fn first_line(arguments: &[&str]) -> (String, std::process::Child) {
    let mut command = mullion();
    command.args(arguments).args(["--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    (line.trim_end().to_owned(), child)
}

#[test]
fn with_nothing_set_there_is_a_demo() {
    let (line, mut child) = first_line(&["serve"]);
    let base = line.strip_prefix("Mullion is at ").unwrap();
    let url = format!("{base}cameras/demo/axis-cgi/mjpg/video.cgi?resolution=320x240");
    let output = mullion().args(["probe", "--json", "--frames", "3", &url]).output().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(lines(&output).last().unwrap()["frames"], 3);
}

#[test]
fn the_camera_runs_by_itself() {
    let arguments = ["camera", "--user", "joe:hunter2", "--auth", "digest-sha256", "--faults", "--cors", "*"];
    let (line, mut child) = first_line(&arguments);
    let base = line.strip_prefix("The camera is at http://").unwrap();
    let probe = |login: &str, query: &str| {
        let url = format!("http://{login}{base}axis-cgi/mjpg/video.cgi?resolution=320x240{query}");
        mullion().args(["probe", "--json", "--frames", "5", &url]).output().unwrap()
    };
    let (without, with, cut) =
        (probe("", ""), probe("joe:hunter2@", ""), probe("joe:hunter2@", "&fault=cut@2"));
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(without.status.code(), Some(1), "nobody watches without a login");
    assert_eq!(lines(&with).last().unwrap()["frames"], 5);
    assert_eq!(lines(&cut).last().unwrap()["frames"], 2);
    let refused = mullion().args(["camera", "--user", "joe:hunter2:king"]).output().unwrap();
    let reason = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(reason.contains("--user") && !reason.contains("hunter2"), "{reason}");
}
