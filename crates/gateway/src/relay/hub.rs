//! The streams of one camera that run, and which of them a viewer gets.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use bytes::Bytes;
use fanout::{Choice, Setting};
use tokio::sync::Notify;
use tokio::time::timeout;

use super::channel::{Channel, Guest, Start};
use super::{PLACE_TIME, RelayError};

use crate::lock::lock;

/// The running streams of one camera.
#[derive(Debug)]
pub(super) struct Hub {
    channels: Mutex<Vec<Arc<Channel>>>,
    /// A viewer came or left, or a stream ended.
    moved: Arc<Notify>,
    /// Encodings that the camera may be asked for at one time.
    most: usize,
}

/// How a viewer comes to its stream.
#[derive(Debug)]
pub(super) enum Entrance {
    /// The camera is to be asked.
    Open(Opening),
    /// There is a stream, or somebody is asking for it.
    Join {
        guest: Guest,
        /// Pictures a second, if the stream has more.
        fps: Option<f64>,
        /// The stream has another setting, since no more encodings may be asked for.
        is_nearest: bool,
    },
}

/// A viewer that asks the camera for a stream which others may wait for. Dropping it tells them that it has left.
#[derive(Debug)]
pub(super) struct Opening {
    hub: Arc<Hub>,
    channel: Arc<Channel>,
    guest: Option<Guest>,
}

impl Hub {
    /// A camera of which nothing runs.
    pub(super) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { channels: Mutex::default(), moved: Arc::default(), most })
    }

    /// A place at a stream of `setting`. `None` if no stream that runs shows that, and no more may be asked for.
    ///
    /// A viewer that has just closed a stream to open another is given the moment that its old
    /// place takes to come free.
    pub(super) async fn enter(self: &Arc<Self>, setting: &Setting) -> Option<Entrance> {
        let patient = async {
            loop {
                let moved = self.moved.notified();
                tokio::pin!(moved);
                moved.as_mut().enable();
                if let Some(entrance) = self.try_enter(setting, self.most, false) {
                    return entrance;
                }
                moved.await;
            }
        };
        match timeout(PLACE_TIME, patient).await {
            Ok(entrance) => Some(entrance),
            Err(_) => self.try_enter(setting, self.most, true),
        }
    }

    /// The same for a recorder, which would take no other setting than its own: it may be one
    /// encoding more.
    pub(super) fn enter_as_recorder(self: &Arc<Self>, setting: &Setting) -> Option<Entrance> {
        self.try_enter(setting, usize::MAX, false)
    }

    fn try_enter(self: &Arc<Self>, setting: &Setting, most: usize, takes_nearest: bool) -> Option<Entrance> {
        let mut channels = self.channels();
        // A viewer that comes again because it saw nothing must not be given the same connection.
        channels.iter().filter(|channel| channel.is_silent()).for_each(|channel| channel.cut());
        channels.retain(|channel| !channel.is_over());
        let (watched, lingering): (Vec<_>, Vec<_>) =
            channels.iter().cloned().partition(|channel| channel.is_watched());
        let choose = |among: &[Arc<Channel>], most| {
            let settings: Vec<&Setting> = among.iter().map(|channel| channel.setting()).collect();
            setting.choose(&settings, most)
        };
        let join = |channel: &Arc<Channel>, fps, is_nearest| Entrance::Join {
            guest: channel.enter(),
            fps,
            is_nearest,
        };
        let (first, all) = (choose(&watched, most), [watched.as_slice(), &lingering].concat());
        if let Choice::Join(index, fps) = choose(&all, most) {
            return Some(join(&all[index], fps, false));
        }
        match first {
            Choice::Open | Choice::Join(..) => {
                // Cameras have few places: one that nobody watches is given up for another.
                lingering.iter().for_each(|channel| channel.cut());
                channels.retain(|channel| !channel.is_over());
                let channel = Channel::new(setting.clone(), Arc::clone(&self.moved));
                channels.push(Arc::clone(&channel));
                let guest = Some(channel.enter());
                Some(Entrance::Open(Opening { hub: Arc::clone(self), channel, guest }))
            }
            Choice::Nearest(index, fps) if takes_nearest => Some(join(&watched[index], fps, true)),
            Choice::Nearest(..) | Choice::Full => None,
        }
    }

    /// The last picture of a stream that has those of `setting`, and its age.
    pub(super) fn picture(&self, setting: &Setting) -> Option<(Bytes, Duration)> {
        let channels = self.channels();
        let alike = channels.iter().filter(|channel| channel.setting().has_pictures_of(setting));
        alike.filter_map(|channel| channel.picture()).min_by_key(|(_, age)| *age)
    }

    /// Forgets streams that have ended.
    pub(super) fn tidy(&self) {
        self.channels().retain(|channel| !channel.is_over());
    }

    fn channels(&self) -> MutexGuard<'_, Vec<Arc<Channel>>> {
        // The list is whole between any two statements: a panic elsewhere does not spoil it.
        lock(&self.channels)
    }
}

impl Opening {
    /// The camera streams: gives the channel to run, and the first viewer.
    pub(super) fn running(mut self, headers: axum::http::HeaderMap) -> (Arc<Channel>, Guest) {
        self.channel.started(Start::Running(Arc::new(headers)));
        let guest = self.guest.take().unwrap_or_else(|| self.channel.enter());
        (Arc::clone(&self.channel), guest)
    }

    /// The camera does not stream.
    pub(super) fn failed(mut self, error: RelayError) {
        self.settle(Start::Failed(error));
    }

    /// The answer is the first viewer's alone.
    pub(super) fn private(mut self) {
        self.settle(Start::Private);
    }

    fn settle(&mut self, start: Start) {
        if let Some(guest) = self.guest.take() {
            self.channel.started(start);
            self.hub.tidy();
            drop(guest);
        }
    }
}

impl Drop for Opening {
    fn drop(&mut self) {
        self.settle(Start::Abandoned);
    }
}
