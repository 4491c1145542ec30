//! A connection to a camera.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use causes::table;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{Instant, timeout_at};
use url::{Host, Url};

use super::handshake::{self, Demand};
use super::{Error, hello, zone};

/// For one address of a name before the next is tried as well (RFC 8305 section 5).
const STAGGER: Duration = Duration::from_millis(250);
/// Bytes that the system keeps of what a camera sends. The gateway reads as fast as it can: more
/// would only be older.
const RECEIVED: u32 = 256 << 10;
/// For a silent connection before the system asks whether the camera is still there, and for the
/// camera to confirm bytes.
const KEEPALIVE: Duration = Duration::from_secs(30);

/// A connection, encrypted or not.
pub(super) trait Connection: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Connection for S {}

/// A connection that is open.
pub(super) struct Opened {
    pub(super) connection: Box<dyn Connection>,
    /// Whom it reaches.
    pub(super) address: SocketAddr,
    /// Of the camera's, for a certificate.
    pub(super) demand: Demand,
}

/// Connects to the host of `url`: at `addresses`, or where the system finds it. Takes at most `patience`.
pub(super) async fn connect(
    url: &Url,
    addresses: Option<&[SocketAddr]>,
    tls: &Arc<ClientConfig>,
    patience: Duration,
) -> Result<Opened, Error> {
    let end = Instant::now() + patience;
    let opening = async {
        let found = match addresses {
            Some(addresses) => addresses.to_vec(),
            None => resolve(url).await?,
        };
        first(&found).await.map_err(|error| match zone::missing(url) {
            Some(text) => Error::Known(&table::ZONE_MISSING, text),
            None => Error::Connect(error),
        })
    };
    let late = |_| Error::ConnectTimeout(patience);
    let (stream, address) = timeout_at(end, opening).await.map_err(late)??;
    let demand = Demand::default();
    if url.scheme() != "https" {
        return Ok(Opened { connection: Box::new(stream), address, demand });
    }
    let name = match url.host() {
        Some(Host::Domain(name)) => match zone::address(url) {
            Some(address) => Ok(ServerName::from(std::net::IpAddr::V6(address))),
            None => ServerName::try_from(name.to_owned()),
        },
        Some(Host::Ipv4(address)) => Ok(ServerName::from(std::net::IpAddr::V4(address))),
        Some(Host::Ipv6(address)) => Ok(ServerName::from(std::net::IpAddr::V6(address))),
        None => return Err(Error::NoAddress("the address has no host".to_owned())),
    };
    let name = name.map_err(|error| Error::NoAddress(error.to_string()))?;
    match timeout_at(end, handshake::encrypt(stream, address, name, tls, &demand)).await {
        Ok(stream) => Ok(Opened { connection: Box::new(stream?), address, demand }),
        // Many servers of plain HTTP wait for the end of what they take for a line.
        Err(_) if hello::speaks_http(address).await => Err(Error::Known(&table::PLAIN_HTTP, String::new())),
        Err(elapsed) => Err(late(elapsed)),
    }
}

async fn resolve(url: &Url) -> Result<Vec<SocketAddr>, Error> {
    if let Some(found) = zone::resolve(url).await {
        return found.map_err(|text| Error::Known(&table::ZONE_MISSING, text));
    }
    let port = url.port_or_known_default().unwrap_or_default();
    let name = match url.host() {
        Some(Host::Ipv4(address)) => return Ok(vec![(address, port).into()]),
        Some(Host::Ipv6(address)) => return Ok(vec![(address, port).into()]),
        Some(Host::Domain(name)) => name,
        None => return Err(Error::NoAddress("the address has no host".to_owned())),
    };
    let found: Vec<SocketAddr> = tokio::net::lookup_host((name, port))
        .await
        .map_err(|_| Error::NoAddress("the name has no address in this network".to_owned()))?
        .collect();
    if found.is_empty() {
        Err(Error::NoAddress("the name has no address in this network".to_owned()))
    } else {
        Ok(found)
    }
}

/// The first connection that comes about; each further address is tried a moment later.
async fn first(addresses: &[SocketAddr]) -> io::Result<(TcpStream, SocketAddr)> {
    let mut attempts: FuturesUnordered<_> = (0u32..)
        .zip(addresses)
        .map(|(index, &address)| async move {
            tokio::time::sleep(STAGGER * index).await;
            Ok((open(address).await?, address))
        })
        .collect();
    let mut failure = None;
    while let Some(result) = attempts.next().await {
        match result {
            Ok(opened) => return Ok(opened),
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    Err(failure.unwrap_or_else(|| io::ErrorKind::AddrNotAvailable.into()))
}

async fn open(address: SocketAddr) -> io::Result<TcpStream> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // The connection works without each of these, only less well.
    let _ = socket.set_recv_buffer_size(RECEIVED);
    let stream = socket.connect(address).await?;
    let _ = stream.set_nodelay(true);
    let options = socket2::SockRef::from(&stream);
    let _ = options.set_tcp_keepalive(&socket2::TcpKeepalive::new().with_time(KEEPALIVE));
    #[cfg(any(target_os = "android", target_os = "linux"))]
    let _ = options.set_tcp_user_timeout(Some(KEEPALIVE));
    Ok(stream)
}
