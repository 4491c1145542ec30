//! Connections of viewers.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use causes::table;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;
use tracing::{debug, warn};

use super::peers::Peers;
use super::progress::Progress;
use crate::config::Limits;
use crate::refusal::json;

/// Of a request's head.
const HEAD_BYTES: usize = 64 << 10;
/// For connections to end when the gateway does. Streams end at once; this is for viewers that take nothing.
const SHUTDOWN_TIME: Duration = Duration::from_secs(2);
/// Connections beyond the limit that are told so at one time. Others are closed.
const REFUSALS: usize = 32;
const REFUSAL_TIME: Duration = Duration::from_secs(1);

/// Serves `app` on `listener` until `shutdown`, within these limits.
pub async fn serve(listener: TcpListener, app: Router, limits: &Limits, shutdown: CancellationToken) {
    let places = Arc::new(Semaphore::new(limits.connections));
    let peers = Peers::new(limits.connections_per_address);
    let refusals = Arc::new(Semaphore::new(REFUSALS));
    let graceful = GracefulShutdown::new();
    let end = CancellationToken::new();
    let _end = end.clone().drop_guard();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = shutdown.cancelled() => break,
        };
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // No file handles left, most likely: some will come free.
                warn!("cannot accept a connection: {error}");
                sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let place = Arc::clone(&places).try_acquire_owned().ok();
        let Some(place) = place.and_then(|place| Some((place, peers.enter(address.ip())?))) else {
            if let Ok(refusal) = Arc::clone(&refusals).try_acquire_owned() {
                tokio::spawn(async move {
                    let _refusal = refusal;
                    let _ = timeout(REFUSAL_TIME, refuse(stream)).await;
                });
            }
            continue;
        };
        let io = Progress::new(stream, limits.viewer);
        let direct = io.direct();
        let app = app.clone().map_request(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(Arc::clone(&direct));
            request
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.request)
            .max_buf_size(HEAD_BYTES)
            .serve_connection(TokioIo::new(io), TowerToHyperService::new(app));
        let connection = graceful.watch(connection);
        let end = end.clone();
        tokio::spawn(async move {
            let _place = place;
            tokio::select! {
                result = connection => {
                    if let Err(error) = result {
                        debug!("a connection ended: {error}");
                    }
                }
                () = end.cancelled() => {}
            }
        });
    }
    drop(listener);
    if timeout(SHUTDOWN_TIME, graceful.shutdown()).await.is_err() {
        debug!("connections that take nothing are cut");
    }
}

/// Refuses whatever is asked. It is asked first: clients take an answer that comes before for a
/// broken connection.
async fn refuse(mut stream: TcpStream) -> std::io::Result<()> {
    let mut head = Vec::with_capacity(1024);
    while !head.windows(4).any(|window| window == b"\r\n\r\n") && head.len() < HEAD_BYTES {
        if stream.read_buf(&mut head).await? == 0 {
            return Ok(());
        }
    }
    stream.write_all(refusal().as_bytes()).await?;
    stream.shutdown().await?;
    // Closing with unread bytes would reset the connection and take the answer with it.
    let mut rest = [0; 1024];
    while stream.read(&mut rest).await? > 0 {}
    Ok(())
}

/// The whole answer on a connection beyond the limit.
fn refusal() -> String {
    let cause = &table::TOO_MANY_CONNECTIONS;
    let (code, body) = (cause.code, json(cause, ""));
    format!(
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\nContent-Type: application/json\r\n\
         X-Mullion-Error: {code}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}
