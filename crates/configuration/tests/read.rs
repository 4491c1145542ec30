//! A person's file, and what becomes of mistakes in it.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use configuration::{Configuration, GatewayCameras, NotJson, Problem, Show, TileRequest};
use proptest::prelude::*;
use wall::{Layout, Size};

const WHOLE: &str = r#"{
    "$schema": "mullion.schema.json",
    "cameras": {
        "yard": { "src": "http://192.0.2.7/axis-cgi/mjpg/video.cgi", "title": "Yard", "options": { "fit": "fill", "stall": 10, "stats": true } },
        "gate": { "src": "192.0.2.8" }
    },
    "walls": {
        "lobby": {
            "layout": "1+5", "gap": 0, "megabits": 40, "alarm_seconds": 30,
            "tiles": ["yard", { "camera": "gate", "resolution": "640x480" }, { "camera": "yard", "resolution": "full" }, "dock"]
        }
    },
    "tours": { "night": { "pages": [{ "tiles": ["yard"], "seconds": 15 }, { "tiles": ["gate"] }], "pinned": ["dock"] } },
    "kiosks": {
        "hall": {
            "show": { "tour": "night" }, "wake_lock": true, "pixel_shift": true, "clock": true, "palette": "night",
            "dimming": [{ "from": "22:00", "to": "06:30", "percent": 40 }]
        }
    },
    "limits": { "connections": 5, "history_mib": 512 }
}"#;

fn read(json: &str, gateway: &[&str]) -> Result<(Configuration, Vec<Problem>), NotJson> {
    let gateway: Vec<_> = gateway.iter().map(|&id| id.to_owned()).collect();
    configuration::read(json, GatewayCameras::Known(&gateway))
}

fn problems(json: &str) -> Vec<String> {
    read(json, &["dock"]).unwrap().1.iter().map(ToString::to_string).collect()
}

#[test]
fn a_whole_file_is_read_and_written_without_loss() {
    let (configuration, problems) = read(WHOLE, &["dock"]).unwrap();
    assert_eq!(problems, []);
    let lobby = &configuration.walls["lobby"];
    assert_eq!(lobby.layout.0, Layout::OnePlus5);
    assert_eq!(lobby.tiles[1].resolution, TileRequest::Fixed(Size { width: 640, height: 480 }));
    assert_eq!(configuration.cameras["yard"].options["stats"].as_str(), "1");
    assert!(matches!(&configuration.kiosks["hall"].show, Show::Tour(tour) if tour.as_str() == "night"));
    let (again, problems) = read(&configuration.to_json(), &["dock"]).unwrap();
    assert_eq!(problems, []);
    assert_eq!(again, configuration);
}

#[test]
fn an_empty_file_is_an_empty_configuration() {
    assert_eq!(read("{}", &[]).unwrap(), (Configuration::default(), Vec::new()));
}

#[test]
fn a_bad_value_is_named_and_the_rest_is_used() {
    let json = WHOLE.replace(r#""gap": 0"#, r#""gap": 4000"#).replace(r#""22:00""#, r#""25:00""#);
    let (configuration, problems) = read(&json, &["dock"]).unwrap();
    let mut said: Vec<_> = problems.iter().map(ToString::to_string).collect();
    // The order depends on a feature of serde_json that other packages may switch on.
    said.sort();
    assert_eq!(
        said,
        [
            "kiosks.hall.dimming.0.from: a time of day is written 06:30",
            // What is left of it says too little.
            "kiosks.hall.dimming.0: missing field `from`",
            "walls.lobby.gap: expected a whole number from 0 to 64",
        ]
    );
    assert_eq!(configuration.walls["lobby"].tiles.len(), 4);
    assert!(configuration.kiosks["hall"].clock);
}

#[test]
fn every_kind_of_mistake_has_its_path() {
    let cases = [
        (r#"{ "wals": {} }"#, "wals: there is no such setting"),
        (r#"{ "walls": { "a b": {} } }"#, "walls.a b: a name is 1 to 64 letters, digits, - and _"),
        (r#"{ "walls": { "a": { "tiles": ["nowhere"] } } }"#, "walls.a.tiles.0: there is no camera nowhere"),
        (
            r#"{ "walls": { "a": { "tiles": [7] } } }"#,
            "walls.a.tiles.0: invalid type: integer `7`, expected the name of a camera, or an object with camera and resolution",
        ),
        (r#"{ "kiosks": { "a": { "show": { "wall": "b" } } } }"#, "kiosks.a.show.wall: there is no wall b"),
        (r#"{ "cameras": { "a": { "src": "" } } }"#, "cameras.a.src"),
        (
            r#"{ "limits": { "connections": 2.5 } }"#,
            "limits.connections: expected a whole number from 1 to 256",
        ),
    ];
    for (json, expected) in cases {
        let said = problems(json);
        assert!(said.first().is_some_and(|said| said.starts_with(expected)), "{json}: {said:?}");
    }
}

#[test]
fn a_second_mistake_in_a_list_goes_by_its_number_in_the_file() {
    let said = problems(r#"{ "walls": { "a": { "tiles": [1, "dock", 2, "dock", 3, "dock"] } } }"#);
    let paths: Vec<_> = said.iter().filter_map(|said| said.split(':').next()).collect();
    assert_eq!(paths, ["walls.a.tiles.0", "walls.a.tiles.2", "walls.a.tiles.4"]);
}

#[test]
fn a_login_never_stays_in_a_configuration() {
    for src in [
        "http://root:hunter2@192.0.2.7/axis-cgi/mjpg/video.cgi",
        "root:hunter2@192.0.2.7",
        "http://192.0.2.7/videostream.cgi?user=root&pwd=hunter2",
        "rtsp://root:hunter2@192.0.2.7/axis-media/media.amp",
    ] {
        let json = format!(r#"{{ "cameras": {{ "a": {{ "src": "{src}" }} }} }}"#);
        let (configuration, problems) = read(&json, &[]).unwrap();
        assert!(!configuration.to_json().contains("hunter2"), "{src}");
        assert!(problems.iter().all(|problem| !problem.to_string().contains("hunter2")), "{src}");
        assert_eq!(problems.len(), 1, "{src}: {problems:?}");
    }
}

#[test]
fn a_text_that_is_no_json_is_named_by_line() {
    let error = read("{\n  \"walls\": nope\n}", &[]).unwrap_err();
    assert_eq!(error.to_string(), "line 2, column 13: this is no JSON");
    assert!(read("{", &[]).unwrap_err().to_string().ends_with("it ends in the middle"));
    assert!(read(&" ".repeat(configuration::MAX_LENGTH + 1), &[]).is_err());
    assert!(read("[]", &[]).is_err());
    // Deeper than any file.
    assert!(read(&"[".repeat(100_000), &[]).is_err());
}

#[test]
fn a_file_of_mistakes_ends() {
    let tiles = vec!["7"; 50_000].join(",");
    let (configuration, problems) =
        read(&format!(r#"{{ "walls": {{ "a": {{ "tiles": [{tiles}] }} }} }}"#), &[]).unwrap();
    assert_eq!(configuration, Configuration::default());
    assert!(problems.len() <= 101);
}

/// Holds the schema to the types. `WRITE_DOCS=1` writes it.
#[test]
fn the_schema_in_the_documents_is_that_of_the_types() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/mullion.schema.json");
    let schema = configuration::schema() + "\n";
    if std::env::var_os("WRITE_DOCS").is_some() {
        std::fs::write(path, &schema).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), schema, "run it with WRITE_DOCS=1");
}

fn values() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        "[a-z0-9:x+.@/-]{0,12}".prop_map(Into::into),
    ];
    leaf.prop_recursive(5, 64, 6, |inner| {
        let key = prop_oneof![
            Just("cameras"),
            Just("walls"),
            Just("tours"),
            Just("kiosks"),
            Just("limits"),
            Just("src"),
            Just("tiles"),
            Just("pages"),
            Just("show"),
            Just("wall"),
            Just("layout"),
            Just("a"),
            Just("b"),
            Just("seconds"),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::vec((key, inner), 0..6).prop_map(|pairs| {
                let pairs = pairs.into_iter().map(|(key, value)| (key.to_owned(), value));
                serde_json::Value::Object(pairs.collect())
            }),
        ]
    })
}

fn objects() -> impl Strategy<Value = serde_json::Value> {
    let part = prop_oneof![Just("cameras"), Just("walls"), Just("tours"), Just("kiosks"), Just("limits")];
    prop::collection::btree_map(part.prop_map(str::to_owned), values(), 0..5)
        .prop_map(|map| serde_json::Value::Object(map.into_iter().collect()))
}

proptest! {
    #[test]
    fn any_json_gives_a_configuration_that_reads_again_without_a_problem(value in objects()) {
        let (configuration, _) = read(&value.to_string(), &[]).unwrap();
        let (again, problems) = read(&configuration.to_json(), &[]).unwrap();
        prop_assert_eq!(problems, []);
        prop_assert_eq!(again, configuration);
    }
}
