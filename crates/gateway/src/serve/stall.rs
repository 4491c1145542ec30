//! Streams of one HTTP/2 connection that a viewer does not read.
//!
//! All streams of a connection share one window, which the viewer gives back as it reads. A page
//! that leaves one response unread for good would in the end stop the others; so a stream whose
//! last bytes are not taken in time is reset, which gives its part of the window back. The socket
//! cannot tell: other streams make progress on it.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::Response;
use hyper::body::{Frame, SizeHint};
use hyper::rt::Executor;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use crate::lock::lock;

/// The slowest line on which a large picture is still awaited, in bytes a second.
const SLOWEST: u32 = 50_000;

tokio::task_local! {
    /// The stream whose request is being answered.
    static STREAM: Arc<Stall>;
}

/// Whether the viewer reads the data of one stream.
#[derive(Debug, Default)]
struct Stall {
    /// By when the bytes given last have to be taken.
    deadline: Mutex<Option<Instant>>,
    changed: Notify,
}

/// Runs the streams of a connection, each until it is done or stalls for `patience`.
#[derive(Debug, Clone)]
pub(super) struct Streams {
    pub(super) patience: Duration,
}

impl<F> Executor<F> for Streams
where
    F: Future<Output = ()> + Send + 'static,
{
    fn execute(&self, stream: F) {
        let stall = Arc::new(Stall::default());
        tokio::spawn(STREAM.scope(Arc::clone(&stall), async move {
            tokio::select! {
                () = stream => {}
                // Dropping the stream resets it.
                () = stall.expired() => tracing::debug!("resetting a stream that nobody reads"),
            }
        }));
    }
}

impl Streams {
    /// The response, watched. To be called while its request is being answered.
    pub(super) fn watch(&self, response: Response<Body>) -> Response<Body> {
        let Ok(stall) = STREAM.try_with(Arc::clone) else { return response };
        let patience = self.patience;
        response.map(|body| Body::new(Watched { body, stall, patience }))
    }
}

impl Stall {
    fn set(&self, deadline: Option<Instant>) {
        let mut current = lock(&self.deadline);
        if current.is_some() || deadline.is_some() {
            *current = deadline;
            drop(current);
            self.changed.notify_one();
        }
    }

    async fn expired(&self) {
        loop {
            let deadline = *lock(&self.deadline);
            let Some(deadline) = deadline else {
                self.changed.notified().await;
                continue;
            };
            tokio::select! {
                () = sleep_until(deadline) => return,
                () = self.changed.notified() => {}
            }
        }
    }
}

/// A body that notes when it is asked for more: hyper does that when the viewer has taken what came
/// before.
struct Watched {
    body: Body,
    stall: Arc<Stall>,
    patience: Duration,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        let given = match &polled {
            Poll::Ready(Some(Ok(frame))) => frame.data_ref().map(Bytes::len),
            _ => None,
        };
        let deadline = given.map(|bytes| {
            let line = Duration::from_secs(bytes as u64) / SLOWEST;
            Instant::now() + self.patience + line
        });
        self.stall.set(deadline);
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
