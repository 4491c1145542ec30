//! Basic authentication (RFC 7617).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{LoginError, is_same};
use crate::User;

/// The user whose name and password these credentials are.
pub(super) fn check<'a>(credentials: &str, users: &'a [User]) -> Result<&'a User, LoginError> {
    let decoded = STANDARD.decode(credentials.trim()).map_err(|_| LoginError::Wrong)?;
    let is_of = |user: &&User| is_same(&decoded, format!("{}:{}", user.name, user.password).as_bytes());
    users.iter().find(is_of).ok_or(LoginError::Wrong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vapix::Role;

    #[test]
    fn name_and_password_must_both_be_right() {
        let users =
            [User::new("Aladdin", "open sesame", Role::Viewer), User::new("b", "with:colon", Role::Admin)];
        let name = |text: &str| check(&STANDARD.encode(text), &users).map(|user| user.name.as_str());
        assert_eq!(check("QWxhZGRpbjpvcGVuIHNlc2FtZQ==", &users).map(|user| user.role), Ok(Role::Viewer));
        assert_eq!(name("b:with:colon"), Ok("b"));
        for wrong in ["Aladdin:", "Aladdin:open", ":open sesame", "", "Aladdin"] {
            assert_eq!(name(wrong), Err(LoginError::Wrong), "{wrong}");
        }
        assert_eq!(check("!!!", &users).map(|user| user.role), Err(LoginError::Wrong));
    }
}
