//! Between receiving and the disk.

use std::collections::VecDeque;

/// Pictures that wait to be written. What was kept before the recording began waits first and is bounded by the ring it
/// comes from; of what arrives meanwhile there are at most [`MOST_BYTES`](Self::MOST_BYTES) and
/// [`MOST_PICTURES`](Self::MOST_PICTURES).
#[derive(Debug)]
pub(crate) struct Queue<T> {
    before: VecDeque<T>,
    waiting: VecDeque<(T, u64)>,
    bytes: u64,
}

impl<T> Queue<T> {
    /// Bytes that may wait: ten seconds at 100 Mbit/s.
    pub(crate) const MOST_BYTES: u64 = 128 << 20;
    /// Pictures that may wait: ten seconds at 60 a second.
    pub(crate) const MOST_PICTURES: usize = 600;

    /// Begins with `before`, oldest first.
    pub(crate) fn new(before: VecDeque<T>) -> Self {
        Self { before, waiting: VecDeque::new(), bytes: 0 }
    }

    /// Takes `item` of so many bytes, if there is room.
    pub(crate) fn push(&mut self, item: T, bytes: u64) -> bool {
        let fits = self.bytes + bytes <= Self::MOST_BYTES && self.waiting.len() < Self::MOST_PICTURES;
        if fits {
            self.bytes += bytes;
            self.waiting.push_back((item, bytes));
        }
        fits
    }

    /// The oldest.
    pub(crate) fn pop(&mut self) -> Option<T> {
        self.before.pop_front().or_else(|| {
            let (item, bytes) = self.waiting.pop_front()?;
            self.bytes -= bytes;
            Some(item)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Queue;

    #[test]
    fn what_was_kept_comes_first_and_is_not_counted() {
        let mut queue = Queue::new((0..10_000).collect());
        assert!(queue.push(10_000, 1));
        let all: Vec<u32> = std::iter::from_fn(|| queue.pop()).collect();
        assert!(all.into_iter().eq(0..=10_000));
    }

    #[test]
    fn overfilled_it_refuses_what_is_new_and_keeps_its_order() {
        let mut queue = Queue::new([].into());
        let taken = (0..1000).filter(|&number| queue.push(number, 1)).count();
        assert_eq!(taken, Queue::<u32>::MOST_PICTURES);
        assert_eq!(queue.pop(), Some(0));
        assert!(queue.push(5000, 1) && !queue.push(5001, 1));
        let mut queue = Queue::new([].into());
        assert!(queue.push(1, 100 << 20) && !queue.push(2, 29 << 20) && queue.push(3, 28 << 20));
        assert_eq!((queue.pop(), queue.pop(), queue.pop()), (Some(1), Some(3), None));
        assert!(queue.push(4, Queue::<u32>::MOST_BYTES));
    }
}
