//! Which frame is decoded when, by which decoder, and what becomes of its pixels.

use std::rc::Rc;

use causes::Cause;

use super::{Pending, Purpose, Stage, Stream};
use crate::decode::{DecodeLimit, DecoderSelector, Job, Urgency, Wish};
use crate::effect::{DecodeJob, DrawOn, Effect};
use crate::frame::{DisplayedFrame, Frame};
use crate::id::DecodeId;
use crate::input::{Drawn, Moment, Pixels};
use crate::live::{LatestFrame, Offer};
use crate::{Decoding, Reduction, Sink, StreamSource};

/// What pixels are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DecodeTarget {
    /// Pixels for the canvas, or a frame for the video.
    sink: Sink,
    /// For the enhancer, which takes whole images only.
    is_enhanced: bool,
    /// How much smaller the frame may be.
    reduction: Reduction,
}

/// When, by the stream's clock.
#[derive(Debug, Clone, Copy)]
pub(super) struct DecodeTimes {
    begun: f64,
    /// When the decoder was asked that is at it now.
    asked: f64,
    decoded: f64,
}

/// Milliseconds after which a decoder that has not answered counts as failed.
const PATIENCE: f64 = 30_000.0;

impl From<f64> for DecodeTimes {
    /// At once.
    fn from(now: f64) -> Self {
        Self { begun: now, asked: now, decoded: now }
    }
}

impl<P> Pending<P> {
    /// A live frame whose place a newer one may take.
    fn is_waiting_live(&self) -> bool {
        self.purpose == Purpose::Live && self.stage == Stage::Waiting && !self.is_second_try
    }
}

impl Purpose {
    /// Whether the pixels go to what a person sees.
    fn is_drawn(self) -> bool {
        !matches!(self, Self::Snapshot(..) | Self::Thumbnail(_))
    }
}

impl<P> Stream<P> {
    /// Whether frames come faster than they are decoded.
    pub fn is_behind(&self) -> bool {
        self.latest.is_behind() || self.pending.iter().any(Pending::is_waiting_live)
    }

    /// A decoder is free for what [`Effect::Decode`] has announced. Gives the frame and how it is
    /// decoded, to be answered by [`Input::Decoded`](crate::Input::Decoded); nothing if that is not
    /// wanted any more.
    pub fn begin(&mut self, at: Moment, id: DecodeId) -> Option<(Rc<Frame<P>>, DecodeJob)> {
        let is_meant = |pending: &&Pending<P>| pending.id == id && pending.stage == Stage::Waiting;
        let pending = self.pending.iter().find(is_meant)?;
        let (frame, purpose) = (Rc::clone(&pending.frame), pending.purpose);
        let whole = DecodeJob { by: Decoding::Bitmap, size: None, sink: Sink::Canvas };
        let (job, first) = match purpose {
            Purpose::Live | Purpose::Replay if !pending.is_second_try => {
                let job = self.job(&frame, purpose);
                (job, Some(job))
            }
            Purpose::Thumbnail(_) => (DecodeJob { size: Some((0, Self::THUMBNAIL)), ..whole }, None),
            // By the decoder that is anywhere, and for any surface.
            _ => (whole, None),
        };
        let pending = self.pending.iter_mut().find(|pending| pending.id == id)?;
        let begun = if pending.is_second_try { pending.times.begun } else { at.now };
        pending.times = DecodeTimes { begun, asked: at.now, decoded: at.now };
        (pending.stage, pending.job) = (Stage::Decoding, first);
        Some((frame, job))
    }

    /// Another source is played.
    pub(super) fn reset_decoding(&mut self, source: &StreamSource) {
        // Decoders that are still at frames of what was played before are not waited for.
        self.latest = LatestFrame::new();
        self.pending.retain(|pending| pending.purpose != Purpose::Live);
        self.limit = DecodeLimit::new(self.abilities.processors);
        self.selector = DecoderSelector::new(source.paths.decoding, self.abilities.has_image_decoder);
        self.reset_video(source);
    }

    /// A live frame may be decoded, if there is room.
    pub(super) fn offer(&mut self, at: Moment, frame: Rc<Frame<P>>) {
        if let Some(waiting) = self.pending.iter_mut().find(|pending| pending.is_waiting_live()) {
            match frame.check() {
                Ok(()) => {
                    waiting.frame = frame;
                    self.meter.dropped();
                }
                Err(cause) => self.undecodable(at, cause),
            }
            return;
        }
        match self.latest.offer() {
            Offer::Decode => self.decode_live(at, frame),
            Offer::Wait => {
                if self.latest.wait(frame).is_some() {
                    self.meter.dropped();
                }
            }
        }
    }

    /// Has a frame decoded for `purpose`, unless one is being decoded for it already. Returns true
    /// if it is begun.
    pub(super) fn begin_decoding(&mut self, frame: Rc<Frame<P>>, purpose: Purpose) -> bool {
        if self.pending.iter().any(|pending| pending.purpose == purpose) {
            return false;
        }
        self.want(frame, purpose, None);
        true
    }

    /// Has a frame decoded for `purpose` when a decoder is free, once more if it has failed.
    pub(super) fn want(
        &mut self,
        frame: Rc<Frame<P>>,
        purpose: Purpose,
        failed: Option<(Option<Decoding>, DecodeTimes)>,
    ) {
        self.decode = DecodeId(self.decode.0.wrapping_add(1));
        let id = self.decode;
        let (width, height) = self.wanted_reduction().of(frame.size()).unwrap_or(frame.size());
        let urgency = match purpose {
            Purpose::Live | Purpose::Stack => Urgency::Live,
            Purpose::Replay | Purpose::Redraw | Purpose::Snapshot(..) => Urgency::High,
            Purpose::Thumbnail(_) => Urgency::Low,
        };
        let is_second_try = failed.is_some();
        let (failed, times) = failed.unwrap_or((None, 0.0.into()));
        self.pending.push(Pending {
            id,
            frame,
            purpose,
            stage: Stage::Waiting,
            job: None,
            times,
            is_second_try,
            failed,
        });
        let wish = Wish { urgency, pixels: width.saturating_mul(height) };
        self.effects.push_back(Effect::Decode(id, wish));
    }

    /// A frame is decoded, or cannot be.
    pub(super) fn decoded(&mut self, at: Moment, id: DecodeId, pixels: Option<Pixels>) {
        let Some(pending) = self.take_pending(id) else { return };
        let Pending { frame, purpose, job, times, failed, .. } = pending;
        let times = DecodeTimes { decoded: at.now, ..times };
        if let (Some(pixels), Some(job)) = (pixels, job)
            && pixels.decoding == Decoding::Decoder
            && job.sink == Sink::Canvas
            && job.size.is_some()
            && frame.reduced_to(pixels.size) == Reduction::None
        {
            self.selector.heeded_no_size();
        }
        let usable = pixels.filter(|pixels| !purpose.is_drawn() || self.takes(&frame, *pixels));
        if usable.is_none() {
            if pixels.is_some() {
                self.effects.push_back(Effect::Discard(id));
            }
            if let Some(job) = job {
                // Once more, by the decoder that is anywhere.
                let failed = pixels.is_none().then_some(job.by);
                return self.want(frame, purpose, Some((failed, times)));
            }
        }
        if let Some(by) = failed.filter(|_| usable.is_some()) {
            self.selector.failed(by);
        }
        match purpose {
            Purpose::Live => {
                let is_for_video = |pixels: Pixels| {
                    pixels.decoding == Decoding::Decoder && job.is_some_and(|job| job.sink == Sink::Video)
                };
                self.decoded_live(at, id, frame, usable.map(is_for_video), times);
            }
            Purpose::Replay => self.decoded_again(at, id, frame, usable),
            Purpose::Redraw => self.decoded_to_redraw(at, id, frame, usable.is_some()),
            Purpose::Stack => self.decoded_to_stack(at, id, frame, usable.is_some()),
            Purpose::Snapshot(number, size) => {
                self.decoded_for_snapshot((number, size), id, frame, usable.is_some());
            }
            Purpose::Thumbnail(number) => {
                self.decoded_for_thumbnail(at, number, id, &frame, usable.is_some());
            }
        }
        self.make_up_for_ticks(at);
    }

    /// Gives up decoders that do not answer.
    pub(super) fn check_decoders(&mut self, at: Moment) {
        let is_overdue = |pending: &Pending<P>| {
            pending.stage == Stage::Decoding && at.now - pending.times.asked > PATIENCE
        };
        if let Some(id) = self.pending.iter().find(|pending| is_overdue(pending)).map(|pending| pending.id) {
            self.decoded(at, id, None);
        }
    }

    /// Pixels are drawn, or the browser refuses.
    pub(super) fn drawn(&mut self, at: Moment, id: DecodeId, drawn: Option<Drawn>) {
        let Some(pending) = self.take_pending(id) else { return };
        let Pending { frame, purpose, times, .. } = pending;
        if drawn.is_some_and(|drawn| drawn.on_canvas) {
            self.drawn_on_canvas(at);
            self.show_canvas(at, &frame);
        }
        match (purpose, drawn) {
            (Purpose::Live, Some(drawn)) => {
                self.drawn_live(at, &frame, drawn, times);
                self.decode_next(at);
            }
            (Purpose::Live, None) => {
                self.undecodable(at, Cause::Undecodable);
                self.decode_next(at);
            }
            (Purpose::Replay, drawn) => self.drawn_again(at, frame, drawn),
            (Purpose::Redraw, drawn) => self.redrawn(at, &frame, drawn.is_some()),
            (Purpose::Stack, drawn) => self.stacked(at, &frame, drawn.is_some()),
            // These are not drawn.
            (Purpose::Snapshot(..) | Purpose::Thumbnail(_), _) => {}
        }
    }

    /// Has pixels drawn on the canvas that are decoded.
    pub(super) fn draw(&mut self, id: DecodeId, frame: Rc<Frame<P>>, purpose: Purpose, times: DecodeTimes) {
        self.push_drawing(id, frame, purpose, times, DrawOn::Canvas);
    }

    fn push_drawing(
        &mut self,
        id: DecodeId,
        frame: Rc<Frame<P>>,
        purpose: Purpose,
        times: DecodeTimes,
        on: DrawOn,
    ) {
        let drawn = Rc::clone(&frame);
        let stage = Stage::Drawing;
        let (job, is_second_try, failed) = (None, false, None);
        self.pending.push(Pending { id, frame, purpose, stage, job, times, is_second_try, failed });
        self.effects.push_back(Effect::Draw(id, drawn, on));
    }

    /// Whether `pixels` of `frame` can be drawn as frames are to be drawn now.
    pub(super) fn takes(&self, frame: &Frame<P>, pixels: Pixels) -> bool {
        self.surface.is_plain
            || pixels.decoding == Decoding::Bitmap && frame.reduced_to(pixels.size) == Reduction::None
    }

    pub(super) fn take_pending(&mut self, id: DecodeId) -> Option<Pending<P>> {
        let index = self.pending.iter().position(|pending| pending.id == id)?;
        Some(self.pending.swap_remove(index))
    }

    fn decode_live(&mut self, at: Moment, frame: Rc<Frame<P>>) {
        match frame.check() {
            Ok(()) => self.want(frame, Purpose::Live, None),
            Err(cause) => {
                self.undecodable(at, cause);
                self.decode_next(at);
            }
        }
    }

    /// A decoder has become free.
    fn decode_next(&mut self, at: Moment) {
        if let Some(frame) = self.latest.done() {
            self.decode_live(at, frame);
        }
    }

    fn job(&mut self, frame: &Frame<P>, purpose: Purpose) -> DecodeJob {
        let is_for_video = purpose == Purpose::Live && self.may_feed(frame);
        let sink = if is_for_video { Sink::Video } else { Sink::Canvas };
        let is_enhanced = !self.surface.is_plain;
        let target = DecodeTarget { sink, is_enhanced, reduction: self.wanted_reduction() };
        let size_by = |reduction: Reduction| reduction.of(frame.size()).filter(|_| frame.is_plain());
        let own_size = size_by(target.reduction.min(Reduction::Quarter));
        let size = size_by(target.reduction);
        let (width, height) = size.unwrap_or(frame.size());
        let job = Job {
            is_plain: frame.is_plain(),
            pixels: width.saturating_mul(height),
            is_for_own: own_size.is_some_and(|size| frame.is_for_own_decoder(size)),
        };
        let by = match target.sink {
            // Nothing else gives frames for a video.
            Sink::Video => Decoding::Decoder,
            Sink::Canvas if target.is_enhanced => Decoding::Bitmap,
            Sink::Canvas => self.selector.next(job),
        };
        let size = if by == Decoding::Wasm { own_size } else { size };
        DecodeJob { by, size, sink: target.sink }
    }

    fn decoded_live(
        &mut self,
        at: Moment,
        id: DecodeId,
        frame: Rc<Frame<P>>,
        is_for_video: Option<bool>,
        times: DecodeTimes,
    ) {
        let is_usable = is_for_video.is_some();
        let is_played = frame.origin.play == self.play;
        let is_late = is_played && !self.is_replaying() && (self.is_blank() || self.is_overtaken(&frame));
        if let Some(is_for_video) = is_for_video
            && is_played
            && !is_late
            && !self.is_replaying()
        {
            let on = self.draw_on(at, &frame, is_for_video);
            return self.push_drawing(id, frame, Purpose::Live, times, on);
        }
        if is_usable {
            self.effects.push_back(Effect::Discard(id));
        }
        if is_late {
            self.meter.dropped();
        } else if is_played && !self.is_replaying() {
            self.undecodable(at, Cause::Undecodable);
        }
        // Where another frame is held, this one was counted when it came.
        self.decode_next(at);
    }

    fn drawn_live(&mut self, at: Moment, frame: &Rc<Frame<P>>, drawn: Drawn, times: DecodeTimes) {
        let Drawn { size, decoding, on_canvas, on_video } = drawn;
        let took = at.now - times.begun;
        self.limit.decoded(took);
        self.latest.limit(self.limit.limit());
        if on_video {
            self.selector.worked(decoding);
        } else {
            self.selector.took(decoding, size.0.saturating_mul(size.1), took);
        }
        self.overtaking = Some((frame.origin.play, frame.origin.number));
        let displayed = DisplayedFrame::new(Rc::clone(frame), size, decoding);
        let (width, height) = displayed.size();
        self.meter.drawn(at.now, times.decoded - times.begun, width, height);
        self.displayed = Some(displayed);
        if on_video {
            self.given(at, frame, on_canvas);
        } else {
            self.is_newest(at, frame);
        }
    }

    /// Whether a frame that came later than this one is shown: several may be decoded at once.
    fn is_overtaken(&self, frame: &Frame<P>) -> bool {
        let (play, number) = (frame.origin.play, frame.origin.number);
        self.overtaking.is_some_and(|drawn| drawn.0 == play && drawn.1 > number)
    }
}
