//! Answers to Digest challenges: RFC 7616; RFC 2069 for cameras without `qop`.

use md5::{Digest as _, Md5};
use sha2::Sha256;
#[cfg(not(target_arch = "wasm32"))]
use sha2::Sha512_256;

use crate::Credentials;
use crate::challenge::Strength;
use crate::reader::Raw;

/// A Digest challenge that can be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    algorithm: Algorithm,
    /// As the camera spells it; it is repeated letter by letter. Empty if it names none.
    spelling: Vec<u8>,
    /// The hash of user and password goes into another with the nonces (`-sess`).
    is_session: bool,
    realm: Vec<u8>,
    nonce: Vec<u8>,
    opaque: Option<Vec<u8>>,
    protection: Protection,
    is_stale: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Algorithm {
    Md5,
    Sha256,
    #[cfg(not(target_arch = "wasm32"))]
    Sha512,
}

/// The part of a request that an answer covers (`qop`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Protection {
    /// As before there was `qop` (RFC 2069): answers are not counted.
    Old,
    Auth,
    /// The body too.
    AuthInt,
}

/// The parts of a request that an answer covers.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The method.
    pub method: &'a str,
    /// Path and query exactly as they stand in the request line: cameras compare them byte for
    /// byte.
    pub target: &'a str,
    /// The body, empty for GET.
    pub body: &'a [u8],
}

impl Digest {
    /// `None` if it is of a kind that is not known.
    pub(crate) fn read(raw: &Raw<'_>) -> Option<Self> {
        let spelling = raw.get("algorithm").unwrap_or_default();
        let (name, is_session) =
            match spelling.len().checked_sub(SESSION.len()).map(|at| spelling.split_at(at)) {
                Some((name, end)) if end.eq_ignore_ascii_case(SESSION) => (name, true),
                _ => (spelling, false),
            };
        let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
        let algorithm = if name.is_empty() || is("MD5") {
            Algorithm::Md5
        } else if is("SHA-256") {
            Algorithm::Sha256
        } else {
            #[cfg(not(target_arch = "wasm32"))]
            if is("SHA-512-256") {
                Algorithm::Sha512
            } else {
                return None;
            }
            #[cfg(target_arch = "wasm32")]
            return None;
        };
        Some(Self {
            algorithm,
            spelling: spelling.to_vec(),
            is_session,
            realm: raw.get("realm").unwrap_or_default().to_vec(),
            nonce: raw.get("nonce")?.to_vec(),
            opaque: raw.get("opaque").map(<[u8]>::to_vec),
            protection: Protection::read(raw.get("qop").unwrap_or_default()),
            is_stale: raw.get("stale").is_some_and(|stale| stale.eq_ignore_ascii_case(b"true")),
        })
    }

    /// Description of the protected area, for people.
    #[must_use]
    pub fn realm(&self) -> &[u8] {
        &self.realm
    }

    pub(crate) fn is_stale(&self) -> bool {
        self.is_stale
    }

    pub(crate) fn counts(&self) -> bool {
        self.protection != Protection::Old
    }

    pub(crate) fn strength(&self) -> Strength {
        match self.algorithm {
            Algorithm::Md5 => Strength::Md5,
            Algorithm::Sha256 => Strength::Sha256,
            #[cfg(not(target_arch = "wasm32"))]
            Algorithm::Sha512 => Strength::Sha512,
        }
    }

    /// The value of `Authorization`, the `count`th with this nonce. `None` if it would be no value
    /// of a header field.
    pub(crate) fn answer(
        &self,
        who: Credentials<'_>,
        request: &Request<'_>,
        count: u32,
        cnonce: &str,
    ) -> Option<Vec<u8>> {
        let Self { realm, nonce, .. } = self;
        let (user, cnonce) = (who.user.as_bytes(), cnonce.as_bytes());
        let nc = hex(&count.to_be_bytes());
        let mut secret = self.hash(&[user, realm, who.password.as_bytes()]);
        if self.is_session {
            secret = self.hash(&[&secret, nonce, cnonce]);
        }
        let (method, target) = (request.method.as_bytes(), request.target.as_bytes());
        let (qop, asked) = match self.protection {
            Protection::Old => (None, self.hash(&[method, target])),
            Protection::Auth => (Some("auth"), self.hash(&[method, target])),
            Protection::AuthInt => {
                (Some("auth-int"), self.hash(&[method, target, &self.hash(&[request.body])]))
            }
        };
        let response = match qop {
            Some(qop) => self.hash(&[&secret, nonce, &nc, cnonce, qop.as_bytes(), &asked]),
            None => self.hash(&[&secret, nonce, &asked]),
        };
        let mut field = b"Digest ".to_vec();
        let mut quoted = |name: &str, value: &[u8]| {
            field.extend_from_slice(name.as_bytes());
            field.extend_from_slice(b"=\"");
            for &byte in value {
                if matches!(byte, b'"' | b'\\') {
                    field.push(b'\\');
                }
                field.push(byte);
            }
            field.extend_from_slice(b"\", ");
        };
        quoted("username", user);
        quoted("realm", realm);
        quoted("nonce", nonce);
        quoted("uri", target);
        quoted("response", &response);
        if let Some(opaque) = &self.opaque {
            quoted("opaque", opaque);
        }
        if qop.is_some() || self.is_session {
            quoted("cnonce", cnonce);
        }
        let mut plain = |name: &str, value: &[u8]| {
            field.extend_from_slice(name.as_bytes());
            field.extend_from_slice(value);
            field.extend_from_slice(b", ");
        };
        if let Some(qop) = qop {
            plain("qop=", qop.as_bytes());
            plain("nc=", &nc);
        }
        if !self.spelling.is_empty() {
            plain("algorithm=", &self.spelling);
        }
        field.truncate(field.len() - 2);
        let is_value = field.iter().all(|byte| *byte >= b' ' && *byte != 0x7f);
        is_value.then_some(field)
    }

    /// The hash of texts with colons between, as hexadecimal digits.
    fn hash(&self, texts: &[&[u8]]) -> Vec<u8> {
        let text = texts.join(&b':');
        match self.algorithm {
            Algorithm::Md5 => hex(&Md5::digest(text)),
            Algorithm::Sha256 => hex(&Sha256::digest(text)),
            #[cfg(not(target_arch = "wasm32"))]
            Algorithm::Sha512 => hex(&Sha512_256::digest(text)),
        }
    }
}

const SESSION: &[u8] = b"-sess";

impl Protection {
    /// The body is signed only where nothing else is offered. What is not known counts for nothing.
    fn read(offered: &[u8]) -> Self {
        let words = || offered.split(|byte| *byte == b',' || byte.is_ascii_whitespace());
        let has = |wanted: &[u8]| words().any(|word| word.eq_ignore_ascii_case(wanted));
        if has(b"auth") {
            Self::Auth
        } else if has(b"auth-int") {
            Self::AuthInt
        } else {
            Self::Old
        }
    }
}

/// As lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| DIGITS[usize::from(value & 15)];
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}
