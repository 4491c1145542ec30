//! How much memory all streams of a worker may take for parts that are not whole yet.

use crate::StreamId;

/// Bytes for all streams together: three with parts of the largest size, or thirty with the
/// pictures of 2 MB that 4K cameras send. A parser's memory is up to twice its largest part.
const MOST: usize = 128 << 20;

/// Bytes of each stream.
#[derive(Debug, Default)]
pub struct PartMemory {
    taken: Vec<(StreamId, usize)>,
}

impl PartMemory {
    /// The parts of `stream` now take this many bytes. Returns false if that is more than its share
    /// while memory is short; then drop them.
    #[must_use]
    pub fn take(&mut self, stream: StreamId, bytes: usize) -> bool {
        match self.taken.iter_mut().find(|(other, _)| *other == stream) {
            Some((_, taken)) => *taken = bytes,
            None => self.taken.push((stream, bytes)),
        }
        self.total() <= MOST || bytes <= MOST / self.taken.len()
    }

    /// The parts of `stream` are gone.
    pub fn release(&mut self, stream: StreamId) {
        self.taken.retain(|(other, _)| *other != stream);
    }

    /// Bytes of all of them.
    pub fn total(&self) -> usize {
        self.taken.iter().map(|(_, taken)| taken).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, PartMemory};
    use crate::StreamId;

    const PICTURE: usize = 400 << 10;

    #[test]
    fn one_stream_alone_may_have_the_largest_part() {
        let mut memory = PartMemory::default();
        assert!(memory.take(StreamId(1), 33 << 20));
        assert_eq!(memory.total(), 33 << 20);
        memory.release(StreamId(1));
        assert_eq!(memory.total(), 0);
    }

    #[test]
    fn thirty_cameras_of_4k_have_room() {
        let mut memory = PartMemory::default();
        assert!((0..30).all(|stream| memory.take(StreamId(stream), 4 << 20)));
    }

    #[test]
    fn while_memory_is_short_those_above_their_share_go_and_the_others_stay() {
        let mut memory = PartMemory::default();
        for stream in 1..=15 {
            assert!(memory.take(StreamId(stream), PICTURE));
        }
        // One with huge parts has room; of three the one that asks when there is none left goes.
        assert!(memory.take(StreamId(16), 66 << 20) && memory.take(StreamId(17), 40 << 20));
        assert!(!memory.take(StreamId(18), 40 << 20));
        memory.release(StreamId(18));
        // Streams with ordinary parts keep them, however short memory is.
        let _ = memory.take(StreamId(16), 120 << 20);
        for stream in 1..=15 {
            assert!(memory.take(StreamId(stream), 2 * PICTURE));
        }
        assert!(!memory.take(StreamId(17), 40 << 20));
    }

    #[test]
    fn whatever_streams_do_they_take_no_more_than_there_is_and_a_share_each() {
        let mut memory = PartMemory::default();
        let mut seed = 1_u32;
        for _ in 0..20_000 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let (stream, bytes) = (StreamId(seed >> 8 & 63), (seed >> 14) as usize * 256);
            if !memory.take(stream, bytes) {
                memory.release(stream);
            }
            assert!(memory.total() <= 2 * MOST, "{}", memory.total());
        }
    }
}
