//! Streams in virtual time: no browser, no socket, no clock.

mod canvas;
mod connection;
mod decoding;
#[cfg(not(target_arch = "wasm32"))]
mod properties;
mod recording;
mod replay;
mod snapshot;
mod video;

use std::collections::BTreeMap;
use std::rc::Rc;

use causes::{Cause, Transport};
use mjpeg::Ending;
use mjpeg::jpeg::Facts;

use crate::connection::{Outcome, Sharing, Visibility};
use crate::history::Entry;
use crate::{
    Abilities, Arrived, ConnectionId, DecodeId, DecodeJob, Decoding, DrawOn, Drawn, Effect, Frame, Head,
    Input, Moment, Pixels, ReplayCommand, ReplayLimits, ReplayMode, Report, Route, Seen, SightId, Sink,
    Snapshot, State, Stream, StreamSource, Surface,
};

/// Milliseconds between two frames of the camera.
const PAUSE: f64 = 40.0;
/// When the tests begin, milliseconds since 1970.
const BEGIN: f64 = 1.8e12;

/// A browser that does at once what the stream wants, and a camera that answers.
struct Browser {
    stream: Stream<u64>,
    at: Moment,
    /// The camera answers at once.
    camera_answers: bool,
    /// Decoders answer at once; otherwise when [`Browser::decode`] says so.
    decodes_at_once: bool,
    /// Decoding fails for these numbers.
    broken: Vec<u64>,
    /// The canvas is there.
    has_canvas: bool,
    connection: Option<ConnectionId>,
    /// Connections that have been opened.
    opened: Vec<Route>,
    /// Decoders are free; otherwise what is wanted waits until they are.
    has_decoders: bool,
    /// What waits for a decoder.
    waiting: Vec<DecodeId>,
    /// What is being decoded.
    decoding: Vec<(DecodeId, Rc<Frame<u64>>, DecodeJob)>,
    /// The decoders that were asked, in order.
    jobs: Vec<DecodeJob>,
    /// Decoders that fail at everything.
    failing: Vec<Decoding>,
    /// Pixels that are held for the stream.
    pixels: Vec<(DecodeId, Pixels)>,
    /// Frames in the mean on the canvas, but the last.
    stacked: u16,
    /// Number of the frame on the canvas.
    canvas: Option<u64>,
    /// What is drawn comes to the screen when [`Browser::refresh_screen`] says so.
    is_screen_slow: bool,
    awaiting_screen: Vec<SightId>,
    snapshots: Vec<(u32, Option<Snapshot<u64>>)>,
    thumbnails: Vec<(u32, Option<f64>)>,
    /// Numbers of the last snapshot and the last thumbnail that were asked for.
    asked: (u32, u32),
    video: VideoElement,
    /// What the page lets a person see.
    sink: Sink,
    recorded: Vec<Entry<Rc<Frame<u64>>>>,
    reports: Vec<(State, Option<Cause>)>,
    wants_new_canvas: bool,
    has_ended_recording: bool,
    ticks: bool,
    due: Option<f64>,
    frames: u64,
    /// When the frame of each number arrived.
    arrivals: BTreeMap<u64, f64>,
}

impl Browser {
    fn new() -> Self {
        Self {
            stream: stream(),
            at: Moment { now: 0.0, wall: BEGIN },
            camera_answers: true,
            decodes_at_once: true,
            broken: Vec::new(),
            has_canvas: true,
            connection: None,
            opened: Vec::new(),
            has_decoders: true,
            waiting: Vec::new(),
            decoding: Vec::new(),
            jobs: Vec::new(),
            failing: Vec::new(),
            pixels: Vec::new(),
            stacked: 0,
            canvas: None,
            is_screen_slow: false,
            awaiting_screen: Vec::new(),
            snapshots: Vec::new(),
            thumbnails: Vec::new(),
            asked: (0, 0),
            video: VideoElement::default(),
            sink: Sink::Canvas,
            recorded: Vec::new(),
            reports: Vec::new(),
            wants_new_canvas: false,
            has_ended_recording: false,
            ticks: false,
            due: None,
            frames: 0,
            arrivals: BTreeMap::new(),
        }
    }

    /// A browser that plays a camera and has shown so many frames of it.
    fn playing(frames: usize) -> Self {
        let mut browser = Self::new();
        browser.handle(Input::Play(source()));
        browser.receive(frames);
        browser
    }

    fn handle(&mut self, input: Input<u64>) {
        self.stream.handle(self.at, input);
        self.do_effects();
    }

    fn do_effects(&mut self) {
        while let Some(effect) = self.stream.poll_effect() {
            match effect {
                Effect::Open(id, request) => {
                    assert_eq!(self.connection, None, "there is one connection at a time");
                    self.connection = Some(id);
                    self.opened.push(request.route);
                    if self.camera_answers {
                        self.handle(Input::Responded(id, Head::default()));
                    }
                }
                Effect::Close => {
                    if let Some(id) = self.connection.take() {
                        self.handle(Input::Finished(id, Outcome::Ended));
                    }
                }
                Effect::Decode(id, _) => {
                    self.waiting.push(id);
                    if self.has_decoders {
                        self.begin();
                    }
                }
                Effect::Snapshot(number, snapshot) => {
                    if let Some(Seen::Pixels(id)) = snapshot.as_ref().map(|snapshot| snapshot.seen) {
                        self.take_pixels(id);
                    }
                    self.snapshots.push((number, snapshot));
                }
                Effect::Thumbnail(number, thumbnail) => {
                    if let Some((id, _)) = thumbnail {
                        self.take_pixels(id);
                    }
                    self.thumbnails.push((number, thumbnail.map(|(_, arrived)| arrived)));
                }
                Effect::Draw(id, frame, on) => {
                    let Pixels { size, decoding } = self.take_pixels(id);
                    let on_canvas = on != DrawOn::Video;
                    if self.has_canvas && on_canvas {
                        self.canvas = Some(frame.payload);
                    }
                    let on_video = on != DrawOn::Canvas;
                    if on_video {
                        assert_eq!(decoding, Decoding::Decoder, "nothing else gives frames for a video");
                        self.video.given.push(frame.payload);
                    }
                    self.handle(Input::Drawn(id, Some(Drawn { size, decoding, on_canvas, on_video })));
                }
                Effect::Show(sink) => self.sink = sink,
                Effect::AskVideo => {
                    self.video.is_asked = true;
                    if self.video.can_be_made {
                        // In the place of the one before.
                        self.video.given.clear();
                        self.handle(Input::Surface(Surface::default()));
                        self.handle(Input::Surface(Surface { has_video: true, ..Surface::default() }));
                    }
                }
                Effect::Take(id) => {
                    self.take_pixels(id);
                    self.stacked += 1;
                }
                Effect::RestartStack => self.stacked = 0,
                Effect::Discard(id) => self.pixels.retain(|(held, _)| *held != id),
                Effect::AwaitScreen(id) => {
                    self.awaiting_screen.push(id);
                    if !self.is_screen_slow {
                        self.refresh_screen();
                    }
                }
                Effect::Tick(on) => self.ticks = on,
                Effect::Wake(due) => self.due = due.map(|due| self.at.now + due),
                Effect::Report(cause) => {
                    let report = self.report();
                    self.reports.push((report.state, cause));
                }
                Effect::Record(entry) => self.recorded.push(entry),
                Effect::EndRecording => self.has_ended_recording = true,
                Effect::ReplaceCanvas => self.wants_new_canvas = true,
                Effect::AskOrigin | Effect::ClearDisplay | Effect::Detour(_) | Effect::StackHeld => {}
            }
        }
    }

    /// What was drawn is on the screen.
    fn refresh_screen(&mut self) {
        for id in std::mem::take(&mut self.awaiting_screen) {
            self.handle(Input::Seen(id));
        }
    }

    /// Decoders are free for all that waits.
    fn begin(&mut self) {
        for id in std::mem::take(&mut self.waiting) {
            if let Some((frame, job)) = self.stream.begin(self.at, id) {
                self.jobs.push(job);
                self.decoding.push((id, frame, job));
            }
        }
        if self.decodes_at_once {
            self.decode();
        }
    }

    /// The decoders answer.
    fn decode(&mut self) {
        for (id, frame, job) in std::mem::take(&mut self.decoding) {
            let is_decoded = !self.broken.contains(&frame.payload) && !self.failing.contains(&job.by);
            let size = job.size.unwrap_or((640, 480));
            let pixels = is_decoded.then_some(Pixels { size, decoding: job.by });
            self.pixels.extend(pixels.map(|pixels| (id, pixels)));
            self.handle(Input::Decoded(id, pixels));
        }
    }

    fn take_pixels(&mut self, id: DecodeId) -> Pixels {
        let index = self.pixels.iter().position(|(held, _)| *held == id).expect("pixels are held");
        self.pixels.swap_remove(index).1
    }

    /// The video presents what it was given, as it does, and the page hears of it.
    fn present(&mut self) {
        let Some(number) = self.video.present() else { return };
        let index = self.video.given.iter().position(|given| *given == number);
        if let Some(index) = index.filter(|_| !self.video.is_hidden) {
            self.handle(Input::Presented(index as u32 + 1));
        }
    }

    /// Time passes, with ticks and whatever is due.
    fn wait(&mut self, milliseconds: f64) {
        let end = self.at.now + milliseconds;
        while self.at.now < end {
            let step = (end - self.at.now).min(f64::from(Stream::<u64>::TICK) / 5.0);
            self.at.now += step;
            self.at.wall += step;
            if self.due.is_some_and(|due| self.at.now >= due) {
                self.due = None;
                self.handle(Input::Due);
            }
            self.present();
            if self.ticks {
                self.handle(Input::Tick);
            }
        }
    }

    /// Frames come at the camera's pace, each another one, and are drawn.
    fn receive(&mut self, frames: usize) {
        for _ in 0..frames {
            self.frame();
            self.wait(PAUSE);
        }
    }

    /// The next frame comes.
    fn frame(&mut self) {
        self.frames += 1;
        self.arrive(&self.frames.to_le_bytes(), Ending::Whole);
    }

    /// A frame of these bytes comes.
    fn arrive(&mut self, jpeg: &[u8], ending: Ending) {
        let Some(connection) = self.connection else { return };
        self.handle(Input::Bytes(connection, 1000));
        let Some(origin) = self.stream.arrived(self.at, connection, jpeg, None) else { return };
        self.do_effects();
        self.arrivals.insert(origin.number, self.at.now);
        let frame = Rc::new(Frame::new(origin, facts(), 1000, true, origin.number));
        let (is_kept, is_complete) = (self.stream.keeps_all(), ending == Ending::Whole);
        self.handle(Input::Arrived(Arrived { frame, is_kept, is_complete, ending }));
    }

    fn ask_snapshot(&mut self, is_seen: bool) {
        self.asked.0 += 1;
        self.handle(Input::Snapshot { number: self.asked.0, is_seen });
    }

    /// Of so many milliseconds ago.
    fn ask_thumbnail(&mut self, back: f64) {
        self.asked.1 += 1;
        self.handle(Input::Thumbnail(self.asked.1, self.at.wall - back));
    }

    /// The connection breaks.
    fn break_connection(&mut self) {
        if let Some(id) = self.connection.take() {
            self.handle(Input::Finished(id, Outcome::Failed(Cause::Interrupted)));
        }
    }

    fn report(&self) -> Report {
        self.stream.report(self.at)
    }

    fn state(&self) -> State {
        self.report().state
    }

    fn kept(&self) -> Vec<u64> {
        self.stream.history().frames().since(f64::NEG_INFINITY).map(|entry| entry.number).collect()
    }
}

/// A video as browsers have it: it shows what it is given when it likes.
#[derive(Debug)]
struct VideoElement {
    /// The page can make one.
    can_be_made: bool,
    is_asked: bool,
    /// It is in a page that nobody sees: it tells nothing.
    is_hidden: bool,
    manner: Manner,
    /// Numbers of the frames that it was given.
    given: Vec<u64>,
    /// Number of the frame that it shows.
    shown: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Manner {
    /// It shows each frame.
    Prompt,
    /// It is so many frames late.
    Late(usize),
    /// It shows the last frame, and then the one before, in turn.
    OutOfOrder,
    /// It shows no other frame.
    Stands,
}

impl Default for VideoElement {
    fn default() -> Self {
        Self {
            can_be_made: false,
            is_asked: false,
            is_hidden: false,
            manner: Manner::Prompt,
            given: Vec::new(),
            shown: None,
        }
    }
}

impl VideoElement {
    /// Shows what it shows next. Gives its number if that is another than before.
    fn present(&mut self) -> Option<u64> {
        let back = match self.manner {
            Manner::Prompt => 0,
            Manner::Late(frames) => frames,
            Manner::OutOfOrder => usize::from(self.shown == self.given.last().copied()),
            Manner::Stands => return None,
        };
        let next = self.given.len().checked_sub(back + 1).map(|index| self.given[index]);
        let is_other = next.is_some() && next != self.shown;
        self.shown = next.or(self.shown);
        next.filter(|_| is_other)
    }
}

fn stream() -> Stream<u64> {
    let abilities = Abilities { processors: 4, has_image_decoder: true };
    Stream::new(|| 0.5, "http://page".to_owned(), abilities)
}

/// Of a picture of 640x480.
fn facts() -> Facts {
    let jpeg = b"\xff\xd8\xff\xc0\x00\x0b\x08\x01\xe0\x02\x80\x01\x01\x11\x00\xff\xda\x00\x02\xff\xd9";
    Facts::read(jpeg).expect("a JPEG")
}

fn source() -> StreamSource {
    StreamSource {
        replay: ReplayLimits { seconds: 30, mebibytes: 1 },
        ..StreamSource::new(Transport::Fetch, "http://camera/axis-cgi/mjpg/video.cgi")
    }
}
