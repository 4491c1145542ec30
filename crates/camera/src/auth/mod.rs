//! Access control: Basic (RFC 7617), Digest (RFC 7616), roles and anonymous viewing.

mod basic;
mod digest;
mod nonce;

use vapix::Role;

use crate::http::{Request, Response};
use crate::{AuthPolicy, DigestAlgorithms, Options, User};
use digest::Algorithm;
use nonce::Nonces;

/// The right that a request needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Nothing.
    Anyone,
    /// To watch.
    Viewer,
    /// To steer.
    Ptz,
    /// To administrate.
    Admin,
}

/// The sender of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Identity {
    /// Nobody in particular.
    Anonymous,
    /// A user who has logged in.
    User { name: String, role: Role },
}

/// Checks logins.
#[derive(Debug)]
pub(crate) struct Gate {
    users: Vec<User>,
    anonymous: bool,
    policy: AuthPolicy,
    realm: String,
    nonces: Nonces,
}

/// A login that is not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LoginError {
    /// Wrong user, password or form.
    Wrong,
    /// The nonce is too old or has been used: once more with a new one.
    Stale,
}

impl Gate {
    /// `secret` is random: nonces are made of it.
    pub(crate) fn new(options: &Options, realm: String, secret: [u8; 32]) -> Self {
        Self {
            users: options.users.clone(),
            anonymous: options.anonymous,
            policy: options.auth,
            realm,
            nonces: Nonces::new(options.nonce_lifetime, secret),
        }
    }

    /// Lets a request pass, or gives the answer that refuses it.
    pub(crate) fn admit(&self, request: &Request, needed: Access) -> Result<Identity, Response> {
        let identity = self.identify(request).map_err(|error| self.challenge(error == LoginError::Stale))?;
        if self.allows(&identity, needed) {
            return Ok(identity);
        }
        Err(match identity {
            Identity::Anonymous => self.challenge(false),
            Identity::User { .. } => Response::page(403, "Your account may not do this."),
        })
    }

    /// Status 401 with a challenge for each way to log in.
    pub(crate) fn challenge(&self, stale: bool) -> Response {
        let mut response = Response::page(401, "You have to log in to see this.");
        for &algorithm in self.algorithms() {
            let stale = if stale { ", stale=true" } else { "" };
            response = response.with(
                "WWW-Authenticate",
                format!(
                    "Digest realm=\"{}\", nonce=\"{}\", algorithm={}, qop=\"auth\"{stale}",
                    self.realm,
                    self.nonces.issue(),
                    algorithm.name()
                ),
            );
        }
        if self.has_basic() {
            response = response.with("WWW-Authenticate", format!("Basic realm=\"{}\"", self.realm));
        }
        response
    }

    /// Whether somebody may have this.
    pub(crate) fn allows(&self, identity: &Identity, needed: Access) -> bool {
        match identity {
            // A camera without users is an open one: whoever may watch may steer.
            Identity::Anonymous => match needed {
                Access::Anyone => true,
                Access::Viewer => self.anonymous,
                Access::Ptz => self.anonymous && self.users.is_empty(),
                Access::Admin => false,
            },
            Identity::User { role, .. } => match needed {
                Access::Anyone | Access::Viewer => true,
                Access::Ptz => *role != Role::Viewer,
                Access::Admin => *role == Role::Admin,
            },
        }
    }

    fn identify(&self, request: &Request) -> Result<Identity, LoginError> {
        let Some(credentials) = request.header("authorization") else { return Ok(Identity::Anonymous) };
        let (scheme, rest) = credentials.trim().split_once(' ').ok_or(LoginError::Wrong)?;
        let user = if scheme.eq_ignore_ascii_case("basic") && self.has_basic() {
            basic::check(rest, &self.users)?
        } else if scheme.eq_ignore_ascii_case("digest") {
            digest::check(rest, request, self)?
        } else {
            return Err(LoginError::Wrong);
        };
        Ok(Identity::User { name: user.name.clone(), role: user.role })
    }

    fn has_basic(&self) -> bool {
        matches!(self.policy, AuthPolicy::Basic | AuthPolicy::Both(_))
    }

    fn algorithms(&self) -> &'static [Algorithm] {
        match self.policy {
            AuthPolicy::Basic => &[],
            AuthPolicy::Digest(algorithms) | AuthPolicy::Both(algorithms) => match algorithms {
                DigestAlgorithms::Md5 => &[Algorithm::Md5],
                DigestAlgorithms::Sha256 => &[Algorithm::Sha256],
                DigestAlgorithms::Both => &[Algorithm::Sha256, Algorithm::Md5],
            },
        }
    }
}

/// Compares without telling by its time how much is right.
fn is_same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

/// A time that nothing real reaches, for nonces without end.
#[cfg(test)]
const FOREVER: std::time::Duration = std::time::Duration::from_secs(1 << 30);

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(options: &Options) -> Gate {
        Gate::new(options, "AXIS_TEST".to_owned(), [7; 32])
    }

    fn request(authorization: Option<&str>) -> Request {
        Request {
            method: "GET".to_owned(),
            target: "/x".to_owned(),
            headers: authorization
                .map(|value| ("Authorization".to_owned(), value.to_owned()))
                .into_iter()
                .collect(),
            ..Request::default()
        }
    }

    #[test]
    fn an_open_camera_lets_anyone_watch_and_steer() {
        let gate = gate(&Options::default());
        for access in [Access::Anyone, Access::Viewer, Access::Ptz] {
            assert_eq!(gate.admit(&request(None), access), Ok(Identity::Anonymous));
        }
        assert_eq!(gate.admit(&request(None), Access::Admin).unwrap_err().status, 401);
    }

    #[test]
    fn roles_decide() {
        let mut options = Options::default().with_auth(AuthPolicy::Basic);
        for role in [Role::Viewer, Role::Operator, Role::Admin, Role::Ptz] {
            options = options.with_user(User::new(role.as_str(), "p", role));
        }
        let gate = gate(&options);
        let status = |name: &str, access| {
            use base64::Engine as _;
            let credentials = base64::engine::general_purpose::STANDARD.encode(format!("{name}:p"));
            gate.admit(&request(Some(&format!("Basic {credentials}"))), access)
                .map_or_else(|r| r.status, |_| 200)
        };
        assert_eq!(status("viewer", Access::Viewer), 200);
        assert_eq!(status("viewer", Access::Ptz), 403);
        assert_eq!(status("ptz", Access::Ptz), 200);
        assert_eq!(status("operator", Access::Ptz), 200);
        assert_eq!(status("operator", Access::Admin), 403);
        assert_eq!(status("admin", Access::Admin), 200);
        assert_eq!(status("nobody", Access::Viewer), 401);
        assert_eq!(gate.admit(&request(None), Access::Viewer).unwrap_err().status, 401);
    }

    #[test]
    fn each_way_to_log_in_has_a_challenge() {
        let schemes = |auth| {
            let response = gate(&Options::default().with_auth(auth)).challenge(false);
            let challenges = response.headers.iter().filter(|(name, _)| name == "WWW-Authenticate");
            challenges.map(|(_, value)| value.clone()).collect::<Vec<_>>()
        };
        assert_eq!(schemes(AuthPolicy::Basic), ["Basic realm=\"AXIS_TEST\""]);
        let both = schemes(AuthPolicy::Both(DigestAlgorithms::Both));
        assert_eq!(both.len(), 3);
        assert!(both[0].contains("algorithm=SHA-256") && both[1].contains("algorithm=MD5"));
        assert!(both[0].starts_with("Digest realm=\"AXIS_TEST\", nonce=\"") && !both[0].contains("stale"));
        assert!(schemes(AuthPolicy::Digest(DigestAlgorithms::Md5)).len() == 1);
    }

    #[test]
    fn what_is_not_offered_is_not_taken() {
        let gate = gate(&Options::default().with_user(User::new("a", "b", Role::Viewer)));
        for credentials in ["Basic YTpi", "Bearer x", "Digest", "Basic", ""] {
            assert_eq!(gate.admit(&request(Some(credentials)), Access::Viewer).unwrap_err().status, 401);
        }
    }
}
