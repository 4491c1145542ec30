//! Between the task that reads a camera and the body that one viewer reads.
//!
//! The viewer is given a part when it has taken the one before: hyper lets go of bytes once the
//! system has taken the last of them, and the system keeps few (see `serve::progress`). What waits
//! for the viewer meanwhile is the [`Backlog`]'s to decide. A viewer that waits for nothing but the
//! next part is written to directly (see [`crate::direct`]).

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use fanout::{Backlog, Part, Step};
use futures_util::Stream;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::body::End;
use crate::direct::{AFTER, Chunk, Direct, Left};

use crate::lock::lock;

/// What one viewer is to be given.
#[derive(Debug)]
pub(super) struct Outlet {
    begun: Instant,
    state: Mutex<State>,
    /// The viewer gets the gateway's fields beside the camera's.
    is_told: bool,
    /// Something was taken, here or at another outlet of the same camera.
    taken: Arc<Notify>,
}

/// A picture for all viewers that keep step.
#[derive(Debug)]
pub(super) struct Stride {
    step: Step,
    chunk: Chunk,
}

#[derive(Debug, Default)]
struct State {
    backlog: Backlog,
    /// Something given is yet to be taken.
    in_hand: bool,
    end: Option<Result<(), &'static str>>,
    viewer: Option<Waker>,
    direct: Option<Arc<Direct>>,
    /// Hyper has been given something, so the answer's head comes before it.
    is_begun: bool,
}

impl Outlet {
    /// An outlet that tells by `taken` that its viewer has taken something. The backlog's times are since `begun`.
    pub(super) fn new(begun: Instant, backlog: Backlog, taken: Arc<Notify>) -> Self {
        let state = State { backlog, ..State::default() };
        Self { begun, state: Mutex::new(state), is_told: false, taken }
    }

    /// The same for a viewer that gets the gateway's fields beside the camera's.
    pub(super) fn telling(mut self) -> Self {
        self.is_told = true;
        self.state().backlog.tell_skipped();
        self
    }

    /// The same for a viewer whose connection may be written to directly.
    pub(super) fn directly(self, direct: Option<Arc<Direct>>) -> Self {
        self.state().direct = direct;
        self
    }

    /// Whether the viewer gets the gateway's fields beside the camera's.
    pub(super) fn is_told(&self) -> bool {
        self.is_told
    }

    /// The viewer's side. `guest` is dropped when the viewer has left or has been given all.
    pub(super) fn body(self: &Arc<Self>, guest: impl Send + Sync + Unpin + 'static) -> Body {
        Body::from_stream(Viewer { outlet: Arc::clone(self), _guest: guest })
    }

    /// Adds parts, and what comes before the next one.
    pub(super) fn offer(self: &Arc<Self>, parts: &[Part], ahead: &[u8]) {
        self.offer_at(parts, ahead, None, self.begun.elapsed());
    }

    /// The same at `now`, for a caller with many outlets. `stride` is the same for those that keep
    /// step. Gives whether it [is full](Self::is_full).
    pub(super) fn offer_at(
        self: &Arc<Self>,
        parts: &[Part],
        ahead: &[u8],
        stride: Option<&Stride>,
        now: Duration,
    ) -> bool {
        let (waker, is_full) = {
            let mut state = self.state();
            if let Some(stride) = stride
                && let Some(left) = state.stride(stride)
            {
                let waker = left.and_then(|left| state.leave(left, Taking(Arc::clone(self))));
                drop(state);
                if let Some(waker) = waker {
                    waker.wake();
                }
                return false;
            }
            for part in parts {
                state.backlog.offer(part.clone(), now);
            }
            state.backlog.announce(ahead);
            let waker = match state.write(now) {
                None => state.news(),
                Some(left) => state.leave(left, Taking(Arc::clone(self))),
            };
            (waker, state.backlog.is_full())
        };
        if let Some(waker) = waker {
            waker.wake();
        }
        is_full
    }

    /// There will be no more. The viewer must not take a failure for the end of the body.
    pub(super) fn end(&self, end: End) {
        self.update(|state| state.end = Some(if end.is_failure() { Err(end.text()) } else { Ok(()) }));
    }

    /// Whether too much waits that must not be left out.
    pub(super) fn is_full(&self) -> bool {
        self.state().backlog.is_full()
    }

    /// Pictures that the viewer was too slow for.
    pub(super) fn skipped(&self) -> u64 {
        self.state().backlog.skipped()
    }

    /// Waits until something is taken.
    pub(super) async fn taken(&self) {
        self.taken.notified().await;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is whole between any two statements: a panic elsewhere does not spoil it.
        lock(&self.state)
    }

    /// Changes the state, and wakes the viewer if there is something for it.
    fn update(&self, change: impl FnOnce(&mut State)) {
        let waker = {
            let mut state = self.state();
            change(&mut state);
            state.news()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl Stride {
    /// The picture in `parts`, if nothing else is in them.
    pub(super) fn new(before: &Bytes, parts: &[Part], after: &Bytes) -> Option<Self> {
        let [part] = parts else { return None };
        let step = Step::new(before, part, after)?;
        Some(Self { chunk: Chunk::of(step.pieces()), step })
    }
}

impl State {
    /// What wakes the viewer, if there is something for it. Each needless wake-up costs as much as
    /// half a picture.
    fn news(&mut self) -> Option<Waker> {
        let has_news = if self.in_hand {
            self.backlog.has_ahead()
        } else {
            self.backlog.has_next() || self.end.is_some()
        };
        has_news.then(|| self.viewer.take()).flatten()
    }

    /// Hyper is about to be given something.
    fn begin_hyper(&self) {
        if let Some(direct) = &self.direct {
            direct.begin_hyper();
        }
    }

    /// Whether the viewer waits for nothing but the next part.
    fn is_waiting(&self) -> bool {
        !self.in_hand && self.is_begun && self.end.is_none()
    }

    /// Writes what waits, if that may be done directly. Gives what the system does not take.
    fn write(&mut self, now: Duration) -> Option<Left> {
        if !self.is_waiting() || self.backlog.is_full() {
            return None;
        }
        let mut writer = self.direct.as_ref()?.writer()?;
        while let Some(part) = self.backlog.take(now) {
            let after = self.backlog.take_ahead_of(AFTER);
            let left = writer.write(part, after.as_deref());
            if left.is_some() {
                return left;
            }
        }
        None
    }

    /// Writes a picture directly, if the viewer keeps step. Then gives what the system does not take.
    fn stride(&mut self, stride: &Stride) -> Option<Option<Left>> {
        if !self.is_waiting() {
            return None;
        }
        let mut writer = self.direct.as_ref()?.writer()?;
        self.backlog.keep_step(&stride.step).then(|| writer.write_chunk(&stride.chunk))
    }

    /// Leaves bytes to the connection's task, which the given waker wakes. `taking` is dropped when
    /// all of them have been taken.
    fn leave(&mut self, left: Left, taking: Taking) -> Option<Waker> {
        self.in_hand = true;
        // There is one, or nothing had been written.
        self.direct.as_ref()?.leave(left, Box::new(taking));
        self.viewer.take()
    }
}

/// The viewer's side: a body of parts.
#[derive(Debug)]
struct Viewer<G> {
    outlet: Arc<Outlet>,
    /// Tells the other side when this is dropped.
    _guest: G,
}

impl<G: Unpin> Stream for Viewer<G> {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut state = self.outlet.state();
        if state.in_hand {
            // Along with the part in hand, so that both are written at once.
            if let Some(bytes) = state.backlog.take_ahead() {
                state.begin_hyper();
                return Poll::Ready(Some(Ok(bytes)));
            }
        } else {
            let was_full = state.backlog.is_full();
            if let Some(bytes) = state.backlog.take(self.outlet.begun.elapsed()) {
                state.in_hand = true;
                state.is_begun = true;
                state.begin_hyper();
                let is_full = state.backlog.is_full();
                drop(state);
                if was_full && !is_full {
                    self.outlet.taken.notify_one();
                }
                let bytes = InHand { bytes, _taking: Taking(Arc::clone(&self.outlet)) };
                return Poll::Ready(Some(Ok(Bytes::from_owner(bytes))));
            }
            match state.end {
                Some(Ok(())) => return Poll::Ready(None),
                Some(Err(reason)) => {
                    state.end = Some(Ok(()));
                    return Poll::Ready(Some(Err(io::Error::other(reason))));
                }
                None => {}
            }
        }
        let waker = context.waker();
        if !state.viewer.as_ref().is_some_and(|known| known.will_wake(waker)) {
            state.viewer = Some(waker.clone());
        }
        Poll::Pending
    }
}

impl<G> Drop for Viewer<G> {
    fn drop(&mut self) {
        // The connection may carry other answers after this one.
        let direct = self.outlet.state().direct.take();
        drop(direct);
    }
}

/// Bytes that were given and are yet to be taken.
#[derive(Debug)]
struct InHand {
    bytes: Bytes,
    _taking: Taking,
}

impl AsRef<[u8]> for InHand {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// A part that is being taken; dropped when it has been.
#[derive(Debug)]
struct Taking(Arc<Outlet>);

impl Drop for Taking {
    fn drop(&mut self) {
        self.0.update(|state| state.in_hand = false);
    }
}
