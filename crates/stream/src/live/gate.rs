//! The reported state: "live" only once the picture is visible. No browser and no clock in here.
//!
//! A picture drawn by a worker reaches the screen some frames later, and a message to the page may
//! arrive earlier. The word "live" would then stand over the previous, stale picture.

use crate::State;

/// The last reported state, and whether later pictures are visible.
#[derive(Debug, Default)]
pub struct LiveGate {
    said: State,
    sight: Sight,
    awaited: u32,
}

#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum Sight {
    /// The screen may show an older picture.
    #[default]
    Unknown,
    /// The drawn picture has been on its way to the screen since then.
    Awaited { since: f64 },
    /// It has got there.
    Seen,
}

impl LiveGate {
    /// Milliseconds after which a drawn picture counts as visible even without a report from the
    /// screen.
    pub const PATIENCE: f64 = 750.0;

    /// The state that may be reported while `state` is true.
    pub fn of(&self, state: State) -> State {
        if state == State::Live && self.sight != Sight::Seen { self.said } else { state }
    }

    /// Notes that `state` is true at `now`, milliseconds. If it must wait for the screen, returns a
    /// number for [`seen`](Self::seen).
    pub fn notice(&mut self, state: State, now: f64) -> Option<u32> {
        match self.sight {
            _ if state != State::Live => self.sight = Sight::Unknown,
            Sight::Unknown => {
                self.sight = Sight::Awaited { since: now };
                self.awaited = self.awaited.wrapping_add(1);
                return Some(self.awaited);
            }
            Sight::Awaited { since } if now - since >= Self::PATIENCE => self.sight = Sight::Seen,
            Sight::Awaited { .. } | Sight::Seen => {}
        }
        None
    }

    /// The pictures drawn before `number` was issued are on the screen.
    pub fn seen(&mut self, number: u32) {
        if matches!(self.sight, Sight::Awaited { .. }) && self.awaited == number {
            self.sight = Sight::Seen;
        }
    }

    /// Reports `state`. Returns whether the state changed.
    pub fn say(&mut self, state: State) -> bool {
        std::mem::replace(&mut self.said, state) != state
    }
}

#[cfg(test)]
mod tests {
    use super::LiveGate;
    use crate::State::{Live, Reconnecting, Stalled};

    fn said(state: crate::State) -> LiveGate {
        let mut claim = LiveGate::default();
        assert!(claim.say(state));
        claim
    }

    #[test]
    fn live_is_said_once_the_picture_is_seen() {
        let mut claim = said(Reconnecting);
        let number = claim.notice(Live, 0.0).unwrap();
        assert_eq!(claim.of(Live), Reconnecting);
        assert_eq!(claim.notice(Live, 0.0), None, "it is awaited once");
        claim.seen(number);
        assert_eq!(claim.of(Live), Live);
        assert_eq!(claim.notice(Live, 0.0), None, "and seen once and for all");
    }

    #[test]
    fn all_else_is_said_at_once() {
        let mut claim = said(Live);
        for state in [Stalled, Reconnecting] {
            assert_eq!(claim.notice(state, 0.0), None);
            assert_eq!(claim.of(state), state);
            assert!(claim.say(state));
            assert!(!claim.say(state));
        }
    }

    #[test]
    fn a_screen_that_says_nothing_is_not_waited_for_for_ever() {
        let mut claim = said(Reconnecting);
        assert!(claim.notice(Live, 1000.0).is_some());
        claim.notice(Live, 999.0 + LiveGate::PATIENCE);
        assert_eq!(claim.of(Live), Reconnecting);
        claim.notice(Live, 1000.0 + LiveGate::PATIENCE);
        assert_eq!(claim.of(Live), Live);
    }

    #[test]
    fn what_was_lost_meanwhile_is_awaited_anew() {
        let mut claim = said(Stalled);
        let first = claim.notice(Live, 0.0).unwrap();
        claim.notice(Stalled, 0.0);
        let second = claim.notice(Live, 0.0).unwrap();
        claim.seen(first);
        assert_eq!(claim.of(Live), Stalled, "an older picture was seen");
        claim.seen(second);
        assert_eq!(claim.of(Live), Live);
        claim.notice(Stalled, 0.0);
        claim.notice(Live, 0.0).unwrap();
        assert_eq!(claim.of(Live), Stalled);
    }
}
