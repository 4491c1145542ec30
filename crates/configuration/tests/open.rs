//! Which configuration a page uses, and what it shows of it.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use configuration::{Found, GatewayCameras, Link, Name, Opened, Origin, Show};
use wall::Layout;

fn found(origin: Origin, json: &str) -> Found {
    let (configuration, problems) = configuration::read(json, GatewayCameras::Unknown).unwrap();
    Found { origin, configuration, problems }
}

fn open(query: &str, found: Vec<Found>) -> Opened {
    let gateway = ["dock".to_owned()];
    configuration::open(&Link::parse(query), found, GatewayCameras::Known(&gateway), "http://host/")
}

fn name(text: &str) -> Name {
    Name::try_from(text.to_owned()).unwrap()
}

fn titled(opened: &Opened) -> Option<&str> {
    opened.configuration.walls.get("lobby")?.title.as_deref()
}

fn lobby(title: &str) -> String {
    format!(r#"{{ "walls": {{ "lobby": {{ "title": "{title}", "tiles": ["dock"] }} }} }}"#)
}

#[test]
fn the_link_comes_before_this_browser_and_this_browser_before_the_file() {
    let all = || {
        vec![
            found(Origin::File, &lobby("file")),
            found(Origin::Browser, &lobby("browser")),
            found(Origin::Link, &lobby("link")),
        ]
    };
    for (count, title) in [(3, "link"), (2, "browser"), (1, "file")] {
        let opened = open("?wall=lobby", all().into_iter().take(count).collect());
        assert_eq!(titled(&opened), Some(title));
        assert_eq!(opened.show, Some(Show::Wall(name("lobby"))));
    }
}

#[test]
fn a_configuration_without_the_wall_gives_place_to_one_that_has_it() {
    let draft = r#"{ "walls": { "attic": { "tiles": ["dock"] } }, "limits": { "connections": 2 } }"#;
    let opened =
        open("?wall=lobby", vec![found(Origin::Browser, draft), found(Origin::File, &lobby("file"))]);
    assert_eq!((opened.origin, titled(&opened)), (Some(Origin::File), Some("file")));
    // They are never mixed.
    assert_eq!(opened.configuration.limits.connections, None);
}

#[test]
fn a_wall_that_is_nowhere_is_named() {
    let opened = open("?wall=cellar", vec![found(Origin::File, &lobby("file"))]);
    assert_eq!(opened.show, None);
    let said: Vec<_> = opened.problems.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["wall: there is no wall cellar in the configuration"]);
    assert_eq!(open("?wall=cellar", Vec::new()).problems.len(), 1);
}

#[test]
fn a_file_that_cannot_be_used_says_why() {
    let error = configuration::read("{", GatewayCameras::Unknown).unwrap_err();
    let broken =
        Found { origin: Origin::File, configuration: Default::default(), problems: vec![error.into()] };
    let opened = open("?wall=lobby", vec![broken]);
    assert!(opened.problems.iter().any(|problem| problem.why.contains("ends in the middle")), "{opened:?}");
}

#[test]
fn cameras_of_a_link_become_a_wall() {
    let file = r#"{ "cameras": { "yard": { "src": "http://192.0.2.7", "title": "Yard" } } }"#;
    let opened = open(
        "?src=yard&src=dock&src=http://root:hunter2@192.0.2.9&src=javascript:alert(1)&src=http://192.0.2.7&layout=1+5",
        vec![found(Origin::File, file)],
    );
    let Some(Show::Wall(wall)) = &opened.show else { panic!("{opened:?}") };
    let wall = &opened.configuration.walls[wall];
    let tiles: Vec<_> = wall.tiles.iter().map(|tile| tile.camera.as_str()).collect();
    assert_eq!(tiles, ["yard", "dock", "camera", "yard"]);
    assert_eq!(wall.layout.0, Layout::OnePlus5);
    assert_eq!(opened.configuration.cameras["camera"].src, "http://192.0.2.9");
    assert_eq!(opened.problems.iter().map(|problem| problem.path.as_str()).collect::<Vec<_>>(), ["src.3"]);
    // The login is for this page alone.
    assert_eq!(opened.logins[&name("camera")].password(), "hunter2");
    assert!(!opened.configuration.to_json().contains("hunter2"));
    assert!(!format!("{opened:?}").contains("hunter2"));
}

#[test]
fn a_display_shows_what_its_entry_names_unless_the_link_names_something_else() {
    let file = r#"{
        "walls": { "lobby": { "tiles": ["dock"] }, "attic": { "tiles": ["dock"] } },
        "kiosks": { "hall": { "show": { "wall": "lobby" }, "clock": true } }
    }"#;
    let opened = open("?kiosk=hall", vec![found(Origin::File, file)]);
    assert_eq!(opened.show, Some(Show::Wall(name("lobby"))));
    assert_eq!(opened.kiosk_name, Some(name("hall")));
    let other = open("?kiosk=hall&wall=attic", vec![found(Origin::File, file)]);
    assert_eq!(other.show, Some(Show::Wall(name("attic"))));
    assert!(other.kiosk.unwrap().clock);
    let plain = open("?kiosk=1&wall=attic", vec![found(Origin::File, file)]);
    assert!(plain.kiosk.is_some_and(|kiosk| !kiosk.clock) && plain.kiosk_name.is_none());
    let unknown = open("?kiosk=garage&wall=attic", vec![found(Origin::File, file)]);
    assert!(unknown.kiosk.is_some() && !unknown.problems.is_empty(), "{unknown:?}");
}

#[test]
fn the_layout_of_a_link_comes_before_that_of_the_configuration() {
    let opened = open("?wall=lobby&layout=3x3", vec![found(Origin::File, &lobby("file"))]);
    assert_eq!(opened.configuration.walls["lobby"].layout.0, Layout::Square(3));
}

#[test]
fn without_an_answer_of_the_gateway_its_cameras_are_believed() {
    let link = Link::parse("?src=dock&src=gate");
    let opened = configuration::open(&link, Vec::new(), GatewayCameras::Unknown, "");
    assert_eq!(opened.configuration.walls["link"].tiles.len(), 2);
    assert!(opened.configuration.cameras.is_empty());
}

#[test]
fn a_link_to_a_display_has_no_hash_of_its_pin() {
    let hash = format!("pbkdf2-sha256$600000${}${}", "5a".repeat(16), "0f".repeat(32));
    let file = format!(
        r#"{{ "walls": {{ "lobby": {{ "tiles": ["dock"] }} }},
            "kiosks": {{ "hall": {{ "show": {{ "wall": "lobby" }}, "pin": "{hash}", "clock": true }} }} }}"#
    );
    let (whole, problems) = configuration::read(&file, GatewayCameras::Unknown).unwrap();
    assert_eq!(problems, []);
    let part = whole.part(&Show::Wall(name("lobby")), Some(&name("hall")));
    assert!(part.kiosks["hall"].clock);
    assert!(whole.to_json().contains(&hash) && !part.to_json().contains("pbkdf2"));
}
