//! TLS with a camera, and the causes of its failures.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use causes::table;
use rustls::client::ResolvesClientCert;
use rustls::pki_types::ServerName;
use rustls::sign::CertifiedKey;
use rustls::{AlertDescription as Alert, ClientConfig, PeerIncompatible, SignatureScheme};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::error::{begin, words};
use super::hello::{self, Greeted};
use super::{CertificateError, Error, head};

/// Bytes of an answer that are kept to tell what answers.
const BEGIN: usize = 64;

/// Whether the camera has asked for a certificate of the viewer's. There is none.
#[derive(Debug, Clone, Default)]
pub(super) struct Demand(Arc<AtomicBool>);

impl Demand {
    pub(super) fn was_made(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl ResolvesClientCert for Demand {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.0.store(true, Ordering::Relaxed);
        None
    }

    fn has_certs(&self) -> bool {
        false
    }
}

/// Encrypts a connection to `address`. `demand` learns whether the camera asks for a certificate.
pub(super) async fn encrypt(
    stream: TcpStream,
    address: SocketAddr,
    name: ServerName<'static>,
    tls: &ClientConfig,
    demand: &Demand,
) -> Result<TlsStream<Begun>, Error> {
    let mut config = tls.clone();
    config.client_auth_cert_resolver = Arc::new(demand.clone());
    let host = match &name {
        ServerName::DnsName(name) => Some(name.as_ref().to_owned()),
        _ => None,
    };
    let begun = Begun { stream, begin: Vec::new() };
    match TlsConnector::from(Arc::new(config)).connect(name, begun).into_fallible().await {
        Ok(stream) => Ok(stream),
        Err((error, Begun { begin, stream })) => {
            // Some devices have room for one connection only.
            drop(stream);
            Err(failed(&error, &begin, address, host.as_deref(), demand).await)
        }
    }
}

/// The cause of a failed handshake that delivered these bytes.
async fn failed(
    error: &io::Error,
    begun: &[u8],
    address: SocketAddr,
    host: Option<&str>,
    demand: &Demand,
) -> Error {
    let tls = rustls_error(error);
    if let Some(rustls::Error::Other(other)) = tls
        && let Some(certificate) = other.0.downcast_ref::<CertificateError>()
    {
        return Error::Certificate(certificate.clone());
    }
    let is_tls = matches!(begun, [20..=23, 3, ..]);
    if begun.len() >= 5 && head::begins(begun) || begun.is_empty() && hello::speaks_http(address).await {
        return Error::Known(&table::PLAIN_HTTP, String::new());
    }
    if !begun.is_empty() && !is_tls {
        return Error::Unintelligible(begin(begun));
    }
    // An alert or a server's greeting of SSL 3.0 or an old TLS (RFC 5246 sections 6.2.1 and
    // 7.4.1.3).
    if matches!(begun, [21, 3, 0, ..] | [22, 3, _, _, _, 2, _, _, _, 3, 0..=2, ..]) {
        return Error::Known(&table::TLS_TOO_OLD, words(error));
    }
    match of_alert(error, demand) {
        Error::Known(cause, detail) if *cause == table::TLS_NOTHING_IN_COMMON => {
            match hello::greet(address, host).await {
                greeted if greeted.is_old() => Error::Known(&table::TLS_TOO_OLD, greeted.words()),
                greeted @ Greeted::Chosen { .. } => {
                    Error::Known(&table::TLS_NOTHING_IN_COMMON, greeted.words())
                }
                Greeted::Refused | Greeted::No => Error::Known(&table::TLS_NOTHING_IN_COMMON, detail),
            }
        }
        error => error,
    }
}

/// The cause of a TLS error by itself.
pub(super) fn of_alert(error: &io::Error, demand: &Demand) -> Error {
    let text = words(error);
    let known = |cause| Error::Known(cause, text.clone());
    let Some(tls) = rustls_error(error) else {
        return known(if demand.was_made() { &table::TLS_CLIENT_CERTIFICATE } else { &table::TLS_FAILED });
    };
    match tls {
        rustls::Error::AlertReceived(Alert::CertificateRequired) => known(&table::TLS_CLIENT_CERTIFICATE),
        rustls::Error::AlertReceived(_) if demand.was_made() => known(&table::TLS_CLIENT_CERTIFICATE),
        rustls::Error::AlertReceived(Alert::ProtocolVersion)
        | rustls::Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
        ) => known(&table::TLS_TOO_OLD),
        rustls::Error::AlertReceived(Alert::HandshakeFailure | Alert::InsufficientSecurity)
        | rustls::Error::PeerIncompatible(_) => known(&table::TLS_NOTHING_IN_COMMON),
        rustls::Error::AlertReceived(Alert::UnrecognisedName) => known(&table::TLS_NAME),
        // What is wrong with the certificate itself was told before: this is about the proof of its
        // key.
        rustls::Error::InvalidCertificate(_) => known(&table::TLS_UNPROVEN),
        _ => known(&table::TLS_FAILED),
    }
}

/// The error of the TLS library in an error of a connection.
pub(super) fn rustls_error(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref()?.downcast_ref()
}

/// A connection that keeps how its answer begins.
#[derive(Debug)]
pub(super) struct Begun {
    stream: TcpStream,
    begin: Vec<u8>,
}

impl AsyncRead for Begun {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        ready!(Pin::new(&mut this.stream).poll_read(context, buffer))?;
        let read = &buffer.filled()[before..];
        let missing = BEGIN.saturating_sub(this.begin.len());
        this.begin.extend_from_slice(&read[..read.len().min(missing)]);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Begun {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
