//! A canvas that the browser loses, and frames that are drawn once more.

use super::*;
use crate::Reduction;

#[test]
fn a_lost_canvas_is_never_live_and_drawn_again_when_it_is_back() {
    let mut browser = Browser::playing(25);
    browser.has_canvas = false;
    browser.canvas = None;
    browser.handle(Input::CanvasLost);
    assert_eq!(browser.state(), State::Stalled);
    assert_eq!(browser.reports.last().and_then(|(_, cause)| cause.clone()), Some(Cause::CanvasLost));
    browser.receive(10);
    assert_eq!(browser.state(), State::Stalled);
    browser.has_canvas = true;
    browser.handle(Input::CanvasRestored);
    assert_eq!(browser.canvas, Some(25), "what was shown, before anything new comes");
    browser.receive(1);
    assert_eq!(browser.state(), State::Live);
}

#[test]
fn a_canvas_that_does_not_come_back_is_replaced_but_not_while_nobody_looks() {
    let mut browser = Browser::playing(25);
    browser.handle(Input::Stop);
    browser.has_canvas = false;
    browser.handle(Input::CanvasLost);
    browser.wait(60_000.0);
    assert!(!browser.wants_new_canvas);
    let mut browser = Browser::playing(25);
    browser.has_canvas = false;
    browser.handle(Input::CanvasLost);
    browser.receive(50);
    assert!(!browser.wants_new_canvas);
    browser.receive(50);
    assert!(browser.wants_new_canvas);
}

#[test]
fn a_frame_decoded_for_a_canvas_that_is_lost_again_is_not_taken_for_drawn() {
    let mut browser = Browser::playing(25);
    browser.decodes_at_once = false;
    browser.handle(Input::CanvasLost);
    browser.handle(Input::CanvasRestored);
    browser.handle(Input::CanvasLost);
    browser.decode();
    assert_eq!((browser.state(), browser.pixels.len()), (State::Stalled, 0));
    browser.handle(Input::CanvasRestored);
    browser.decode();
    browser.receive(1);
    assert_eq!(browser.state(), State::Live);
}

#[test]
fn a_frame_of_which_more_is_to_be_seen_is_drawn_whole_once() {
    let mut browser = Browser::playing(1);
    browser.handle(Input::Reduce(Reduction::Half));
    browser.receive(1);
    assert_eq!(browser.report().reduction, Reduction::Half);
    browser.decodes_at_once = false;
    browser.handle(Input::Reduce(Reduction::None));
    browser.wait(1000.0);
    assert_eq!(browser.decoding.len(), 1);
    browser.decode();
    assert_eq!(browser.report().reduction, Reduction::None);
    // Whoever reads the canvas gets the next ones whole.
    browser.handle(Input::Reduce(Reduction::Half));
    browser.handle(Input::Surface(Surface { is_read: true, ..Surface::default() }));
    assert_eq!(browser.stream.wanted_reduction(), Reduction::None);
}
