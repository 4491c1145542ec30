//! When it is tried again, and by whose word.

use super::*;

#[test]
fn it_never_gives_up_and_never_hammers() {
    let mut world = World::playing(Plan::default());
    for _ in 0..200 {
        world.finish(Outcome::Failed(Cause::Interrupted));
        assert_eq!(world.state(), State::Reconnecting);
        while world.open == 0 {
            world.wait(TICK);
        }
    }
    let pauses: Vec<f64> = world.opened.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(pauses.windows(2).all(|pair| pair[1] >= pair[0]), "{pauses:?}");
    assert_eq!(pauses[0], 500.0);
    assert!(pauses.iter().skip(10).all(|pause| *pause == 30_000.0));
    assert_eq!(world.supervisor.attempt(), 200);
}

#[test]
fn stable_play_resets_the_back_off_and_short_play_does_not() {
    let mut world = World::playing(Plan::default());
    for _ in 0..5 {
        world.finish(Outcome::Failed(Cause::Interrupted));
        while world.open == 0 {
            world.wait(TICK);
        }
    }
    world.tell(Event::Response);
    world.frames(5, 1000.0);
    world.finish(Outcome::Ended);
    assert_eq!(world.retry_in(), Some(16_000.0));
    world.wait(16_000.0);
    world.tell(Event::Response);
    world.frames(12, 1000.0);
    assert_eq!(world.supervisor.attempt(), 0);
    world.finish(Outcome::Ended);
    assert_eq!((world.retry_in(), world.code().as_str()), (Some(500.0), "stream-ended"));
}

#[test]
fn network_page_and_user_cut_the_wait_short() {
    for event in [Event::Online, Event::Visibility(Visibility::Shown), Event::Retry] {
        let mut world = World::playing(Plan::default());
        for _ in 0..6 {
            world.finish(Outcome::Failed(Cause::Interrupted));
            while world.open == 0 {
                world.wait(TICK);
            }
        }
        world.finish(Outcome::Failed(Cause::Interrupted));
        assert_eq!(world.open, 0);
        world.tell(event.clone());
        assert_eq!(world.open, 1, "{event:?}");
        world.finish(Outcome::Failed(Cause::Interrupted));
        assert_eq!(world.retry_in(), Some(500.0), "the wait begins anew after {event:?}");
    }
}

#[test]
fn a_refused_login_waits_for_the_user() {
    for code in [401, 403] {
        let mut world = World::playing(Plan::default());
        world.finish(status(code, None));
        assert_eq!(world.state(), State::Error);
        for event in
            [Event::Online, Event::Visibility(Visibility::Hidden), Event::Visibility(Visibility::Shown)]
        {
            world.tell(event);
        }
        world.wait(59_000.0);
        assert_eq!((world.open, world.state()), (0, State::Error), "{code}");
        world.wait(2000.0);
        assert_eq!((world.open, world.state()), (1, State::Error), "the refusal stands while it is tried");
        world.finish(status(code, None));
        world.tell(Event::Retry);
        assert_eq!((world.open, world.state()), (1, State::Reconnecting));
    }
}

#[test]
fn a_refusal_ends_with_the_first_picture() {
    let mut world = World::playing(Plan::default());
    world.finish(status(404, None));
    assert_eq!((world.state(), world.code().as_str()), (State::Error, "not-found"));
    world.wait(500.0);
    world.tell(Event::Response);
    assert_eq!(world.state(), State::Error);
    world.frame();
    assert_eq!((world.state(), world.code().as_str()), (State::Live, ""));
}

#[test]
fn busy_waits_as_long_as_it_was_told_to() {
    let mut world = World::playing(Plan::default());
    world.finish(status(503, Some(20_000.0)));
    assert_eq!((world.state(), world.retry_in()), (State::Reconnecting, Some(21_000.0)));
    world.wait(20_500.0);
    assert_eq!(world.open, 0);
    world.wait(1000.0);
    assert_eq!(world.open, 1);
}

#[test]
fn an_address_that_can_never_work_is_not_tried_again() {
    for cause in [Cause::BadAddress, Cause::CredentialsInAddress, Cause::MixedContent] {
        let mut world = World::playing(Plan::default());
        world.finish(Outcome::Failed(cause));
        world.wait(600_000.0);
        assert_eq!((world.state(), world.opened.len(), world.retry_in()), (State::Error, 1, None));
        assert!(!world.supervisor.is_active());
        world.tell(Event::Retry);
        assert_eq!(world.opened.len(), 2);
    }
}

#[test]
fn every_cause_is_told_and_tried_again() {
    for cause in [
        Cause::ConnectTimeout,
        Cause::Empty,
        Cause::Interrupted,
        Cause::NoData,
        Cause::NoPicture,
        Cause::NotVideo {
            content: Content::Page,
            format: String::new(),
            words: "Login".into(),
            redirected: true,
        },
        Cause::Offline,
        Cause::StreamEnded,
        Cause::TooLarge { width: 65_535, height: 65_535 },
        Cause::Undecodable,
        Cause::Unreachable(Transport::Fetch),
        Cause::Unreachable(Transport::Relay),
    ] {
        let mut world = World::playing(Plan::default());
        world.finish(Outcome::Failed(cause.clone()));
        assert_eq!(world.state(), if cause.needs_person() { State::Error } else { State::Reconnecting });
        assert_eq!(world.supervisor.cause(world.now), Some(cause));
        assert!(world.retry_in().is_some());
    }
}

#[test]
fn another_way_is_tried_at_once_and_is_no_reconnection() {
    let mut world = World::playing(Plan::default());
    world.finish(Outcome::Elsewhere);
    assert_eq!((world.opened.len(), world.state(), world.retry_in()), (2, State::Connecting, None));
    assert_eq!((world.supervisor.reconnects(), world.supervisor.attempt()), (0, 0));
}

#[test]
fn the_user_and_the_network_replace_a_stalled_stream_but_no_live_one() {
    for event in [Event::Online, Event::Retry, Event::Visibility(Visibility::Shown)] {
        let mut world = World::live();
        world.tell(event.clone());
        assert!(!world.closing, "{event:?}");
        world.wait(2500.0);
        assert_eq!(world.state(), State::Stalled);
        world.tell(event.clone());
        world.closed();
        assert_eq!(world.opened.len(), 2, "{event:?}");
    }
}
