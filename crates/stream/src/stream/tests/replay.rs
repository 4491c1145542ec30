//! Frames that are kept and shown again.

use super::*;

fn replay(browser: &mut Browser, command: ReplayCommand) {
    browser.handle(Input::Replay(command));
}

#[test]
fn a_frame_that_is_held_stays_on_the_screen_and_is_never_called_live() {
    let mut browser = Browser::playing(25);
    replay(&mut browser, ReplayCommand::Pause);
    browser.receive(25);
    assert_eq!((browser.canvas, browser.state()), (Some(25), State::Replay));
    let report = browser.report();
    assert_eq!(report.statistics.frames_received, 50, "reception goes on");
    assert_eq!(browser.kept().len(), 50);
    assert!(report.age_ms.is_some_and(|age| age > 900.0), "{:?}", report.age_ms);
}

#[test]
fn live_is_said_only_once_the_newest_frame_is_drawn() {
    let mut browser = Browser::playing(25);
    replay(&mut browser, ReplayCommand::Pause);
    browser.receive(10);
    browser.decodes_at_once = false;
    replay(&mut browser, ReplayCommand::Live);
    assert_eq!((browser.canvas, browser.state()), (Some(25), State::Replay));
    browser.decode();
    assert_eq!((browser.canvas, browser.state()), (Some(35), State::Live));
}

#[test]
fn while_scrubbing_one_frame_is_decoded_at_a_time_and_the_last_wish_is_shown() {
    let mut browser = Browser::playing(100);
    browser.decodes_at_once = false;
    for steps in [-1, -1, -1, -1, -1, -1] {
        replay(&mut browser, ReplayCommand::Step(steps));
    }
    assert_eq!(browser.decoding.len(), 1);
    browser.decode();
    browser.decode();
    browser.decode();
    assert_eq!(browser.canvas, Some(94));
    assert!(browser.pixels.is_empty() && browser.decoding.is_empty());
}

#[test]
fn what_plays_again_comes_to_the_newest_frame_and_goes_on_live() {
    let mut browser = Browser::playing(50);
    replay(&mut browser, ReplayCommand::Oldest);
    replay(&mut browser, ReplayCommand::SetSpeed(crate::Speed::new(3, false)));
    replay(&mut browser, ReplayCommand::Resume);
    assert_eq!(browser.report().replay.map(|replay| replay.mode), Some(ReplayMode::Playing));
    browser.receive(25);
    assert_eq!(browser.report().replay.map(|replay| replay.mode), Some(ReplayMode::Live));
    browser.receive(1);
    assert_eq!((browser.canvas, browser.state()), (Some(76), State::Live));
}

#[test]
fn each_frame_is_shown_again_in_order_at_its_own_pace() {
    let mut browser = Browser::playing(50);
    replay(&mut browser, ReplayCommand::Oldest);
    replay(&mut browser, ReplayCommand::Resume);
    let mut seen = vec![browser.canvas];
    for _ in 0..20 {
        browser.wait(PAUSE);
        seen.push(browser.canvas);
    }
    assert!(seen.is_sorted(), "{seen:?}");
    assert!(seen.last().copied().flatten().is_some_and(|last| (19..=22).contains(&last)), "{seen:?}");
}

#[test]
fn a_frame_that_cannot_be_decoded_again_is_left_out_and_not_tried_for_ever() {
    let mut browser = Browser::playing(20);
    browser.broken = vec![19];
    replay(&mut browser, ReplayCommand::Step(-1));
    browser.wait(2000.0);
    assert_eq!((browser.canvas, browser.decoding.len()), (Some(20), 0));
    replay(&mut browser, ReplayCommand::Step(-1));
    assert_eq!(browser.canvas, Some(18));
}

#[test]
fn frames_that_cannot_be_decoded_are_tried_once_each_while_they_are_played() {
    let mut browser = Browser::playing(20);
    replay(&mut browser, ReplayCommand::Oldest);
    browser.failing = vec![Decoding::Decoder, Decoding::Bitmap];
    browser.jobs.clear();
    replay(&mut browser, ReplayCommand::Resume);
    browser.wait(10.0 * PAUSE);
    assert!((4..=24).contains(&browser.jobs.len()), "{}", browser.jobs.len());
    assert_eq!(browser.canvas, Some(1));
}

#[test]
fn a_held_frame_that_is_kept_no_more_stays_and_is_told_to_be_older() {
    let mut browser = Browser::playing(5);
    replay(&mut browser, ReplayCommand::Pause);
    browser.receive(1100);
    let report = browser.report().replay.expect("frames are kept");
    assert!(report.is_outlived);
    assert_eq!((report.number, browser.canvas), (5, Some(5)));
}

#[test]
fn pixels_of_another_camera_are_discarded_and_never_drawn() {
    let mut browser = Browser::playing(20);
    browser.decodes_at_once = false;
    replay(&mut browser, ReplayCommand::Step(-5));
    browser.handle(Input::Play(StreamSource::new(Transport::Fetch, "http://other/video")));
    browser.decode();
    assert_eq!((browser.canvas, browser.pixels.len()), (Some(20), 0));
    assert_eq!(browser.kept(), []);
}

#[test]
fn what_was_kept_stays_when_the_same_camera_is_asked_for_another_size() {
    let mut browser = Browser::playing(20);
    let small = format!("{}?resolution=320x240&fps=5", source().url());
    browser.handle(Input::Play(StreamSource::new(Transport::Fetch, &small)));
    browser.receive(5);
    assert_eq!(browser.kept().len(), 25);
    assert_eq!(browser.state(), State::Live);
    replay(&mut browser, ReplayCommand::Show(10));
    assert_eq!(browser.canvas, Some(10));
    browser.handle(Input::Play(StreamSource::new(Transport::Fetch, &small.replace("fps=5", "camera=2"))));
    assert_eq!(browser.kept(), []);
}
