//! Values that must never be printed.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// A password. `Debug` and `Display` hide it; [`expose`](Self::expose) is the only way to its text.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text, for the one place that sends it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_string(SecretVisitor)
    }
}

/// Accepts strings only. Serde's own message for another type would quote the value: a password
/// made of digits, written without quotes, would end up in a log.
struct SecretVisitor;

impl Visitor<'_> for SecretVisitor {
    type Value = Secret;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string in quotes")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Secret, E> {
        Ok(Secret(text.to_owned()))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Secret, E> {
        Err(E::custom("must be a string in quotes"))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Secret, E> {
        Err(E::custom("must be a string in quotes"))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Secret, E> {
        Err(E::custom("must be a string in quotes"))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Secret, E> {
        Err(E::custom("must be a string in quotes"))
    }
}

/// A user's name and password at a camera.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The name. It is half of a login: it is not printed either.
    pub user: String,
    /// The password.
    pub password: Secret,
}

impl Credentials {
    /// A user named on the command line, with the password of the environment; empty if there is
    /// none.
    pub(crate) fn of_environment(user: String) -> Self {
        let password = std::env::var("MULLION_PASSWORD").unwrap_or_default();
        Self { user, password: Secret::from(password) }
    }

    /// For the one place that sends them.
    pub(crate) fn borrowed(&self) -> authentication::Credentials<'_> {
        authentication::Credentials { user: &self.user, password: self.password.expose() }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_prints_a_secret() {
        let credentials =
            Credentials { user: "joe".to_owned(), password: Secret::from("hunter2".to_owned()) };
        let printed = format!("{credentials:?} {:?} {}", credentials.password, credentials.password);
        assert!(!printed.contains("hunter2") && !printed.contains("joe"), "{printed}");
        assert_eq!(credentials.password.expose(), "hunter2");
    }

    #[test]
    fn a_password_of_another_type_is_not_quoted() {
        #[derive(Debug, serde::Deserialize)]
        struct File {
            #[expect(dead_code, reason = "only its error is of interest")]
            password: Secret,
        }
        for value in ["271828", "2.71828", "true", "-271828", "[271828]", "{ a = 271828 }", "2026-11-22"] {
            let error = toml::from_str::<File>(&format!("password = {value}")).unwrap_err();
            assert!(!error.message().contains(value), "{}", error.message());
            assert!(!error.message().contains("2718"), "{}", error.message());
        }
    }
}
