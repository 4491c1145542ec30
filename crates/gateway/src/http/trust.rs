//! How certificates of cameras are checked: by authorities, by their fingerprint, or not at all.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, OtherError, RootCertStore, SignatureScheme};
use sha2::{Digest as _, Sha256};

use super::certificate;

/// How certificates of cameras are checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trust {
    /// The condition for accepting a certificate.
    pub check: Check,
    /// A PEM file of authorities that are accepted beside the system's; of use to [`Check::Verify`]
    /// alone.
    pub ca_file: Option<PathBuf>,
}

/// The condition for accepting a certificate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Check {
    /// An authority vouches for it and it is for this name.
    #[default]
    Verify,
    /// It is this very certificate, whoever made it and whatever name it has.
    Pin(Fingerprint),
    /// Any is. The connection is then encrypted but not authenticated.
    Accept,
}

/// SHA-256 of a certificate's DER form. Written `sha256:` and 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint([u8; 32]);

/// A text that is no [`Fingerprint`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be sha256: and 64 hexadecimal digits")]
pub struct InvalidFingerprint;

impl Fingerprint {
    /// The fingerprint of a certificate in DER form.
    pub fn of(certificate: &[u8]) -> Self {
        Self(Sha256::digest(certificate).into())
    }
}

impl FromStr for Fingerprint {
    type Err = InvalidFingerprint;

    /// Reads `sha256:…`; colons between the digits, as openssl writes them, are passed over.
    fn from_str(text: &str) -> Result<Self, InvalidFingerprint> {
        let digits = text.trim().strip_prefix("sha256:").ok_or(InvalidFingerprint)?;
        let digits: Vec<u8> = digits.bytes().filter(|&byte| byte != b':').collect();
        let mut bytes = [0; 32];
        if digits.len() != 2 * bytes.len() || !digits.iter().all(u8::is_ascii_hexdigit) {
            return Err(InvalidFingerprint);
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| InvalidFingerprint)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| InvalidFingerprint)?;
        }
        Ok(Self(bytes))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sha256:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A camera's certificate is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the camera's certificate {reason} (it is {seen})")]
pub struct CertificateError {
    /// Which certificate the camera showed.
    pub seen: Fingerprint,
    /// The fault.
    pub reason: CertificateProblem,
}

/// The fault of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateProblem {
    /// It is not the pinned one (blame: whoever changed it, or somebody in between).
    #[error("is not the one that is pinned, {0}")]
    Changed(Fingerprint),
    /// Its time is over, or has not begun by this machine's clock (blame: the camera, or a clock).
    #[error("is not valid at this time")]
    Time,
    /// It is for another name or address (blame: the camera, or the address in the settings).
    #[error("is for another name than the one in the address")]
    Name,
    /// The camera made it itself: no authority vouches for it (blame: the camera).
    #[error("is self-signed")]
    SelfSigned,
    /// An authority made it that is not known here (blame: the settings).
    #[error("is signed by an unknown authority")]
    UnknownIssuer,
    /// Anything else (blame: the camera).
    #[error("is not accepted: {0}")]
    Other(String),
}

impl CertificateError {
    /// The lines of `mullion.toml` that accept this certificate and no other.
    pub fn lines(&self) -> String {
        format!("tls = \"pin\"\npin = \"{}\"", self.seen)
    }
}

/// Why a file of authorities cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct AuthoritiesError(String);

impl Trust {
    /// The TLS side of a client.
    pub(super) fn tls(&self) -> Result<ClientConfig, AuthoritiesError> {
        let provider = Arc::new(ring::default_provider());
        let rule = match self.check {
            Check::Accept => Rule::Any,
            Check::Pin(fingerprint) => Rule::Pin(fingerprint),
            Check::Verify => {
                let roots = Arc::new(self.roots()?);
                // Fails without any authority. Then none vouches.
                let builder = WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider));
                Rule::Authorities(builder.build().ok())
            }
        };
        let verifier = Arc::new(Verifier { rule, provider: Arc::clone(&provider) });
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| AuthoritiesError(error.to_string()))?;
        Ok(builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth())
    }

    fn roots(&self) -> Result<RootCertStore, AuthoritiesError> {
        let mut roots = RootCertStore::empty();
        // A system without authorities is no reason to fail: perhaps no https camera is ever asked.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if let Some(path) = &self.ca_file {
            for certificate in certificates_in(path)? {
                roots.add(certificate).map_err(|error| AuthoritiesError(error.to_string()))?;
            }
        }
        Ok(roots)
    }
}

fn certificates_in(path: &Path) -> Result<Vec<CertificateDer<'static>>, AuthoritiesError> {
    let pem = std::fs::read(path).map_err(|error| AuthoritiesError(error.to_string()))?;
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    let certificates = certificates.map_err(|error| AuthoritiesError(error.to_string()))?;
    if certificates.is_empty() {
        return Err(AuthoritiesError("no certificate in it".to_owned()));
    }
    Ok(certificates)
}

#[derive(Debug)]
struct Verifier {
    rule: Rule,
    provider: Arc<CryptoProvider>,
}

#[derive(Debug)]
enum Rule {
    Any,
    Authorities(Option<Arc<WebPkiServerVerifier>>),
    Pin(Fingerprint),
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let seen = Fingerprint::of(certificate);
        let reason = match &self.rule {
            Rule::Any => return Ok(ServerCertVerified::assertion()),
            Rule::Pin(pinned) if *pinned == seen => return Ok(ServerCertVerified::assertion()),
            Rule::Pin(pinned) => CertificateProblem::Changed(*pinned),
            Rule::Authorities(None) => unknown(certificate, CertificateProblem::UnknownIssuer),
            Rule::Authorities(Some(authorities)) => {
                match authorities.verify_server_cert(certificate, intermediates, name, ocsp, now) {
                    Ok(verified) => return Ok(verified),
                    Err(error) => problem(certificate, &error),
                }
            }
        };
        Err(rustls::Error::Other(OtherError(Arc::new(CertificateError { seen, reason }))))
    }

    // A pinned certificate says nothing without the proof that its key is at the other end.

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        if matches!(self.rule, Rule::Any) {
            return Ok(HandshakeSignatureValid::assertion());
        }
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        if matches!(self.rule, Rule::Any) {
            return Ok(HandshakeSignatureValid::assertion());
        }
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

fn problem(certificate: &[u8], error: &rustls::Error) -> CertificateProblem {
    use rustls::CertificateError as E;
    match error {
        rustls::Error::InvalidCertificate(
            E::Expired | E::ExpiredContext { .. } | E::NotValidYet | E::NotValidYetContext { .. },
        ) => CertificateProblem::Time,
        rustls::Error::InvalidCertificate(E::NotValidForName | E::NotValidForNameContext { .. }) => {
            CertificateProblem::Name
        }
        rustls::Error::InvalidCertificate(E::UnknownIssuer) => {
            unknown(certificate, CertificateProblem::UnknownIssuer)
        }
        // One that may sign others, as many cameras make theirs, is refused before its issuer is
        // looked for.
        error => unknown(certificate, CertificateProblem::Other(error.to_string())),
    }
}

fn unknown(certificate: &[u8], otherwise: CertificateProblem) -> CertificateProblem {
    if certificate::is_self_signed(certificate) { CertificateProblem::SelfSigned } else { otherwise }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_written_as_it_is_read() {
        let fingerprint = Fingerprint::of(b"abc");
        let text = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(fingerprint.to_string(), text);
        assert_eq!(text.parse(), Ok(fingerprint));
        let by_openssl = "sha256:BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:B0:03:61:A3:96:17:7A:\
            9C:B4:10:FF:61:F2:00:15:AD";
        assert_eq!(by_openssl.parse(), Ok(fingerprint));
        for wrong in ["", "sha256:", &text[7..], &text[..70], &format!("{text}0"), "sha256:é", "sha1:ba78"] {
            assert_eq!(wrong.parse::<Fingerprint>(), Err(InvalidFingerprint), "{wrong}");
        }
    }
}
