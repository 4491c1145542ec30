//! `usergroup.cgi`: the user's name and the account's groups.

use vapix::Role;

use crate::auth::Identity;
use crate::http::Response;

pub(super) fn answer(identity: &Identity) -> Response {
    let groups = match identity {
        Identity::Anonymous => "viewer",
        Identity::User { role, .. } => match role {
            Role::Viewer => "viewer",
            Role::Ptz => "viewer ptz",
            Role::Operator => "operator viewer ptz",
            Role::Admin => "admin operator viewer ptz",
        },
    };
    Response::text(format!("{}\r\n{groups}\r\n", identity.name()))
}
