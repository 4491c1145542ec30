//! A body that one viewer has for itself, on its way from the camera: of a stream whole parts, the
//! newest picture first; of all else every byte. A stream that viewers share is a
//! [`Channel`](super::channel)'s.
//!
//! The camera is read as fast as it sends, whatever the viewer does.

use std::sync::Arc;

use axum::body::Body;
use bytes::Bytes;
use fanout::{Backlog, Kind, Part, Splitter};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::body::{Camera, End, Passage};
use super::outlet::Outlet;

/// How a body is cut.
#[derive(Debug)]
pub(super) enum Cut {
    /// Into the parts of a stream.
    Parts(Box<Splitter>),
    /// As it comes.
    Chunks,
}

/// The camera's body for the viewer, after the bytes that were read already. A task of its own
/// moves it, and lets go of the camera as soon as the viewer leaves, even if the camera is silent.
pub(super) fn pass(camera: Camera, begun: Bytes, cut: Cut, passage: Passage) -> Body {
    let (outlet, gone) =
        (Arc::new(Outlet::new(Instant::now(), Backlog::default(), Arc::default())), CancellationToken::new());
    let body = outlet.body(gone.clone().drop_guard());
    tokio::spawn(async move {
        let moment = passage.begin();
        let mut bytes = 0;
        let end = forward(camera, begun, cut, &passage, &outlet, &gone, &mut bytes).await;
        passage.end(moment, bytes, outlet.skipped(), end);
        outlet.end(end);
    });
    body
}

async fn forward(
    mut camera: Camera,
    mut chunk: Bytes,
    mut cut: Cut,
    passage: &Passage,
    outlet: &Arc<Outlet>,
    gone: &CancellationToken,
    bytes: &mut u64,
) -> End {
    loop {
        *bytes += chunk.len() as u64;
        let parts = cut.push(chunk);
        outlet.offer(&parts, cut.ahead());
        while outlet.is_full() {
            tokio::select! {
                () = outlet.taken() => {}
                () = gone.cancelled() => return End::ViewerLeft,
                () = passage.shutdown.cancelled() => return End::Shutdown,
            }
        }
        chunk = match camera.chunk(passage, gone.cancelled()).await {
            Ok(chunk) => chunk,
            Err(end) => {
                outlet.offer(&cut.finish(), &[]);
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
            Self::Chunks => vec![Part { bytes: chunk, content: 0, kind: Kind::Other }],
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
