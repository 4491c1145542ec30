//! Servers in front of the gateway, with the settings that the documentation gives: the real programs.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use support::conducted::Conducted;
use support::gateway::{Running, start, yard};
use support::paced::{Paced, RATE, at, slow_viewer};

const VIDEO: &str = "/cameras/yard/axis-cgi/mjpg/video.cgi";

/// A server in front of a gateway.
struct Front {
    address: SocketAddr,
    child: Child,
    _folder: tempfile::TempDir,
}

/// How a server is started with a file of the documentation.
struct Server {
    /// The variable that holds the program's path, or the program's name.
    variable: &'static str,
    name: &'static str,
    file: &'static str,
    /// What stands around it in the test: nothing of it changes how streams pass.
    around: (&'static str, &'static str),
    arguments: &'static [&'static str],
}

const NGINX: Server = Server {
    variable: "NGINX",
    name: "nginx",
    file: "nginx.conf",
    around: (
        "master_process off; daemon off; pid {folder}/pid; error_log {folder}/log;\nevents {}\nhttp {\n\
         access_log off; client_body_temp_path {folder}/1; proxy_temp_path {folder}/2;\n\
         fastcgi_temp_path {folder}/3; uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;\n",
        "}\n",
    ),
    arguments: &["-c"],
};

const CADDY: Server = Server {
    variable: "CADDY",
    name: "caddy",
    file: "Caddyfile",
    around: ("{\nadmin off\nauto_https off\nstorage file_system {folder}\n}\n", ""),
    arguments: &["run", "--adapter", "caddyfile", "--config"],
};

const HAPROXY: Server = Server {
    variable: "HAPROXY",
    name: "haproxy",
    file: "haproxy.cfg",
    around: ("", ""),
    arguments: &["-db", "-f"],
};

impl Server {
    async fn before(&self, gateway: &Running) -> Front {
        let folder = tempfile::tempdir().unwrap();
        let documents = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/servers");
        let text = std::fs::read_to_string(documents.join(self.file)).unwrap();
        // These programs do not say which port they have taken.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        assert!(text.contains("8088") && text.contains("127.0.0.1:8080"));
        let text = text.replace("8088", &port.to_string());
        let text = text.replace("127.0.0.1:8080", &gateway.address.to_string());
        let (before, after) = self.around;
        let text = format!("{before}{text}{after}").replace("{folder}", folder.path().to_str().unwrap());
        let file = folder.path().join(self.file);
        std::fs::write(&file, text).unwrap();
        let program = std::env::var_os(self.variable).unwrap_or_else(|| self.name.into());
        let mut command = Command::new(program);
        command.args(self.arguments).arg(file).stdin(Stdio::null()).env("HOME", folder.path());
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let front = Front { address: SocketAddr::from(([127, 0, 0, 1], port)), child, _folder: folder };
        let mut ticks = tokio::time::interval(Duration::from_millis(50));
        for _ in 0..400 {
            ticks.tick().await;
            if tokio::net::TcpStream::connect(front.address).await.is_ok() {
                return front;
            }
        }
        panic!("{} does not listen", self.name);
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Ten viewers through the server are one connection at the camera, and see each picture when it comes.
async fn passes_streams_on(server: &Server) {
    let camera = Conducted::start().await;
    let gateway = start(&yard(camera.address, "")).await;
    let front = server.before(&gateway).await;
    let mut viewers = Vec::new();
    for _ in 0..10 {
        let url = format!("http://{}{VIDEO}", front.address);
        let response = gateway.client.get(url).send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "multipart/x-mixed-replace; boundary=b");
        viewers.push((response, Vec::new()));
    }
    for number in 0..5 {
        camera.picture(number);
        // Each is there before the next is sent: nothing on the way waits for more.
        let mark = format!("X-Number: {number}\r\n");
        for (response, seen) in &mut viewers {
            while !contains_whole(seen, mark.as_bytes()) {
                let chunk = tokio::time::timeout(Duration::from_secs(30), response.chunk()).await;
                seen.extend_from_slice(&chunk.unwrap().unwrap().unwrap());
            }
        }
    }
    assert_eq!(camera.requests().len(), 1, "{:?}", camera.requests());
    // The last viewer that leaves the server leaves the gateway as well.
    drop(viewers);
    camera.send(&support::conducted::part(9, 0));
    drop(gateway.get("/cameras/yard/axis-cgi/mjpg/video.cgi?camera=2").await);
    camera.open_are(1).await;
}

/// Whether `bytes` hold the part with this field up to the end of its picture.
fn contains_whole(bytes: &[u8], mark: &[u8]) -> bool {
    let Some(at) = bytes.windows(mark.len()).position(|window| window == mark) else { return false };
    bytes[at..].windows(2).any(|window| window == [0xff, 0xd9])
}

/// How far behind the camera a viewer on a line of half the rate is, in pictures, at the 99th percentile.
async fn lag(server: &Server) -> u32 {
    let camera = Paced::start().await;
    let gateway = start(&yard(camera.address, "")).await;
    let front = server.before(&gateway).await;
    let mut viewer = slow_viewer(front.address, VIDEO).await;
    let lags = camera.lags(&mut viewer, camera.half_rate(), 12).await;
    let lag = at(&lags, 0.99);
    println!("{}: {} pictures, behind by p50 {}, p99 {lag}", server.name, lags.len(), at(&lags, 0.5));
    lag
}

#[tokio::test(flavor = "multi_thread")]
async fn nginx_passes_streams_on() {
    passes_streams_on(&NGINX).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn caddy_passes_streams_on() {
    passes_streams_on(&CADDY).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn haproxy_passes_streams_on() {
    passes_streams_on(&HAPROXY).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_nginx_a_slow_viewer_sees_pictures_of_the_last_seconds() {
    let lag = lag(&NGINX).await;
    assert!(lag <= RATE * 3, "{lag}");
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_haproxy_a_slow_viewer_sees_pictures_of_the_last_seconds() {
    let lag = lag(&HAPROXY).await;
    assert!(lag <= RATE * 3, "{lag}");
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_caddy_a_slow_viewer_sees_pictures_in_order() {
    // Caddy leaves its sockets as they are, so its own queue decides.
    lag(&CADDY).await;
}
