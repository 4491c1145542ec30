//! Snapshots, thumbnails, and what waits for a decoder.

use super::*;
use crate::Reduction;

#[test]
fn a_snapshot_is_the_frame_on_the_screen_whatever_comes_meanwhile() {
    let mut browser = Browser::new();
    browser.handle(Input::Snapshot { number: 1, is_seen: true });
    assert!(matches!(browser.snapshots[..], [(1, None)]), "nothing is shown yet");
    let mut browser = Browser::playing(3);
    browser.handle(Input::Snapshot { number: 2, is_seen: true });
    browser.handle(Input::Surface(Surface { has_video: true, ..Surface::default() }));
    browser.receive(2);
    assert_eq!(browser.sink, Sink::Video);
    browser.has_decoders = false;
    browser.handle(Input::Snapshot { number: 3, is_seen: true });
    browser.handle(Input::Snapshot { number: 4, is_seen: false });
    browser.receive(5);
    browser.has_decoders = true;
    browser.begin();
    browser.receive(1);
    let given = browser.snapshots.iter().map(|(number, snapshot)| {
        let snapshot = snapshot.as_ref().expect("a frame is shown");
        (*number, snapshot.frame.payload, matches!(snapshot.seen, Seen::Pixels(_)))
    });
    assert_eq!(given.collect::<Vec<_>>(), [(2, 3, false), (4, 5, false), (3, 5, true)]);
}

#[test]
fn a_snapshot_that_cannot_be_decoded_is_given_without_what_is_seen() {
    let mut browser = Browser::playing(1);
    browser.handle(Input::Reduce(Reduction::Half));
    browser.receive(1);
    browser.broken = vec![2];
    browser.ask_snapshot(true);
    let given = browser.snapshots.last().and_then(|(_, snapshot)| snapshot.as_ref());
    assert_eq!(given.map(|given| (given.frame.payload, given.seen)), Some((2, Seen::Nowhere)));
}

#[test]
fn of_many_thumbnails_the_last_is_made_and_each_is_of_its_time() {
    let mut browser = Browser::playing(50);
    browser.has_decoders = false;
    let begin = browser.at.wall;
    for number in 1..=4 {
        browser.ask_thumbnail(f64::from(number) * 200.0);
    }
    browser.has_decoders = true;
    browser.begin();
    let given = browser.thumbnails.iter().map(|(number, arrived)| (*number, arrived.map(|at| begin - at)));
    assert_eq!(given.collect::<Vec<_>>(), [(1, Some(200.0)), (4, Some(800.0))]);
    assert_eq!(browser.jobs.last().and_then(|job| job.size), Some((0, 120)));
}

#[test]
fn while_no_decoder_is_free_the_newest_frame_waits_and_the_others_are_dropped() {
    let mut browser = Browser::playing(1);
    browser.has_decoders = false;
    browser.receive(5);
    assert_eq!((browser.canvas, browser.report().statistics.frames_dropped), (Some(1), 4));
    assert!(browser.stream.is_behind());
    browser.has_decoders = true;
    browser.begin();
    assert_eq!((browser.canvas, browser.state()), (Some(6), State::Live));
    assert_eq!(browser.kept(), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn a_frame_that_waited_for_a_decoder_while_another_camera_was_chosen_is_not_decoded() {
    let mut browser = Browser::playing(3);
    browser.has_decoders = false;
    browser.receive(1);
    let routes = vec![Route::new(Transport::Fetch, "http://other/video")];
    browser.handle(Input::Play(StreamSource { routes, ..source() }));
    browser.begin();
    assert_eq!(browser.decoding.len(), 0);
}
