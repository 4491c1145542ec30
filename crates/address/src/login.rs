//! The name and password that stood in an address.

use std::fmt;

use vapix::query::decode;

/// A name and a password, taken out of an address. Neither is ever printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    user: String,
    password: String,
}

impl Login {
    /// The user's name, as typed; may be empty.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The password, as typed; may be empty.
    #[must_use]
    pub fn password(&self) -> &str {
        &self.password
    }

    /// Reads what stands before the `@`; `None` if nothing does.
    pub(super) fn parse(userinfo: &str) -> Option<Self> {
        let (user, password) = userinfo.split_once(':').unwrap_or((userinfo, ""));
        let login = Self { user: plain(user), password: plain(password) };
        (!login.user.is_empty() || !login.password.is_empty()).then_some(login)
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
        assert_eq!(Login::parse("root").unwrap().password(), "");
        assert_eq!(Login::parse(":"), None);
    }

    #[test]
    fn debug_tells_nothing() {
        let shown = format!("{:?}", Login::parse("root:pass").unwrap());
        assert!(!shown.contains("root") && !shown.contains("pass"), "{shown}");
    }
}
