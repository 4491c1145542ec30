//! A connection to a camera.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpSocket, TcpStream};
use tokio_rustls::TlsConnector;
use url::{Host, Url};

use super::{Error, zone};

/// For one address of a name before the next is tried as well (RFC 8305 section 5).
const STAGGER: Duration = Duration::from_millis(250);
/// Bytes that the system keeps of what a camera sends. The gateway reads as fast as it can: more would only be older.
const RECEIVED: u32 = 256 << 10;
/// For a silent connection before the system asks whether the camera is still there, and for the camera to confirm bytes.
const KEEPALIVE: Duration = Duration::from_secs(30);

/// A connection, encrypted or not.
pub(super) trait Connection: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Connection for S {}

/// Connects to the host of `url`: at `addresses`, or where the system finds it.
pub(super) async fn connect(
    url: &Url,
    addresses: Option<&[SocketAddr]>,
    tls: &Arc<ClientConfig>,
) -> Result<Box<dyn Connection>, Error> {
    let found = match addresses {
        Some(addresses) => addresses.to_vec(),
        None => resolve(url).await?,
    };
    let stream = first(&found).await.map_err(|error| match zone::missing(url) {
        Some(text) => Error::NoZone(text),
        None => Error::Connect(error),
    })?;
    if url.scheme() != "https" {
        return Ok(Box::new(stream));
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
    let encrypted = TlsConnector::from(Arc::clone(tls)).connect(name, stream).await;
    Ok(Box::new(encrypted.map_err(|error| Error::of_tls(&error))?))
}

async fn resolve(url: &Url) -> Result<Vec<SocketAddr>, Error> {
    if let Some(found) = zone::resolve(url).await {
        return found.map_err(Error::Connect);
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
        .map_err(|error| Error::NoAddress(error.to_string()))?
        .collect();
    if found.is_empty() { Err(Error::NoAddress("the name has no address".to_owned())) } else { Ok(found) }
}

/// The first connection that comes about; each further address is tried a moment later.
async fn first(addresses: &[SocketAddr]) -> io::Result<TcpStream> {
    let mut attempts: FuturesUnordered<_> = (0u32..)
        .zip(addresses)
        .map(|(index, &address)| async move {
            tokio::time::sleep(STAGGER * index).await;
            open(address).await
        })
        .collect();
    let mut failure = None;
    while let Some(result) = attempts.next().await {
        match result {
            Ok(stream) => return Ok(stream),
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
