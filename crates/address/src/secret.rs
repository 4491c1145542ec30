//! Arguments of an address that hold a password, a token or a name to log in with.

use vapix::query;

/// Names that hold secrets, in lower case.
const SECRET: [&str; 27] = [
    "access_token",
    "accesstoken",
    "api_key",
    "apikey",
    "auth",
    "authkey",
    "authorization",
    "authsig",
    "jwt",
    "key",
    "login",
    "loginpas",
    "loginuse",
    "pass",
    "passwd",
    "password",
    "passwort",
    "pswd",
    "pw",
    "pwd",
    "secret",
    "session",
    "sid",
    "token",
    "user",
    "username",
    "usr",
];

/// Whether an argument of this name (decoded) must not be stored or passed on.
pub fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET.contains(&name.as_str())
        || ["token", "password", "passwd", "secret"].iter().any(|word| name.contains(word))
}

/// The names of arguments that hold secrets.
pub(super) fn names(query: &str) -> Vec<String> {
    query::pairs(query).map(|(name, _)| name).filter(|name| is_secret(name)).collect()
}

/// The query without secrets; `None` if nothing is left.
pub fn stripped(query: &str) -> Option<String> {
    let kept: Vec<&str> = query.split('&').filter(|pair| !holds_secret(pair)).collect();
    (!kept.is_empty()).then(|| kept.join("&"))
}

/// Whether one pair of a query, as written, holds a secret.
pub fn holds_secret(pair: &str) -> bool {
    query::pairs(pair).any(|(name, _)| is_secret(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_any_case_and_encoding() {
        assert_eq!(stripped("a=1&PWD=x&p%77d=y&session_token=z&b").as_deref(), Some("a=1&b"));
        assert_eq!(stripped("token=1"), None);
        assert_eq!(stripped("camera=1&resolution=640x480").as_deref(), Some("camera=1&resolution=640x480"));
        assert_eq!(names("a=1&usr=x&token=y"), ["usr", "token"]);
    }
}
