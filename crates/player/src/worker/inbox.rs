//! Answers of the page that tasks wait for.

use std::task::{Poll, Waker};

/// Answers nobody waits for any more are forgotten beyond this many.
const MOST: usize = 16;

/// Answers by number.
#[derive(Debug)]
pub(super) struct Inbox<T> {
    arrived: Vec<(u32, T)>,
    waiting: Vec<Waker>,
}

impl<T> Inbox<T> {
    pub(super) const fn new() -> Self {
        Self { arrived: Vec::new(), waiting: Vec::new() }
    }

    /// The page has answered `number`.
    pub(super) fn put(&mut self, number: u32, answer: T) {
        if self.arrived.len() >= MOST {
            self.arrived.remove(0);
        }
        self.arrived.push((number, answer));
        for waker in self.waiting.drain(..) {
            waker.wake();
        }
    }

    /// The first answer to `number`, if there is one; `waker` is told of the next.
    pub(super) fn poll(&mut self, number: u32, waker: &Waker) -> Poll<T> {
        match self.arrived.iter().position(|(arrived, _)| *arrived == number) {
            Some(index) => Poll::Ready(self.arrived.remove(index).1),
            None => {
                self.waiting.push(waker.clone());
                Poll::Pending
            }
        }
    }

    /// Nobody waits for `number` any more.
    pub(super) fn forget(&mut self, number: u32) {
        self.arrived.retain(|(arrived, _)| *arrived != number);
    }
}
