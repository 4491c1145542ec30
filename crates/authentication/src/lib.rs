//! Logging in at cameras over HTTP: Basic (RFC 7617) and Digest (RFC 7616, RFC 2069), without I/O
//! and without a clock.
//!
//! [`challenges`] reads what a camera asks for, as leniently as other clients do. [`Policy`]
//! decides which challenge is answered: never one that is weaker than this camera was seen to
//! offer, and Basic over plain http only where that is allowed. [`Session`] keeps the challenge, so
//! that only the first request meets a 401, and leaves a camera in peace that has refused a login:
//! cameras lock accounts.
//!
//! Everything is bytes: cameras put any of them into a realm, and a hash has to be of the same
//! ones.
#![forbid(unsafe_code)]

mod answer;
mod challenge;
mod digest;
mod policy;
mod reader;
mod session;

pub use answer::Answer;
pub use challenge::{Challenge, Strength, challenges};
pub use digest::{Digest, Request};
pub use policy::{Demand, Policy, is_clear};
pub use session::{Refusal, Session, Signature};

/// The login.
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    /// The user's name.
    pub user: &'a str,
    /// The password.
    pub password: &'a str,
}

impl std::fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials(hidden)")
    }
}
