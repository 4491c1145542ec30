//! Streams that end as they should, or before.

use super::*;

#[test]
fn a_finite_stream_ends() {
    let frames = Plan { frames: Some(3), ..Plan::default() };
    let duration = Plan { duration: Some(3000.0), ..Plan::default() };
    let half = Plan { frames: Some(100), ..Plan::default() };
    for (plan, outcome) in [
        // It says so itself.
        (half, Outcome::Complete),
        (frames, Outcome::Complete),
        (frames, Outcome::Ended),
        (frames, Outcome::Failed(Cause::Interrupted)),
        (duration, Outcome::Ended),
        (duration, Outcome::Failed(Cause::Interrupted)),
    ] {
        let mut world = World::playing(plan);
        world.tell(Event::Response);
        world.frames(3, 1000.0);
        world.finish(outcome);
        assert_eq!((world.state(), world.code().as_str()), (State::Ended, ""));
        world.wait(600_000.0);
        assert_eq!(world.opened.len(), 1);
        world.tell(Event::Retry);
        assert_eq!(world.opened.len(), 2);
    }
}

#[test]
fn a_finite_stream_that_breaks_off_early_is_tried_again() {
    let frames = Plan { frames: Some(100), ..Plan::default() };
    let duration = Plan { duration: Some(60_000.0), ..Plan::default() };
    let short = Plan { duration: Some(1000.0), ..Plan::default() };
    for (plan, pause) in [(frames, 1000.0), (duration, 1000.0), (short, 100.0)] {
        // Most cameras close no stream by its last delimiter, so that a lost connection may look like an end.
        for outcome in [Outcome::Ended, Outcome::Failed(Cause::Interrupted)] {
            let mut world = World::playing(plan);
            world.tell(Event::Response);
            world.frames(3, pause);
            world.finish(outcome);
            assert_eq!(world.state(), State::Reconnecting);
        }
    }
}

#[test]
fn pictures_that_were_not_whole_were_sent_all_the_same() {
    let mut world = World::playing(Plan { frames: Some(5), ..Plan::default() });
    world.tell(Event::Response);
    world.frames(2, 40.0);
    world.tell(Event::Damaged);
    world.frames(2, 40.0);
    world.finish(Outcome::Ended);
    assert_eq!(world.state(), State::Ended);
}

#[test]
fn an_endless_stream_that_ends_is_tried_again() {
    let mut world = World::live();
    world.finish(Outcome::Ended);
    assert_eq!(world.state(), State::Reconnecting);
    let mut world = World::playing(Plan { frames: Some(3), ..Plan::default() });
    world.tell(Event::Response);
    world.finish(Outcome::Ended);
    assert_eq!((world.state(), world.code().as_str()), (State::Reconnecting, "empty"));
}

#[test]
fn a_single_picture_is_shown_and_noted() {
    let mut world = World::playing(Plan::default());
    world.tell(Event::Response);
    world.tell(Event::Bytes);
    world.tell(Event::Frame);
    world.finish(Outcome::SinglePicture);
    world.tell(Event::Drawn { arrived: world.now, is_frozen: false });
    assert_eq!((world.state(), world.code().as_str()), (State::Ended, "single-picture"));
}

#[test]
fn a_single_picture_that_cannot_be_decoded_is_an_error() {
    let mut world = World::playing(Plan::default());
    world.tell(Event::Response);
    world.tell(Event::Frame);
    world.finish(Outcome::SinglePicture);
    world.tell(Event::Undecodable(Cause::Undecodable));
    assert_eq!((world.state(), world.code().as_str()), (State::Error, "undecodable"));
}

#[test]
fn undecodable_pictures_are_an_error_if_there_was_never_another() {
    let mut world = World::playing(Plan::default());
    world.tell(Event::Response);
    for _ in 0..3 {
        assert_eq!(world.state(), State::Connecting);
        world.tell(Event::Frame);
        world.tell(Event::Undecodable(Cause::Undecodable));
    }
    assert_eq!((world.state(), world.code().as_str()), (State::Error, "undecodable"));
    world.frame();
    assert_eq!((world.state(), world.code().as_str()), (State::Live, ""));
}

#[test]
fn playing_another_closes_the_old_stream_before_the_new_one_is_asked_for() {
    let mut world = World::live();
    world.tell(Event::Play(Plan::default()));
    world.tell(Event::Play(Plan::default()));
    assert_eq!((world.opened.len(), world.closing, world.state()), (1, true, State::Connecting));
    world.wait(500.0);
    assert_eq!(world.opened.len(), 1);
    world.closed();
    assert_eq!(world.opened.len(), 2);
}

#[test]
fn a_stream_that_cannot_be_closed_is_left_to_itself() {
    let mut world = World::live();
    world.tell(Event::Play(Plan::default()));
    world.open -= 1; // The world would call it a second stream.
    world.wait(1500.0);
    assert_eq!(world.opened.len(), 2);
}

#[test]
fn stopping_closes_and_stays_idle() {
    let mut world = World::live();
    world.tell(Event::Stop);
    assert_eq!(world.state(), State::Idle);
    world.closed();
    world.wait(60_000.0);
    assert_eq!((world.open, world.opened.len(), world.state()), (0, 1, State::Idle));
    assert!(world.supervisor.age(world.now).is_some(), "the last picture stays");
}

#[test]
fn stopping_ends_a_wait() {
    let mut world = World::live();
    world.finish(Outcome::Ended);
    world.tell(Event::Stop);
    world.wait(60_000.0);
    assert_eq!((world.opened.len(), world.retry_in()), (1, None));
}
