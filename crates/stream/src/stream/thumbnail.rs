//! Small pictures of what is kept, for a timeline.

use std::rc::Rc;

use super::{Purpose, Stream};
use crate::effect::Effect;
use crate::frame::Frame;
use crate::id::DecodeId;
use crate::input::Moment;

impl<P> Stream<P> {
    /// Height of a thumbnail in pixels. The width is as the frame has it.
    pub(super) const THUMBNAIL: u32 = 120;

    /// Gives a small picture of what was shown at `wall`. One is decoded at a time, and the last that
    /// was asked for meanwhile waits.
    pub(super) fn thumbnail(&mut self, at: Moment, number: u32, wall: f64) {
        if self.pending.iter().any(|pending| matches!(pending.purpose, Purpose::Thumbnail(_))) {
            self.thumbnail = Some((number, wall));
            return;
        }
        let frame = self.history.frames().at(wall - at.ahead()).map(|entry| Rc::clone(&entry.payload));
        match frame.filter(|frame| frame.check().is_ok()) {
            Some(frame) => self.want(frame, Purpose::Thumbnail(number), None),
            None => self.effects.push_back(Effect::Thumbnail(number, None)),
        }
    }

    pub(super) fn decoded_for_thumbnail(
        &mut self,
        at: Moment,
        number: u32,
        id: DecodeId,
        frame: &Frame<P>,
        is_decoded: bool,
    ) {
        let thumbnail = is_decoded.then(|| (id, frame.origin.arrived + at.ahead()));
        self.effects.push_back(Effect::Thumbnail(number, thumbnail));
        if let Some((number, wall)) = self.thumbnail.take() {
            self.thumbnail(at, number, wall);
        }
    }
}
