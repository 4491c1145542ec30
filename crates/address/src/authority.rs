//! The part of an address between the slashes: login, host, port.

use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::scheme::{self, Scheme};
use super::{AddressError, Login, Note};

/// Who to connect to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Authority {
    /// Lower case; an IPv6 address in brackets.
    pub(super) host: String,
    pub(super) port: Option<u16>,
    pub(super) login: Option<Login>,
    /// The interface that an IPv6 address of the link is on (RFC 4007 section 11): its name or number.
    pub(super) zone: Option<String>,
}

/// Splits the text after the scheme into the authority and what follows it.
///
/// A password may hold the very characters that end an authority (`http://root:a/b@cam/`). Left alone it would land in
/// the path, and from there in links and logs; so an `@` after something that is no host and port ends the login.
pub(super) fn split<'t>(
    text: &'t str,
    written: Option<Scheme>,
    notes: &mut Vec<Note>,
) -> Result<(Authority, &'t str), AddressError> {
    let end_from = |from: usize| text[from..].find(['/', '?', '#']).map_or(text.len(), |at| from + at);
    let mut end = end_from(0);
    let mut login_end = text[..end].rfind('@');
    if login_end.is_none()
        && may_be_login(&text[..end])
        && let Some(at) = text.find('@')
    {
        end = end_from(at);
        login_end = text[..end].rfind('@');
    }
    let (login, host) = match login_end {
        Some(at) => {
            scheme::check_login(&text[..at], written)?;
            (Login::parse(&text[..at]), &text[at + 1..end])
        }
        None => (None, &text[..end]),
    };
    if login.is_some() {
        notes.push(Note::LoginTakenOut);
    }
    let (host, zone) = without_zone(host)?;
    let (host, port) = host_and_port(&host, notes)?;
    if login.is_none() {
        scheme::check_host(&host, &text[end..])?;
    }
    Ok((Authority { host, port, login, zone }, &text[end..]))
}

/// Whether `name:text` can be the beginning of a login cut off in its password, rather than a host and its port.
fn may_be_login(authority: &str) -> bool {
    let Some((name, port)) = authority.split_once(':') else { return false };
    !authority.starts_with('[') && (port.parse::<u16>().is_err() || !name.contains('.'))
}

/// Takes the zone out of an IPv6 address: `[fe80::1%eth0]`, or escaped as RFC 6874 has it, `[fe80::1%25eth0]`.
fn without_zone(text: &str) -> Result<(Cow<'_, str>, Option<String>), AddressError> {
    let Some((address, rest)) = text.split_once('%').filter(|_| text.matches(':').count() > 1) else {
        return Ok((text.into(), None));
    };
    let end = rest.find(']').unwrap_or(rest.len());
    let (zone, after) = rest.split_at(end);
    let zone = zone.strip_prefix("25").filter(|zone| !zone.is_empty()).unwrap_or(zone).trim();
    let is_one = |c: char| c.is_ascii_alphanumeric() || "-._~:@".contains(c);
    if zone.is_empty() || zone.len() > 31 || !zone.chars().all(is_one) {
        return Err(AddressError::Host(text.to_owned()));
    }
    Ok(([address, after].concat().into(), Some(zone.to_owned())))
}

fn host_and_port(text: &str, notes: &mut Vec<Note>) -> Result<(String, Option<u16>), AddressError> {
    let joined = joined(text)?;
    if joined.len() < text.len() {
        notes.push(Note::Spaces);
    }
    let text = joined.as_str();
    if let Some(rest) = text.strip_prefix('[') {
        let (inner, after) = rest.split_once(']').ok_or_else(|| AddressError::Host(text.to_owned()))?;
        let address: Ipv6Addr = inner.parse().map_err(|_| AddressError::Host(text.to_owned()))?;
        let host = format!("[{address}]");
        let port = match after.strip_prefix(':') {
            Some(digits) => port(&host, digits)?,
            None if after.is_empty() => None,
            None => return Err(AddressError::Host(text.to_owned())),
        };
        return Ok((host, port));
    }
    if let Ok(address) = text.parse::<Ipv6Addr>() {
        notes.push(Note::Brackets);
        return Ok((format!("[{address}]"), None));
    }
    let (name, digits) = text.split_once(':').unwrap_or((text, ""));
    let host = name_or_ipv4(name, notes)?;
    Ok((host, port(name, digits)?))
}

/// Without the spaces beside punctuation; one between letters is an error.
fn joined(text: &str) -> Result<String, AddressError> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let joins = |a: &str, b: &str| a.ends_with([':', '.', '[', ',']) || b.starts_with([':', '.', ']', ',']);
    if words.windows(2).all(|pair| joins(pair[0], pair[1])) {
        Ok(words.concat())
    } else {
        // What follows a colon may be a password.
        Err(AddressError::Space(words.join(" ").split(':').next().unwrap_or_default().to_owned()))
    }
}

fn port(host: &str, digits: &str) -> Result<Option<u16>, AddressError> {
    if digits.is_empty() {
        return Ok(None);
    }
    let number = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten();
    // The text itself may be a password that lost its host: it is not repeated.
    number.filter(|&port| port > 0).map(Some).ok_or_else(|| AddressError::Port(host.to_owned()))
}

fn name_or_ipv4(name: &str, notes: &mut Vec<Note>) -> Result<String, AddressError> {
    let trimmed = name.trim_end_matches('.');
    if trimmed.is_empty() {
        return Err(AddressError::NoHost);
    }
    if trimmed.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')) {
        return ipv4(trimmed, notes);
    }
    // Which other letters a name may have, the browser knows, which also puts them in lower case.
    let is_quote = |c: char| "“”„‘’«»".contains(c);
    let is_part =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || (!c.is_ascii() && !is_quote(c));
    let labels_hold = trimmed.split('.').all(|label| !label.is_empty() && label.chars().all(is_part));
    // A name that ends in a number is read as an IP address by browsers, and refused.
    let last_is_number =
        trimmed.rsplit('.').next().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()));
    if labels_hold && !last_is_number && trimmed.len() <= 253 {
        Ok(trimmed.to_ascii_lowercase())
    } else {
        Err(AddressError::Host(name.to_owned()))
    }
}

fn ipv4(text: &str, notes: &mut Vec<Note>) -> Result<String, AddressError> {
    let invalid = || AddressError::IpAddress(text.to_owned());
    let mut numbers = [0_u8; 4];
    let mut parts = text.split(['.', ',']);
    for number in &mut numbers {
        // Browsers read a leading zero as octal; people mean decimal.
        let part = parts.next().ok_or_else(invalid)?;
        *number = part.parse().map_err(|_| invalid())?;
    }
    if parts.next().is_some() {
        return Err(invalid());
    }
    let address = Ipv4Addr::from(numbers).to_string();
    if address != text {
        notes.push(Note::AddressMended);
    }
    Ok(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(String, Option<u16>), AddressError> {
        split(text, None, &mut Vec::new()).map(|(authority, _)| (authority.host, authority.port))
    }

    #[test]
    fn hosts_and_ports() {
        for (text, host, port) in [
            ("192.168.1.5", "192.168.1.5", None),
            ("192.168.1.5:8080/x", "192.168.1.5", Some(8080)),
            ("Cam.Local:80", "cam.local", Some(80)),
            ("axis-00408c123456", "axis-00408c123456", None),
            ("my_cam.lan.:81", "my_cam.lan", Some(81)),
            ("cam:", "cam", None),
            ("[FE80::1]:8080", "[fe80::1]", Some(8080)),
            ("[::1]", "[::1]", None),
            ("fe80::1", "[fe80::1]", None),
            ("192,168,1,5", "192.168.1.5", None),
            ("192.168.001.010", "192.168.1.10", None),
            ("192.168.1.5 :8080", "192.168.1.5", Some(8080)),
            ("192.168. 1.5", "192.168.1.5", None),
            ("kamera-tür.de", "kamera-tür.de", None),
        ] {
            assert_eq!(read(text), Ok((host.to_owned(), port)), "{text}");
        }
    }

    #[test]
    fn what_no_host_can_be_is_refused() {
        let host = |text: &str| Err(AddressError::Host(text.to_owned()));
        let ip = |text: &str| Err(AddressError::IpAddress(text.to_owned()));
        for (text, error) in [
            ("192.168.1.500", ip("192.168.1.500")),
            ("192.168.1", ip("192.168.1")),
            ("192.168.1.5.6", ip("192.168.1.5.6")),
            ("192.168..5", ip("192.168..5")),
            ("42", ip("42")),
            ("cam.5", host("cam.5")),
            ("cam..local", host("cam..local")),
            ("ca{m}", host("ca{m}")),
            ("[fe80::1", host("[fe80::1")),
            ("[cam]", host("[cam]")),
            ("[::1]x", host("[::1]x")),
            ("[fe80::1%]", host("[fe80::1%]")),
            ("[fe80::1%a b]", host("[fe80::1%a b]")),
            ("the kitchen", Err(AddressError::Space("the kitchen".to_owned()))),
            ("", Err(AddressError::NoHost)),
            (":8080", Err(AddressError::NoHost)),
            ("»", Err(AddressError::Host("»".to_owned()))),
            ("cam:0", Err(AddressError::Port("cam".to_owned()))),
            ("cam:65536", Err(AddressError::Port("cam".to_owned()))),
            ("cam:+80", Err(AddressError::Port("cam".to_owned()))),
            ("root:secret", Err(AddressError::Port("root".to_owned()))),
            ("cam:80:81", Err(AddressError::Port("cam".to_owned()))),
        ] {
            assert_eq!(read(text), error, "{text}");
        }
    }

    #[test]
    fn zones_come_out() {
        for (text, host, zone, port) in [
            ("[fe80::1%eth0]:81/x", "[fe80::1]", "eth0", Some(81)),
            ("[fe80::1%25eth0]", "[fe80::1]", "eth0", None),
            ("fe80::1%wlp3s0.5", "[fe80::1]", "wlp3s0.5", None),
            ("[fe80::1%2]", "[fe80::1]", "2", None),
            ("[fe80::1%25]", "[fe80::1]", "25", None),
            ("root:p%40ss@[fe80::1%eth0]/x", "[fe80::1]", "eth0", None),
        ] {
            let (authority, _) = split(text, None, &mut Vec::new()).unwrap();
            assert_eq!((authority.host.as_str(), authority.port), (host, port), "{text}");
            assert_eq!(authority.zone.as_deref(), Some(zone), "{text}");
        }
    }

    #[test]
    fn logins_come_out_whatever_the_password_holds() {
        for (text, user, password, rest) in [
            ("root:pass@cam/x", "root", "pass", "/x"),
            ("root@cam/x", "root", "", "/x"),
            ("root:p@ss@cam/x", "root", "p@ss", "/x"),
            ("root:a/b@cam/x", "root", "a/b", "/x"),
            ("root:a#b?c@cam/x", "root", "a#b?c", "/x"),
            ("root:12/34@cam/x", "root", "12/34", "/x"),
            ("root:p%2Fs@cam", "root", "p/s", ""),
        ] {
            let mut notes = Vec::new();
            let (authority, after) = split(text, None, &mut notes).unwrap();
            let login = authority.login.unwrap();
            assert_eq!((login.user(), login.password()), (user, password), "{text}");
            assert_eq!((authority.host.as_str(), after), ("cam", rest), "{text}");
            assert_eq!(notes, [Note::LoginTakenOut], "{text}");
        }
    }

    #[test]
    fn an_at_sign_in_a_path_is_no_login() {
        let mut notes = Vec::new();
        let (authority, rest) = split("cam.local:8080/a@b", None, &mut notes).unwrap();
        assert_eq!((authority.login, rest), (None, "/a@b"));
        assert_eq!(split("cam/a@b", None, &mut notes).unwrap().1, "/a@b");
        assert!(notes.is_empty());
    }
}
