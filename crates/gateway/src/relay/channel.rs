//! One connection to a camera that viewers share.
//!
//! The camera is read as fast as it sends and its body is cut into parts once; each viewer has an
//! [`Outlet`] of its own with the same bytes, and gets the newest picture when it has taken the one
//! before. A viewer that is too slow for what may not be left out loses the stream, unless all are:
//! then the camera has to wait.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime};

use axum::body::Body;
use axum::http::HeaderMap;
use bytes::Bytes;
use fanout::{Feed, Kind, Part, Setting, Splitter, Thinner};
use tokio::sync::{Notify, oneshot, watch};
use tokio::task::yield_now;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::RelayError;
use super::body::{Camera, End, Passage};
use super::mux::{Frame, Tap, milliseconds};
use super::outlet::{Outlet, Stride};
use super::places::Place;
use super::spool::{Sink, Spool, Spooling};
use crate::direct::Direct;
use crate::lock::lock;
use crate::peers::Address;

/// Viewers that are given a picture before other tasks have their turn: half a millisecond's work.
const TURN: usize = 64;
/// Viewers from which on a picture is put together once for all that keep step.
const CROWD: usize = 8;

/// A connection to a camera, and its viewers.
#[derive(Debug)]
pub(super) struct Channel {
    setting: Setting,
    begun: Instant,
    start: watch::Sender<Start>,
    state: Mutex<State>,
    /// A viewer came or left.
    guests: Notify,
    /// The same, for those who wait for a place.
    moved: Arc<Notify>,
    /// A viewer has taken something.
    taken: Arc<Notify>,
    /// Ends the connection.
    cut: CancellationToken,
}

/// What became of the request to the camera.
#[derive(Debug, Clone)]
pub(super) enum Start {
    /// The first viewer waits for the answer.
    Asking,
    /// A stream, with these header fields.
    Running(Arc<HeaderMap>),
    /// No stream, for this reason.
    Failed(RelayError),
    /// The first viewer left before there was an answer.
    Abandoned,
    /// The answer is no multipart stream: the first viewer has it for itself.
    Private,
}

#[derive(Debug)]
struct State {
    feed: Feed,
    /// What comes before the next part, as far as it is known.
    ahead: Bytes,
    /// Shared with the loop that serves them, which does not hold the lock meanwhile.
    outlets: Arc<Vec<Arc<Outlet>>>,
    taps: Vec<Tapped>,
    spools: Vec<Arc<Spool>>,
    newest: Option<Newest>,
    /// Viewers by their addresses.
    guests: BTreeMap<Option<Address>, usize>,
    last_from: Option<Address>,
    /// Since when there is no viewer.
    empty_since: Option<Instant>,
    is_over: bool,
}

/// A viewer that takes whole pictures, and nothing else: a stream of `/mux`.
#[derive(Debug)]
struct Tapped {
    tap: Arc<Tap>,
    thinner: Option<Thinner>,
    ended: oneshot::Sender<End>,
}

/// The last picture of a channel.
#[derive(Debug, Clone)]
struct Newest {
    part: Part,
    /// Its number on this connection.
    sequence: u64,
    arrived: Instant,
    time: SystemTime,
}

/// A viewer of a channel, or one that waits for it to start. Dropping it is leaving.
#[derive(Debug)]
pub(super) struct Guest {
    channel: Arc<Channel>,
    from: Option<Address>,
    outlet: Option<Arc<Outlet>>,
    tap: Option<Arc<Tap>>,
    spool: Option<Arc<Spool>>,
}

impl Channel {
    /// A channel that is about to be asked for. `moved` is told when a viewer comes or leaves.
    pub(super) fn new(setting: Setting, moved: Arc<Notify>) -> Arc<Self> {
        let state = State {
            feed: Feed::new(Duration::ZERO),
            ahead: Bytes::new(),
            outlets: Arc::default(),
            taps: Vec::new(),
            spools: Vec::new(),
            newest: None,
            guests: BTreeMap::new(),
            last_from: None,
            empty_since: None,
            is_over: false,
        };
        Arc::new(Self {
            setting,
            begun: Instant::now(),
            start: watch::Sender::new(Start::Asking),
            state: Mutex::new(state),
            guests: Notify::new(),
            moved,
            taken: Arc::default(),
            cut: CancellationToken::new(),
        })
    }

    /// What the camera is asked for.
    pub(super) fn setting(&self) -> &Setting {
        &self.setting
    }

    /// One viewer more, from this address.
    pub(super) fn enter(self: &Arc<Self>, from: Option<Address>) -> Guest {
        let mut state = self.state();
        *state.guests.entry(from).or_default() += 1;
        state.last_from = from;
        state.empty_since = None;
        drop(state);
        Guest { channel: Arc::clone(self), from, outlet: None, tap: None, spool: None }
    }

    /// Whether somebody watches it or waits for it.
    pub(super) fn is_watched(&self) -> bool {
        !self.state().guests.is_empty()
    }

    /// Whether somebody at this address does.
    pub(super) fn is_watched_from(&self, from: Option<Address>) -> bool {
        self.state().guests.contains_key(&from)
    }

    /// The address of the viewer that came last.
    pub(super) fn last_from(&self) -> Option<Address> {
        self.state().last_from
    }

    /// Whether nobody can join it any more.
    pub(super) fn is_over(&self) -> bool {
        let is_under_way = matches!(*self.start.borrow(), Start::Asking | Start::Running(_));
        !is_under_way || self.state().is_over || self.cut.is_cancelled()
    }

    /// Whether the camera has been silent for too long on this connection: see [`Feed::is_silent`].
    pub(super) fn is_silent(&self, times: u32) -> bool {
        let is_running = matches!(*self.start.borrow(), Start::Running(_));
        is_running && self.state().feed.is_silent(times, self.begun.elapsed())
    }

    /// Whether the camera has sent more than one picture.
    pub(super) fn is_steady(&self) -> bool {
        self.state().feed.is_steady()
    }

    /// The last picture, and its age.
    pub(super) fn picture(&self) -> Option<(Bytes, Duration)> {
        self.state().feed.picture(self.begun.elapsed())
    }

    /// Ends the connection.
    pub(super) fn cut(&self) {
        self.cut.cancel();
    }

    /// Tells those who wait what became of the request.
    pub(super) fn started(&self, start: Start) {
        if matches!(start, Start::Running(_)) {
            // The camera may have taken its time to answer: only from now on is it silent.
            self.state().feed = Feed::new(self.begun.elapsed());
        }
        self.start.send_replace(start);
    }

    /// Passes the camera's parts on until the camera ends the stream, or nobody has watched it for `linger`.
    pub(super) async fn run(
        &self,
        mut camera: Camera,
        mut splitter: Splitter,
        passage: Passage,
        linger: Duration,
    ) {
        let (moment, mut bytes) = (passage.begin(), 0);
        let end = loop {
            let chunk = match camera.chunk(&passage, self.unwanted(linger)).await {
                Ok(chunk) => chunk,
                Err(End::ViewerLeft) if self.cut.is_cancelled() && self.is_watched() => break End::Replaced,
                Err(end) => break end,
            };
            bytes += chunk.len() as u64;
            let parts = splitter.push(&chunk);
            let is_any_full = self.offer(&parts, splitter.ahead()).await;
            let pictures = parts.iter().filter(|part| part.kind == Kind::Picture).cloned();
            splitter
                .pieced()
                .into_iter()
                .chain(pictures)
                .for_each(|picture| self.show(picture, &passage.camera));
            if is_any_full && !self.has_room(&passage).await {
                break End::ViewerLeft;
            }
        };
        self.offer(&splitter.finish(), &[]).await;
        let (outlets, taps) = {
            let mut state = self.state();
            state.is_over = true;
            std::mem::take(&mut state.spools).iter().for_each(|spool| spool.end());
            (std::mem::take(&mut state.outlets), std::mem::take(&mut state.taps))
        };
        let skipped = outlets.iter().map(|outlet| outlet.skipped()).sum();
        outlets.iter().for_each(|outlet| outlet.end(end));
        for tapped in taps {
            // The stream may have been given up in the meantime.
            let _ = tapped.ended.send(end);
        }
        passage.end(moment, bytes, skipped, end);
        self.moved.notify_waiters();
    }

    /// Gives parts to all viewers. Whether too much waits for any of them that may not be left out.
    async fn offer(&self, parts: &[Part], ahead: &[u8]) -> bool {
        let now = self.begun.elapsed();
        let (outlets, before, after) = {
            let mut state = self.state();
            if parts.is_empty() && state.ahead == ahead {
                return false;
            }
            parts.iter().for_each(|part| state.feed.offer(part, now));
            state.spools.iter().for_each(|spool| spool.offer(parts, now));
            let after = Bytes::copy_from_slice(ahead);
            let before = std::mem::replace(&mut state.ahead, after.clone());
            (Arc::clone(&state.outlets), before, after)
        };
        let is_told = outlets.iter().any(|outlet| outlet.is_told());
        let told: Vec<Part> =
            if is_told { parts.iter().cloned().map(with_arrival).collect() } else { Vec::new() };
        // For few of them it costs more than it saves.
        let stride = |parts| (outlets.len() >= CROWD).then(|| Stride::new(&before, parts, &after)).flatten();
        let strides = (stride(parts), stride(&told));
        let mut is_any_full = false;
        for some in outlets.chunks(TURN) {
            for outlet in some {
                is_any_full |= if outlet.is_told() {
                    outlet.offer_at(&told, ahead, strides.1.as_ref(), now)
                } else {
                    outlet.offer_at(parts, ahead, strides.0.as_ref(), now)
                };
            }
            if some.len() == TURN {
                yield_now().await;
            }
        }
        is_any_full
    }

    /// Gives a whole picture to the viewers that take nothing else.
    fn show(&self, part: Part, camera: &str) {
        let (arrived, time, now) = (Instant::now(), SystemTime::now(), self.begun.elapsed());
        let mut state = self.state();
        let sequence = state.newest.as_ref().map_or(0, |newest| newest.sequence + 1);
        let newest = Newest { part, sequence, arrived, time };
        if !state.taps.is_empty() {
            let frame = newest.frame(camera);
            for Tapped { tap, thinner, .. } in &mut state.taps {
                if thinner.as_mut().is_none_or(|thinner| thinner.wants(now)) {
                    tap.offer(&frame);
                }
            }
        }
        state.newest = Some(newest);
    }

    /// Lets go of viewers that are too slow, and waits while all are. Whether to go on.
    async fn has_room(&self, passage: &Passage) -> bool {
        loop {
            {
                let mut state = self.state();
                let full = state.outlets.iter().filter(|outlet| outlet.is_full()).count();
                if full == 0 {
                    return true;
                }
                if full < state.outlets.len() + state.taps.len() + state.spools.len() {
                    Arc::make_mut(&mut state.outlets).retain(|outlet| {
                        let is_full = outlet.is_full();
                        if is_full {
                            outlet.end(End::ViewerSlow);
                        }
                        !is_full
                    });
                    return true;
                }
            }
            tokio::select! {
                () = self.taken.notified() => {}
                () = self.guests.notified() => {}
                () = self.cut.cancelled() => return false,
                () = passage.shutdown.cancelled() => return false,
            }
        }
    }

    /// Waits until nobody has watched for `linger`, or until the connection is to end.
    async fn unwanted(&self, linger: Duration) {
        let empty = async {
            loop {
                let since = self.state().empty_since;
                let Some(since) = since else {
                    self.guests.notified().await;
                    continue;
                };
                tokio::select! {
                    () = sleep_until(since + linger) => return,
                    () = self.guests.notified() => {}
                }
            }
        };
        tokio::select! {
            () = empty => {}
            () = self.cut.cancelled() => {}
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is whole between any two statements: a panic elsewhere does not spoil it.
        lock(&self.state)
    }
}

impl Guest {
    /// What became of the request to the camera, once that is known.
    pub(super) async fn start(&self) -> Start {
        let mut start = self.channel.start.subscribe();
        let known = start.wait_for(|start| !matches!(start, Start::Asking)).await;
        known.map_or(Start::Abandoned, |start| start.clone())
    }

    /// What the camera is asked for.
    pub(super) fn setting(&self) -> &Setting {
        &self.channel.setting
    }

    /// The stream from now on, thinned to `fps` pictures a second, and how old its first picture
    /// is. `None` if it cannot be joined. If the viewer `is_told`, it gets the gateway's fields beside
    /// the camera's. `direct` is its connection, if that may be written to directly. `place` is given back when the viewer leaves.
    pub(super) fn watch(
        mut self,
        fps: Option<f64>,
        is_told: bool,
        direct: Option<Arc<Direct>>,
        place: Place,
    ) -> Option<(Body, Duration)> {
        let channel = Arc::clone(&self.channel);
        let mut state = channel.state();
        if state.is_over {
            return None;
        }
        let (mut backlog, age) = state.feed.join(fps.map(Thinner::new), channel.begun.elapsed())?;
        backlog.announce(&state.ahead);
        let outlet = Outlet::new(channel.begun, backlog, Arc::clone(&channel.taken)).directly(direct);
        let outlet = Arc::new(if is_told { outlet.telling() } else { outlet });
        Arc::make_mut(&mut state.outlets).push(Arc::clone(&outlet));
        drop(state);
        self.outlet = Some(Arc::clone(&outlet));
        Some((outlet.body((self, place)), age))
    }

    /// Gives whole pictures of `camera` to `tap` from now on, thinned to `fps` pictures a second, and
    /// first the last one if it is new. Tells how the stream ends; the guest is to be kept until then.
    pub(super) fn tap(&mut self, tap: Arc<Tap>, fps: Option<f64>, camera: &str) -> oneshot::Receiver<End> {
        let (ended, end) = oneshot::channel();
        let mut state = self.channel.state();
        if state.is_over {
            // Dropping the sender tells.
            return end;
        }
        let mut thinner = fps.map(Thinner::new);
        let newest = state.newest.as_ref().filter(|newest| newest.arrived.elapsed() <= Feed::FRESH);
        if let Some(newest) = newest {
            // It counts towards the rate.
            let _ = thinner.as_mut().map(|thinner| thinner.wants(self.channel.begun.elapsed()));
            tap.offer(&newest.frame(camera));
        }
        state.taps.push(Tapped { tap: Arc::clone(&tap), thinner, ended });
        drop(state);
        self.tap = Some(tap);
        end
    }

    /// Passes every part from now on to `sink`, thinned to `fps` pictures a second. Before the
    /// first picture, all that has come counts as from now on. `None` if the stream is over.
    pub(super) fn spool(mut self, fps: Option<f64>, sink: Arc<dyn Sink>) -> Option<Spooling> {
        let channel = Arc::clone(&self.channel);
        let mut state = channel.state();
        if state.is_over {
            return None;
        }
        let begin = state.feed.begin();
        let spool = Arc::new(Spool::new(sink, fps, begin.is_none()));
        spool.offer(begin.unwrap_or_default(), channel.begun.elapsed());
        state.spools.push(Arc::clone(&spool));
        drop(state);
        self.spool = Some(Arc::clone(&spool));
        Some(Spooling { _guest: self, spool })
    }
}

/// The part with the time of its arrival, if it is a picture: milliseconds since 1970.
fn with_arrival(part: Part) -> Part {
    match part.kind {
        Kind::Picture => part.with_field(mux::ARRIVED, milliseconds(SystemTime::now())),
        Kind::Other => part,
    }
}

impl Newest {
    fn frame(&self, camera: &str) -> Arc<Frame> {
        Arc::new(Frame::new(camera, &self.part, self.sequence, self.arrived, self.time))
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut state = self.channel.state();
        if let Some(count) = state.guests.get_mut(&self.from) {
            *count -= 1;
            if *count == 0 {
                state.guests.remove(&self.from);
            }
        }
        if state.guests.is_empty() {
            state.empty_since = Some(Instant::now());
        }
        if let Some(tap) = &self.tap {
            state.taps.retain(|other| !Arc::ptr_eq(&other.tap, tap));
        }
        if let Some(spool) = &self.spool {
            state.spools.retain(|other| !Arc::ptr_eq(other, spool));
        }
        if let Some(outlet) = &self.outlet {
            Arc::make_mut(&mut state.outlets).retain(|other| !Arc::ptr_eq(other, outlet));
        }
        drop(state);
        self.channel.guests.notify_one();
        self.channel.moved.notify_waiters();
    }
}
