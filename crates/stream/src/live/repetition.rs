//! Whether the camera still sends new pictures, or repeats one.
//!
//! A sensor never gives the same bytes twice, so one picture that keeps coming in a stream that
//! moved before is an old one: an encoder that hangs, a proxy that repeats its last. A scene that
//! never moved tells nothing.

use crate::connection::Cadence;

/// Watches the pictures of one source. Milliseconds throughout, by a clock that never goes back.
#[derive(Debug, Clone, Default)]
pub struct Repetition {
    last: Option<Seen>,
    /// The rhythm in which pictures change.
    changes: Cadence,
    /// Pictures that differed from the one before, the first included.
    different: u32,
    /// How often the scene moved on by itself after it had stood still for too long.
    resumed: u32,
    /// The longest of those times.
    longest: f64,
    /// A connection was made since the last change.
    reconnected: bool,
}

/// The last picture that differed from the one before.
#[derive(Debug, Clone, Copy)]
struct Seen {
    length: usize,
    /// Not taken before another picture of the same length comes: most never need it.
    hash: Option<u64>,
    since: f64,
}

impl Repetition {
    /// A repeated picture counts only after this many different ones.
    const MOVED: u32 = 5;
    /// A scene that stood still and moved again this often is a scene that often stands still.
    const RESUMED: u32 = 2;

    /// A stream begins.
    pub fn connected(&mut self) {
        self.changes.interrupted();
        self.reconnected = true;
    }

    /// The clock stood still for this many milliseconds.
    pub fn slept(&mut self, milliseconds: f64) {
        if let Some(last) = &mut self.last {
            last.since -= milliseconds;
        }
    }

    /// A picture arrived. Returns since when the stream has repeated it, if that is longer than
    /// this stream ever stood still.
    pub fn picture(&mut self, jpeg: &[u8], now: f64) -> Option<f64> {
        let image = image_data(jpeg);
        let (length, mut hash) = (image.len(), None);
        if let Some(last) = self.last.as_mut().filter(|last| last.length == length) {
            let own = hash_of(image);
            if *last.hash.get_or_insert(own) == own {
                let since = last.since;
                return self.is_too_long(now - since).then_some(since);
            }
            hash = Some(own);
        }
        self.changed(now);
        self.last = Some(Seen { length, hash, since: now });
        None
    }

    fn changed(&mut self, now: f64) {
        if let Some(stood) = self.last.map(|last| now - last.since)
            && !self.reconnected
            && self.is_too_long(stood)
        {
            self.resumed += 1;
            self.longest = self.longest.max(stood);
        }
        self.reconnected = false;
        self.changes.frame(now);
        self.different = self.different.saturating_add(1);
    }

    fn is_too_long(&self, stood: f64) -> bool {
        let usual = if self.resumed < Self::RESUMED { 0.0 } else { self.longest * 2.0 };
        self.different >= Self::MOVED && stood > self.changes.threshold().max(usual)
    }
}

/// A JPEG from its first scan on: comments, which may hold a clock that goes on, come before. All
/// of it if there is no scan.
fn image_data(jpeg: &[u8]) -> &[u8] {
    const SOS: u8 = 0xda;
    let mut at = 2;
    while let Some(&[0xff, marker, high, low]) = jpeg.get(at..at + 4) {
        if marker == SOS {
            return &jpeg[at..];
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
    }
    jpeg
}

/// Eight bytes at a time: quick, and good enough because nobody tries to deceive it.
fn hash_of(bytes: &[u8]) -> u64 {
    const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |hash: u64, word: u64| (hash ^ word).wrapping_mul(MULTIPLIER).rotate_left(29);
    let (words, rest) = bytes.as_chunks::<8>();
    let hash = words.iter().fold(0, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    rest.iter().fold(hash, |hash, byte| mix(hash, u64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::Repetition;

    /// A picture with a clock in its comment, as Axis cameras write them.
    fn jpeg(clock: u8, scene: u32) -> Vec<u8> {
        let scan = scene.to_be_bytes().repeat(9);
        [&[0xff, 0xd8, 0xff, 0xfe, 0, 3, clock, 0xff, 0xda, 0, 3, 1][..], &scan, &[0xff, 0xd9]].concat()
    }

    #[derive(Default)]
    struct World {
        repetition: Repetition,
        now: f64,
        scene: u32,
    }

    impl World {
        /// So many pictures, `pause` apart, each other than the one before.
        fn moves(&mut self, number: u32, pause: f64) {
            for _ in 0..number {
                self.scene += 1;
                self.picture(pause);
            }
        }

        /// Repeats one picture 25 times a second. Returns the time after which it was called old.
        fn stands(&mut self, milliseconds: f64) -> Option<f64> {
            let begun = self.now;
            while self.now < begun + milliseconds {
                if self.picture(40.0).is_some() {
                    return Some(self.now - begun);
                }
            }
            None
        }

        fn picture(&mut self, pause: f64) -> Option<f64> {
            self.now += pause;
            let clock = (self.now / 40.0) as u8;
            self.repetition.picture(&jpeg(clock, self.scene), self.now)
        }
    }

    #[test]
    fn one_picture_again_and_again_is_old_after_two_seconds() {
        let mut world = World::default();
        world.moves(25, 40.0);
        let last = world.now;
        assert!(world.stands(10_000.0).is_some_and(|after| (2000.0..2100.0).contains(&after)));
        assert_eq!(world.picture(40.0), Some(last), "since it came first");
        world.moves(1, 40.0);
        assert_eq!(world.stands(1900.0), None, "and a new one is new");
    }

    #[test]
    fn a_scene_that_never_moved_tells_nothing() {
        let mut world = World::default();
        // A word that the camera is starting, and then the test picture.
        world.moves(2, 40.0);
        assert_eq!(world.stands(3_600_000.0), None);
    }

    #[test]
    fn a_sensor_slower_than_its_stream_is_no_repetition() {
        let mut world = World::default();
        for _ in 0..20 {
            world.scene += 1;
            assert_eq!(world.stands(5000.0), None);
        }
        assert!(world.stands(60_000.0).is_some_and(|after| after > 15_000.0));
    }

    #[test]
    fn a_night_that_grows_still_is_learned() {
        let mut world = World::default();
        world.moves(100, 40.0);
        for pause in [200.0, 700.0, 1500.0, 2500.0, 6000.0, 15_000.0] {
            world.scene += 1;
            assert_eq!(world.stands(pause), None, "{pause}");
        }
    }

    #[test]
    fn a_scene_that_stands_still_by_its_nature_is_learned() {
        let mut world = World::default();
        for _ in 0..2 {
            world.moves(25, 40.0);
            assert!(world.stands(60_000.0).is_some());
            assert!(world.stands(60_000.0).is_some());
        }
        world.moves(25, 40.0);
        // It stood for some four seconds in all before it was moved on, twice.
        assert_eq!(world.stands(3900.0), None);
    }

    #[test]
    fn another_connection_makes_an_old_picture_no_newer() {
        let mut world = World::default();
        world.moves(25, 40.0);
        assert!(world.stands(5000.0).is_some());
        world.repetition.connected();
        assert!(world.picture(3000.0).is_some());
        world.moves(1, 40.0);
        assert_eq!(world.repetition.resumed, 0, "it did not move on by itself");
        world.repetition.slept(3_600_000.0);
        assert!(world.picture(40.0).is_some(), "the same as before a sleep");
    }

    #[test]
    fn pictures_of_one_length_are_told_apart() {
        let mut world = World::default();
        world.moves(10_000, 40.0);
        assert_eq!(world.repetition.resumed, 0);
        assert!(world.repetition.different > 9_990);
    }

    #[test]
    fn what_is_no_jpeg_is_compared_whole() {
        for bytes in [&b""[..], b"\xff", b"\xff\xd8\xff\xe0\xff\xff", b"hello"] {
            let mut repetition = Repetition::default();
            assert_eq!((repetition.picture(bytes, 0.0), repetition.picture(bytes, 1e9)), (None, None));
        }
    }
}
