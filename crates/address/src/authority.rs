//! The part of an address between the slashes: login, host, port.

use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::scheme::{self, Scheme};
use super::{AddressError, Login, Note};

/// The server to connect to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Authority {
    /// Lower case; an IPv6 address in brackets.
    pub(super) host: String,
    pub(super) port: Option<u16>,
    pub(super) login: Option<Login>,
    /// The interface that an IPv6 address of the link is on (RFC 4007 section 11): its name or
    /// number.
    pub(super) zone: Option<String>,
}

/// Splits the text after the scheme into the authority and the text behind it.
pub(super) fn split<'t>(
    text: &'t str,
    written: Option<Scheme>,
    notes: &mut Vec<Note>,
) -> Result<(Authority, &'t str), AddressError> {
    let login_end = login_end(text, None).unwrap_or_default();
    let end = end_from(text, login_end, &['/', '\\', '?', '#']);
    let login = match text[..login_end].strip_suffix('@') {
        Some(login) => {
            scheme::check_login(login, written)?;
            Login::parse(login)
        }
        None => None,
    };
    let host = &text[login_end..end];
    if login.is_some() && !notes.contains(&Note::LoginTakenOut) {
        notes.push(Note::LoginTakenOut);
    }
    let (host, zone) = without_zone(host)?;
    let (host, port) = host_and_port(&host, notes)?;
    scheme::check_host(&host, &text[end..])?;
    Ok((Authority { host, port, login, zone }, &text[end..]))
}

/// Where the login ends that `text`, which follows a scheme, begins with: behind its `@`. Anything
/// may stand behind the address; `close` is the mark that ends it where it stands in quotes or
/// brackets.
///
/// A password may hold any character, those that end an authority among them
/// (`http://root:a/b@cam/`). Left alone it would land in the path, and from there in links and
/// logs. So an authority that is no host and port goes on until an `@`.
pub(super) fn login_end(text: &str, close: Option<char>) -> Option<usize> {
    let text = text.split(['\n', '\r']).next().unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~:[]%,".contains(c) || !c.is_ascii();
    let stop = text.find(|c| !is_plain(c))?;
    let from = match text[stop..].chars().next()? {
        '@' => stop,
        _ if is_login_cut_off(&text[..stop], &text[stop..]) => stop + text[stop..].find('@')?,
        '/' | '?' | '#' => return None,
        c if c.is_whitespace() || Some(c) == close => return None,
        // `DOMAIN\user:password@host`, and names with other characters.
        c => {
            let end = end_from(text, stop, &['/', '?', '#', ' ', '\t']);
            let at = text[..end].rfind('@')?;
            let is_one = c != '\\' || text[stop..at].contains(':');
            return is_one.then_some(at + 1);
        }
    };
    let closes = |at: usize, c: char| Some(c) == close && !goes_on(&text[at + c.len_utf8()..]);
    let end = text[from..]
        .char_indices()
        .map(|(at, c)| (from + at, c))
        .find(|&(at, c)| "/?#".contains(c) || c.is_whitespace() || closes(at, c))
        .map_or(text.len(), |(at, _)| at);
    let at = text[..end].rfind('@')?;
    let later = if is_clear_host(&text[at + 1..]) { None } else { at_before_literal(&text[end..]) };
    Some(later.map_or(at, |later| end + later) + 1)
}

/// Whether an address goes on with `text`, behind a mark that can end it.
pub(super) fn goes_on(text: &str) -> bool {
    text.chars().next().is_some_and(|next| !next.is_whitespace() && !",;>)]}<'".contains(next))
}

fn end_from(text: &str, from: usize, ends: &[char]) -> usize {
    text[from..].find(ends).map_or(text.len(), |at| from + at)
}

/// Whether `name:text` is the beginning of a login that was cut off in its password, rather than a
/// host and its port.
fn is_login_cut_off(authority: &str, rest: &str) -> bool {
    let Some((name, port)) = authority.split_once(':') else { return false };
    if authority.starts_with('[') || authority.parse::<Ipv6Addr>().is_ok() {
        return false;
    }
    // No camera is below the port of HTTP.
    if port.starts_with('0') || !port.parse::<u16>().is_ok_and(|port| port >= 80) {
        return true;
    }
    let is_host = name.contains('.') || name.eq_ignore_ascii_case("localhost");
    let is_user = USERS.iter().any(|user| user.eq_ignore_ascii_case(name));
    !is_host && (is_user || at_before_literal(rest).is_some())
}

/// Names that users of cameras have and hosts do not.
const USERS: [&str; 9] =
    ["root", "admin", "administrator", "user", "viewer", "operator", "guest", "service", "onvif"];

/// The last `@` of `text` that an IP address follows, if no other address begins before it.
fn at_before_literal(text: &str) -> Option<usize> {
    let text = text.split(char::is_whitespace).next().unwrap_or_default();
    let text = text.split("://").next().unwrap_or_default();
    text.rmatch_indices('@').map(|(at, _)| at).find(|&at| is_literal(&text[at + 1..]))
}

/// Whether an IP address, or the name of this machine, stands at the beginning of `text`.
fn is_literal(text: &str) -> bool {
    let host = host_of(text);
    let name = host.split(':').next().unwrap_or_default();
    host.starts_with('[') || name == "localhost" || name.parse::<Ipv4Addr>().is_ok()
}

/// Whether `text` begins with what is a host rather than a part of a password.
fn is_clear_host(text: &str) -> bool {
    let (name, port) = host_of(text).split_once(':').unwrap_or((host_of(text), ""));
    is_literal(text) || name.contains('.') || !name.is_empty() && port.parse::<u16>().is_ok()
}

fn host_of(text: &str) -> &str {
    &text[..end_from(text, 0, &['/', '\\', '?', '#'])]
}

/// Takes the zone out of an IPv6 address: `[fe80::1%eth0]`, or escaped as RFC 6874 has it,
/// `[fe80::1%25eth0]`.
fn without_zone(text: &str) -> Result<(Cow<'_, str>, Option<String>), AddressError> {
    let Some((address, rest)) = text.split_once('%').filter(|_| text.matches(':').count() > 1) else {
        return Ok((text.into(), None));
    };
    let end = rest.find(']').unwrap_or(rest.len());
    let (zone, after) = rest.split_at(end);
    let zone = zone.strip_prefix("25").filter(|zone| !zone.is_empty()).unwrap_or(zone).trim();
    let is_one = |c: char| c.is_ascii_alphanumeric() || "-._~:@".contains(c);
    if zone.is_empty() || zone.len() > 31 || !zone.chars().all(is_one) {
        return Err(no_host(text));
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
        let (inner, after) = rest.split_once(']').ok_or_else(|| no_host(text))?;
        let address: Ipv6Addr = inner.parse().map_err(|_| no_host(text))?;
        let host = format!("[{address}]");
        let port = match after.strip_prefix(':') {
            Some(digits) => port(&host, digits)?,
            None if after.is_empty() => None,
            None => return Err(no_host(text)),
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

/// The error for a text that cannot be a host. Unless it is an IPv6 address, what follows a colon
/// may be a password.
fn no_host(text: &str) -> AddressError {
    let start = text.trim_start_matches('[').split(['%', ']']).next().unwrap_or_default();
    let is_ipv6 =
        start.contains(':') && start.bytes().all(|b| b.is_ascii_hexdigit() || matches!(b, b':' | b'.'));
    let shown = if is_ipv6 { text } else { text.split(':').next().unwrap_or_default() };
    AddressError::Host(shown.to_owned())
}

/// Without the spaces beside punctuation; one between letters is an error.
fn joined(text: &str) -> Result<String, AddressError> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let joins = |a: &str, b: &str| a.ends_with([':', '.', '[', ',']) || b.starts_with([':', '.', ']', ',']);
    if words.windows(2).all(|pair| joins(pair[0], pair[1])) {
        Ok(words.concat())
    } else {
        // What follows a colon, an equals sign or an option may be a password.
        let text = words.join(" ");
        let text = text.split([':', '=']).next().unwrap_or_default();
        Err(AddressError::Space(text.split(" -").next().unwrap_or_default().to_owned()))
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
    fn a_text_that_cannot_be_a_host_is_refused() {
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
            (r"root:a\b@cam/x", "root", r"a\b", "/x"),
            (r"root:12\34@cam/x", "root", r"12\34", "/x"),
            (r"CAMS\joe:a\b@cam/x", r"CAMS\joe", r"a\b", "/x"),
            ("root:<b>`\"'(](@cam/x", "root", "<b>`\"'(](", "/x"),
            ("root:a b@cam/x", "root", "a b", "/x"),
            ("joe:80;80,@cam/x", "joe", "80;80,", "/x"),
            ("joe:12/34@cam/x", "joe", "12/34", "/x"),
            (r"root:pass@cam\x", "root", "pass", r"\x"),
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
    fn slashes_and_at_signs_are_the_passwords_if_an_ip_address_follows() {
        for (text, password) in
            [("root:p@ss/w@rd@127.0.0.1:81/x", "p@ss/w@rd"), ("joe:12/34@[::1]:81/x", "12/34")]
        {
            let (authority, rest) = split(text, None, &mut Vec::new()).unwrap();
            assert_eq!(authority.login.unwrap().password(), password, "{text}");
            assert_eq!((authority.port, rest), (Some(81), "/x"), "{text}");
        }
    }

    #[test]
    fn an_at_sign_in_a_path_is_no_login() {
        for text in
            ["cam.local:8080/a@b", "cam/a@b", "cam:8080/a@b", r"cam\a@b", "fe80::1/a@b", "localhost:81?a@b"]
        {
            let mut notes = Vec::new();
            let (authority, rest) = split(text, None, &mut notes).unwrap();
            assert_eq!((authority.login, &rest[1..]), (None, "a@b"), "{text}");
            assert!(!notes.contains(&Note::LoginTakenOut));
        }
    }
}
