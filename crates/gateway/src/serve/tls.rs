//! https: the gateway's certificate, and which HTTP is spoken on it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::config::Tls;

/// HTTP/2 as TLS names it.
pub(super) const HTTP_2: &[u8] = b"h2";
const HTTP_1: &[u8] = b"http/1.1";

/// Why there is no https (blame: settings).
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read, or has the wrong content.
    #[error("[tls] {}: {reason}", .file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// Why.
        reason: String,
    },
    /// Certificate and key do not belong together, or are of an unknown kind.
    #[error("[tls] certificate and key: {0}")]
    Pair(#[from] rustls::Error),
}

/// How https is spoken with the certificate that the settings name.
pub fn server(settings: &Tls) -> Result<Arc<ServerConfig>, TlsError> {
    let file = |file: &Path, reason: String| TlsError::File { file: file.to_owned(), reason };
    let read = |path: &Path| std::fs::read(path).map_err(|error: io::Error| file(path, error.to_string()));
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&read(&settings.certificate)?).collect();
    let chain = chain.map_err(|error| file(&settings.certificate, error.to_string()))?;
    if chain.is_empty() {
        return Err(file(&settings.certificate, "holds no certificate (PEM)".to_owned()));
    }
    let key = PrivateKeyDer::from_pem_slice(&read(&settings.key)?);
    let key = key.map_err(|_| file(&settings.key, "holds no private key (PEM)".to_owned()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut server = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    server.alpn_protocols = vec![HTTP_2.to_vec(), HTTP_1.to_vec()];
    Ok(Arc::new(server))
}
