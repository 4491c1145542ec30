//! Logins and hosts that are rather a scheme, misread.

use super::meaning::{exact, is_near, unclear};
use super::{SLASHES, Scheme};
use crate::AddressError;

/// Refuses a login that is none: with a scheme in it that was not recognised as such, it would go
/// out in clear text. `text` is what stands before the `@`, `written` the scheme before it.
pub(crate) fn check_login(text: &str, written: Option<Scheme>) -> Result<(), AddressError> {
    // Whoever wrote https:// may be called as they like.
    if written.is_some_and(Scheme::is_encrypted) {
        return Ok(());
    }
    let (user, password) = text.split_once(':').unwrap_or((text, ""));
    let is_slash = |c: char| SLASHES.contains(&c);
    let is_text = || {
        let holds_scheme = [":/", ":\\"].iter().any(|mark| password.contains(mark))
            || password.contains("//") && password.contains(':');
        holds_scheme
            || user.contains("//")
            || user.contains([' ', '\t', ';'])
            || password.starts_with(is_slash)
    };
    let holds_two = || password.starts_with(is_slash) && password.contains(':');
    let is_scheme = |name: &str| {
        let name: String = name.chars().filter(|c| !c.is_whitespace()).collect();
        let name = name.to_ascii_lowercase();
        exact(&name).is_some() || is_near(&name)
    };
    // `http://rtsp:password@host`: people call users so. Behind a scheme, only slashes can tell
    // that a password holds another.
    let may_hold_two = written.is_none() || text.contains(SLASHES);
    let is_pair = written.is_some() && !password.contains(':');
    let is_misread = match may_hold_two {
        true => text.rsplit(':').skip(1).any(is_scheme),
        false => !is_pair && is_scheme(user),
    };
    let is_none = written.is_none() && is_text() || holds_two() || is_misread;
    if is_none { Err(unclear(user)) } else { Ok(()) }
}

/// Refuses a host that is rather a scheme, with what is the host behind it.
pub(crate) fn check_host(host: &str, rest: &str) -> Result<(), AddressError> {
    let is_scheme =
        rest.starts_with("//") && exact(host).is_some_and(|meaning| meaning.scheme.is_encrypted());
    let login = rest.split_once('@').map(|(login, _)| login);
    let is_login = |login: &str| {
        is_near(host)
            || login.strip_prefix("//").is_some_and(|login| login.contains(':') && !login.contains('/'))
    };
    if is_scheme || login.is_some_and(is_login) { Err(unclear(host)) } else { Ok(()) }
}
