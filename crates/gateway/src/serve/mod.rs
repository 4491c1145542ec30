//! `mullion serve`: the viewer over HTTP, and cameras relayed to it.

mod app;
mod assets;
mod coding;
mod displays;
mod files;
mod guard;
mod json;
mod listen;
mod machine;
mod names;
mod page;
mod policy;
mod progress;
mod range;
mod recordings;
mod stall;
mod tls;
mod walls;

use std::io::{self, ErrorKind, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

pub use app::{Gateway, app};
pub use assets::Assets;
pub use listen::{serve, serve_tls};
pub use tls::{TlsError, server};
pub use walls::Walls;

use crate::archive::{self, FolderError};
use crate::cli::ServeArgs;
use crate::config::{Config, ConfigError, Site};
use crate::demo::{self, DemoError};
use crate::displays::Displays;
use crate::http::ClientError;
use crate::proxy::{Proxy, SystemResolver};
use crate::relay::Relay;
use crate::signals;

/// Why the gateway does not run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The settings are wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The settings of a camera's certificate are wrong.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// A folder for recordings cannot be used.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The simulated camera does not start.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// There is no certificate for https.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {}", reason(.error))]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        error: io::Error,
    },
}

/// Serves until a signal ends it.
pub async fn run(args: ServeArgs) -> Result<(), ServeError> {
    let mut config = Config::load(&args, &|name| std::env::var(name).ok())?;
    archive::check(&config.cameras, config.app.as_deref())?;
    let tls = config.tls.as_ref().map(server).transpose()?;
    let shutdown = CancellationToken::new();
    // First what is most likely to fail: with the port taken there is no use in a demo.
    let listener = bind(config.listen).await?;
    let address =
        listener.local_addr().map_err(|error| ServeError::Listen { address: config.listen, error })?;
    let demo = if config.cameras.is_empty() {
        let demo = demo::start(shutdown.clone()).await?;
        config.cameras.push(demo.camera);
        Some(demo.task)
    } else {
        None
    };
    let assets = config.app.map_or(Assets::Embedded, Assets::Folder);
    if !assets.has_app() {
        warn!("there is no app to serve: build one with cargo xtask build");
    }
    files::allow(&config.limits, config.cameras.len());
    let base = config.site.base.clone();
    let limits = config.limits.clone();
    let ids = config.cameras.iter().map(|camera| camera.id.clone()).collect();
    let walls = config.walls.map(|walls| Walls::new(walls, ids));
    let relay = Relay::new(config.cameras, config.limits.clone(), shutdown.clone())?;
    let resolver = Arc::new(SystemResolver);
    let proxy = Proxy::new(config.proxy, config.limits, relay.streams(), resolver, shutdown.clone())?;
    let site = Site { own_name: machine::name(), ..config.site };
    let displays = Displays::new(config.displays);
    let gateway = Arc::new(Gateway { relay, proxy, displays, assets, site, walls });
    tokio::spawn(signals::cancel_on_signal(shutdown.clone()));
    let scheme = if tls.is_some() { "https" } else { "http" };
    announce(&gateway, address, scheme, &base, demo.is_some());
    let app = app(Arc::clone(&gateway));
    match tls {
        Some(tls) => serve_tls(listener, app, tls, &limits, shutdown).await,
        None => serve(listener, app, &limits, shutdown).await,
    }
    gateway.relay.ended().await;
    if let Some(demo) = demo {
        // It ends with the gateway; what it says of its own end is in the log.
        let _ = demo.await;
    }
    info!("ended");
    Ok(())
}

async fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).await.map_err(|error| ServeError::Listen { address, error })
}

/// Tells where the viewer is, on the standard output: one line that a script may wait for.
fn announce(gateway: &Gateway, address: SocketAddr, scheme: &str, base: &str, is_demo: bool) {
    let reachable = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    let url = format!("{scheme}://{}{base}", SocketAddr::new(reachable, address.port()));
    let mut out = io::stdout().lock();
    // Nobody has to read it.
    let _ = writeln!(out, "Mullion is at {url}").and_then(|()| out.flush());
    if is_demo {
        info!("no camera is configured: showing a simulated one");
    }
    info!(cameras = gateway.relay.list().len(), %address, "listening");
    if !address.ip().is_loopback() {
        warn!("anybody who reaches {address} can watch the cameras: the gateway asks for no login");
        if gateway.proxy.is_some() {
            warn!("anybody who reaches {address} can reach the hosts of [proxy] through it");
        }
    }
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::AddrInUse => {
            "the port is taken, perhaps by another mullion; choose one with --listen ADDRESS:PORT".to_owned()
        }
        ErrorKind::PermissionDenied => "not permitted; ports below 1024 are the system's".to_owned(),
        ErrorKind::AddrNotAvailable => "this machine has no such address".to_owned(),
        _ => error.to_string(),
    }
}
