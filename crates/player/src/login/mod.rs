//! Logins at cameras. All of this runs in the page: the worker gets finished header
//! fields only.

mod authenticator;
mod known;

use std::fmt;

pub(crate) use authenticator::{Authenticator, Signature};
pub use known::KnownLogins;

/// What a camera is told when it asks who is there.
#[derive(Clone, PartialEq, Eq)]
pub enum Login {
    /// A user name and a password, for Basic (RFC 7617) and Digest (RFC 7616; MD5 and SHA-256), whichever the
    /// camera asks for. Where its challenge cannot be read (`Access-Control-Expose-Headers`), Basic is tried.
    Password {
        /// The user.
        user: String,
        /// The password.
        password: String,
    },
    /// A token for `Authorization: Bearer` (RFC 6750), sent with the first request already.
    Bearer(String),
    /// Whatever the browser knows or asks for by itself: its own prompt, cookies (`credentials: include`).
    Browser,
}

impl fmt::Debug for Login {
    /// Without secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Password { .. } => "Password { .. }",
            Self::Bearer(_) => "Bearer(..)",
            Self::Browser => "Browser",
        })
    }
}
