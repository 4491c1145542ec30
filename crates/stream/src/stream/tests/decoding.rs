//! Which frames are decoded, by what.

use super::*;
use crate::Reduction;

#[test]
fn while_a_decoder_is_behind_the_latest_frame_wins_and_every_one_is_kept() {
    let mut browser = Browser::playing(1);
    browser.decodes_at_once = false;
    browser.receive(10);
    assert_eq!(browser.decoding.len(), 1, "one at a time, while that keeps up");
    browser.decode();
    browser.decode();
    let report = browser.report();
    assert_eq!((browser.canvas, report.statistics.frames_dropped), (Some(11), 8));
    assert_eq!(browser.kept().len(), 11);
}

#[test]
fn a_decoder_that_is_always_behind_gets_company_and_no_frame_is_drawn_after_a_newer_one() {
    let mut browser = Browser::playing(1);
    browser.decodes_at_once = false;
    for _ in 0..60 {
        browser.receive(2);
        browser.decode();
    }
    browser.receive(6);
    assert!((2..=3).contains(&browser.decoding.len()), "{}", browser.decoding.len());
    browser.decoding.reverse();
    browser.decode();
    let newest = browser.canvas;
    assert_eq!(browser.stream.displayed().map(crate::DisplayedFrame::number), newest);
    browser.decode();
    assert!(browser.canvas >= newest && browser.pixels.is_empty());
}

#[test]
fn a_decoder_that_fails_at_three_frames_is_left_alone_and_none_of_them_is_missing() {
    let mut browser = Browser::playing(1);
    assert_eq!(browser.jobs.last().map(|job| job.by), Some(Decoding::Decoder));
    browser.failing = vec![Decoding::Decoder];
    browser.receive(10);
    let tried = browser.jobs.iter().filter(|job| job.by == Decoding::Decoder).count();
    let report = browser.report();
    assert_eq!((tried, report.statistics.frames_drawn, report.statistics.frames_damaged), (4, 11, 0));
    assert_eq!(report.decoding, Some(Decoding::Bitmap));
}

#[test]
fn a_frame_that_no_decoder_takes_is_tried_by_two_and_counted_as_damaged() {
    let mut browser = Browser::playing(1);
    browser.broken = vec![2];
    browser.receive(2);
    let report = browser.report();
    assert_eq!((report.statistics.frames_damaged, browser.canvas), (1, Some(3)));
}

#[test]
fn frames_are_decoded_smaller_only_where_nobody_wants_their_pixels() {
    let mut browser = Browser::playing(1);
    browser.handle(Input::Reduce(Reduction::Quarter));
    browser.receive(1);
    assert_eq!(browser.jobs.last().and_then(|job| job.size), Some((160, 120)));
    assert_eq!(browser.report().reduction, Reduction::Quarter);
    browser.handle(Input::Surface(Surface { is_plain: false, ..Surface::default() }));
    browser.receive(1);
    let job = browser.jobs.last().copied();
    assert_eq!(job.map(|job| (job.by, job.size)), Some((Decoding::Bitmap, None)), "whole, for the enhancer");
}

#[test]
fn pixels_made_before_an_enhancement_was_asked_for_are_made_again() {
    let mut browser = Browser::playing(1);
    browser.decodes_at_once = false;
    browser.receive(1);
    browser.handle(Input::Surface(Surface { is_plain: false, ..Surface::default() }));
    browser.decode();
    assert_eq!(browser.canvas, Some(1), "those would not do");
    browser.decode();
    assert_eq!((browser.canvas, browser.pixels.len()), (Some(2), 0));
}

#[test]
fn a_held_frame_takes_those_before_it_into_its_mean_up_to_a_gap() {
    let mut browser = Browser::playing(5);
    browser.break_connection();
    browser.wait(3000.0);
    browser.receive(4);
    browser.handle(Input::Replay(ReplayCommand::Pause));
    browser.stacked = 0;
    browser.handle(Input::Stack { wanted: 8, stacked: 1 });
    assert_eq!((browser.stacked, browser.canvas), (3, Some(9)));
    // It is not made again and again.
    browser.jobs.clear();
    browser.handle(Input::Stack { wanted: 8, stacked: 4 });
    assert_eq!(browser.jobs, []);
}

#[test]
fn a_decoder_that_never_answers_holds_up_no_other_camera() {
    let mut browser = Browser::playing(1);
    browser.decodes_at_once = false;
    browser.receive(5);
    let forgotten = std::mem::take(&mut browser.decoding);
    browser.decodes_at_once = true;
    browser.handle(Input::Play(source()));
    browser.receive(3);
    assert_eq!(browser.state(), State::Live);
    // It answers after all.
    browser.decoding = forgotten;
    let before = (browser.report(), browser.canvas);
    browser.decode();
    assert_eq!((browser.report(), browser.canvas, browser.pixels.len()), (before.0, before.1, 0));
}

#[test]
fn a_decoder_that_never_answers_is_given_up_and_another_goes_on() {
    let mut browser = Browser::playing(1);
    browser.decodes_at_once = false;
    browser.receive(5);
    browser.decoding.clear();
    browser.decodes_at_once = true;
    browser.receive(900);
    assert_eq!((browser.state(), browser.canvas), (State::Live, browser.kept().last().copied()));
}
