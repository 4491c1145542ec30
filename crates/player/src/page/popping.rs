//! A window of its own for live pictures.
//!
//! It has no words for what is not live: there the video stands still, or, where it would go on standing still though the
//! stream is live, the window is closed.

use super::video::News;
use super::{Page, Popping, life};
use crate::message::ToWorker;
use crate::{Reduction, Sink, State};

impl Page {
    pub(super) fn pop_out(&self) {
        if self.popping.get() != Popping::In {
            return self.pop_in();
        }
        if !self.is_running() || self.has_no_video.get() {
            return;
        }
        self.make_video();
        if self.video.borrow().is_some() {
            self.popping.set(Popping::Wanted);
            // The window is larger than a tile.
            self.tell(&ToWorker::Reduce(Reduction::None));
            self.tell(&ToWorker::WantVideo(true));
        }
    }

    pub(super) fn video_news(&self, news: News) {
        let popping = self.popping.get();
        match news {
            News::Frame => {
                self.tell(&ToWorker::VideoShows(true));
                let video = self.video.borrow().clone();
                // Not before: it would begin with what was shown when it was last fed.
                if let Some(video) = video.filter(|_| popping == Popping::Wanted) {
                    self.popping.set(Popping::Asked);
                    video.pop_out();
                }
            }
            // Nobody wants it any more.
            News::Opened if popping == Popping::In => self.pop_in(),
            News::Opened => {
                self.popping.set(Popping::Out);
                self.tell(&ToWorker::Visibility(life::visibility(self)));
            }
            News::Refused if popping == Popping::Asked => self.popped_in(),
            News::Closed if popping == Popping::Out => self.popped_in(),
            News::Refused | News::Closed => {}
        }
    }

    /// The worker says where live pictures are seen now.
    pub(super) fn sink(&self, sink: Sink) {
        let video = self.video.borrow().clone();
        if let Some(video) = video {
            video.reveal(sink == Sink::Video);
        }
        // Enhanced, say. What is not live was told before.
        let is_live = self.last.borrow().state == State::Live;
        if sink == Sink::Canvas && self.popping.get() == Popping::Out && is_live {
            self.pop_in();
        }
    }

    /// The video does not show what it is given.
    pub(super) fn video_failed(&self) {
        self.has_no_video.set(true);
        self.tell(&ToWorker::VideoShows(false));
        if self.popping.get() != Popping::In {
            self.pop_in();
        }
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
        self.tell(&ToWorker::WantVideo(self.sink_wanted.get()));
        self.tell(&ToWorker::Reduce(self.reduction.get()));
        self.tell(&ToWorker::Visibility(life::visibility(self)));
        let video = self.video.borrow().clone();
        if let Some(video) = video {
            // Browsers stop a video whose window is closed.
            video.hold(false);
        }
    }
}
