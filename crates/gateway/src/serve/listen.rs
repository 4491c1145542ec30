//! Connections of viewers.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use axum::http::header::{HOST, HeaderValue};
use causes::table;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use rustls::ServerConfig;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;
use tracing::{debug, warn};

use super::progress::Progress;
use super::stall::Streams;
use super::tls::HTTP_2;
use crate::config::Limits;
use crate::peers::{Address, Peers};
use crate::refusal::json;

/// Of a request's head.
const HEAD_BYTES: usize = 64 << 10;
/// Streams of one HTTP/2 connection at one time, as browsers assume without being told.
const STREAMS: u32 = 100;
/// Bytes that HTTP/2 keeps of one stream beside the picture in hand. By default they are 400 KiB.
const STREAM_BUFFER: usize = 16 << 10;
/// Bytes that TLS keeps.
const TLS_BUFFER: usize = 16 << 10;
/// Between two questions whether a viewer is still there, on HTTP/2.
const KEEPALIVE: Duration = Duration::from_secs(20);
/// For connections to end when the gateway does. Streams end at once; this is for viewers that take nothing.
const SHUTDOWN_TIME: Duration = Duration::from_secs(2);
/// Connections beyond the limit that are told so at one time. Others are closed.
const REFUSALS: usize = 32;
const REFUSAL_TIME: Duration = Duration::from_secs(1);

/// Serves `app` on `listener` until `shutdown`, within these limits.
pub async fn serve(listener: TcpListener, app: Router, limits: &Limits, shutdown: CancellationToken) {
    accept(listener, app, None, limits, shutdown).await;
}

/// The same over TLS, with HTTP/2 for whoever speaks it.
pub async fn serve_tls(
    listener: TcpListener,
    app: Router,
    tls: Arc<ServerConfig>,
    limits: &Limits,
    shutdown: CancellationToken,
) {
    accept(listener, app, Some(tls.into()), limits, shutdown).await;
}

async fn accept(
    listener: TcpListener,
    app: Router,
    tls: Option<TlsAcceptor>,
    limits: &Limits,
    shutdown: CancellationToken,
) {
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
        let (place, from) = (Arc::clone(&places).try_acquire_owned().ok(), Address::of(address.ip()));
        let Some(place) = place.and_then(|place| Some((place, peers.enter(from)?))) else {
            // Over TLS a refusal would cost as much as an answer.
            if tls.is_none()
                && let Ok(refusal) = Arc::clone(&refusals).try_acquire_owned()
            {
                tokio::spawn(async move {
                    let _refusal = refusal;
                    let _ = timeout(REFUSAL_TIME, refuse(stream)).await;
                });
            }
            continue;
        };
        let io = Progress::new(stream, limits.viewer);
        let (app, limits, watcher) = (app.clone(), limits.clone(), graceful.watcher());
        let connection = Connection { app, from, limits, watcher };
        let (tls, end) = (tls.clone(), end.clone());
        tokio::spawn(async move {
            let _place = place;
            let serving = async {
                match tls {
                    None => connection.plain(io).await,
                    // In a box: a plain connection's task need not have room for it.
                    Some(tls) => Box::pin(connection.tls(io, &tls)).await,
                }
            };
            tokio::select! {
                result = serving => {
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
        debug!("cutting connections that read nothing");
    }
}

type Served = Result<(), Box<dyn Error + Send + Sync>>;

/// A viewer's connection that is about to be served.
struct Connection {
    app: Router,
    from: Address,
    limits: Limits,
    watcher: Watcher,
}

impl Connection {
    async fn plain(self, io: Progress) -> Served {
        let (direct, from) = (io.direct(), self.from);
        let app = self.app.map_request(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(Arc::clone(&direct));
            request.extensions_mut().insert(from);
            request
        });
        let connection =
            http1_builder(&self.limits).serve_connection(TokioIo::new(io), TowerToHyperService::new(app));
        Ok(self.watcher.watch(connection).await?)
    }

    async fn tls(self, io: Progress, tls: &TlsAcceptor) -> Served {
        let mut stream = timeout(self.limits.request, tls.accept(io)).await??;
        let session = stream.get_mut().1;
        // What TLS keeps is too late to be replaced by a newer picture.
        session.set_buffer_limit(Some(TLS_BUFFER));
        if session.alpn_protocol() == Some(HTTP_2) {
            return self.http_2(stream).await;
        }
        let from = self.from;
        let app = self.app.map_request(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(from);
            request
        });
        let connection =
            http1_builder(&self.limits).serve_connection(TokioIo::new(stream), TowerToHyperService::new(app));
        Ok(self.watcher.watch(connection).await?)
    }

    async fn http_2(self, stream: TlsStream<Progress>) -> Served {
        let streams = Streams { patience: self.limits.viewer };
        let watched = streams.clone();
        let from = self.from;
        let app = self.app.map_request(move |request| {
            let mut request = with_host(request);
            request.extensions_mut().insert(from);
            request
        });
        let app = app.map_response(move |response| watched.watch(response));
        let connection = http2::Builder::new(streams)
            .timer(TokioTimer::new())
            .max_concurrent_streams(STREAMS)
            .max_send_buf_size(STREAM_BUFFER)
            .max_header_list_size(HEAD_BYTES as u32)
            // Finds viewers that have gone without saying so.
            .keep_alive_interval(KEEPALIVE)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(app));
        Ok(self.watcher.watch(connection).await?)
    }
}

fn http1_builder(limits: &Limits) -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(limits.request).max_buf_size(HEAD_BYTES);
    builder
}

/// The request with the host in its field, where HTTP/1.1 has it.
fn with_host(mut request: Request<Incoming>) -> Request<Incoming> {
    let host = request.uri().authority().and_then(|host| HeaderValue::from_str(host.as_str()).ok());
    if let Some(host) = host {
        request.headers_mut().insert(HOST, host);
    }
    request
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
