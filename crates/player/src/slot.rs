//! Latest frame wins: which pictures are decoded when they come faster than they can be.

/// At most one picture is being decoded and one waits. A newer one takes the place of the one that waits,
/// so the age of what is shown stays bounded however slow the decoder is.
#[derive(Debug)]
pub(crate) struct Slot<T> {
    busy: bool,
    waiting: Option<T>,
}

/// What becomes of a picture that was offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Offer {
    /// The decoder is free: decode it now. The slot is busy until [`Slot::done`].
    Decode,
    /// It must wait: give it to [`Slot::wait`].
    Wait,
}

impl<T> Slot<T> {
    /// A free decoder.
    pub(crate) fn new() -> Self {
        Self { busy: false, waiting: None }
    }

    /// A picture has come.
    pub(crate) fn offer(&mut self) -> Offer {
        if self.busy {
            Offer::Wait
        } else {
            self.busy = true;
            Offer::Decode
        }
    }

    /// Lets `picture` wait. Gives back the one whose place it took, which is thereby dropped.
    #[must_use]
    pub(crate) fn wait(&mut self, picture: T) -> Option<T> {
        self.waiting.replace(picture)
    }

    /// The decoder has finished. Gives the picture to decode next; without one the decoder is free.
    pub(crate) fn done(&mut self) -> Option<T> {
        let next = self.waiting.take();
        self.busy = next.is_some();
        next
    }

    /// Whether pictures come faster than they are decoded.
    pub(crate) fn is_behind(&self) -> bool {
        self.waiting.is_some()
    }

    /// Forgets the picture that waits.
    pub(crate) fn clear(&mut self) -> Option<T> {
        self.waiting.take()
    }
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::{Offer, Slot};

    #[test]
    fn a_free_decoder_takes_the_picture_at_once() {
        let mut slot: Slot<u32> = Slot::new();
        assert_eq!(slot.offer(), Offer::Decode);
        assert_eq!(slot.done(), None);
        assert_eq!(slot.offer(), Offer::Decode);
    }

    #[test]
    fn the_latest_picture_wins_and_the_others_are_given_back() {
        let mut slot = Slot::new();
        assert_eq!(slot.offer(), Offer::Decode);
        let mut dropped = Vec::new();
        for picture in 1..=5 {
            assert_eq!(slot.offer(), Offer::Wait);
            dropped.extend(slot.wait(picture));
        }
        assert_eq!(dropped, [1, 2, 3, 4]);
        assert!(slot.is_behind());
        assert_eq!(slot.done(), Some(5));
        assert!(!slot.is_behind());
        assert_eq!(slot.offer(), Offer::Wait, "the fifth is being decoded");
        assert_eq!(slot.done(), None);
    }

    #[test]
    fn clearing_leaves_the_decoder_to_finish() {
        let mut slot = Slot::new();
        slot.offer();
        slot.offer();
        assert_eq!(slot.wait(1), None);
        assert_eq!(slot.clear(), Some(1));
        assert_eq!(slot.offer(), Offer::Wait);
        assert_eq!(slot.wait(2), None);
        assert_eq!(slot.done(), Some(2));
    }
}
