//! How a camera is set up.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use vapix::Role;

/// Set-up of a [`Camera`](crate::Camera). The default listens on a free port of the loopback
/// address, lets anyone watch, knows no users and takes no orders to misbehave.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// The users.
    pub users: Vec<User>,
    /// Whether anyone may watch without logging in. Without users and without this, nobody could.
    pub anonymous: bool,
    /// How to log in.
    pub auth: AuthPolicy,
    /// For how long a nonce of Digest is good. After that the camera answers `stale=true`.
    pub nonce_lifetime: Duration,
    /// `Access-Control-Allow-Origin` of every answer: one origin or `*`. `customhttpheader.cgi` can
    /// change it. With one origin, credentials are allowed too.
    pub cors_origin: Option<String>,
    /// Number of simultaneous viewers; more get 503. A cell of `Image.MaxViewers`.
    pub max_viewers: u32,
    /// How many settings are encoded at once before the camera answers 503.
    pub max_encoders: usize,
    /// How many connections are served at once. Further ones are closed at once.
    pub max_connections: usize,
    /// How long a connection may stay idle between requests, and a client may take to send one.
    pub idle_timeout: Duration,
    /// How long a client of a stream may take nothing before it is cut off.
    pub write_timeout: Duration,
    /// Whether the query argument `fault` and the path `/mullion/fault` are obeyed: see
    /// [`Fault`](crate::Fault). Anyone who reaches the camera can then make it fail.
    pub control: bool,
    /// Whether streams answer `HTTP/1.0`, as older firmware does.
    pub http10_streams: bool,
    /// Product number, such as `M1065-L`.
    pub model: String,
    /// Serial number, which is the MAC address.
    pub serial: [u8; 6],
    /// Firmware version: major, minor, patch.
    pub firmware: [u8; 3],
    /// Frames a second that the sensor takes, 1 to 120. No stream has more.
    pub fps: u32,
    /// Seed of the scene: the same seed gives the same scene.
    pub seed: u64,
    /// How many of the last frames of each setting [`Handle::sent`](crate::Handle::sent) knows.
    pub history: usize,
}

/// A user who can log in.
#[derive(Clone)]
pub struct User {
    /// Name of the account.
    pub name: String,
    /// Its password.
    pub password: String,
    /// Its rights. An administrator may do everything, an operator all but administrate, and
    /// [`Role::Ptz`] includes watching.
    pub role: Role,
}

/// How to log in (parameter `Network.HTTP.AuthenticationPolicy`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthPolicy {
    /// Basic alone.
    Basic,
    /// Digest alone.
    Digest(DigestAlgorithms),
    /// Both are offered, Digest first.
    Both(DigestAlgorithms),
}

/// The hashes that Digest is offered with (RFC 7616), strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DigestAlgorithms {
    /// MD5 alone, as Axis cameras have it.
    Md5,
    /// SHA-256 alone.
    Sha256,
    /// A challenge for each.
    Both,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            users: Vec::new(),
            anonymous: true,
            auth: AuthPolicy::Digest(DigestAlgorithms::Md5),
            nonce_lifetime: Duration::from_secs(120),
            cors_origin: None,
            max_viewers: 20,
            max_encoders: 16,
            max_connections: 256,
            idle_timeout: Duration::from_secs(60),
            write_timeout: Duration::from_secs(30),
            control: false,
            http10_streams: false,
            model: "M0000-SIM".to_owned(),
            serial: [0xac, 0xcc, 0x8e, 0x00, 0x00, 0x01],
            firmware: [12, 11, 77],
            fps: 25,
            seed: 1,
            history: 64,
        }
    }
}

impl Options {
    /// The same set-up with one more user, who alone may watch: anonymous viewing ends.
    #[must_use]
    pub fn with_user(mut self, user: User) -> Self {
        self.users.push(user);
        self.anonymous = false;
        self
    }

    /// The same set-up with this way to log in.
    #[must_use]
    pub fn with_auth(mut self, auth: AuthPolicy) -> Self {
        self.auth = auth;
        self
    }

    /// The same set-up, obeying orders to misbehave.
    #[must_use]
    pub fn with_control(mut self) -> Self {
        self.control = true;
        self
    }

    /// The same set-up with this CORS origin.
    #[must_use]
    pub fn with_cors_origin(mut self, origin: &str) -> Self {
        self.cors_origin = Some(origin.to_owned());
        self
    }

    /// The mistake in the set-up, for a person.
    pub(crate) fn problem(&self) -> Option<&'static str> {
        let is_bad_name = |user: &User| user.name.is_empty() || user.name.contains([':', '"', '\\']);
        if self.users.is_empty() && !self.anonymous {
            Some("nobody could watch: no users, and no anonymous viewing")
        } else if self.users.iter().any(is_bad_name) {
            Some("a user's name must not be empty nor hold a colon, a quote or a backslash")
        } else if !(1..=120).contains(&self.fps) {
            Some("the frame rate must be 1 to 120")
        } else if self.cors_origin.as_ref().is_some_and(|origin| origin.contains(|c: char| c.is_control())) {
            Some("the CORS origin holds a control character")
        } else if self.model.is_empty() || self.model.contains(|c: char| !c.is_ascii_graphic()) {
            Some("the model must be printable ASCII without spaces")
        } else {
            None
        }
    }
}

impl User {
    /// A user.
    pub fn new(name: &str, password: &str, role: Role) -> Self {
        Self { name: name.to_owned(), password: password.to_owned(), role }
    }
}

impl fmt::Debug for User {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("name", &self.name).field("role", &self.role).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_sound_and_shows_no_password() {
        assert_eq!(Options::default().problem(), None);
        let options = Options::default().with_user(User::new("root", "secret", Role::Admin));
        assert!(!options.anonymous);
        let shown = format!("{options:?}");
        assert!(shown.contains("root") && !shown.contains("secret"));
    }

    #[test]
    fn nonsense_is_named() {
        let locked = Options { anonymous: false, ..Options::default() };
        assert!(locked.problem().is_some_and(|problem| problem.contains("nobody")));
        assert!(Options { fps: 0, ..Options::default() }.problem().is_some());
        let named = Options::default().with_user(User::new("a:b", "", Role::Viewer));
        assert!(named.problem().is_some());
        assert!(Options::default().with_cors_origin("x\r\nSet-Cookie: y").problem().is_some());
    }
}
