//! The gateway's own certificate.

use std::path::{Path, PathBuf};

use super::file;

/// Files of the gateway's certificate, `[tls]` in the file. With them it speaks https alone, and
/// HTTP/2 to browsers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    /// The certificate and those that lead to an authority, PEM.
    pub certificate: PathBuf,
    /// Its private key, PEM.
    pub key: PathBuf,
}

impl Tls {
    /// The table; its paths are relative to `folder`.
    pub(super) fn read(file: file::Tls, folder: &Path) -> Self {
        Self { certificate: folder.join(file.certificate), key: folder.join(file.key) }
    }
}
