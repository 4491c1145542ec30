use configuration::{KioskLink, TileRequest};

use super::*;

fn name(text: &str) -> Name {
    Name::try_from(text.to_owned()).unwrap()
}

fn steps(actions: impl IntoIterator<Item = Action>) -> Rc<Editor> {
    let gateway = ["yard", "dock"].map(|id| Camera {
        id: id.to_owned(),
        name: format!("The {id}"),
        is_recorded: false,
    });
    let loaded = Action::Loaded {
        configuration: Configuration::default(),
        wall: None,
        problems: Vec::new(),
        gateway: gateway.to_vec(),
        page: "http://host/".to_owned(),
    };
    further(&Rc::new(Editor::default()), [loaded].into_iter().chain(actions))
}

fn further(editor: &Rc<Editor>, actions: impl IntoIterator<Item = Action>) -> Rc<Editor> {
    actions.into_iter().fold(Rc::clone(editor), Reducible::reduce)
}

fn cameras(editor: &Editor) -> Vec<&str> {
    editor.tiles().iter().map(|tile| tile.camera.as_str()).collect()
}

fn add(text: &str) -> Action {
    Action::AddAddress(text.to_owned())
}

#[test]
fn an_address_becomes_a_camera_on_a_first_wall() {
    let editor = steps([add("192.0.2.7"), add("http://pi:8080/?action=stream")]);
    assert_eq!(cameras(&editor), ["192-0-2-7", "pi-8080"]);
    assert_eq!(editor.draft.cameras["192-0-2-7"].src, "http://192.0.2.7");
    assert_eq!(editor.draft.cameras["192-0-2-7"].title.as_deref(), Some("192.0.2.7"));
    assert_eq!(editor.wall, Some(name("wall")));
    assert_eq!(editor.problems, []);
}

#[test]
fn a_login_that_was_pasted_is_left_out_and_said_so() {
    for pasted in ["http://root:hunter2@192.0.2.7/axis-cgi/mjpg/video.cgi?fps=5", "root:hunter2@192.0.2.7"] {
        let editor = steps([add(pasted)]);
        assert!(!format!("{editor:?}").contains("hunter2"), "{editor:?}");
        assert_eq!(editor.problems.len(), 1);
        assert_eq!(editor.tiles().len(), 1);
    }
}

#[test]
fn what_is_no_address_is_named_and_adds_nothing() {
    for pasted in ["", "javascript:alert(1)", "http://"] {
        let editor = steps([add(pasted)]);
        assert_eq!(editor.draft, Configuration::default(), "{pasted}");
        assert_eq!(editor.problems.len(), 1, "{pasted}");
    }
}

#[test]
fn image_arguments_of_an_address_are_kept() {
    let editor = steps([add("http://192.0.2.7/axis-cgi/mjpg/video.cgi?resolution=640x480&camera=2")]);
    let src = &editor.draft.cameras["192-0-2-7"].src;
    assert!(src.contains("resolution=640x480") && src.contains("camera=2"), "{src}");
    assert!(src.starts_with("http://192.0.2.7/axis-cgi/mjpg/video.cgi?"), "{src}");
}

#[test]
fn a_camera_of_the_gateway_needs_no_entry_until_it_is_named() {
    let editor = steps([Action::AddTile(name("yard")), add("dock")]);
    assert_eq!(cameras(&editor), ["yard", "dock"]);
    assert!(editor.draft.cameras.is_empty());
    assert_eq!(title(&editor, &name("yard")), "The yard");
    let named = further(&editor, [Action::TitleCamera(name("yard"), "Back yard".to_owned())]);
    assert_eq!(named.draft.cameras["yard"].src, "yard");
    assert_eq!(title(&named, &name("yard")), "Back yard");
    let unnamed = further(&named, [Action::TitleCamera(name("yard"), String::new())]);
    assert!(unnamed.draft.cameras.is_empty());
}

#[test]
fn the_same_address_twice_is_one_camera_with_two_tiles() {
    let editor = steps([add("192.0.2.7"), add("http://192.0.2.7/")]);
    assert_eq!(cameras(&editor), ["192-0-2-7", "192-0-2-7"]);
    assert_eq!(editor.draft.cameras.len(), 1);
}

#[test]
fn tiles_move_and_go_and_come_back() {
    let editor = steps([add("yard"), add("dock"), add("192.0.2.7"), Action::MoveTile(2, 0)]);
    assert_eq!(cameras(&editor), ["192-0-2-7", "yard", "dock"]);
    assert_eq!((editor.tile, editor.said.as_str()), (0, "Place 1 of 3."));
    let gone = further(&editor, [Action::RemoveTile(1)]);
    assert_eq!(cameras(&gone), ["192-0-2-7", "dock"]);
    assert!(gone.can_undo());
    assert_eq!(cameras(&further(&gone, [Action::Undo])), ["192-0-2-7", "yard", "dock"]);
    let none = further(&editor, [Action::MoveTile(0, 9), Action::MoveTile(9, 0), Action::RemoveTile(9)]);
    assert_eq!(none.draft, editor.draft);
}

#[test]
fn a_wall_has_the_name_of_its_title_and_its_display_follows() {
    let editor = steps([
        add("yard"),
        Action::SetTour(Some((1, 10))),
        Action::SetKiosk(true),
        Action::TitleWall("Lobby East!".to_owned()),
    ]);
    assert_eq!(editor.wall, Some(name("lobby-east")));
    assert_eq!(editor.current().and_then(|wall| wall.title.as_deref()), Some("Lobby East!"));
    assert_eq!(editor.kiosk().map(|kiosk| &kiosk.show), Some(&Show::Tour(name("lobby-east"))));
    assert_eq!(editor.draft.walls.len() + editor.draft.tours.len() + editor.draft.kiosks.len(), 3);
    let (_, problems) = configuration::read(&editor.draft.to_json(), GatewayCameras::Unknown).unwrap();
    assert_eq!(problems, []);
    // While a person writes.
    let empty = further(&editor, [Action::TitleWall(String::new())]);
    assert_eq!(empty.wall, Some(name("wall")));
}

#[test]
fn two_walls_of_one_title_have_two_names() {
    let editor = steps([
        add("yard"),
        Action::TitleWall("Lobby".to_owned()),
        Action::NewWall,
        Action::TitleWall("Lobby".to_owned()),
    ]);
    let names: Vec<_> = editor.draft.walls.keys().map(Name::as_str).collect();
    assert_eq!(names, ["lobby", "lobby-2"]);
    let gone = further(&editor, [Action::RemoveWall]);
    assert_eq!(gone.wall, Some(name("lobby")));
    assert_eq!(further(&gone, [Action::Undo]).wall, Some(name("lobby-2")));
}

#[test]
fn a_tour_that_is_made_of_a_wall_follows_it_and_one_written_by_hand_does_not() {
    let made = steps([add("yard"), add("dock"), Action::SetTour(Some((1, 15))), add("192.0.2.7")]);
    let tour = &made.draft.tours["wall"];
    assert_eq!(tour.pages.len(), 3);
    assert_eq!(tour.pages[2].seconds.map(configuration::Within::get), Some(15));
    assert_eq!(made.show(), Some(Show::Tour(name("wall"))));
    assert_eq!(further(&made, [Action::SetTour(None)]).show(), Some(Show::Wall(name("wall"))));
    let json = r#"{ "walls": { "a": { "tiles": ["yard", "dock"] } },
                    "tours": { "a": { "pages": [{ "tiles": ["dock", "dock"] }], "pinned": ["yard"] } } }"#;
    let written = further(&steps([]), [Action::Import(json.to_owned()), add("yard")]);
    assert_eq!(written.draft.tours["a"].pages[0].tiles.len(), 2);
    assert_eq!(written.draft.tours["a"].pinned.len(), 1);
}

#[test]
fn an_import_takes_the_place_of_everything_and_names_what_it_leaves_out() {
    let editor = steps([add("yard")]);
    let json = r#"{ "walls": { "a": { "tiles": ["dock", { "camera": "yard", "resolution": "full" }], "gap": -1 } } }"#;
    let imported = further(&editor, [Action::Import(json.to_owned())]);
    assert_eq!(imported.wall, Some(name("a")));
    assert_eq!(imported.tiles()[1].resolution, TileRequest::Full);
    let said: Vec<_> = imported.problems.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["walls.a.gap: expected a whole number from 0 to 64"]);
    assert_eq!(imported.said, "Imported without one value.");
    assert_eq!(further(&imported, [Action::Undo]).draft, editor.draft);
    let refused = further(&editor, [Action::Import("{".to_owned())]);
    assert_eq!(refused.draft, editor.draft);
    assert_eq!(refused.problems.len(), 1);
}

#[test]
fn looking_around_changes_nothing_and_is_not_kept() {
    let loaded = steps([Action::ChooseTile(7), Action::Pick(true), Action::ChooseWall(name("x"))]);
    assert!(!loaded.is_changed && !loaded.is_moving);
    assert!(further(&loaded, [add("yard")]).is_changed);
}

#[test]
fn a_list_that_comes_late_does_not_undo_what_a_person_did() {
    let editor = further(&Rc::new(Editor::default()), [add("192.0.2.7")]);
    let late = Action::Loaded {
        configuration: Configuration::default(),
        wall: None,
        problems: Vec::new(),
        gateway: Vec::new(),
        page: String::new(),
    };
    assert_eq!(further(&editor, [late]).tiles().len(), 1);
}

#[test]
fn a_removed_camera_leaves_walls_tours_and_displays() {
    let editor = steps([add("192.0.2.7"), add("yard"), Action::SetTour(Some((1, 10)))]);
    let gone = further(&editor, [Action::RemoveCamera(name("192-0-2-7"))]);
    assert_eq!(cameras(&gone), ["yard"]);
    assert_eq!(gone.draft.tours["wall"].pages.len(), 1);
    let (_, problems) = configuration::read(&gone.draft.to_json(), GatewayCameras::Unknown).unwrap();
    assert_eq!(problems, []);
}

#[test]
fn the_part_for_a_link_has_one_wall_with_its_cameras_and_opens() {
    let editor = steps([
        add("192.0.2.7"),
        add("yard"),
        Action::SetKiosk(true),
        Action::NewWall,
        add("192.0.2.8"),
        Action::ChooseWall(name("wall")),
    ]);
    let part = editor.draft.part(&editor.show().unwrap(), editor.wall.as_ref());
    assert_eq!((part.walls.len(), part.cameras.len(), part.kiosks.len()), (1, 1, 1));
    let found = configuration::Found {
        origin: configuration::Origin::Link,
        configuration: part,
        problems: Vec::new(),
    };
    let link = configuration::Link::parse("?kiosk=wall");
    assert_eq!(link.kiosk, Some(KioskLink::Named(name("wall"))));
    let opened = configuration::open(&link, vec![found], GatewayCameras::Unknown, "");
    assert_eq!(opened.show, Some(Show::Wall(name("wall"))));
}
