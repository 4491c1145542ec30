//! Pictures that are shown far smaller than they are: fewer pixels are decoded, drawn and put together.

use super::engine::Engine;
use super::enhance::redraw_shown;
use super::picture::Shown;
use crate::{Reduction, Sink};

impl Engine {
    /// By what pictures may be smaller from now on.
    pub(super) fn reduce(&mut self, reduction: Reduction) {
        self.reduction = reduction;
        self.sharpened = None;
        self.sharpen();
    }

    /// What the next picture may be reduced by: nothing where its pixels are wanted.
    pub(super) fn wanted_reduction(&self) -> Reduction {
        if self.track.read || !self.is_plain() { Reduction::None } else { self.reduction }
    }

    /// Draws the picture that is shown once more, whole, where less of it was decoded than is to be seen.
    pub(super) fn sharpen(&mut self) {
        let coarse = self.shown().filter(|shown| shown.reduction() > self.wanted_reduction());
        let coarse = coarse.map(Shown::identity).filter(|coarse| self.sharpened != Some(*coarse));
        // The next picture of a video is whole by itself.
        if coarse.is_some()
            && self.track.sink() == Sink::Canvas
            && let Some(shared) = self.shared()
            && redraw_shown(&shared, self)
        {
            self.sharpened = coarse;
        }
    }
}
