//! The configuration of walls at the gateway.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use reqwest::StatusCode;
use reqwest::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE};
use serde_json::{Value, json};
use support::gateway::{Running, start};

const FILE: &str = "/mullion.json";
const CAMERA: &str = "[[camera]]\nid = \"yard\"\nurl = \"http://192.0.2.7\"\n";

/// A gateway whose configuration is this file.
async fn of(folder: &tempfile::TempDir, content: &str) -> Running {
    let path = folder.path().join("mullion.json");
    std::fs::write(&path, content).unwrap();
    start(&format!("configuration = {:?}\n{CAMERA}", path.to_str().unwrap())).await
}

async fn served(gateway: &Running) -> Value {
    let response = gateway.get(FILE).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[CONTENT_TYPE], "application/json");
    response.json().await.unwrap()
}

#[tokio::test]
async fn pages_get_the_walls_of_the_file_without_bad_values_and_without_logins() {
    let folder = tempfile::tempdir().unwrap();
    let gateway = of(
        &folder,
        r#"{ "cameras": { "far": { "src": "http://root:hunter2@192.0.2.9" } },
             "walls": { "lobby": { "tiles": ["yard", "far", "nowhere"], "gap": 9000, "layout": "2x2" } } }"#,
    )
    .await;
    let expected = json!({
        "cameras": { "far": { "src": "http://192.0.2.9" } },
        "walls": { "lobby": { "tiles": ["yard", "far"], "layout": "2x2" } }
    });
    assert_eq!(served(&gateway).await, expected);
}

#[tokio::test]
async fn tables_of_the_settings_are_the_same_as_a_file() {
    let settings = format!(
        "[configuration.walls.lobby]\ntiles = [\"yard\", \"nowhere\"]\nlayout = \"1+5\"\n\
         [configuration.kiosks.hall]\nshow = {{ wall = \"lobby\" }}\nclock = true\n{CAMERA}"
    );
    let gateway = start(&settings).await;
    let expected = json!({
        "walls": { "lobby": { "tiles": ["yard"], "layout": "1+5" } },
        "kiosks": { "hall": { "show": { "wall": "lobby" }, "clock": true } }
    });
    assert_eq!(served(&gateway).await, expected);
}

#[tokio::test]
async fn a_file_that_changes_is_read_again_and_a_broken_one_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let gateway = of(&folder, r#"{ "walls": { "a": { "tiles": ["yard"] } } }"#).await;
    assert_eq!(served(&gateway).await["walls"]["a"]["tiles"], json!(["yard"]));
    let path = folder.path().join("mullion.json");
    std::fs::write(&path, r#"{ "walls": { "other": { "tiles": ["yard"] } } }"#).unwrap();
    assert_eq!(served(&gateway).await["walls"]["other"]["tiles"], json!(["yard"]));
    for broken in ["{ \"walls\": ", &"x".repeat(2 << 20)] {
        std::fs::write(&path, broken).unwrap();
        assert_eq!(served(&gateway).await["walls"]["other"]["tiles"], json!(["yard"]));
    }
    std::fs::remove_file(&path).unwrap();
    assert_eq!(served(&gateway).await["walls"]["other"]["tiles"], json!(["yard"]));
}

#[tokio::test]
async fn a_file_that_is_not_there_yet_is_found_later() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mullion.json");
    let gateway = start(&format!("configuration = {:?}\n{CAMERA}", path.to_str().unwrap())).await;
    assert_eq!(gateway.get(FILE).await.status(), StatusCode::NOT_FOUND);
    std::fs::write(&path, "{}").unwrap();
    assert_eq!(served(&gateway).await, json!({}));
}

#[tokio::test]
async fn other_sites_read_it_only_if_they_are_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mullion.json");
    std::fs::write(&path, "{}").unwrap();
    let gateway = start(&format!(
        "allow_origins = [\"https://friend.example\"]\nconfiguration = {:?}\n{CAMERA}",
        path.to_str().unwrap()
    ))
    .await;
    let asked = |origin: &'static str| {
        let fields = [("origin", origin), ("user-agent", "Mozilla/5.0")];
        let gateway = &gateway;
        async move { gateway.get_with(FILE, &fields).await }
    };
    let friend = asked("https://friend.example").await;
    assert_eq!(friend.headers()[ACCESS_CONTROL_ALLOW_ORIGIN], "https://friend.example");
    assert_eq!(asked("https://evil.example").await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn without_the_setting_there_is_none() {
    let gateway = start(CAMERA).await;
    assert_eq!(gateway.get(FILE).await.status(), StatusCode::NOT_FOUND);
    let other = gateway.get("/configuration/../mullion.toml").await;
    assert_eq!(other.status(), StatusCode::NOT_FOUND);
}
