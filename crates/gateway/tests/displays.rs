//! Displays say that they live, are listed, and are told what to show.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use support::gateway::{Running, refusal, start};
use tempfile::TempDir;

const ON: &str = "[displays]\nmost = 2\nchoose = true";

/// A gateway with displays, and an app whose build is `b1`: whether an app has been built here does not matter.
async fn start_on(settings: &str) -> (Running, TempDir) {
    let app = tempfile::tempdir().unwrap();
    let page = r#"<!doctype html><meta name="mullion-build" content="b1"><title>x</title>"#;
    std::fs::write(app.path().join("index.html"), page).unwrap();
    (start(&format!("app = {:?}\n{settings}\n{ON}", app.path())).await, app)
}

async fn post(gateway: &Running, path: &str, body: &str, fields: &[(&str, &str)]) -> Response {
    let request = gateway.client.post(gateway.url(path)).body(body.to_owned());
    let request = fields.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    request.send().await.unwrap()
}

const JSON: (&str, &str) = ("content-type", "application/json");

async fn body(response: Response) -> Value {
    serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
}

#[tokio::test]
async fn a_display_that_beats_is_listed_and_told_what_was_chosen_for_it() {
    let (gateway, _app) = start_on("").await;
    let beat = json!({ "build": "b1", "tiles": 4, "live": 3, "show": { "wall": "lobby" }, "later": 1 });
    let first = post(&gateway, "/api/displays/hall", &beat.to_string(), &[JSON]).await;
    assert_eq!(first.headers()["cache-control"], "no-store");
    assert_eq!(body(first).await, json!({ "build": "b1", "reloads": 0 }));
    let list = body(gateway.get("/api/displays").await).await;
    assert_eq!(list["may_choose"], true);
    assert_eq!(list["displays"][0]["name"], "hall");
    assert_eq!(list["displays"][0]["live"], 3);
    assert_eq!(list["displays"][0]["is_live"], true);

    let own = [JSON, ("sec-fetch-site", "same-origin")];
    let order =
        post(&gateway, "/api/displays/hall/order", r#"{"show":{"tour":"night"},"reload":true}"#, &own);
    assert_eq!(order.await.status(), StatusCode::NO_CONTENT);
    let told = body(post(&gateway, "/api/displays/hall", "{}", &own).await).await;
    assert_eq!(told, json!({ "build": "b1", "show": { "tour": "night" }, "reloads": 1 }));
}

#[tokio::test]
async fn no_page_of_another_site_can_beat_choose_or_list() {
    let (gateway, _app) = start_on("allow_origins = [\"https://friend.example\"]").await;
    post(&gateway, "/api/displays/hall", "{}", &[JSON]).await;
    for foreign in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://friend.example"),
    ] {
        for path in ["/api/displays/hall", "/api/displays/hall/order"] {
            let answer = post(&gateway, path, r#"{"reload":true}"#, &[JSON, foreign]).await;
            assert_eq!(
                refusal(answer).await,
                (StatusCode::FORBIDDEN, "foreign-site".to_owned()),
                "{foreign:?}"
            );
        }
        let list = gateway.client.get(gateway.url("/api/displays")).header(foreign.0, foreign.1);
        let list = list.send().await.unwrap();
        assert!(!list.headers().contains_key("access-control-allow-origin"), "{foreign:?}");
        assert_eq!(list.status(), StatusCode::FORBIDDEN, "{foreign:?}");
    }
    // A form of another site can send this type without being asked for permission.
    let plain =
        post(&gateway, "/api/displays/hall/order", r#"{"reload":true}"#, &[("content-type", "text/plain")]);
    assert_eq!(plain.await.status(), StatusCode::BAD_REQUEST);
    let told = body(post(&gateway, "/api/displays/hall", "{}", &[JSON]).await).await;
    assert_eq!(told, json!({ "build": "b1", "reloads": 0 }));
}

#[tokio::test]
async fn displays_are_bounded_in_number_size_and_rate() {
    let (gateway, _app) = start_on("").await;
    let beat = async |name: &str, body: &str| {
        refusal(post(&gateway, &format!("/api/displays/{name}"), body, &[JSON]).await).await
    };
    let bad = (StatusCode::BAD_REQUEST, "display-request".to_owned());
    for body in ["", "7", "{", &format!(r#"{{"report":"{}"}}"#, "x".repeat(2048)), r#"{"tiles":-1}"#] {
        assert_eq!(beat("hall", body).await, bad, "{body}");
    }
    for name in ["a%20b", "a%2f..", &"x".repeat(65)] {
        assert_eq!(beat(name, "{}").await, bad, "{name}");
    }
    for name in ["a", "b"] {
        let answer = post(&gateway, &format!("/api/displays/{name}"), "{}", &[JSON]).await;
        assert_eq!(answer.status(), StatusCode::OK);
    }
    let full = (StatusCode::SERVICE_UNAVAILABLE, "too-many-displays".to_owned());
    assert_eq!(beat("c", "{}").await, full);
    let mut status = StatusCode::OK;
    for _ in 0..20 {
        status = post(&gateway, "/api/displays/a", "{}", &[JSON]).await.status();
    }
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn an_order_names_something_and_is_never_an_address() {
    let (gateway, _app) = start_on("").await;
    post(&gateway, "/api/displays/hall", "{}", &[JSON]).await;
    for wish in [
        r#"{"show":{"wall":"http://evil.example/"}}"#,
        r#"{"show":{"url":"http://evil.example/"}}"#,
        r#"{"show":"lobby"}"#,
        r#"{"show":{"wall":"../x"}}"#,
        r#"{"open":"http://evil.example/"}"#,
    ] {
        let answer = post(&gateway, "/api/displays/hall/order", wish, &[JSON]).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{wish}");
    }
    let nobody = post(&gateway, "/api/displays/attic/order", r#"{"reload":true}"#, &[JSON]).await;
    assert_eq!(refusal(nobody).await, (StatusCode::NOT_FOUND, "no-such-display".to_owned()));
}

#[tokio::test]
async fn without_settings_there_are_no_displays_and_without_choose_no_choice() {
    let off = start("").await;
    assert_eq!(off.refusal("/api/displays").await, (StatusCode::NOT_FOUND, "displays-off".to_owned()));
    let beat = post(&off, "/api/displays/hall", "{}", &[JSON]).await;
    assert_eq!(beat.status(), StatusCode::NOT_FOUND);
    let closed = start("[displays]").await;
    post(&closed, "/api/displays/hall", "{}", &[JSON]).await;
    let order = post(&closed, "/api/displays/hall/order", r#"{"reload":true}"#, &[JSON]).await;
    assert_eq!(refusal(order).await, (StatusCode::FORBIDDEN, "displays-not-chosen".to_owned()));
}
