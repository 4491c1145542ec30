//! A window of its own for live pictures.

use super::video::News;
use super::{Page, Popping, life};
use crate::message::ToWorker;

impl Page {
    pub(super) fn pop_out(&self) {
        if self.popping.get() != Popping::In {
            return self.pop_in();
        }
        self.make_video();
        let Some(video) = self.video.borrow().clone() else { return };
        self.popping.set(Popping::Wanted);
        self.tell(&ToWorker::WantVideo(true));
        if video.has_shown() {
            video.pop_out();
        }
    }

    pub(super) fn video_news(&self, news: News) {
        match news {
            News::First => {
                self.tell(&ToWorker::VideoShows(true));
                let video = self.video.borrow().clone();
                if let Some(video) = video.filter(|_| self.popping.get() == Popping::Wanted) {
                    video.pop_out();
                }
            }
            News::Out => {
                self.popping.set(Popping::Out);
                self.tell(&ToWorker::Visibility(life::visibility(self)));
            }
            // A person has closed it, or the browser would not open it.
            News::In => self.popped_in(),
        }
    }

    fn pop_in(&self) {
        if let Some(video) = self.video.borrow().clone() {
            video.pop_in();
        }
        self.popped_in();
    }

    fn popped_in(&self) {
        self.popping.set(Popping::In);
        self.tell(&ToWorker::WantVideo(self.sink_wanted.get()));
        self.tell(&ToWorker::Visibility(life::visibility(self)));
        if let Some(video) = &*self.video.borrow() {
            // Browsers stop a video whose window is closed.
            video.hold(false);
        }
    }
}
