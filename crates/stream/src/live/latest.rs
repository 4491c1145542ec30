//! Latest frame wins: which pictures are decoded when they come faster than the decoder works.

/// A few pictures are being decoded, by default one, and one waits. A newer one takes the place of
/// the one that waits, so the age of what is shown stays bounded however slow the decoder is.
#[derive(Debug)]
pub struct LatestFrame<T> {
    flying: usize,
    limit: usize,
    waiting: Option<T>,
}

/// The decision about an offered picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// There is room: decode it now. That ends with [`LatestFrame::done`].
    Decode,
    /// It must wait: give it to [`LatestFrame::wait`].
    Wait,
}

impl<T> LatestFrame<T> {
    /// A free decoder.
    pub fn new() -> Self {
        Self { flying: 0, limit: 1, waiting: None }
    }

    /// Sets how many may be decoded in parallel, at least one.
    pub fn limit(&mut self, limit: usize) {
        self.limit = limit.max(1);
    }

    /// A picture has come.
    pub fn offer(&mut self) -> Offer {
        if self.flying >= self.limit {
            Offer::Wait
        } else {
            self.flying += 1;
            Offer::Decode
        }
    }

    /// Lets `picture` wait. Returns the picture that it replaces, which is dropped.
    #[must_use]
    pub fn wait(&mut self, picture: T) -> Option<T> {
        self.waiting.replace(picture)
    }

    /// One is decoded. Gives the picture to decode next, if one waits and there is room.
    pub fn done(&mut self) -> Option<T> {
        self.flying = self.flying.saturating_sub(1);
        let next = if self.flying < self.limit { self.waiting.take() } else { None };
        self.flying += usize::from(next.is_some());
        next
    }

    /// Whether pictures come faster than they are decoded.
    pub fn is_behind(&self) -> bool {
        self.waiting.is_some()
    }

    /// Forgets the picture that waits.
    pub fn clear(&mut self) -> Option<T> {
        self.waiting.take()
    }
}

impl<T> Default for LatestFrame<T> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::{LatestFrame, Offer};

    #[test]
    fn a_free_decoder_takes_the_picture_at_once() {
        let mut slot: LatestFrame<u32> = LatestFrame::new();
        assert_eq!(slot.offer(), Offer::Decode);
        assert_eq!(slot.done(), None);
        assert_eq!(slot.offer(), Offer::Decode);
    }

    #[test]
    fn the_latest_picture_wins_and_the_others_are_given_back() {
        let mut slot = LatestFrame::new();
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
    fn several_at_once_and_fewer_again() {
        let mut slot = LatestFrame::new();
        slot.limit(2);
        assert_eq!([slot.offer(), slot.offer(), slot.offer()], [Offer::Decode, Offer::Decode, Offer::Wait]);
        assert_eq!(slot.wait(3), None);
        assert_eq!(slot.done(), Some(3));
        slot.limit(1);
        assert_eq!(slot.offer(), Offer::Wait);
        assert_eq!(slot.wait(4), None);
        assert_eq!(slot.done(), None, "another is still being decoded");
        assert_eq!(slot.done(), Some(4));
        assert_eq!(slot.done(), None);
        assert_eq!(slot.offer(), Offer::Decode);
    }

    #[test]
    fn clearing_leaves_the_decoder_to_finish() {
        let mut slot = LatestFrame::new();
        slot.offer();
        slot.offer();
        assert_eq!(slot.wait(1), None);
        assert_eq!(slot.clear(), Some(1));
        assert_eq!(slot.offer(), Offer::Wait);
        assert_eq!(slot.wait(2), None);
        assert_eq!(slot.done(), Some(2));
    }
}
