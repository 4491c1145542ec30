//! The page's own origin, which is the gateway's, goes away and comes back.

use super::*;

const AWAY: Outcome = Outcome::Failed(Cause::Unreachable(Transport::Relay));

/// A stream of the gateway's, which has just gone.
fn without_gateway(random: fn() -> f64) -> World {
    let mut world = World::new();
    world.supervisor = Supervisor::new(random);
    world.supervisor.set_asks_own_origin(true);
    world.tell(Event::Play(Plan::default()));
    world.tell(Event::Response);
    world.frames(500, 40.0);
    world.finish(Outcome::Failed(Cause::Interrupted));
    world
}

/// The gateway is away for so long.
fn away(world: &mut World, milliseconds: f64) {
    let until = world.now + milliseconds;
    let mut answered = world.asked.len();
    while world.now < until {
        if world.open == 1 {
            world.finish(AWAY);
        }
        world.wait(TICK.min(until - world.now));
        if world.asked.len() > answered {
            answered = world.asked.len();
            world.tell(Event::OriginAnswered(false));
        }
    }
}

#[test]
fn a_gateway_that_is_back_is_asked_for_the_picture_within_two_seconds() {
    for gone in [1000.0, 7000.0, 31_000.0, 100_000.0, 3_600_000.0] {
        let mut world = without_gateway(|| 1.0);
        away(&mut world, gone);
        if world.open == 1 {
            world.finish(AWAY);
        }
        let (back, asked) = (world.now, world.asked.len());
        while world.open == 0 {
            world.wait(TICK);
            if world.asked.len() > asked {
                world.tell(Event::OriginAnswered(true));
            }
        }
        assert!(world.now - back < 1500.0, "{} ms after {gone} ms", world.now - back);
        world.tell(Event::Response);
        world.frame();
        assert_eq!(world.state(), State::Live);
    }
}

#[test]
fn it_is_asked_about_once_a_second_and_never_twice_at_a_time() {
    let mut world = without_gateway(|| 0.5);
    away(&mut world, 60_000.0);
    let pauses: Vec<f64> = world.asked.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(pauses.len() > 50 && pauses.iter().all(|pause| *pause >= 500.0), "{pauses:?}");
    // A question that is never answered is asked again, and no more than that.
    let asked = world.asked.len();
    world.wait(10_000.0);
    assert!((2..=5).contains(&(world.asked.len() - asked)), "{}", world.asked.len() - asked);
}

#[test]
fn the_pages_of_one_gateway_ask_at_times_of_their_own() {
    let first = |random| {
        let mut world = without_gateway(random);
        away(&mut world, 20_000.0);
        world.asked
    };
    assert_ne!(first(|| 0.3), first(|| 0.9));
}

#[test]
fn answers_that_lead_to_nothing_are_asked_for_ever_more_rarely() {
    let mut world = without_gateway(|| 0.5);
    let mut answered = 0;
    while world.now < 600_000.0 {
        if world.open == 1 {
            world.finish(AWAY);
        }
        world.wait(TICK);
        if world.asked.len() > answered {
            answered = world.asked.len();
            world.tell(Event::OriginAnswered(true));
        }
    }
    assert!(world.asked.len() < 60, "asked {} times in ten minutes", world.asked.len());
    assert!(world.opened.len() < 200, "opened {} times", world.opened.len());
}

#[test]
fn an_attempt_that_hangs_since_the_gateway_went_is_made_anew() {
    let mut world = without_gateway(|| 1.0);
    world.wait(500.0);
    world.finish(AWAY);
    while world.open == 0 {
        world.wait(TICK);
    }
    // Nobody refuses it: the machine is gone.
    world.wait(1000.0);
    world.tell(Event::OriginAnswered(true));
    world.closed();
    assert_eq!(world.open, 1);
    world.wait(5000.0);
    assert!(!world.closing, "and is then given its time");
}

#[test]
fn a_camera_elsewhere_and_a_gateway_that_answers_are_no_reason_to_ask() {
    let mut elsewhere = World::playing(Plan::default());
    elsewhere.finish(Outcome::Failed(Cause::Unreachable(Transport::Fetch)));
    let mut stopped = without_gateway(|| 1.0);
    away(&mut stopped, 3000.0);
    stopped.tell(Event::Stop);
    let mut hidden = without_gateway(|| 1.0);
    away(&mut hidden, 3000.0);
    hidden.tell(Event::Visibility(Visibility::Gone));
    // Once it has answered, it is not asked any more.
    let mut refused = without_gateway(|| 1.0);
    refused.wait(500.0);
    refused.finish(status(401, None));
    for (name, mut world) in
        [("elsewhere", elsewhere), ("stopped", stopped), ("hidden", hidden), ("refused", refused)]
    {
        let asked = world.asked.len();
        for _ in 0..80 {
            if world.open == 1 {
                world.finish(Outcome::Failed(Cause::Unreachable(Transport::Fetch)));
            }
            world.wait(TICK);
        }
        assert_eq!(world.asked.len(), asked, "{name}");
    }
}
