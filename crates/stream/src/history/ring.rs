//! The kept pictures: the newest ones within limits of seconds and bytes.

use std::collections::VecDeque;

use super::ReplayLimits;

/// A picture that was received whole, whether it was decoded or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<T> {
    /// Numbers grow by one from picture to picture of a source.
    pub number: u64,
    /// When its last byte arrived, by the stream's clock, milliseconds. It never goes back.
    pub arrived: f64,
    /// The same by this device's clock, milliseconds since 1970. Somebody may have set that clock
    /// meanwhile.
    pub wall: f64,
    /// The camera's capture time, milliseconds since 1970 by the camera's clock.
    pub captured: Option<f64>,
    /// Bytes of the picture as the camera sent it.
    pub size: usize,
    /// Pictures that were cut off or lost between the one before and this one.
    pub lost: u32,
    /// It came over another connection than the one before, so pictures may be missing.
    pub gap: bool,
    /// The picture.
    pub payload: T,
}

/// The newest pictures, within [`ReplayLimits`]. Looking up is logarithmic, all else constant.
#[derive(Debug)]
pub struct Ring<T> {
    limits: ReplayLimits,
    entries: VecDeque<Entry<T>>,
    bytes: u64,
}

impl<T> Ring<T> {
    /// Nothing kept.
    pub fn new(limits: ReplayLimits) -> Self {
        Self { limits, entries: VecDeque::new(), bytes: 0 }
    }

    /// How much may be kept.
    pub fn limits(&self) -> ReplayLimits {
        self.limits
    }

    /// Changes the limits.
    pub fn limit(&mut self, limits: ReplayLimits) {
        self.limits = limits;
        self.evict();
    }

    /// Adds `entry`, which is newer than all others, and removes the oldest ones beyond the limits.
    pub fn push(&mut self, entry: Entry<T>) {
        self.bytes += entry.size as u64;
        self.entries.push_back(entry);
        self.evict();
    }

    /// Removes the oldest picture. Returns false if there is none.
    pub fn forget_oldest(&mut self) -> bool {
        let oldest = self.entries.pop_front();
        self.bytes -= oldest.as_ref().map_or(0, |oldest| oldest.size as u64);
        oldest.is_some()
    }

    /// Removes all.
    pub fn clear(&mut self) {
        self.entries = VecDeque::new();
        self.bytes = 0;
    }

    /// The stream's clock stood still for this many milliseconds: earlier pictures are that much
    /// older.
    pub fn slept(&mut self, milliseconds: f64) {
        for entry in &mut self.entries {
            entry.arrived -= milliseconds;
        }
        // A picture's age counts from the newest one, and all are older by the same amount.
    }

    /// How many pictures are kept.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no picture is kept.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Bytes of the pictures.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The oldest picture that is kept.
    pub fn oldest(&self) -> Option<&Entry<T>> {
        self.entries.front()
    }

    /// The newest picture that is kept.
    pub fn newest(&self) -> Option<&Entry<T>> {
        self.entries.back()
    }

    /// The picture with that number.
    pub fn get(&self, number: u64) -> Option<&Entry<T>> {
        self.entries.get(self.index_of(number)).filter(|entry| entry.number == number)
    }

    /// The newest picture that had arrived at `time`; the oldest if none had.
    pub fn at(&self, time: f64) -> Option<&Entry<T>> {
        self.entries.get(self.index_after(time).saturating_sub(1))
    }

    /// The first picture that arrived after `time`.
    pub fn after(&self, time: f64) -> Option<&Entry<T>> {
        self.entries.get(self.index_after(time))
    }

    /// The picture that many before (negative) or after the one with `number`, or the last in that
    /// direction. If `number` is no longer kept, counting starts at the oldest.
    pub fn step(&self, number: u64, steps: i64) -> Option<&Entry<T>> {
        let wanted = number.saturating_add_signed(steps);
        let index = self.index_of(wanted);
        self.entries.get(index.min(self.entries.len().saturating_sub(1)))
    }

    /// The pictures from the one shown at `time` on, oldest first.
    pub fn since(&self, time: f64) -> impl Iterator<Item = &Entry<T>> {
        self.entries.range(self.index_after(time).saturating_sub(1)..)
    }

    /// Where connections were lost: arrival of the last picture before and of the first after,
    /// newest first.
    pub fn gaps(&self) -> impl Iterator<Item = (f64, f64)> {
        let before = self.entries.iter().rev().skip(1);
        let pairs = self.entries.iter().rev().zip(before);
        pairs.filter(|(entry, _)| entry.gap).map(|(entry, before)| (before.arrived, entry.arrived))
    }

    /// Index of the first entry with `number` or a higher one.
    fn index_of(&self, number: u64) -> usize {
        self.entries.partition_point(|entry| entry.number < number)
    }

    /// Index of the first entry that arrived after `time`.
    fn index_after(&self, time: f64) -> usize {
        self.entries.partition_point(|entry| entry.arrived <= time)
    }

    fn evict(&mut self) {
        let span = f64::from(self.limits.seconds) * 1000.0;
        let bytes = u64::from(self.limits.mebibytes) << 20;
        let newest = self.newest().map_or(0.0, |entry| entry.arrived);
        while let Some(oldest) = self.entries.front() {
            let is_too_much = self.bytes > bytes || self.entries.len() > ReplayLimits::MOST_PICTURES;
            if !is_too_much && newest - oldest.arrived <= span && self.limits.keep_something() {
                break;
            }
            self.forget_oldest();
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::rc::Rc;

    use super::{Entry, Ring};
    use crate::history::ReplayLimits;

    fn entry(number: u64, arrived: f64, size: usize) -> Entry<Rc<()>> {
        Entry {
            number,
            arrived,
            wall: 1.0e12 + arrived,
            captured: None,
            size,
            lost: 0,
            gap: false,
            payload: Rc::new(()),
        }
    }

    /// Pictures 1, 2, … at 0, 100, … milliseconds.
    fn filled(pictures: u64) -> Ring<Rc<()>> {
        let mut ring = Ring::new(ReplayLimits::default());
        for number in 1..=pictures {
            ring.push(entry(number, (number - 1) as f64 * 100.0, 1000));
        }
        ring
    }

    fn extent(ring: &Ring<Rc<()>>) -> (u64, u64) {
        (ring.oldest().unwrap().number, ring.newest().unwrap().number)
    }

    #[test]
    fn overfilled_by_time_it_keeps_the_newest_seconds() {
        let ring = filled(100_000);
        assert_eq!(extent(&ring), (99_700, 100_000));
        assert_eq!((ring.len(), ring.bytes()), (301, 301_000));
    }

    #[test]
    fn overfilled_by_bytes_it_never_holds_more() {
        let mut ring = Ring::new(ReplayLimits { seconds: 600, mebibytes: 1 });
        let watched = Rc::new(());
        for number in 1..=1000 {
            let payload = Rc::clone(&watched);
            ring.push(Entry {
                payload,
                ..entry(number, number as f64, 1 + number as usize * 7919 % 300_000)
            });
            assert!(ring.bytes() <= 1 << 20);
            assert_eq!(ring.bytes(), ring.since(0.0).map(|entry| entry.size as u64).sum::<u64>());
        }
        assert_eq!(ring.newest().unwrap().number, 1000);
        assert_eq!(Rc::strong_count(&watched), 1 + ring.len(), "what is evicted is let go");
        ring.clear();
        assert_eq!((Rc::strong_count(&watched), ring.bytes()), (1, 0));
    }

    #[test]
    fn overfilled_by_number_it_keeps_the_newest() {
        let mut ring = Ring::new(ReplayLimits { seconds: 600, mebibytes: 2048 });
        for number in 1..=40_000 {
            ring.push(entry(number, 0.0, 1));
        }
        assert_eq!(ring.len(), ReplayLimits::MOST_PICTURES);
        assert_eq!(ring.newest().unwrap().number, 40_000);
    }

    #[test]
    fn a_picture_larger_than_all_room_is_not_kept() {
        let mut ring = Ring::new(ReplayLimits { seconds: 600, mebibytes: 1 });
        ring.push(entry(1, 0.0, 1000));
        ring.push(entry(2, 1.0, 2 << 20));
        assert_eq!((ring.len(), ring.bytes()), (0, 0));
        ring.push(entry(3, 2.0, 1000));
        assert_eq!(extent(&ring), (3, 3));
    }

    #[test]
    fn without_limits_nothing_is_kept() {
        for limits in [ReplayLimits::NONE, ReplayLimits { seconds: 0, ..ReplayLimits::default() }] {
            let mut ring = Ring::new(limits);
            ring.push(entry(1, 0.0, 1000));
            assert_eq!((ring.len(), ring.bytes()), (0, 0));
            assert!(ring.at(0.0).is_none() && ring.step(1, 1).is_none() && ring.since(0.0).next().is_none());
        }
    }

    #[test]
    fn a_smaller_limit_holds_at_once() {
        let mut ring = filled(200);
        ring.limit(ReplayLimits { seconds: 1, mebibytes: 256 });
        assert_eq!(extent(&ring), (190, 200));
    }

    #[test]
    fn a_time_finds_what_was_shown_then() {
        let ring = filled(1000);
        let at = |time| ring.at(time).unwrap().number;
        assert_eq!((at(80_000.0), at(80_050.0), at(80_099.9), at(80_100.0)), (801, 801, 801, 802));
        assert_eq!((at(-1.0), at(1e9)), (700, 1000), "no further than there are pictures");
        assert_eq!(ring.after(80_000.0).unwrap().number, 802);
        assert!(ring.after(1e9).is_none());
        let from: Vec<u64> = ring.since(99_750.0).map(|entry| entry.number).collect();
        assert_eq!(from, [998, 999, 1000]);
        assert_eq!(ring.since(-5.0).count(), ring.len());
    }

    #[test]
    fn steps_stay_inside() {
        let ring = filled(1000);
        let step = |number, steps| ring.step(number, steps).unwrap().number;
        assert_eq!((step(800, 1), step(800, -1)), (801, 799));
        assert_eq!((step(1000, 1), step(700, -1)), (1000, 700));
        assert_eq!((step(5, 1), step(5, -1)), (700, 700), "kept no more");
        assert_eq!(ring.get(800).unwrap().number, 800);
        assert!(ring.get(5).is_none() && ring.get(2000).is_none());
    }

    #[test]
    fn gaps_are_where_a_connection_was_lost() {
        let mut ring = filled(5);
        ring.push(Entry { gap: true, ..entry(6, 5000.0, 10) });
        ring.push(entry(7, 5100.0, 10));
        ring.push(Entry { gap: true, ..entry(8, 9000.0, 10) });
        assert_eq!(ring.gaps().collect::<Vec<_>>(), [(5100.0, 9000.0), (400.0, 5000.0)]);
    }

    #[test]
    fn sleep_makes_all_of_it_older() {
        let mut ring = filled(10);
        ring.slept(5000.0);
        ring.push(entry(11, 1000.0, 10));
        assert_eq!(ring.at(-4100.0).unwrap().number, 10);
        assert_eq!(ring.newest().unwrap().number, 11);
    }
}
