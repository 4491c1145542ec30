//! Answers to a camera's challenges, in the words of page and worker.

use authentication::{Answer, Credentials, Refusal, Request, is_clear};

use super::known::Known;
use super::{KnownLogins, Login};

/// What is played, and by whom.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// The camera's own address.
    pub(crate) url: String,
    /// All addresses that may be asked for it.
    pub(crate) asked: Vec<String>,
    pub(crate) login: Option<Login>,
    /// The login may go over plain http as it is.
    pub(crate) in_clear: bool,
}

/// Answers the challenges of the camera that is played, by what the page knows of it.
#[derive(Debug)]
pub(crate) struct Authenticator {
    random: fn() -> f64,
    known: KnownLogins,
    login: Option<Login>,
    /// Scheme, host and port of the camera that it is for.
    origin: String,
    /// What was played last.
    url: String,
    /// Others on the network can read what is sent.
    is_clear: bool,
    may_be_clear: bool,
    /// Of the last request, until it is refused.
    signature: Option<authentication::Signature>,
}

impl Authenticator {
    /// For nobody yet. `random` gives numbers between 0 and 1, for the client's nonces; they need
    /// not be secret.
    pub(crate) fn new(random: fn() -> f64, known: KnownLogins) -> Self {
        Self {
            random,
            known,
            login: None,
            origin: String::new(),
            url: String::new(),
            is_clear: true,
            may_be_clear: false,
            signature: None,
        }
    }

    /// `source` is played next. What is known of its camera and login stays known, whatever was
    /// played in between. A refusal stays too, unless the very same is played again or the camera
    /// gets another login: that is a person's word that it be tried, and another resolution is not.
    pub(crate) fn prepare(&mut self, source: &Source) {
        let url = &source.url;
        let origin = origin(url);
        // Where one way is open, the login may take it.
        self.is_clear = source.asked.iter().any(|url| is_clear(url));
        self.may_be_clear = source.in_clear;
        let (is_same_camera, is_same_login) = (self.origin == origin, self.login == source.login);
        let is_same_address = self.url == *url;
        if !is_same_camera || !is_same_login {
            self.signature = None;
        }
        origin.clone_into(&mut self.origin);
        self.url.clone_from(url);
        self.login.clone_from(&source.login);
        let is_tried_again = self.known(|known| {
            known.allow(source.in_clear);
            let is_tried_again = is_same_camera && (!is_same_login || known.is_refused && is_same_address);
            if is_tried_again {
                known.forgive();
            }
            is_tried_again
        });
        if is_tried_again {
            self.signature = None;
        }
    }

    /// Signs a GET of `target` (path and query as in the request line), before any answer to it.
    pub(crate) fn sign(&mut self, target: &str, now: f64) -> Answer {
        match self.login.clone() {
            _ if self.known(|known| known.is_refused) => Answer::Refused,
            None => Answer::None,
            Some(Login::Bearer(_)) if self.is_clear && !self.may_be_clear => Answer::InClear,
            Some(Login::Bearer(token)) => Answer::Header(format!("Bearer {token}")),
            Some(Login::Password { user, password }) => {
                let request = Request { method: "GET", target, body: b"" };
                let who = Credentials { user: &user, password: &password };
                match self.known(|known| known.session.sign(who, &request, now as u64)) {
                    Ok(signature) => {
                        let header = signature.authorization.as_deref().map(text);
                        self.signature = Some(signature);
                        header.map_or(Answer::None, Answer::Header)
                    }
                    Err(refusal) => self.refuse(refusal),
                }
            }
        }
    }

    /// Signs a GET of another address of the same camera, if what is known of it suffices.
    pub(crate) fn sign_other(&mut self, url: &str, now: f64) -> Option<String> {
        let origin = origin(url);
        if origin != self.origin {
            return None;
        }
        let target = &url[origin.len()..];
        match self.sign(if target.starts_with('/') { target } else { "/" }, now) {
            Answer::Header(header) => Some(header),
            _ => None,
        }
    }

    /// The request, signed or not, was answered 401 with `challenges`: the value of
    /// `WWW-Authenticate`, empty if it cannot be read. That is taken for Basic, which most servers
    /// want that let pages of others in.
    pub(crate) fn challenged(&mut self, target: &str, challenges: &str, now: f64) -> Answer {
        let Some(Login::Password { .. }) = self.login else {
            self.known(|known| known.is_refused = true);
            return Answer::Refused;
        };
        let fields = if challenges.trim().is_empty() { b"Basic".to_vec() } else { bytes(challenges) };
        let Some(unsigned) = self.signature.take() else { return self.sign(target, now) };
        let cnonce = self.nonce();
        let fields = fields.split(|byte| *byte == b'\n');
        let is_clear = self.is_clear;
        let challenged =
            self.known(|known| known.session.challenged(&unsigned, fields, is_clear, &cnonce, now as u64));
        match challenged {
            Ok(()) => self.sign(target, now),
            Err(refusal) => self.refuse(refusal),
        }
    }

    /// Pictures come, so the last signature was accepted.
    pub(crate) fn accepted(&mut self) {
        if let Some(signature) = &self.signature {
            self.known(|known| known.session.accepted(signature));
        }
    }

    fn refuse(&mut self, refusal: Refusal) -> Answer {
        self.signature = None;
        match refusal {
            Refusal::Refused { wait, has_worked: true } => Answer::Wait(wait as f64),
            Refusal::Refused { .. } => {
                self.known(|known| known.is_refused = true);
                Answer::Refused
            }
            Refusal::NotUnderstood | Refusal::NotOffered => Answer::Unsupported,
            Refusal::Weaker => Answer::Weaker,
            Refusal::InClear => Answer::InClear,
        }
    }

    /// Does something with what is known of this login at this camera.
    fn known<T>(&self, act: impl FnOnce(&mut Known) -> T) -> T {
        self.known.with(&self.origin, self.login.as_ref(), act)
    }

    fn nonce(&self) -> String {
        let digit = |_| char::from_digit(((self.random)() * 16.0) as u32, 16).unwrap_or('0');
        (0..24).map(digit).collect()
    }
}

/// Bytes as browsers take them in a header field: a character for each.
fn text(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// The bytes of a header field as browsers give them. What is no such character is none of the camera's.
fn bytes(text: &str) -> Vec<u8> {
    text.chars().map(|character| u8::try_from(character).unwrap_or(b'?')).collect()
}

/// Scheme, host and port of an address, the usual port too.
fn origin(url: &str) -> &str {
    let start = url.find("://").map_or(0, |scheme| scheme + 3);
    let end = url[start..].find(['/', '?', '#']).map_or(url.len(), |end| start + end);
    &url[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    const MD5: &str = r#"Digest realm="AXIS", nonce="abc", algorithm=MD5, qop="auth""#;

    fn source(login: Login) -> Source {
        let url = "http://cam:80/x".to_owned();
        Source { asked: vec![url.clone()], url, login: Some(login), in_clear: true }
    }

    fn root(password: &str) -> Source {
        source(Login::Password { user: "root".into(), password: password.into() })
    }

    fn at(url: &str) -> Source {
        Source { url: url.to_owned(), asked: vec![url.to_owned()], ..root("pass") }
    }

    fn prepared(source: &Source) -> Authenticator {
        let mut authenticator = Authenticator::new(|| 0.5, KnownLogins::default());
        authenticator.prepare(source);
        authenticator
    }

    /// One that has asked as anybody.
    fn authenticator() -> Authenticator {
        let mut authenticator = prepared(&root("pass"));
        assert_eq!(authenticator.sign("/", 0.0), Answer::None, "nobody is told before being asked");
        authenticator
    }

    #[track_caller]
    fn header(signature: Answer) -> String {
        match signature {
            Answer::Header(header) => header,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn basic_is_answered_and_then_sent_at_once() {
        let mut authenticator = authenticator();
        let answer = header(authenticator.challenged("/", "Basic realm=\"x\"", 0.0));
        assert_eq!(answer, "Basic cm9vdDpwYXNz");
        assert_eq!(header(authenticator.sign("/other", 0.0)), answer);
    }

    #[test]
    fn digest_is_preferred_and_counts_its_nonce() {
        let mut authenticator = authenticator();
        let challenges = format!("Negotiate YWJj==, Basic realm=\"AXIS\"\n{MD5}");
        let first = header(authenticator.challenged("/axis-cgi/x?a=b", &challenges, 0.0));
        assert!(first.starts_with("Digest username=\"root\""), "{first}");
        assert!(first.contains("uri=\"/axis-cgi/x?a=b\"") && first.contains("nc=00000001"), "{first}");
        assert!(header(authenticator.sign("/", 0.0)).contains("nc=00000002"));
    }

    #[test]
    fn a_realm_of_any_bytes_comes_back_as_it_was() {
        let challenge = "Digest realm=\"B\u{c3}\u{bc}ro \u{ff}\", nonce=n";
        let answer = header(authenticator().challenged("/", challenge, 0.0));
        assert!(answer.contains("realm=\"B\u{c3}\u{bc}ro \u{ff}\""), "{answer}");
    }

    #[test]
    fn a_second_refusal_stops() {
        for challenge in [MD5, "Basic realm=x", ""] {
            let mut authenticator = authenticator();
            header(authenticator.challenged("/", challenge, 0.0));
            assert_eq!(authenticator.challenged("/", challenge, 0.0), Answer::Refused);
            assert_eq!(authenticator.sign("/", 1e9), Answer::Refused, "for good");
        }
    }

    #[test]
    fn a_login_that_has_worked_is_not_refused_for_good() {
        let mut authenticator = authenticator();
        header(authenticator.challenged("/", "Basic realm=x", 0.0));
        authenticator.accepted();
        let night = 8.0 * 3_600_000.0;
        // The camera starts, and knows nobody yet.
        header(authenticator.sign("/", night));
        header(authenticator.challenged("/", "Basic realm=x", night));
        assert_eq!(authenticator.challenged("/", "Basic realm=x", night), Answer::Wait(10_000.0));
        assert_eq!(authenticator.sign("/", night + 4000.0), Answer::Wait(6000.0));
        assert_eq!(authenticator.sign("/", night + 10_000.0), Answer::None);
        header(authenticator.challenged("/", "Basic realm=x", night + 10_000.0));
    }

    #[test]
    fn an_old_nonce_is_no_refusal() {
        let mut authenticator = authenticator();
        header(authenticator.challenged("/", MD5, 0.0));
        header(authenticator.sign("/", 0.0));
        // Used twice, and not called stale by every camera.
        let next = MD5.replace("abc", "def");
        assert!(header(authenticator.challenged("/", &next, 0.0)).contains("nonce=\"def\""));
        let stale = format!("{MD5}, stale=TRUE");
        header(authenticator.challenged("/", &stale, 0.0));
    }

    #[test]
    fn a_challenge_that_cannot_be_read_is_taken_for_basic() {
        assert!(header(authenticator().challenged("/", " ", 0.0)).starts_with("Basic "));
    }

    #[test]
    fn other_schemes_are_not_guessed() {
        assert_eq!(authenticator().challenged("/", "Negotiate", 0.0), Answer::Unsupported);
    }

    #[test]
    fn a_camera_that_spoke_digest_gets_no_password_for_basic_or_for_what_cannot_be_read() {
        for later in ["Basic realm=x", ""] {
            let mut authenticator = authenticator();
            header(authenticator.challenged("/", MD5, 0.0));
            authenticator.accepted();
            header(authenticator.sign("/", 0.0));
            assert_eq!(authenticator.challenged("/", later, 0.0), Answer::Weaker);
            // Nor after another person has logged in, or the same again.
            for source in [root("other"), root("pass"), root("pass")] {
                authenticator.prepare(&source);
                authenticator.known(Known::forgive);
                authenticator.sign("/", 0.0);
                assert_eq!(authenticator.challenged("/", later, 0.0), Answer::Weaker);
            }
        }
    }

    #[test]
    fn neither_another_player_nor_another_camera_in_between_gets_the_password_for_less() {
        let known = KnownLogins::default();
        let mut first = Authenticator::new(|| 0.5, known.clone());
        first.prepare(&root("pass"));
        first.sign("/", 0.0);
        header(first.challenged("/", MD5, 0.0));
        first.accepted();
        let asked_for_less = |authenticator: &mut Authenticator| {
            authenticator.sign("/", 0.0);
            authenticator.challenged("/", "Basic realm=x", 0.0)
        };
        // Other cameras are free to speak as they do.
        first.prepare(&at("http://other/x"));
        header(asked_for_less(&mut first));
        first.prepare(&root("pass"));
        assert_eq!(asked_for_less(&mut first), Answer::Weaker);
        drop(first);
        for password in ["pass", "other"] {
            let mut second = Authenticator::new(|| 0.5, known.clone());
            second.prepare(&root(password));
            assert_eq!(asked_for_less(&mut second), Answer::Weaker, "{password}");
        }
        // A page that is loaded anew knows nothing.
        header(asked_for_less(&mut prepared(&root("pass"))));
    }

    #[test]
    fn another_player_tries_no_refused_login_again_and_lets_a_person_do_it() {
        let known = KnownLogins::default();
        let player = || {
            let mut player = Authenticator::new(|| 0.5, known.clone());
            player.prepare(&root("wrong"));
            player
        };
        let mut first = player();
        first.sign("/", 0.0);
        header(first.challenged("/", MD5, 0.0));
        assert_eq!(first.challenged("/", MD5, 0.0), Answer::Refused);
        first.prepare(&at("http://other/x"));
        first.prepare(&root("wrong"));
        assert_eq!(first.sign("/", 0.0), Answer::Refused);
        let mut second = player();
        assert_eq!(second.sign("/", 0.0), Answer::Refused);
        second.prepare(&root("wrong"));
        assert_eq!(second.sign("/", 0.0), Answer::None, "a person's word");
    }

    #[test]
    fn what_is_known_of_logins_is_bounded() {
        let known = KnownLogins::default();
        let mut player = Authenticator::new(|| 0.5, known.clone());
        for number in 0..1_000 {
            player.prepare(&at(&format!("http://10.0.0.1:{number}/x")));
        }
        assert_eq!(known.count(), 256);
    }

    #[test]
    fn a_password_or_a_token_goes_in_clear_only_where_a_person_allows_it() {
        let guarded = |url: &str, login: Login| Source {
            in_clear: false,
            url: url.to_owned(),
            asked: vec![url.to_owned()],
            ..source(login)
        };
        let password = || Login::Password { user: "root".into(), password: "pass".into() };
        for (url, is_sent) in
            [("http://cam/x", false), ("https://cam/x", true), ("http://127.0.0.1:81/x", true)]
        {
            let mut authenticator = prepared(&guarded(url, password()));
            authenticator.sign("/x", 0.0);
            let answer = authenticator.challenged("/x", "Basic realm=x", 0.0);
            assert_eq!(answer != Answer::InClear, is_sent, "{url}");
            let mut authenticator = prepared(&guarded(url, Login::Bearer("t".into())));
            assert_eq!(authenticator.sign("/x", 0.0) != Answer::InClear, is_sent, "{url}");
        }
        let mut authenticator = prepared(&guarded("http://cam/x", password()));
        authenticator.sign("/x", 0.0);
        assert_eq!(authenticator.challenged("/x", "Basic", 0.0), Answer::InClear);
        let allowed = Source { in_clear: true, ..guarded("http://cam/x", password()) };
        authenticator.prepare(&allowed);
        authenticator.sign("/x", 0.0);
        header(authenticator.challenged("/x", "Basic", 0.0));
    }

    #[test]
    fn a_token_is_sent_at_once_and_once_refused_never_again() {
        let mut authenticator = prepared(&source(Login::Bearer("t".into())));
        assert_eq!(authenticator.sign("/", 0.0), Answer::Header("Bearer t".into()));
        assert_eq!(authenticator.challenged("/", "", 0.0), Answer::Refused);
        assert_eq!(authenticator.sign("/", 0.0), Answer::Refused);
    }

    #[test]
    fn a_challenge_is_remembered_for_one_camera_and_login() {
        let mut authenticator = authenticator();
        header(authenticator.challenged("/", MD5, 0.0));
        authenticator.prepare(&at("http://cam:80/y"));
        header(authenticator.sign("/y", 0.0));
        for other in ["http://cam:81/x", "https://cam:80/x", "http://cam.evil.example/x"] {
            authenticator.prepare(&at(other));
            assert_eq!(authenticator.sign("/x", 0.0), Answer::None, "{other}");
        }
    }

    #[test]
    fn a_person_may_try_a_refused_login_again() {
        let mut authenticator = authenticator();
        header(authenticator.challenged("/", MD5, 0.0));
        authenticator.challenged("/", MD5, 0.0);
        let other = at("http://cam:80/y");
        authenticator.prepare(&other);
        assert_eq!(authenticator.sign("/y", 0.0), Answer::Refused, "other arguments are not another try");
        authenticator.prepare(&other);
        assert_eq!(authenticator.sign("/y", 0.0), Answer::None);
    }

    #[test]
    fn other_addresses_are_signed_for_the_same_camera_only() {
        let mut authenticator = authenticator();
        assert_eq!(authenticator.sign_other("http://cam:80/y", 0.0), None, "it has not asked");
        authenticator.sign("/x", 0.0);
        header(authenticator.challenged("/x", MD5, 0.0));
        let signed = authenticator.sign_other("http://cam:80/axis-cgi/param.cgi?a=b", 0.0).unwrap();
        assert!(
            signed.contains("uri=\"/axis-cgi/param.cgi?a=b\"") && signed.contains("nc=00000002"),
            "{signed}"
        );
        assert_eq!(authenticator.sign_other("http://cam/x", 0.0), None);
        assert_eq!(authenticator.sign_other("http://cam:80.evil.example/x", 0.0), None);
    }

    #[test]
    fn secrets_are_not_written_by_debug() {
        assert!(!format!("{:?}", prepared(&root("s3cret"))).contains("s3cret"));
        assert!(!format!("{:?}", Login::Bearer("s3cret".into())).contains("s3cret"));
    }
}
