//! Between the connection to a camera and the thread that writes to the disk: a bounded queue. What
//! comes while it is full is lost, and counted.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use fanout::{Kind, Part};

use crate::lock::lock;
use crate::relay::Sink;

/// Bytes that may wait for the disk: some seconds of a large stream. One part always may.
const BYTES: usize = 16 << 20;
/// Parts that may wait.
const PARTS: usize = 512;

/// The queue, and the orders for the thread behind it.
#[derive(Debug, Default)]
pub(super) struct Intake {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    pieces: VecDeque<Piece>,
    bytes: usize,
    /// Losses since the last queued piece.
    missing: Missing,
    connection: Option<Arc<Connection>>,
    connections: u64,
    /// The recording that runs, by its number.
    run: Option<u64>,
    runs: u64,
    is_closed: bool,
}

/// Losses before a piece.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Missing {
    /// Whole pictures.
    pub(super) pictures: u64,
    /// Bytes that are no whole picture: the parser has to begin again.
    pub(super) is_torn: bool,
}

/// A connection to the camera.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) number: u64,
    /// The recording that it is made for.
    pub(super) run: u64,
    pub(super) content_type: String,
}

/// A part of the stream.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) connection: Arc<Connection>,
    pub(super) bytes: Bytes,
    pub(super) came: Instant,
    /// In milliseconds since 1970.
    pub(super) arrival: u64,
    pub(super) missing: Missing,
}

/// The next task of the thread.
#[derive(Debug)]
pub(super) enum Next {
    Piece(Piece),
    /// Nothing has come in time. A recording runs or not, and is connected or not.
    Idle {
        run: Option<u64>,
        is_connected: bool,
        missing: Missing,
    },
    /// Nothing will come any more.
    Closed(Missing),
}

impl Intake {
    /// A recording begins.
    pub(super) fn start(&self) {
        let mut state = self.state();
        state.runs += 1;
        state.run = Some(state.runs);
        self.changed.notify_all();
    }

    /// Ends the recording with the pieces that have come.
    pub(super) fn stop(&self) {
        let mut state = self.state();
        (state.run, state.connection) = (None, None);
        self.changed.notify_all();
    }

    /// The connection is over.
    pub(super) fn disconnected(&self) {
        self.state().connection = None;
        self.changed.notify_all();
    }

    /// Nothing more will come.
    pub(super) fn close(&self) {
        let mut state = self.state();
        (state.is_closed, state.connection) = (true, None);
        self.changed.notify_all();
    }

    /// Waits for the next piece, at most for `patience`.
    pub(super) fn next(&self, patience: Duration) -> Next {
        let mut state = self.state();
        if state.pieces.is_empty() && !state.is_closed {
            let waited = self.changed.wait_timeout(state, patience);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        if let Some(piece) = state.pieces.pop_front() {
            state.bytes -= piece.bytes.len();
            return Next::Piece(piece);
        }
        let missing = std::mem::take(&mut state.missing);
        if state.is_closed {
            return Next::Closed(missing);
        }
        Next::Idle { run: state.run, is_connected: state.connection.is_some(), missing }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

impl Sink for Intake {
    fn begin(&self, content_type: &str) {
        let mut state = self.state();
        let Some(run) = state.run else { return };
        state.connections += 1;
        let (number, content_type) = (state.connections, content_type.to_owned());
        state.connection = Some(Arc::new(Connection { number, run, content_type }));
    }

    fn take(&self, parts: &[Part]) {
        let (came, arrival) = (Instant::now(), date());
        let mut state = self.state();
        let Some(connection) = state.connection.clone() else { return };
        for part in parts {
            let is_full = state.pieces.len() >= PARTS || state.bytes + part.bytes.len() > BYTES;
            if is_full && !state.pieces.is_empty() {
                match part.kind {
                    Kind::Picture => state.missing.pictures += 1,
                    Kind::Other => state.missing.is_torn = true,
                }
                continue;
            }
            state.bytes += part.bytes.len();
            let missing = std::mem::take(&mut state.missing);
            let (connection, bytes) = (Arc::clone(&connection), part.bytes.clone());
            state.pieces.push_back(Piece { connection, bytes, came, arrival, missing });
        }
        self.changed.notify_all();
    }
}

/// Milliseconds since 1970.
pub(super) fn date() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(kind: Kind, length: usize) -> Part {
        Part { bytes: Bytes::from(vec![0; length]), content: 0, kind }
    }

    fn piece(intake: &Intake) -> Option<(usize, Missing)> {
        match intake.next(Duration::ZERO) {
            Next::Piece(piece) => Some((piece.bytes.len(), piece.missing)),
            Next::Idle { .. } | Next::Closed(_) => None,
        }
    }

    fn pieces(intake: &Intake) -> Vec<(usize, Missing)> {
        std::iter::from_fn(|| piece(intake)).collect()
    }

    #[test]
    fn pictures_that_find_the_queue_full_are_counted_before_the_next() {
        let intake = Intake::default();
        intake.start();
        intake.begin("multipart/x-mixed-replace; boundary=b");
        let (large, none) = (BYTES / 2, Missing::default());
        for _ in 0..5 {
            intake.take(&[part(Kind::Picture, large)]);
        }
        assert_eq!(piece(&intake), Some((large, none)));
        assert_eq!(piece(&intake), Some((large, none)));
        intake.take(&[part(Kind::Picture, 1)]);
        assert_eq!(piece(&intake), Some((1, Missing { pictures: 3, is_torn: false })));
        // A part that is larger than all the room is taken if nothing else waits.
        intake.take(&[part(Kind::Other, 2 * BYTES), part(Kind::Other, 1)]);
        assert_eq!(piece(&intake), Some((2 * BYTES, none)));
        intake.close();
        let Next::Closed(missing) = intake.next(Duration::ZERO) else { panic!("it is closed") };
        assert_eq!(missing, Missing { pictures: 0, is_torn: true });
    }

    #[test]
    fn the_number_of_parts_is_bounded_too() {
        let intake = Intake::default();
        intake.start();
        intake.begin("");
        for _ in 0..PARTS + 7 {
            intake.take(&[part(Kind::Picture, 0)]);
        }
        assert_eq!(pieces(&intake).len(), PARTS);
    }

    #[test]
    fn nothing_is_taken_for_a_recording_that_was_stopped() {
        let intake = Intake::default();
        intake.take(&[part(Kind::Picture, 1)]);
        intake.start();
        intake.begin("");
        intake.take(&[part(Kind::Picture, 2)]);
        intake.stop();
        intake.take(&[part(Kind::Picture, 3)]);
        assert_eq!(pieces(&intake), [(2, Missing::default())], "what has come is still written");
    }
}
