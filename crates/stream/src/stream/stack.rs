//! The frames before the one that is held, taken into its mean.

use std::collections::VecDeque;
use std::rc::Rc;

use super::{Purpose, Stream};
use crate::effect::Effect;
use crate::frame::Frame;
use crate::history::is_same_view;
use crate::id::DecodeId;
use crate::input::Moment;

/// A mean that is being made.
#[derive(Debug)]
pub(super) struct Stacking<P> {
    /// Number of the frame that is held, and how many are wanted in its mean.
    pub(super) of: Option<(u64, u16)>,
    /// Frames still to be taken, oldest first; the last one is the one that is held.
    rest: VecDeque<Rc<Frame<P>>>,
    /// None of them has been taken yet.
    is_first: bool,
}

impl<P> Default for Stacking<P> {
    fn default() -> Self {
        Self { of: None, rest: VecDeque::new(), is_first: true }
    }
}

impl<P> Stream<P> {
    /// Whether a frame is held on the screen.
    pub fn holds(&self) -> bool {
        self.is_replaying() && !self.is_playing()
    }

    /// The mean on the screen is of `stacked` frames, where `wanted` are asked for: takes the kept
    /// ones before the frame that is held.
    pub(super) fn stack(&mut self, at: Moment, wanted: u16, stacked: u16) {
        let Some(number) = self.displayed_number() else { return };
        let of = Some((number, wanted));
        let is_busy = self.pending.iter().any(|pending| pending.purpose == Purpose::Stack);
        if self.holds() && stacked > 0 && stacked < wanted && self.stacking.of != of && !is_busy {
            self.stacking = Stacking { of, rest: self.view_before(number, wanted), is_first: true };
            self.stack_next(at);
        }
    }

    pub(super) fn decoded_to_stack(
        &mut self,
        at: Moment,
        id: DecodeId,
        frame: Rc<Frame<P>>,
        is_decoded: bool,
    ) {
        let held = self.displayed_number();
        let is_wanted = self.holds() && held.is_some() && self.stacking.of.map(|of| of.0) == held;
        if !is_wanted {
            self.stacking.rest.clear();
        }
        if is_decoded && !is_wanted {
            self.effects.push_back(Effect::Discard(id));
        } else if is_decoded {
            if std::mem::take(&mut self.stacking.is_first) {
                self.effects.push_back(Effect::RestartStack);
            }
            if Some(frame.origin.number) == held {
                return self.draw(id, frame, Purpose::Stack, at.now.into());
            }
            self.effects.push_back(Effect::Take(id));
        }
        self.stack_next(at);
    }

    pub(super) fn stacked(&mut self, at: Moment, frame: &Rc<Frame<P>>, is_drawn: bool) {
        if is_drawn && self.is_shown(frame) {
            self.shows_whole();
        }
        self.stack_next(at);
    }

    fn stack_next(&mut self, at: Moment) {
        while let Some(frame) = self.stacking.rest.pop_front() {
            if frame.check().is_ok() && self.begin_decoding(frame, Purpose::Stack) {
                return;
            }
        }
        self.tell_page(at);
        self.effects.push_back(Effect::StackHeld);
    }

    /// Up to `most` frames of one view that end with frame `number`, oldest first.
    fn view_before(&self, number: u64, most: u16) -> VecDeque<Rc<Frame<P>>> {
        let mut frames = VecDeque::new();
        let mut after: Option<f64> = None;
        for number in (0..=number).rev().take(most.into()) {
            let Some(entry) = self.history.frames().get(number) else { break };
            if after.is_some_and(|after| !is_same_view(entry.arrived, after)) {
                break;
            }
            frames.push_front(Rc::clone(&entry.payload));
            if entry.gap {
                break;
            }
            after = Some(entry.arrived);
        }
        frames
    }
}
