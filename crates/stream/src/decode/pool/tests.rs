//! Many streams and a machine with decoders, in virtual time.

use std::collections::BTreeMap;

use super::{Attention, DecodePool, MOST, MOST_PIXELS, SMALL, Urgency, Wish};
use crate::{DecodeId, StreamId};

const VGA: u32 = 640 * 480;

/// A camera's stream, which wants its newest frame decoded.
#[derive(Debug, Clone, Copy)]
struct Camera {
    /// Milliseconds between two frames.
    pause: u32,
    pixels: u32,
    /// Its decoders never answer.
    hangs: bool,
}

/// Milliseconds of one processor for each megapixel, and for each frame.
const PER_MEGAPIXEL: f64 = 10.0;
const PER_FRAME: f64 = 0.5;

/// A machine with so many processors, which decode what the pool lets them.
struct Machine {
    pool: DecodePool,
    processors: usize,
    now: f64,
    last: u32,
    cameras: BTreeMap<u32, Camera>,
    waiting: BTreeMap<u32, u32>,
    /// Stream, decode and what is left of it, in milliseconds of one processor.
    busy: Vec<(u32, u32, f64)>,
    decoded: BTreeMap<u32, u32>,
    most: (usize, u64),
}

impl Machine {
    fn new(processors: usize) -> Self {
        Self {
            pool: DecodePool::new(processors),
            processors,
            now: 0.0,
            last: 0,
            cameras: BTreeMap::new(),
            waiting: BTreeMap::new(),
            busy: Vec::new(),
            decoded: BTreeMap::new(),
            most: (0, 0),
        }
    }

    fn add(&mut self, cameras: u32, pause: u32, pixels: u32) {
        for _ in 0..cameras {
            let stream = self.cameras.len() as u32 + 1;
            self.cameras.insert(stream, Camera { pause, pixels, hangs: false });
        }
    }

    /// Runs for so many milliseconds, and tells what was decoded for each stream.
    fn run(&mut self, milliseconds: u32) -> BTreeMap<u32, u32> {
        self.decoded.clear();
        for _ in 0..milliseconds {
            self.now += 1.0;
            for (stream, camera) in self.cameras.clone() {
                if (self.now as u32 + stream).is_multiple_of(camera.pause)
                    && !self.waiting.contains_key(&stream)
                {
                    self.last += 1;
                    self.waiting.insert(stream, self.last);
                    let wish = Wish { urgency: Urgency::Live, pixels: camera.pixels };
                    self.pool.want(self.now, StreamId(stream), DecodeId(self.last), wish);
                }
            }
            self.begin();
            self.decode();
        }
        self.decoded.clone()
    }

    fn begin(&mut self) {
        while let Some((StreamId(stream), DecodeId(id))) = self.pool.next(self.now) {
            assert_eq!(self.waiting.remove(&stream), Some(id));
            let camera = self.cameras[&stream];
            let work = f64::from(camera.pixels) / 1e6 * PER_MEGAPIXEL + PER_FRAME;
            self.busy.push((stream, id, if camera.hangs { f64::INFINITY } else { work }));
            let working = self.busy.iter().filter(|busy| busy.2.is_finite());
            let pixels = working.clone().map(|busy| u64::from(self.cameras[&busy.0].pixels)).sum();
            self.most = (self.most.0.max(working.count()), self.most.1.max(pixels));
        }
    }

    /// A millisecond of all processors, shared by what is being decoded.
    fn decode(&mut self) {
        let working = self.busy.iter().filter(|busy| busy.2.is_finite()).count();
        let each = self.processors.min(working) as f64 / working.max(1) as f64;
        for busy in &mut self.busy {
            busy.2 -= each;
        }
        let (done, busy) = std::mem::take(&mut self.busy).into_iter().partition(|busy| busy.2 <= 0.0);
        self.busy = busy;
        let done: Vec<(u32, u32, f64)> = done;
        for (stream, id, _) in done {
            *self.decoded.entry(stream).or_default() += 1;
            self.pool.done(self.now, StreamId(stream), DecodeId(id));
        }
        self.begin();
    }
}

#[test]
fn sixteen_streams_that_the_machine_can_decode_lose_nothing() {
    let mut machine = Machine::new(2);
    machine.add(16, 66, VGA);
    for (stream, decoded) in machine.run(6600) {
        assert!(decoded >= 98, "{decoded} of 100 frames of stream {stream}");
    }
}

#[test]
fn a_machine_that_is_too_slow_gives_each_the_same() {
    let mut machine = Machine::new(2);
    machine.add(64, 40, VGA);
    let decoded = machine.run(10_000);
    let (least, most) = (decoded.values().min().unwrap_or(&0), decoded.values().max().unwrap_or(&0));
    assert!(decoded.len() == 64 && *least > 50 && most - least <= 5, "{decoded:?}");
}

#[test]
fn one_with_huge_frames_takes_nothing_from_the_others() {
    let mut machine = Machine::new(2);
    machine.add(15, 66, VGA);
    // 8K at 30 a second: 340 ms each.
    machine.add(1, 33, 33_000_000);
    machine.run(5000);
    let decoded = machine.run(6600);
    for stream in 1..=15 {
        assert!(decoded[&stream] >= 90, "{} of 100 frames of stream {stream}", decoded[&stream]);
    }
    assert!(decoded[&16] > 5, "nor is it starved: {}", decoded[&16]);
}

#[test]
fn one_that_floods_takes_nothing_from_the_others() {
    let mut machine = Machine::new(2);
    machine.add(15, 66, VGA);
    machine.add(1, 1, VGA);
    let decoded = machine.run(6600);
    for stream in 1..=15 {
        assert!(decoded[&stream] >= 97, "{} of 100 frames of stream {stream}", decoded[&stream]);
    }
    assert!(decoded[&16] > 600, "what is left is its: {}", decoded[&16]);
}

#[test]
fn one_whose_decoders_never_answer_takes_nothing_from_the_others() {
    let mut machine = Machine::new(2);
    machine.add(15, 66, VGA);
    machine.add(3, 66, VGA);
    for stream in 16..=18 {
        machine.cameras.insert(stream, Camera { pause: 1000, pixels: VGA, hangs: true });
    }
    machine.run(5000);
    let decoded = machine.run(66_000);
    for stream in 1..=15 {
        assert!(decoded[&stream] >= 900, "{} of 1000 frames of stream {stream}", decoded[&stream]);
    }
    assert!(machine.pool.busy.len() <= 15 + 9, "{} are awaited", machine.pool.busy.len());
}

#[test]
fn the_one_that_a_person_uses_is_first_and_those_that_nobody_sees_still_have_some() {
    let mut machine = Machine::new(2);
    machine.add(32, 20, VGA);
    machine.pool.attend(StreamId(7), Attention::Focused);
    machine.pool.attend(StreamId(8), Attention::Hidden);
    machine.run(2000);
    let decoded = machine.run(10_000);
    assert!(
        decoded[&7] > decoded[&1] * 3 / 2 && decoded[&8] * 3 < decoded[&1] && decoded[&8] > 20,
        "{decoded:?}"
    );
    machine.pool.attend(StreamId(9), Attention::Focused);
    machine.run(2000);
    let decoded = machine.run(10_000);
    assert!(decoded[&9] > decoded[&7] * 3 / 2, "there is one at a time: {decoded:?}");
}

#[test]
fn decodes_in_flight_and_their_pixels_are_bounded_however_many_streams_there_are() {
    for (processors, pixels) in [(1, VGA), (2, 20_000), (2, 8_300_000), (64, VGA), (64, 8_300_000)] {
        let mut machine = Machine::new(processors);
        machine.add(128, 10, pixels);
        machine.run(3000);
        let (most, sum) = machine.most;
        assert!(most <= (4 * processors).min(MOST).max(processors), "{most} with {processors} processors");
        let bound = MOST_PIXELS.max(processors as u64 * u64::from(pixels)) + (MOST * SMALL as usize) as u64;
        assert!(sum <= bound, "{sum} pixels with {processors} processors");
    }
}

#[test]
fn one_stream_alone_uses_all_processors_only_where_it_has_to() {
    let mut pool = DecodePool::new(4);
    assert_eq!(pool.limit(), 4);
    let wish = Wish { urgency: Urgency::Live, pixels: VGA };
    for id in 1..=6 {
        pool.want(0.0, StreamId(1), DecodeId(id), wish);
    }
    let begun: Vec<_> = std::iter::from_fn(|| pool.next(0.0)).map(|(_, id)| id.0).collect();
    assert_eq!(begun, [1, 2, 3, 4]);
    pool.done(5.0, StreamId(1), DecodeId(2));
    assert_eq!(pool.next(5.0), Some((StreamId(1), DecodeId(5))));
}

#[test]
fn what_a_person_waits_for_goes_before_live_and_a_thumbnail_is_not_put_off_for_ever() {
    let mut pool = DecodePool::new(1);
    let wish = |urgency| Wish { urgency, pixels: VGA };
    pool.want(0.0, StreamId(1), DecodeId(1), wish(Urgency::Low));
    pool.want(1.0, StreamId(1), DecodeId(2), wish(Urgency::Live));
    pool.want(2.0, StreamId(1), DecodeId(3), wish(Urgency::High));
    assert_eq!(pool.next(3.0), Some((StreamId(1), DecodeId(3))));
    pool.done(10.0, StreamId(1), DecodeId(3));
    let mut turns = Vec::new();
    for turn in 0..80 {
        let now = 10.0 * f64::from(turn + 1);
        let (stream, id) = pool.next(now).unwrap_or((StreamId(0), DecodeId(0)));
        turns.push(id.0);
        pool.done(now + 9.0, stream, id);
        // There is always a newer one.
        pool.want(now + 9.0, StreamId(1), DecodeId(100 + turn), wish(Urgency::Live));
    }
    let thumbnail = turns.iter().position(|id| *id == 1);
    assert!(thumbnail.is_some_and(|turn| turn > 10), "{turns:?}");
}

#[test]
fn a_stream_that_is_closed_waits_for_nothing_and_its_decoder_is_free_again() {
    let mut pool = DecodePool::new(1);
    let wish = Wish { urgency: Urgency::Live, pixels: VGA };
    for stream in 1..=2 {
        pool.want(0.0, StreamId(stream), DecodeId(stream), wish);
        pool.want(0.0, StreamId(stream), DecodeId(10 + stream), wish);
    }
    assert_eq!(pool.next(0.0), Some((StreamId(1), DecodeId(1))));
    pool.close(StreamId(1));
    assert_eq!(pool.next(1.0), None, "it is still at the frame of the first");
    pool.done(2.0, StreamId(1), DecodeId(1));
    pool.done(2.0, StreamId(1), DecodeId(1));
    assert_eq!(pool.next(2.0), Some((StreamId(2), DecodeId(2))));
    pool.done(3.0, StreamId(2), DecodeId(2));
    assert_eq!(pool.next(3.0), Some((StreamId(2), DecodeId(12))));
    assert_eq!(pool.next(3.0), None);
}
