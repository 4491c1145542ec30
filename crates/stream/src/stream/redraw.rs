//! The frame on the screen, drawn once more: because the canvas was lost, because more of it is to
//! be seen than was decoded, or because it is to be seen otherwise.

use std::rc::Rc;

use super::{Purpose, Stream};
use crate::connection::Event;
use crate::effect::Effect;
use crate::frame::{DisplayedFrame, Frame};
use crate::id::DecodeId;
use crate::input::{Moment, Surface};
use crate::{Reduction, Sink, State};

/// Milliseconds that the browser has for giving a lost canvas back.
const RETURN: f64 = 3000.0;

/// Whether the canvas shows what was drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) enum CanvasLoss {
    /// It does.
    #[default]
    None,
    /// The browser has lost it, with its graphics process or for want of memory, since then. It
    /// gives it back empty, sooner or later.
    Since(f64),
    /// It is back, and empty.
    Restored,
}

impl<P> Stream<P> {
    /// Whether what is drawn now would not be seen.
    pub fn is_blank(&self) -> bool {
        matches!(self.canvas, CanvasLoss::Since(_))
    }

    /// By how much the next frame may be reduced: not at all where its pixels are wanted.
    pub fn wanted_reduction(&self) -> Reduction {
        if self.surface.is_read || !self.surface.is_plain { Reduction::None } else { self.reduction }
    }

    /// The frame on the screen was drawn once more, whole.
    pub(super) fn shows_whole(&mut self) {
        if let Some(displayed) = &mut self.displayed {
            displayed.set_whole();
        }
    }

    pub(super) fn canvas_lost(&mut self, at: Moment) {
        self.canvas = CanvasLoss::Since(at.now);
        self.tell(at, Event::Blank(true));
    }

    pub(super) fn canvas_restored(&mut self) {
        self.canvas = CanvasLoss::Restored;
        // Without a frame, the first that comes ends the loss.
        self.redraw();
    }

    /// Something has been drawn on the canvas.
    pub(super) fn drawn_on_canvas(&mut self, at: Moment) {
        if self.canvas == CanvasLoss::Restored {
            self.canvas = CanvasLoss::None;
            self.tell(at, Event::Blank(false));
        }
    }

    /// Gives up a canvas that does not come back.
    pub(super) fn check_canvas(&mut self, now: f64) {
        let CanvasLoss::Since(since) = self.canvas else { return };
        if self.state(now) == State::Idle {
            // Nobody looks, and browsers take back what nobody looks at.
            self.canvas = CanvasLoss::Since(now);
        } else if now - since > RETURN {
            self.effects.push_back(Effect::ReplaceCanvas);
        }
    }

    pub(super) fn reduce(&mut self, reduction: Reduction) {
        self.reduction = reduction;
        self.sharpened = None;
        self.sharpen();
    }

    pub(super) fn change_surface(&mut self, surface: Surface) {
        let before = std::mem::replace(&mut self.surface, surface);
        if surface.has_video != before.has_video {
            self.change_video();
        }
        let is_for_canvas = surface.is_read && !before.is_read || surface.is_shared && !before.is_shared;
        if is_for_canvas && self.sink() == Sink::Video {
            self.redraw();
        }
        if before.is_shared && !surface.is_shared {
            self.forget_video();
        }
        if surface.is_read && !before.is_read {
            self.sharpen();
        }
    }

    /// The enhancements have changed.
    pub(super) fn enhanced(&mut self, at: Moment, is_drawn: bool) {
        if self.displayed.is_none() {
            // Nothing has changed yet: a report would tell of a player that does not play, to
            // somebody who has just asked it to.
            return;
        }
        if is_drawn || !self.redraw() {
            self.tell_page(at);
            self.effects.push_back(Effect::StackHeld);
        }
    }

    /// Draws the frame that is shown once more, whole, where less of it was decoded than is to be
    /// seen.
    pub(super) fn sharpen(&mut self) {
        let wanted = self.wanted_reduction();
        let Some(coarse) = self.displayed.as_ref().filter(|shown| shown.reduction() > wanted) else { return };
        let coarse = (coarse.frame().origin.play, coarse.number());
        // The next frame of a video is whole by itself, unless one is held.
        let is_lasting = self.sink() == Sink::Canvas || self.is_replaying();
        if self.sharpened != Some(coarse) && is_lasting && self.redraw() {
            self.sharpened = Some(coarse);
        }
    }

    /// Has the frame on the screen drawn once more. Returns false if there is none, or that is being
    /// done.
    pub(super) fn redraw(&mut self) -> bool {
        let frame = self.displayed.as_ref().map(|shown| Rc::clone(shown.frame()));
        frame.is_some_and(|frame| self.begin_decoding(frame, Purpose::Redraw))
    }

    pub(super) fn decoded_to_redraw(
        &mut self,
        at: Moment,
        id: DecodeId,
        frame: Rc<Frame<P>>,
        is_decoded: bool,
    ) {
        let is_shown = self.is_shown(&frame);
        if is_decoded && is_shown && !self.is_blank() {
            self.draw(id, frame, Purpose::Redraw, at.now.into());
            return;
        }
        if is_decoded {
            self.effects.push_back(Effect::Discard(id));
        }
        self.redraw_is_over(at, is_shown);
    }

    pub(super) fn redrawn(&mut self, at: Moment, frame: &Rc<Frame<P>>, is_drawn: bool) {
        let is_shown = self.is_shown(frame);
        if is_shown && is_drawn {
            self.shows_whole();
        }
        self.redraw_is_over(at, true);
    }

    /// Where another frame was shown meanwhile on a canvas that came back empty, that one has drawn
    /// it full.
    fn redraw_is_over(&mut self, at: Moment, is_shown: bool) {
        if !is_shown && self.canvas == CanvasLoss::Restored {
            self.redraw();
        }
        self.tell_page(at);
        self.effects.push_back(Effect::StackHeld);
    }

    pub(super) fn is_shown(&self, frame: &Rc<Frame<P>>) -> bool {
        self.displayed.as_ref().map(DisplayedFrame::frame).is_some_and(|shown| Rc::ptr_eq(shown, frame))
    }
}
