//! The bytes not yet done with.

/// A window on the body: `data[start..end]` is held, `0 <= start <= end <= data.len()`.
///
/// `data` is kept initialised to its whole length, so that a caller can write into it without
/// `unsafe`.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    data: Vec<u8>,
    start: usize,
    end: usize,
    /// Offset of `start` in the body.
    offset: u64,
    /// The most that was held since the last look at it.
    peak: usize,
    /// Pieces that were done with since then.
    done: u32,
}

/// Pieces after which memory that was not needed for any of them is given back.
const LOOK: u32 = 64;
/// Memory that is never worth giving back.
const SMALL: usize = 64 << 10;

impl Buffer {
    /// Room for `length` bytes after those held. Moves what is held to the front when that makes
    /// the room, grows otherwise, and beyond `most` bytes by no more than is needed.
    pub(super) fn space(&mut self, length: usize, most: usize) -> &mut [u8] {
        if self.data.len() - self.end < length {
            self.data.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
            let needed = self.end + length;
            if self.data.len() < needed {
                // Twice the need, so that a picture that comes in many chunks is moved seldom.
                let size = (needed * 2).min(most.max(needed));
                self.data.reserve_exact(size - self.data.len());
                self.data.resize(size, 0);
            }
        }
        &mut self.data[self.end..self.end + length]
    }

    /// The first `length` bytes of the space are held now.
    pub(super) fn filled(&mut self, length: usize) {
        self.end = (self.end + length).min(self.data.len());
        self.peak = self.peak.max(self.end - self.start);
    }

    /// The buffered bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.data[self.start..self.end]
    }

    /// Done with the first `length` bytes.
    pub(super) fn consume(&mut self, length: usize) {
        debug_assert!(length <= self.end - self.start);
        self.start += length;
        self.offset += length as u64;
        if self.start == self.end {
            self.start = 0;
            self.end = 0;
        }
        self.done += 1;
        if self.done == LOOK {
            self.shrink();
        }
    }

    /// Gives memory back after a part that was much larger than those that came since: a connection
    /// may last for months.
    fn shrink(&mut self) {
        let enough = (self.peak * 2).max(SMALL);
        if self.data.len() > enough * 2 {
            self.data.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
            self.data.truncate(enough);
            self.data.shrink_to_fit();
        }
        (self.peak, self.done) = (self.end - self.start, 0);
    }

    /// Where in the body the held bytes begin.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Bytes of memory in use.
    pub(super) fn capacity(&self) -> usize {
        self.data.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn held_bytes_survive_moves_and_growth() {
        let mut buffer = Buffer::default();
        let mut expected = Vec::new();
        for round in 0..200_u8 {
            let length = usize::from(round) % 37 + 1;
            buffer.space(length, 50).fill(round);
            buffer.filled(length);
            expected.extend(std::iter::repeat_n(round, length));
            let done = usize::from(round) * 7 % (expected.len() + 1);
            buffer.consume(done);
            expected.drain(..done);
            assert_eq!(buffer.bytes(), expected);
        }
    }

    #[test]
    fn it_grows_beyond_the_limit_by_what_is_needed_only() {
        let mut buffer = Buffer::default();
        for _ in 0..10 {
            buffer.space(100, 700);
            buffer.filled(100);
        }
        assert_eq!(buffer.capacity(), 1000);
    }

    #[test]
    fn memory_for_a_large_part_is_given_back_when_small_ones_follow() {
        let mut buffer = Buffer::default();
        buffer.space(10_000_000, usize::MAX);
        buffer.filled(10_000_000);
        buffer.consume(10_000_000);
        for round in 0..3 * LOOK {
            buffer.space(50_000, usize::MAX).fill(7);
            buffer.filled(50_000);
            // Some of the next part is always there.
            buffer.consume(if round == 0 { 40_000 } else { 50_000 });
            assert!(buffer.bytes().iter().all(|byte| *byte == 7));
        }
        assert!(buffer.capacity() <= 240_000, "{}", buffer.capacity());
        // Parts of one size leave it as it is.
        let before = buffer.capacity();
        for _ in 0..3 * LOOK {
            buffer.space(50_000, usize::MAX);
            buffer.filled(50_000);
            buffer.consume(50_000);
            assert_eq!(buffer.capacity(), before);
        }
    }

    #[test]
    fn memory_follows_the_held_bytes_and_not_those_that_passed() {
        let mut buffer = Buffer::default();
        for _ in 0..10_000 {
            buffer.space(100, 10_000);
            buffer.filled(100);
            buffer.consume(100);
        }
        assert_eq!(buffer.offset(), 1_000_000);
        assert!(buffer.capacity() <= 400, "{}", buffer.capacity());
    }
}
