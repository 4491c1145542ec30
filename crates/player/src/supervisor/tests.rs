//! The supervisor in virtual time, with a camera that does as it is told.

use super::{Command, Event, Outcome, Plan, Supervisor};
use crate::Transport;
use crate::cause::Cause;
use crate::message::Visibility;
use crate::{Problem, State};

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
}

impl World {
    fn new() -> Self {
        Self { supervisor: Supervisor::new(|| 1.0), now: 0.0, open: 0, opened: Vec::new(), closing: false }
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
        self.tell(Event::Drawn { arrived: self.now });
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
    world.tell(Event::Drawn { arrived: world.now });
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
fn a_finite_stream_ends() {
    let frames = Plan { frames: Some(3), ..Plan::default() };
    let duration = Plan { duration: Some(3000.0), ..Plan::default() };
    for (plan, outcome) in [
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
    let mut world = World::playing(Plan { frames: Some(100), ..Plan::default() });
    world.tell(Event::Response);
    world.frames(3, 1000.0);
    world.finish(Outcome::Failed(Cause::Interrupted));
    assert_eq!(world.state(), State::Reconnecting);
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
    world.tell(Event::Drawn { arrived: world.now });
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
        world.tell(Event::Drawn { arrived: world.now - lag });
        world.wait(40.0);
    }
}

#[test]
fn a_picture_drawn_anew_is_as_old_as_it_is() {
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
fn after_a_sleep_the_stream_is_replaced_at_once() {
    let mut world = World::live();
    world.tell(Event::Slept(3_600_000.0));
    assert!(world.closing && world.state() != State::Live);
    assert!(world.supervisor.age(world.now).is_some_and(|age| age > 3_599_000.0));
    world.closed();
    assert_eq!(world.opened.len(), 2);
    // And what was waiting waits no longer.
    world.finish(Outcome::Failed(Cause::Offline));
    world.tell(Event::Slept(60_000.0));
    assert_eq!(world.opened.len(), 3);
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

#[test]
fn after_a_sleep_of_the_machine_the_picture_is_not_live() {
    let mut world = World::live();
    world.now += 3_600_000.0;
    assert_eq!(world.state(), State::Stalled);
    world.tell(Event::Tick);
    assert_eq!(world.state(), State::Reconnecting);
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
        Cause::NotVideo { words: "Login".into(), redirected: true },
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

#[test]
fn another_way_is_tried_at_once_and_is_no_reconnection() {
    let mut world = World::playing(Plan::default());
    world.finish(Outcome::Elsewhere);
    assert_eq!((world.opened.len(), world.state(), world.retry_in()), (2, State::Connecting, None));
    assert_eq!((world.supervisor.reconnects(), world.supervisor.attempt()), (0, 0));
}
