//! One stream of a session, from its request to its end.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, Request};
use causes::Row;
use fanout::Setting;
use serde::Serialize;

use super::super::body::End;
use super::super::sharing::Shared;
use super::super::{Kind, Relay, RelayError, allow};
use super::frame::Tap;
use super::session::{Opened, Session, json};
use crate::refusal::{Told, Unavailable};

/// Follows a stream until it ends or nobody wants it any more, and tells the session.
pub(super) async fn run(relay: Relay, session: Arc<Session>, opened: Opened) {
    let Opened { key, stream, gone } = opened;
    let tap = Arc::new(Tap::new(Arc::clone(&session), key));
    let ended = tokio::select! {
        ended = follow(&relay, &session, &stream, key, tap) => ended,
        () = gone.cancelled() => return,
    };
    let json = match ended {
        Ok(end) => ended_json(None, end.cause(), ""),
        Err(error) => {
            let (status, cause) = (error.status().as_u16(), error.cause());
            ended_json(Some(status), cause, &error.into_detail())
        }
    };
    session.ended(key, json);
}

async fn follow(
    relay: &Relay,
    session: &Session,
    stream: &mux::StreamRequest,
    key: mux::Key,
    tap: Arc<Tap>,
) -> Result<End, RelayError> {
    let source = &stream.source;
    let upstream = relay.upstream(source.camera())?;
    let still = allow::Ptz { is_allowed: false, is_announced: false };
    let allowed = allow::check(&Method::GET, source.path(), Some(source.query()), still)?;
    if allowed.kind != Kind::Stream {
        return Err(RelayError::PathNotAllowed);
    }
    let setting = Setting::read(allowed.path, source.query()).ok_or(RelayError::StreamNotShared)?;
    let uri = ["/", source.path(), "?", source.query()].concat();
    // The characters were checked, so this does not fail.
    let head = Request::builder().uri(uri).body(Body::empty()).map_err(|_| RelayError::QueryNotAllowed)?;
    let (mut head, _) = head.into_parts();
    if let Some(from) = session.from() {
        head.extensions.insert(from);
    }
    let _seat = relay.seat(session.from()).await?;
    let camera = source.camera();
    let (guest, end) = match relay.seek(upstream, &allowed, &setting, &head).await? {
        Shared::Joined { mut guest, fps, is_nearest, .. } => {
            let quality = is_nearest.then(|| guest.setting().quality());
            session.started(key, quality.as_deref());
            let end = guest.tap(tap, fps, camera);
            (guest, end)
        }
        Shared::Opened { mut guest, flow, .. } => {
            session.started(key, None);
            // Of a stream that has not begun nothing is missed.
            let end = guest.tap(tap, None, camera);
            flow.start();
            (guest, end)
        }
        Shared::Alone(..) | Shared::None => return Err(RelayError::StreamNotShared),
    };
    let end = end.await.unwrap_or(End::CameraBroke);
    drop(guest);
    match end {
        End::Shutdown => Err(RelayError::Unavailable(Unavailable::ShuttingDown)),
        end => Ok(end),
    }
}

/// An end as the viewer reads it. Without a status the stream had begun.
fn ended_json(status: Option<u16>, cause: &'static Row, detail: &str) -> String {
    #[derive(Serialize)]
    struct Ended<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
        #[serde(flatten)]
        told: Told<'a>,
    }
    let (message, hint) = (cause.sentence_of(detail), cause.cure_alone());
    json(&Ended { status, told: Told::new(cause, &message, &hint, detail) })
}
