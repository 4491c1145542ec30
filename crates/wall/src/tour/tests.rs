use proptest::prelude::*;

use super::*;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const TIMES: TourTimes = TourTimes {
    ahead: Duration::from_secs(5),
    patience: Duration::from_secs(10),
    hold: Duration::from_secs(60),
};

fn pages(tiles: &[&[usize]]) -> Vec<TourPage> {
    tiles.iter().map(|tiles| TourPage { tiles: tiles.to_vec(), dwell: seconds(20) }).collect()
}

fn tour(tiles: &[&[usize]], pinned: &[usize]) -> Tour {
    Tour::new(pages(tiles), pinned.to_vec(), TIMES, Duration::ZERO).unwrap().0
}

#[test]
fn the_next_page_is_connected_before_it_is_shown_and_the_last_let_go_after() {
    let mut tour = tour(&[&[0, 1], &[2, 3]], &[]);
    assert_eq!(tour.handle(seconds(14), TourInput::Tick), []);
    assert_eq!(tour.handle(seconds(15), TourInput::Tick), [TourEffect::Prepare(vec![2, 3])]);
    assert_eq!(tour.handle(seconds(16), TourInput::Ready(2)), []);
    assert_eq!(tour.handle(seconds(17), TourInput::Ready(3)), []);
    let turn = [TourEffect::Show(vec![2, 3]), TourEffect::Release(vec![0, 1])];
    assert_eq!(tour.handle(seconds(20), TourInput::Tick), turn);
    assert_eq!(tour.page(), 1);
}

#[test]
fn a_pinned_tile_stays_connected_on_every_page() {
    let mut tour = tour(&[&[0], &[1]], &[9]);
    assert_eq!(tour.handle(seconds(15), TourInput::Tick), [TourEffect::Prepare(vec![1])]);
    tour.handle(seconds(16), TourInput::Ready(1));
    tour.handle(seconds(16), TourInput::Ready(9));
    let turn = [TourEffect::Show(vec![9, 1]), TourEffect::Release(vec![0])];
    assert_eq!(tour.handle(seconds(20), TourInput::Tick), turn);
}

#[test]
fn a_page_that_is_not_ready_is_waited_for() {
    let mut tour = tour(&[&[0], &[1]], &[]);
    tour.handle(seconds(15), TourInput::Tick);
    assert_eq!(tour.handle(seconds(25), TourInput::Tick), []);
    let turn = [TourEffect::Show(vec![1]), TourEffect::Release(vec![0])];
    assert_eq!(tour.handle(seconds(26), TourInput::Ready(1)), turn);
}

#[test]
fn a_page_of_dead_cameras_is_left_out_of_the_round() {
    let mut tour = tour(&[&[0], &[1], &[2]], &[]);
    tour.handle(seconds(15), TourInput::Tick);
    let skipped = [TourEffect::Release(vec![1]), TourEffect::Prepare(vec![2])];
    assert_eq!(tour.handle(seconds(30), TourInput::Tick), skipped);
    let turn = [TourEffect::Show(vec![2]), TourEffect::Release(vec![0])];
    assert_eq!(tour.handle(seconds(31), TourInput::Ready(2)), turn);
}

#[test]
fn a_page_with_one_dead_camera_is_shown_after_a_while() {
    let mut tour = tour(&[&[0], &[1, 2]], &[]);
    tour.handle(seconds(15), TourInput::Tick);
    tour.handle(seconds(16), TourInput::Ready(2));
    assert_eq!(tour.handle(seconds(29), TourInput::Tick), []);
    let turn = [TourEffect::Show(vec![1, 2]), TourEffect::Release(vec![0])];
    assert_eq!(tour.handle(seconds(30), TourInput::Tick), turn);
}

#[test]
fn the_only_page_with_a_picture_stays() {
    let mut tour = tour(&[&[0], &[1]], &[]);
    tour.handle(seconds(15), TourInput::Tick);
    assert_eq!(tour.handle(seconds(30), TourInput::Tick), [TourEffect::Release(vec![1])]);
    assert_eq!(tour.page(), 0);
    assert_eq!(tour.handle(seconds(45), TourInput::Tick), [TourEffect::Prepare(vec![1])]);
}

#[test]
fn a_touch_holds_the_page() {
    let mut tour = tour(&[&[0], &[1]], &[]);
    tour.handle(seconds(10), TourInput::Hold);
    assert_eq!(tour.handle(seconds(64), TourInput::Tick), []);
    tour.handle(seconds(65), TourInput::Tick);
    tour.handle(seconds(66), TourInput::Ready(1));
    assert_eq!(tour.page(), 0);
    tour.handle(seconds(70), TourInput::Tick);
    assert_eq!(tour.page(), 1);
}

#[test]
fn a_person_turns_to_the_page_before() {
    let mut tour = tour(&[&[0], &[1], &[2]], &[]);
    assert_eq!(tour.handle(seconds(1), TourInput::Previous), [TourEffect::Prepare(vec![2])]);
    let turn = [TourEffect::Show(vec![2]), TourEffect::Release(vec![0])];
    assert_eq!(tour.handle(seconds(2), TourInput::Ready(2)), turn);
    // It has its whole time now.
    assert!((tour.progress(seconds(12)) - 0.5).abs() < 1e-9);
}

#[test]
fn a_tour_of_one_page_stands_still() {
    let mut tour = tour(&[&[0]], &[]);
    assert_eq!(tour.handle(seconds(100), TourInput::Tick), []);
    assert_eq!(tour.handle(seconds(100), TourInput::Next), []);
    assert!(Tour::new(Vec::new(), Vec::new(), TIMES, Duration::ZERO).is_none());
}

fn inputs() -> impl Strategy<Value = TourInput> {
    prop_oneof![
        Just(TourInput::Tick),
        (0_usize..6).prop_map(TourInput::Ready),
        (0_usize..6).prop_map(TourInput::Lost),
        Just(TourInput::Hold),
        Just(TourInput::Next),
        Just(TourInput::Previous),
    ]
}

proptest! {
    #[test]
    fn what_is_shown_was_prepared_and_what_is_released_is_not_shown(
        inputs in prop::collection::vec((inputs(), 0_u64..8), 0..200),
        pinned in prop::option::of(0_usize..6),
    ) {
        let tiles: [&[usize]; 3] = [&[0, 1], &[1, 2, 3], &[4]];
        let pinned: Vec<_> = pinned.into_iter().collect();
        let (mut tour, begin) = Tour::new(pages(&tiles), pinned, TIMES, Duration::ZERO).unwrap();
        let mut connected = BTreeSet::new();
        let mut shown = Vec::new();
        let mut now = Duration::ZERO;
        let mut effects = begin;
        for (input, wait) in inputs {
            for effect in effects {
                match effect {
                    TourEffect::Prepare(tiles) => connected.extend(tiles),
                    TourEffect::Show(tiles) => {
                        prop_assert!(tiles.iter().all(|tile| connected.contains(tile)));
                        shown = tiles;
                    }
                    TourEffect::Release(tiles) => {
                        for tile in tiles {
                            prop_assert!(!shown.contains(&tile));
                            prop_assert!(connected.remove(&tile));
                        }
                    }
                }
            }
            now += seconds(wait);
            effects = tour.handle(now, input);
        }
    }
}
