//! What an address tells by itself: scheme, host, and where that host must be.

/// The parts of an absolute address that matter here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address<'a> {
    /// Before `://`, as it stands.
    pub scheme: &'a str,
    /// Whether user or password stand in front of the host.
    pub has_login: bool,
    /// The host, IPv6 without brackets.
    pub host: &'a str,
    /// The port, as it stands; empty for the usual one.
    pub port: &'a str,
    /// From the first slash on, without the query; may be empty.
    pub path: &'a str,
    /// Behind the question mark; may be empty.
    pub query: &'a str,
}

/// Reads an address. `None` if it has no scheme or no host, or white space in it.
pub fn read(text: &str) -> Option<Address<'_>> {
    let (scheme, rest) = text.split_once("://")?;
    let rest = rest.split('#').next().unwrap_or_default();
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    let (login, place) = match authority.rsplit_once('@') {
        Some((login, place)) => (Some(login), place),
        None => (None, authority),
    };
    let (host, port) = match place.strip_prefix('[') {
        Some(inner) => {
            let (host, after) = inner.split_once(']')?;
            (host, after.strip_prefix(':').unwrap_or_default())
        }
        None => place.split_once(':').unwrap_or((place, "")),
    };
    let (path, query) = tail.split_once('?').unwrap_or((tail, ""));
    let is_scheme =
        !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    let is_port = port.is_empty() || port.parse::<u16>().is_ok();
    let is_clean = !text.contains(|c: char| c.is_ascii_whitespace() || c.is_ascii_control());
    let is_address = is_scheme && is_port && is_clean && !host.is_empty();
    is_address.then_some(Address { scheme, has_login: login.is_some(), host, port, path, query })
}

/// The same place with http in place of https, for [`Probe::WithoutTls`](crate::Probe::WithoutTls): at its own
/// port, where most web servers that expect TLS say so in plain HTTP.
pub fn without_tls(text: &str) -> Option<String> {
    let rest = text.get(..8).filter(|scheme| scheme.eq_ignore_ascii_case("https://")).map(|_| &text[8..])?;
    let has_port = read(text).is_some_and(|address| !address.port.is_empty());
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    // Without a path: nothing but an answer is wanted.
    Some(["http://", &rest[..end], if has_port { "/" } else { ":443/" }].concat())
}

/// Something small on the same server, for [`Probe::Beside`](crate::Probe::Beside): if it does not come, no
/// connection is left for anything.
pub fn beside(text: &str) -> Option<String> {
    read(text).map(|address| [&address.origin(), SMALL].concat())
}

/// The same under another name, for [`Probe::Alias`](crate::Probe::Alias): browsers count connections by name. An IPv4
/// address is written as an IPv6 address (RFC 4291, 2.5.5.2), a name gets the dot of the DNS root. `None` for IPv6.
pub fn alias(text: &str) -> Option<String> {
    let address = read(text).filter(|address| !address.host.contains(':'))?;
    let mapped = ["::ffff:", address.host].concat();
    let dotted = [address.host, "."].concat();
    let host = if octets(address.host).is_some() { &mapped } else { &dotted };
    Some([&Address { host, ..address }.origin(), SMALL].concat())
}

/// Most web servers have it, and all have an answer to it.
const SMALL: &str = "/favicon.ico";

impl<'a> Address<'a> {
    /// `http` or `https`.
    pub(crate) fn is_http(&self) -> bool {
        self.scheme.eq_ignore_ascii_case("http") || self.is_https()
    }

    pub(crate) fn is_https(&self) -> bool {
        self.scheme.eq_ignore_ascii_case("https")
    }

    /// Host and port as they stand in an address.
    pub(crate) fn authority(&self) -> String {
        let (open, close) = if self.host.contains(':') { ("[", "]") } else { ("", "") };
        let colon = if self.port.is_empty() { "" } else { ":" };
        [open, self.host, close, colon, self.port].concat()
    }

    /// Scheme, host and port.
    pub(crate) fn origin(&self) -> String {
        [&self.scheme.to_ascii_lowercase(), "://", &self.authority()].concat()
    }

    /// The whole, without login.
    pub(crate) fn without_login(&self) -> String {
        let query = if self.query.is_empty() { String::new() } else { ["?", self.query].concat() };
        [&self.origin(), self.path, &query].concat()
    }

    /// Behind the last dot of the path.
    pub(crate) fn ending(&self) -> Option<&'a str> {
        let file = self.path.rsplit('/').next()?;
        file.rsplit_once('.').map(|(_, ending)| ending)
    }

    /// Whether it names nothing but the host.
    pub(crate) fn is_bare(&self) -> bool {
        matches!(self.path, "" | "/" | "/index.html" | "/index.htm") && self.query.is_empty()
    }

    /// This very machine, which browsers trust without encryption (Secure Contexts, 3.1).
    pub fn is_loopback(&self) -> bool {
        is_loopback(self.host)
    }

    /// Whether the host must be in a private network or on this machine (RFC 1918, 3927, 4193, 4291, 6762).
    pub fn is_private(&self) -> bool {
        is_private(self.host)
    }
}

/// Whether the page of this origin must be in a private network or on this machine.
pub(crate) fn is_private_origin(origin: &str) -> bool {
    read(origin).is_some_and(|address| address.is_private())
}

fn is_loopback(host: &str) -> bool {
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    name == "::1"
        || name == "localhost"
        || name.ends_with(".localhost")
        || matches!(octets(host), Some([127, ..]))
}

fn is_private(host: &str) -> bool {
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    let in_ipv4 = match octets(host) {
        Some([10, ..] | [192, 168, ..] | [169, 254, ..]) => true,
        Some([172, second, ..]) => (16..32).contains(&second),
        _ => false,
    };
    let is_ipv6 = name.contains(':');
    let in_ipv6 =
        is_ipv6 && ["fc", "fd", "fe8", "fe9", "fea", "feb"].iter().any(|start| name.starts_with(start));
    in_ipv4 || in_ipv6 || name.ends_with(".local") || is_loopback(host)
}

/// The four numbers of a dotted IPv4 address.
fn octets(host: &str) -> Option<[u8; 4]> {
    let mut octets = [0; 4];
    let mut parts = host.split('.');
    for octet in &mut octets {
        *octet = parts.next()?.parse().ok()?;
    }
    parts.next().is_none().then_some(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found() {
        let address = read("http://root:pass@[fe80::1]:8080/a/b?c=d#e").unwrap();
        assert!(address.has_login && address.is_http() && !address.is_https());
        assert_eq!(
            (address.host, address.port, address.path, address.query),
            ("fe80::1", "8080", "/a/b", "c=d")
        );
        assert_eq!(address.origin(), "http://[fe80::1]:8080");
        assert!(read("HTTPS://cam").unwrap().is_bare());
        assert!(!read("http://cam/?action=stream").unwrap().is_bare());
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in
            ["", "cam", "/axis-cgi", "http://", "http:///x", "http://a b/", "http://cam:99999/", "://x"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn private_networks_are_known() {
        for host in [
            "10.1.2.3",
            "192.168.0.90",
            "172.16.0.1",
            "169.254.1.1",
            "[fe80::1]",
            "[fd12::1]",
            "axis.local",
            "127.0.0.1",
            "localhost",
            "[::1]",
        ] {
            assert!(read(&format!("http://{host}/")).unwrap().is_private(), "{host}");
        }
        for host in
            ["8.8.8.8", "172.32.0.1", "192.169.0.1", "[2001:db8::1]", "cam.example", "fdx.example", "local"]
        {
            assert!(!read(&format!("http://{host}/")).unwrap().is_private(), "{host}");
        }
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
