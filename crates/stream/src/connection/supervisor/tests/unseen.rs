//! A page that nobody sees, and a machine that sleeps.

use super::*;

#[test]
fn hiding_releases_the_camera_and_showing_asks_again() {
    let mut world = World::live();
    world.tell(Event::Visibility(Visibility::Hidden));
    world.frames(70, 40.0);
    assert_eq!((world.closing, world.state()), (false, State::Live), "within the grace");
    world.frames(10, 40.0);
    world.closed();
    world.wait(60_000.0);
    assert_eq!((world.open, world.state()), (0, State::Idle));
    world.tell(Event::Visibility(Visibility::Shown));
    assert_eq!((world.open, world.state()), (1, State::Reconnecting));
    assert_eq!(world.supervisor.reconnects(), 0, "nothing had failed");
}

#[test]
fn what_is_recorded_is_kept_while_nobody_looks() {
    let mut world = World::live();
    world.tell(Event::Recorded(true));
    world.tell(Event::Visibility(Visibility::Hidden));
    world.frames(500, 40.0);
    assert_eq!((world.closing, world.state()), (false, State::Live));
    world.finish(Outcome::Failed(Cause::Interrupted));
    world.wait(2000.0);
    assert_eq!((world.open, world.opened.len()), (1, 2), "and asked for again");
    world.tell(Event::Recorded(false));
    world.wait(250.0);
    assert!(world.closing, "the grace is long over");
}

#[test]
fn a_look_away_costs_no_connection() {
    let mut world = World::live();
    for _ in 0..100 {
        for visibility in [Visibility::Hidden, Visibility::Hidden, Visibility::Shown] {
            world.tell(Event::Visibility(visibility));
            world.frames(25, 40.0);
        }
    }
    assert_eq!((world.opened.len(), world.closing, world.state()), (1, false, State::Live));
}

#[test]
fn being_told_again_that_nobody_looks_makes_the_grace_no_longer() {
    let mut world = World::live();
    for _ in 0..7 {
        world.tell(Event::Visibility(Visibility::Hidden));
        world.wait(500.0);
    }
    assert!(world.closing);
}

#[test]
fn the_grace_is_for_a_connection_and_not_for_a_new_one() {
    let mut world = World::live();
    world.tell(Event::Visibility(Visibility::Hidden));
    world.finish(Outcome::Failed(Cause::Interrupted));
    world.wait(2000.0);
    assert_eq!((world.open, world.opened.len(), world.state()), (0, 1, State::Idle));
    world.tell(Event::Visibility(Visibility::Shown));
    assert_eq!(world.open, 1);
}

#[test]
fn hiding_may_keep_the_camera() {
    let mut world = World::playing(Plan { keep_hidden: true, ..Plan::default() });
    world.tell(Event::Response);
    world.tell(Event::Visibility(Visibility::Hidden));
    world.frames(10, 40.0);
    assert_eq!((world.open, world.closing, world.state()), (1, false, State::Live));
    world.tell(Event::Visibility(Visibility::Gone));
    assert!(world.closing, "a page that was left keeps nothing");
}

#[test]
fn nothing_is_asked_for_while_hidden() {
    let mut world = World::live();
    world.finish(Outcome::Failed(Cause::Interrupted));
    world.tell(Event::Visibility(Visibility::Hidden));
    assert_eq!(world.state(), State::Reconnecting);
    world.wait(600_000.0);
    assert_eq!((world.open, world.state()), (0, State::Idle));
    world.tell(Event::Visibility(Visibility::Shown));
    assert_eq!(world.open, 1);
}

#[test]
fn after_a_sleep_the_stream_is_replaced_at_once() {
    let mut world = World::live();
    world.tell(Event::Slept(3_600_000.0));
    assert!(world.closing && world.state() != State::Live);
    assert!(world.supervisor.age(world.now).is_some_and(|age| age > 3_599_000.0));
    world.closed();
    assert_eq!(world.opened.len(), 2);
}

#[test]
fn after_a_sleep_while_waiting_the_camera_is_looked_for_at_once() {
    let mut world = World::live();
    for _ in 0..8 {
        world.finish(Outcome::Failed(Cause::Offline));
        while world.open == 0 {
            world.wait(TICK);
        }
    }
    world.finish(Outcome::Failed(Cause::Offline));
    world.tell(Event::Slept(60_000.0));
    assert_eq!(world.open, 1);
    // Once, and not for what happens next.
    world.tell(Event::Tick);
    assert_eq!(world.open, 1);
}

#[test]
fn after_a_sleep_of_the_machine_the_picture_is_not_live() {
    let mut world = World::live();
    world.now += 3_600_000.0;
    assert_eq!(world.state(), State::Stalled);
    world.tell(Event::Tick);
    assert_eq!(world.state(), State::Reconnecting);
}
