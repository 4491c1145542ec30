//! Which of a camera's challenges to answer.
//!
//! A camera may send several header fields, each with several challenges, of schemes that are not known here
//! and in spellings that no standard allows. One that cannot be read must not hide the one after it.

use http_auth::digest::{Algorithm, DigestClient, Qop};
use http_auth::{BasicClient, ChallengeParser, ChallengeRef, ParamValue, PasswordClient};
use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};

/// Challenges that are looked at. A camera has three at most.
const CHALLENGES: usize = 16;

/// The strongest challenge that can be answered: Digest before Basic, SHA before MD5, and of equal ones the
/// first (RFC 7616 section 3.7).
pub(super) fn strongest(headers: &HeaderMap) -> Option<PasswordClient> {
    let values = headers.get_all(WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok());
    let clients = values.flat_map(split).take(CHALLENGES).filter_map(client);
    clients.fold(None, |best, next| match best {
        Some(best) if strength(&best) >= strength(&next) => Some(best),
        _ => Some(next),
    })
}

fn strength(client: &PasswordClient) -> u8 {
    match client {
        PasswordClient::Digest(digest) => match digest.algorithm() {
            Algorithm::Md5 => 2,
            Algorithm::Sha256 => 3,
            Algorithm::Sha512Trunc256 => 4,
            _ => 1,
        },
        _ => 0,
    }
}

/// The challenges of one field, each by itself (RFC 9110 section 11.6.1). The same comma stands between
/// challenges and between the parameters of one: what follows it begins a challenge unless it is `name=value`.
fn split(field: &str) -> Vec<&str> {
    let (mut challenges, mut start) = (Vec::new(), 0);
    for comma in commas(field) {
        if begins_challenge(&field[comma + 1..]) {
            challenges.push(&field[start..comma]);
            start = comma + 1;
        }
    }
    challenges.push(&field[start..]);
    challenges
}

/// Where the commas outside of quotes are.
fn commas(field: &str) -> Vec<usize> {
    let (mut commas, mut in_quotes, mut is_escaped) = (Vec::new(), false, false);
    for (position, byte) in field.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_quotes => is_escaped = true,
            b'"' => in_quotes = !in_quotes,
            b',' if !in_quotes => commas.push(position),
            _ => {}
        }
    }
    commas
}

fn begins_challenge(text: &str) -> bool {
    let text = text.trim_start();
    let end = text.find(|character: char| !is_token(character)).unwrap_or(text.len());
    end > 0 && !text[end..].trim_start().starts_with('=')
}

fn is_token(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(character)
}

fn client(text: &str) -> Option<PasswordClient> {
    let mut challenge: ChallengeRef<'_> = ChallengeParser::new(text.trim()).next()?.ok()?;
    let is = |scheme: &str| challenge.scheme.eq_ignore_ascii_case(scheme);
    if is("Basic") {
        return BasicClient::try_from(&challenge).ok().map(PasswordClient::Basic);
    }
    if !is("Digest") {
        return None;
    }
    for (name, value) in &mut challenge.params {
        if name.eq_ignore_ascii_case("algorithm") {
            let known = ALGORITHMS.iter().find(|known| value.as_escaped().eq_ignore_ascii_case(known));
            *value = ParamValue::try_from_escaped(known?).ok()?;
        }
    }
    let digest = DigestClient::try_from(&challenge).ok()?;
    (digest.qop() & Qop::Auth || digest.qop() & Qop::AuthInt).then_some(PasswordClient::Digest(digest))
}

/// As the library knows them; cameras write them in other cases too.
const ALGORITHMS: [&str; 6] =
    ["MD5", "MD5-sess", "SHA-256", "SHA-256-sess", "SHA-512-256", "SHA-512-256-sess"];

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    fn chosen(fields: &[&str]) -> Option<String> {
        let field = |value: &&str| (WWW_AUTHENTICATE, HeaderValue::from_str(value).unwrap());
        strongest(&fields.iter().map(field).collect()).map(|client| match client {
            PasswordClient::Digest(digest) => format!("{:?} {}", digest.algorithm(), digest.nonce()),
            PasswordClient::Basic(basic) => format!("Basic {}", basic.realm()),
            _ => "other".to_owned(),
        })
    }

    const MD5: &str = r#"Digest realm="AXIS_ACCC8E000001", nonce="m", algorithm=MD5, qop="auth""#;
    const SHA: &str = r#"Digest realm="AXIS_ACCC8E000001", nonce="s", algorithm=SHA-256, qop="auth""#;
    const BASIC: &str = r#"Basic realm="AXIS, \"the\" camera", charset="UTF-8""#;

    #[test]
    fn takes_the_strongest_wherever_it_stands() {
        let sha = Some("Sha256 s".to_owned());
        assert_eq!(chosen(&[BASIC, MD5, SHA]), sha);
        assert_eq!(chosen(&[SHA, MD5, BASIC]), sha);
        assert_eq!(chosen(&[&format!("{BASIC}, {MD5}, {SHA}")]), sha);
        assert_eq!(chosen(&[&format!("{MD5},{SHA}"), BASIC]), sha);
        assert_eq!(chosen(&[BASIC, MD5]), Some("Md5 m".to_owned()));
        assert_eq!(chosen(&[BASIC]), Some(r#"Basic AXIS, "the" camera"#.to_owned()));
        let first = MD5.replace("\"m\"", "\"first\"");
        assert_eq!(chosen(&[&first, MD5]), Some("Md5 first".to_owned()), "of equal ones the first");
    }

    #[test]
    fn passes_over_what_it_cannot_read() {
        let md5 = Some("Md5 m".to_owned());
        for before in [
            "Negotiate",
            "Negotiate TlRMTVNTUAAB==",
            "NTLM, Negotiate oYH1MIHyoAMKAQA=",
            "Bearer realm=\"x\", error=\"invalid_token\"",
            "X-Odd a=b=c",
            "Digest realm=\"no nonce\"",
            "Digest realm=\"x\", nonce=\"y\", algorithm=SHA-999, qop=\"auth\"",
            "Digest realm=\"x\", nonce=\"y\", algorithm=SHA-256, qop=\"token\"",
            ", ,",
        ] {
            assert_eq!(chosen(&[before, MD5]), md5, "{before}, in a field of its own");
            assert_eq!(chosen(&[&format!("{before}, {MD5}")]), md5, "{before}, in the same field");
            assert_eq!(chosen(&[&format!("{MD5}, {before}")]), md5, "{before}, after");
        }
        assert_eq!(chosen(&["Negotiate"]), None);
        assert_eq!(chosen(&[""]), None);
        assert_eq!(chosen(&["Digest realm=\"open, nonce=\"x\""]), None);
    }

    #[test]
    fn reads_spellings_of_cameras() {
        for challenge in [
            r#"digest REALM="x",NONCE="m",ALGORITHM=md5,QOP="auth""#,
            r#"Digest realm="x", nonce="m", algorithm="MD5", qop="auth,auth-int""#,
            r#"Digest qop="auth-int, auth" , nonce = "m", realm="x", opaque="", stale=FALSE"#,
            r#"Digest realm="x", domain="/ /axis-cgi", nonce="m""#,
            // The list should be in quotes: its second word looks like a scheme, and is none.
            r#"Digest realm="x", nonce="m", qop=auth,auth-int"#,
        ] {
            assert_eq!(chosen(&[challenge]), Some("Md5 m".to_owned()), "{challenge}");
        }
    }

    #[test]
    fn looks_at_so_many_and_no_more() {
        let many = format!("{}{MD5}", "Odd x=y, ".repeat(CHALLENGES));
        assert_eq!(chosen(&[&many]), None);
        assert_eq!(chosen(&[&many["Odd x=y, ".len()..]]), Some("Md5 m".to_owned()));
    }
}
