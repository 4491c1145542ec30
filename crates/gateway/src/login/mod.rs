//! Logging in at a camera: [`authentication`] with the gateway's clock and its kind of header
//! fields.

use std::fmt;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant, SystemTime};

use authentication::{Challenge, Policy, Refusal, Session, challenges, is_clear};
pub use authentication::{Demand, Request as Signed};
use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderMap, HeaderValue};
use causes::{Row, table};
use url::Url;

use crate::lock::lock;
use crate::secret::Credentials;

/// The login at one camera, shared by all requests to it.
pub struct Login {
    credentials: Option<Credentials>,
    /// Others on the network can read what is sent to the camera.
    is_clear: bool,
    begun: Instant,
    session: Mutex<Session>,
}

/// A request's answer to the challenge that is known so far.
pub struct Signature {
    /// The value of `Authorization`, if there is a challenge to answer.
    pub authorization: Option<HeaderValue>,
    inner: Option<authentication::Signature>,
}

/// Why there is no way in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// The camera asks for a login, but none was given (blame: the settings).
    #[error("the camera asks for a login ({0}), but none is set")]
    Needed(String),
    /// The camera does not accept the user or the password (blame: the settings).
    #[error("the camera refuses the user name or the password; the next attempt is not before {}", clock(*again))]
    Refused {
        /// When it is tried again.
        again: SystemTime,
        /// The same login has worked before, so the camera may be starting.
        has_worked: bool,
    },
    /// The challenge gets no answer, for a cause that has words of its own everywhere (blame: see
    /// its [`Row`]).
    #[error("{}", .0.sentence_of(""))]
    Unanswered(&'static Row),
    /// The camera redirects to an address that the login was not given for, and that asks for one
    /// (blame: the settings).
    #[error("the camera redirects to {0}, but the login is for another address: use {0} itself")]
    Withheld(String),
}

impl Login {
    /// A login at `url` with these credentials; without any, every challenge is
    /// [`LoginError::Needed`].
    pub fn new(credentials: Option<Credentials>, demand: Demand, url: &Url) -> Self {
        Self {
            credentials,
            is_clear: is_clear(url.as_str()),
            begun: Instant::now(),
            session: Mutex::new(Session::new(Policy::new(demand, false))),
        }
    }

    /// Signs a request. Fails without asking the camera while it is left in peace after a refusal.
    pub fn sign(&self, request: &Signed<'_>, now: Instant) -> Result<Signature, LoginError> {
        let Some(credentials) = &self.credentials else {
            return Ok(Signature { authorization: None, inner: None });
        };
        let inner = self
            .session()
            .sign(credentials.borrowed(), request, self.milliseconds(now))
            .map_err(LoginError::from)?;
        let authorization = inner.authorization.as_deref().map(HeaderValue::from_bytes).transpose();
        let mut authorization =
            authorization.map_err(|_| LoginError::Unanswered(&table::LOGIN_UNSUPPORTED))?;
        if let Some(value) = &mut authorization {
            value.set_sensitive(true);
        }
        Ok(Signature { authorization, inner: Some(inner) })
    }

    /// Takes the 401 that a signed request was answered with. `Ok` means: sign again and retry.
    pub fn challenged(
        &self,
        signature: &Signature,
        headers: &HeaderMap,
        now: Instant,
    ) -> Result<(), LoginError> {
        let fields = || headers.get_all(WWW_AUTHENTICATE).iter().map(HeaderValue::as_bytes);
        if fields().all(<[u8]>::is_empty) && signature.authorization.is_none() {
            return Err(LoginError::Unanswered(&table::LOGIN_UNANNOUNCED));
        }
        let Some(inner) = &signature.inner else { return Err(needed(&challenges(fields()))) };
        let cnonce = cnonce();
        let now = self.milliseconds(now);
        Ok(self.session().challenged(inner, fields(), self.is_clear, &cnonce, now)?)
    }

    /// The camera has refused a request for the last time: it is left in peace for a while.
    pub fn refused(&self, now: Instant) -> LoginError {
        self.session().refused(self.milliseconds(now)).into()
    }

    /// A request with this signature was answered with something else than 401.
    pub fn accepted(&self, signature: &Signature) {
        if let Some(inner) = &signature.inner {
            self.session().accepted(inner);
        }
    }

    /// Whether there are credentials.
    pub fn has_credentials(&self) -> bool {
        self.credentials.is_some()
    }

    fn session(&self) -> MutexGuard<'_, Session> {
        // The state is whole between any two statements: a panic elsewhere does not spoil it.
        lock(&self.session)
    }

    fn milliseconds(&self, now: Instant) -> u64 {
        u64::try_from(now.saturating_duration_since(self.begun).as_millis()).unwrap_or(u64::MAX)
    }
}

/// Whether a login that was given for one address goes with a redirect to another: to the same
/// origin, and from http to https of the same host on the usual ports. Another port is another
/// program, perhaps another person's.
pub fn follows(given_for: &Url, to: &Url) -> bool {
    let is_upgrade = given_for.scheme() == "http" && to.scheme() == "https";
    let has_usual_ports = given_for.port().is_none() && to.port().is_none();
    given_for.origin() == to.origin() || is_upgrade && has_usual_ports && given_for.host() == to.host()
}

impl From<Refusal> for LoginError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Refused { wait, has_worked } => {
                Self::Refused { again: SystemTime::now() + Duration::from_millis(wait), has_worked }
            }
            Refusal::NotUnderstood => Self::Unanswered(&table::LOGIN_UNSUPPORTED),
            Refusal::NotOffered => Self::Unanswered(&table::LOGIN_NOT_OFFERED),
            Refusal::Weaker => Self::Unanswered(&table::LOGIN_WEAKER),
            Refusal::InClear => Self::Unanswered(&table::LOGIN_IN_CLEAR),
        }
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(hidden)")
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(hidden)")
    }
}

/// The error for a camera that demands a login if none is set.
fn needed(offered: &[Challenge]) -> LoginError {
    let best = offered.iter().filter(|challenge| challenge.strength().is_some());
    let (scheme, realm) = match best.max_by_key(|challenge| challenge.strength()) {
        Some(Challenge::Digest(digest)) => ("Digest", digest.realm()),
        Some(Challenge::Basic { realm }) => ("Basic", realm.as_slice()),
        Some(Challenge::Other) | None => return LoginError::Unanswered(&table::LOGIN_UNSUPPORTED),
    };
    LoginError::Needed(format!("{scheme}, realm {:?}", String::from_utf8_lossy(realm)))
}

/// Hexadecimal digits that no camera can foresee.
fn cnonce() -> String {
    use std::hash::{BuildHasher as _, Hasher as _, RandomState};
    // Seeded by the system's random numbers.
    let random = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", random(), random())
}

/// A time of day for people, in UTC.
pub(crate) fn clock(time: SystemTime) -> String {
    let text = humantime::format_rfc3339_seconds(time).to_string();
    let time = text.split_once('T').map_or(text.as_str(), |(_, time)| time);
    format!("{} UTC", time.trim_end_matches('Z'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_follows_to_the_same_origin_and_to_https() {
        let url = |text: &str| Url::parse(text).unwrap();
        for (from, to, expected) in [
            ("http://cam/", "http://cam/live", true),
            ("http://cam/", "http://cam:80/live", true),
            ("http://cam/", "https://cam/live", true),
            ("http://cam:8080/", "http://cam/", false),
            ("http://cam/", "http://cam:8080/", false),
            ("http://cam/", "https://cam:8443/", false),
            ("http://cam:8080/", "https://cam/", false),
            ("https://cam/", "http://cam/", false),
            ("http://cam/", "http://other/", false),
            ("http://cam/", "https://other/", false),
        ] {
            assert_eq!(follows(&url(from), &url(to)), expected, "{from} to {to}");
        }
    }

    #[test]
    fn a_time_is_told_without_its_day() {
        assert_eq!(clock(SystemTime::UNIX_EPOCH + Duration::from_secs(3_661)), "01:01:01 UTC");
    }
}
