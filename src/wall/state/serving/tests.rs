use std::cell::Cell;
use std::rc::Rc;

use ::wall::Why;
use yew::Reducible;

use super::*;
use crate::stage;
use crate::wall::state::{Action, Glance, Held};

const SIZES: [Size; 4] = [
    Size { width: 320, height: 180 },
    Size { width: 640, height: 360 },
    Size { width: 1280, height: 720 },
    Size { width: 1920, height: 1080 },
];

/// A wall of so many tiles on a screen of 1280 by 720, and the page's clock.
struct Page {
    wall: Rc<Wall>,
    now_ms: Cell<f64>,
    figures: Vec<(TileId, Figures)>,
}

impl Page {
    fn new(tiles: u32, host: Option<&str>) -> Self {
        let mut wall = Wall::default();
        for _ in 0..tiles {
            wall.push(TileCamera {
                query: String::new(),
                written: "gate".into(),
                title: None,
                login: None,
                resolution: configuration::TileRequest::Match,
            });
        }
        let wall = Rc::new(wall).reduce(Action::Measured(stage::Size::new(1280.0, 720.0), 1.0));
        let figures = Figures {
            host: host.map(str::to_owned),
            has_stills: true,
            is_wanted: true,
            sizes: Sizes::Told(SIZES.into()),
            fps: 25.0,
            ..Figures::default()
        };
        let figures = wall.tiles.iter().map(|tile| (tile.id, figures.clone())).collect();
        Self { wall, now_ms: Cell::new(1000.0), figures }
    }

    fn act(&mut self, action: Action) {
        self.wall = Rc::clone(&self.wall).reduce(action);
    }

    /// Time passes, half a second at a time.
    fn wait(&mut self, seconds: f64) {
        for _ in 0..=(seconds * 2.0) as u32 {
            self.now_ms.set(self.now_ms.get() + 500.0);
            self.act(Action::Serve(self.now_ms.get(), self.figures.clone()));
        }
    }

    fn serving(&self, tile: usize) -> Serving {
        self.wall.tiles[tile].served.serving
    }

    fn width(&self, tile: usize) -> Option<u32> {
        match self.serving(tile) {
            Serving::Stream(Some(request)) => request.size.map(|size| size.width),
            _ => None,
        }
    }
}

#[test]
fn a_tile_requests_the_cameras_size_that_fits_it_and_a_larger_one_when_it_is_opened() {
    let mut page = Page::new(4, None);
    page.wait(0.0);
    assert_eq!(page.width(0), Some(640));
    page.wait(6.0);
    page.act(Action::Open(TileId(0)));
    page.wait(1.0);
    assert_eq!(page.width(0), Some(1280));
    page.act(Action::Back);
    page.wait(2.0);
    assert_eq!(page.width(0), Some(1280), "it may be opened again");
    page.wait(6.0);
    assert_eq!(page.width(0), Some(640));
}

#[test]
fn a_camera_that_turns_its_picture_to_the_side_is_requested_as_large_as_it_is_shown() {
    let mut page = Page::new(1, None);
    let glance = Glance { picture: (360, 640), ..Glance::default() };
    page.act(Action::Told(TileId(0), Box::new(glance), 0.0));
    page.act(Action::Settle);
    page.wait(0.0);
    assert_eq!(page.width(0), Some(640), "720 pixels high on the screen");
}

#[test]
fn tiles_behind_a_large_one_let_go_of_their_cameras_after_a_while() {
    let mut page = Page::new(4, None);
    page.wait(0.0);
    page.act(Action::Open(TileId(2)));
    page.wait(5.0);
    assert!(matches!(page.serving(0), Serving::Stream(_)));
    page.wait(6.0);
    assert_eq!(page.serving(0), Serving::Released);
    page.act(Action::Back);
    page.wait(0.0);
    assert!(matches!(page.serving(0), Serving::Stream(_)));
}

#[test]
fn of_eight_tiles_of_one_host_three_get_stills_in_turn() {
    let mut page = Page::new(8, Some("http://cam"));
    page.wait(0.0);
    let streams =
        |page: &Page| (0..8).filter(|tile| matches!(page.serving(*tile), Serving::Stream(_))).count();
    assert_eq!(streams(&page), 5);
    let mut turns = Vec::new();
    for _ in 0..12 {
        page.wait(0.0);
        if let Some(tile) = (0..8).find(|tile| page.serving(*tile).is_still()) {
            turns.push(tile);
            page.figures[tile].1.arrived_ms = Some(page.now_ms.get());
        }
    }
    turns.dedup();
    assert_eq!(turns[..4], [5, 6, 7, 5]);
    assert!(page.serving(7).words().is_some());
    page.act(Action::Open(TileId(7)));
    page.wait(0.0);
    assert!(matches!(page.serving(7), Serving::Stream(_)), "opened large, it streams at once");
}

#[test]
fn a_held_wall_changes_no_request_and_lets_go_of_nothing() {
    let mut page = Page::new(4, None);
    page.wait(6.0);
    page.act(Action::Held(Some(Held { moment_ms: 0.0, is_of_cameras: false, tiles: [].into() })));
    page.act(Action::Open(TileId(0)));
    page.wait(20.0);
    assert_eq!((page.width(0), page.width(1)), (Some(640), Some(640)));
    page.act(Action::Held(None));
    page.wait(1.0);
    assert_eq!(page.width(0), Some(1280));
}

#[test]
fn a_tile_whose_address_names_a_size_keeps_it() {
    let mut page = Page::new(1, None);
    page.figures[0].1.names_size = true;
    page.wait(1.0);
    assert_eq!(page.serving(0), Serving::Stream(None));
}

#[test]
fn a_tile_waits_a_second_for_its_cameras_sizes_and_no_longer() {
    let mut page = Page::new(1, None);
    page.figures[0].1.sizes = Sizes::Asking;
    page.wait(0.0);
    assert_eq!(page.serving(0), Serving::Undecided);
    page.wait(1.0);
    assert_eq!(page.serving(0), Serving::Stream(None));
    page.figures[0].1.sizes = Sizes::Told(SIZES.into());
    page.wait(0.0);
    assert_eq!(page.width(0), Some(1280));
}

#[test]
fn a_persons_choice_is_requested_and_no_camera_has_to_offer_it() {
    let mut page = Page::new(1, None);
    page.figures[0].1.sizes = Sizes::Unknown;
    page.act(Action::Want(TileId(0), Wanted::Fixed(SIZES[1])));
    page.wait(0.0);
    assert_eq!(page.width(0), Some(640));
    page.act(Action::Want(TileId(0), Wanted::Full));
    page.wait(0.0);
    let Serving::Stream(Some(request)) = page.serving(0) else { panic!("{:?}", page.serving(0)) };
    assert_eq!((request.size, request.why), (None, Why::Full));
}

#[test]
fn a_wall_over_its_budget_lowers_the_heaviest_tile_and_says_why() {
    let mut page = Page::new(4, None);
    page.act(Action::SetMegabits(Some(4)));
    for (index, (_, figures)) in page.figures.iter_mut().enumerate() {
        figures.bits = if index == 2 { 3e6 } else { 1e6 };
    }
    page.wait(3.0);
    assert_eq!((page.width(2), page.width(1)), (Some(320), Some(640)));
    let Serving::Stream(Some(request)) = page.serving(2) else { panic!("{:?}", page.serving(2)) };
    assert_eq!(request.why, Why::Budget { fits: SIZES[1] });
    assert!(!page.wall.is_over_budget());
}
