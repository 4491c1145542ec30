//! Logging in at a camera: Basic and Digest (RFC 7617, RFC 7616), without I/O and without a clock.
//!
//! The challenge of a camera is kept, so that only the first request meets a 401. A nonce that has grown
//! old costs one retry. A second refusal in a row ends the attempt: cameras lock out who tries too often.

mod challenge;

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use http_auth::digest::Qop;
use http_auth::{PasswordClient, PasswordParams};
use reqwest::header::{HeaderMap, HeaderValue};

use crate::secret::Credentials;

/// How long a camera that has refused the credentials is left in peace.
pub const REFUSAL_PAUSE: Duration = Duration::from_secs(10);

/// The login at one camera, shared by all requests to it.
pub struct Login {
    credentials: Option<Credentials>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    challenge: Option<PasswordClient>,
    /// Counts challenges, so that a response can tell which one it answered.
    generation: u64,
    /// Answers given to the present challenge.
    uses: u64,
    refused_until: Option<Instant>,
}

/// What of a request a Digest response covers.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    /// The method.
    pub method: &'a str,
    /// Path and query exactly as they stand in the request line: cameras compare them byte for byte.
    pub target: &'a str,
    /// The body, empty for GET.
    pub body: &'a [u8],
}

/// A request's answer to the challenge that is known so far.
pub struct Signature {
    /// The value of `Authorization`, if there is a challenge to answer.
    pub authorization: Option<HeaderValue>,
    generation: u64,
    first_use: bool,
}

/// Why there is no way in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// The camera asks for a login and none was given (blame: the settings).
    #[error("the camera asks for a login ({0}) and none is set")]
    Needed(String),
    /// The camera does not accept the user or the password (blame: the settings).
    #[error("the camera refuses the user name or the password")]
    Refused,
    /// The camera asks for a scheme that is neither Basic nor Digest, or not in a readable way (blame: the camera).
    #[error("the camera asks for a login in a way that is not supported")]
    Unsupported,
}

impl Login {
    /// A login with these credentials; without any, every challenge is [`LoginError::Needed`].
    pub fn new(credentials: Option<Credentials>) -> Self {
        Self { credentials, state: Mutex::default() }
    }

    /// Signs a request. Fails without asking the camera where it refused these credentials within
    /// [`REFUSAL_PAUSE`].
    pub fn sign(&self, request: &Signed<'_>, now: Instant) -> Result<Signature, LoginError> {
        let mut state = self.state();
        if state.refused_until.is_some_and(|until| now < until) {
            return Err(LoginError::Refused);
        }
        let State { challenge, generation, uses, .. } = &mut *state;
        let authorization = match (challenge, &self.credentials) {
            (Some(challenge), Some(credentials)) => Some(respond(challenge, credentials, request)?),
            _ => None,
        };
        let signature = Signature { generation: *generation, first_use: *uses == 0, authorization };
        *uses += 1;
        Ok(signature)
    }

    /// Takes the 401 that a signed request was answered with. `Ok` means: sign again and retry.
    pub fn challenged(
        &self,
        signature: &Signature,
        headers: &HeaderMap,
        now: Instant,
    ) -> Result<(), LoginError> {
        let challenge = challenge::strongest(headers).ok_or(LoginError::Unsupported)?;
        if self.credentials.is_none() {
            return Err(LoginError::Needed(describe(&challenge)));
        }
        let mut state = self.state();
        if signature.authorization.is_some() && signature.first_use && !is_stale(&challenge) {
            state.refused_until = Some(now + REFUSAL_PAUSE);
            state.challenge = None;
            return Err(LoginError::Refused);
        }
        // Another request may have been challenged in the meantime: its challenge is as new as this one.
        if state.generation == signature.generation {
            state.challenge = Some(challenge);
            state.generation += 1;
            state.uses = 0;
        }
        Ok(())
    }

    /// The camera has refused a request for the last time: it is left in peace for [`REFUSAL_PAUSE`].
    pub fn refused(&self, now: Instant) -> LoginError {
        let mut state = self.state();
        state.refused_until = Some(now + REFUSAL_PAUSE);
        state.challenge = None;
        LoginError::Refused
    }

    /// Whether there are credentials.
    pub fn has_credentials(&self) -> bool {
        self.credentials.is_some()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is whole between any two statements: a panic elsewhere does not spoil it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
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

fn respond(
    challenge: &mut PasswordClient,
    credentials: &Credentials,
    request: &Signed<'_>,
) -> Result<HeaderValue, LoginError> {
    // With the body known the library would sign it as well, wherever that is offered. Less can go wrong without.
    let can_leave_body = matches!(challenge, PasswordClient::Digest(digest) if digest.qop() & Qop::Auth);
    let parameters = PasswordParams {
        username: &credentials.user,
        password: credentials.password.expose(),
        uri: request.target,
        method: request.method,
        body: (!can_leave_body).then_some(request.body),
    };
    let answer = challenge.respond(&parameters).map_err(|_| LoginError::Unsupported)?;
    let mut value = HeaderValue::from_str(&answer).map_err(|_| LoginError::Unsupported)?;
    value.set_sensitive(true);
    Ok(value)
}

fn is_stale(challenge: &PasswordClient) -> bool {
    matches!(challenge, PasswordClient::Digest(digest) if digest.stale())
}

fn describe(challenge: &PasswordClient) -> String {
    match challenge {
        PasswordClient::Basic(basic) => format!("Basic, realm {:?}", basic.realm()),
        PasswordClient::Digest(digest) => format!("Digest, realm {:?}", digest.realm()),
        _ => "unknown scheme".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::WWW_AUTHENTICATE;

    use super::*;
    use crate::secret::Secret;

    const GET: Signed<'_> = Signed { method: "GET", target: "/axis-cgi/mjpg/video.cgi?fps=5", body: b"" };

    fn login() -> Login {
        let password = Secret::from("pass".to_owned());
        Login::new(Some(Credentials { user: "root".to_owned(), password }))
    }

    fn headers(challenges: &[&str]) -> HeaderMap {
        let field = |challenge: &&str| (WWW_AUTHENTICATE, HeaderValue::from_str(challenge).unwrap());
        challenges.iter().map(field).collect()
    }

    fn digest(nonce: &str, stale: bool) -> HeaderMap {
        headers(&[&format!(
            r#"Digest realm="AXIS_ACCC8E000000", nonce="{nonce}", algorithm=MD5, qop="auth", stale={stale}"#
        )])
    }

    fn sign(login: &Login, now: Instant) -> (Signature, String) {
        let signature = login.sign(&GET, now).unwrap();
        let text = signature.authorization.as_ref().map(|value| value.to_str().unwrap().to_owned());
        (signature, text.unwrap_or_default())
    }

    #[test]
    fn answers_a_challenge_and_keeps_it() {
        let (login, now) = (login(), Instant::now());
        let (unsigned, text) = sign(&login, now);
        assert_eq!(text, "");
        login.challenged(&unsigned, &digest("one", false), now).unwrap();
        let (_, first) = sign(&login, now);
        assert!(first.contains(r#"uri="/axis-cgi/mjpg/video.cgi?fps=5""#), "{first}");
        assert!(first.contains("nc=00000001"), "{first}");
        let (_, second) = sign(&login, now);
        assert!(second.contains(r#"nonce="one""#) && second.contains("nc=00000002"), "{second}");
    }

    #[test]
    fn takes_a_new_nonce_for_a_stale_or_an_old_one() {
        let (login, now) = (login(), Instant::now());
        login.challenged(&sign(&login, now).0, &digest("one", false), now).unwrap();
        // The very first answer, but the camera says that only the nonce is wrong.
        login.challenged(&sign(&login, now).0, &digest("two", true), now).unwrap();
        let (_, text) = sign(&login, now);
        assert!(text.contains(r#"nonce="two""#), "{text}");
        // The nonce has served before: it has grown old, though the camera does not say so.
        login.challenged(&sign(&login, now).0, &digest("three", false), now).unwrap();
        let (_, text) = sign(&login, now);
        assert!(text.contains(r#"nonce="three""#), "{text}");
    }

    #[test]
    fn a_refusal_leaves_the_camera_in_peace_for_a_while() {
        let (login, now) = (login(), Instant::now());
        login.challenged(&sign(&login, now).0, &digest("one", false), now).unwrap();
        let (signature, _) = sign(&login, now);
        let refused = login.challenged(&signature, &digest("two", false), now);
        assert_eq!(refused, Err(LoginError::Refused));
        assert_eq!(login.sign(&GET, now).unwrap_err(), LoginError::Refused);
        let later = now + REFUSAL_PAUSE;
        assert!(login.sign(&GET, later).unwrap().authorization.is_none());
    }

    #[test]
    fn requests_at_the_same_time_share_one_challenge() {
        let (login, now) = (login(), Instant::now());
        let (one, two) = (sign(&login, now).0, sign(&login, now).0);
        login.challenged(&one, &digest("one", false), now).unwrap();
        login.challenged(&two, &digest("two", false), now).unwrap();
        let (_, text) = sign(&login, now);
        assert!(text.contains(r#"nonce="one""#) && text.contains("nc=00000001"), "{text}");
    }

    #[test]
    fn prefers_digest_and_speaks_sha_256_and_basic() {
        let now = Instant::now();
        let both =
            [r#"Basic realm="AXIS""#, r#"Digest realm="AXIS", nonce="n", algorithm=SHA-256, qop="auth""#];
        let (login_both, login_basic) = (login(), login());
        login_both.challenged(&sign(&login_both, now).0, &headers(&both), now).unwrap();
        let (_, text) = sign(&login_both, now);
        assert!(text.starts_with("Digest ") && text.contains("algorithm=SHA-256"), "{text}");
        login_basic.challenged(&sign(&login_basic, now).0, &headers(&both[..1]), now).unwrap();
        assert_eq!(sign(&login_basic, now).1, "Basic cm9vdDpwYXNz");
    }

    #[test]
    fn signs_the_body_only_where_nothing_else_is_offered() {
        let now = Instant::now();
        for (offered, expected) in [("auth", "auth"), ("auth-int, auth", "auth"), ("auth-int", "auth-int")] {
            let login = login();
            let challenge = format!(r#"Digest realm="AXIS", nonce="n", qop="{offered}""#);
            login.challenged(&sign(&login, now).0, &headers(&[&challenge]), now).unwrap();
            let (_, text) = sign(&login, now);
            assert!(text.contains(&format!("qop={expected},")), "{text}");
        }
    }

    #[test]
    fn says_what_is_missing() {
        let (nobody, now) = (Login::new(None), Instant::now());
        let needed = nobody.challenged(&sign(&nobody, now).0, &headers(&[r#"Basic realm="cam""#]), now);
        assert_eq!(
            needed.unwrap_err().to_string(),
            "the camera asks for a login (Basic, realm \"cam\") and none is set"
        );
        let login = login();
        let odd = login.challenged(&sign(&login, now).0, &headers(&["Negotiate"]), now);
        assert_eq!(odd, Err(LoginError::Unsupported));
    }
}
