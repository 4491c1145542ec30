//! The name and password that stood in an address.

use std::fmt;

use vapix::query::decode;

/// A name and a password, taken out of an address. Neither is ever printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    user: String,
    password: Option<String>,
}

impl Login {
    /// The user's name, as typed; may be empty.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The password, as typed; empty if there was none.
    #[must_use]
    pub fn password(&self) -> &str {
        self.password.as_deref().unwrap_or_default()
    }

    /// Whether there was a password, an empty one included (`root:@`).
    #[must_use]
    pub fn has_password(&self) -> bool {
        self.password.is_some()
    }

    /// Reads the text before the `@`; `None` if it is empty.
    pub(super) fn parse(userinfo: &str) -> Option<Self> {
        let (user, password) = match userinfo.split_once(':') {
            Some((user, password)) => (user, Some(password)),
            None => (userinfo, None),
        };
        Self::new(plain(user), password.map(plain))
    }

    /// Of a login beside an address and one in it: the former counts, as curl has it, and the
    /// latter adds what is missing.
    pub(super) fn of_both(beside: Option<Self>, inside: Option<Self>) -> Option<Self> {
        let Some(beside) = beside else { return inside };
        let inside = inside.filter(|inside| beside.user.is_empty() || beside.user == inside.user);
        let Some(inside) = inside else { return Some(beside) };
        Some(Self { user: inside.user, password: beside.password.or(inside.password) })
    }

    /// A login as it is, without escapes; `None` if it is empty.
    pub(super) fn new(user: String, password: Option<String>) -> Option<Self> {
        let is_empty = user.is_empty() && password.as_deref().unwrap_or_default().is_empty();
        (!is_empty).then_some(Self { user, password })
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(..)")
    }
}

/// Percent-decoded; a `+` stays one, as it does in this part of a URL.
fn plain(text: &str) -> String {
    decode(&text.replace('+', "%2B"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read_and_colons_may_stand_in_a_password() {
        let login = Login::parse("root:p%40s:s+1").unwrap();
        assert_eq!((login.user(), login.password()), ("root", "p@s:s+1"));
        assert!(!Login::parse("root").unwrap().has_password());
        assert!(Login::parse("root:").unwrap().has_password());
        assert_eq!(Login::parse(":"), None);
    }

    #[test]
    fn debug_tells_nothing() {
        let shown = format!("{:?}", Login::parse("root:pass").unwrap());
        assert!(!shown.contains("root") && !shown.contains("pass"), "{shown}");
    }
}
