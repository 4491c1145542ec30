//! Which frames go to the video, and when a person sees it in place of the canvas.
//!
//! The age of a frame counts once the video has presented it. Whatever the video does not show (kept
//! and enhanced frames, pixels that are read, the first frames after a fault) is drawn on the canvas,
//! and a person sees that until the video has caught up. The video gives place only when the canvas
//! is on the screen: before, the browser has a picture there that may be very old.

use std::rc::Rc;

use super::Stream;
use crate::connection::{Event, Visibility};
use crate::effect::{DrawOn, Effect};
use crate::frame::Frame;
use crate::id::{Sight, SightId};
use crate::input::Moment;
use crate::live::{GivenFrame, Presentation, VideoCheck};
use crate::{Sink, State, StreamSource};

/// The fewest pixels for which a video is taken by default. Below, it was not measured to pay.
const FEWEST_PIXELS: u32 = 320 * 240;

/// The stream's video, as far as the stream knows it.
#[derive(Debug)]
pub(super) struct Video {
    presentation: Presentation,
    /// What the source asks for.
    wanted: Option<Sink>,
    /// A person wants a window for the video.
    is_window_wanted: bool,
    /// The page was asked for a video.
    is_asked: bool,
    /// Who sees it.
    visibility: Visibility,
    /// The last frame that was given to the video alone.
    given: Option<GivenFrame>,
    sink: Sink,
    /// Number of the last wait for the canvas.
    sight: u32,
    /// The canvas was drawn, and is waited for.
    is_giving_way: bool,
}

impl Default for Video {
    fn default() -> Self {
        Self {
            presentation: Presentation::default(),
            wanted: None,
            is_window_wanted: false,
            is_asked: false,
            visibility: Visibility::Shown,
            given: None,
            sink: Sink::Canvas,
            sight: 0,
            is_giving_way: false,
        }
    }
}

impl<P> Stream<P> {
    /// What a person sees.
    pub fn sink(&self) -> Sink {
        self.video.sink
    }

    /// Another source is played.
    pub(super) fn reset_video(&mut self, source: &StreamSource) {
        self.video.wanted = source.paths.sink;
        self.restart_video();
    }

    /// The page has another video, or none.
    pub(super) fn change_video(&mut self) {
        self.video.presentation.replace();
        self.video.given = None;
        if self.video.sink == Sink::Video {
            self.redraw();
        }
    }

    /// The page has none any more, and may be asked for one again.
    pub(super) fn forget_video(&mut self) {
        self.video.is_asked = false;
    }

    /// What the video presents is not known any more.
    pub(super) fn restart_video(&mut self) {
        self.video.presentation.restart();
        self.video.given = None;
    }

    pub(super) fn see_video(&mut self, visibility: Visibility) {
        self.video.visibility = visibility;
        if matches!(visibility, Visibility::Hidden | Visibility::Gone) {
            // Browsers do not tell what a hidden page presents.
            self.restart_video();
        }
    }

    pub(super) fn want_window(&mut self, at: Moment, wanted: bool) {
        self.video.is_window_wanted = wanted;
        self.video.presentation.forgive(at.now);
    }

    /// Whether `frame` may be decoded for the video.
    pub(super) fn may_feed(&self, frame: &Frame<P>) -> bool {
        let is_seen = matches!(self.video.visibility, Visibility::Shown | Visibility::Window);
        is_seen
            && self.surface.has_video
            && self.is_for_video()
            && frame.is_plain()
            && !self.is_replaying()
            && !self.is_blank()
            && self.selector.has_decoder()
            && self.video.presentation.takes()
            && self.wants_video(frame)
    }

    /// Where the pixels of the newest frame go; `is_for_video` if they were made for the video.
    pub(super) fn draw_on(&self, at: Moment, frame: &Frame<P>, is_for_video: bool) -> DrawOn {
        if !is_for_video || !self.may_feed(frame) {
            DrawOn::Canvas
        } else if self.video.presentation.is_shown() && self.state(at.now) == State::Live {
            DrawOn::Video
        } else {
            // Whatever the video does, this one is seen.
            DrawOn::Both
        }
    }

    /// `frame` was given to the video; `on_canvas` if it was drawn there too.
    pub(super) fn given(&mut self, at: Moment, frame: &Rc<Frame<P>>, on_canvas: bool) {
        let (arrived, is_frozen) = self.judge(frame);
        let given = GivenFrame { number: frame.origin.number, at: at.now, arrived, is_frozen };
        self.video.presentation.given(given);
        if on_canvas {
            self.seen(at, arrived, is_frozen);
        } else {
            self.video.given = Some(given);
            self.tell(at, Event::Given);
        }
        if self.video.visibility == Visibility::Window
            && let Some(presented) = self.video.presentation.presented_unseen(at.now)
        {
            self.video_presents(at, presented);
        }
    }

    /// The page has heard that the video has presented so many frames.
    pub(super) fn presented(&mut self, at: Moment, count: u32) {
        if let Some(frame) = self.video.presentation.presented(at.now, count) {
            self.video_presents(at, frame);
        }
    }

    /// A person is to see the canvas from now on: it was drawn. `frame` is on it.
    pub(super) fn show_canvas(&mut self, at: Moment, frame: &Frame<P>) {
        if self.video.sink == Sink::Canvas {
            return;
        }
        if self.video.is_window_wanted {
            // Who has the window does not look here.
            self.video.is_giving_way = false;
            self.show(Sink::Canvas);
        } else if !std::mem::replace(&mut self.video.is_giving_way, true) {
            self.video.sight = self.video.sight.wrapping_add(1);
            self.effects.push_back(Effect::AwaitScreen(SightId(Sight::Canvas(self.video.sight))));
        }
        self.video.presentation.restart();
        let given = self.video.given.take();
        if let Some(given) = given.filter(|given| given.number == frame.origin.number && !self.shows_again())
        {
            self.tell(at, Event::Drawn { arrived: given.arrived, is_frozen: given.is_frozen });
        }
    }

    /// What was drawn on the canvas is on the screen, under the video.
    pub(super) fn canvas_has_come(&mut self, sight: u32) {
        if self.video.sight == sight && std::mem::take(&mut self.video.is_giving_way) {
            self.show(Sink::Canvas);
        }
    }

    /// Looks whether the video presents what it is given, and draws the canvas otherwise.
    pub(super) fn check_video(&mut self, at: Moment) {
        match self.video.presentation.check(at.now) {
            VideoCheck::Fine => {}
            // Where the video has a window, the canvas is no help.
            VideoCheck::Quiet if self.video.is_window_wanted => {}
            VideoCheck::Stands if self.sink() == Sink::Canvas => {
                // A person may wait for a window.
                self.show(Sink::Canvas);
            }
            VideoCheck::Quiet | VideoCheck::Stands => {
                self.redraw();
            }
        }
    }

    /// Asks the page for a video as soon as there is something to be shown by it: once, and again
    /// after one has failed and there was a pause.
    pub(super) fn ask_for_video(&mut self, at: Moment) {
        let is_lacking = match self.surface.has_video {
            // One that is seen is not taken away.
            true => self.sink() == Sink::Canvas && self.video.presentation.has_rested(at.now),
            false => !self.video.is_asked,
        };
        let is_askable = is_lacking
            && !self.surface.is_shared
            && self.abilities.has_image_decoder
            && self.video.visibility == Visibility::Shown
            && self.state(at.now) == State::Live;
        let shown = self.displayed.as_ref().map(|shown| Rc::clone(shown.frame()));
        if is_askable && shown.is_some_and(|frame| frame.is_plain() && self.wants_video(&frame)) {
            self.video.is_asked = true;
            self.effects.push_back(Effect::AskVideo);
        }
    }

    fn wants_video(&self, frame: &Frame<P>) -> bool {
        let is_best = || {
            let (width, height) = self.wanted_reduction().of(frame.size()).unwrap_or(frame.size());
            self.selector.may_take_decoder() && width.saturating_mul(height) >= FEWEST_PIXELS
        };
        self.video.is_window_wanted || self.video.wanted.map_or_else(is_best, |sink| sink == Sink::Video)
    }

    /// Whether frames come to the screen as they are, and nowhere but in this stream's own place.
    fn is_for_video(&self) -> bool {
        !self.surface.is_read && self.surface.is_plain && !self.surface.is_shared
    }

    fn video_presents(&mut self, at: Moment, frame: GivenFrame) {
        if self.video.sink == Sink::Canvas || self.video.is_giving_way {
            if !self.is_for_video() || self.is_blank() || self.is_replaying() {
                return self.restart_video();
            }
            self.video.is_giving_way = false;
            if self.video.sink == Sink::Canvas {
                self.show(Sink::Video);
            }
        }
        if self.is_replaying() {
            // It is the newest frame whose age is told.
            return;
        }
        self.tell(at, Event::Drawn { arrived: frame.arrived, is_frozen: frame.is_frozen });
    }

    fn show(&mut self, sink: Sink) {
        self.video.sink = sink;
        self.effects.push_back(Effect::Show(sink));
    }
}
