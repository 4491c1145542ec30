//! Other addresses of the same camera that a probe asks, made from the one that is examined.

pub use address::{Parts as Address, parts as read};

use address::parts;

/// The same place with http instead of https, for [`Probe::WithoutTls`](crate::Probe::WithoutTls):
/// at its own port, where most web servers that expect TLS say so in plain HTTP.
pub fn without_tls(text: &str) -> Option<String> {
    let rest = text.get(..8).filter(|scheme| scheme.eq_ignore_ascii_case("https://")).map(|_| &text[8..])?;
    let has_port = parts(text).is_some_and(|address| !address.port.is_empty());
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    // Without a path: nothing but an answer is wanted.
    Some(["http://", &rest[..end], if has_port { "/" } else { ":443/" }].concat())
}

/// Something small on the same server, for [`Probe::Beside`](crate::Probe::Beside): if it does not
/// come, no connection is left for anything.
pub fn beside(text: &str) -> Option<String> {
    parts(text).map(|address| [&address.origin(), SMALL].concat())
}

/// The same under another name, for [`Probe::Alias`](crate::Probe::Alias): browsers count
/// connections by name. An IPv4 address is written as an IPv6 address (RFC 4291, 2.5.5.2), a name
/// gets the dot of the DNS root. `None` for IPv6.
pub fn alias(text: &str) -> Option<String> {
    let address = parts(text).filter(|address| !address.host.contains(':'))?;
    let mapped = ["::ffff:", address.host].concat();
    let dotted = [address.host, "."].concat();
    let host = if address.is_ipv4() { &mapped } else { &dotted };
    Some([&address.on(host).origin(), SMALL].concat())
}

/// Most web servers have it, and all have an answer to it.
const SMALL: &str = "/favicon.ico";

/// Whether the page of this origin must be in a private network or on this machine.
pub(crate) fn is_private_origin(origin: &str) -> bool {
    parts(origin).is_some_and(|address| address.is_private())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_page_is_known_by_its_origin() {
        assert!(is_private_origin("http://127.0.0.1:8080") && !is_private_origin("https://viewer.example"));
    }

    #[test]
    fn another_name_for_the_same_server() {
        assert_eq!(beside("http://10.0.0.5:81/x?y").as_deref(), Some("http://10.0.0.5:81/favicon.ico"));
        assert_eq!(alias("http://10.0.0.5:81/x").as_deref(), Some("http://[::ffff:10.0.0.5]:81/favicon.ico"));
        assert_eq!(alias("https://cam.example/x").as_deref(), Some("https://cam.example./favicon.ico"));
        assert_eq!(alias("http://[::1]/x"), None);
    }

    #[test]
    fn the_plain_address_of_a_tls_port() {
        assert_eq!(without_tls("https://cam:8443/x?y").as_deref(), Some("http://cam:8443/"));
        assert_eq!(without_tls("HTTPS://cam/x").as_deref(), Some("http://cam:443/"));
        assert_eq!(without_tls("http://cam/x"), None);
    }
}
