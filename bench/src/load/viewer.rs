//! One viewer: reads only what tells where pictures begin and end, and drops the rest in the kernel.

use std::io::ErrorKind;
use std::net::TcpStream;
use std::time::Duration;

use rustix::net::{RecvFlags, recv};

use super::body::{Body, Seen};

/// Bytes that are read to be looked at, at one time.
const LOOK: usize = 1024;
/// Bytes that are dropped at one time, at most.
const SKIP: usize = 256 << 10;

/// A connection to a relay.
#[derive(Debug)]
pub(super) struct Viewer {
    stream: TcpStream,
    body: Body,
}

/// What is left of a viewer after reading.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum State {
    Open,
    Ended,
}

impl Viewer {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self { stream, body: Body::default() }
    }

    pub(super) fn stream(&self) -> &TcpStream {
        &self.stream
    }

    /// Reads what is there, at most about `most` bytes, and tells `seen` of each picture's end.
    pub(super) fn read(&mut self, mut most: usize, seen: &mut impl FnMut(Seen)) -> (usize, State) {
        // Nothing is ever written to it: the kernel drops the bytes (tcp(7), MSG_TRUNC).
        let mut room = [0; LOOK];
        let mut nowhere = Vec::new();
        let mut read = 0;
        while most > 0 {
            let skip = self.body.skippable().min(most).min(SKIP);
            let result = if skip > LOOK {
                nowhere.resize(SKIP, 0);
                recv(&self.stream, &mut nowhere[..skip], RecvFlags::TRUNC).map(|(length, _)| {
                    self.body.skip(length);
                    length
                })
            } else {
                let end = LOOK.min(most);
                recv(&self.stream, &mut room[..end], RecvFlags::empty()).map(|(length, _)| {
                    self.body.push(&room[..length]);
                    length
                })
            };
            match result.map_err(std::io::Error::from) {
                Ok(0) => return (read, State::Ended),
                Ok(length) => {
                    read += length;
                    most = most.saturating_sub(length);
                    while let Some(one) = self.body.next() {
                        seen(one);
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(_) => return (read, State::Ended),
            }
        }
        (read, State::Open)
    }

    /// Whether it was refused, or what came is no stream.
    pub(super) fn is_refused(&self) -> bool {
        self.body.is_refused()
    }
}

/// Reads of a viewer on a slow line: so many bytes a second.
#[derive(Debug)]
pub(super) struct Line {
    rate: f64,
    credit: f64,
    last: Duration,
}

impl Line {
    pub(super) fn new(rate: f64, now: Duration) -> Self {
        Self { rate, credit: 0.0, last: now }
    }

    /// How many bytes may be read now.
    pub(super) fn credit(&mut self, now: Duration) -> usize {
        let passed = now.saturating_sub(self.last).as_secs_f64();
        self.last = now;
        // Not more than a fifth of a second at once: a line has no memory.
        self.credit = (self.credit + passed * self.rate).min(self.rate / 5.0);
        self.credit.max(0.0) as usize
    }

    pub(super) fn spend(&mut self, bytes: usize) {
        self.credit -= bytes as f64;
    }
}
