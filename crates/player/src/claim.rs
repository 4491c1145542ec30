//! What is said of the picture: "live" only once it can be seen. No browser and no clock in here.
//!
//! What a worker draws comes to the screen some frames later, and a message to the page may be there before it. The word would
//! then stand on the picture before: the one that was stale.

use crate::State;

/// What was said last, and whether what was drawn since is seen.
#[derive(Debug, Default)]
pub(crate) struct Claim {
    said: State,
    sight: Sight,
    awaited: u32,
}

#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum Sight {
    /// What is on the screen may be older.
    #[default]
    Unknown,
    /// What was drawn is on its way to the screen.
    Awaited,
    /// It has got there.
    Seen,
}

impl Claim {
    /// What may be said while `state` is true.
    pub(crate) fn of(&self, state: State) -> State {
        if state == State::Live && self.sight != Sight::Seen { self.said } else { state }
    }

    /// Takes notice that `state` is true now. Where the screen is to be awaited, gives a number for [`seen`](Self::seen).
    pub(crate) fn notice(&mut self, state: State) -> Option<u32> {
        if state != State::Live {
            self.sight = Sight::Unknown;
        } else if self.sight == Sight::Unknown {
            self.sight = Sight::Awaited;
            self.awaited = self.awaited.wrapping_add(1);
            return Some(self.awaited);
        }
        None
    }

    /// What was drawn when `number` was given is on the screen.
    pub(crate) fn seen(&mut self, number: u32) {
        if self.sight == Sight::Awaited && self.awaited == number {
            self.sight = Sight::Seen;
        }
    }

    /// Says `state`. Gives whether something else was said before.
    pub(crate) fn say(&mut self, state: State) -> bool {
        std::mem::replace(&mut self.said, state) != state
    }
}

#[cfg(test)]
mod tests {
    use super::Claim;
    use crate::State::{Live, Reconnecting, Stalled};

    fn said(state: crate::State) -> Claim {
        let mut claim = Claim::default();
        assert!(claim.say(state));
        claim
    }

    #[test]
    fn live_is_said_once_the_picture_is_seen() {
        let mut claim = said(Reconnecting);
        let number = claim.notice(Live).unwrap();
        assert_eq!(claim.of(Live), Reconnecting);
        assert_eq!(claim.notice(Live), None, "it is awaited once");
        claim.seen(number);
        assert_eq!(claim.of(Live), Live);
        assert_eq!(claim.notice(Live), None, "and seen once and for all");
    }

    #[test]
    fn all_else_is_said_at_once() {
        let mut claim = said(Live);
        for state in [Stalled, Reconnecting] {
            assert_eq!(claim.notice(state), None);
            assert_eq!(claim.of(state), state);
            assert!(claim.say(state));
            assert!(!claim.say(state));
        }
    }

    #[test]
    fn what_was_lost_meanwhile_is_awaited_anew() {
        let mut claim = said(Stalled);
        let first = claim.notice(Live).unwrap();
        claim.notice(Stalled);
        let second = claim.notice(Live).unwrap();
        claim.seen(first);
        assert_eq!(claim.of(Live), Stalled, "an older picture was seen");
        claim.seen(second);
        assert_eq!(claim.of(Live), Live);
        claim.notice(Stalled);
        claim.notice(Live).unwrap();
        assert_eq!(claim.of(Live), Stalled);
    }
}
