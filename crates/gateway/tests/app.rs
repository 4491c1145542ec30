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

const HASHED: &str = "/app-0123456789abcdef_bg.wasm";

/// An app with compressed forms of some of its files, which say what they are.
async fn packed(name: &str) -> App {
    let app = App::start(name, "").await;
    for form in ["app-0123456789abcdef_bg.wasm.br", "app-0123456789abcdef_bg.wasm.gz", "worker.js.gz"] {
        std::fs::write(app.folder.join(form), form).unwrap();
    }
    app
}

#[tokio::test]
async fn files_are_sent_in_the_best_form_that_was_made_and_is_taken() {
    let app = packed("packed").await;
    let plain = app.gateway.get(HASHED).await.text().await.unwrap();
    for (path, accepted, coding) in [
        (HASHED, "gzip, deflate, br, zstd", "br"),
        (HASHED, "gzip, deflate", "gzip"),
        (HASHED, "br;q=0.5, gzip", "gzip"),
        (HASHED, "br;q=0, gzip;q=0", ""),
        (HASHED, "identity", ""),
        (HASHED, "zstd", ""),
        ("/worker.js", "gzip, br", "gzip"),
        ("/worker.js", "br", ""),
        ("/static/picture.png", "gzip, br", ""),
        ("/index.html", "gzip, br", ""),
    ] {
        let response = app.gateway.get_with(path, &[("accept-encoding", accepted)]).await;
        let headers = response.headers().clone();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(text(&headers, "content-encoding"), coding, "{path}, {accepted}");
        assert_eq!(text(&headers, "vary"), "accept-encoding");
        let expected = match (coding, path) {
            ("br", _) => format!("{}.br", &path[1..]),
            ("gzip", _) => format!("{}.gz", &path[1..]),
            (_, HASHED) => plain.clone(),
            _ => std::fs::read_to_string(app.folder.join(&path[1..])).unwrap(),
        };
        assert_eq!(text(&headers, "content-length"), expected.len().to_string(), "{path}, {accepted}");
        assert_eq!(response.text().await.unwrap(), expected, "{path}, {accepted}");
        // Browsers compile a program while it comes only if it is called by its type.
        if path == HASHED {
            let kept = "public, max-age=31536000, immutable";
            assert_eq!(
                (text(&headers, "content-type"), text(&headers, "cache-control")),
                ("application/wasm", kept)
            );
        }
    }
    let own = app.gateway.get(&format!("{HASHED}.br")).await;
    assert_eq!(own.status(), StatusCode::NOT_FOUND, "a form has no address of its own");
}

#[tokio::test]
async fn each_form_of_a_file_has_its_own_tag() {
    let app = packed("tags").await;
    let forms = ["br", "gzip", "identity"];
    let mut tags = Vec::new();
    for form in forms {
        let response = app.gateway.get_with(HASHED, &[("accept-encoding", form)]).await;
        tags.push(text(response.headers(), "etag").to_owned());
    }
    for (form, own) in forms.iter().zip(&tags) {
        for tag in &tags {
            let fields = [("accept-encoding", *form), ("if-none-match", tag)];
            let response = app.gateway.get_with(HASHED, &fields).await;
            let (is_known, headers) = (tag == own, response.headers().clone());
            let expected = if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
            assert_eq!((response.status(), text(&headers, "etag")), (expected, own.as_str()));
            assert_eq!(text(&headers, "vary"), "accept-encoding");
            assert_eq!(text(&headers, "cache-control"), "public, max-age=31536000, immutable");
            let coding = if is_known || *form == "identity" { "" } else { form };
            assert_eq!(text(&headers, "content-encoding"), coding);
            assert_eq!(response.bytes().await.unwrap().is_empty(), is_known);
        }
    }
}

#[tokio::test]
async fn a_file_is_sent_whole_and_its_head_says_the_same() {
    let app = packed("whole").await;
    let fields = [("accept-encoding", "br"), ("range", "bytes=0-3")];
    let whole = app.gateway.get_with(HASHED, &fields).await;
    assert_eq!((whole.status(), text(whole.headers(), "content-range")), (StatusCode::OK, ""));
    let request = app.gateway.client.head(app.gateway.url(HASHED)).header("accept-encoding", "br");
    let head = request.send().await.unwrap();
    for name in ["content-length", "content-encoding", "content-type", "etag", "cache-control", "vary"] {
        assert_eq!(text(head.headers(), name), text(whole.headers(), name), "{name}");
        assert_ne!(text(head.headers(), name), "", "{name}");
    }
    assert_eq!(head.bytes().await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_file_that_changed_after_it_was_compressed_is_sent_as_it_is() {
    let app = packed("changed").await;
    let form = app.folder.join("worker.js.gz");
    let an_hour_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
    std::fs::File::options().write(true).open(&form).unwrap().set_modified(an_hour_ago).unwrap();
    std::fs::write(app.folder.join("worker.js"), "2").unwrap();
    let response = app.gateway.get_with("/worker.js", &[("accept-encoding", "gzip")]).await;
    assert_eq!(text(response.headers(), "content-encoding"), "");
    assert_eq!(response.text().await.unwrap(), "2");
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
