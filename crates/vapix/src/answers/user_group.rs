//! The answer of `usergroup.cgi`: the user's name, then his groups.

use super::CameraMessage;
use crate::values::{InvalidChoice, choices};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

choices!(
    /// The rights of a camera's user.
    Role, "viewer, operator, admin or ptz", {
        /// Watch and take pictures.
        Viewer = "viewer",
        /// All but the system's settings.
        Operator = "operator",
        /// Everything.
        Admin = "admin",
        /// Pan, tilt and zoom.
        Ptz = "ptz",
    }
);

/// The user's name at the camera.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserGroup {
    /// Name of the account.
    pub name: String,
    /// Its groups, in the camera's order. Unknown ones are left out.
    pub roles: Vec<Role>,
}

impl UserGroup {
    /// Reads the answer.
    ///
    /// # Errors
    /// The camera's message if it is none.
    pub fn parse(body: &str) -> Result<Self, CameraMessage> {
        let mut lines = body.lines().map(str::trim);
        let name = lines.next().filter(|name| !name.is_empty() && !name.starts_with('<'));
        let roles: Vec<Role> = lines
            .next()
            .unwrap_or_default()
            .split_ascii_whitespace()
            .filter_map(|group| group.parse().ok())
            .collect();
        match name {
            Some(name) if !roles.is_empty() => Ok(Self { name: name.to_owned(), roles }),
            _ => Err(CameraMessage::of(body)),
        }
    }

    /// Whether the user has this role.
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_and_groups_are_read() {
        let user = UserGroup::parse("root\r\nroot admin operator ptz viewer\r\n").unwrap();
        assert_eq!(user.name, "root");
        assert_eq!(user.roles, [Role::Admin, Role::Operator, Role::Ptz, Role::Viewer]);
        assert!(!UserGroup::parse("guest\nviewer\n").unwrap().has(Role::Ptz));
    }

    #[test]
    fn anything_else_is_a_message() {
        assert_eq!(UserGroup::parse("<html><p>Not here</html>").unwrap_err().text, "Not here");
        assert!(UserGroup::parse("").is_err());
        assert!(UserGroup::parse("root\n\n").is_err());
    }
}
