//! The app over HTTP.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::path::PathBuf;

use base64::Engine as _;
use reqwest::{Method, StatusCode};
use sha2::{Digest as _, Sha256};
use support::gateway::{Running, start, text};

const SCRIPT: &str = "import init from './app-0123456789abcdef.js'; init();";

/// An app in a folder of its own, and a gateway that serves it.
struct App {
    folder: PathBuf,
    gateway: Running,
}

impl App {
    async fn start(name: &str, settings: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("mullion-app-{name}-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("static")).unwrap();
        let index = format!("<!doctype html><title>x</title><script type=module>{SCRIPT}</script>");
        for (file, content) in [
            ("index.html", index.as_str()),
            ("app-0123456789abcdef.js", &"export default 1; ".repeat(500)),
            ("app-0123456789abcdef_bg.wasm", &"\0asm".repeat(500)),
            ("worker.js", "1"),
            ("worker_bg.wasm", "\0asm"),
            ("style-0123456789abcdef.css", "a{}"),
            ("static/picture.png", "png"),
            (".secret", "hidden"),
        ] {
            std::fs::write(folder.join(file), content).unwrap();
        }
        let gateway = start(&format!("app = {:?}\n{settings}", folder.to_str().unwrap())).await;
        Self { folder, gateway }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.folder).unwrap();
    }
}

#[tokio::test]
async fn files_have_their_types_and_lifetimes() {
    let app = App::start("types", "").await;
    let (kept, asked) = ("public, max-age=31536000, immutable", "no-cache");
    for (path, media_type, lifetime) in [
        ("/", "text/html; charset=utf-8", asked),
        ("/?src=http://cam/", "text/html; charset=utf-8", asked),
        ("/index.html", "text/html; charset=utf-8", asked),
        ("/app-0123456789abcdef.js", "text/javascript; charset=utf-8", kept),
        ("/app-0123456789abcdef_bg.wasm", "application/wasm", kept),
        ("/style-0123456789abcdef.css", "text/css; charset=utf-8", kept),
        ("/worker.js", "text/javascript; charset=utf-8", asked),
        ("/worker_bg.wasm", "application/wasm", asked),
        ("/static/picture.png", "image/png", asked),
    ] {
        let response = app.gateway.get(path).await;
        let headers = response.headers();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(
            (text(headers, "content-type"), text(headers, "cache-control")),
            (media_type, lifetime),
            "{path}"
        );
        assert_eq!(text(headers, "x-content-type-options"), "nosniff");
        assert_eq!(text(headers, "referrer-policy"), "same-origin");
        assert_eq!(text(headers, "cross-origin-opener-policy"), "same-origin");
        // Workers follow the policy of their own script.
        assert!(text(headers, "content-security-policy").contains("'wasm-unsafe-eval'"), "{path}");
    }
}

#[tokio::test]
async fn the_policy_allows_the_scripts_of_the_page_and_no_others() {
    let app = App::start("policy", "frame_ancestors = [\"https://dashboard.example\"]").await;
    let response = app.gateway.get("/").await;
    let policy = text(response.headers(), "content-security-policy").to_owned();
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(SCRIPT));
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    assert!(policy.contains(&format!("script-src 'self' 'wasm-unsafe-eval' 'sha256-{hash}';")), "{policy}");
    assert!(policy.ends_with("frame-ancestors https://dashboard.example"), "{policy}");
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
    // What is no part of the app may do nothing at all.
    let response = app.gateway.get("/api/cameras").await;
    assert_eq!(
        text(response.headers(), "content-security-policy"),
        "default-src 'none'; frame-ancestors 'none'; sandbox"
    );
}

#[tokio::test]
async fn a_file_the_browser_has_is_not_sent_again() {
    let app = App::start("conditional", "").await;
    let tag = text(app.gateway.get("/worker.js").await.headers(), "etag").to_owned();
    let response = app.gateway.get_with("/worker.js", &[("if-none-match", &tag)]).await;
    assert_eq!(
        (response.status(), text(response.headers(), "etag")),
        (StatusCode::NOT_MODIFIED, tag.as_str())
    );
    assert_eq!(response.bytes().await.unwrap().len(), 0);
    std::fs::write(app.folder.join("worker.js"), "2").unwrap();
    let response = app.gateway.get_with("/worker.js", &[("if-none-match", &tag)]).await;
    assert_eq!((response.status(), response.text().await.unwrap().as_str()), (StatusCode::OK, "2"));
}

#[tokio::test]
async fn files_are_compressed_where_that_helps() {
    let app = App::start("gzip", "").await;
    for path in ["/app-0123456789abcdef.js", "/app-0123456789abcdef_bg.wasm"] {
        let plain = app.gateway.get(path).await;
        assert_eq!(text(plain.headers(), "content-encoding"), "");
        let (tag, whole) = (text(plain.headers(), "etag").to_owned(), plain.bytes().await.unwrap());
        let packed = app.gateway.get_with(path, &[("accept-encoding", "gzip")]).await;
        assert_eq!(text(packed.headers(), "content-encoding"), "gzip");
        assert_eq!(text(packed.headers(), "vary"), "accept-encoding");
        assert_eq!(text(packed.headers(), "etag"), tag, "one tag for both forms");
        assert!(packed.bytes().await.unwrap().len() < whole.len() / 4);
    }
    let picture = app.gateway.get_with("/static/picture.png", &[("accept-encoding", "gzip")]).await;
    assert_eq!(text(picture.headers(), "content-encoding"), "");
}

#[tokio::test]
async fn only_files_of_the_app_are_served() {
    let app = App::start("paths", "").await;
    for path in [
        "/nonesuch",
        "/static",
        "/static/",
        "/.secret",
        "/%2esecret",
        "/static/..%2f.secret",
        "/api/nonesuch",
    ] {
        assert_eq!(app.gateway.get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let post = app.gateway.client.request(Method::POST, app.gateway.url("/")).send().await.unwrap();
    assert_eq!(post.status(), StatusCode::METHOD_NOT_ALLOWED);
    let head = app.gateway.client.head(app.gateway.url("/worker.js")).send().await.unwrap();
    assert_eq!((head.status(), text(head.headers(), "content-length")), (StatusCode::OK, "1"));
}

#[tokio::test]
async fn everything_moves_below_a_base() {
    let app = App::start("base", "base = \"/cams/\"").await;
    for path in ["/", "/cams", "/cams?src=x"] {
        let response = app.gateway.get(path).await;
        assert_eq!(response.status(), StatusCode::TEMPORARY_REDIRECT, "{path}");
        let query = path.split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default();
        assert_eq!(text(response.headers(), "location"), format!("/cams/{query}"));
    }
    for path in ["/cams/", "/cams/worker.js", "/cams/api/cameras"] {
        assert_eq!(app.gateway.get(path).await.status(), StatusCode::OK, "{path}");
    }
    for path in ["/worker.js", "/api/cameras", "/camsworker.js", "/cams//worker.js"] {
        assert_eq!(app.gateway.get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(app.gateway.refusal("/cams/cameras/x/y").await.1, "no-such-camera");
}

#[tokio::test]
async fn without_an_app_the_page_says_how_to_build_it() {
    let empty = std::env::temp_dir().join(format!("mullion-no-app-{}", std::process::id()));
    let gateway = start(&format!("app = {:?}", empty.to_str().unwrap())).await;
    let response = gateway.get("/").await;
    assert_eq!(text(response.headers(), "cache-control"), "no-store");
    let page = response.text().await.unwrap();
    assert!(page.contains("cargo xtask build"), "{page}");
    assert_eq!(gateway.get("/worker.js").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(gateway.get("/api/cameras").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_name_of_another_is_not_answered() {
    let gateway = start("").await;
    let stranger = gateway.get_with("/api/cameras", &[("host", "evil.example")]).await;
    assert_eq!(stranger.status(), StatusCode::MISDIRECTED_REQUEST);
    assert!(stranger.text().await.unwrap().contains("hosts"));
    assert_eq!(gateway.get_with("/api/cameras", &[("host", "localhost")]).await.status(), StatusCode::OK);
}
