//! One recording: which pictures go into which file, what is missing, when a file ends and the next
//! begins. It knows no disk: pictures go in, [`Effect`]s come out.

mod effect;
mod identity;

use std::collections::VecDeque;

use mjpeg::jpeg::{AxisProduct, AxisTime, Facts};
use mjpeg::{Ending as PictureEnding, Endings, Frame, Timestamp};

use crate::{About, CameraText, Container, Error, Limits, Moment, Picture, Stamp, Timeline, Writer};

pub use effect::{Begun, Effect, Ended, Loss, Note};
pub use identity::is_same_picture;

/// The description of a recording, and its container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The kind of file.
    pub container: Container,
    /// The camera's address for the tags. The caller takes the secrets off.
    pub source: String,
    /// Milliseconds after which the next file begins, if so.
    pub segment: Option<u64>,
}

/// The arrival of a picture, and the losses before it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Received {
    /// Milliseconds by a clock that never goes back.
    pub now: u64,
    /// Milliseconds since 1970 by the clock of this machine.
    pub arrival: u64,
    /// The camera's time in the header of its part.
    pub timestamp: Option<Timestamp>,
    /// The same in the camera's words.
    pub text: CameraText,
    /// Pictures lost before it.
    pub lost: u64,
    /// Whether the connection was lost before it.
    pub gap: bool,
}

impl Received {
    /// Of a picture that came just now, with nothing missing before it.
    pub fn new(now: u64, arrival: u64, frame: &Frame<'_>) -> Self {
        let headers = frame.headers();
        let timestamp = headers.timestamp(arrival as f64 / 1000.0);
        let text = headers.timestamp_text().map(CameraText::new).unwrap_or_default();
        Self { now, arrival, timestamp, text, lost: 0, gap: false }
    }
}

/// The totals so far, over all files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Arrival of the first picture, in milliseconds since 1970; `None` before there is one.
    pub begun: Option<u64>,
    /// Milliseconds from the first picture's arrival to the last one's.
    pub length: u64,
    /// Bytes of the files.
    pub bytes: u64,
    /// Pictures in them.
    pub frames: u64,
    /// Pictures that are known to be missing.
    pub lost: u64,
}

/// One recording.
#[derive(Debug)]
pub struct Session {
    options: Options,
    limits: Limits,
    file: Option<File>,
    parts: u32,
    /// Whether the camera's pictures have end markers, as far as known.
    endings: Endings,
    /// Pictures of which it is not known yet whether they were cut off.
    doubtful: Vec<(Received, Vec<u8>)>,
    /// Bytes of the files that were ended.
    ended: u64,
    /// Lost since the last picture that was written.
    lost: u64,
    gap: bool,
    /// The connection was lost since the last picture that came.
    interrupted: bool,
    totals: Totals,
    /// One for each `Append` and `End` of the last call, until it is reported as stored.
    unstored: VecDeque<Unstored>,
}

/// An effect that is lost if the disk fails now, and the losses that it tells.
#[derive(Debug, Default)]
struct Unstored {
    is_picture: bool,
    lost: u64,
    gap: bool,
}

#[derive(Debug)]
struct File {
    begun: Begun,
    /// By the clock that never goes back.
    opened: u64,
    /// The camera that it names.
    product: Option<AxisProduct>,
    writer: Writer,
    timeline: Timeline,
}

impl Session {
    /// A recording without a picture. Its first file begins with the first one.
    pub fn new(options: Options) -> Self {
        Self {
            options,
            limits: Limits::default(),
            file: None,
            parts: 0,
            endings: Endings::default(),
            doubtful: Vec::new(),
            ended: 0,
            lost: 0,
            gap: false,
            interrupted: false,
            totals: Totals::default(),
            unstored: VecDeque::new(),
        }
    }

    /// The same with other limits of a file.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// The totals so far.
    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// A picture has come. Whether one without an end marker was cut off may show only later: it
    /// waits here so long.
    pub fn frame(&mut self, mut received: Received, frame: &Frame<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.unstored.clear();
        received.gap |= std::mem::take(&mut self.interrupted);
        match self.endings.judge(frame.is_complete()) {
            PictureEnding::Doubtful => self.doubtful.push((received, frame.jpeg().to_vec())),
            PictureEnding::CutOff => self.lose_cut_off(&received, &mut effects),
            PictureEnding::Whole => {
                if frame.is_complete() {
                    for (received, _) in std::mem::take(&mut self.doubtful) {
                        self.lose_cut_off(&received, &mut effects);
                    }
                }
                self.record_doubtful(&mut effects);
                self.record(frame.jpeg(), &received, &mut effects);
            }
        }
        effects
    }

    /// Records a picture that is whole.
    pub fn picture(&mut self, jpeg: &[u8], received: &Received) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.unstored.clear();
        self.record(jpeg, received, &mut effects);
        effects
    }

    /// So many pictures came and could not be kept.
    pub fn lose(&mut self, pictures: u64) {
        self.lost += pictures;
        self.totals.lost += pictures;
    }

    /// The connection is lost: the next [`frame`](Self::frame) comes after a gap.
    pub fn interrupted(&mut self) {
        self.interrupted = true;
    }

    /// Ends the recording; `now` by the clock that never goes back, `date` in milliseconds since
    /// 1970.
    pub fn finish(&mut self, now: u64, date: u64) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.unstored.clear();
        // Nothing says that they were cut off.
        self.record_doubtful(&mut effects);
        self.end_file(now, date, &mut effects);
        effects
    }

    /// The last [`Effect::Append`] has failed, and its file has to stay as it is, without its
    /// picture.
    pub fn give_up(&mut self) -> Option<Ended> {
        let File { begun, writer, .. } = self.file.take()?;
        self.totals.frames -= 1;
        self.totals.lost += 1;
        Some(Ended { begun, frames: writer.frames() - 1, lost: writer.lost() + 1, bytes: 0, length: 0 })
    }

    /// The next [`Effect::Append`] or [`Effect::End`] of the last call is done. Only a caller that
    /// goes on after a failure of the disk has to report this; see [`abandon`](Self::abandon).
    pub fn stored(&mut self) {
        self.unstored.pop_front();
    }

    /// The disk has failed: the effects of the last call that were not reported as
    /// [`stored`](Self::stored) are not done and will not be. The open file stays as it is, without
    /// an end. The next picture begins another file, whose evidence counts the pictures of these
    /// effects as lost.
    pub fn abandon(&mut self) {
        self.file = None;
        for unstored in std::mem::take(&mut self.unstored) {
            self.lost += unstored.lost;
            self.gap |= unstored.gap;
            if unstored.is_picture {
                self.totals.frames -= 1;
                self.lose(1);
            }
        }
        self.totals.bytes = self.ended;
    }

    fn record_doubtful(&mut self, effects: &mut Vec<Effect>) {
        for (received, jpeg) in std::mem::take(&mut self.doubtful) {
            self.record(&jpeg, &received, effects);
        }
    }

    fn record(&mut self, jpeg: &[u8], received: &Received, effects: &mut Vec<Effect>) {
        self.miss(received);
        let facts = Facts::read(jpeg).filter(|facts| facts.width > 0 && facts.height > 0);
        let Some(facts) = facts else { return self.lose_picture(Loss::NoSize, effects) };
        let moment = Moment {
            arrival: received.arrival,
            camera: stamp(facts.axis_time, received.timestamp),
            text: received.text,
        };
        self.leave_file(&facts, received, effects);
        let size = (facts.width, facts.height);
        // A file that is over gives place to the next one, once: a new file has room.
        let mut refused = None;
        for _ in 0..2 {
            let (lost, gap) = (self.lost, self.gap);
            let file = match self.file.take() {
                Some(file) => file,
                None => self.begin_file(&facts, received, effects),
            };
            let file = self.file.insert(file);
            let time = file.timeline.next(moment);
            match file.writer.picture(&Picture { jpeg, size, time, moment, lost, gap }) {
                Ok(()) => {
                    effects.push(Effect::Append(file.writer.take()));
                    self.unstored.push_back(Unstored { is_picture: true, lost, gap });
                    self.totals.bytes = self.ended + file.writer.position();
                    self.totals.frames += 1;
                    let begun = *self.totals.begun.get_or_insert(received.arrival);
                    self.totals.length = received.arrival.saturating_sub(begun);
                    (self.lost, self.gap) = (0, false);
                    return;
                }
                Err(error @ Error::TooLarge { .. }) => {
                    refused = Some(error);
                    break;
                }
                Err(error) => {
                    effects.push(Effect::Note(Note::NewFile(error)));
                    refused = Some(error);
                    self.end_file_before_picture(received, effects);
                }
            }
        }
        if let Some(error) = refused {
            self.lose_picture(Loss::Refused(error), effects);
        }
    }

    /// Ends the file whose time is over, or which names another camera than the picture does.
    fn leave_file(&mut self, facts: &Facts, received: &Received, effects: &mut Vec<Effect>) {
        let Some(file) = &self.file else { return };
        let named = facts.axis_product.as_ref().zip(file.product.as_ref());
        let is_other = named.is_some_and(|(answers, named)| answers != named);
        let is_over =
            self.options.segment.is_some_and(|most| received.now.saturating_sub(file.opened) >= most);
        if is_other {
            effects.push(Effect::Note(Note::OtherCamera));
        }
        if is_other || is_over {
            self.end_file_before_picture(received, effects);
        }
    }

    fn begin_file(&mut self, facts: &Facts, received: &Received, effects: &mut Vec<Effect>) -> File {
        self.parts += 1;
        let product = facts.axis_product.clone();
        let about = About {
            source: self.options.source.clone(),
            serial: product.as_ref().map(AxisProduct::serial),
            firmware: product.as_ref().map(AxisProduct::firmware),
            begun: received.arrival,
        };
        let size = (facts.width, facts.height);
        let writer = Writer::new(self.options.container, &about, size, self.limits);
        let begun = Begun { part: self.parts, arrival: received.arrival };
        effects.push(Effect::Begin(begun));
        File { begun, opened: received.now, product, writer, timeline: Timeline::default() }
    }

    /// Ends the file in the middle of the recording: what was lost is told in the next one, before
    /// its first picture.
    fn end_file_before_picture(&mut self, received: &Received, effects: &mut Vec<Effect>) {
        let lost = std::mem::take(&mut self.lost);
        self.end_file(received.now, received.arrival, effects);
        self.lost = lost;
    }

    fn end_file(&mut self, now: u64, date: u64, effects: &mut Vec<Effect>) {
        let Some(File { begun, opened, writer, .. }) = self.file.take() else { return };
        let trailing = std::mem::take(&mut self.lost);
        let (frames, lost, position) = (writer.frames(), writer.lost() + trailing, writer.position());
        let ending = writer.finish(date, trailing);
        let bytes = position + ending.tail.len() as u64;
        self.ended += bytes;
        self.totals.bytes = self.ended;
        let length = now.saturating_sub(opened);
        self.unstored.push_back(Unstored { lost: trailing, ..Unstored::default() });
        effects.push(Effect::End(Ended { begun, frames, lost, bytes, length }, ending));
    }

    /// Before a recording's first picture nothing is missing.
    fn miss(&mut self, received: &Received) {
        if self.totals.frames > 0 {
            self.lose(received.lost);
            self.gap |= received.gap;
        }
    }

    fn lose_cut_off(&mut self, received: &Received, effects: &mut Vec<Effect>) {
        self.miss(received);
        self.lose_picture(Loss::CutOff, effects);
    }

    fn lose_picture(&mut self, loss: Loss, effects: &mut Vec<Effect>) {
        effects.push(Effect::Note(Note::Lost(loss)));
        self.lose(1);
    }
}

/// The camera's time of a picture: in the picture itself, or in the header of its part.
fn stamp(axis: Option<AxisTime>, timestamp: Option<Timestamp>) -> Option<Stamp> {
    match (axis.map(AxisTime::milliseconds), timestamp) {
        (Some(milliseconds), _) => Stamp::from_milliseconds(milliseconds),
        (None, Some(Timestamp::Certain(seconds))) => Stamp::from_milliseconds(seconds * 1000.0),
        (None, Some(Timestamp::Likely(seconds))) => Stamp::likely(seconds),
        (None, None) => None,
    }
}
