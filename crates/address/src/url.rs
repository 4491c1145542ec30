//! An address taken apart and put together again in one normal form.

use std::borrow::Cow;
use std::fmt;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::authority::{self, Authority};
use super::clean::END_PUNCTUATION;
use super::scheme::{self, Beginning, Scheme};
use super::{AddressError, Login, Note, secret};

/// An absolute address without login and fragment. Its text reads back to itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Url {
    pub(super) scheme: Scheme,
    pub(super) host: String,
    /// `None` is the scheme's own.
    pub(super) port: Option<u16>,
    /// From `/`.
    pub(super) path: String,
    /// Without `?`; never empty.
    pub(super) query: Option<String>,
}

/// The parsed parts.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) url: Url,
    pub(super) login: Option<Login>,
    /// The interface that an IPv6 address of the link is on.
    pub(super) zone: Option<String>,
    /// It is marked as a stream to be asked for as it stands.
    pub(super) as_it_stands: bool,
}

impl Url {
    /// Reads a cleaned address for a browser.
    pub(super) fn parse(address: &str, notes: &mut Vec<Note>) -> Result<(Self, Option<Login>), AddressError> {
        let Read { url, login, zone, .. } = Self::read(address, notes)?;
        if zone.is_some() { Err(AddressError::Zone) } else { Ok((url, login)) }
    }

    /// Reads a cleaned address.
    pub(super) fn read(address: &str, notes: &mut Vec<Note>) -> Result<Read, AddressError> {
        let Beginning { scheme: written, as_it_stands, rest } = scheme::split(address, notes)?;
        let (Authority { host, port, login, zone }, rest) = authority::split(rest, written, notes)?;
        let scheme = written.unwrap_or_else(|| implied(port));
        if written.is_none() {
            notes.push(Note::SchemeAdded(scheme.name()));
        }
        let rest = with_hash_of_password(rest, notes);
        let rest = rest.split('#').next().unwrap_or_default();
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        if path.contains('\\') {
            notes.push(Note::Backslashes);
        }
        let mut url = Self {
            scheme,
            host,
            port: port.filter(|&port| port != scheme.port()),
            path: escaped(&path.trim().replace('\\', "/"), PATH),
            query: Some(escaped_query(query)).filter(|query| !query.is_empty()),
        };
        if !url.path.starts_with('/') {
            url.path.insert(0, '/');
        }
        url.escape_for_reading();
        Ok(Read { url, login, zone, as_it_stands })
    }

    /// `scheme://host[:port]`.
    pub(super) fn origin(&self) -> String {
        let Self { scheme, host, port, .. } = self;
        match port {
            Some(port) => format!("{}://{host}:{port}", scheme.name()),
            None => format!("{}://{host}", scheme.name()),
        }
    }

    /// The path in lower case, for comparing.
    pub(super) fn lower_path(&self) -> String {
        self.path.to_ascii_lowercase()
    }

    /// The query, empty if there is none.
    pub(super) fn query(&self) -> &str {
        self.query.as_deref().unwrap_or_default()
    }

    /// The same over HTTP, encrypted if this is, on its own port: for addresses of another
    /// protocol.
    pub(super) fn over_http(&self) -> Self {
        Self { scheme: self.scheme.over_http(), port: None, ..self.clone() }
    }

    /// Another path and query on the same host.
    pub(super) fn at(&self, path: &str, query: Option<&str>) -> Self {
        Self { path: path.to_owned(), query: query.map(str::to_owned), ..self.clone() }
    }

    /// Without arguments that hold secrets, and without the values of those in the path.
    pub(super) fn without_secrets(&self) -> Self {
        let mut url = self.clone();
        url.query = secret::stripped(self.query()).filter(|query| !query.is_empty());
        url.path = secret::stripped_path(&self.path);
        url.escape_for_reading();
        url
    }

    /// Escapes characters that mean something else when the text is read again: a full stop at the
    /// end, an `@` that would end a login, brackets of Markdown. All others stay as the person
    /// wrote them.
    fn escape_for_reading(&mut self) {
        let last = self.query.as_mut().unwrap_or(&mut self.path);
        if let Some(end) = last.chars().next_back().filter(|c| END_PUNCTUATION.contains(*c)) {
            last.pop();
            last.push_str(&format!("%{:02X}", u32::from(end)));
        }
        let text = self.to_string();
        let rest = text.split_once("://").map_or("", |(_, rest)| rest);
        let tail = &rest[rest.find('/').unwrap_or(rest.len())..];
        if authority::login_end(rest, None).is_some() || scheme::check_host(&self.host, tail).is_err() {
            self.escape('@', "%40");
        }
        if text.contains("](") || text.contains("[/") {
            self.escape('[', "%5B");
            self.escape(']', "%5D");
        }
    }

    fn escape(&mut self, c: char, escaped: &str) {
        self.path = self.path.replace(c, escaped);
        self.query = self.query.take().map(|query| query.replace(c, escaped));
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin())?;
        f.write_str(&self.path)?;
        match &self.query {
            Some(query) => write!(f, "?{query}"),
            None => Ok(()),
        }
    }
}

/// Characters that browsers escape in a path.
const PATH: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'{').add(b'}');

/// Likewise in the query of an HTTP address. Besides, a backtick, which ends an address that is
/// read again.
const QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\'').add(b'`');

/// A query as an address holds it, without a fragment behind it.
pub(super) fn escaped_query(query: &str) -> String {
    escaped(query.split('#').next().unwrap_or_default().trim(), QUERY)
}

fn escaped(text: &str, set: &'static AsciiSet) -> String {
    utf8_percent_encode(text, set).to_string()
}

/// The text with the `#` of a password escaped. In an address it begins the fragment, but nobody
/// puts one behind a password among the arguments (`pwd=pa#ss`), except for the options of go2rtc
/// (`#video=mjpeg`, `#hardware`).
fn with_hash_of_password<'t>(text: &'t str, notes: &mut Vec<Note>) -> Cow<'t, str> {
    let Some((before, after)) = text.split_once('#') else { return text.into() };
    let last =
        before.split_once('?').and_then(|(_, query)| query.rsplit(['&', ';']).next()).unwrap_or_default();
    let is_password =
        last.split_once('=').is_some_and(|(name, value)| !value.is_empty() && secret::is_secret(name));
    let argument = after.split(['&', '#']).next().unwrap_or_default();
    let is_option = argument.is_empty() || argument.contains(['=', '/']) || OPTIONS.contains(&argument);
    if !is_password || is_option {
        return text.into();
    }
    if !notes.contains(&Note::HashKept) {
        notes.push(Note::HashKept);
    }
    let rest = with_hash_of_password(after, &mut Vec::new()).into_owned();
    let rest = rest.split('#').next().unwrap_or_default();
    format!("{before}%23{rest}").into()
}

/// Options of go2rtc without a value.
const OPTIONS: [&str; 3] = ["hardware", "async", "raw"];

/// The scheme of an address without one.
fn implied(port: Option<u16>) -> Scheme {
    match port {
        Some(443 | 8443) => Scheme::Https,
        Some(554) => Scheme::Rtsp,
        _ => Scheme::Http,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(address: &str) -> String {
        Url::parse(address, &mut Vec::new()).unwrap().0.to_string()
    }

    #[test]
    fn addresses_have_one_normal_form() {
        for (address, url) in [
            ("cam", "http://cam/"),
            ("HTTP://Cam:80/A?B#c", "http://cam/A?B"),
            ("https://cam:443", "https://cam/"),
            ("cam:443/x", "https://cam/x"),
            ("cam:554/x", "rtsp://cam/x"),
            ("cam:8443", "https://cam:8443/"),
            ("cam?", "http://cam/"),
            ("cam?camera=1", "http://cam/?camera=1"),
            ("cam/a b/<c>?text=d e\"", "http://cam/a%20b/%3Cc%3E?text=d%20e%22"),
            ("cam/tür", "http://cam/t%C3%BCr"),
            ("cam/live@2/x?mail=a@b&c[]=d", "http://cam/live@2/x?mail=a@b&c[]=d"),
            ("root:pw@cam:81/x@10.0.0.1/", "http://cam:81/x%4010.0.0.1/"),
            ("root:81/x@cam", "http://cam/"),
            (r"cam\a\b?c=\d", r"http://cam/a/b?c=\d"),
            ("cam/a.#b", "http://cam/a%2E"),
            ("[::1]:81/x", "http://[::1]:81/x"),
        ] {
            assert_eq!(read(address), url, "{address}");
            assert_eq!(read(&read(address)), url, "{address}");
        }
    }

    #[test]
    fn secrets_are_left_out_on_request() {
        let (url, _) = Url::parse("cam/s.cgi?user=a&x=1.&pwd=b", &mut Vec::new()).unwrap();
        assert_eq!(url.without_secrets().to_string(), "http://cam/s.cgi?x=1%2E");
    }
}
