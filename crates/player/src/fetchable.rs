//! Addresses that a browser will not fetch, known before trying.

use causes::Cause;
use diagnosis::address;

/// What forbids fetching `url` from a page with `page_scheme` (`https:`, `http:`), where the browser would
/// only say that it failed.
pub(crate) fn check_address(url: &str, page_scheme: &str) -> Result<(), Cause> {
    let Some((scheme, rest)) = url.split_once(':') else { return Err(Cause::BadAddress) };
    let Some(rest) = rest.strip_prefix("//") else { return Err(Cause::BadAddress) };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let http = scheme.eq_ignore_ascii_case("http");
    if !http && !scheme.eq_ignore_ascii_case("https") || authority.is_empty() {
        return Err(Cause::BadAddress);
    }
    if authority.contains('@') {
        return Err(Cause::CredentialsInAddress);
    }
    if http && page_scheme.eq_ignore_ascii_case("https:") && !is_loopback(authority) {
        return Err(Cause::MixedContent);
    }
    Ok(())
}

/// Where a host lies, as far as its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Space {
    /// In a private network: an address of RFC 1918, RFC 4193 or link-local, a name under `.local`
    /// or without a dot.
    Local,
    /// On this machine.
    Loopback,
    /// Elsewhere, or it cannot be told.
    Other,
}

/// Where the host of `url` lies.
pub(crate) fn space(url: &str) -> Space {
    match address::read(url) {
        Some(address) if address.is_loopback() => Space::Loopback,
        Some(address) if address.is_private() || !address.host.contains(['.', ':']) => Space::Local,
        _ => Space::Other,
    }
}

/// Hosts that browsers trust without encryption (Secure Contexts, "potentially trustworthy origin").
fn is_loopback(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host == "::1"
        || host.eq_ignore_ascii_case("localhost")
        || host.to_ascii_lowercase().ends_with(".localhost")
        || host.starts_with("127.") && host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

#[cfg(test)]
mod tests {
    use causes::Cause;

    use super::{Space, check_address, space};

    #[test]
    fn private_networks_are_known_by_their_addresses_and_names() {
        for host in [
            "10.1.2.3",
            "172.16.0.1:80",
            "172.31.9.9",
            "192.168.0.90",
            "169.254.1.1",
            "cam.local",
            "cam",
            "[fd00::1]",
            "[fe80::1]:80",
        ] {
            assert_eq!(space(&format!("http://{host}/x")), Space::Local, "{host}");
        }
        for host in ["8.8.8.8", "172.32.0.1", "192.169.0.1", "cam.example", "10.cam.example", "[2001:db8::1]"]
        {
            assert_eq!(space(&format!("http://{host}/x")), Space::Other, "{host}");
        }
        assert_eq!(space("http://localhost:81/"), Space::Loopback);
    }

    #[test]
    fn ordinary_addresses_pass() {
        for url in ["http://10.0.0.5/x", "HTTPS://cam/", "http://[fe80::1]:8080/mjpg?a=b@c", "http://cam"] {
            assert_eq!(check_address(url, "http:"), Ok(()), "{url}");
        }
        assert_eq!(check_address("https://cam/", "https:"), Ok(()));
    }

    #[test]
    fn other_schemes_and_fragments_of_addresses_do_not() {
        for url in ["", "cam", "rtsp://cam/", "/axis-cgi", "http://", "http:///x", "ftp://cam/", "http:cam"] {
            assert_eq!(check_address(url, "http:"), Err(Cause::BadAddress), "{url}");
        }
    }

    #[test]
    fn credentials_are_named() {
        let url = "http://root:pass@10.0.0.5/x";
        assert_eq!(check_address(url, "http:"), Err(Cause::CredentialsInAddress));
    }

    #[test]
    fn mixed_content_is_named_except_on_this_machine() {
        for host in ["10.0.0.5", "127.cam.example", "localhost.example", "[::2]"] {
            assert_eq!(
                check_address(&format!("http://{host}/"), "https:"),
                Err(Cause::MixedContent),
                "{host}"
            );
        }
        for host in ["localhost", "cam.localhost:80", "127.1.2.3:80", "[::1]:80"] {
            assert_eq!(check_address(&format!("http://{host}/"), "https:"), Ok(()), "{host}");
        }
    }
}
