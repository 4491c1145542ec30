//! The one fact of a certificate that the TLS library does not tell: who made it.

/// Whether a certificate (DER, RFC 5280 section 4.1) names the same issuer and subject.
pub(super) fn is_self_signed(der: &[u8]) -> bool {
    names(der).is_some_and(|(issuer, subject)| issuer == subject)
}

const INTEGER: u8 = 0x02;
const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;

/// Issuer and subject, each as it is written.
fn names(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (certificate, _) = element(der, SEQUENCE)?;
    let (mut rest, _) = element(certificate, SEQUENCE)?;
    if let Some((_, after)) = element(rest, VERSION) {
        rest = after;
    }
    let (_serial, rest) = element(rest, INTEGER)?;
    let (_algorithm, rest) = element(rest, SEQUENCE)?;
    let (issuer, rest) = element(rest, SEQUENCE)?;
    let (_validity, rest) = element(rest, SEQUENCE)?;
    let (subject, _) = element(rest, SEQUENCE)?;
    Some((issuer, subject))
}

/// The content of the first element, which must be of this kind, and what follows it.
fn element(der: &[u8], kind: u8) -> Option<(&[u8], &[u8])> {
    let (&found, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    if found != kind {
        return None;
    }
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x84 => {
            let (length, rest) = rest.split_at_checked(usize::from(first - 0x80))?;
            (
                length
                    .iter()
                    .try_fold(0usize, |sum, &byte| sum.checked_mul(256)?.checked_add(byte.into()))?,
                rest,
            )
        }
        _ => return None,
    };
    rest.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, CertifiedIssuer, KeyPair};

    use super::*;

    #[test]
    fn tells_its_own_maker_from_another() {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(["cam.example".to_owned()]).unwrap();
        params.distinguished_name.push(rcgen::DnType::CommonName, "axis-accc8e000001");
        let own = params.self_signed(&key).unwrap();
        assert!(is_self_signed(own.der()));
        let mut authority = CertificateParams::default();
        authority.distinguished_name.push(rcgen::DnType::CommonName, "Authority");
        let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
        let other = params.signed_by(&key, &authority).unwrap();
        assert!(!is_self_signed(other.der()));
        // Cut anywhere it is a certificate no longer, and nothing is claimed or read beyond its end.
        let der = own.der();
        for end in 0..der.len() {
            assert!(!is_self_signed(&der[..end]), "{end}");
        }
    }
}
