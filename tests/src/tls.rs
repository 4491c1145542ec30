//! TLS in front of a server, with a certificate that nobody trusts, as cameras have it from the factory.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use rcgen::{CertificateParams, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncWriteExt as _, copy_bidirectional};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use crate::server::Server;

/// Passes what comes over TLS on to a server, until it is dropped. To plain HTTP it says what web
/// servers say to that.
#[derive(Debug)]
pub struct Tls(Server);

impl Tls {
    /// In front of the server at `url`, on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When there is no free port, or `url` names no address and port.
    pub async fn before(url: &str) -> Result<Self> {
        let server: SocketAddr = url.trim_start_matches("http://").parse().context("no address and port")?;
        let acceptor = TlsAcceptor::from(Arc::new(config()?));
        let answer = move |connection| serve(connection, acceptor.clone(), server);
        Ok(Self(Server::start(answer).await?))
    }

    /// Where it is, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("https://{}", self.0.address)
    }
}

fn config() -> Result<ServerConfig> {
    let key = KeyPair::generate()?;
    let certificate = CertificateParams::new(["127.0.0.1".to_owned()])?.self_signed(&key)?;
    let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(|error| anyhow::anyhow!(error))?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)?;
    Ok(config)
}

async fn serve(mut connection: TcpStream, acceptor: TlsAcceptor, server: SocketAddr) -> Result<()> {
    /// The type of a TLS record that begins a handshake.
    const HANDSHAKE: u8 = 22;
    let mut first = [0];
    connection.peek(&mut first).await?;
    if first != [HANDSHAKE] {
        let answer = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        connection.write_all(answer).await?;
        return Ok(connection.shutdown().await?);
    }
    let mut near = acceptor.accept(connection).await?;
    let mut far = TcpStream::connect(server).await?;
    copy_bidirectional(&mut near, &mut far).await?;
    Ok(())
}
