//! How much memory the streams of a page share for kept frames, and which stream must free some
//! first.

use super::{ReplayLimits, SLAB};
use crate::StreamId;

/// Bytes for the frames of all streams, slabs included: the highest limit of any stream, plus the
/// unusable parts of slabs.
pub fn page_limit(limits: impl IntoIterator<Item = ReplayLimits>) -> usize {
    let most = limits.into_iter().map(|limits| limits.mebibytes).max().unwrap_or_default();
    ((most as usize) << 20) + 2 * SLAB
}

/// The stream that must discard its oldest frame, given the bytes that each keeps: the largest one.
/// So each stream within its equal share keeps everything, and the others keep equal amounts.
pub fn gives_way(kept: impl IntoIterator<Item = (StreamId, u64)>) -> Option<StreamId> {
    let most = kept.into_iter().max_by_key(|(_, bytes)| *bytes)?;
    (most.1 > 0).then_some(most.0)
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::super::{Backing, Place, Slabs, Stored};
    use super::*;

    /// Fake memory, for the arithmetic only.
    struct Nothing;

    impl Backing for Nothing {
        fn make(&mut self, _slab: usize, _size: usize) -> bool {
            true
        }
        fn copy(&mut self, _from: Place, _to: Place) {}
        fn free(&mut self, _slab: usize) {}
    }

    /// Streams whose frames share slabs.
    struct Page {
        slabs: Slabs,
        limit: usize,
        kept: Vec<VecDeque<(Stored, usize)>>,
    }

    impl Page {
        fn new(mebibytes: u32, streams: usize) -> Self {
            let limits = ReplayLimits { seconds: 600, mebibytes };
            let limit = page_limit(std::iter::repeat_n(limits, streams));
            Self { slabs: Slabs::default(), limit, kept: (0..streams).map(|_| VecDeque::new()).collect() }
        }

        fn bytes(&self, stream: usize) -> u64 {
            self.kept[stream].iter().map(|(_, length)| *length as u64).sum()
        }

        fn receive(&mut self, stream: usize, length: usize) {
            while self.slabs.total_with(length) > self.limit {
                if self.slabs.compact(&mut Nothing) {
                    continue;
                }
                let kept = (0..self.kept.len()).map(|stream| (StreamId(stream as u32), self.bytes(stream)));
                let Some(StreamId(stream)) = gives_way(kept) else { break };
                if let Some((oldest, _)) = self.kept[stream as usize].pop_front() {
                    self.slabs.free(&oldest, &mut Nothing);
                }
            }
            if let Some(stored) = self.slabs.store(length, &mut Nothing) {
                self.kept[stream].push_back((stored, length));
            }
            assert!(self.slabs.total() <= self.limit, "{} bytes", self.slabs.total());
        }
    }

    #[test]
    fn all_streams_keep_the_same_and_together_no_more_than_one_may() {
        let mut page = Page::new(64, 16);
        for frame in 0..4000 {
            page.receive(frame % 16, 40_000);
        }
        let kept: Vec<u64> = (0..16).map(|stream| page.bytes(stream)).collect();
        assert!(kept.iter().all(|bytes| *bytes > 3 << 20), "{kept:?}");
    }

    #[test]
    fn one_that_floods_takes_no_history_from_the_others() {
        let mut page = Page::new(64, 16);
        let mut flooded = 0;
        for round in 0..400 {
            for stream in 0..15 {
                page.receive(stream, 5000);
            }
            for frame in 0..10 {
                page.receive(15, 50_000 + frame * 30_000 + round % 7 * 1000);
                flooded += 1;
            }
        }
        for stream in 0..15 {
            assert_eq!(page.kept[stream].len(), 400, "of stream {stream}");
        }
        assert!(page.bytes(15) > 24 << 20 && flooded == 4000, "nor is it left without: {}", page.bytes(15));
    }

    #[test]
    fn frames_of_many_megabytes_find_room_beside_small_ones() {
        let mut page = Page::new(64, 16);
        for _ in 0..200 {
            for stream in 0..15 {
                page.receive(stream, 20_000);
            }
            page.receive(15, 30 << 20);
        }
        assert!((0..15).all(|stream| page.bytes(stream) > 1 << 20));
    }
}
