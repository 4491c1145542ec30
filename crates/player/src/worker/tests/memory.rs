//! The bytes of frames stay what they were while others come, go and move.

use super::*;
use crate::worker::memory::{Block, Memory};
use std::collections::VecDeque;
use stream::history::SLAB;

struct Kept {
    block: Block,
    bytes: Vec<u8>,
}

fn kept(memory: &Memory, seed: usize) -> Kept {
    let length = seed * 7919 % 300_000;
    let bytes: Vec<u8> = (0..length).map(|index| (index * 31 + seed) as u8).collect();
    Kept { block: memory.store(&bytes).unwrap(), bytes }
}

fn check(kept: &Kept) {
    assert!(kept.block.view().to_vec() == kept.bytes, "{} other bytes", kept.bytes.len());
}

#[wasm_bindgen_test]
fn bytes_that_are_stored_stay_while_others_come_and_go() {
    let memory = Memory::default();
    let mut passing = VecDeque::new();
    let mut held = Vec::new();
    for seed in 0..600 {
        let new = kept(&memory, seed);
        if seed % 50 == 0 {
            held.push(new);
        } else {
            passing.push_back(new);
        }
        if passing.len() > 40 {
            check(&passing.pop_front().unwrap());
        }
    }
    held.iter().chain(&passing).for_each(check);
    let live: usize = held.iter().chain(&passing).map(|kept| kept.bytes.len()).sum();
    assert!(memory.total() <= live * 3 / 2 + 2 * SLAB, "{} for {live}", memory.total());
}

#[wasm_bindgen_test]
fn more_than_the_browser_has_is_not_stored_and_harms_nothing() {
    let memory = Memory::default();
    let before = kept(&memory, 3);
    assert!(!memory.would_store(1e15));
    check(&before);
    check(&kept(&memory, 4));
}

#[wasm_bindgen_test]
async fn snapshots_are_the_cameras_own_bytes_after_the_slabs_were_used_again() {
    let mut stage = Stage::new();
    stage.play_keeping(&scope().location().origin(), ReplayLimits { seconds: 600, mebibytes: 1 });
    stage.feed();
    for number in 1..=300_u32 {
        // With a comment, each is another one, and large.
        let mut jpeg = RED[..2].to_vec();
        jpeg.extend([0xff, 0xfe, 0x80, 0x02]);
        jpeg.extend(number.to_be_bytes().repeat(0x2000));
        jpeg.extend_from_slice(&RED[2..]);
        stage.pictures(&[&jpeg]);
        if number % 100 == 0 {
            while stage.displayed() != Some(number.into()) {
                turn().await;
            }
            POSTED.take();
            assert!(stage.snapshot().await == jpeg, "snapshot {number}");
        }
    }
    let memory = stage.engine.borrow().resources.memory.total();
    assert!(memory <= 3 * SLAB, "{memory} bytes for 1 MiB");
}

impl Stage {
    fn displayed(&self) -> Option<u64> {
        let engine = self.engine.borrow();
        engine.displayed().map(stream::DisplayedFrame::number)
    }
}
