//! Every picture that was received whole, decoded or not: given out once, and kept to be looked at again.

use std::rc::Rc;

use mjpeg::{Ending, Endings};
use recording::session::is_same_picture;
use stream::history::{Entry, Ring};

use super::engine::Engine;
use super::picture::Picture;
use crate::{ReplayLimits, Route, StreamSource};

/// A picture that was received, the camera's own bytes in the browser's memory. To hold it, clone it.
pub(super) type Received = Entry<Rc<Picture>>;

/// The last seconds, and what is to be known of the next picture.
pub(super) struct Kept {
    pub(super) ring: Ring<Rc<Picture>>,
    /// Where they come from: those of another source are not kept.
    routes: Vec<Route>,
    /// Number of the last picture.
    number: u64,
    /// Pictures lost since.
    lost: u32,
    /// Another connection since.
    gap: bool,
    /// Whether the camera's pictures have end markers, as far as known.
    pub(super) endings: Endings,
    /// Pictures of which it is not known yet whether they were cut off.
    doubtful: Vec<Received>,
}

impl Default for Kept {
    fn default() -> Self {
        let ring = Ring::new(ReplayLimits::NONE);
        Self {
            ring,
            routes: Vec::new(),
            number: 0,
            lost: 0,
            gap: false,
            endings: Endings::default(),
            doubtful: Vec::new(),
        }
    }
}

impl Kept {
    /// Whether what was played last is what `source` shows, maybe in another size or at another rate.
    pub(super) fn shows(&self, source: &StreamSource) -> bool {
        let url = self.routes.first().map_or("", |route| &route.url);
        is_same_picture(url, source.url())
    }

    /// `source` is played from now on. What is kept of another is forgotten; gives whether it was another.
    pub(super) fn prepare(&mut self, source: &StreamSource) -> bool {
        let other = self.routes != source.routes;
        if other {
            self.routes.clone_from(&source.routes);
            self.ring.clear();
            (self.number, self.lost, self.gap) = (0, 0, false);
            self.endings = Endings::default();
            self.doubtful.clear();
        }
        self.ring.limit(source.replay);
        other
    }

    /// Whether every picture is wanted, also those that come too late to be decoded.
    pub(super) fn wants_all(&self) -> bool {
        self.ring.limits().keep_something()
    }

    /// Counts the next picture.
    pub(super) fn next_number(&mut self) -> u64 {
        self.number += 1;
        self.number
    }

    /// A picture was cut off, or lost.
    pub(super) fn lost(&mut self) {
        self.lost = self.lost.saturating_add(1);
    }

    /// The next picture comes by another connection.
    pub(super) fn connects(&mut self) {
        self.gap = self.number > 0;
    }

    /// The engine's clock stood still for so many milliseconds.
    pub(super) fn slept(&mut self, milliseconds: f64) {
        self.ring.slept(milliseconds);
    }

    /// The pictures from the one shown at `time` (engine clock) on, oldest first: for the time before a recording, or
    /// between two marks.
    pub(super) fn since(&self, time: f64) -> impl Iterator<Item = &Received> {
        self.ring.since(time)
    }
}

impl Engine {
    /// `picture`, of `size` bytes, has been received, with an end marker or without, and was judged by that. While
    /// [`Kept::wants_all`], each that is whole comes by here once, in order, before anything decides whether it is decoded:
    /// consumers of every picture hook in here, by reference and without a copy of the bytes.
    pub(super) fn received(&mut self, picture: &Rc<Picture>, size: usize, is_complete: bool, ending: Ending) {
        let doubtful = std::mem::take(&mut self.kept.doubtful);
        if is_complete {
            // Those without an end marker were cut off.
            for picture in &doubtful {
                self.kept.lost = self.kept.lost.saturating_add(picture.lost + 1);
                self.kept.gap |= picture.gap;
            }
        }
        let arrived = picture.origin.arrived;
        let received = Received {
            number: picture.origin.number,
            arrived,
            wall: js_sys::Date::now(),
            captured: picture.captured(),
            size,
            lost: std::mem::take(&mut self.kept.lost),
            gap: std::mem::take(&mut self.kept.gap),
            payload: Rc::clone(picture),
        };
        match ending {
            Ending::Doubtful => {
                self.kept.doubtful = doubtful;
                self.kept.doubtful.push(received);
            }
            _ if is_complete => self.keep(received),
            _ => doubtful.into_iter().chain([received]).for_each(|received| self.keep(received)),
        }
    }

    fn keep(&mut self, received: Received) {
        self.record(&received);
        self.kept.ring.push(received);
    }
}
