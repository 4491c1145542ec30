//! Who asks, for cameras that want to know. The login stays in the page, and there in the program that
//! signs (`crates/features/login`): the worker gets finished header fields only.

use std::fmt;

use authentication::Answer;
use causes::Cause;

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

/// The page's answer to the worker's question how to sign a request.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Signature {
    /// The camera and the login have this answer.
    Answer(Answer),
    /// Nothing can be signed, because the program that does it is missing or has stopped.
    Impossible(Cause),
}

#[cfg(test)]
mod tests {
    use super::Login;

    #[test]
    fn secrets_are_not_written_by_debug() {
        assert!(!format!("{:?}", Login::Bearer("s3cret".into())).contains("s3cret"));
        let login = Login::Password { user: "root".into(), password: "s3cret".into() };
        assert!(!format!("{login:?}").contains("s3cret"));
    }
}
