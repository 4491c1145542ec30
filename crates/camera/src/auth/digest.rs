//! Digest authentication (RFC 7616) with qop=auth.

use md5::Md5;
use sha2::{Digest, Sha256};

use super::{Gate, LoginError, is_same};
use crate::User;
use crate::http::Request;

/// The hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    Md5,
    Sha256,
}

impl Algorithm {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
        }
    }

    fn hash(self, parts: &[&str]) -> String {
        let text = parts.join(":");
        match self {
            Self::Md5 => hex(&Md5::digest(text)),
            Self::Sha256 => hex(&Sha256::digest(text)),
        }
    }
}

/// The user who signed this request. The name and the password are checked before the nonce, so that only
/// someone who knows them learns that a nonce is stale.
pub(super) fn check<'a>(
    credentials: &str,
    request: &Request,
    gate: &'a Gate,
) -> Result<&'a User, LoginError> {
    let parameters = Parameters::read(credentials).ok_or(LoginError::Wrong)?;
    let value = |name: &str| parameters.value(name).ok_or(LoginError::Wrong);
    // Left out, the algorithm is MD5.
    let name = parameters.value("algorithm").unwrap_or("MD5");
    let algorithm = gate.algorithms().iter().find(|algorithm| algorithm.name().eq_ignore_ascii_case(name));
    let algorithm = *algorithm.ok_or(LoginError::Wrong)?;
    let user = value("username")
        .and_then(|username| gate.users.iter().find(|user| user.name == username).ok_or(LoginError::Wrong))?;
    // The camera compares with what was asked for, byte for byte.
    if value("realm")? != gate.realm || value("qop")? != "auth" || value("uri")? != request.target {
        return Err(LoginError::Wrong);
    }
    let (nonce, count, client) = (value("nonce")?, value("nc")?, value("cnonce")?);
    let secret = algorithm.hash(&[&user.name, &gate.realm, &user.password]);
    let signed = algorithm.hash(&[&request.method, &request.target]);
    let expected = algorithm.hash(&[&secret, nonce, count, client, "auth", &signed]);
    if !is_same(expected.as_bytes(), value("response")?.to_ascii_lowercase().as_bytes()) {
        return Err(LoginError::Wrong);
    }
    let is_count = count.len() == 8 && count.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = if is_count { u32::from_str_radix(count, 16).ok() } else { None };
    let number = number.ok_or(LoginError::Wrong)?;
    if gate.nonces.take(nonce, number) { Ok(user) } else { Err(LoginError::Stale) }
}

/// Parameters of an `Authorization` header field.
struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// `name=token` or `name="quoted"`, separated by commas. `None` if it is anything else, or a name comes
    /// twice.
    fn read(mut rest: &str) -> Option<Self> {
        let mut parameters: Vec<(String, String)> = Vec::new();
        loop {
            rest = rest.trim_start_matches([' ', '\t', ',']);
            if rest.is_empty() {
                return Some(Self(parameters));
            }
            let (name, after) = rest.split_once('=')?;
            let name = name.trim().to_ascii_lowercase();
            let after = after.trim_start();
            let (value, after) = match after.strip_prefix('"') {
                Some(quoted) => unquoted(quoted)?,
                None => {
                    let end = after.find([',', ' ', '\t']).unwrap_or(after.len());
                    (after[..end].to_owned(), &after[end..])
                }
            };
            if name.is_empty() || parameters.iter().any(|(known, _)| *known == name) {
                return None;
            }
            parameters.push((name, value));
            rest = after;
        }
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The text up to the closing quote, and what follows it.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((place, character)) = characters.next() {
        match character {
            '"' => return Some((value, &text[place + 1..])),
            '\\' => value.push(characters.next()?.1),
            other => value.push(other),
        }
    }
    None
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AuthPolicy, DigestAlgorithms, Options};
    use vapix::Role;

    const TARGET: &str = "/axis-cgi/mjpg/video.cgi?resolution=320x240&text=a%20b";

    fn gate(algorithms: DigestAlgorithms) -> Gate {
        let options = Options::default()
            .with_user(User::new("Mufasa", "Circle of Life", Role::Viewer))
            .with_auth(AuthPolicy::Digest(algorithms));
        Gate::new(&options, "AXIS_TEST, 1".to_owned(), [7; 32])
    }

    /// What a client answers to a challenge, with some parameters changed.
    fn answer(gate: &Gate, algorithm: Algorithm, password: &str, changes: &[(&str, &str)]) -> String {
        let mut values = vec![
            ("username", "Mufasa".to_owned()),
            ("realm", gate.realm.clone()),
            ("nonce", gate.nonces.issue()),
            ("uri", TARGET.to_owned()),
            ("algorithm", algorithm.name().to_owned()),
            ("qop", "auth".to_owned()),
            ("nc", "00000001".to_owned()),
            ("cnonce", "c\"n".to_owned()),
        ];
        for (name, value) in &mut values {
            if let Some((_, change)) = changes.iter().find(|(changed, _)| changed == name) {
                *value = (*change).to_owned();
            }
        }
        let of = |name: &str| values.iter().find(|(known, _)| *known == name).unwrap().1.clone();
        let secret = algorithm.hash(&[&of("username"), &of("realm"), password]);
        let signed = algorithm.hash(&["GET", &of("uri")]);
        let response =
            algorithm.hash(&[&secret, &of("nonce"), &of("nc"), &of("cnonce"), &of("qop"), &signed]);
        let quoted = |(name, value): &(&str, String)| format!("{name}=\"{}\"", value.replace('"', "\\\""));
        let mut parameters: Vec<String> = values.iter().map(quoted).collect();
        parameters.push(format!("response=\"{response}\""));
        parameters.join(", ")
    }

    fn checked(gate: &Gate, credentials: &str) -> Result<(), LoginError> {
        let request = Request { method: "GET".to_owned(), target: TARGET.to_owned(), ..Request::default() };
        check(credentials, &request, gate).map(|_| ())
    }

    #[test]
    fn the_examples_of_the_rfc_hash_as_it_says() {
        // RFC 7616, 3.9.1.
        for (algorithm, response) in [
            (Algorithm::Md5, "8ca523f5e9506fed4657c9700eebdbec"),
            (Algorithm::Sha256, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        ] {
            let secret = algorithm.hash(&["Mufasa", "http-auth@example.org", "Circle of Life"]);
            let signed = algorithm.hash(&["GET", "/dir/index.html"]);
            let parts = [
                secret.as_str(),
                "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
                "00000001",
                "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
                "auth",
                signed.as_str(),
            ];
            assert_eq!(algorithm.hash(&parts), response);
        }
    }

    #[tokio::test]
    async fn the_right_password_passes_with_each_algorithm_offered() {
        let both = gate(DigestAlgorithms::Both);
        for algorithm in [Algorithm::Md5, Algorithm::Sha256] {
            assert_eq!(checked(&both, &answer(&both, algorithm, "Circle of Life", &[])), Ok(()));
        }
        let sha = gate(DigestAlgorithms::Sha256);
        let weak = answer(&sha, Algorithm::Md5, "Circle of Life", &[]);
        assert_eq!(checked(&sha, &weak), Err(LoginError::Wrong));
    }

    #[tokio::test]
    async fn anything_wrong_is_wrong() {
        let gate = gate(DigestAlgorithms::Both);
        let with = |changes: &[(&str, &str)]| {
            checked(&gate, &answer(&gate, Algorithm::Sha256, "Circle of Life", changes))
        };
        assert_eq!(with(&[]), Ok(()));
        let decoded = TARGET.replace("%20", " ");
        for change in [
            ("username", "Scar"),
            ("realm", "other"),
            ("qop", "auth-int"),
            ("uri", "/"),
            ("uri", decoded.as_str()),
            ("nc", "1"),
            ("nc", "+0000001"),
        ] {
            assert_eq!(with(&[change]), Err(LoginError::Wrong), "{change:?}");
        }
        let wrong_password = answer(&gate, Algorithm::Sha256, "Circle", &[]);
        assert_eq!(checked(&gate, &wrong_password), Err(LoginError::Wrong));
    }

    #[tokio::test]
    async fn a_nonce_is_called_stale_only_if_the_password_is_right() {
        let gate = gate(DigestAlgorithms::Md5);
        let unknown = [("nonce", "made-up")];
        let right = answer(&gate, Algorithm::Md5, "Circle of Life", &unknown);
        assert_eq!(checked(&gate, &right), Err(LoginError::Stale));
        let wrong = answer(&gate, Algorithm::Md5, "wrong", &unknown);
        assert_eq!(checked(&gate, &wrong), Err(LoginError::Wrong));
        let replayed = answer(&gate, Algorithm::Md5, "Circle of Life", &[]);
        assert_eq!(checked(&gate, &replayed), Ok(()));
        assert_eq!(checked(&gate, &replayed), Err(LoginError::Stale));
    }

    #[test]
    fn parameters_are_read_strictly() {
        let read = |text: &str| Parameters::read(text).map(|parameters| parameters.0);
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            read("a=1, B=\"x, \\\"y\\\"\",c=z"),
            Some(vec![pair("a", "1"), pair("b", "x, \"y\""), pair("c", "z")])
        );
        for text in ["a", "a=\"open", "a=1,a=2", "=x", "a=\"x\\"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
