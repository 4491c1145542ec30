//! A window of its own for live pictures.
//!
//! It has no words for what is not live: there the video stands still, or, where it would go on standing still though the
//! stream is live, the window is closed.

use std::rc::{Rc, Weak};

use super::video::{News, Video};
use super::{Page, Popping, life};
use crate::message::ToWorker;
use crate::{Reduction, Sink, State};

impl Page {
    pub(super) fn pop_out(&self) {
        if self.popping.get() != Popping::In {
            return self.pop_in();
        }
        if !self.is_running() {
            return;
        }
        self.popping.set(Popping::Wanted);
        self.change_over();
        if self.video.borrow().is_none() {
            self.make_video();
        }
        let video = self.video.borrow().clone();
        if video.is_none() {
            self.popping.set(Popping::In);
            self.change_over();
        }
        if let Some(video) = video {
            // The window is larger than a tile.
            self.tell(&ToWorker::Reduce(Reduction::None));
            self.tell(&ToWorker::WantVideo(true));
            if video.is_revealed() {
                self.open_window(&video);
            }
        }
    }

    /// Makes a video for the worker to feed, if the page can, in the place of the one that there was. The worker asks for another
    /// when that one has failed.
    pub(super) fn make_video(&self) {
        // It hides the place of both when it goes.
        drop(self.video.take());
        let this = Weak::clone(&self.this);
        let news = move |news| {
            if let Some(page) = this.upgrade() {
                page.video_news(news);
            }
        };
        if let Some((video, frames)) = Video::new(self.nodes.display(), news) {
            *self.video.borrow_mut() = Some(Rc::new(video));
            self.post(&ToWorker::Video, Some(&frames));
        }
    }

    pub(super) fn video_news(&self, news: News) {
        let popping = self.popping.get();
        match news {
            News::Presented(count) => self.tell(&ToWorker::Presented(count)),
            // Nobody wants it any more.
            News::Opened if popping == Popping::In => self.pop_in(),
            News::Opened => {
                self.popping.set(Popping::Out);
                self.tell(&ToWorker::Visibility(life::visibility(self)));
            }
            News::Refused if popping == Popping::Asked => self.popped_in(),
            News::Closed if popping == Popping::Out => self.popped_in(),
            News::Concealed => self.tell_sink(),
            News::Refused | News::Closed => {}
        }
    }

    /// The worker says where live pictures are seen now.
    pub(super) fn sink(&self, sink: Sink) {
        let video = self.video.borrow().clone();
        let Some(video) = video else { return };
        video.reveal(sink == Sink::Video);
        self.tell_sink();
        let is_live = self.last.borrow().state == State::Live;
        match (sink, self.popping.get()) {
            // Not before: it would begin with what was shown when it was last fed.
            (Sink::Video, Popping::Wanted) => self.open_window(&video),
            // The video presents nothing.
            (Sink::Canvas, Popping::Wanted) => self.popped_in(),
            // Enhanced, say. What is not live was told before.
            (Sink::Canvas, Popping::Out) if is_live => self.pop_in(),
            _ => {}
        }
    }

    fn open_window(&self, video: &Video) {
        self.popping.set(Popping::Asked);
        video.pop_out();
    }

    fn pop_in(&self) {
        let video = self.video.borrow().clone();
        if let Some(video) = video {
            video.pop_in();
        }
        self.popped_in();
    }

    fn popped_in(&self) {
        self.popping.set(Popping::In);
        self.tell(&ToWorker::WantVideo(false));
        self.tell(&ToWorker::Reduce(self.reduction.get()));
        self.tell(&ToWorker::Visibility(life::visibility(self)));
        let video = self.video.borrow().clone();
        if let Some(video) = video {
            // Browsers stop a video whose window is closed.
            video.hold(false);
        }
        self.change_over();
    }

    /// What a person sees now, the video or the canvas under it.
    pub(super) fn seen_sink(&self) -> Sink {
        let is_video = self.video.borrow().as_ref().is_some_and(|video| video.is_revealed());
        if is_video { Sink::Video } else { Sink::Canvas }
    }

    /// The attributes say what is seen at the moment when it is.
    fn tell_sink(&self) {
        let mut last = self.last.borrow_mut();
        if last.sink.is_some() {
            last.sink = Some(self.seen_sink());
            self.attributes.show(&last);
        }
    }
}
