//! The parts of an absolute address, and the network that its host must be in.

/// The parts of an absolute address, as they stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts<'a> {
    /// Before `://`, as it stands.
    pub scheme: &'a str,
    /// Has a user or a password before the host.
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

/// Takes an absolute address apart. `None` if it has no scheme or no host, or white space in it.
#[must_use]
pub fn parts(text: &str) -> Option<Parts<'_>> {
    let (scheme, rest) = text.split_once(':')?;
    let rest = rest.strip_prefix("//")?;
    let rest = rest.split('#').next().unwrap_or_default();
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at_checked(end)?;
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
    is_address.then_some(Parts { scheme, has_login: login.is_some(), host, port, path, query })
}

impl<'a> Parts<'a> {
    /// `http` or `https`.
    #[must_use]
    pub fn is_http(&self) -> bool {
        self.scheme.eq_ignore_ascii_case("http") || self.is_https()
    }

    /// `https`.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.scheme.eq_ignore_ascii_case("https")
    }

    /// Host and port as they stand in an address.
    #[must_use]
    pub fn authority(&self) -> String {
        let (open, close) = if self.host.contains(':') { ("[", "]") } else { ("", "") };
        let colon = if self.port.is_empty() { "" } else { ":" };
        [open, self.host, close, colon, self.port].concat()
    }

    /// Scheme, host and port.
    #[must_use]
    pub fn origin(&self) -> String {
        [&self.scheme.to_ascii_lowercase(), "://", &self.authority()].concat()
    }

    /// The whole, without login.
    #[must_use]
    pub fn without_login(&self) -> String {
        let query = if self.query.is_empty() { String::new() } else { ["?", self.query].concat() };
        [&self.origin(), self.path, &query].concat()
    }

    /// The same with another host.
    #[must_use]
    pub fn on<'h>(&self, host: &'h str) -> Parts<'h>
    where
        'a: 'h,
    {
        Parts { host, ..*self }
    }

    /// Whether the host is an IPv4 address in dots.
    #[must_use]
    pub fn is_ipv4(&self) -> bool {
        octets(self.host).is_some()
    }

    /// Behind the last dot of the path.
    #[must_use]
    pub fn ending(&self) -> Option<&'a str> {
        let file = self.path.rsplit('/').next()?;
        file.rsplit_once('.').map(|(_, ending)| ending)
    }

    /// Names only the host.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        matches!(self.path, "" | "/" | "/index.html" | "/index.htm") && self.query.is_empty()
    }

    /// This very machine, which browsers trust without encryption (Secure Contexts, 3.1).
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(self.host)
    }

    /// Whether the host must be in a private network or on this machine (RFC 1918, 3927, 4193,
    /// 4291, 6762).
    #[must_use]
    pub fn is_private(&self) -> bool {
        is_private(self.host)
    }
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
        let address = parts("http://root:pass@[fe80::1]:8080/a/b?c=d#e").unwrap();
        assert!(address.has_login && address.is_http() && !address.is_https());
        assert_eq!(
            (address.host, address.port, address.path, address.query),
            ("fe80::1", "8080", "/a/b", "c=d")
        );
        assert_eq!(address.origin(), "http://[fe80::1]:8080");
        assert!(parts("HTTPS://cam").unwrap().is_bare());
        assert!(!parts("http://cam/?action=stream").unwrap().is_bare());
    }

    #[test]
    fn a_text_that_is_no_address_is_refused() {
        for text in
            ["", "cam", "/axis-cgi", "http://", "http:///x", "http://a b/", "http://cam:99999/", "://x"]
        {
            assert_eq!(parts(text), None, "{text}");
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
            assert!(parts(&format!("http://{host}/")).unwrap().is_private(), "{host}");
        }
        for host in
            ["8.8.8.8", "172.32.0.1", "192.169.0.1", "[2001:db8::1]", "cam.example", "fdx.example", "local"]
        {
            assert!(!parts(&format!("http://{host}/")).unwrap().is_private(), "{host}");
        }
    }
}
