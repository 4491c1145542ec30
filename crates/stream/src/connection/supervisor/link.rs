//! The one connection there is, or is not.

use causes::Cause;

use super::limits::{FIRST_BYTE_TIMEOUT, FIRST_FRAME_TIMEOUT, SILENCE, STABLE, TRICKLE_TIMEOUT};

/// The connection that exists, as opposed to the one that is wanted.
#[derive(Debug)]
pub(super) enum Link {
    None,
    /// Asked for.
    Opening {
        since: f64,
    },
    /// Answered with success.
    Open(Stream),
    /// Aborted, not yet gone.
    Closing {
        since: f64,
    },
}

/// The body of a response, as far as it has come.
#[derive(Debug)]
pub(super) struct Stream {
    opened: f64,
    last_bytes: Option<f64>,
    last_frame: Option<f64>,
    frames: u64,
    /// Pictures that were not whole.
    damaged: u64,
    /// Bytes since the last picture belong to no part of a stream.
    lost: bool,
    first_drawn: Option<f64>,
    undecodable: u32,
    /// The browser's own display shows it: nothing is heard of its pictures.
    unseen: bool,
}

impl Stream {
    pub(super) fn new(now: f64) -> Self {
        Self {
            opened: now,
            last_bytes: None,
            last_frame: None,
            frames: 0,
            damaged: 0,
            lost: false,
            first_drawn: None,
            undecodable: 0,
            unseen: false,
        }
    }

    /// A stream in the browser's own display.
    pub(super) fn unseen(now: f64) -> Self {
        Self { unseen: true, ..Self::new(now) }
    }

    pub(super) fn is_unseen(&self) -> bool {
        self.unseen
    }

    pub(super) fn bytes(&mut self, now: f64) {
        self.last_bytes = Some(now);
    }

    pub(super) fn frame(&mut self, now: f64) {
        self.last_frame = Some(now);
        self.frames += 1;
        self.lost = false;
    }

    pub(super) fn damaged(&mut self) {
        self.damaged += 1;
    }

    pub(super) fn lost(&mut self) {
        self.lost = true;
    }

    pub(super) fn drawn(&mut self, now: f64) {
        self.first_drawn.get_or_insert(now);
        self.decoded();
    }

    /// A picture was decoded, on the screen or not.
    pub(super) fn decoded(&mut self) {
        self.undecodable = 0;
    }

    /// Counts a picture that could not be decoded. Gives how many there were in a row.
    pub(super) fn undecodable(&mut self) -> u32 {
        self.undecodable = self.undecodable.saturating_add(1);
        self.undecodable
    }

    pub(super) fn is_drawn(&self) -> bool {
        self.first_drawn.is_some()
    }

    pub(super) fn frames(&self) -> u64 {
        self.frames
    }

    /// Pictures that were sent, whole or not.
    pub(super) fn sent(&self) -> u64 {
        self.frames + self.damaged
    }

    pub(super) fn elapsed(&self, now: f64) -> f64 {
        now - self.opened
    }

    /// Whether it has played well for a while.
    pub(super) fn is_stable(&self, now: f64, threshold: f64) -> bool {
        if self.unseen {
            return now - self.opened >= STABLE;
        }
        self.first_drawn.is_some_and(|first| now - first >= STABLE)
            && self.last_frame.is_some_and(|last| now - last <= threshold)
    }

    /// Whether there was a picture within `threshold`.
    pub(super) fn is_coming(&self, now: f64, threshold: f64) -> bool {
        self.undecodable == 0 && self.last_frame.is_some_and(|last| now - last <= threshold)
    }

    /// The cause for giving it up at `now`, if there is one.
    pub(super) fn overdue(&self, now: f64, threshold: f64, patience: f64) -> Option<Cause> {
        if self.unseen {
            return None;
        }
        let longer_than = |since: f64, timeout: f64| now - since > timeout * patience;
        match (self.last_bytes, self.last_frame) {
            (None, _) => longer_than(self.opened, FIRST_BYTE_TIMEOUT).then_some(Cause::NoData),
            (_, None) => longer_than(self.opened, FIRST_FRAME_TIMEOUT).then_some(Cause::NoPicture),
            (Some(bytes), Some(frame)) => {
                let silent = longer_than(if self.lost { frame } else { bytes }, threshold * SILENCE);
                let trickling = longer_than(frame, TRICKLE_TIMEOUT.max(threshold * SILENCE));
                (silent || trickling).then_some(Cause::Stalled)
            }
        }
    }
}
