//! Recordings at the gateway, over real sockets and with real files.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant, SystemTime};

use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use support::conducted::{Conducted, LIMIT, jpeg};
use support::gateway::{Running, refusal, start, text, yard};
use support::recorded::{hash, hashes, verify};
use support::{mullion, picture};
use tempfile::TempDir;

const RECORDING: &str = "/api/cameras/yard/recording";
const RECORDINGS: &str = "/api/cameras/yard/recordings";
const VIDEO: &str = "/cameras/yard/axis-cgi/mjpg/video.cgi";

#[tokio::test(flavor = "multi_thread")]
async fn every_picture_is_recorded_as_the_camera_sent_it_over_the_viewers_connection() {
    for container in ["matroska", "avi", "zip"] {
        let (camera, folder) = (Conducted::start().await, tempfile::tempdir().unwrap());
        let gateway = start(&recorded(&camera, &folder, &format!("container = \"{container}\""))).await;
        camera.asked(1).await;
        let mut viewers = Vec::new();
        for _ in 0..50 {
            viewers.push(gateway.get(VIDEO).await);
        }
        let sent: Vec<Vec<u8>> = (0..20).map(|number| unique(number, 2_000)).collect();
        for picture in &sent {
            camera.send(&part(picture));
        }
        let told = gateway.until(|told| told["frames"] == 21).await;
        assert_eq!(
            (&told["state"], &told["when"], &told["lost"]),
            (&json!("recording"), &json!("always"), &json!(0))
        );
        assert_eq!(camera.requests().len(), 1, "{:?}", camera.requests());
        gateway.end().await;
        let files = files(&folder);
        assert_eq!(files.len(), 1, "{files:?}");
        let (status, said) = verify(&files[0]);
        assert_eq!(status, Some(0), "{said}");
        assert!(said.contains(&format!("MULLION_SOURCE: http://{}/axis-cgi", camera.address)), "{said}");
        // The first one opens the conversation.
        let expected: Vec<[u8; 32]> = [jpeg(0)].iter().chain(&sent).map(|picture| hash(picture)).collect();
        let mut found = hashes(&std::fs::read(&files[0]).unwrap());
        found.truncate(expected.len());
        assert_eq!(found, expected, "{container}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_that_dies_and_returns_leaves_a_gap_in_the_evidence() {
    let (camera, folder) = (Conducted::start().await, tempfile::tempdir().unwrap());
    let gateway = start(&recorded(&camera, &folder, "")).await;
    camera.asked(1).await;
    camera.send(&part(&unique(1, 100)));
    gateway.until(|told| told["frames"] == 2).await;
    camera.hang_up();
    camera.asked(2).await;
    camera.send(&part(&unique(2, 100)));
    let told = gateway.until(|told| told["frames"] == 4).await;
    assert_eq!((&told["gaps"], &told["state"]), (&json!(1), &json!("recording")));
    gateway.end().await;
    let (status, said) = verify(&files(&folder)[0]);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("connections lost: 1"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_that_cannot_be_reached_is_told_as_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let gateway = start(&settings(closed, &folder, "")).await;
    let told = gateway.until(|told| told["why"].is_object()).await;
    assert_eq!((&told["state"], &told["why"]["code"]), (&json!("waiting"), &json!("camera-unreachable")));
    assert!(told["why"]["message"].is_string() && told["why"]["since"].is_u64(), "{told}");
    assert!(files(&folder).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_starts_and_stops_a_recording_on_demand() {
    let (camera, folder) = (Conducted::start().await, tempfile::tempdir().unwrap());
    let gateway = start(&recorded(&camera, &folder, "when = \"on-demand\"")).await;
    let list: Value = parsed(gateway.get("/api/cameras").await).await;
    assert_eq!(list, json!([{ "id": "yard", "name": "The yard", "records": "on-demand" }]));
    assert_eq!(gateway.told().await["state"], "stopped");
    for _ in 0..2 {
        let told = parsed(gateway.wish(&json!({ "record": true })).await).await;
        assert_eq!(told["when"], "on-demand");
    }
    camera.asked(1).await;
    gateway.until(|told| told["frames"] == 1 && told["since"].is_u64()).await;
    gateway.wish(&json!({ "record": false })).await;
    let told = gateway.until(|told| told["state"] == "stopped" && told["frames"] == 0).await;
    assert!(told.get("since").is_none() && told["segments"] == 1, "{told}");
    gateway.listed(|segments| segments.len() == 1 && segments[0]["state"] == "whole").await;
    // The next one is a recording of its own.
    gateway.wish(&json!({ "record": true })).await;
    gateway.until(|told| told["frames"].as_u64() > Some(0)).await;
    gateway.end().await;
    let files = files(&folder);
    assert_eq!(files.len(), 2, "{files:?}");
    assert!(files.iter().all(|file| verify(file).0 == Some(0)));
}

#[tokio::test]
async fn only_pages_of_the_gateway_and_programs_start_a_recording() {
    let (camera, folder) = (Conducted::start().await, tempfile::tempdir().unwrap());
    let gateway = start(&recorded(&camera, &folder, "when = \"on-demand\"")).await;
    let post = |kind: &'static str, body: &'static str, fields: &[(&'static str, &'static str)]| {
        let request = gateway.client.post(gateway.url(RECORDING)).header("content-type", kind).body(body);
        let request = fields.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        async move { refusal(request.send().await.unwrap()).await }
    };
    let (wish, json) = (r#"{"record":true}"#, "application/json");
    let foreign = (StatusCode::FORBIDDEN, "foreign-site".to_owned());
    assert_eq!(post(json, wish, &[("sec-fetch-site", "cross-site")]).await, foreign);
    assert_eq!(post(json, wish, &[("origin", "http://evil.example")]).await, foreign);
    let malformed = (StatusCode::BAD_REQUEST, "recording-request".to_owned());
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "text/plain; application/json",
    ] {
        assert_eq!(post(kind, wish, &[]).await, malformed, "{kind}");
    }
    for body in ["", "{}", "true", r#"{"record":1}"#, r#"{"record":true,"folder":"/etc"}"#] {
        assert_eq!(post(json, body, &[]).await, malformed, "{body}");
    }
    for path in [RECORDING, RECORDINGS] {
        let answer = gateway.get_with(path, &[("sec-fetch-site", "same-site")]).await;
        assert_eq!(refusal(answer).await, foreign);
    }
    assert_eq!(gateway.told().await["state"], "stopped");
    assert_eq!(camera.requests().len(), 0);
}

#[tokio::test]
async fn a_camera_without_such_settings_has_no_recordings() {
    let (camera, folder) = (Conducted::start().await, tempfile::tempdir().unwrap());
    let other = format!("[[camera]]\nid = \"door\"\nurl = \"http://{}\"\n", camera.address);
    let gateway = start(&format!("{other}{}", recorded(&camera, &folder, ""))).await;
    let unknown = (StatusCode::NOT_FOUND, "not-recorded".to_owned());
    for path in [
        "/api/cameras/door/recording",
        "/api/cameras/none/recordings",
        "/api/cameras/../recording",
        "/api/cameras/%2e%2e/recordings/x",
    ] {
        let (status, code) = refused(&gateway, path).await;
        assert!(
            (status, code.as_str()) == (unknown.0, "not-recorded") || code == "no page",
            "{path}: {code}"
        );
    }
    let always = gateway.wish(&json!({ "record": false })).await;
    assert_eq!(refusal(always).await, (StatusCode::CONFLICT, "recorded-always".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ring_deletes_the_oldest_and_nothing_that_is_not_its_own() {
    let (camera, folder) = (Conducted::start().await, tempfile::tempdir().unwrap());
    let foreign: Vec<PathBuf> = [
        "holiday.mkv",
        // Named like one, and another's.
        "yard_20200101T000000000Z.mkv",
        "yard_20200101T000000000Z.avi.part",
        "door_20200101T000000000Z.mkv",
    ]
    .iter()
    .map(|name| folder.path().join(name))
    .collect();
    foreign.iter().for_each(|file| std::fs::write(file, vec![b'x'; 3_000_000]).unwrap());
    let limits = "segment_megabytes = 1\nkeep_megabytes = 3";
    let gateway = start(&recorded(&camera, &folder, limits)).await;
    camera.asked(1).await;
    for number in 0..100 {
        camera.send(&part(&unique(number, 60_000)));
        if number % 10 == 9 {
            let told = gateway.until(|told| told["frames"] == number + 2).await;
            assert!(told["kept_bytes"].as_u64().unwrap() <= 3_000_000, "{told}");
        }
    }
    let told = gateway.told().await;
    assert!(told["bytes"].as_u64().unwrap() > 5_000_000, "{told}");
    gateway.end().await;
    assert!(foreign.iter().all(|file| std::fs::read(file).unwrap().len() == 3_000_000));
    let ours: Vec<PathBuf> = files(&folder).into_iter().filter(|file| !foreign.contains(file)).collect();
    let bytes: u64 = ours.iter().map(|file| std::fs::metadata(file).unwrap().len()).sum();
    assert!(ours.len() >= 3 && bytes <= 3_000_000, "{ours:?}");
    assert!(ours.iter().all(|file| verify(file).0 == Some(0)));
    // The last pictures are there, the first are not.
    let all: Vec<u8> = ours.iter().flat_map(|file| std::fs::read(file).unwrap()).collect();
    let kept = hashes(&all);
    assert!(kept.contains(&hash(&unique(99, 60_000))) && !kept.contains(&hash(&unique(0, 60_000))));
}

#[tokio::test(flavor = "multi_thread")]
async fn segments_that_ended_too_long_ago_are_deleted() {
    let (camera, folder) = (Conducted::start().await, tempfile::tempdir().unwrap());
    let demand = "when = \"on-demand\"\nkeep_hours = 2";
    let gateway = start(&recorded(&camera, &folder, demand)).await;
    for _ in 0..2 {
        gateway.wish(&json!({ "record": true })).await;
        gateway.until(|told| told["frames"] == 1).await;
        gateway.wish(&json!({ "record": false })).await;
        gateway.until(|told| told["frames"] == 0).await;
    }
    gateway.end().await;
    let files_before = files(&folder);
    assert_eq!(files_before.len(), 2);
    let old = folder.path().join("yard_20200101T000000000Z.mkv");
    std::fs::rename(&files_before[0], &old).unwrap();
    let three_hours_ago = SystemTime::now() - Duration::from_secs(3 * 3600);
    std::fs::File::options().write(true).open(&old).unwrap().set_modified(three_hours_ago).unwrap();
    let gateway = start(&recorded(&camera, &folder, demand)).await;
    gateway.listed(|segments| segments.len() == 1).await;
    assert_eq!(files(&folder), [files_before[1].clone()]);
    gateway.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_segment_is_downloaded_whole_or_in_part() {
    let (camera, folder) = (Conducted::start().await, tempfile::tempdir().unwrap());
    let gateway = start(&recorded(&camera, &folder, "segment_seconds = 1")).await;
    camera.asked(1).await;
    let mut number = 0;
    // One that is over, and the one that is being written.
    let segments = loop {
        number += 1;
        camera.send(&part(&unique(number, 1000)));
        let segments = gateway.segments().await;
        if segments.len() >= 2 && segments[0]["state"] == "whole" {
            break segments;
        }
    };
    let path = format!("{RECORDINGS}/{}", segments[0]["id"].as_str().unwrap());
    let answer = gateway.get(&path).await;
    let headers = answer.headers().clone();
    let whole = answer.bytes().await.unwrap();
    let name = segments[0]["name"].as_str().unwrap();
    assert_eq!(whole, std::fs::read(folder.path().join(name)).unwrap());
    assert_eq!(text(&headers, "content-type"), "video/matroska");
    assert_eq!(text(&headers, "content-disposition"), format!("attachment; filename=\"{name}\""));
    assert_eq!(text(&headers, "accept-ranges"), "bytes");
    let tag = text(&headers, "etag");
    assert!(tag.starts_with('"') && tag.len() > 4);
    let ranged = |fields: Vec<(&'static str, String)>| {
        let (gateway, path) = (&gateway, &path);
        async move {
            let fields: Vec<(&'static str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = gateway.get_with(path, &fields).await;
            let range = text(answer.headers(), "content-range").to_owned();
            (answer.status(), range, answer.bytes().await.unwrap())
        }
    };
    let range = |range: &str| ("range", range.to_owned());
    let length = whole.len();
    let (status, told, bytes) = ranged(vec![range("bytes=10-19")]).await;
    assert_eq!((status, told), (StatusCode::PARTIAL_CONTENT, format!("bytes 10-19/{length}")));
    assert_eq!(bytes, whole.slice(10..20));
    let (status, _, bytes) = ranged(vec![range("bytes=-5"), ("if-range", tag.to_owned())]).await;
    assert_eq!((status, bytes), (StatusCode::PARTIAL_CONTENT, whole.slice(length - 5..)));
    let (status, _, bytes) = ranged(vec![range("bytes=-5"), ("if-range", "\"other\"".to_owned())]).await;
    assert_eq!((status, bytes.len()), (StatusCode::OK, length));
    let (status, told, bytes) = ranged(vec![range(&format!("bytes={length}-"))]).await;
    assert_eq!((status, told), (StatusCode::RANGE_NOT_SATISFIABLE, format!("bytes */{length}")));
    assert!(bytes.is_empty());
    let (status, _, bytes) = ranged(vec![("if-none-match", tag.to_owned())]).await;
    assert_eq!((status, bytes.len()), (StatusCode::NOT_MODIFIED, 0));
    let head = gateway.client.head(gateway.url(&path)).send().await.unwrap();
    assert_eq!(text(head.headers(), "content-length"), length.to_string());
    // The open one ends at what was there when it was asked for, and is never taken for a finished one.
    let open = segments.last().unwrap();
    assert_eq!(open["state"], "recording");
    let answer = gateway.get(&format!("{RECORDINGS}/{}", open["id"].as_str().unwrap())).await;
    assert_eq!(text(answer.headers(), "etag"), "");
    assert!(text(answer.headers(), "content-disposition").contains(".broken-off.mkv"));
    let saved = folder.path().join("saved.mkv");
    std::fs::write(&saved, answer.bytes().await.unwrap()).unwrap();
    assert_eq!(verify(&saved).0, Some(3));
    gateway.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_but_segments_is_given_out() {
    let (camera, folder) = (Conducted::start().await, tempfile::tempdir().unwrap());
    std::fs::write(folder.path().join("secret.txt"), "hunter2").unwrap();
    std::fs::write(folder.path().join("yard_20200101T000000000Z.mkv"), "hunter2").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/passwd", folder.path().join("yard_20210101T000000000Z.mkv")).unwrap();
    let gateway = start(&recorded(&camera, &folder, "")).await;
    let told = gateway.until(|told| told["frames"] == 1).await;
    assert_eq!(told["segments"], 1, "{told}");
    for name in [
        "secret.txt",
        "%2e%2e%2fsecret.txt",
        "..%2fsecret.txt",
        "..%5csecret.txt",
        "20200101T000000000Z",
        "20210101T000000000Z",
        "yard_20200101T000000000Z.mkv",
        "20200101T000000000Z%00",
        ".mullion-lock",
        "%2e",
        "*",
    ] {
        let path = format!("{RECORDINGS}/{name}");
        let (status, code) = refused(&gateway, &path).await;
        assert!(
            status == StatusCode::NOT_FOUND || status == StatusCode::BAD_REQUEST,
            "{path}: {status} {code}"
        );
    }
    gateway.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_goes_and_comes_back_costs_pictures_and_the_next_file_counts_them() {
    let (camera, place) = (Conducted::start().await, tempfile::tempdir().unwrap());
    let (folder, away) = (place.path().join("disk"), place.path().join("away"));
    std::fs::create_dir(&folder).unwrap();
    let gateway = start(&at(&camera, &folder, "")).await;
    camera.asked(1).await;
    let mut viewer = gateway.get(VIDEO).await;
    gateway.until(|told| told["frames"] == 1).await;
    std::fs::rename(&folder, &away).unwrap();
    let told = gateway.until(|told| told["state"] == "failed").await;
    assert_eq!(told["why"]["code"], "recording-folder-gone", "{told}");
    for number in 0..5 {
        camera.send(&part(&unique(number, 100)));
    }
    gateway.until(|told| told["lost"] == 5).await;
    // The viewers have all of them.
    let mut seen = Vec::new();
    while !seen.ends_with(&part(&unique(4, 100))) {
        seen.extend_from_slice(&viewer.chunk().await.unwrap().unwrap());
    }
    std::fs::rename(&away, &folder).unwrap();
    // Whatever comes before the next attempt is lost as well.
    let mut number = 10;
    let told = loop {
        number += 1;
        camera.send(&part(&unique(number, 100)));
        let told = gateway.told().await;
        if told["frames"].as_u64() > Some(1) && told["state"] == "recording" {
            break told;
        }
        // The camera's own pace: the gateway's back-off decides when it goes on.
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert!(told.get("why").is_none(), "{told}");
    gateway.end().await;
    let files: Vec<PathBuf> = listed(&folder);
    assert_eq!(files.len(), 2, "{files:?}");
    let broken_off = &files[0];
    assert!(broken_off.to_str().unwrap().ends_with(".broken-off.mkv"), "{broken_off:?}");
    assert_eq!(verify(broken_off).0, Some(3));
    let (status, said) = verify(&files[1]);
    assert_eq!(status, Some(0), "{said}");
    let lost = |text: &str| {
        let (_, rest) = text.split_once("lost while recording: ").unwrap();
        rest.split(',').next().unwrap().parse::<u64>().unwrap()
    };
    assert!(lost(&said) >= 5, "{said}");
}

/// The system lets the program write no file beyond a size, as a full disk would not.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_takes_no_more_is_told_and_the_viewers_go_on() {
    let (camera, folder) = (Conducted::start().await, tempfile::tempdir().unwrap());
    let config = folder.path().join("mullion.toml");
    let recordings = folder.path().join("recordings");
    std::fs::write(&config, at(&camera, &recordings, "")).unwrap();
    // 512 bytes each; without the signal that would end the program.
    let script = format!(
        "trap '' XFSZ; ulimit -f 600; exec \"$0\" serve --listen 127.0.0.1:0 --config '{}'",
        config.display()
    );
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_mullion")]);
    let mut gateway = Program::start(command).await;
    camera.asked(1).await;
    let mut viewer = gateway.running.get(VIDEO).await;
    for number in 0..8 {
        camera.send(&part(&unique(number, 60_000)));
    }
    let told = gateway.running.until(|told| told["why"].is_object()).await;
    assert_eq!((&told["state"], &told["why"]["code"]), (&json!("failed"), &json!("recording-disk-full")));
    assert!(!told.to_string().contains("os error"), "{told}");
    let mut seen = Vec::new();
    while !seen.ends_with(&part(&unique(7, 60_000))) {
        seen.extend_from_slice(&viewer.chunk().await.unwrap().unwrap());
    }
    // It goes on in another file by itself.
    let mut number = 10;
    while gateway.running.told().await["state"] != "recording" {
        number += 1;
        camera.send(&part(&unique(number, 100)));
        // As above.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    gateway.signal("INT");
    assert!(gateway.child.wait().unwrap().success());
    let files = listed(&recordings);
    assert_eq!(verify(&files[0]).0, Some(3), "{files:?}");
    let (status, said) = verify(files.last().unwrap());
    assert!(status == Some(0) && !said.contains("lost while recording: 0"), "{said}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn after_a_kill_the_file_is_good_up_to_there_and_the_recording_goes_on() {
    let (camera, folder) = (Conducted::start().await, tempfile::tempdir().unwrap());
    let (config, recordings) = (folder.path().join("mullion.toml"), folder.path().join("recordings"));
    std::fs::write(&config, at(&camera, &recordings, "when = \"on-demand\"")).unwrap();
    let serve = || {
        let mut command = mullion();
        command.args(["serve", "--listen", "127.0.0.1:0", "--config"]).arg(&config);
        command
    };
    let mut gateway = Program::start(serve()).await;
    gateway.running.wish(&json!({ "record": true })).await;
    camera.asked(1).await;
    let sent: Vec<Vec<u8>> = (0..5).map(|number| unique(number, 1000)).collect();
    sent.iter().for_each(|picture| camera.send(&part(picture)));
    gateway.running.until(|told| told["frames"] == 6).await;
    gateway.signal("KILL");
    gateway.child.wait().unwrap();
    let part_file = listed(&recordings).remove(0);
    assert!(part_file.to_str().unwrap().ends_with(".mkv.part"));
    // Of the last picture a half was written.
    let mut bytes = std::fs::read(&part_file).unwrap();
    bytes.truncate(bytes.len() - 2000);
    std::fs::write(&part_file, &bytes).unwrap();
    let mut gateway = Program::start(serve()).await;
    camera.asked(2).await;
    let told = gateway.running.until(|told| told["frames"] == 1).await;
    assert_eq!(told["state"], "recording", "what a person has started goes on");
    let segments = gateway.running.segments().await;
    assert_eq!(
        segments.iter().map(|segment| &segment["state"]).collect::<Vec<_>>(),
        ["broken-off", "recording"]
    );
    let broken_off = recordings.join(segments[0]["name"].as_str().unwrap());
    let mended = std::fs::read(&broken_off).unwrap();
    assert!(bytes.starts_with(&mended) && mended.len() < bytes.len());
    let expected: Vec<[u8; 32]> = [jpeg(0)].iter().chain(&sent).map(|picture| hash(picture)).collect();
    assert_eq!(hashes(&mended), expected[..5]);
    let (status, said) = verify(&broken_off);
    assert!(status == Some(3) && said.contains("the last 0 bytes do not count"), "{said}");
    // A second gateway takes the folder from nobody.
    let second = serve().output().unwrap();
    let said = String::from_utf8(second.stderr).unwrap();
    assert!(!second.status.success() && said.contains("[camera.record] of yard"), "{said}");
    assert!(said.contains("Another program records into this folder"), "{said}");
    gateway.signal("TERM");
    assert!(gateway.child.wait().unwrap().success());
    assert_eq!(verify(listed(&recordings).last().unwrap()).0, Some(0));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_whose_disk_is_not_there_says_so_and_serves() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("file"), "").unwrap();
    let camera = Conducted::start().await;
    for (folder, said) in [("none/deeper", "the folder that it lies in is not there"), ("file", "folder")] {
        let settings = place.path().join("mullion.toml");
        std::fs::write(&settings, at(&camera, &place.path().join(folder), "")).unwrap();
        let mut command = mullion();
        let log = std::fs::File::create(place.path().join("log")).unwrap();
        command.args(["serve", "--listen", "127.0.0.1:0", "--config"]).arg(&settings).stderr(log);
        let mut gateway = Program::start(command).await;
        let told = gateway.running.until(|told| told["state"] == "failed").await;
        assert_eq!(told["why"]["code"], "recording-folder-gone", "{told}");
        assert_eq!(gateway.running.get(VIDEO).await.status(), StatusCode::OK);
        let log = std::fs::read_to_string(place.path().join("log")).unwrap();
        assert!(log.contains("nothing is recorded yet") && log.contains(said), "{log}");
        gateway.signal("TERM");
        assert!(gateway.child.wait().unwrap().success());
    }
}

#[test]
fn folders_that_may_not_be_recorded_into_are_named_at_the_start() {
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name);
    std::fs::write(path("file"), "").unwrap();
    std::fs::create_dir(path("app")).unwrap();
    let camera = |id: &str, folder: &Path| {
        format!(
            "[[camera]]\nid = \"{id}\"\nurl = \"http://127.0.0.1:1\"\n[camera.record]\nfolder = '{}'\n",
            folder.display()
        )
    };
    let app = format!("app = '{}'\n", path("app").display());
    for (settings, said) in [
        (format!("{app}{}", camera("yard", &path("app/recordings"))), "lies in the folder of the app"),
        (
            [camera("yard", &path("one")), camera("door", &path("./one/../one"))].concat(),
            "is the folder of camera yard already",
        ),
    ] {
        std::fs::write(path("mullion.toml"), &settings).unwrap();
        let output = mullion()
            .args(["serve", "--listen", "127.0.0.1:0", "--config"])
            .arg(path("mullion.toml"))
            .output()
            .unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(
            !output.status.success() && text.contains(said) && text.contains("folder"),
            "{settings}\n{text}"
        );
    }
}

/// The settings of the camera `yard`, with recordings.
fn settings(address: std::net::SocketAddr, folder: &TempDir, further: &str) -> String {
    yard(address, &format!("[camera.record]\nfolder = '{}'\n{further}", folder.path().display()))
}

fn recorded(camera: &Conducted, folder: &TempDir, further: &str) -> String {
    settings(camera.address, folder, further)
}

fn at(camera: &Conducted, folder: &Path, further: &str) -> String {
    yard(camera.address, &format!("[camera.record]\nfolder = '{}'\n{further}", folder.display()))
}

/// A picture like no other, with so many bytes of comment.
fn unique(number: u32, comment: u16) -> Vec<u8> {
    let picture = picture();
    let mut text = vec![b'x'; comment.into()];
    text[..4].copy_from_slice(&number.to_be_bytes());
    let comment = [&[0xff, 0xfe][..], &(comment + 2).to_be_bytes(), &text].concat();
    [&picture[..2], &comment, &picture[2..]].concat()
}

fn part(picture: &[u8]) -> Vec<u8> {
    support::part(picture)
}

/// The files that a person sees in a folder, by name.
fn files(folder: &TempDir) -> Vec<PathBuf> {
    listed(folder.path())
}

fn listed(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let is_hidden = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with('.');
    let mut files: Vec<PathBuf> = entries.filter(|path| !is_hidden(path)).collect();
    files.sort();
    files
}

async fn parsed(response: Response) -> Value {
    serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
}

/// Status and code of a refusal, which may also be a page that is not there.
async fn refused(gateway: &Running, path: &str) -> (StatusCode, String) {
    let answer = gateway.get(path).await;
    let status = answer.status();
    let body = answer.bytes().await.unwrap();
    let code =
        serde_json::from_slice::<Value>(&body).ok().and_then(|told| Some(told["code"].as_str()?.to_owned()));
    (status, code.unwrap_or_else(|| "no page".to_owned()))
}

impl Running {
    async fn told(&self) -> Value {
        parsed(self.get(RECORDING).await).await
    }

    async fn segments(&self) -> Vec<Value> {
        serde_json::from_value(parsed(self.get(RECORDINGS).await).await).unwrap()
    }

    async fn wish(&self, wish: &Value) -> Response {
        let request = self.client.post(self.url(RECORDING)).header("content-type", "application/json");
        request.body(wish.to_string()).send().await.unwrap()
    }

    /// How the recording is once it is so.
    async fn until(&self, is_so: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let told = self.told().await;
            if is_so(&told) {
                return told;
            }
            assert!(begun.elapsed() < LIMIT, "{told}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    async fn listed(&self, is_so: impl Fn(&[Value]) -> bool) {
        let begun = Instant::now();
        loop {
            let segments = self.segments().await;
            if is_so(&segments) {
                return;
            }
            assert!(begun.elapsed() < LIMIT, "{segments:?}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Ends it, with all files.
    async fn end(self) {
        self.shutdown.cancel();
        self.task.await.unwrap();
    }
}

/// The gateway as a program of its own.
struct Program {
    child: Child,
    running: Running,
}

impl Program {
    async fn start(mut command: std::process::Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit('/').nth(1).unwrap().parse().unwrap();
        Self { child, running: Running::at(address) }
    }

    fn signal(&self, name: &str) {
        let mut kill = std::process::Command::new("kill");
        kill.args([&format!("-{name}"), &self.child.id().to_string()]);
        assert!(kill.status().unwrap().success());
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
