//! The supervisor in virtual time, with a camera that does as it is told.

mod ending;
mod origin;
mod unseen;
mod waiting;

use causes::{Cause, Content};

use super::{Command, Event, Outcome, Plan, Supervisor};
use crate::State;
use crate::connection::Visibility;
use causes::Problem;
use causes::Transport;

/// Steps of the virtual clock, milliseconds: the shell's ticks.
const TICK: f64 = 250.0;

struct World {
    supervisor: Supervisor,
    now: f64,
    /// Streams asked for and not yet over. Never more than one.
    open: u32,
    /// When each stream was asked for.
    opened: Vec<f64>,
    /// A close was asked for and is not yet done.
    closing: bool,
    /// When the page's own origin was asked.
    asked: Vec<f64>,
}

impl World {
    fn new() -> Self {
        let (opened, asked) = (Vec::new(), Vec::new());
        Self { supervisor: Supervisor::new(|| 1.0), now: 0.0, open: 0, opened, closing: false, asked }
    }

    fn playing(plan: Plan) -> Self {
        let mut world = Self::new();
        world.tell(Event::Play(plan));
        world
    }

    /// A world with a live picture at 25 frames a second.
    fn live() -> Self {
        let mut world = Self::playing(Plan::default());
        world.tell(Event::Response);
        world.frames(25, 40.0);
        assert_eq!(world.state(), State::Live);
        world
    }

    fn tell(&mut self, event: Event) {
        match self.supervisor.handle(self.now, event) {
            Some(Command::Open) => {
                self.open += 1;
                self.opened.push(self.now);
                assert_eq!(self.open, 1, "a second stream while one is open");
            }
            Some(Command::Close) => {
                assert_eq!((self.open, self.closing), (1, false));
                self.closing = true;
            }
            Some(Command::AskOrigin) => self.asked.push(self.now),
            None => {}
        }
    }

    /// The stream is over, of itself or because it was closed.
    fn finish(&mut self, outcome: Outcome) {
        self.open -= 1;
        self.closing = false;
        self.tell(Event::Finished(outcome));
    }

    fn closed(&mut self) {
        assert!(self.closing, "nothing was closed");
        self.finish(Outcome::Failed(Cause::Interrupted));
    }

    fn wait(&mut self, milliseconds: f64) {
        let until = self.now + milliseconds;
        while self.now < until {
            self.now = (self.now + TICK).min(until);
            self.tell(Event::Tick);
        }
    }

    fn frame(&mut self) {
        self.tell(Event::Bytes);
        self.tell(Event::Frame);
        self.tell(Event::Drawn { arrived: self.now, is_frozen: false });
    }

    fn frames(&mut self, number: u32, pause: f64) {
        for _ in 0..number {
            self.frame();
            self.wait(pause);
        }
    }

    fn state(&self) -> State {
        self.supervisor.state(self.now)
    }

    fn code(&self) -> String {
        self.supervisor.cause(self.now).map(|cause| Problem::new(&cause, "").code).unwrap_or_default()
    }

    fn retry_in(&self) -> Option<f64> {
        self.supervisor.retry_in(self.now)
    }
}

fn status(status: u16, retry_after: Option<f64>) -> Outcome {
    Outcome::Failed(Cause::Status {
        status,
        transport: Transport::Fetch,
        words: String::new(),
        retry_after,
        gateway: None,
    })
}

#[test]
fn idle_until_asked() {
    let mut world = World::new();
    world.wait(60_000.0);
    world.tell(Event::Online);
    world.tell(Event::Retry);
    assert_eq!((world.state(), world.open), (State::Idle, 0));
    assert!(!world.supervisor.is_active());
}

#[test]
fn live_begins_with_the_first_picture_drawn_and_not_before() {
    let mut world = World::playing(Plan::default());
    assert_eq!(world.state(), State::Connecting);
    world.tell(Event::Response);
    world.tell(Event::Bytes);
    world.tell(Event::Frame);
    assert_eq!(world.state(), State::Connecting);
    world.tell(Event::Drawn { arrived: world.now, is_frozen: false });
    assert_eq!(world.state(), State::Live);
}

#[test]
fn a_silent_stream_is_stalled_after_two_seconds_then_replaced() {
    let mut world = World::live();
    world.wait(1900.0);
    assert_eq!(world.state(), State::Live);
    world.wait(250.0);
    assert_eq!((world.state(), world.code().as_str()), (State::Stalled, "stalled"));
    world.wait(1000.0);
    world.closed();
    assert_eq!(world.state(), State::Reconnecting);
    world.wait(500.0);
    assert_eq!(world.opened.len(), 2);
    assert_eq!(world.supervisor.reconnects(), 1);
}

#[test]
fn a_stalled_stream_that_comes_back_is_live_on_the_same_connection() {
    let mut world = World::live();
    world.wait(2500.0);
    assert_eq!(world.state(), State::Stalled);
    world.frame();
    assert_eq!((world.state(), world.code().as_str()), (State::Live, ""));
    assert_eq!(world.opened.len(), 1);
}

#[test]
fn one_frame_a_second_is_no_stall() {
    let mut world = World::live();
    for _ in 0..30 {
        world.frames(1, 1000.0);
        assert_eq!(world.state(), State::Live);
    }
    assert_eq!(world.opened.len(), 1);
}

#[test]
fn pictures_that_arrive_but_are_not_drawn_do_not_count_as_live() {
    let mut world = World::live();
    for _ in 0..100 {
        world.wait(40.0);
        world.tell(Event::Bytes);
        world.tell(Event::Frame);
    }
    assert_eq!(world.state(), State::Stalled);
}

#[test]
fn a_frame_every_half_minute_is_learned() {
    let mut world = World::playing(Plan::default());
    let (mut answered, mut next_frame) = (0, 0.0);
    while world.now < 600_000.0 {
        if world.closing {
            world.closed();
        }
        if world.open == 1 && world.opened.len() > answered {
            answered = world.opened.len();
            world.tell(Event::Response);
            next_frame = world.now;
        }
        if world.open == 1 && world.now >= next_frame {
            world.frame();
            next_frame = world.now + 30_000.0;
        }
        world.wait(TICK);
    }
    assert!(answered <= 3, "{answered} connections");
    assert_eq!(world.state(), State::Live);
}

#[test]
fn each_step_has_its_timeout() {
    let mut world = World::playing(Plan::default());
    world.wait(10_250.0);
    world.closed();
    assert_eq!((world.state(), world.code().as_str()), (State::Reconnecting, "connect-timeout"));

    let mut world = World::playing(Plan::default());
    world.tell(Event::Response);
    world.wait(10_250.0);
    world.closed();
    assert_eq!(world.code(), "no-data");

    let mut world = World::playing(Plan::default());
    world.tell(Event::Response);
    for _ in 0..81 {
        world.tell(Event::Bytes);
        world.wait(250.0);
    }
    world.closed();
    assert_eq!(world.code(), "no-picture");
}

#[test]
fn a_trickle_without_pictures_is_given_up() {
    let mut world = World::live();
    for _ in 0..38 {
        world.wait(250.0);
        world.tell(Event::Bytes);
    }
    assert_eq!((world.state(), world.closing), (State::Stalled, false));
    for _ in 0..4 {
        world.wait(250.0);
        if !world.closing {
            world.tell(Event::Bytes);
        }
    }
    world.closed();
    assert_eq!(world.state(), State::Reconnecting);
}

#[test]
fn bytes_without_end_that_are_no_part_of_a_stream_are_given_up_sooner() {
    let mut world = World::live();
    let trickle = |world: &mut World, ticks: u32| {
        for _ in 0..ticks {
            world.tell(Event::Bytes);
            world.wait(TICK);
        }
    };
    world.tell(Event::Lost);
    trickle(&mut world, 8);
    world.frames(40, 40.0);
    trickle(&mut world, 12);
    assert_eq!((world.state(), world.closing), (State::Stalled, false), "there was a picture behind it");
    world.tell(Event::Lost);
    trickle(&mut world, 1);
    world.closed();
    assert_eq!(world.state(), State::Reconnecting);
}

#[test]
fn a_blank_canvas_is_never_live() {
    let mut world = World::live();
    world.tell(Event::Blank(true));
    assert_eq!((world.state(), world.code().as_str()), (State::Stalled, "canvas-lost"));
    // Pictures come all the time and none can be drawn: that is no reason for another connection.
    for _ in 0..500 {
        world.tell(Event::Bytes);
        world.tell(Event::Frame);
        world.wait(40.0);
        assert_eq!((world.state(), world.code().as_str()), (State::Stalled, "canvas-lost"));
    }
    assert!(!world.closing);
    world.frame();
    world.tell(Event::Blank(false));
    assert_eq!((world.state(), world.code().as_str()), (State::Live, ""));
    assert_eq!(world.opened.len(), 1);
}

/// Pictures at 25 a second that were under way for `lag`.
fn late(world: &mut World, number: u32, lag: f64) {
    for _ in 0..number {
        world.tell(Event::Bytes);
        world.tell(Event::Frame);
        world.tell(Event::Drawn { arrived: world.now - lag, is_frozen: false });
        world.wait(40.0);
    }
}

#[test]
fn a_picture_drawn_again_keeps_its_age() {
    let mut world = World::live();
    world.tell(Event::Blank(true));
    world.wait(500.0);
    world.tell(Event::Blank(false));
    assert_eq!(world.state(), State::Live);
    world.tell(Event::Blank(true));
    world.wait(2000.0);
    world.tell(Event::Blank(false));
    assert_eq!((world.state(), world.code().as_str()), (State::Stalled, "stalled"));
}

#[test]
fn pictures_that_come_late_are_not_live_and_the_stream_is_replaced() {
    let mut world = World::live();
    late(&mut world, 25, 1500.0);
    assert_eq!(world.state(), State::Live);
    late(&mut world, 25, 2500.0);
    assert_eq!((world.state(), world.code().as_str()), (State::Stalled, "behind"));
    late(&mut world, 80, 2500.0);
    assert!(world.closing);
    assert_eq!((world.state(), world.code().as_str()), (State::Reconnecting, "behind"));
    world.closed();
    world.wait(500.0);
    world.tell(Event::Response);
    world.frame();
    assert_eq!(world.state(), State::Live);
}

#[test]
fn one_picture_again_and_again_is_not_live_and_the_camera_is_named() {
    let mut world = World::live();
    let since = world.now;
    world.frames(51, 40.0);
    let repeat = |world: &mut World, number: u32| {
        for _ in 0..number {
            world.tell(Event::Bytes);
            world.tell(Event::Frame);
            world.tell(Event::Drawn { arrived: since, is_frozen: true });
            world.wait(40.0);
        }
    };
    repeat(&mut world, 25);
    assert_eq!((world.state(), world.code().as_str()), (State::Stalled, "frozen"));
    repeat(&mut world, 80);
    assert_eq!((world.state(), world.code().as_str()), (State::Reconnecting, "frozen"));
    world.closed();
    world.wait(500.0);
    world.tell(Event::Response);
    repeat(&mut world, 1);
    assert_eq!((world.state(), world.code().as_str()), (State::Stalled, "frozen"), "it is no newer");
    world.frame();
    assert_eq!((world.state(), world.code().as_str()), (State::Live, ""));
}

#[test]
fn a_stream_that_is_always_late_is_replaced_ever_more_rarely() {
    let mut world = World::live();
    for _ in 0..15_000 {
        late(&mut world, 1, 2500.0);
        if world.closing {
            world.closed();
            while world.open == 0 {
                world.wait(TICK);
            }
            world.tell(Event::Response);
        }
    }
    // Late for 4, 8, 16 and then 32 seconds, and up to half a minute's wait after each.
    let pauses: Vec<f64> = world.opened.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(pauses.is_sorted(), "{pauses:?}");
    assert!(pauses.last().is_some_and(|pause| *pause > 60_000.0), "{pauses:?}");
}

#[test]
fn the_user_may_have_a_picture_called_live_for_longer() {
    let mut world = World::playing(Plan { stall: Some(10_000.0), ..Plan::default() });
    world.tell(Event::Response);
    world.frames(25, 40.0);
    world.wait(9000.0);
    assert_eq!(world.state(), State::Live);
    world.wait(1500.0);
    assert_eq!(world.state(), State::Stalled);
}

#[test]
fn silence_behind_a_late_picture_is_a_stall() {
    let mut world = World::live();
    late(&mut world, 1, 500.0);
    while world.state() == State::Live {
        world.wait(10.0);
    }
    assert_eq!(world.code(), "stalled");
}

#[test]
fn what_the_browser_shows_by_itself_is_never_called_live() {
    let mut world = World::playing(Plan::default());
    world.tell(Event::Displayed);
    for _ in 0..3 {
        assert_eq!(world.state(), State::Unverified);
        world.wait(600_000.0);
    }
    assert_eq!((world.opened.len(), world.supervisor.age(world.now)), (1, None));
    world.finish(Outcome::Failed(Cause::Interrupted));
    assert_eq!(world.state(), State::Reconnecting);
    assert!(world.retry_in().is_some());
}
