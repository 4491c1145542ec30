//! The body of a session's response.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures_util::Stream;
use mux::{Due, Event};
use serde::Serialize;
use tokio::time::{Instant, Sleep, sleep};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

use super::session::{Guard, Next, Session, json};

/// After so long without a part an empty event says that the connection holds. Servers in front end
/// connections that are silent for longer; 60 s is common.
const ALIVE: Duration = Duration::from_secs(10);

/// The body of `session`, which ends with `shutdown`; the session ends with it.
pub(super) fn of(session: Arc<Session>, guard: Guard, shutdown: CancellationToken) -> Body {
    let parts = Parts {
        session,
        _guard: guard,
        is_begun: false,
        content: None,
        alive: Box::pin(sleep(ALIVE)),
        shutdown: Box::pin(shutdown.cancelled_owned()),
    };
    Body::from_stream(parts)
}

#[derive(Debug)]
struct Parts {
    session: Arc<Session>,
    _guard: Guard,
    is_begun: bool,
    /// The content of the frame whose header was given last.
    content: Option<Bytes>,
    alive: Pin<Box<Sleep>>,
    shutdown: Pin<Box<WaitForCancellationFutureOwned>>,
}

#[derive(Serialize)]
struct Begin<'a> {
    session: &'a str,
    version: u32,
}

impl Parts {
    fn event(&mut self, event: Event, stream: Option<&mux::StreamId>, json: &str) -> Bytes {
        self.alive.as_mut().reset(Instant::now() + ALIVE);
        event.part(stream, json).into()
    }

    fn poll_part(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if let Some(content) = self.content.take() {
            return Poll::Ready(Some(self.in_hand(content)));
        }
        if !std::mem::replace(&mut self.is_begun, true) {
            let session = Arc::clone(&self.session);
            let begin = json(&Begin { session: session.name(), version: mux::VERSION });
            return Poll::Ready(Some(self.event(Event::Session, None, &begin)));
        }
        if self.shutdown.as_mut().poll(context).is_ready() {
            return Poll::Ready(None);
        }
        match self.session.next(context) {
            Next::Due(stream, Due::Event(told)) => {
                let part = self.event(told.event, Some(&stream), &told.json);
                Poll::Ready(Some(self.in_hand(part)))
            }
            Next::Due(stream, Due::Frame { frame, skipped }) => {
                self.alive.as_mut().reset(Instant::now() + ALIVE);
                let age = u64::try_from(frame.arrived.elapsed().as_millis()).unwrap_or(u64::MAX);
                self.content = Some(frame.jpeg.clone());
                Poll::Ready(Some(mux::frame_head(&stream, age, skipped, &frame.fields).into()))
            }
            // A reader that takes nothing needs no sign of life.
            Next::InHand => Poll::Pending,
            Next::Nothing => {
                if self.alive.as_mut().poll(context).is_pending() {
                    return Poll::Pending;
                }
                Poll::Ready(Some(self.event(Event::Alive, None, "{}")))
            }
        }
    }

    /// Bytes after which nothing more is given until they are taken.
    fn in_hand(&self, bytes: Bytes) -> Bytes {
        Bytes::from_owner(InHand { bytes, session: Arc::clone(&self.session) })
    }
}

impl Stream for Parts {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_part(context).map(|part| part.map(Ok))
    }
}

/// Bytes that were given and are yet to be taken.
#[derive(Debug)]
struct InHand {
    bytes: Bytes,
    session: Arc<Session>,
}

impl AsRef<[u8]> for InHand {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for InHand {
    fn drop(&mut self) {
        self.session.taken();
    }
}
