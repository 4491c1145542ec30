//! The beginning of an address: `http://`, its misspellings, and the schemes of other programs.

mod check;
mod meaning;

use super::{AddressError, Note};

pub(super) use check::{check_host, check_login};
use meaning::{Meaning, exact, is_near, misspelt, unknown};

/// The scheme of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    Http,
    Https,
    Rtsp,
    /// RTSP over TLS.
    Rtsps,
}

impl Scheme {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Rtsp => "rtsp",
            Self::Rtsps => "rtsps",
        }
    }

    /// The port that the scheme implies.
    pub(super) fn port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
            Self::Rtsp => 554,
            Self::Rtsps => 322,
        }
    }

    pub(super) fn is_rtsp(self) -> bool {
        matches!(self, Self::Rtsp | Self::Rtsps)
    }

    /// Whether the connection is encrypted.
    pub(super) fn is_encrypted(self) -> bool {
        matches!(self, Self::Https | Self::Rtsps)
    }

    /// HTTP, encrypted if this is.
    pub(super) fn over_http(self) -> Self {
        if self.is_encrypted() { Self::Https } else { Self::Http }
    }
}

/// A beginning that was read, and the rest of the address.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Beginning<'t> {
    /// `None` if there was none; the port then decides.
    pub(super) scheme: Option<Scheme>,
    /// The address is that of a stream, to be asked for as it stands.
    pub(super) as_it_stands: bool,
    pub(super) rest: &'t str,
}

/// Marks the address of a stream that is requested unchanged.
pub(super) const AS_IT_STANDS: &str = "mjpeg+";

/// Beginnings by which an address is found in the middle of a text.
pub(super) const BEGINNINGS: [&str; 12] = [
    "http://",
    "https://",
    "httpx://",
    "https+insecure://",
    "rtsp://",
    "rtsps://",
    "rtspx://",
    "mjpeg://",
    "mjpg://",
    "mjpeg+http",
    "mjpg+http",
    "http/mjpeg://",
];

/// Takes the scheme off.
pub(super) fn split<'t>(address: &'t str, notes: &mut Vec<Note>) -> Result<Beginning<'t>, AddressError> {
    let mut rest = address.trim_start();
    let mut found: Option<Scheme> = None;
    let mut as_it_stands = false;
    loop {
        if let Some(unmarked) = unmarked(rest) {
            as_it_stands = true;
            rest = unmarked;
        }
        let Some((word, separator, after)) = demuxed(rest).or_else(|| prefix(rest)) else { break };
        if separator != ":" && WRAPPERS.iter().any(|wrapper| wrapper.eq_ignore_ascii_case(word)) {
            rest = after;
            continue;
        }
        // `http://root://x@host` has a name and a password there.
        let may_be_name = !is_near(word) && after.contains('@');
        let Some(read) = read(word, separator, found.is_some(), may_be_name)? else { break };
        match found {
            // Which of the two is meant decides whether a password is encrypted.
            Some(first) if first.is_encrypted() && !read.scheme.is_encrypted() => {
                return Err(AddressError::TwoSchemes(first.name(), read.scheme.name()));
            }
            Some(_) => notes.push(Note::SchemeDoubled),
            None if !is_right(read.scheme, word, separator) && !read.is_neighbours => {
                notes.push(Note::SchemeMended(read.scheme.name()));
            }
            None => {}
        }
        if read.is_unchecked {
            notes.push(Note::CertificateChecked);
        }
        as_it_stands |= read.as_it_stands;
        found = Some(read.scheme);
        rest = after;
    }
    notes.dedup();
    if found.is_none() {
        // `/path` names no host; `//host`, `\\host` and `://host` lack only the scheme.
        let host = rest.trim_start_matches([':', ';']).trim_start_matches(SLASHES);
        let slashes = rest.len() - rest.trim_start_matches(SLASHES).len();
        if slashes == 1 {
            return Err(AddressError::NoHost);
        }
        rest = if slashes > 1 || rest.contains("//") { host } else { rest };
    }
    Ok(Beginning { scheme: found, as_it_stands, rest: rest.trim_start() })
}

/// The text after a mark for unchanged requests.
pub(super) fn unmarked(text: &str) -> Option<&str> {
    [AS_IT_STANDS, "mjpg+"].iter().find_map(|mark| {
        let start = text.get(..mark.len())?;
        start.eq_ignore_ascii_case(mark).then(|| &text[mark.len()..])
    })
}

/// Programs that put their name before the address that they open (MPlayer, mpv, go2rtc).
const WRAPPERS: [&str; 5] = ["ffmpeg", "lavf", "ffplay", "mplayer", "vlc"];

/// `http/mjpeg://host`, as VLC names how it is to read what it gets.
fn demuxed(text: &str) -> Option<(&str, &'static str, &str)> {
    let (start, after) = text.split_once("://")?;
    let (word, demuxer) = start.split_once('/')?;
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric());
    let is_one =
        is_word(demuxer) && ["http", "https", "rtsp"].iter().any(|one| one.eq_ignore_ascii_case(word));
    is_one.then_some((word, "://", after))
}

/// Backslashes stand for slashes before the host, as browsers read them.
const SLASHES: [char; 2] = ['/', '\\'];

/// The first word, the separator after it (without spaces), and the rest.
fn prefix(text: &str) -> Option<(&str, &str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '-' | '.'))?;
    let (word, rest) = text.split_at(end);
    if !word.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let rest = rest.trim_start();
    let colon = rest.len() - rest.trim_start_matches([':', ';']).len();
    let after = rest[colon..].trim_start();
    let separator = &rest[..colon.min(1)];
    let slashes = after.len() - after.trim_start_matches(SLASHES).len();
    let has_backslash = after[..slashes].contains('\\');
    let separator = match (separator, slashes) {
        ("", 0 | 1) => return None,
        ("", _) => "//",
        (_, 0) => ":",
        _ if has_backslash => ":/",
        (":", 2) if colon == 1 && rest.starts_with("://") => "://",
        (_, 1) => ":/",
        _ => ";//",
    };
    Some((word, separator, after[slashes..].trim_start()))
}

/// The meaning of the word, if it is a scheme.
fn read(
    word: &str,
    separator: &str,
    is_second: bool,
    may_be_name: bool,
) -> Result<Option<Meaning>, AddressError> {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let is_whole = separator == "://";
    let exact = exact(&word).filter(|meaning| is_whole || !meaning.as_it_stands);
    if is_second {
        // What follows a scheme is a host, unless it is clearly another one.
        return match separator {
            "://" => match exact.or_else(|| misspelt(&word)) {
                None if may_be_name => Ok(None),
                None => Err(unknown(word)),
                found => Ok(found),
            },
            ":/" | ";//" => Ok(exact),
            // `http//x` may be a host and a path; `https` is not let go.
            _ => Ok(exact.filter(|meaning| separator == "//" && meaning.scheme.is_encrypted())),
        };
    }
    if exact.is_some() {
        return Ok(exact);
    }
    match word.as_str() {
        "about" | "blob" | "chrome" | "content" | "data" | "device" | "echo" | "exec" | "expr" | "file"
        | "javascript" | "mailto" | "pipe" | "tel" | "v4l2"
            if separator != "//" && !(separator == ":" && CAN_BE_HOSTS.contains(&word.as_str())) =>
        {
            return Err(AddressError::NotACamera(word));
        }
        _ => {}
    }
    match separator {
        // `cam:8080`, `user:password@cam`, `cam:/path`: a host or a name, not a scheme.
        ":" => Ok(None),
        ":/" | "//" => Ok(misspelt(&word).filter(|_| word.len() > 2)),
        _ => misspelt(&word).map(Some).ok_or_else(|| unknown(word)),
    }
}

/// Words that a host may well be called (`device:8080`).
const CAN_BE_HOSTS: [&str; 6] = ["content", "device", "echo", "exec", "expr", "pipe"];

fn is_right(scheme: Scheme, word: &str, separator: &str) -> bool {
    separator == "://" && word.eq_ignore_ascii_case(scheme.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scheme(address: &str) -> (Option<Scheme>, &str, Vec<Note>) {
        let mut notes = Vec::new();
        let read = split(address, &mut notes).unwrap_or_else(|error| panic!("{address}: {error}"));
        (read.scheme, read.rest, notes)
    }

    fn refused(address: &str) -> AddressError {
        split(address, &mut Vec::new()).err().unwrap_or_else(|| panic!("{address} is read"))
    }

    #[test]
    fn right_ones_pass_without_a_word() {
        for (address, expected) in [
            ("http://cam/x", Scheme::Http),
            ("HTTPS://cam/x", Scheme::Https),
            ("rtsp://cam/x", Scheme::Rtsp),
            ("rtsps://cam/x", Scheme::Rtsps),
            ("axrtsphttp://cam/x", Scheme::Rtsp),
            ("mjpeg://cam/x", Scheme::Http),
            ("MJPG://cam/x", Scheme::Http),
            ("mjpeg+https://cam/x", Scheme::Https),
            ("http/mjpeg://cam/x", Scheme::Http),
            ("https/mjpeg://cam/x", Scheme::Https),
            ("ffmpeg://https://cam/x", Scheme::Https),
        ] {
            assert_eq!(scheme(address), (Some(expected), "cam/x", vec![]), "{address}");
        }
    }

    #[test]
    fn tls_without_a_check_is_tls() {
        for (address, expected) in [
            ("httpx://cam/x", Scheme::Https),
            ("https+insecure://cam/x", Scheme::Https),
            ("rtspx://cam/x", Scheme::Rtsps),
        ] {
            assert_eq!(
                scheme(address),
                (Some(expected), "cam/x", vec![Note::CertificateChecked]),
                "{address}"
            );
        }
    }

    #[test]
    fn streams_of_neighbours_are_taken_as_they_stand() {
        for address in ["mjpeg://cam/x", "mjpg://cam/x", "mjpeg+http://cam/x", "mjpg+cam/x", "jpeg://cam/x"] {
            assert!(split(address, &mut Vec::new()).unwrap().as_it_stands, "{address}");
        }
        assert!(!split("mjpeg:8080/x", &mut Vec::new()).unwrap().as_it_stands, "a host may be called so");
    }

    #[test]
    fn slips_are_mended_and_told() {
        for address in [
            "http:/cam/x",
            "http//cam/x",
            "http:cam/x",
            "http:///cam/x",
            "htttp://cam/x",
            "htp://cam/x",
            "ttp://cam/x",
            "hhtp://cam/x",
            "hptt://cam/x",
            "http;//cam/x",
            "http.//cam/x",
            "http: //cam/x",
            "http:// cam/x",
            "http ://cam/x",
            "http::/cam/x",
        ] {
            let (read, rest, notes) = scheme(address);
            assert_eq!((read, rest), (Some(Scheme::Http), "cam/x"), "{address}");
            let is_told = notes == [Note::SchemeMended("http")];
            assert!(is_told || matches!(address, "http:// cam/x" | "http ://cam/x"), "{address}: {notes:?}");
        }
        for address in
            ["htttps://cam/x", "https//cam/x", "htps://cam/x", "shttp://cam/x", "httsp://cam/x", "s://cam/x"]
        {
            assert_eq!(scheme(address).0, Some(Scheme::Https), "{address}");
        }
        assert_eq!(scheme("rtsp:/cam/x").0, Some(Scheme::Rtsp));
    }

    #[test]
    fn what_may_have_been_https_is_never_read_as_http() {
        for address in [
            "httpp://cam/x",
            "httpd://cam/x",
            "httpa://cam/x",
            "httpe://cam/x",
            "httoss://cam/x",
            "hhttpz://cam/x",
        ] {
            assert!(matches!(refused(address), AddressError::Scheme(_)), "{address}: {:?}", refused(address));
        }
        assert_eq!(refused("https://http://cam/x"), AddressError::TwoSchemes("https", "http"));
        assert_eq!(refused("httpx://http://cam/x"), AddressError::TwoSchemes("https", "http"));
        assert!(matches!(refused("http://httpz://cam/x"), AddressError::Scheme(_)));
    }

    #[test]
    fn of_two_the_second_counts() {
        assert_eq!(scheme("http://https://cam/x"), (Some(Scheme::Https), "cam/x", vec![Note::SchemeDoubled]));
        assert_eq!(scheme("http://httpx://cam/x").0, Some(Scheme::Https));
        assert_eq!(scheme("http://http:/cam/x").1, "cam/x");
        assert_eq!(scheme("http://http:8080/x").1, "http:8080/x");
        assert_eq!(scheme("http://http//x").1, "http//x");
    }

    #[test]
    fn none_is_none() {
        for (address, rest) in [
            ("cam:8080/x", "cam:8080/x"),
            ("root:pass@cam/x", "root:pass@cam/x"),
            ("cam:/x", "cam:/x"),
            ("192.168.1.5", "192.168.1.5"),
            ("cam//x", "cam//x"),
            ("//cam/x", "cam/x"),
            ("://cam/x", "cam/x"),
            ("device:8080", "device:8080"),
            ("", ""),
        ] {
            assert_eq!(scheme(address), (None, rest, vec![]), "{address}");
        }
    }

    #[test]
    fn what_leads_to_no_camera_is_refused() {
        for address in [
            "data:image/jpeg;base64,xx",
            "about:blank",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "v4l2:///dev/video0",
            "exec://ffmpeg",
        ] {
            assert!(matches!(refused(address), AddressError::NotACamera(_)), "{address}");
        }
        for address in [
            "rtmp://cam/x",
            "ftp://cam/x",
            "ws://cam/x",
            "onvif://cam/x",
            "udp://@239.0.0.1",
            "homekit://cam",
        ] {
            assert!(matches!(refused(address), AddressError::Protocol(_)), "{address}");
        }
        assert_eq!(refused("/mjpg/video.mjpg"), AddressError::NoHost);
    }
}
