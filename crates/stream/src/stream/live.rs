//! Frames as they come.

use std::rc::Rc;

use causes::Cause;
use mjpeg::{Endings, Quirk, Timestamp};

use super::Stream;
use crate::QuirkNote;
use crate::connection::Event;
use crate::effect::Effect;
use crate::frame::{Frame, Origin};
use crate::id::ConnectionId;
use crate::input::{Arrived, Moment};

impl<P> Stream<P> {
    /// A whole frame of `connection` has arrived, whose bytes are `jpeg`; `timestamp` is that of its
    /// part. Gives what is known of it from now on; nothing if nobody wants it.
    pub fn arrived(
        &mut self,
        at: Moment,
        connection: ConnectionId,
        jpeg: &[u8],
        timestamp: Option<Timestamp>,
    ) -> Option<Origin> {
        if !self.listens_to(connection) {
            return None;
        }
        let same_since = self.repetition.picture(jpeg, at.now);
        let number = self.history.next_number();
        let delay = std::mem::take(&mut self.delay);
        let origin = Origin { number, timestamp, arrived: at.now, delay, same_since, play: self.play };
        self.meter.received(at.now, jpeg.len());
        self.limit.arrived(at.now);
        self.tell(at, Event::Frame);
        Some(origin)
    }

    /// The gateway had the next frame of `connection` for so many milliseconds before it sent it.
    pub fn delayed(&mut self, connection: ConnectionId, milliseconds: f64) {
        if self.listens_to(connection) {
            self.delay = milliseconds;
        }
    }

    /// Whether every frame is to be stored, decoded or not.
    pub fn keeps_all(&self) -> bool {
        self.history.wants_all() || self.is_recorded
    }

    /// Forgets the oldest frame that is kept, because other streams need the memory. Returns false if
    /// there is none.
    pub fn forget_oldest(&mut self) -> bool {
        self.history.forget_oldest()
    }

    /// Whether the camera's frames have end markers, as far as known: over all of its connections.
    pub fn endings(&self) -> Endings {
        self.history.endings
    }

    /// What is known of that now.
    pub fn set_endings(&mut self, connection: ConnectionId, endings: Endings) {
        if self.listens_to(connection) {
            self.history.endings = endings;
        }
    }

    pub(super) fn frame(&mut self, at: Moment, arrived: Arrived<P>) {
        let frame = Rc::clone(&arrived.frame);
        if arrived.is_kept {
            let Self { history, effects, is_recorded, .. } = self;
            history.received(at, arrived, |entry| {
                if *is_recorded {
                    effects.push_back(Effect::Record(entry.clone()));
                }
            });
            if self.is_replaying() {
                // Another frame is held; this one is judged all the same.
                return self.is_newest(at, &frame);
            }
        }
        self.offer(at, frame);
    }

    pub(super) fn not_stored(&mut self, at: Moment) {
        self.history.lost();
        self.undecodable(at, Cause::Undecodable);
    }

    pub(super) fn undecodable(&mut self, at: Moment, cause: Cause) {
        self.meter.damaged();
        self.tell(at, Event::Undecodable(cause));
    }

    pub(super) fn damaged(&mut self) {
        self.meter.damaged();
        self.history.lost();
    }

    pub(super) fn quirk(&mut self, quirk: Quirk) {
        // Each stream reports a kind once; over reconnections the first report stays.
        let name = quirk.kind.name();
        if self.quirks.iter().all(|note| note.name != name) {
            let description = String::new();
            self.quirks.push(QuirkNote { name: name.to_owned(), description, detail: quirk.detail });
        }
    }

    /// `frame` is on the screen, or would be if no other was held there.
    pub(super) fn is_newest(&mut self, at: Moment, frame: &Frame<P>) {
        let (arrived, is_frozen) = self.judge(frame);
        self.seen(at, arrived, is_frozen);
    }

    /// From when on the age of `frame` counts, and whether it is older than its arrival. To be asked
    /// once for each.
    pub(super) fn judge(&mut self, frame: &Frame<P>) -> (f64, bool) {
        let Origin { arrived, delay, same_since, .. } = frame.origin;
        self.lag = self.clock.lag(frame.captured(), arrived);
        let is_frozen = same_since.is_some() || self.clock.is_standing(arrived);
        // The camera's own clock tells of the whole way, if it tells.
        let under_way = self.lag.unwrap_or_default().max(delay);
        ((arrived - under_way).min(same_since.unwrap_or(f64::INFINITY)), is_frozen)
    }

    /// A frame that came then, by its age, is on the screen, or would be if no other was held there.
    pub(super) fn seen(&mut self, at: Moment, arrived: f64, is_frozen: bool) {
        self.fallback.works(true);
        if std::mem::take(&mut self.has_display) {
            self.effects.push_back(Effect::ClearDisplay);
        }
        self.tell(at, Event::Drawn { arrived, is_frozen });
    }
}
