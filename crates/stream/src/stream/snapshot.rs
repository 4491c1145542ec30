//! The frame on the screen, for somebody who asks.

use std::rc::Rc;

use super::{Purpose, Stream};
use crate::effect::{Effect, Seen, Snapshot};
use crate::frame::Frame;
use crate::id::DecodeId;
use crate::{Reduction, Sink};

impl<P> Stream<P> {
    /// Gives the frame on the screen, and with it, if `is_seen`, what a person sees of it.
    pub(super) fn snapshot(&mut self, number: u32, is_seen: bool) {
        let Some(shown) = &self.displayed else {
            return self.effects.push_back(Effect::Snapshot(number, None));
        };
        let (frame, size) = (Rc::clone(shown.frame()), shown.size());
        // A video, a reduced canvas, or one that is shared, shows the frame as it came.
        let is_whole =
            shown.reduction() == Reduction::None && self.sink() == Sink::Canvas && !self.surface.is_shared;
        if is_seen && !is_whole && frame.check().is_ok() {
            return self.want(frame, Purpose::Snapshot(number, size), None);
        }
        let seen = if is_seen && is_whole { Seen::OnCanvas } else { Seen::Nowhere };
        self.effects.push_back(Effect::Snapshot(number, Some(Snapshot { frame, size, seen })));
    }

    pub(super) fn decoded_for_snapshot(
        &mut self,
        (number, size): (u32, (u32, u32)),
        id: DecodeId,
        frame: Rc<Frame<P>>,
        is_decoded: bool,
    ) {
        let seen = if is_decoded { Seen::Pixels(id) } else { Seen::Nowhere };
        self.effects.push_back(Effect::Snapshot(number, Some(Snapshot { frame, size, seen })));
    }
}
