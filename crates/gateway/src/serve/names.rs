//! By which names the gateway may be asked.
//!
//! Any web page can point a name of its own at the gateway's address (DNS rebinding); its scripts
//! are then of the gateway's origin as the browser sees it. The page cannot change the name that it
//! asked for, so only names that nobody else can give away are answered.

use std::fmt;

use axum::http::header::HOST;
use axum::http::{HeaderMap, Uri, Version};
use url::Host;

use crate::config::Site;

/// A request that is not for this gateway (blame: the request, or the settings of the gateway).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NotForUs {
    /// It names no host, several, or none that can be read.
    Unreadable,
    /// It names this host, which the settings do not.
    Unknown(String),
}

impl fmt::Display for NotForUs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable => {
                f.write_str("The request has no Host field, several, or one that cannot be read.\n")
            }
            Self::Unknown(name) => write!(
                f,
                "This gateway does not know the name it was asked for: {name}\n\n\
                 If that name is right, add it to mullion.toml and start the gateway again:\n\n    \
                 hosts = [\"{name}\"]\n\n\
                 Without that, web pages could reach the cameras through a name of their own.\n"
            ),
        }
    }
}

/// Checks every host that the request names: in the field `Host`, and in an absolute target.
pub(super) fn check(site: &Site, version: Version, uri: &Uri, headers: &HeaderMap) -> Result<(), NotForUs> {
    if let Some(authority) = uri.authority() {
        check_one(site, authority.as_str())?;
    }
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => check_one(site, host.to_str().map_err(|_| NotForUs::Unreadable)?),
        // HTTP/1.0 needs none. Health checks speak it; browsers do not.
        (None, None) if version < Version::HTTP_11 => Ok(()),
        _ => Err(NotForUs::Unreadable),
    }
}

fn check_one(site: &Site, authority: &str) -> Result<(), NotForUs> {
    let name = without_port(authority).ok_or(NotForUs::Unreadable)?;
    match Host::parse(name).map_err(|_| NotForUs::Unreadable)? {
        Host::Ipv4(_) | Host::Ipv6(_) => Ok(()),
        Host::Domain(name) => {
            let name = name.strip_suffix('.').unwrap_or(&name);
            if is_ours(site, name) { Ok(()) } else { Err(NotForUs::Unknown(name.to_owned())) }
        }
    }
}

/// `name` is in lower case, without a dot at its end.
fn is_ours(site: &Site, name: &str) -> bool {
    // The public name system gives away no name without a dot, nor one below these two.
    let is_local = !name.contains('.') || name.ends_with(".localhost") || name.ends_with(".local");
    !name.is_empty() && (is_local || site.own_name.as_deref() == Some(name) || site.knows(name))
}

/// The host of `host[:port]`. `None` if there is anything else in it, such as a user.
fn without_port(authority: &str) -> Option<&str> {
    let end = match authority.rfind(':') {
        Some(colon) if !authority[colon..].contains(']') => colon,
        _ => authority.len(),
    };
    let (host, port) = authority.split_at(end);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:[]".contains(&byte);
    let is_port = port.bytes().skip(1).all(|byte| byte.is_ascii_digit()) && port.len() <= ":65535".len();
    (is_port && !host.is_empty() && host.bytes().all(plain)).then_some(host)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn asked(site: &Site, target: &str, hosts: &[&str]) -> Result<(), NotForUs> {
        let headers = hosts.iter().map(|host| (HOST, HeaderValue::from_str(host).unwrap())).collect();
        check(site, Version::HTTP_11, &target.parse().unwrap(), &headers)
    }

    fn host(site: &Site, host: &str) -> Result<(), NotForUs> {
        asked(site, "/", &[host])
    }

    #[test]
    fn addresses_and_names_that_nobody_else_can_give_away_are_answered() {
        let site = Site { own_name: Some("cams.corp.example".to_owned()), ..Site::default() };
        for name in [
            "127.0.0.1:8080",
            "192.168.0.5",
            "192.168.0.5.:80",
            "[::1]:8080",
            "[fe80::1]",
            "localhost",
            "LOCALHOST:80",
            "localhost.:80",
            "a.localhost:1",
            "gateway",
            "NAS:8080",
            "yard.local",
            "Yard.Local.:80",
            "cams.corp.example:8080",
            "CAMS.corp.example.",
        ] {
            assert_eq!(host(&site, name), Ok(()), "{name}");
        }
    }

    #[test]
    fn a_name_that_somebody_else_may_own_is_not() {
        let site = Site::default();
        for name in [
            "evil.example",
            "evil.example:8080",
            "EVIL.example.",
            "localhost.evil.example",
            "local.evil.example",
            "127.0.0.1.evil.example",
            "notlocal.xlocal.org",
        ] {
            assert!(matches!(host(&site, name), Err(NotForUs::Unknown(_))), "{name}");
        }
        let text = host(&site, "Evil.example.:8080").unwrap_err().to_string();
        assert!(text.contains("hosts = [\"evil.example\"]"), "{text}");
    }

    #[test]
    fn names_of_the_settings_are_answered_however_they_are_written() {
        let site = Site { hosts: vec!["cams.example".to_owned()], ..Site::default() };
        for name in ["cams.example", "CAMS.Example:443", "cams.example."] {
            assert_eq!(host(&site, name), Ok(()), "{name}");
        }
        assert_eq!(host(&site, "a.cams.example"), Err(NotForUs::Unknown("a.cams.example".to_owned())));
    }

    #[test]
    fn what_is_no_host_is_refused() {
        let site = Site::default();
        for name in [
            "",
            ".",
            ":80",
            "a b",
            "user@localhost",
            "localhost:80@evil.example",
            "localhost/",
            "localhost:x",
            "localhost:80:80",
            "local%68ost",
            "[::1",
            "localhost, evil.example",
        ] {
            assert!(host(&site, name).is_err(), "{name}");
        }
        assert_eq!(asked(&site, "/", &[]), Err(NotForUs::Unreadable));
        assert_eq!(asked(&site, "/", &["localhost", "localhost"]), Err(NotForUs::Unreadable));
        assert_eq!(check(&site, Version::HTTP_10, &Uri::from_static("/"), &HeaderMap::new()), Ok(()));
    }

    #[test]
    fn an_absolute_target_is_checked_as_well() {
        let site = Site::default();
        assert_eq!(asked(&site, "http://localhost:8080/", &["localhost"]), Ok(()));
        let evil = Err(NotForUs::Unknown("evil.example".to_owned()));
        assert_eq!(asked(&site, "http://evil.example/api/cameras", &["localhost"]), evil);
        assert_eq!(asked(&site, "http://localhost/api/cameras", &["evil.example"]), evil);
        assert!(asked(&site, "http://user@localhost/", &["localhost"]).is_err());
    }
}
