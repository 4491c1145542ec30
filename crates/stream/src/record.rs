//! The queue of frames between the receiver and the disk, or the program that writes them, which
//! may not be loaded yet.

use std::collections::VecDeque;

/// A recording's pictures that wait to be written. Those kept before the recording began come first
/// and are bounded by the history that they come from. Of those that arrive meanwhile at most
/// [`MOST_BYTES`](Self::MOST_BYTES) and [`MOST_PICTURES`](Self::MOST_PICTURES) wait; the rest is
/// counted as lost.
#[derive(Debug)]
pub struct RecordQueue<T> {
    before: VecDeque<T>,
    waiting: VecDeque<Waiting<T>>,
    bytes: u64,
    /// Pictures without room since the last queued one.
    refused: u64,
    /// Pictures without room that [`next`](Self::next) has not reported yet.
    untold: u64,
    ending: Option<Ending>,
}

#[derive(Debug)]
struct Waiting<T> {
    picture: T,
    bytes: u64,
    /// Pictures without room before this one.
    refused: u64,
}

/// Why a recording ends normally.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// A person has stopped it.
    Done,
    /// Another camera, or another of its views, is shown.
    OtherSource,
}

/// The next step of a recording.
#[derive(Debug, PartialEq, Eq)]
pub enum Next<T> {
    /// Write this picture. The number is that of lost pictures before it.
    Picture(T, u64),
    /// End. The number is that of lost pictures after the last one.
    End(Ending, u64),
    /// Nothing waits.
    Nothing,
}

impl<T> RecordQueue<T> {
    /// Bytes that may wait: ten seconds at 100 Mbit/s.
    pub const MOST_BYTES: u64 = 128 << 20;
    /// Pictures that may wait: ten seconds at 60 a second.
    pub const MOST_PICTURES: usize = 600;

    /// Begins with the pictures kept `before`, oldest first.
    pub fn new(before: VecDeque<T>) -> Self {
        Self { before, waiting: VecDeque::new(), bytes: 0, refused: 0, untold: 0, ending: None }
    }

    /// Takes a picture of `bytes` bytes, preceded by `lost` lost ones, if there is room. After
    /// [`end`](Self::end) it takes none. Returns whether it has taken this one.
    pub fn push(&mut self, picture: T, bytes: u64, lost: u64) -> bool {
        if self.ending.is_some() {
            return false;
        }
        let fits = self.bytes + bytes <= Self::MOST_BYTES && self.waiting.len() < Self::MOST_PICTURES;
        if fits {
            self.bytes += bytes;
            let refused = std::mem::take(&mut self.refused);
            self.waiting.push_back(Waiting { picture, bytes, refused });
        } else {
            self.refused += 1 + lost;
            self.untold += 1 + lost;
        }
        fits
    }

    /// Ends the recording once everything that waits is written. The first reason stays.
    pub fn end(&mut self, why: Ending) {
        self.ending.get_or_insert(why);
    }

    /// Takes the next step: the oldest picture, or the end.
    pub fn take(&mut self) -> Next<T> {
        if let Some(picture) = self.before.pop_front() {
            return Next::Picture(picture, 0);
        }
        if let Some(Waiting { picture, bytes, refused }) = self.waiting.pop_front() {
            self.bytes -= bytes;
            self.untold -= refused;
            return Next::Picture(picture, refused);
        }
        self.ending.map_or(Next::Nothing, |why| Next::End(why, self.refused))
    }

    /// Pictures without room that [`take`](Self::take) has not reported yet.
    pub fn untold(&self) -> u64 {
        self.untold
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pictures(queue: &mut RecordQueue<u32>) -> Vec<(u32, u64)> {
        std::iter::from_fn(|| match queue.take() {
            Next::Picture(picture, refused) => Some((picture, refused)),
            Next::End(..) | Next::Nothing => None,
        })
        .collect()
    }

    #[test]
    fn the_pictures_kept_before_come_first_and_take_no_room() {
        let mut queue = RecordQueue::new((0..10_000).collect());
        assert!(queue.push(10_000, 1, 0));
        assert!(pictures(&mut queue).into_iter().map(|(picture, _)| picture).eq(0..=10_000));
        assert_eq!(queue.take(), Next::Nothing);
    }

    #[test]
    fn a_full_queue_refuses_new_pictures_and_counts_them_before_the_next_that_fits() {
        let mut queue = RecordQueue::new([].into());
        let most = RecordQueue::<u32>::MOST_PICTURES as u32;
        assert_eq!((0..most + 100).filter(|&number| queue.push(number, 1, 0)).count(), most as usize);
        assert_eq!(queue.untold(), 100);
        assert_eq!(queue.take(), Next::Picture(0, 0));
        assert!(queue.push(5000, 1, 0) && !queue.push(5001, 1, 2));
        let taken = pictures(&mut queue);
        assert_eq!((taken.len(), taken.last()), (most as usize, Some(&(5000, 100))));
        assert_eq!(queue.untold(), 3);
        queue.end(Ending::Done);
        assert_eq!(queue.take(), Next::End(Ending::Done, 3));
    }

    #[test]
    fn bytes_have_a_limit_too() {
        let mut queue = RecordQueue::new([].into());
        assert!(queue.push(1, 100 << 20, 0) && !queue.push(2, 29 << 20, 0) && queue.push(3, 28 << 20, 0));
        assert_eq!(pictures(&mut queue), [(1, 0), (3, 1)]);
        assert!(queue.push(4, RecordQueue::<u32>::MOST_BYTES, 0));
    }

    #[test]
    fn the_end_comes_after_everything_that_waits_and_nothing_comes_after_it() {
        let mut queue = RecordQueue::new([1].into());
        assert!(queue.push(2, 1, 0));
        queue.end(Ending::OtherSource);
        queue.end(Ending::Done);
        assert!(!queue.push(3, 1, 0));
        assert_eq!(pictures(&mut queue), [(1, 0), (2, 0)]);
        assert_eq!(queue.take(), Next::End(Ending::OtherSource, 0));
    }
}
