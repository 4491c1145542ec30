//! The proxy, with cameras made of bytes: what it passes, and what it must not reach.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod limits;
mod reach;
#[path = "../support/mod.rs"]
mod support;

use std::io::{self, ErrorKind, Write as _};
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

use gateway::proxy::{Resolver, Resolving};
use reqwest::{Method, Response, StatusCode};
use support::gateway::{Running, refusal, start, start_with, text};
use support::held::{self, closed, first_part};
use support::{part, picture, tcp};

const OWN: (&str, &str) = ("sec-fetch-site", "same-origin");
const SWITCHING: &str = "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n";
const MULTIPART: &str = "multipart/x-mixed-replace; boundary=b";

/// A gateway whose proxy may reach these hosts.
async fn proxy(hosts: &[&str]) -> Running {
    start(&settings(hosts)).await
}

fn settings(hosts: &[&str]) -> String {
    format!("[proxy]\nhosts = {hosts:?}\n")
}

/// Names and what they resolve to, one answer after the other; the last one stays.
#[derive(Debug, Default)]
struct Names {
    answers: Vec<(&'static str, Vec<Vec<IpAddr>>)>,
    asked: AtomicUsize,
}

impl Names {
    fn new(answers: &[(&'static str, &[&[&str]])]) -> Arc<Self> {
        let addresses = |list: &&[&str]| list.iter().map(|text| text.parse().unwrap()).collect();
        let answers = answers.iter().map(|(name, lists)| (*name, lists.iter().map(addresses).collect()));
        Arc::new(Self { answers: answers.collect(), asked: AtomicUsize::new(0) })
    }
}

impl Resolver for Names {
    fn resolve<'a>(&'a self, name: &'a str) -> Resolving<'a> {
        let turn = self.asked.fetch_add(1, Ordering::SeqCst);
        let known = self.answers.iter().find(|(known, _)| *known == name);
        let answer = known.and_then(|(_, lists)| lists.get(turn).or(lists.last())).cloned();
        Box::pin(async move { answer.ok_or_else(|| io::Error::new(ErrorKind::NotFound, "no such name")) })
    }
}

/// A port of several addresses of this machine on which nobody may call.
struct Trap(Vec<TcpListener>, u16);

impl Trap {
    fn new() -> Self {
        let first = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = first.local_addr().unwrap().port();
        let mut listeners = vec![first];
        // Some machines have no IPv6, and some no second address.
        for address in ["[::1]", "127.0.0.2", "[::ffff:127.0.0.3]"] {
            listeners.extend(TcpListener::bind(format!("{address}:{port}")));
        }
        for listener in &listeners {
            listener.set_nonblocking(true).unwrap();
        }
        Self(listeners, port)
    }

    fn assert_untouched(&self) {
        for listener in &self.0 {
            let called = listener.accept().map(|(_, from)| from);
            assert_eq!(called.map_err(|error| error.kind()), Err(ErrorKind::WouldBlock));
        }
    }
}

async fn ask(gateway: &Running, address: &str) -> Response {
    gateway.get_with(&format!("/proxy/{address}"), &[OWN]).await
}

async fn refused(gateway: &Running, address: &str) -> (u16, String) {
    let response = ask(gateway, address).await;
    assert_eq!(text(response.headers(), "cross-origin-resource-policy"), "same-origin");
    let named = text(response.headers(), "x-mullion-error").to_owned();
    let (status, code) = refusal(response).await;
    assert_eq!(named, code, "the head tells the gateway's refusals from the camera's");
    (status.as_u16(), code)
}

fn page(status: &str, fields: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {}\r\n{fields}\r\n{body}",
        body.len()
    )
}

fn redirect(location: &str) -> String {
    page("302 Found", &format!("Location: {location}\r\n"), "")
}

/// A camera that holds its stream, which has no known length.
fn holding() -> (SocketAddr, tcp::Requests, mpsc::Receiver<()>) {
    held::holding(format!("HTTP/1.0 200 OK\r\nContent-Type: {MULTIPART}\r\n\r\n"))
}

#[tokio::test]
async fn is_off_until_hosts_are_named_and_then_says_where_it_is() {
    let trap = Trap::new();
    let off = start("").await;
    let url = format!("http://127.0.0.1:{}/", trap.1);
    assert_eq!(refused(&off, &url).await, (404, "proxy-off".to_owned()));
    assert_eq!(text(off.get("/api/cameras").await.headers(), "x-mullion-proxy"), "");
    trap.assert_untouched();
    let on = proxy(&["127.0.0.1"]).await;
    assert_eq!(text(on.get("/api/cameras").await.headers(), "x-mullion-proxy"), "proxy/");
    let head = on.client.head(on.url("/api/cameras")).send().await.unwrap();
    assert_eq!((head.status(), text(head.headers(), "x-mullion-proxy")), (StatusCode::OK, "proxy/"));
}

#[tokio::test]
async fn a_stream_passes_as_it_comes_and_ends_with_its_viewer() {
    let (address, requests, mut closings) = holding();
    let gateway = proxy(&[&address.to_string()]).await;
    let encoded = format!("http%3A%2F%2F{address}%2Fmjpg%2Fvideo.mjpg%3Ffps%3D5%26text%3Da%2520b");
    for target in [format!("http://{address}/mjpg/video.mjpg?fps=5&text=a%20b"), encoded] {
        let mut response = ask(&gateway, &target).await;
        assert_eq!(
            (response.status(), text(response.headers(), "content-type")),
            (StatusCode::OK, MULTIPART)
        );
        first_part(&mut response).await;
        let head = requests.lock().unwrap().pop().unwrap();
        assert!(head.starts_with("GET /mjpg/video.mjpg?fps=5&text=a%20b HTTP/1.1\r\n"), "{head}");
        drop(response);
        closings = closed(closings).await;
    }
}

#[tokio::test]
async fn a_viewer_that_requests_octets_gets_octets() {
    let (address, _, _closings) = holding();
    let gateway = proxy(&["127.0.0.1"]).await;
    let fields = [OWN, ("accept", "application/octet-stream"), ("accept-encoding", "gzip")];
    let mut response = gateway.get_with(&format!("/proxy/http://{address}/"), &fields).await;
    let headers = response.headers();
    assert_eq!(text(headers, "content-type"), "application/octet-stream");
    assert_eq!(text(headers, "x-mullion-content-type"), MULTIPART);
    assert_eq!(text(headers, "content-encoding"), "");
    first_part(&mut response).await;
}

#[tokio::test]
async fn a_persons_login_reaches_the_camera_and_nothing_else_of_the_browser() {
    let (address, requests) =
        tcp::fixed(page("200 OK", "Set-Cookie: a=b\r\nAccess-Control-Allow-Origin: *\r\n", "x"));
    let gateway = proxy(&["127.0.0.1"]).await;
    let fields = [
        OWN,
        ("authorization", "Basic am9lOmh1bnRlcjI="),
        ("cookie", "session=1"),
        ("origin", "http://127.0.0.1"),
        ("referer", "http://127.0.0.1/"),
        ("x-forwarded-for", "10.0.0.1"),
        ("te", "trailers"),
        ("upgrade", "h2c"),
        ("proxy-authorization", "Basic x"),
    ];
    let response = gateway.get_with(&format!("/proxy/http://{address}/"), &fields).await;
    for name in ["set-cookie", "access-control-allow-origin", "x-mullion-error", "x-mullion-location"] {
        assert_eq!(text(response.headers(), name), "", "{name}");
    }
    let head = requests.lock().unwrap()[0].to_ascii_lowercase();
    let mut sent: Vec<&str> = head.lines().skip(1).filter_map(|line| Some(line.split_once(':')?.0)).collect();
    sent.sort_unstable();
    assert_eq!(sent, ["accept", "authorization", "host", "user-agent", "via"], "{head}");
    assert!(head.contains("basic am9lomh1bnrlcji="));
}

#[tokio::test]
async fn a_page_of_the_camera_can_do_nothing() {
    for kind in ["text/html", "text/javascript", "image/svg+xml", "text/css"] {
        let (address, _) = tcp::fixed(format!(
            "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: 8\r\nContent-Security-Policy: x\r\n\r\nalert(1)"
        ));
        let gateway = proxy(&["127.0.0.1"]).await;
        let response = ask(&gateway, &format!("http://{address}/")).await;
        let policy = text(response.headers(), "content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.ends_with("sandbox"), "{policy}");
        assert_eq!(text(response.headers(), "x-content-type-options"), "nosniff");
        let runs = ["text/javascript", "text/css"].contains(&kind);
        let expected = if runs { "application/octet-stream" } else { kind };
        assert_eq!(text(response.headers(), "content-type"), expected);
    }
}

#[tokio::test]
async fn a_challenge_reaches_the_page_and_not_the_browser() {
    let challenges = "WWW-Authenticate: Digest realm=\"AXIS\", nonce=\"n\", qop=\"auth\"\r\n\
                      WWW-Authenticate: Basic realm=\"AXIS\"\r\n";
    let (address, requests) = tcp::fixed(page("401 Unauthorized", challenges, "Please log in"));
    let gateway = proxy(&["127.0.0.1"]).await;
    let response = ask(&gateway, &format!("http://{address}/")).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(text(response.headers(), "www-authenticate"), "");
    assert_eq!(
        text(response.headers(), "x-mullion-www-authenticate"),
        "Digest realm=\"AXIS\", nonce=\"n\", qop=\"auth\", Basic realm=\"AXIS\""
    );
    assert_eq!(text(response.headers(), "x-mullion-error"), "", "it is the camera's answer");
    assert_eq!(response.text().await.unwrap(), "Please log in");
    assert_eq!(requests.lock().unwrap().len(), 1, "the proxy tries nothing by itself");
}

#[tokio::test]
async fn a_cameras_own_errors_are_passed_on() {
    for status in
        ["404 Not Found", "503 Service Unavailable", "500 Internal Server Error", "304 Not Modified"]
    {
        let (address, _) = tcp::fixed(
            page(status, "Retry-After: 7\r\nServer: Boa\r\n", "").replace("text/html", "text/plain"),
        );
        let gateway = proxy(&["127.0.0.1"]).await;
        let response = ask(&gateway, &format!("http://{address}/")).await;
        assert_eq!(response.status().as_u16().to_string(), status[..3]);
        assert_eq!(text(response.headers(), "x-mullion-error"), "");
        assert_eq!(text(response.headers(), "retry-after"), "7");
        assert_eq!(text(response.headers(), "server"), "Boa");
    }
    let (address, _) =
        tcp::fixed(page("407 Proxy Authentication Required", "Proxy-Authenticate: Basic\r\n", ""));
    let gateway = proxy(&["127.0.0.1"]).await;
    assert_eq!(refused(&gateway, &format!("http://{address}/")).await, (502, "camera-error".to_owned()));
}

#[tokio::test]
async fn only_the_own_page_may_use_it_and_only_to_read() {
    let trap = Trap::new();
    let settings = "allow_origins = [\"https://friend.example\"]\n[proxy]\nhosts = [\"127.0.0.1\"]\n";
    let gateway = start(settings).await;
    let path = format!("/proxy/http://127.0.0.1:{}/", trap.1);
    let friend = ("origin", "https://friend.example");
    for fields in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), friend],
        &[friend],
        &[("referer", "http://evil.example/")],
        &[],
    ] {
        let answer = gateway.get_with(&path, fields).await;
        assert_eq!(text(answer.headers(), "access-control-allow-origin"), "", "{fields:?}");
        assert_eq!(refusal(answer).await, (StatusCode::FORBIDDEN, "foreign-site".to_owned()), "{fields:?}");
    }
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS, Method::PATCH] {
        let request = gateway.client.request(method, gateway.url(&path)).header(OWN.0, OWN.1).body("x");
        let refused = refusal(request.send().await.unwrap()).await;
        assert_eq!(refused, (StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed".to_owned()));
    }
    trap.assert_untouched();
    let (camera, _) = tcp::fixed(page("200 OK", "", "reached"));
    let own = format!("http://{}/?src=x", gateway.address);
    let answer = gateway.get_with(&format!("/proxy/http://{camera}/"), &[("referer", &own)]).await;
    assert_eq!(answer.text().await.unwrap(), "reached");
}

#[tokio::test]
async fn does_not_ask_itself() {
    let gateway = proxy(&["127.0.0.1"]).await;
    let own = format!("http://{}/proxy/http://{}/api/cameras", gateway.address, gateway.address);
    // Its own guard refuses first, because a proxied request comes from no page.
    let answer = ask(&gateway, &own).await.text().await.unwrap();
    assert!(answer.contains("foreign-site"), "{answer}");
    let fields = [OWN, ("via", "1.0 fred, 1.1 mullion")];
    let again = gateway.get_with(&format!("/proxy/http://{}/", gateway.address), &fields).await;
    assert_eq!(refusal(again).await, (StatusCode::LOOP_DETECTED, "proxy-loop".to_owned()));
}

#[tokio::test]
async fn everything_is_below_the_base() {
    let (address, _) = tcp::fixed(page("200 OK", "", "reached"));
    let gateway = start("base = \"/cams/\"\n[proxy]\nhosts = [\"127.0.0.1\"]\n").await;
    let answer = gateway.get_with(&format!("/cams/proxy/http://{address}//a/../b?x"), &[OWN]).await;
    assert_eq!(answer.text().await.unwrap(), "reached");
    assert_eq!(gateway.get_with(&format!("/proxy/http://{address}/"), &[OWN]).await.status(), 404);
}
