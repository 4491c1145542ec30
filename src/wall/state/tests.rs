use ::wall::Step;
use configuration::{Configuration, Found, GatewayCameras, Link, Origin};

use super::*;
use crate::configuration::{GatewayList, Loaded};
use crate::marks::Tone;
use crate::stage::Size;

fn begun(query: &str, configuration: &str) -> Rc<Wall> {
    let cameras = ["gate", "barn", "yard", "dock"]
        .map(|id| Camera { id: id.into(), name: format!("The {id}"), is_recorded: false })
        .to_vec();
    let ids: Vec<String> = cameras.iter().map(|camera| camera.id.clone()).collect();
    let gateway = GatewayCameras::Known(&ids);
    let read = |text| match configuration::read(text, gateway) {
        Ok((configuration, problems)) => Found { origin: Origin::File, configuration, problems },
        Err(error) => {
            let problems = vec![error.into()];
            Found { origin: Origin::File, configuration: Configuration::default(), problems }
        }
    };
    let found = Some(configuration).filter(|text| !text.is_empty()).map(read);
    let page = "http://host/";
    let opened = configuration::open(&Link::parse(query), found.into_iter().collect(), gateway, page);
    let gateway = Some(GatewayList { cameras, proxy: None });
    let beginning = Beginning { page: page.into(), query: query.into(), loaded: Loaded { opened, gateway } };
    let wall = Rc::new(Wall::default()).reduce(Action::Begin(Box::new(beginning)));
    wall.reduce(Action::Measured(Size::new(1280.0, 720.0), 1.0))
}

fn told(wall: Rc<Wall>, id: u32, tone: Tone, picture: (u32, u32), now_ms: f64) -> Rc<Wall> {
    let glance = Glance { tone, picture, word: "word".into(), ..Glance::default() };
    wall.reduce(Action::Told(TileId(id), Box::new(glance), now_ms))
}

fn order(wall: &Wall) -> Vec<u32> {
    wall.tiles.iter().map(|tile| tile.id.0).collect()
}

#[test]
fn a_wall_of_addresses_has_a_tile_for_each() {
    let wall = begun("?src=gate&src=http://cam:8080/axis-cgi/mjpg/video.cgi&src=gate", "");
    assert_eq!((wall.tiles.len(), wall.places.len()), (3, 3));
    assert_eq!(wall.query().as_deref(), Some("?src=gate&src=http://cam:8080&src=gate"));
}

#[test]
fn a_login_in_an_address_goes_to_its_tile_and_not_into_the_address() {
    let wall = begun("?src=gate&src=http://root:s3cret@cam/", "");
    assert!(!wall.query().unwrap().contains("s3cret"));
    assert!(!wall.tiles[1].camera.query.contains("s3cret"));
    assert!(wall.tiles[1].camera.login.is_some());
}

#[test]
fn a_wall_of_the_configuration_keeps_its_name_until_it_is_changed() {
    let json = r#"{
        "cameras": { "roof": { "src": "http://10.0.0.4", "title": "The roof", "options": { "fit": "fill" } } },
        "walls": { "lobby": { "title": "Lobby", "tiles": ["roof", "gate", "nowhere"], "layout": "2x2", "alarm_seconds": 9 } }
    }"#;
    let wall = begun("?wall=lobby", json);
    assert_eq!((wall.tiles.len(), wall.page_title().as_str()), (2, "Lobby · Mullion"));
    assert_eq!((wall.tiles[0].name(), wall.alarm_seconds), ("The roof", Some(9)));
    assert!(wall.tiles[0].camera.query.contains("fit=fill"));
    assert!(wall.problems.iter().any(|problem| problem.contains("walls.lobby.tiles")), "{:?}", wall.problems);
    assert_eq!(wall.query().as_deref(), Some("?wall=lobby"));
    let wall = wall.reduce(Action::Remove(TileId(1)));
    let wall = wall.reduce(Action::Add("barn".into()));
    assert_eq!(wall.query().as_deref(), Some("?src=roof&src=barn&layout=2x2"));
}

#[test]
fn a_hostile_file_costs_itself_only() {
    for json in ["{", "[]", "<html>", r#"{"walls": 7, "cameras": {"roof": {"src": "javascript:alert(1)"}}}"#]
    {
        let wall = begun("?src=gate&src=barn", json);
        assert_eq!(wall.tiles.len(), 2, "{json}");
        assert!(!wall.problems.is_empty(), "{json}");
    }
}

#[test]
fn arrows_move_the_focus_and_with_shift_the_tile() {
    let wall = begun("?src=gate&src=barn&src=yard&src=dock&layout=2x2", "");
    let wall = wall.reduce(Action::Step(Step::Right));
    assert_eq!(wall.focus, Some(TileId(1)));
    let wall = wall.reduce(Action::Move(Step::Down));
    assert_eq!((order(&wall), wall.focus), (vec![0, 3, 2, 1], Some(TileId(1))));
    assert_eq!(wall.reduce(Action::Step(Step::Up)).focus, Some(TileId(3)));
}

#[test]
fn a_tile_that_is_let_go_over_another_changes_places_with_it() {
    let wall = begun("?src=gate&src=barn&src=yard&src=dock&layout=2x2", "");
    let wall = wall.reduce(Action::Grab(TileId(0)));
    let wall = wall.reduce(Action::Drag(10.0, 10.0)).reduce(Action::Drag(1270.0, 710.0));
    assert_eq!(wall.drag.and_then(|drag| drag.over), Some(TileId(3)));
    assert_eq!(order(&Rc::clone(&wall).reduce(Action::Cancel)), [0, 1, 2, 3]);
    assert_eq!(order(&wall.reduce(Action::Drop)), [3, 1, 2, 0]);
}

#[test]
fn tiles_take_the_shapes_of_their_pictures_together_and_not_while_one_is_moved() {
    let wall = begun("?src=gate&src=barn&src=yard", "");
    let before = Rc::clone(&wall.places);
    let wall = told(wall, 1, Tone::Live, (480, 640), 0.0);
    assert!(wall.unsettled && wall.places == before);
    let wall = wall.reduce(Action::Grab(TileId(0))).reduce(Action::Settle);
    assert_eq!(wall.places, before);
    let wall = wall.reduce(Action::Drop);
    assert!(!wall.unsettled && wall.places != before);
}

#[test]
fn what_is_not_live_is_counted_once_it_has_been_asked_for() {
    let mut wall = begun("?src=gate&src=barn&src=yard", "");
    assert_eq!(wall.missing(), 0);
    for (id, tone) in [(0, Tone::Live), (1, Tone::Stale), (2, Tone::Failed)] {
        wall = told(wall, id, tone, (640, 480), 0.0);
    }
    assert_eq!((wall.missing(), wall.page_title().as_str()), (2, "2 not live · Wall · Mullion"));
}

#[test]
fn a_tile_sounds_after_its_limit_and_not_before() {
    let json = r#"{ "walls": { "w": { "tiles": ["gate", "barn"], "alarm_seconds": 5 } } }"#;
    let wall = begun("?wall=w", json);
    let wall = told(wall, 0, Tone::Stale, (640, 480), 1_000.0);
    let wall = told(wall, 0, Tone::Failed, (640, 480), 4_000.0);
    assert!(wall.alarmed(5_999.0).is_empty());
    assert_eq!(wall.alarmed(6_000.0), [TileId(0)]);
    assert!(told(wall, 0, Tone::Live, (640, 480), 7_000.0).alarmed(99_000.0).is_empty());
}

#[test]
fn tiles_beyond_the_layout_are_on_the_next_page() {
    let wall = begun("?src=gate&src=barn&src=yard&src=dock&src=gate&layout=2x2", "");
    assert_eq!((wall.places.len(), wall.left_out(), wall.place(TileId(4))), (4, 1, None));
    let wall = wall.reduce(Action::Turn(1));
    assert!(wall.place(TileId(4)).is_some() && wall.place(TileId(0)).is_none());
    assert_eq!(wall.focus, Some(TileId(4)));
    let wall = wall.reduce(Action::Remove(TileId(4)));
    assert!(wall.place(TileId(0)).is_some(), "an empty page is left");
}

#[test]
fn a_tile_that_goes_leaves_the_focus_to_the_next() {
    let wall = begun("?src=gate&src=barn&src=yard", "").reduce(Action::Focus(TileId(1)));
    let wall = wall.reduce(Action::Open(TileId(1))).reduce(Action::Remove(TileId(1)));
    assert_eq!((wall.focus, wall.large), (Some(TileId(2)), None));
}
