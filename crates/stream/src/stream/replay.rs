//! Frames that are kept, shown again on the same canvas. Reception goes on underneath.

use std::rc::Rc;

use super::{Purpose, Stream};
use crate::connection::Event;
use crate::effect::Effect;
use crate::frame::{DisplayedFrame, Frame};
use crate::history::{Playback, PlaybackTarget, Position};
use crate::id::DecodeId;
use crate::input::{Drawn, Moment, Pixels};
use crate::{ReplayCommand, ReplayMode, ReplayReport};

impl<P> Stream<P> {
    /// Whether frames that come are not to be drawn.
    pub fn is_replaying(&self) -> bool {
        self.playback.mode() != ReplayMode::Live
    }

    /// Whether frames are played again.
    pub fn is_playing(&self) -> bool {
        self.playback.mode() == ReplayMode::Playing
    }

    /// Whether the frame on the screen may not be called live.
    pub(super) fn shows_again(&self) -> bool {
        self.is_replaying() || self.displayed.as_ref().is_some_and(DisplayedFrame::is_replayed)
    }

    /// A person moves in what is kept.
    pub(super) fn replay(&mut self, at: Moment, command: ReplayCommand) {
        if self.has_display {
            // It is not the canvas that a person sees.
            return;
        }
        let command = match command {
            ReplayCommand::Seek(wall) => ReplayCommand::Seek(wall - at.ahead()),
            command => command,
        };
        let shown =
            self.displayed.as_ref().map(|shown| Position { number: shown.number(), time: shown.arrived() });
        self.playback.command(at.now, command, shown, self.history.frames());
        self.look(at);
        self.tell(at, Event::Tick);
    }

    /// Nothing that was kept is shown any more.
    pub(super) fn reset_playback(&mut self) {
        self.playback = Playback::default();
        self.broken.clear();
        self.pending.retain(|pending| pending.purpose != Purpose::Replay);
        self.stacking.of = None;
        self.forget_next();
    }

    /// Brings the screen to what is to be seen now.
    pub(super) fn look(&mut self, at: Moment) {
        if self.is_drawing(Purpose::Replay) {
            // It is looked at again as soon as that is done.
            return;
        }
        let target = self.playback.look(at.now, self.history.frames());
        let wanted = match target {
            PlaybackTarget::Hold => None,
            PlaybackTarget::Show(number) => Some(number),
            PlaybackTarget::Live => {
                self.forget_next();
                let is_replayed = self.displayed.as_ref().is_some_and(DisplayedFrame::is_replayed);
                self.history.frames().newest().filter(|_| is_replayed).map(|entry| entry.number)
            }
        };
        match wanted {
            Some(number) if self.displayed_number() == Some(number) => {
                if let Some(displayed) = &mut self.displayed {
                    displayed.set_replayed(target != PlaybackTarget::Live);
                }
            }
            Some(number) if !self.broken.contains(&number) => self.show_again(at, number),
            _ => {}
        }
        if self.is_playing() {
            if !self.is_drawing(Purpose::Replay) {
                self.look_ahead();
            }
            let due = self.playback.due(at.now, self.history.frames());
            self.effects.push_back(Effect::Wake(due));
        } else {
            self.effects.push_back(Effect::StackHeld);
        }
    }

    /// A frame was decoded to be shown again, or ahead of its time; or it cannot be.
    pub(super) fn decoded_again(
        &mut self,
        at: Moment,
        id: DecodeId,
        frame: Rc<Frame<P>>,
        pixels: Option<Pixels>,
    ) {
        let number = frame.origin.number;
        let is_kept = self.history.frames().get(number).is_some_and(|kept| Rc::ptr_eq(&kept.payload, &frame));
        let Some(pixels) = pixels else {
            self.cannot_be_decoded(number);
            return self.look(at);
        };
        if !is_kept {
            self.effects.push_back(Effect::Discard(id));
        } else {
            let is_next =
                self.displayed_number().and_then(|displayed| self.next_again(displayed)) == Some(number);
            let target = self.playback.look(at.now, self.history.frames());
            if is_next && target != PlaybackTarget::Show(number) {
                self.forget_next();
                self.next = Some((id, frame, pixels));
            } else {
                self.draw_again(at, id, frame);
            }
        }
        self.look(at);
    }

    /// It is drawn, or cannot be.
    pub(super) fn drawn_again(&mut self, at: Moment, frame: Rc<Frame<P>>, drawn: Option<Drawn>) {
        let number = frame.origin.number;
        match drawn {
            Some(Drawn { size, decoding, .. }) => {
                let mut displayed = DisplayedFrame::new(frame, size, decoding);
                displayed.set_replayed(self.is_replaying());
                let (width, height) = displayed.size();
                self.meter.sized(width, height);
                self.displayed = Some(displayed);
                // Where it plays, the ticks are often enough.
                if !self.is_playing() {
                    self.tell(at, Event::Tick);
                }
            }
            None => self.cannot_be_decoded(number),
        }
        self.look(at);
        self.make_up_for_ticks(at);
    }

    /// What is kept and what is shown of it, for the page; nothing without frames.
    pub(super) fn replay_report(&self, at: Moment) -> Option<ReplayReport> {
        let frames = self.history.frames();
        let (oldest, newest) = (frames.oldest()?, frames.newest()?);
        if self.has_display {
            return None;
        }
        let ahead = at.ahead();
        let mode = self.playback.mode();
        let shown = self.displayed.as_ref().filter(|shown| mode != ReplayMode::Live || shown.is_replayed());
        let arrived = shown.map_or(newest.arrived, DisplayedFrame::arrived);
        Some(ReplayReport {
            mode,
            number: shown.map_or(newest.number, DisplayedFrame::number),
            position_ms: arrived.max(oldest.arrived) + ahead,
            captured_ms: shown.map_or(newest.captured, |shown| shown.frame().captured()),
            begin_ms: oldest.arrived + ahead,
            end_ms: newest.arrived + ahead,
            behind_ms: (at.now - arrived).max(0.0),
            is_outlived: mode != ReplayMode::Live && arrived < oldest.arrived,
            speed: self.playback.speed(),
            marks: self.playback.marks(frames).map(|mark| mark.map(|mark| mark + ahead)),
            is_looping: self.playback.is_looping(),
            gaps: frames
                .gaps()
                .take(ReplayReport::GAPS)
                .map(|(from, to)| (from + ahead, to + ahead))
                .collect(),
            pictures: frames.len() as u64,
            bytes: frames.bytes(),
        })
    }

    pub(super) fn displayed_number(&self) -> Option<u64> {
        self.displayed.as_ref().map(DisplayedFrame::number)
    }

    fn forget_next(&mut self) {
        if let Some((id, ..)) = self.next.take() {
            self.effects.push_back(Effect::Discard(id));
        }
    }

    fn show_again(&mut self, at: Moment, number: u64) {
        match self.next.take_if(|(_, frame, _)| frame.origin.number == number) {
            Some((id, frame, pixels)) if self.takes(&frame, pixels) => self.draw_again(at, id, frame),
            Some((id, ..)) => {
                // They were made for another surface.
                self.effects.push_back(Effect::Discard(id));
                self.decode_again(number);
            }
            None => self.decode_again(number),
        }
    }

    fn decode_again(&mut self, number: u64) {
        let Some(entry) = self.history.frames().get(number) else { return };
        let frame = Rc::clone(&entry.payload);
        if frame.check().is_err() {
            self.cannot_be_decoded(number);
        } else {
            self.begin_decoding(frame, Purpose::Replay);
        }
    }

    /// Two that follow each other would otherwise be tried in turn for ever.
    fn cannot_be_decoded(&mut self, number: u64) {
        /// So many are remembered.
        const MOST: usize = 64;
        if self.broken.len() == MOST {
            self.broken.pop_front();
        }
        self.broken.push_back(number);
    }

    fn draw_again(&mut self, at: Moment, id: DecodeId, frame: Rc<Frame<P>>) {
        let is_live = !self.is_replaying();
        if is_live && self.displayed.as_ref().is_some_and(|shown| !shown.is_replayed()) {
            // A newer one was drawn meanwhile.
            self.effects.push_back(Effect::Discard(id));
        } else {
            self.draw(id, frame, Purpose::Replay, at.now.into());
        }
    }

    fn next_again(&self, number: u64) -> Option<u64> {
        self.playback.next(number, self.history.frames()).map(|entry| entry.number)
    }

    /// Decodes the next frame before its time, where each is shown.
    fn look_ahead(&mut self) {
        let Some(next) = self.displayed_number().and_then(|number| self.next_again(number)) else { return };
        let is_ahead = self.next.as_ref().is_some_and(|(_, frame, _)| frame.origin.number == next);
        if !is_ahead && self.playback.speed().octave() <= 1 && !self.broken.contains(&next) {
            self.decode_again(next);
        }
    }
}
