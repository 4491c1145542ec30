#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::VecDeque;

use super::{Backing, LONGEST_SHARED, Place, SLAB, Slabs, Stored};

/// Memory of the test, which counts what is made and copied.
#[derive(Default)]
struct Memory {
    slabs: Vec<Option<Vec<u8>>>,
    made: usize,
    copied: usize,
    is_full: bool,
}

impl Backing for Memory {
    fn make(&mut self, slab: usize, size: usize) -> bool {
        if self.is_full {
            return false;
        }
        self.slabs.resize(self.slabs.len().max(slab + 1), None);
        assert_eq!(self.slabs[slab], None, "it exists already");
        self.slabs[slab] = Some(vec![0; size]);
        self.made += 1;
        true
    }

    fn copy(&mut self, from: Place, to: Place) {
        assert_eq!(from.length, to.length);
        let bytes = self.bytes(from).to_vec();
        self.bytes(to).copy_from_slice(&bytes);
        self.copied += from.length;
    }

    fn free(&mut self, slab: usize) {
        assert!(self.slabs[slab].take().is_some());
    }
}

impl Memory {
    fn bytes(&mut self, place: Place) -> &mut [u8] {
        &mut self.slabs[place.slab].as_mut().unwrap()[place.offset..place.offset + place.length]
    }

    fn total(&self) -> usize {
        self.slabs.iter().flatten().map(Vec::len).sum()
    }
}

/// Frames in slabs, each filled with a byte of its own.
#[derive(Default)]
struct Store {
    slabs: Slabs,
    memory: Memory,
    next: u8,
}

type Kept = (Stored, usize, u8);

impl Store {
    fn put(&mut self, length: usize) -> Kept {
        let stored = self.slabs.store(length, &mut self.memory).unwrap();
        self.next = self.next.wrapping_add(1);
        self.memory.bytes(self.slabs.place(&stored).unwrap()).fill(self.next);
        (stored, length, self.next)
    }

    fn free(&mut self, (stored, ..): Kept) {
        self.slabs.free(&stored, &mut self.memory);
        self.check();
    }

    fn check(&self) {
        let (total, live) = (self.slabs.total(), self.slabs.live());
        assert_eq!(total, self.memory.total());
        assert!(total <= live + live / 2 + 2 * SLAB, "{total} bytes for {live}");
    }

    fn check_bytes<'a>(&mut self, kept: impl IntoIterator<Item = &'a Kept>) {
        let mut sum = 0;
        for (stored, length, byte) in kept {
            let place = self.slabs.place(stored).unwrap();
            assert_eq!(place.length, *length);
            assert!(self.memory.bytes(place).iter().all(|found| found == byte), "other bytes");
            sum += length;
        }
        assert_eq!(self.slabs.live(), sum);
    }
}

#[test]
fn frames_that_come_and_go_in_turn_reuse_their_slabs_and_are_never_copied() {
    let mut store = Store::default();
    let mut kept = VecDeque::new();
    for _ in 0..5000 {
        kept.push_back(store.put(100_000));
        if kept.len() > 100 {
            store.free(kept.pop_front().unwrap());
        }
    }
    assert_eq!(store.memory.copied, 0);
    // 10 MB in slabs of 41 frames: three or four, and a spare one.
    assert!(store.memory.made <= 5, "{} slabs", store.memory.made);
    store.check_bytes(&kept);
}

#[test]
fn a_frame_that_is_held_holds_no_whole_slab() {
    let mut store = Store::default();
    let mut held = Vec::new();
    for _ in 0..40 {
        held.push(store.put(5000));
        for _ in 0..50 {
            let passing = store.put(100_000);
            store.free(passing);
        }
    }
    assert!(store.slabs.total() <= 3 * SLAB, "{} for 40 frames", store.slabs.total());
    assert!(store.memory.copied <= 40 * 5000 * 40, "{} bytes are copied", store.memory.copied);
    store.check_bytes(&held);
}

#[test]
fn a_frame_larger_than_a_slab_takes_its_own_length() {
    let mut store = Store::default();
    let large = store.put(30 << 20);
    assert_eq!(store.slabs.total(), 30 << 20);
    store.free(large);
    assert_eq!(store.slabs.total(), 0);
}

#[test]
fn without_memory_nothing_is_stored_and_all_else_stays() {
    let mut store = Store::default();
    let kept: Vec<_> = (0..10).map(|_| store.put(LONGEST_SHARED)).collect();
    store.memory.is_full = true;
    let before = (store.slabs.total(), store.slabs.live());
    assert_eq!(store.slabs.store(2 * SLAB, &mut store.memory), None);
    let more: Vec<_> = (0..2).map(|_| store.put(LONGEST_SHARED)).collect();
    assert_eq!(store.slabs.store(LONGEST_SHARED, &mut store.memory), None);
    assert_eq!((store.slabs.total(), store.slabs.live() - 2 * LONGEST_SHARED), before);
    store.check_bytes(kept.iter().chain(&more));
}

#[test]
fn what_a_frame_will_take_is_known_before() {
    let mut store = Store::default();
    let mut kept = VecDeque::new();
    for length in [0, 1000, SLAB, LONGEST_SHARED, LONGEST_SHARED + 1].into_iter().cycle().take(200) {
        let expected = store.slabs.total_with(length);
        kept.push_back(store.put(length));
        assert_eq!(store.slabs.total(), expected);
        if kept.len() > 20 {
            store.free(kept.pop_front().unwrap());
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod properties {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone)]
    enum Step {
        Put(usize),
        Free(usize),
        Compact,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            6 => (0..300_000_usize).prop_map(Step::Put),
            1 => (0..2 * LONGEST_SHARED).prop_map(Step::Put),
            5 => any::<usize>().prop_map(Step::Free),
            1 => Just(Step::Compact),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn frames_keep_their_bytes_and_memory_is_bounded(steps in proptest::collection::vec(step(), 1..300)) {
            let mut store = Store::default();
            let mut kept: Vec<Kept> = Vec::new();
            for step in steps {
                match step {
                    Step::Put(length) => kept.push(store.put(length)),
                    Step::Free(index) if !kept.is_empty() => {
                        let index = index % kept.len();
                        store.free(kept.swap_remove(index));
                    }
                    Step::Free(_) => {}
                    Step::Compact => {
                        store.slabs.compact(&mut store.memory);
                    }
                }
            }
            store.check_bytes(&kept);
            for frame in kept {
                store.free(frame);
            }
            prop_assert!(store.slabs.total() <= 2 * SLAB);
        }
    }
}
