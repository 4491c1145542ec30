//! Files that somebody made to harm: each is bounded, named and harmless.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use configuration::{Configuration, GatewayCameras, Problem};

fn read(json: &str) -> (Configuration, Vec<Problem>) {
    configuration::read(json, GatewayCameras::Known(&["dock".to_owned()])).unwrap()
}

fn paths(problems: &[Problem]) -> Vec<&str> {
    problems.iter().map(|problem| problem.path.as_str()).collect()
}

#[test]
fn a_hundred_megabytes_are_refused_unread() {
    let long = format!(r#"{{ "x": "{}" }}"#, "a".repeat(100 << 20));
    assert!(configuration::read(&long, GatewayCameras::Unknown).is_err());
}

#[test]
fn deep_nesting_is_refused() {
    for json in ["[".repeat(1 << 20), "{\"a\":".repeat(200_000), format!("{{\"walls\":{}", "[".repeat(1000))]
    {
        assert!(configuration::read(&json, GatewayCameras::Unknown).is_err());
    }
}

#[test]
fn more_cameras_than_a_page_has_are_left_out() {
    let many: Vec<_> = (0..30_000).map(|n| format!(r#""c{n}":{{"src":"cam{n}"}}"#)).collect();
    let (configuration, problems) = read(&format!(r#"{{ "cameras": {{ {} }} }}"#, many.join(",")));
    assert!(configuration.cameras.len() <= 1024);
    assert_eq!(paths(&problems), ["cameras"]);
}

#[test]
fn a_wall_of_more_tiles_than_a_page_has_is_cut_and_its_problems_are_counted() {
    let tiles = vec![r#""nowhere""#; 90_000].join(",");
    let (configuration, problems) = read(&format!(r#"{{ "walls": {{ "a": {{ "tiles": [{tiles}] }} }} }}"#));
    assert!(configuration.walls["a"].tiles.is_empty());
    assert!(problems.len() <= 101, "{}", problems.len());
    assert!(problems.last().unwrap().why.contains("more problems"), "{:?}", problems.last());
}

#[test]
fn names_of_javascripts_own_are_names_like_others() {
    let (configuration, problems) = read(
        r#"{ "__proto__": { "polluted": 1 }, "constructor": 1, "walls": { "__proto__": { "tiles": ["dock"] }, "toString": { "tiles": [] } } }"#,
    );
    assert_eq!(configuration.walls.len(), 2);
    let mut paths = paths(&problems);
    paths.sort_unstable();
    assert_eq!(paths, ["__proto__", "constructor"]);
}

#[test]
fn addresses_of_other_schemes_are_no_cameras() {
    for src in [
        "javascript:alert(1)",
        "JAVASCRIPT://%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "blob:http://host/1",
        "ftp://192.0.2.7/",
        "about:blank",
    ] {
        let json = serde_json::json!({ "cameras": { "a": { "src": src } } }).to_string();
        let (configuration, problems) = read(&json);
        let kept: Vec<_> = configuration.cameras.values().map(|camera| camera.src.as_str()).collect();
        assert!(kept.is_empty(), "{kept:?}");
        assert_eq!(paths(&problems), ["cameras.a.src"], "{src}");
    }
}

#[test]
fn names_that_are_paths_or_markup_are_refused() {
    for bad in ["../../etc", "a/b", "<img src=x>", "a b", "", "%2e%2e", "ä"] {
        let json = serde_json::json!({ "walls": { bad: { "tiles": ["dock"] } } }).to_string();
        let (configuration, problems) = read(&json);
        assert!(configuration.walls.is_empty(), "{bad}");
        assert_eq!(problems.len(), 1, "{bad}: {problems:?}");
    }
}

#[test]
fn a_title_that_hides_something_is_left_out() {
    for bad in ["yard\u{202e}gpj", "a\u{0}b", "a\nb", "\u{feff}", &"a".repeat(101)] {
        let json = serde_json::json!({ "walls": { "a": { "title": bad, "tiles": ["dock"] } } }).to_string();
        let (configuration, problems) = read(&json);
        assert_eq!(configuration.walls["a"].title, None, "{bad:?}");
        assert_eq!(paths(&problems), ["walls.a.title"]);
    }
    // Markup is text: pages write it as such.
    let (configuration, problems) = read(r#"{ "walls": { "a": { "title": "<b>Yard</b>", "tiles": [] } } }"#);
    assert_eq!(configuration.walls["a"].title.as_deref(), Some("<b>Yard</b>"));
    assert_eq!(problems, []);
}

#[test]
fn a_tour_names_cameras_and_never_itself() {
    let (configuration, problems) = read(
        r#"{ "tours": { "a": { "pages": [{ "tour": "b" }, { "tiles": ["a", "dock"] }] }, "b": { "pages": [{ "tour": "a" }] } },
             "kiosks": { "k": { "show": { "kiosk": "k" } } } }"#,
    );
    assert_eq!(configuration.tours["a"].pages.len(), 1);
    assert_eq!(configuration.tours["b"].pages.len(), 0);
    assert!(configuration.kiosks.is_empty());
    assert!(paths(&problems).contains(&"tours.a.pages.1.tiles.0"), "{problems:?}");
}

#[test]
fn a_password_is_quoted_nowhere() {
    for json in [
        r#"{ "cameras": { "http://root:hunter2@192.0.2.7": { "src": "192.0.2.7" } } }"#,
        r#"{ "http://root:hunter2@192.0.2.7/": 1 }"#,
        r#"{ "cameras": { "a": "http://root:hunter2@192.0.2.7" } }"#,
        r#"{ "walls": "hunter2" }"#,
        r#"{ "limits": { "connections": "hunter2" } }"#,
        r#"{ "kiosks": { "a": { "show": "hunter2", "palette": "hunter2" } } }"#,
        r#"{ "kiosks": { "a": { "show": { "hunter2": "b" } } } }"#,
        r#"{ "$schema": "http://root:hunter2@192.0.2.7/mullion.schema.json" }"#,
        r#"{ "cameras": { "a": { "src": "192.0.2.7", "options": { "password": "hunter2", "proxy": "http://root:hunter2@192.0.2.8/" } } } }"#,
        r#"{ "cameras": { "a": { "src": "javascript:hunter2" } } }"#,
    ] {
        let (configuration, problems) = read(json);
        assert!(!configuration.to_json().contains("hunter2"), "{json}");
        let said: Vec<_> = problems.iter().map(ToString::to_string).collect();
        assert!(!said.is_empty(), "{json}");
        assert!(!said.concat().contains("hunter2"), "{said:?}");
    }
}

#[test]
fn a_name_that_leads_nowhere_goes_by_its_number_in_the_file() {
    let (_, problems) = read(r#"{ "walls": { "a": { "tiles": [7, "nowhere", "dock", 8, "away"] } } }"#);
    let mut paths = paths(&problems);
    paths.sort_unstable();
    assert_eq!(paths, ["walls.a.tiles.0", "walls.a.tiles.1", "walls.a.tiles.3", "walls.a.tiles.4"]);
}
