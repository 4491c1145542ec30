//! Addresses that a browser will not fetch, known before trying.

use super::Failure;
use crate::Blame;

/// What forbids fetching `url` from a page with `page_scheme` (`https:`, `http:`), where the browser would
/// only say that it failed.
pub(crate) fn check_address(url: &str, page_scheme: &str) -> Result<(), Failure> {
    let Some((scheme, rest)) = url.split_once("://") else {
        return Err(Failure::bad_address());
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let http = scheme.eq_ignore_ascii_case("http");
    if !http && !scheme.eq_ignore_ascii_case("https") || authority.is_empty() {
        return Err(Failure::bad_address());
    }
    if authority.contains('@') {
        return Err(Failure::lasting(
            Blame::Settings,
            "credentials-in-address",
            "Browsers do not fetch addresses with a user and password in them.",
            "Take them out of the address, and view the camera through the gateway, which keeps the password.",
        ));
    }
    if http && page_scheme.eq_ignore_ascii_case("https:") && !is_loopback(authority) {
        return Err(Failure::lasting(
            Blame::Settings,
            "mixed-content",
            "This page came over https, and browsers do not let it read a camera over http.",
            "Use the camera's https address, open this page over http, or view the camera through the gateway.",
        ));
    }
    Ok(())
}

impl Failure {
    /// The browser cannot read the address.
    pub(crate) fn bad_address() -> Self {
        Self::lasting(
            Blame::Settings,
            "bad-address",
            "This is not an address that can be fetched.",
            "It must begin with http:// or https:// and name a host.",
        )
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
        || host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::check_address;

    #[track_caller]
    fn code(url: &str, page: &str) -> String {
        check_address(url, page).err().map(|failure| failure.problem.code).unwrap_or_default()
    }

    #[test]
    fn ordinary_addresses_pass() {
        for url in ["http://10.0.0.5/x", "HTTPS://cam/", "http://[fe80::1]:8080/mjpg?a=b@c", "http://cam"] {
            assert_eq!(code(url, "http:"), "", "{url}");
        }
        assert_eq!(code("https://cam/", "https:"), "");
    }

    #[test]
    fn other_schemes_and_fragments_of_addresses_do_not() {
        for url in ["", "cam", "rtsp://cam/", "/axis-cgi", "http://", "http:///x", "ftp://cam/"] {
            assert_eq!(code(url, "http:"), "bad-address", "{url}");
        }
    }

    #[test]
    fn credentials_are_named() {
        assert_eq!(code("http://root:pass@10.0.0.5/x", "http:"), "credentials-in-address");
    }

    #[test]
    fn mixed_content_is_named_except_on_this_machine() {
        assert_eq!(code("http://10.0.0.5/", "https:"), "mixed-content");
        for host in ["localhost", "cam.localhost:80", "127.1.2.3:80", "[::1]:80"] {
            assert_eq!(code(&format!("http://{host}/"), "https:"), "", "{host}");
        }
    }
}
