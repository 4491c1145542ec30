//! The kept frames: every complete one, decoded or not.

use std::rc::Rc;

use mjpeg::{Ending, Endings};
use recording::session::is_same_picture;

use super::{Entry, ReplayLimits, Ring};
use crate::frame::Frame;
use crate::input::{Arrived, Moment};
use crate::{Route, StreamSource};

/// A frame that is kept.
pub(crate) type Kept<P> = Entry<Rc<Frame<P>>>;

/// The last seconds, and the facts needed to judge the next frame.
#[derive(Debug)]
pub struct History<P> {
    ring: Ring<Rc<Frame<P>>>,
    /// Their source. Frames of another source replace them.
    routes: Vec<Route>,
    /// Number of the last frame.
    number: u64,
    /// Frames lost since.
    lost: u32,
    /// The connection has changed since.
    gap: bool,
    /// Whether the camera's frames have end markers, as far as known.
    pub(crate) endings: Endings,
    /// Frames that may have been cut off; it is not known yet.
    doubtful: Vec<Kept<P>>,
}

impl<P> History<P> {
    /// The frames that are kept.
    pub fn frames(&self) -> &Ring<Rc<Frame<P>>> {
        &self.ring
    }

    /// Whether every frame must be stored, even one that comes too late to be decoded.
    pub fn wants_all(&self) -> bool {
        self.ring.limits().keep_something()
    }

    /// Whether the last source and `source` show the same view, perhaps in another size or at
    /// another rate.
    pub(crate) fn shows(&self, source: &StreamSource) -> bool {
        let url = self.routes.first().map_or("", |route| &route.url);
        is_same_picture(url, source.url())
    }

    /// `source` is played from now on. Frames of another camera are forgotten; the same picture in
    /// another size or at another rate goes on. Returns true if anything differs.
    pub(crate) fn prepare(&mut self, source: &StreamSource) -> bool {
        let other = self.routes != source.routes;
        if self.shows(source) {
            self.routes.clone_from(&source.routes);
        } else if other {
            *self = Self { routes: source.routes.clone(), ..Self::default() };
        }
        self.ring.limit(source.replay);
        other
    }

    /// Discards the oldest frame to free memory. Returns false if there is none.
    pub(crate) fn forget_oldest(&mut self) -> bool {
        self.ring.forget_oldest()
    }

    /// Counts the next frame.
    pub(crate) fn next_number(&mut self) -> u64 {
        self.number += 1;
        self.number
    }

    /// A frame was cut off, or lost.
    pub(crate) fn lost(&mut self) {
        self.lost = self.lost.saturating_add(1);
    }

    /// The next frame comes by another connection.
    pub(crate) fn connects(&mut self) {
        self.gap = self.number > 0;
    }

    /// The stream's clock stood still for this many milliseconds.
    pub(crate) fn slept(&mut self, milliseconds: f64) {
        self.ring.slept(milliseconds);
        for entry in &mut self.doubtful {
            entry.arrived -= milliseconds;
        }
    }

    /// A frame has arrived. Keeps every frame now known to be complete, and calls `each` once for
    /// each of them, in order.
    pub(crate) fn received(&mut self, at: Moment, arrived: Arrived<P>, mut each: impl FnMut(&Kept<P>)) {
        let Arrived { frame, is_complete, ending, .. } = arrived;
        let mut whole = std::mem::take(&mut self.doubtful);
        if is_complete {
            // Those without an end marker were cut off.
            for entry in whole.drain(..) {
                self.lost = self.lost.saturating_add(entry.lost + 1);
                self.gap |= entry.gap;
            }
        }
        whole.push(Entry {
            number: frame.origin.number,
            arrived: frame.origin.arrived,
            wall: at.wall,
            captured: frame.captured(),
            size: frame.length(),
            lost: std::mem::take(&mut self.lost),
            gap: std::mem::take(&mut self.gap),
            payload: frame,
        });
        if ending == Ending::Doubtful {
            self.doubtful = whole;
            return;
        }
        for entry in whole {
            each(&entry);
            self.ring.push(entry);
        }
    }
}

impl<P> Default for History<P> {
    fn default() -> Self {
        Self {
            ring: Ring::new(ReplayLimits::NONE),
            routes: Vec::new(),
            number: 0,
            lost: 0,
            gap: false,
            endings: Endings::default(),
            doubtful: Vec::new(),
        }
    }
}
