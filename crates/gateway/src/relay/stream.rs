//! A body on its way from camera to viewer: of a stream whole parts, the newest picture first; of all else every byte.
//!
//! The camera is read as fast as it sends, whatever the viewer does. The viewer is given a part when it has taken the one
//! before: hyper lets go of bytes once the system has taken the last of them, and the system keeps few (see
//! `serve::progress`). What waits for the viewer meanwhile is the [`Backlog`]'s to decide.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use axum::body::Body;
use bytes::Bytes;
use fanout::{Backlog, Kind, Part, Splitter};
use futures_util::Stream;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::body::{Camera, End, Passage};

/// How a body is cut.
#[derive(Debug)]
pub(super) enum Cut {
    /// Into the parts of a stream.
    Parts(Box<Splitter>),
    /// As it comes.
    Chunks,
}

/// The camera's body for the viewer, after the bytes that were read already. A task of its own moves it, and lets go of the
/// camera as soon as the viewer leaves, even if the camera is silent.
pub(super) fn pass(camera: Camera, begun: Bytes, cut: Cut, passage: Passage) -> Body {
    let (outlet, gone) = (Arc::new(Outlet::new()), CancellationToken::new());
    let viewer = Viewer { outlet: Arc::clone(&outlet), _gone: gone.clone().drop_guard() };
    tokio::spawn(async move {
        let moment = passage.begin();
        let mut bytes = 0;
        let end = forward(camera, begun, cut, &passage, &outlet, &gone, &mut bytes).await;
        let skipped = outlet.state().backlog.skipped();
        passage.end(moment, bytes, skipped, end);
        // The viewer must not take a failure for the end of the body.
        outlet.update(|state| state.end = Some(if end.is_failure() { Err(end.text()) } else { Ok(()) }));
    });
    Body::from_stream(viewer)
}

async fn forward(
    mut camera: Camera,
    mut chunk: Bytes,
    mut cut: Cut,
    passage: &Passage,
    outlet: &Outlet,
    gone: &CancellationToken,
    bytes: &mut u64,
) -> End {
    loop {
        *bytes += chunk.len() as u64;
        let parts = cut.push(chunk);
        outlet.offer(parts, cut.ahead());
        while outlet.state().backlog.is_full() {
            tokio::select! {
                () = outlet.taken.notified() => {}
                () = gone.cancelled() => return End::ViewerLeft,
                () = passage.shutdown.cancelled() => return End::Shutdown,
            }
        }
        chunk = match camera.chunk(passage, gone.cancelled()).await {
            Ok(chunk) => chunk,
            Err(end) => {
                outlet.offer(cut.finish(), &[]);
                return end;
            }
        };
    }
}

impl Cut {
    fn push(&mut self, chunk: Bytes) -> Vec<Part> {
        match self {
            Self::Parts(splitter) => splitter.push(&chunk),
            Self::Chunks if chunk.is_empty() => Vec::new(),
            Self::Chunks => vec![Part { bytes: chunk, kind: Kind::Other }],
        }
    }

    fn ahead(&self) -> &[u8] {
        match self {
            Self::Parts(splitter) => splitter.ahead(),
            Self::Chunks => &[],
        }
    }

    fn finish(&mut self) -> Vec<Part> {
        match self {
            Self::Parts(splitter) => splitter.finish(),
            Self::Chunks => Vec::new(),
        }
    }
}

/// Between the task that reads the camera and the body that the viewer reads.
#[derive(Debug)]
struct Outlet {
    begun: Instant,
    state: Mutex<State>,
    /// Something was taken.
    taken: Notify,
}

#[derive(Debug, Default)]
struct State {
    backlog: Backlog,
    /// Something given is yet to be taken.
    in_hand: bool,
    end: Option<Result<(), &'static str>>,
    viewer: Option<Waker>,
}

impl Outlet {
    fn new() -> Self {
        Self { begun: Instant::now(), state: Mutex::default(), taken: Notify::new() }
    }

    /// Adds parts, and what comes before the next one.
    fn offer(&self, parts: Vec<Part>, ahead: &[u8]) {
        let now = self.begun.elapsed();
        self.update(|state| {
            for part in parts {
                state.backlog.offer(part, now);
            }
            state.backlog.announce(ahead);
        });
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is whole between any two statements: a panic elsewhere does not spoil it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state, and wakes the viewer to look at it.
    fn update(&self, change: impl FnOnce(&mut State)) {
        let waker = {
            let mut state = self.state();
            change(&mut state);
            state.viewer.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// The viewer's side: a body of parts.
#[derive(Debug)]
struct Viewer {
    outlet: Arc<Outlet>,
    /// Tells the other side when this is dropped.
    _gone: DropGuard,
}

impl Stream for Viewer {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut state = self.outlet.state();
        if !state.in_hand {
            if let Some(bytes) = state.backlog.take(self.outlet.begun.elapsed()) {
                state.in_hand = true;
                drop(state);
                self.outlet.taken.notify_one();
                let bytes = InHand { bytes, outlet: Arc::clone(&self.outlet) };
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
        state.viewer = Some(context.waker().clone());
        Poll::Pending
    }
}

/// Bytes that were given and are yet to be taken.
#[derive(Debug)]
struct InHand {
    bytes: Bytes,
    outlet: Arc<Outlet>,
}

impl AsRef<[u8]> for InHand {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for InHand {
    fn drop(&mut self) {
        self.outlet.update(|state| state.in_hand = false);
    }
}
