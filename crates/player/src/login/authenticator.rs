//! Answers to a camera's challenges, without browser and clock.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_auth::parse_challenges;

use super::Login;
use super::digest::{Digest, Signed, hex};
use crate::Source;

/// What to send with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Signature {
    /// Nothing: ask as anybody.
    None,
    /// This value of `Authorization`.
    Header(String),
    /// Nothing any more: the camera has refused this login, and cameras lock accounts.
    Refused,
    /// The camera asks in a way that cannot be answered.
    Unsupported,
}

/// Remembers a camera's challenge, so that only the first request meets a 401.
#[derive(Debug)]
pub(crate) struct Authenticator {
    random: fn() -> f64,
    login: Option<Login>,
    /// Scheme and host of the camera that it is for.
    origin: String,
    /// What was played last.
    url: String,
    /// The challenge that is being answered, and how often it was.
    challenge: Option<(Challenge, u32)>,
    refused: bool,
}

#[derive(Debug)]
enum Challenge {
    Basic,
    Digest(Digest),
}

impl Authenticator {
    /// For nobody yet. `random` gives numbers between 0 and 1, for the client's nonces; they need not be secret.
    pub(crate) fn new(random: fn() -> f64) -> Self {
        Self {
            random,
            login: None,
            origin: String::new(),
            url: String::new(),
            challenge: None,
            refused: false,
        }
    }

    /// `source` is played next. What is known of the same camera and login stays known. So does a refusal, unless the very
    /// same is played again: that is a person's word that it be tried again, and another resolution is not.
    pub(crate) fn prepare(&mut self, source: &Source) {
        let origin = origin(source.url());
        let again = self.refused && self.url == source.url();
        source.url().clone_into(&mut self.url);
        if again || self.login != source.login || self.origin != origin {
            let login = source.login.clone();
            let url = std::mem::take(&mut self.url);
            *self = Self { login, origin: origin.to_owned(), url, ..Self::new(self.random) };
        }
    }

    /// Signs a GET of `target` (path and query as in the request line), before any answer to it.
    pub(crate) fn sign(&mut self, target: &str) -> Signature {
        match &self.login {
            _ if self.refused => Signature::Refused,
            None | Some(Login::Browser) => Signature::None,
            Some(Login::Bearer(token)) => Signature::Header(format!("Bearer {token}")),
            Some(Login::Password { .. }) if self.challenge.is_none() => Signature::None,
            Some(Login::Password { .. }) => self.respond(target),
        }
    }

    /// Signs a GET of another address of the same camera, if what is known of it suffices.
    pub(crate) fn sign_other(&mut self, url: &str) -> Option<String> {
        let origin = origin(url);
        if origin != self.origin {
            return None;
        }
        let target = &url[origin.len()..];
        match self.sign(if target.starts_with('/') { target } else { "/" }) {
            Signature::Header(header) => Some(header),
            Signature::None | Signature::Refused | Signature::Unsupported => None,
        }
    }

    /// The request, signed or not (`signed`), was answered 401 with `challenges`: the value of
    /// `WWW-Authenticate`, empty if it cannot be read.
    pub(crate) fn challenged(&mut self, target: &str, challenges: &str, signed: bool) -> Signature {
        let Some(Login::Password { .. }) = self.login else {
            self.refused = true;
            return Signature::Refused;
        };
        let next = read(challenges);
        // A nonce that was good before may have grown old; a fresh one was answered with a wrong password.
        let was_fresh = self.challenge.as_ref().is_none_or(|(_, uses)| *uses <= 1);
        let stale = matches!(&next, Some(Challenge::Digest(digest)) if digest.stale);
        if signed && was_fresh && !stale {
            self.refused = true;
            return Signature::Refused;
        }
        self.challenge = next.map(|challenge| (challenge, 0));
        self.respond(target)
    }

    fn respond(&mut self, target: &str) -> Signature {
        let cnonce = self.nonce();
        let Some(Login::Password { user, password }) = &self.login else { return Signature::None };
        let Some((challenge, uses)) = &mut self.challenge else { return Signature::Unsupported };
        *uses = uses.saturating_add(1);
        Signature::Header(match challenge {
            Challenge::Basic => {
                let mut header = String::from("Basic ");
                STANDARD.encode_string([user, ":", password].concat(), &mut header);
                header
            }
            Challenge::Digest(digest) => {
                digest.answer(&Signed { user, password, target, count: *uses, cnonce: &cnonce })
            }
        })
    }

    fn nonce(&self) -> String {
        let mut bytes = [0; 12];
        bytes.fill_with(|| ((self.random)() * 256.0) as u8);
        hex(&bytes)
    }
}

/// The challenge to answer: the strongest that is known. One that cannot be read is taken for Basic, which most
/// servers want that let pages of others in.
fn read(challenges: &str) -> Option<Challenge> {
    if challenges.trim().is_empty() {
        return Some(Challenge::Basic);
    }
    let challenges = challenges.replace('\n', ", ");
    let list = parse_challenges(&challenges).ok()?;
    let digest = list.iter().filter_map(Digest::read).max_by_key(Digest::algorithm);
    let basic = || list.iter().any(|challenge| challenge.scheme.eq_ignore_ascii_case("basic"));
    digest.map(Challenge::Digest).or_else(|| basic().then_some(Challenge::Basic))
}

fn origin(url: &str) -> &str {
    let start = url.find("://").map_or(0, |scheme| scheme + 3);
    let end = url[start..].find(['/', '?', '#']).map_or(url.len(), |end| start + end);
    &url[..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Route, Transport};

    const MD5: &str = r#"Digest realm="AXIS", nonce="abc", algorithm=MD5, qop="auth""#;

    fn source(login: Login) -> Source {
        Source { login: Some(login), ..Source::new(Transport::Fetch, "http://cam:80/x") }
    }

    fn root(password: &str) -> Source {
        source(Login::Password { user: "root".into(), password: password.into() })
    }

    fn prepared(source: &Source) -> Authenticator {
        let mut authenticator = Authenticator::new(|| 0.5);
        authenticator.prepare(source);
        authenticator
    }

    fn authenticator() -> Authenticator {
        prepared(&root("pass"))
    }

    #[track_caller]
    fn header(signature: Signature) -> String {
        match signature {
            Signature::Header(header) => header,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn nobody_is_told_before_being_asked() {
        assert_eq!(authenticator().sign("/"), Signature::None);
    }

    #[test]
    fn basic_is_answered_and_then_sent_at_once() {
        let mut authenticator = authenticator();
        let answer = header(authenticator.challenged("/", "Basic realm=\"x\"", false));
        assert_eq!(answer, "Basic cm9vdDpwYXNz");
        assert_eq!(header(authenticator.sign("/other")), answer);
    }

    #[test]
    fn digest_is_preferred_and_counts_its_nonce() {
        let mut authenticator = authenticator();
        let challenges = format!("Basic realm=\"AXIS\", {MD5}");
        let first = header(authenticator.challenged("/axis-cgi/x?a=b", &challenges, false));
        assert!(first.starts_with("Digest username=\"root\""), "{first}");
        assert!(first.contains("uri=\"/axis-cgi/x?a=b\"") && first.contains("nc=00000001"), "{first}");
        assert!(header(authenticator.sign("/")).contains("nc=00000002"));
    }

    #[test]
    fn sha_256_is_answered() {
        let challenge = r#"Digest realm="AXIS", nonce="abc", algorithm=SHA-256, qop="auth""#;
        let answer = header(authenticator().challenged("/", challenge, false));
        assert!(answer.contains("algorithm=SHA-256"), "{answer}");
        for between in [", ", "\n"] {
            let both = [challenge, MD5].join(between);
            assert!(header(authenticator().challenged("/", &both, false)).contains("algorithm=SHA-256"));
        }
    }

    #[test]
    fn a_second_refusal_stops() {
        for challenge in [MD5, "Basic realm=x", ""] {
            let mut authenticator = authenticator();
            header(authenticator.challenged("/", challenge, false));
            assert_eq!(authenticator.challenged("/", challenge, true), Signature::Refused);
            assert_eq!(authenticator.sign("/"), Signature::Refused, "for good");
        }
    }

    #[test]
    fn an_old_nonce_is_no_refusal() {
        let mut authenticator = authenticator();
        header(authenticator.challenged("/", MD5, false));
        header(authenticator.sign("/"));
        // Used twice, and not called stale by every camera.
        let next = MD5.replace("abc", "def");
        assert!(header(authenticator.challenged("/", &next, true)).contains("nonce=\"def\""));
        let stale = format!("{MD5}, stale=TRUE");
        header(authenticator.challenged("/", &stale, true));
    }

    #[test]
    fn a_challenge_that_cannot_be_read_is_taken_for_basic() {
        assert!(header(authenticator().challenged("/", " ", false)).starts_with("Basic "));
    }

    #[test]
    fn other_schemes_are_not_guessed() {
        assert_eq!(authenticator().challenged("/", "Negotiate", false), Signature::Unsupported);
    }

    #[test]
    fn a_token_is_sent_at_once_and_once_refused_never_again() {
        let mut authenticator = prepared(&source(Login::Bearer("t".into())));
        assert_eq!(authenticator.sign("/"), Signature::Header("Bearer t".into()));
        assert_eq!(authenticator.challenged("/", "", true), Signature::Refused);
        assert_eq!(authenticator.sign("/"), Signature::Refused);
    }

    #[test]
    fn a_challenge_is_remembered_for_one_camera_and_login() {
        let mut authenticator = authenticator();
        header(authenticator.challenged("/", MD5, false));
        let other_path =
            Source { routes: vec![Route::new(Transport::Fetch, "http://cam:80/y")], ..root("pass") };
        authenticator.prepare(&other_path);
        header(authenticator.sign("/y"));
        let other_host =
            Source { routes: vec![Route::new(Transport::Fetch, "http://cam:81/x")], ..root("pass") };
        authenticator.prepare(&other_host);
        assert_eq!(authenticator.sign("/x"), Signature::None);
    }

    #[test]
    fn a_person_may_try_a_refused_login_again() {
        let mut authenticator = authenticator();
        header(authenticator.challenged("/", MD5, false));
        authenticator.challenged("/", MD5, true);
        let other = Source { routes: vec![Route::new(Transport::Fetch, "http://cam:80/y")], ..root("pass") };
        authenticator.prepare(&other);
        assert_eq!(authenticator.sign("/y"), Signature::Refused, "other arguments are not another try");
        authenticator.prepare(&other);
        assert_eq!(authenticator.sign("/y"), Signature::None);
    }

    #[test]
    fn other_addresses_are_signed_for_the_same_camera_only() {
        let mut authenticator = authenticator();
        assert_eq!(authenticator.sign_other("http://cam:80/y"), None, "it has not asked");
        header(authenticator.challenged("/x", MD5, false));
        let signed = authenticator.sign_other("http://cam:80/axis-cgi/param.cgi?a=b").unwrap();
        assert!(
            signed.contains("uri=\"/axis-cgi/param.cgi?a=b\"") && signed.contains("nc=00000002"),
            "{signed}"
        );
        assert_eq!(authenticator.sign_other("http://cam/x"), None);
        assert_eq!(authenticator.sign_other("http://cam:80.evil.example/x"), None);
    }

    #[test]
    fn secrets_are_not_written_by_debug() {
        assert!(!format!("{:?}", prepared(&root("s3cret"))).contains("s3cret"));
        assert!(!format!("{:?}", Login::Bearer("s3cret".into())).contains("s3cret"));
    }
}
