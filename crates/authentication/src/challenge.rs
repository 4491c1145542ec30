//! Challenges: the logins that a camera demands.

use crate::digest::Digest;
use crate::reader::{Raw, split};

/// Challenges that are looked at. A camera has three at most.
const CHALLENGES: usize = 16;
/// Bytes of a field that are looked at.
const LONGEST: usize = 8 << 10;

/// A way to log in that a camera offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Challenge {
    /// User and password as they are.
    Basic {
        /// Description of the protected area, for people; not part of the answer (RFC 7617 section
        /// 2).
        realm: Vec<u8>,
    },
    /// A hash of them.
    Digest(Digest),
    /// Anything else, or Digest of a kind that is not known: it cannot be answered.
    Other,
}

/// How well the answer to a challenge hides the password. The better is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// In clear text.
    Basic,
    /// Digest with MD5.
    Md5,
    /// Digest with SHA-256.
    Sha256,
    /// Digest with SHA-512/256.
    Sha512,
}

/// The challenges in the header fields of a 401, in their order.
pub fn challenges<'a>(fields: impl IntoIterator<Item = &'a [u8]>) -> Vec<Challenge> {
    let mut found = Vec::new();
    for field in fields {
        let field = &field[..field.len().min(LONGEST)];
        found.extend(split(field, CHALLENGES - found.len()).iter().map(Challenge::new));
    }
    found
}

impl Challenge {
    fn new(raw: &Raw<'_>) -> Self {
        if raw.scheme.eq_ignore_ascii_case(b"basic") {
            return Self::Basic { realm: raw.get("realm").unwrap_or_default().to_vec() };
        }
        let is_digest = raw.scheme.eq_ignore_ascii_case(b"digest");
        is_digest.then(|| Digest::read(raw)).flatten().map_or(Self::Other, Self::Digest)
    }

    /// How well an answer hides the password; `None` if there is no answer.
    #[must_use]
    pub fn strength(&self) -> Option<Strength> {
        match self {
            Self::Basic { .. } => Some(Strength::Basic),
            Self::Digest(digest) => Some(digest.strength()),
            Self::Other => None,
        }
    }

    /// The camera refuses only because the nonce is too old.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        matches!(self, Self::Digest(digest) if digest.is_stale())
    }

    /// Orders challenges: first by how well they hide the password, then by whether they count
    /// their answers.
    pub(crate) fn rank(&self) -> Option<(Strength, bool)> {
        Some((self.strength()?, matches!(self, Self::Digest(digest) if digest.counts())))
    }
}
