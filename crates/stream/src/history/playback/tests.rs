//! What is shown when, in virtual time.

#![allow(clippy::unwrap_used, reason = "tests")]

use super::{Playback, PlaybackTarget};
use crate::history::{Entry, ReplayCommand as Do, ReplayLimits, ReplayMode, Ring, Speed};

/// Time that passes only when told.
struct World {
    ring: Ring<()>,
    playback: Playback,
    now: f64,
}

impl World {
    /// Ten pictures a second for ten seconds, numbered from 1: number 51 came at 5000 ms. The newest is 101.
    fn new() -> Self {
        let mut world =
            Self { ring: Ring::new(ReplayLimits::default()), playback: Playback::default(), now: 0.0 };
        world.receive(101);
        world
    }

    fn picture(&mut self, gap: bool) {
        let number = self.ring.newest().map_or(1, |entry| entry.number + 1);
        let (arrived, wall) = (self.now, 1e12 + self.now);
        self.ring.push(Entry {
            number,
            arrived,
            wall,
            captured: None,
            size: 1000,
            lost: 0,
            gap,
            payload: (),
        });
    }

    /// Pictures, the first of them now, 100 ms apart.
    fn receive(&mut self, pictures: u32) {
        for index in 0..pictures {
            if index > 0 {
                self.now += 100.0;
            }
            self.picture(false);
        }
    }

    /// Says so while what is to be shown is.
    fn say(&mut self, command: Do) -> PlaybackTarget {
        let shown = match self.look() {
            PlaybackTarget::Show(number) => self.ring.get(number),
            PlaybackTarget::Live | PlaybackTarget::Hold => self.ring.newest(),
        };
        let shown = shown.map(super::position);
        self.playback.command(self.now, command, shown, &self.ring);
        self.look()
    }

    fn look(&mut self) -> PlaybackTarget {
        self.playback.look(self.now, &self.ring)
    }

    fn after(&mut self, milliseconds: f64) -> PlaybackTarget {
        self.now += milliseconds;
        self.look()
    }

    /// Looks when it is time to, and gives what was shown until `end` milliseconds have passed.
    fn watch(&mut self, end: f64) -> Vec<u64> {
        let end = self.now + end;
        let mut shown = Vec::new();
        while let Some(wait) = self.playback.due(self.now, &self.ring) {
            if self.now + wait > end {
                break;
            }
            if let PlaybackTarget::Show(number) = self.after(wait.max(0.01))
                && shown.last() != Some(&number)
            {
                shown.push(number);
            }
        }
        shown
    }
}

#[test]
fn it_begins_live_and_comes_back_to_it() {
    let mut world = World::new();
    assert_eq!(world.look(), PlaybackTarget::Live);
    assert_eq!(world.say(Do::Pause), PlaybackTarget::Show(101));
    world.receive(50);
    assert_eq!((world.look(), world.playback.mode()), (PlaybackTarget::Show(101), ReplayMode::Paused));
    assert_eq!(world.say(Do::Live), PlaybackTarget::Live);
}

#[test]
fn a_step_is_one_picture_both_ways_and_holds() {
    let mut world = World::new();
    assert_eq!(world.say(Do::Step(1)), PlaybackTarget::Live, "there is none after the newest");
    assert_eq!(world.say(Do::Step(-1)), PlaybackTarget::Show(100));
    assert_eq!(world.playback.mode(), ReplayMode::Paused);
    assert_eq!(world.say(Do::Step(-1)), PlaybackTarget::Show(99));
    assert_eq!(world.say(Do::Step(1)), PlaybackTarget::Show(100));
    assert_eq!(world.say(Do::Step(5)), PlaybackTarget::Show(101), "the newest is held, not live");
    world.say(Do::Resume);
    world.say(Do::Seek(5000.0));
    assert_eq!(world.say(Do::Step(-1)), PlaybackTarget::Show(50), "from playing, too");
    assert_eq!(world.playback.mode(), ReplayMode::Paused);
}

#[test]
fn a_picture_is_held_by_its_number_as_long_as_it_is_kept() {
    let mut world = World::new();
    assert_eq!(world.say(Do::Show(40)), PlaybackTarget::Show(40));
    assert_eq!(world.playback.mode(), ReplayMode::Paused);
    world.receive(300);
    assert_eq!(world.say(Do::Show(41)), PlaybackTarget::Hold, "it is kept no more");
    assert_eq!(world.say(Do::Show(350)), PlaybackTarget::Show(350));
}

#[test]
fn at_normal_speed_each_picture_is_shown_in_its_time() {
    let mut world = World::new();
    world.say(Do::Seek(5000.0));
    world.say(Do::Resume);
    assert_eq!(world.watch(450.0), [52, 53, 54, 55]);
    assert_eq!(world.after(1000.0), PlaybackTarget::Show(65));
    assert_eq!(world.say(Do::Pause), PlaybackTarget::Show(65));
    assert_eq!(world.after(1000.0), PlaybackTarget::Show(65));
    assert_eq!(world.say(Do::Resume), PlaybackTarget::Show(65));
    assert_eq!(world.after(100.0), PlaybackTarget::Show(66));
}

#[test]
fn slow_fast_and_backwards() {
    let mut world = World::new();
    world.say(Do::Seek(5000.0));
    world.say(Do::SetSpeed(Speed::new(-4, false)));
    assert_eq!(world.playback.mode(), ReplayMode::Paused, "a speed alone does not begin to play");
    world.say(Do::Resume);
    assert_eq!(world.after(1590.0), PlaybackTarget::Show(51));
    assert_eq!(world.after(20.0), PlaybackTarget::Show(52));
    world.say(Do::SetSpeed(Speed::new(3, true)));
    assert_eq!(world.after(100.0), PlaybackTarget::Show(44));
    assert_eq!(world.after(1000.0), PlaybackTarget::Show(1));
    assert_eq!(world.playback.mode(), ReplayMode::Paused, "the oldest is held");
    world.say(Do::Resume);
    assert_eq!((world.after(100.0), world.playback.speed()), (PlaybackTarget::Show(2), Speed::NORMAL));
}

#[test]
fn backwards_shows_every_picture() {
    let mut world = World::new();
    world.say(Do::Seek(5000.0));
    world.say(Do::Shuttle(true));
    assert_eq!(world.watch(410.0), [50, 49, 48, 47, 46]);
}

#[test]
fn what_catches_up_is_live() {
    let mut world = World::new();
    world.say(Do::Seek(8000.0));
    world.say(Do::SetSpeed(Speed::new(1, false)));
    world.say(Do::Resume);
    assert_eq!(world.after(900.0), PlaybackTarget::Show(99));
    assert_eq!(world.after(200.0), PlaybackTarget::Live);
    assert_eq!(world.playback.speed(), Speed::NORMAL);
    // The distance to a stream that goes on stays.
    world.say(Do::Jump(-2000.0));
    world.receive(100);
    assert!(matches!(world.look(), PlaybackTarget::Show(_)));
}

#[test]
fn the_shuttle_doubles_and_turns() {
    let mut world = World::new();
    assert_eq!(world.say(Do::Shuttle(false)), PlaybackTarget::Live, "there is nothing ahead");
    world.say(Do::Shuttle(true));
    world.say(Do::Shuttle(true));
    assert_eq!(world.playback.speed().times(), -2.0);
    for _ in 0..9 {
        world.say(Do::Shuttle(true));
    }
    assert_eq!(world.playback.speed().times(), -8.0);
    world.after(500.0);
    world.say(Do::Shuttle(false));
    assert_eq!(world.playback.speed().times(), 1.0);
    world.say(Do::Pause);
    world.say(Do::Shuttle(false));
    assert_eq!(world.playback.speed().times(), 1.0, "a pause begins anew");
}

#[test]
fn jumps_keep_playing_or_holding() {
    let mut world = World::new();
    assert_eq!(world.say(Do::Jump(1000.0)), PlaybackTarget::Live);
    assert_eq!(world.say(Do::Jump(-5000.0)), PlaybackTarget::Show(51));
    assert_eq!(world.playback.mode(), ReplayMode::Playing);
    assert_eq!(world.after(100.0), PlaybackTarget::Show(52));
    world.say(Do::Pause);
    assert_eq!(world.say(Do::Jump(1000.0)), PlaybackTarget::Show(62));
    assert_eq!(world.after(5000.0), PlaybackTarget::Show(62));
    assert_eq!(world.say(Do::Jump(-60_000.0)), PlaybackTarget::Show(1));
    assert_eq!(world.say(Do::Jump(60_000.0)), PlaybackTarget::Show(101));
    assert_eq!(world.playback.mode(), ReplayMode::Paused);
    assert_eq!(world.say(Do::Jump(-10.0)), PlaybackTarget::Show(100), "one at least");
}

#[test]
fn seeking_finds_the_picture_of_that_time() {
    let mut world = World::new();
    assert_eq!(world.say(Do::Seek(5050.0)), PlaybackTarget::Show(51));
    assert_eq!(world.playback.mode(), ReplayMode::Paused);
    assert_eq!(world.say(Do::Seek(-1.0)), PlaybackTarget::Show(1));
    assert_eq!(world.say(Do::Seek(1e9)), PlaybackTarget::Show(101));
    assert_eq!(world.say(Do::Oldest), PlaybackTarget::Show(1));
    world.say(Do::Resume);
    assert_eq!(world.say(Do::Seek(5050.0)), PlaybackTarget::Show(51));
    assert_eq!(world.after(50.0), PlaybackTarget::Show(52), "it plays on");
    assert_eq!(world.say(Do::Seek(1e9)), PlaybackTarget::Live);
}

#[test]
fn between_two_marks_it_goes_round_both_ways() {
    let mut world = World::new();
    for (time, second) in [(3000.0, true), (2000.0, false)] {
        world.say(Do::Seek(time));
        world.say(Do::Mark(second));
    }
    assert_eq!(world.playback.marks(&world.ring), [Some(2000.0), Some(3000.0)]);
    world.say(Do::Loop(true));
    world.say(Do::Resume);
    let shown = world.watch(2500.0);
    assert!(shown.iter().all(|number| (21..=31).contains(number)), "{shown:?}");
    assert_eq!(shown.iter().filter(|number| **number == 21).count(), 2, "{shown:?}");
    world.say(Do::SetSpeed(Speed::new(0, true)));
    let shown = world.watch(2500.0);
    assert!(shown.iter().all(|number| (20..=31).contains(number)), "{shown:?}");
    assert!(shown.iter().filter(|number| **number == 31).count() >= 2, "{shown:?}");
    world.say(Do::Loop(false));
    world.after(1500.0);
    assert!(matches!(world.look(), PlaybackTarget::Show(1..21)), "on past them");
}

#[test]
fn a_mark_set_again_is_taken_off_and_marks_go_with_what_is_kept() {
    let mut world = World::new();
    world.say(Do::Seek(2000.0));
    world.say(Do::Mark(false));
    world.say(Do::Mark(false));
    assert_eq!(world.playback.marks(&world.ring), [None, None]);
    world.say(Do::Mark(false));
    world.say(Do::Seek(9000.0));
    world.say(Do::Mark(true));
    world.now += 100.0;
    world.receive(250);
    let oldest = world.ring.oldest().unwrap().arrived;
    assert!(oldest > 2000.0);
    assert_eq!(world.playback.marks(&world.ring), [Some(oldest), Some(9000.0)]);
    world.receive(100);
    assert_eq!(world.playback.marks(&world.ring), [None, None]);
}

#[test]
fn a_held_picture_outlives_the_ring() {
    let mut world = World::new();
    world.say(Do::Seek(0.0));
    world.now += 100.0;
    world.receive(300);
    assert_eq!(world.look(), PlaybackTarget::Hold);
    let oldest = world.ring.oldest().unwrap().number;
    assert_eq!(world.say(Do::Step(1)), PlaybackTarget::Show(oldest));
}

#[test]
fn slow_playing_is_pushed_on_by_the_oldest() {
    let mut world = World::new();
    world.say(Do::Seek(0.0));
    world.say(Do::SetSpeed(Speed::new(-4, false)));
    world.say(Do::Resume);
    for _ in 0..400 {
        world.receive(2);
        let oldest = world.ring.oldest().unwrap().number;
        assert!(matches!(world.look(), PlaybackTarget::Show(number) if number >= oldest));
    }
    assert_eq!(world.playback.mode(), ReplayMode::Playing);
}

#[test]
fn long_gaps_are_not_waited_for() {
    let mut world = World::new();
    world.now = 20_000.0;
    world.picture(true);
    world.now += 100.0;
    world.receive(11);
    world.say(Do::Seek(10_000.0));
    world.say(Do::Resume);
    assert_eq!(world.after(900.0), PlaybackTarget::Show(101));
    assert_eq!(world.after(100.0), PlaybackTarget::Show(102));
    world.say(Do::SetSpeed(Speed::new(0, true)));
    world.after(900.0);
    assert_eq!(world.after(200.0), PlaybackTarget::Show(101));
    assert_eq!(world.after(100.0), PlaybackTarget::Show(100));
}

#[test]
fn without_pictures_nothing_moves() {
    let mut world = World::new();
    world.say(Do::Pause);
    world.ring.clear();
    assert_eq!(world.look(), PlaybackTarget::Hold);
    for command in [Do::Step(-1), Do::Resume, Do::Seek(0.0), Do::Jump(-1.0), Do::Mark(true)] {
        assert_eq!(world.say(command), PlaybackTarget::Live);
    }
}
