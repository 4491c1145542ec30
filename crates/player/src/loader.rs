//! When a part of the player is loaded, and when that is tried again. Without browser or clock: the
//! time of each call is an argument, milliseconds by a clock that never goes back.

/// Failures in a row after which a part is used no more unless a person asks for it.
const MOST_FAILURES: u32 = 3;
/// Milliseconds after a failure before a part is loaded again that no person asks for.
const REST: f64 = 30_000.0;

/// One part.
#[derive(Debug, Default)]
pub(crate) struct Loader {
    phase: Phase,
    /// Since it last did its work.
    failures: u32,
    /// Loads so far.
    attempts: u32,
}

#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum Phase {
    #[default]
    Absent,
    Loading,
    Ready,
    Failed {
        at: f64,
    },
}

/// Who wants a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    /// A person, who is answered at once.
    Person,
    /// The player itself, which can do without.
    Player,
}

/// The answer to a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It is there.
    Ready,
    /// Load it; this is the number of the attempt, from 1.
    Load(u32),
    /// It is being loaded.
    Wait,
    /// It has failed too often, or only just now.
    Refused,
}

impl Loader {
    /// The part is wanted.
    pub(crate) fn want(&mut self, wish: Wish, now: f64) -> Answer {
        match self.phase {
            Phase::Ready => Answer::Ready,
            Phase::Loading => Answer::Wait,
            Phase::Failed { at }
                if wish == Wish::Player && (self.failures >= MOST_FAILURES || now - at < REST) =>
            {
                Answer::Refused
            }
            Phase::Absent | Phase::Failed { .. } => {
                self.phase = Phase::Loading;
                self.attempts += 1;
                Answer::Load(self.attempts)
            }
        }
    }

    /// It has been loaded.
    pub(crate) fn loaded(&mut self) {
        self.phase = Phase::Ready;
    }

    /// It could not be loaded.
    pub(crate) fn missing(&mut self, now: f64) {
        self.fail(now);
    }

    /// It has done its work.
    pub(crate) fn worked(&mut self) {
        self.failures = 0;
    }

    /// It has stopped in the middle of its work. The first times it is loaded again when it is next
    /// wanted: an odd picture may have been the cause.
    pub(crate) fn stopped(&mut self, now: f64) {
        self.fail(now);
        if self.failures < MOST_FAILURES {
            self.phase = Phase::Absent;
        }
    }

    fn fail(&mut self, now: f64) {
        self.failures += 1;
        self.phase = Phase::Failed { at: now };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_loaded_once_however_often_it_is_wanted() {
        let mut loader = Loader::default();
        assert_eq!(loader.want(Wish::Player, 0.0), Answer::Load(1));
        assert_eq!(loader.want(Wish::Person, 1.0), Answer::Wait);
        loader.loaded();
        assert_eq!(loader.want(Wish::Player, 2.0), Answer::Ready);
    }

    #[test]
    fn a_missing_file_is_asked_for_again_by_each_wish_of_a_person_but_rarely_by_the_player() {
        let mut loader = Loader::default();
        assert_eq!(loader.want(Wish::Player, 0.0), Answer::Load(1));
        loader.missing(10.0);
        assert_eq!(loader.want(Wish::Player, 20.0), Answer::Refused);
        assert_eq!(loader.want(Wish::Person, 20.0), Answer::Load(2));
        loader.missing(30.0);
        assert_eq!(loader.want(Wish::Player, 30.0 + REST), Answer::Load(3));
        loader.missing(40.0 + REST);
        assert_eq!(loader.want(Wish::Player, 1e12), Answer::Refused);
        assert_eq!(loader.want(Wish::Person, 1e12), Answer::Load(4));
    }

    #[test]
    fn a_part_that_stops_is_started_again_twice_and_after_good_work_twice_more() {
        let mut loader = Loader::default();
        for attempt in 1..=MOST_FAILURES {
            assert_eq!(loader.want(Wish::Player, 0.0), Answer::Load(attempt));
            loader.loaded();
            loader.stopped(0.0);
        }
        assert_eq!(loader.want(Wish::Player, 1e12), Answer::Refused);
        let mut loader = Loader::default();
        for attempt in 1..20 {
            assert_eq!(loader.want(Wish::Player, 0.0), Answer::Load(attempt));
            loader.loaded();
            loader.worked();
            loader.stopped(0.0);
        }
    }
}
