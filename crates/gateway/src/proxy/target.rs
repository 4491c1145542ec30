//! The address that a request to the proxy names.

use percent_encoding::percent_decode_str;
use url::{Host, Url};

/// Longer addresses are refused.
const LENGTH: usize = 8 << 10;

/// Why an address cannot be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InvalidTarget {
    /// It has a user or a password.
    Credentials,
    /// It is no URL, or too long.
    Malformed,
    /// It is neither http nor https.
    Scheme,
    /// Its host is an IPv4 address that is not written as four decimal numbers.
    Spelling,
}

/// Reads what follows the proxy's prefix in the request line: a URL as it is (`http://cam/video?fps=5`, its
/// query being that of the request) or percent-encoded as a whole (`http%3A%2F%2Fcam%2Fvideo%3Ffps%3D5`).
///
/// Of the two slashes one may be missing: some proxies in front make one of them.
pub(super) fn parse(path: &str, query: Option<&str>) -> Result<Url, InvalidTarget> {
    let text = match (scheme_end(path), query) {
        (Some(Encoding::Plain), None) => path.to_owned(),
        (Some(Encoding::Plain), Some(query)) => format!("{path}?{query}"),
        (Some(Encoding::Whole), None) => {
            percent_decode_str(path).decode_utf8().map_err(|_| InvalidTarget::Malformed)?.into_owned()
        }
        (Some(Encoding::Whole), Some(_)) | (None, _) => return Err(InvalidTarget::Malformed),
    };
    // The URL library passes over some characters that others do not.
    let odd = |character: char| character.is_control() || character.is_whitespace() || character == '\\';
    if text.len() > LENGTH || text.contains(odd) {
        return Err(InvalidTarget::Malformed);
    }
    let (scheme, rest) = text.split_once(':').ok_or(InvalidTarget::Malformed)?;
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return Err(InvalidTarget::Scheme);
    }
    let rest = rest.strip_prefix("//").or_else(|| rest.strip_prefix('/')).ok_or(InvalidTarget::Malformed)?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err(InvalidTarget::Credentials);
    }
    if authority.is_empty() {
        return Err(InvalidTarget::Malformed);
    }
    let mut url = Url::parse(&text).map_err(|_| InvalidTarget::Malformed)?;
    url.set_fragment(None);
    match url.host() {
        Some(Host::Ipv4(address)) => {
            let written = authority.split(':').next().unwrap_or_default();
            if written == address.to_string() { Ok(url) } else { Err(InvalidTarget::Spelling) }
        }
        Some(_) => Ok(url),
        None => Err(InvalidTarget::Malformed),
    }
}

/// Where the camera sends on to, if that is an address that can be asked for.
pub(super) fn redirect(from: &Url, location: &str) -> Result<Url, InvalidTarget> {
    let mut url = from.join(location).map_err(|_| InvalidTarget::Malformed)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(InvalidTarget::Scheme);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(InvalidTarget::Credentials);
    }
    if url.as_str().len() > LENGTH {
        return Err(InvalidTarget::Malformed);
    }
    url.set_fragment(None);
    Ok(url)
}

enum Encoding {
    Plain,
    Whole,
}

fn scheme_end(path: &str) -> Option<Encoding> {
    let end =
        path.find(|character: char| !(character.is_ascii_alphanumeric() || "+-.".contains(character)))?;
    let rest = &path[end..];
    if rest.starts_with(":/") {
        return Some(Encoding::Plain);
    }
    rest.get(..3).is_some_and(|colon| colon.eq_ignore_ascii_case("%3a")).then_some(Encoding::Whole)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(path: &str, query: Option<&str>) -> Result<String, InvalidTarget> {
        parse(path, query).map(String::from)
    }

    #[test]
    fn reads_an_address_as_it_is_and_encoded() {
        let expected = Ok("http://192.168.0.90:8080/mjpg/video.mjpg?fps=5&text=a%20b".to_owned());
        let query = Some("fps=5&text=a%20b");
        assert_eq!(read("http://192.168.0.90:8080/mjpg/video.mjpg", query), expected);
        assert_eq!(read("HTTP:/192.168.0.90:8080/mjpg/video.mjpg", query), expected);
        let whole = "http%3A%2F%2F192.168.0.90%3A8080%2Fmjpg%2Fvideo.mjpg%3Ffps%3D5%26text%3Da%2520b";
        assert_eq!(read(whole, None), expected);
        assert_eq!(read(&whole.replace("%2F", "/").replace("%3A", "%3a"), None), expected);
        assert_eq!(read("https://[fd00::90]/", None), Ok("https://[fd00::90]/".to_owned()));
        assert_eq!(read("https://cam", Some("a#b")), Ok("https://cam/?a".to_owned()));
    }

    #[test]
    fn refuses_what_it_should_not_ask_for() {
        use InvalidTarget as E;
        for (path, expected) in [
            ("", E::Malformed),
            ("cam.example/video", E::Malformed),
            ("http:cam", E::Malformed),
            ("http:///cam", E::Malformed),
            ("http://", E::Malformed),
            ("http://cam\\@evil/", E::Malformed),
            ("http:/\\cam/", E::Malformed),
            ("http://cam:port/", E::Malformed),
            ("http%3A%2F%2Fcam%0a%2F", E::Malformed),
            ("http%3A%2F%2Fc%09am%2F", E::Malformed),
            ("http%3A%2F%2Fcam%2F%ff", E::Malformed),
            ("ftp://cam/", E::Scheme),
            ("file:///etc/passwd", E::Scheme),
            ("rtsp%3A%2F%2Fcam", E::Scheme),
            ("javascript://cam/%0aalert(1)", E::Scheme),
            ("http://joe:hunter2@cam/", E::Credentials),
            ("http://joe@cam/", E::Credentials),
            ("http://@cam/", E::Credentials),
            ("http%3A%2F%2Fjoe%3Ahunter2%40cam%2F", E::Credentials),
            ("http://2130706433/", E::Spelling),
            ("http://0x7f000001/", E::Spelling),
            ("http://0x7f.1/", E::Spelling),
            ("http://0177.0.0.1:80/", E::Spelling),
            ("http://127.1/", E::Spelling),
            ("http://127.0.0.1./", E::Spelling),
            ("http://%31%32%37.0.0.1/", E::Spelling),
            ("http%3A%2F%2F%EF%BC%91%EF%BC%92%EF%BC%97.0.0.1%2F", E::Spelling),
            ("http%3A%2F%2F127%E3%80%820%E3%80%820%E3%80%821%2F", E::Spelling),
        ] {
            assert_eq!(read(path, None), Err(expected), "{path}");
        }
        assert_eq!(read("http%3A%2F%2Fcam%2F", Some("x")), Err(E::Malformed), "a query of whom?");
        assert_eq!(read("http://cam/", Some(&"x".repeat(LENGTH))), Err(E::Malformed));
    }

    #[test]
    fn a_redirect_stays_with_http_and_takes_no_login() {
        let from = Url::parse("http://cam/axis-cgi/mjpg/video.cgi?fps=5").unwrap();
        let to = |location: &str| redirect(&from, location).map(String::from);
        assert_eq!(to("/live#top"), Ok("http://cam/live".to_owned()));
        assert_eq!(to("//other/live"), Ok("http://other/live".to_owned()));
        assert_eq!(to("https://cam/"), Ok("https://cam/".to_owned()));
        assert_eq!(to("file:///etc/passwd"), Err(InvalidTarget::Scheme));
        assert_eq!(to("http://joe:hunter2@cam/"), Err(InvalidTarget::Credentials));
        assert_eq!(to("http://["), Err(InvalidTarget::Malformed));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_a_plain_http_address_or_an_error(
            path in r"(https?(:|%3[Aa])[/\\%2Ff@]{0,6})?([a-z0-9.:@%/\\\[\]?#-]{0,32}|\PC{0,16})",
            query in proptest::option::of(r"\PC{0,16}"),
        ) {
            if let Ok(url) = parse(&path, query.as_deref()) {
                prop_assert!(matches!(url.scheme(), "http" | "https"));
                prop_assert!(url.username().is_empty() && url.password().is_none());
                prop_assert!(url.fragment().is_none() && url.has_host());
                // What was checked is what is asked for, read once more or not.
                prop_assert_eq!(parse(url.as_str().split('?').next().unwrap(), url.query()), Ok(url.clone()));
            }
        }
    }
}
