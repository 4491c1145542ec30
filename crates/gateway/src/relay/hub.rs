//! The streams of one camera that run, and which of them a viewer gets.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use bytes::Bytes;
use fanout::{Budget, Choice, Setting};
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

use super::RelayError;
use super::channel::{Channel, Guest, Start};
use super::places::PLACE_TIME;
use crate::lock::lock;
use crate::peers::Address;

/// The running streams of one camera.
#[derive(Debug)]
pub(super) struct Hub {
    state: Mutex<State>,
    begun: Instant,
    /// A viewer came or left, or a stream ended.
    moved: Arc<Notify>,
    /// Encodings that the camera may be asked for at one time.
    most: usize,
}

#[derive(Debug, Default)]
struct State {
    channels: Vec<Arc<Channel>>,
    budget: Budget<Address>,
    /// Connections in a row that were given up because the camera was silent on them.
    silent: u32,
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
    from: Option<Address>,
}

/// A camera that is always silent for long is given up less and less soon: up to so many times twice as long.
const PATIENCE: u32 = 4;

impl Hub {
    /// A camera of which nothing runs.
    pub(super) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { state: Mutex::default(), begun: Instant::now(), moved: Arc::default(), most })
    }

    /// A place at a stream of `setting`. `None` if no stream that runs shows that, and no more may
    /// be asked for, in all or by this viewer.
    ///
    /// A viewer that has just closed a stream to open another is given the moment that its old
    /// place takes to come free.
    pub(super) async fn enter(
        self: &Arc<Self>,
        setting: &Setting,
        from: Option<Address>,
    ) -> Option<Entrance> {
        let patient = async {
            loop {
                let moved = self.moved.notified();
                tokio::pin!(moved);
                moved.as_mut().enable();
                if let Some(entrance) = self.try_enter(setting, from, self.most, false) {
                    return entrance;
                }
                moved.await;
            }
        };
        match timeout(PLACE_TIME, patient).await {
            Ok(entrance) => Some(entrance),
            Err(_) => self.try_enter(setting, from, self.most, true),
        }
    }

    /// The same for a recorder, which would take no other setting than its own: it may be one
    /// encoding more.
    pub(super) fn enter_as_recorder(self: &Arc<Self>, setting: &Setting) -> Option<Entrance> {
        self.try_enter(setting, None, usize::MAX, false)
    }

    fn try_enter(
        self: &Arc<Self>,
        setting: &Setting,
        from: Option<Address>,
        most: usize,
        takes_nearest: bool,
    ) -> Option<Entrance> {
        let mut state = self.state();
        state.give_up_silent();
        let join = |channel: &Arc<Channel>, fps, is_nearest| Entrance::Join {
            guest: channel.enter(from),
            fps,
            is_nearest,
        };
        if let Choice::Join(index, fps) = choose(setting, &state.channels, most) {
            return Some(join(&state.channels[index], fps, false));
        }
        // Cameras have few places: one that nobody watches is given up for another. But no viewer
        // collects encodings at the cost of another one that is about to come back.
        let has_one = from.is_some() && state.channels.iter().any(|channel| channel.is_watched_from(from));
        let is_in_use =
            |channel: &Arc<Channel>| channel.is_watched() || (has_one && channel.last_from() != from);
        let (kept, given_up): (Vec<_>, Vec<_>) = state.channels.iter().cloned().partition(is_in_use);
        let (among, choice) = match choose(setting, &kept, most) {
            Choice::Open | Choice::Join(..) => {
                let now = self.begun.elapsed();
                if from.is_none_or(|from| state.budget.spend(from, setting, now)) {
                    given_up.iter().for_each(|channel| channel.cut());
                    state.forget_ended();
                    let channel = Channel::new(setting.clone(), Arc::clone(&self.moved));
                    state.channels.push(Arc::clone(&channel));
                    let guest = Some(channel.enter(from));
                    return Some(Entrance::Open(Opening { hub: Arc::clone(self), channel, guest, from }));
                }
                let running = state.channels.clone();
                let nearest = choose(setting, &running, 0);
                (running, nearest)
            }
            choice => (kept, choice),
        };
        match choice {
            Choice::Nearest(index, fps) if takes_nearest => Some(join(&among[index], fps, true)),
            _ => None,
        }
    }

    /// The last picture of a stream that has those of `setting`, and its age.
    pub(super) fn picture(&self, setting: &Setting) -> Option<(Bytes, Duration)> {
        let state = self.state();
        let alike = state.channels.iter().filter(|channel| channel.setting().has_pictures_of(setting));
        alike.filter_map(|channel| channel.picture()).min_by_key(|(_, age)| *age)
    }

    /// Forgets streams that have ended.
    pub(super) fn tidy(&self) {
        self.state().forget_ended();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is whole between any two statements: a panic elsewhere does not spoil it.
        lock(&self.state)
    }
}

impl State {
    fn forget_ended(&mut self) {
        self.channels.retain(|channel| !channel.is_over());
    }

    /// Ends connections on which the camera is silent: a viewer that comes again because it saw
    /// nothing must not be given the same one.
    fn give_up_silent(&mut self) {
        if self.channels.iter().any(|channel| channel.is_steady()) {
            self.silent = 0;
        }
        for channel in &self.channels {
            if channel.is_silent(1 << self.silent.min(PATIENCE)) {
                channel.cut();
                self.silent = self.silent.saturating_add(1);
            }
        }
        self.forget_ended();
    }
}

fn choose(setting: &Setting, among: &[Arc<Channel>], most: usize) -> Choice {
    let settings: Vec<&Setting> = among.iter().map(|channel| channel.setting()).collect();
    setting.choose(&settings, most)
}

impl Opening {
    /// The camera streams: gives the channel to run, and the first viewer.
    pub(super) fn running(mut self, headers: axum::http::HeaderMap) -> (Arc<Channel>, Guest) {
        self.channel.started(Start::Running(Arc::new(headers)));
        let guest = self.guest.take().unwrap_or_else(|| self.channel.enter(self.from));
        (Arc::clone(&self.channel), guest)
    }

    /// The camera does not stream.
    pub(super) fn failed(mut self, error: RelayError) {
        if let Some(from) = self.from {
            self.hub.state().budget.refund(from);
        }
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
