//! What is recorded.

use super::*;

#[test]
fn a_recording_has_every_frame_once_across_reconnections_and_tells_the_gap() {
    let mut browser = Browser::playing(5);
    browser.handle(Input::Recording(true));
    browser.receive(5);
    browser.break_connection();
    browser.wait(3000.0);
    browser.receive(5);
    let recorded: Vec<_> = browser.recorded.iter().map(|entry| (entry.number, entry.gap)).collect();
    let wanted: Vec<_> = (6..=15).map(|number| (number, number == 11)).collect();
    assert_eq!(recorded, wanted);
}

#[test]
fn a_recording_goes_on_while_a_frame_is_held_and_while_nobody_looks() {
    let mut browser = Browser::playing(5);
    browser.handle(Input::Recording(true));
    browser.handle(Input::Replay(ReplayCommand::Pause));
    browser.receive(5);
    browser.handle(Input::Visibility(Visibility::Hidden));
    browser.receive(200);
    assert_eq!(browser.recorded.len(), 205);
    browser.handle(Input::Recording(false));
    browser.wait(4000.0);
    assert_eq!(browser.connection, None);
}

#[test]
fn another_camera_ends_the_recording_and_another_size_of_the_same_does_not() {
    let mut browser = Browser::playing(5);
    browser.has_ended_recording = false;
    let url = "http://camera/axis-cgi/mjpg/video.cgi?resolution=640x480";
    browser.handle(Input::Play(StreamSource::new(Transport::Fetch, url)));
    assert!(!browser.has_ended_recording);
    browser.handle(Input::Play(StreamSource::new(Transport::Fetch, "http://other/video")));
    assert!(browser.has_ended_recording);
}

#[test]
fn frames_without_an_end_are_recorded_or_counted_as_lost_once_it_is_known_what_they_are() {
    let mut browser = Browser::playing(0);
    browser.handle(Input::Recording(true));
    browser.arrive(b"cut off", Ending::Doubtful);
    assert!(browser.recorded.is_empty());
    browser.arrive(b"whole", Ending::Whole);
    let recorded: Vec<_> = browser.recorded.iter().map(|entry| (entry.number, entry.lost)).collect();
    assert_eq!(recorded, [(2, 1)]);
}
