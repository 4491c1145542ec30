//! Answers to Digest challenges (RFC 7616; RFC 2617 for cameras without `qop`).
//!
//! Written here rather than taken from http-auth, whose parser of challenges is used: its answers bring in
//! SHA-512 and a generator of random numbers, more than the rest of the login weighs in the page.

use std::fmt::Write as _;

use http_auth::ChallengeRef;
use md5::{Digest as _, Md5};
use sha2::Sha256;

/// A challenge that can be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Digest {
    algorithm: Algorithm,
    /// The hash of user and password goes into another with the nonces (`-sess`).
    session: bool,
    realm: String,
    nonce: String,
    opaque: Option<String>,
    /// `qop=auth` is offered.
    counts: bool,
    /// The camera says that only the nonce was too old.
    pub(crate) stale: bool,
}

/// The better comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Algorithm {
    Md5,
    Sha256,
}

/// A request, and who sends it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signed<'a> {
    pub(crate) user: &'a str,
    pub(crate) password: &'a str,
    /// Path and query as in the request line.
    pub(crate) target: &'a str,
    /// How many requests were signed with this nonce, this one included.
    pub(crate) count: u32,
    /// The client's own nonce: hexadecimal digits.
    pub(crate) cnonce: &'a str,
}

impl Digest {
    /// Reads a challenge. `None` if it is not Digest, or of a kind that is not known.
    pub(crate) fn read(challenge: &ChallengeRef<'_>) -> Option<Self> {
        if !challenge.scheme.eq_ignore_ascii_case("digest") {
            return None;
        }
        let get = |wanted: &str| {
            let mut params = challenge.params.iter();
            params.find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.to_unescaped())
        };
        let name = get("algorithm").unwrap_or_else(|| "MD5".to_owned()).to_ascii_uppercase();
        let (name, session) = name.strip_suffix("-SESS").map_or((name.as_str(), false), |name| (name, true));
        let algorithm = match name {
            "MD5" => Algorithm::Md5,
            "SHA-256" => Algorithm::Sha256,
            _ => return None,
        };
        let counts = match get("qop") {
            None => false,
            Some(qop) => {
                let offered = qop.split(',').any(|qop| qop.trim().eq_ignore_ascii_case("auth"));
                offered.then_some(true)?
            }
        };
        Some(Self {
            algorithm,
            session,
            realm: get("realm").unwrap_or_default(),
            nonce: get("nonce")?,
            opaque: get("opaque"),
            counts,
            stale: get("stale").is_some_and(|stale| stale.eq_ignore_ascii_case("true")),
        })
    }

    pub(crate) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The value of `Authorization` for a GET.
    pub(crate) fn answer(&self, signed: &Signed<'_>) -> String {
        let Signed { user, password, target, count, cnonce } = *signed;
        let Self { realm, nonce, .. } = self;
        let nc = hex(&count.to_be_bytes());
        let mut who = self.hash(&[user, realm, password]);
        if self.session {
            who = self.hash(&[&who, nonce, cnonce]);
        }
        let what = self.hash(&["GET", target]);
        let response = if self.counts {
            self.hash(&[&who, nonce, &nc, cnonce, "auth", &what])
        } else {
            self.hash(&[&who, nonce, &what])
        };
        let mut header = String::from("Digest ");
        let mut quoted = |name: &str, value: &str| {
            header.push_str(name);
            header.push_str("=\"");
            for c in value.chars() {
                if matches!(c, '"' | '\\') {
                    header.push('\\');
                }
                header.push(c);
            }
            header.push_str("\", ");
        };
        quoted("username", user);
        quoted("realm", realm);
        quoted("nonce", nonce);
        quoted("uri", target);
        quoted("response", &response);
        if let Some(opaque) = &self.opaque {
            quoted("opaque", opaque);
        }
        if self.counts || self.session {
            quoted("cnonce", cnonce);
        }
        if self.counts {
            header.push_str("qop=auth, nc=");
            header.push_str(&nc);
            header.push_str(", ");
        }
        header.push_str("algorithm=");
        header.push_str(match self.algorithm {
            Algorithm::Md5 => "MD5",
            Algorithm::Sha256 => "SHA-256",
        });
        if self.session {
            header.push_str("-sess");
        }
        header
    }

    /// The hash of texts with colons between, as hexadecimal digits.
    fn hash(&self, texts: &[&str]) -> String {
        let text = texts.join(":");
        match self.algorithm {
            Algorithm::Md5 => hex(&Md5::digest(text)),
            Algorithm::Sha256 => hex(&Sha256::digest(text)),
        }
    }
}

/// As lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use http_auth::parse_challenges;

    use super::*;

    fn read(challenge: &str) -> Option<Digest> {
        parse_challenges(challenge).unwrap().iter().find_map(Digest::read)
    }

    /// RFC 7616, 3.9.1.
    fn example(algorithm: &str) -> String {
        let challenge = format!(
            "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm={algorithm}, \
             nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""
        );
        read(&challenge).unwrap().answer(&Signed {
            user: "Mufasa",
            password: "Circle of Life",
            target: "/dir/index.html",
            count: 1,
            cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
        })
    }

    #[test]
    fn the_examples_of_the_standard_come_out() {
        let md5 = example("MD5");
        assert!(md5.contains("response=\"8ca523f5e9506fed4657c9700eebdbec\""), "{md5}");
        assert!(md5.contains("qop=auth, nc=00000001, algorithm=MD5"), "{md5}");
        let sha = example("SHA-256");
        let response = "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1";
        assert!(sha.contains(&format!("response=\"{response}\"")), "{sha}");
    }

    #[test]
    fn an_old_camera_without_qop_is_answered_in_the_old_way() {
        // RFC 2617, 3.5 without qop, as RFC 2069 has it.
        let challenge = "Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"";
        let answer = read(challenge).unwrap().answer(&Signed {
            user: "Mufasa",
            password: "Circle Of Life",
            target: "/dir/index.html",
            count: 1,
            cnonce: "0a4f113b",
        });
        assert!(answer.contains("response=\"670fd8c2df070c60b045671b8b24ff02\""), "{answer}");
        assert!(!answer.contains("cnonce") && !answer.contains("nc="), "{answer}");
    }

    #[test]
    fn quotes_in_names_are_escaped() {
        let signed = Signed { user: "a\"b\\c", password: "", target: "/", count: 1, cnonce: "0" };
        let answer = read("Digest realm=\"x\", nonce=\"n\"").unwrap().answer(&signed);
        assert!(answer.starts_with(r#"Digest username="a\"b\\c", realm="x","#), "{answer}");
    }

    #[test]
    fn other_kinds_are_not_answered() {
        for challenge in [
            "Basic realm=x",
            "Digest realm=x, nonce=n, algorithm=SHA-512-256",
            "Digest realm=x, nonce=n, qop=\"auth-int\"",
            "Digest realm=x",
        ] {
            assert_eq!(read(challenge), None, "{challenge}");
        }
        assert!(read("Digest nonce=n, stale=TRUE").unwrap().stale);
    }

    #[test]
    fn a_session_hashes_twice() {
        let answer = example("MD5-sess");
        assert!(answer.contains("algorithm=MD5-sess") && answer.contains("cnonce="), "{answer}");
        // echo -n: H(H(user:realm:password):nonce:cnonce), then as usual.
        assert!(!answer.contains("8ca523f5e9506fed4657c9700eebdbec"), "{answer}");
    }
}
