//! Recordings over HTTP: how they are, starting and stopping, the list of files and the files.

use std::io::{ErrorKind, SeekFrom};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, IF_RANGE, RANGE,
};
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use serde::Deserialize;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio::time::timeout;
use tokio_util::io::ReaderStream;

use super::app::Gateway;
use super::guard::Asker;
use super::json;
use super::range::{Part, part};
use crate::archive::{ArchiveError, File};

/// Longer bodies are refused.
const BODY: usize = 1024;
/// For such a body to arrive.
const BODY_TIME: Duration = Duration::from_secs(5);
/// Bytes that are read of a file at a time.
const CHUNK: usize = 64 << 10;

type Answer = Result<Response<Body>, ArchiveError>;

/// The body of a request to start or stop.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    record: bool,
}

/// `GET` tells how a recording is, `POST` starts or stops it.
pub(super) async fn recording(
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
    request: Request<Body>,
) -> Answer {
    let (head, body) = request.into_parts();
    admit(&gateway, &head.headers)?;
    let archive = gateway.relay.archive();
    match head.method {
        Method::GET | Method::HEAD => Ok(json::answer(&archive.told(&id)?)),
        Method::POST => {
            // Any other type is one that pages of other sites may send without asking.
            let is_json = json::is_json(&head.headers);
            let body = timeout(BODY_TIME, axum::body::to_bytes(body, BODY)).await;
            let Ok(Ok(body)) = body else { return Err(ArchiveError::Request) };
            let wish: Wish = serde_json::from_slice(&body).map_err(|_| ArchiveError::Request)?;
            if !is_json {
                return Err(ArchiveError::Request);
            }
            Ok(json::answer(&archive.set(&id, wish.record)?))
        }
        _ => Err(ArchiveError::Method),
    }
}

/// The files of a camera, the oldest first.
pub(super) async fn list(
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    admit(&gateway, &headers)?;
    Ok(json::answer(&gateway.relay.archive().segments(&id)?))
}

/// A file, or a part of it.
pub(super) async fn segment(
    State(gateway): State<Arc<Gateway>>,
    Path((id, segment)): Path<(String, String)>,
    method: Method,
    headers: HeaderMap,
) -> Answer {
    admit(&gateway, &headers)?;
    send(gateway.relay.archive().file(&id, &segment)?, &method, &headers).await
}

fn admit(gateway: &Gateway, headers: &HeaderMap) -> Result<(), ArchiveError> {
    if Asker::of(&gateway.site, headers).may_watch() { Ok(()) } else { Err(ArchiveError::ForeignSite) }
}

async fn send(known: File, method: &Method, wanted: &HeaderMap) -> Answer {
    let opened = tokio::fs::File::open(&known.path).await;
    // Another name by now, or deleted.
    let mut file = opened.map_err(|error| match error.kind() {
        ErrorKind::NotFound => ArchiveError::NoSuchSegment,
        _ => ArchiveError::Unreadable,
    })?;
    let metadata = file.metadata().await.map_err(|_| ArchiveError::Unreadable)?;
    let length = metadata.len();
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let stamp = modified.unwrap_or_default().as_nanos();
    let tag = format!("\"{length:x}-{stamp:x}\"");
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    // Whoever asks is asked again whether it may: the answer stays in no shared memory.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(known.media_type));
    // The name has letters, digits, - _ and . only.
    let disposition = format!("attachment; filename=\"{}\"", known.name);
    if let Ok(disposition) = disposition.parse() {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    // One that grows is another file with each picture.
    if let Ok(tag) = tag.parse()
        && !known.is_open
    {
        headers.insert(ETAG, tag);
    }
    let is_tag = |value: &HeaderValue| value.as_bytes() == tag.as_bytes() && !known.is_open;
    let lists_tag = |value: &HeaderValue| {
        value.as_bytes().split(|&byte| byte == b',').any(|one| one.trim_ascii() == tag.as_bytes())
    };
    if !known.is_open && wanted.get_all(IF_NONE_MATCH).iter().any(lists_tag) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return Ok(response);
    }
    // A part of another file than the one that the rest is of would spoil it.
    let is_same = wanted.get(IF_RANGE).is_none_or(is_tag);
    let range = wanted.get(RANGE).filter(|_| is_same && *method == Method::GET);
    let (start, end) = match range.map_or(Part::Whole, |range| part(range.as_bytes(), length)) {
        Part::Whole => (0, length),
        Part::Bytes(bytes) => {
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            let value = format!("bytes {}-{}/{length}", bytes.start, bytes.end - 1);
            if let Ok(value) = value.parse() {
                response.headers_mut().insert(CONTENT_RANGE, value);
            }
            (bytes.start, bytes.end)
        }
        Part::None => {
            *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
            let headers = response.headers_mut();
            headers.remove(CONTENT_DISPOSITION);
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
            if let Ok(value) = format!("bytes */{length}").parse() {
                headers.insert(CONTENT_RANGE, value);
            }
            return Ok(response);
        }
    };
    response.headers_mut().insert(CONTENT_LENGTH, (end - start).into());
    if *method != Method::HEAD {
        file.seek(SeekFrom::Start(start)).await.map_err(|_| ArchiveError::Unreadable)?;
        // No more than was announced, even if the file grows.
        *response.body_mut() = Body::from_stream(ReaderStream::with_capacity(file.take(end - start), CHUNK));
    }
    Ok(response)
}
