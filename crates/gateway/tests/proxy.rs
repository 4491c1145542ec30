//! The proxy, with cameras made of bytes: what it passes, and what it must not reach.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

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
async fn who_asks_for_octets_gets_octets() {
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
async fn no_form_of_an_address_reaches_what_is_not_listed() {
    let trap = Trap::new();
    let port = trap.1;
    let gateway = proxy(&["cam.example", "10.0.0.0/8", "0.0.0.0/0", "::/0", "localhost"]).await;
    let forbidden = [
        "127.0.0.1",
        "127.0.0.2",
        "127.255.255.254",
        "0.0.0.0",
        "169.254.169.254",
        "224.0.0.1",
        "255.255.255.255",
        "localhost",
        "[::1]",
        "[::]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[::7f00:1]",
        "[::ffff:0:127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b:1::7f00:1]",
        "[2002:7f00:1::]",
        "[2002:7f00:1::1]",
        "[fe80::1]",
        "[ff02::1]",
        "[fd00:ec2::254]",
    ];
    for host in forbidden {
        for scheme in ["http", "https"] {
            let expected = (403, "proxy-address-forbidden".to_owned());
            assert_eq!(refused(&gateway, &format!("{scheme}://{host}:{port}/")).await, expected, "{host}");
        }
    }
    for host in [
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "017700000001",
        "127.1",
        "127.0.1",
        "127.0.0.1.",
        "%31%32%37.0.0.1",
        "127%2e0%2e0%2e1",
        "%EF%BC%91%EF%BC%92%EF%BC%97.0.0.1",
    ] {
        let (status, code) = refused(&gateway, &format!("http://{host}:{port}/")).await;
        assert_eq!((status, code.as_str()), (400, "proxy-spelling"), "{host}");
    }
    let elsewhere = [
        ("ftp://cam.example/", 400, "proxy-scheme"),
        ("file:///etc/passwd", 400, "proxy-scheme"),
        ("gopher://cam.example/", 400, "proxy-scheme"),
        ("cam.example/", 400, "proxy-malformed-url"),
        ("", 400, "proxy-malformed-url"),
        ("http://", 400, "proxy-malformed-url"),
        ("http://[::1", 400, "proxy-malformed-url"),
        ("http://[fe80::1%25lo]/", 400, "proxy-malformed-url"),
    ];
    for (address, status, code) in elsewhere {
        assert_eq!(refused(&gateway, address).await, (status, code.to_owned()), "{address}");
    }
    trap.assert_untouched();
}

#[tokio::test]
async fn a_host_that_is_not_listed_is_named_and_not_even_looked_up() {
    let names = Names::new(&[("other.example", &[&["127.0.0.1"]])]);
    let gateway = start_with(&settings(&["cam.example:81"]), Arc::<Names>::clone(&names)).await;
    for address in ["http://other.example/", "http://cam.example/", "http://cam.example.evil.example:81/"] {
        let response = ask(&gateway, address).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
        let body: serde_json::Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        assert_eq!((&body["code"], &body["blame"]), (&"proxy-host-not-listed".into(), &"settings".into()));
        let host = address.trim_start_matches("http://").trim_end_matches('/');
        assert!(body["detail"].as_str().unwrap().starts_with(host), "{body}");
    }
    assert_eq!(names.asked.load(Ordering::SeqCst), 0);
    let expected = (502, "proxy-name-unknown".to_owned());
    assert_eq!(refused(&gateway, "http://cam.example:81/").await, expected);
}

#[tokio::test]
async fn a_name_is_asked_once_and_its_answer_is_what_is_connected_to() {
    let (camera, requests) = tcp::fixed(page("200 OK", "", "reached"));
    let (port, trap) = (camera.port(), Trap::new());
    // Allowed when it is checked, and another address a moment later.
    let names = Names::new(&[("cam.example", &[&["127.0.0.1"], &["127.0.0.2"]])]);
    let listed = ["cam.example", &format!("127.0.0.1:{port}")];
    let gateway = start_with(&settings(&listed), Arc::<Names>::clone(&names)).await;
    let answer = ask(&gateway, &format!("http://cam.example:{port}/")).await;
    assert_eq!(answer.text().await.unwrap(), "reached");
    assert_eq!(names.asked.load(Ordering::SeqCst), 1);
    assert!(
        requests.lock().unwrap()[0].to_ascii_lowercase().contains(&format!("host: cam.example:{port}\r\n"))
    );
    // The second answer is checked like the first.
    for target in [port, trap.1] {
        let expected = (403, "proxy-address-forbidden".to_owned());
        assert_eq!(refused(&gateway, &format!("http://cam.example:{target}/")).await, expected);
    }
    assert_eq!(requests.lock().unwrap().len(), 1);
    trap.assert_untouched();
}

#[tokio::test]
async fn one_forbidden_address_spoils_a_name() {
    let trap = Trap::new();
    let port = trap.1;
    let listed = ["cam.example", "10.0.0.0/8", &format!("127.0.0.1:{port}")];
    for answers in [
        &["127.0.0.1", "127.0.0.2"][..],
        &["127.0.0.2", "127.0.0.1"],
        &["127.0.0.1", "::1"],
        &["127.0.0.1", "::ffff:127.0.0.1"],
        &["127.0.0.1", "169.254.169.254"],
        &["127.0.0.1", "0.0.0.0"],
    ] {
        let names = Names::new(&[("cam.example", &[answers])]);
        let gateway = start_with(&settings(&listed), names).await;
        let expected = (403, "proxy-address-forbidden".to_owned());
        assert_eq!(refused(&gateway, &format!("http://cam.example:{port}/")).await, expected, "{answers:?}");
    }
    // A name that is not listed has the right of its addresses, if all of them have it.
    let names = Names::new(&[("unlisted.example", &[&["127.0.0.1", "192.168.7.7"]])]);
    let gateway = start_with(&settings(&listed), names).await;
    let expected = (403, "proxy-host-not-listed".to_owned());
    assert_eq!(refused(&gateway, &format!("http://unlisted.example:{port}/")).await, expected);
    trap.assert_untouched();
    let (camera, _) = tcp::fixed(page("200 OK", "", "reached"));
    let names = Names::new(&[("unlisted.example", &[&["127.0.0.1"]])]);
    let gateway = start_with(&settings(&["127.0.0.0/8"]), names).await;
    let answer = ask(&gateway, &format!("http://unlisted.example:{}/", camera.port())).await;
    assert_eq!(answer.text().await.unwrap(), "reached");
}

#[tokio::test]
async fn a_redirect_is_followed_to_listed_hosts_only() {
    let trap = Trap::new();
    let port = trap.1;
    let names = || {
        Names::new(&[
            ("rebound.example", &[&["127.0.0.2"]]),
            ("mixed.example", &[&["127.0.0.1", "127.0.0.2"]]),
            ("other.example", &[&["10.0.0.9"]]),
        ])
    };
    for location in [
        format!("http://127.0.0.1:{port}/?token=hunter2"),
        format!("http://127.0.0.2:{port}/"),
        format!("//127.0.0.1:{port}/"),
        format!("http://2130706433:{port}/"),
        format!("http://0x7f.2:{port}/"),
        format!("http://[::1]:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        format!("http://rebound.example:{port}/"),
        format!("http://mixed.example:{port}/"),
        "http://other.example/".to_owned(),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "file:///etc/passwd".to_owned(),
        "ftp://127.0.0.1/".to_owned(),
        "javascript:alert(1)".to_owned(),
        format!("http://joe:hunter2@127.0.0.1:{port}/"),
    ] {
        let (camera, _) = tcp::fixed(redirect(&location));
        let listed = [camera.to_string(), "rebound.example".to_owned(), "mixed.example".to_owned()];
        let listed: Vec<&str> = listed.iter().map(String::as_str).collect();
        let gateway = start_with(&settings(&listed), names()).await;
        let response = ask(&gateway, &format!("http://{camera}/")).await;
        assert_eq!(text(response.headers(), "x-mullion-error"), "proxy-redirect-not-allowed", "{location}");
        assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
        let body = response.text().await.unwrap();
        assert!(!body.contains("hunter2") && !body.contains("passwd"), "{body}");
    }
    trap.assert_untouched();
}

#[tokio::test]
async fn a_redirect_takes_a_login_to_its_own_host_alone() {
    let login = ("authorization", "Basic am9lOmh1bnRlcjI=");
    let (other, at_other) = tcp::fixed(page("200 OK", "", "other"));
    let location = redirect(&format!("http://{other}/live"));
    let (camera, at_camera) = tcp::serve(move |head, stream| {
        let answer = match head.split(' ').nth(1).unwrap() {
            "/elsewhere" => location.clone(),
            "/here" => redirect("/live"),
            _ => page("200 OK", "", "here"),
        };
        stream.write_all(answer.as_bytes())
    });
    let gateway = proxy(&["127.0.0.1"]).await;
    let here = gateway.get_with(&format!("/proxy/http://{camera}/here"), &[OWN, login]).await;
    assert_eq!(text(here.headers(), "x-mullion-location"), format!("http://{camera}/live"));
    assert_eq!(here.text().await.unwrap(), "here");
    assert!(at_camera.lock().unwrap().iter().all(|head| head.contains("am9lOmh1bnRlcjI=")));
    let elsewhere = gateway.get_with(&format!("/proxy/http://{camera}/elsewhere"), &[OWN, login]).await;
    assert_eq!(text(elsewhere.headers(), "x-mullion-location"), format!("http://{other}/live"));
    assert_eq!(elsewhere.text().await.unwrap(), "other");
    assert!(!at_other.lock().unwrap()[0].to_ascii_lowercase().contains("authorization"));
}

#[tokio::test]
async fn redirects_come_to_an_end() {
    let (camera, requests) = tcp::fixed(redirect("/again"));
    let gateway = proxy(&["127.0.0.1"]).await;
    assert_eq!(refused(&gateway, &format!("http://{camera}/")).await, (502, "proxy-redirects".to_owned()));
    assert_eq!(requests.lock().unwrap().len(), 5);
}

#[tokio::test]
async fn a_login_in_the_address_is_refused_and_not_repeated() {
    let trap = Trap::new();
    let gateway = proxy(&["127.0.0.1"]).await;
    for login in ["joe:hunter2@", "joe%40x:hunter2@", ":hunter2@", "hunter2@"] {
        let url = format!("http://{login}127.0.0.1:{}/", trap.1);
        for target in [url.clone(), url.replace('%', "%25").replace(':', "%3A").replace('/', "%2F")] {
            let response = ask(&gateway, &target).await;
            assert_eq!(text(response.headers(), "x-mullion-error"), "proxy-credentials-in-url");
            let body = response.text().await.unwrap();
            assert!(!body.contains("hunter2"), "{body}");
        }
    }
    trap.assert_untouched();
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
async fn what_does_not_answer_is_told_apart() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (mail, _) = tcp::fixed("220 mail.example ESMTP\r\n");
    let (eager, _) = tcp::fixed(SWITCHING);
    let (silent, _) = tcp::serve(|_, stream| {
        tcp::hold(stream);
        Ok(())
    });
    let gateway = start("[limits]\nanswer_seconds = 1\n[proxy]\nhosts = [\"127.0.0.1\"]\n").await;
    for (address, status, code) in [
        (format!("http://{nobody}/"), 502, "camera-unreachable"),
        (format!("http://{mail}/"), 502, "camera-unintelligible"),
        (format!("http://{eager}/"), 502, "camera-unintelligible"),
        (format!("http://{silent}/"), 504, "camera-timeout"),
    ] {
        assert_eq!(refused(&gateway, &address).await, (status, code.to_owned()));
    }
}

#[tokio::test]
async fn a_host_has_so_many_streams_and_pictures_beside_them() {
    let (address, _) = tcp::serve(|head, stream| {
        let kind = if head.starts_with("GET /picture") { "image/jpeg" } else { MULTIPART };
        stream.write_all(format!("HTTP/1.0 200 OK\r\nContent-Type: {kind}\r\n\r\n").as_bytes())?;
        tcp::hold(stream);
        Ok(())
    });
    let limits = "[limits]\nstreams = 2\nstreams_per_camera = 1\nrequests_per_camera = 1\n";
    let gateway = start(&format!("{limits}[proxy]\nhosts = [\"127.0.0.1\"]\n")).await;
    let one = ask(&gateway, &format!("http://{address}/video")).await;
    assert_eq!(one.status(), StatusCode::OK);
    let video = format!("http://{address}/video");
    assert_eq!(refused(&gateway, &video).await, (503, "too-many-viewers".to_owned()));
    let still = ask(&gateway, &format!("http://{address}/picture")).await;
    assert_eq!(still.status(), StatusCode::OK);
    let picture = format!("http://{address}/picture");
    assert_eq!(refused(&gateway, &picture).await, (503, "too-many-requests".to_owned()));
    drop((one, still));
    assert_eq!(ask(&gateway, &video).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn streams_of_the_proxy_and_of_cameras_share_the_gateways_places() {
    let (address, _, _closings) = holding();
    let camera = format!("[[camera]]\nid = \"yard\"\nurl = \"http://{address}\"\n");
    let gateway = start(&format!("[limits]\nstreams = 1\n[proxy]\nhosts = [\"127.0.0.1\"]\n{camera}")).await;
    let one = gateway.get("/cameras/yard/mjpg/video.mjpg").await;
    assert_eq!(one.status(), StatusCode::OK);
    assert_eq!(refused(&gateway, &format!("http://{address}/")).await, (503, "too-many-streams".to_owned()));
}

#[tokio::test]
async fn a_camera_that_falls_silent_and_a_viewer_that_takes_nothing_are_let_go() {
    let (address, _, closings) = holding();
    let gateway = start("[limits]\nidle_seconds = 1\n[proxy]\nhosts = [\"127.0.0.1\"]\n").await;
    let mut response = ask(&gateway, &format!("http://{address}/")).await;
    first_part(&mut response).await;
    assert!(response.chunk().await.is_err(), "not the end of the stream but an error");
    closed(closings).await;

    let (closed, closings) = mpsc::channel();
    let (address, _) = tcp::serve(move |_, stream| {
        let head = format!("HTTP/1.0 200 OK\r\nContent-Type: {MULTIPART}\r\n\r\n");
        let result = stream.write_all(head.as_bytes());
        while result.is_ok() && stream.write_all(&part(&picture())).is_ok() {}
        let _ = closed.send(());
        Ok(())
    });
    let gateway = start("[limits]\nviewer_seconds = 1\n[proxy]\nhosts = [\"127.0.0.1\"]\n").await;
    let _viewer = ask(&gateway, &format!("http://{address}/")).await;
    self::closed(closings).await;
}

#[tokio::test]
async fn a_head_request_holds_no_stream() {
    let (address, requests, closings) = holding();
    let gateway = proxy(&["127.0.0.1"]).await;
    let url = gateway.url(&format!("/proxy/http://{address}/video"));
    let head = gateway.client.head(url).header(OWN.0, OWN.1).send().await.unwrap();
    assert_eq!((head.status(), text(head.headers(), "content-type")), (StatusCode::OK, MULTIPART));
    assert!(requests.lock().unwrap()[0].starts_with("HEAD /video "));
    self::closed(closings).await;
}

#[tokio::test]
async fn shutting_down_ends_open_streams() {
    let (address, _, _closings) = holding();
    let gateway = proxy(&["127.0.0.1"]).await;
    let mut response = ask(&gateway, &format!("http://{address}/")).await;
    first_part(&mut response).await;
    gateway.shutdown.cancel();
    assert_eq!(response.chunk().await.unwrap(), None, "the stream ends in good order");
    gateway.task.await.unwrap();
}

#[tokio::test]
async fn everything_is_below_the_base() {
    let (address, _) = tcp::fixed(page("200 OK", "", "reached"));
    let gateway = start("base = \"/cams/\"\n[proxy]\nhosts = [\"127.0.0.1\"]\n").await;
    let answer = gateway.get_with(&format!("/cams/proxy/http://{address}//a/../b?x"), &[OWN]).await;
    assert_eq!(answer.text().await.unwrap(), "reached");
    assert_eq!(gateway.get_with(&format!("/proxy/http://{address}/"), &[OWN]).await.status(), 404);
}
