use proptest::prelude::*;

use super::*;

/// This many milliseconds after 1970, this device's clock says that the tests begin.
const BEGIN: f64 = 1_795_000_000_000.0;

/// A camera with a picture every `interval`, whose clock is `ahead` of this device's, and whose pictures
/// take `delay` to arrive.
fn camera(interval: f64, ahead: f64, delay: f64) -> TileTimes {
    let picture = |number: u64| {
        let taken = BEGIN + interval * number as f64;
        PictureTime { number, arrived: taken + delay, captured: Some(taken + ahead) }
    };
    let count = (10_000.0 / interval) as u64;
    TileTimes::new((0..count).map(picture), true)
}

fn silent(times: &TileTimes) -> TileTimes {
    let pictures = times.pictures.iter().map(|picture| PictureTime { captured: None, ..*picture });
    TileTimes::new(pictures, true)
}

fn shown(timeline: &Timeline, tile: usize, moment: f64) -> Option<f64> {
    match timeline.held(tile, moment) {
        HeldPicture::Shown { taken, .. } => Some(taken),
        _ => None,
    }
}

#[test]
fn pictures_that_took_different_times_to_arrive_are_held_at_the_moment_they_were_taken() {
    let timeline = Timeline::new(&[camera(100.0, 0.0, 30.0), camera(40.0, 0.0, 900.0)]);
    assert_eq!(timeline.source(0), TimeSource::Capture);
    assert_eq!(timeline.source(1), TimeSource::Capture);
    let moment = timeline.newest(BEGIN + 10_000.0).unwrap();
    let (quick, slow) = (shown(&timeline, 0, moment).unwrap(), shown(&timeline, 1, moment).unwrap());
    assert!((quick - slow).abs() <= 100.0, "{quick} {slow}");
    assert!(timeline.is_of_cameras());
}

#[test]
fn a_camera_without_a_clock_is_held_by_arrival() {
    let timeline = Timeline::new(&[camera(100.0, 3_600_000.0, 50.0), silent(&camera(100.0, 0.0, 50.0))]);
    assert_eq!(timeline.source(1), TimeSource::Arrival(NoCapture::Untold));
    let moment = timeline.newest(BEGIN + 10_000.0).unwrap();
    let difference = shown(&timeline, 0, moment).unwrap() - shown(&timeline, 1, moment).unwrap();
    assert!(difference.abs() <= 100.0, "{difference}");
}

#[test]
fn a_camera_whose_clock_is_an_hour_off_is_held_by_arrival() {
    let tiles = [camera(100.0, 0.0, 50.0), camera(100.0, 3_600_000.0, 50.0), camera(100.0, 5.0, 50.0)];
    let timeline = Timeline::new(&tiles);
    let TimeSource::Arrival(NoCapture::Apart(apart)) = timeline.source(1) else {
        panic!("{:?}", timeline.source(1))
    };
    assert!((apart - 3_600_000.0).abs() < 10.0, "{apart}");
    assert_eq!((timeline.source(0), timeline.source(2)), (TimeSource::Capture, TimeSource::Capture));
}

#[test]
fn clocks_that_cannot_order_pictures_are_not_used() {
    let set = |captured: fn(u64) -> f64| {
        TileTimes::new(
            (0..100).map(|number| PictureTime {
                number,
                arrived: BEGIN + 100.0 * number as f64,
                captured: Some(BEGIN + captured(number)),
            }),
            true,
        )
    };
    let timeline = Timeline::new(&[
        set(|number| (number / 10) as f64 * 1000.0),
        set(|number| if number < 50 { number as f64 * 100.0 } else { 0.0 }),
    ]);
    assert_eq!(timeline.source(0), TimeSource::Arrival(NoCapture::Coarse));
    assert_eq!(timeline.source(1), TimeSource::Arrival(NoCapture::Unsteady));
    assert!(!timeline.is_of_cameras());
}

#[test]
fn a_slow_camera_does_not_hold_the_wall_in_the_past() {
    let timeline = Timeline::new(&[camera(40.0, 0.0, 20.0), silent(&camera(5000.0, 0.0, 20.0))]);
    let moment = timeline.newest(BEGIN + 9_990.0).unwrap();
    assert!(moment > BEGIN + 9_900.0, "{}", moment - BEGIN);
    assert!(shown(&timeline, 1, moment).is_some());
}

#[test]
fn a_camera_that_stopped_says_that_it_has_no_picture_of_this_moment() {
    let mut stopped = camera(100.0, 0.0, 0.0);
    stopped.pictures.truncate(20);
    stopped.is_live = false;
    let late = TileTimes::new(
        (0..5).map(|number| PictureTime {
            number,
            arrived: BEGIN + 20_000.0 + number as f64,
            captured: None,
        }),
        false,
    );
    let timeline = Timeline::new(&[camera(100.0, 0.0, 0.0), stopped, late, TileTimes::default()]);
    let moment = timeline.newest(BEGIN + 9_950.0).unwrap();
    assert!(shown(&timeline, 0, moment).is_some());
    assert_eq!(timeline.held(1, moment), HeldPicture::Gap { number: 19, taken: BEGIN + 1900.0 });
    assert!(matches!(timeline.held(2, moment), HeldPicture::NotYet { .. }));
    assert_eq!(timeline.held(3, moment), HeldPicture::Nothing);
    assert_eq!(timeline.held(9, moment), HeldPicture::Nothing);
}

#[test]
fn a_wall_of_stopped_cameras_is_held_at_its_last_picture() {
    let mut stopped = camera(100.0, 0.0, 0.0);
    stopped.is_live = false;
    let timeline = Timeline::new(&[stopped, TileTimes::default()]);
    assert_eq!(timeline.newest(BEGIN + 60_000.0), Some(BEGIN + 9_900.0));
    assert_eq!(Timeline::new(&[TileTimes::default()]).newest(BEGIN), None);
    assert_eq!(Timeline::new(&[]).newest(BEGIN), None);
}

#[test]
fn a_step_leads_to_the_next_change_of_any_picture() {
    let timeline = Timeline::new(&[camera(100.0, 0.0, 0.0), camera(250.0, 0.0, 0.0)]);
    let at = |offset: f64| BEGIN + offset;
    assert_eq!(timeline.after(at(100.0)), Some(at(200.0)));
    assert_eq!(timeline.after(at(200.0)), Some(at(250.0)));
    assert_eq!(timeline.after(at(450.0)), Some(at(500.0)));
    assert_eq!(timeline.before(at(500.0)), Some(at(400.0)));
    assert_eq!(timeline.before(at(299.0)), Some(at(200.0)));
    assert_eq!(timeline.before(at(0.0)), None);
    assert_eq!(timeline.after(at(9_900.0)), None);
    assert_eq!(timeline.within(at(-5.0)), at(0.0));
    assert_eq!(timeline.within(at(60_000.0)), at(9_900.0));
}

#[test]
fn pictures_that_were_dropped_meanwhile_are_remembered() {
    let mut times = camera(100.0, 0.0, 0.0);
    let next = (50..150).map(|number| PictureTime {
        number,
        arrived: BEGIN + 100.0 * number as f64,
        captured: Some(BEGIN + 100.0 * number as f64),
    });
    times.extend(next, true);
    assert_eq!(times.pictures.len(), 150);
    assert!(times.pictures.is_sorted_by(|one, other| one.number < other.number));
}

fn any_tile() -> impl Strategy<Value = TileTimes> {
    let picture = (0.0_f64..3000.0, prop::option::of(-5000.0_f64..5000.0));
    (prop::collection::vec(picture, 0..40), any::<bool>()).prop_map(|(pictures, is_live)| {
        let mut arrived = BEGIN;
        let pictures = pictures.into_iter().zip(0..).map(|((interval, captured), number)| {
            arrived += interval;
            PictureTime { number, arrived, captured: captured.map(|captured| BEGIN + captured) }
        });
        TileTimes::new(pictures.collect::<Vec<_>>(), is_live)
    })
}

proptest! {
    #[test]
    fn steps_forwards_visit_every_picture_in_order_and_steps_back_the_same(
        tiles in prop::collection::vec(any_tile(), 1..5),
    ) {
        let timeline = Timeline::new(&tiles);
        let mut visited = Vec::new();
        let mut moment = f64::MIN;
        while let Some(next) = timeline.after(moment) {
            prop_assert!(next > moment);
            visited.push(next);
            moment = next;
        }
        let mut back = Vec::new();
        let mut moment = f64::MAX;
        while let Some(before) = timeline.before(moment).filter(|before| *before < moment) {
            back.push(before);
            moment = before;
        }
        for (tile, times) in tiles.iter().enumerate() {
            for (_, taken) in &timeline.tracks[tile].pictures {
                prop_assert!(visited.iter().any(|visited| (visited - taken).abs() <= SAME));
            }
            prop_assert_eq!(timeline.tracks[tile].pictures.len(), times.pictures.len());
        }
        // The very last moment is where stepping back begins, not where it leads.
        prop_assert!(back.len() < visited.len().max(1));
    }

    #[test]
    fn a_picture_is_never_shown_before_it_was_taken(
        tiles in prop::collection::vec(any_tile(), 1..5),
        offset in -10_000.0_f64..130_000.0,
    ) {
        let timeline = Timeline::new(&tiles);
        let moment = BEGIN + offset;
        for (tile, times) in tiles.iter().enumerate() {
            match timeline.held(tile, moment) {
                HeldPicture::Shown { taken, .. } | HeldPicture::Gap { taken, .. } => {
                    prop_assert!(taken <= moment);
                }
                HeldPicture::NotYet { begin } => prop_assert!(begin > moment),
                HeldPicture::Nothing => prop_assert!(times.pictures.is_empty()),
            }
        }
    }
}
