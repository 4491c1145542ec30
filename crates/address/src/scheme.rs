//! The beginning of an address: `http://`, and what people make of it.

use super::{AddressError, Note};

/// What an address begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    Http,
    Https,
    Rtsp,
}

impl Scheme {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Rtsp => "rtsp",
        }
    }

    /// The port that the scheme implies.
    pub(super) fn port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
            Self::Rtsp => 554,
        }
    }
}

/// Takes the scheme off. `None` if there was none, which leaves the choice to whoever reads the port.
pub(super) fn split<'t>(
    address: &'t str,
    notes: &mut Vec<Note>,
) -> Result<(Option<Scheme>, &'t str), AddressError> {
    let mut rest = address.trim_start();
    let mut found = None;
    while let Some((word, separator, after)) = prefix(rest) {
        let Some(scheme) = read(word, separator, found.is_some())? else { break };
        if found.is_some() {
            notes.push(Note::SchemeDoubled);
        } else if !is_right(scheme, word, separator) {
            notes.push(Note::SchemeMended(scheme.name()));
        }
        found = Some(scheme);
        rest = after;
    }
    notes.dedup();
    if found.is_none() {
        let host = rest.trim_start_matches([':', ';']).trim_start_matches('/');
        // `/path` names no host; `//host` and `://host` lack only the scheme.
        if rest.starts_with('/') && !rest.starts_with("//") {
            return Err(AddressError::NoHost);
        }
        rest = if rest.contains("//") { host } else { rest };
    }
    Ok((found, rest.trim_start()))
}

/// The first word, what separates it from the rest (without spaces), and the rest.
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
    let slashes = after.len() - after.trim_start_matches('/').len();
    let separator = match (separator, slashes) {
        ("", 0 | 1) => return None,
        ("", _) => "//",
        (_, 0) => ":",
        (":", 2) if colon == 1 && rest.starts_with("://") => "://",
        (_, 1) => ":/",
        _ => ";//",
    };
    Some((word, separator, after[slashes..].trim_start()))
}

/// Whether the word is a scheme, and which.
fn read(word: &str, separator: &str, is_second: bool) -> Result<Option<Scheme>, AddressError> {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let exact = match word.as_str() {
        "http" => Some(Scheme::Http),
        "https" => Some(Scheme::Https),
        "rtsp" | "rtsps" | "rtspu" | "rtspt" | "axrtsp" | "axrtsphttp" => Some(Scheme::Rtsp),
        _ => None,
    };
    if is_second {
        // What follows a scheme is a host, unless it is clearly another one.
        return Ok(match separator {
            "://" => exact.or_else(|| misspelt(&word)),
            ":/" | ";//" => exact,
            _ => None,
        });
    }
    if exact.is_some() {
        return Ok(exact);
    }
    match word.as_str() {
        "about" | "blob" | "chrome" | "content" | "data" | "file" | "javascript" | "mailto" | "tel"
            if separator != "//" =>
        {
            return Err(AddressError::NotACamera(word));
        }
        _ => {}
    }
    match separator {
        // `cam:8080`, `user:password@cam`, `cam:/path`: a host or a name, not a scheme.
        ":" => Ok(None),
        ":/" | "//" => Ok(misspelt(&word)),
        _ if PROTOCOLS.contains(&word.as_str()) => Err(AddressError::Protocol(word + "://")),
        _ => misspelt(&word).map(Some).ok_or_else(|| AddressError::Protocol(word + "://")),
    }
}

/// Protocols that are near enough to `http` to be taken for a slip.
const PROTOCOLS: [&str; 6] = ["ftp", "ftps", "sftp", "tftp", "rtmp", "rtp"];

/// The scheme that is meant by a word one or two letters away from it.
fn misspelt(word: &str) -> Option<Scheme> {
    if word.len() < 3 || word.len() > 8 {
        return None;
    }
    let (plain, secure) = (distance(word, "http"), distance(word, "https"));
    if plain.min(secure) > 2 {
        None
    } else if secure < plain || (secure == plain && word.ends_with('s')) {
        Some(Scheme::Https)
    } else {
        Some(Scheme::Http)
    }
}

/// Letters to insert, delete or replace to make one word of another (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

fn is_right(scheme: Scheme, word: &str, separator: &str) -> bool {
    separator == "://" && (scheme == Scheme::Rtsp || word.eq_ignore_ascii_case(scheme.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scheme(address: &str) -> (Option<Scheme>, &str, Vec<Note>) {
        let mut notes = Vec::new();
        let (scheme, rest) = split(address, &mut notes).unwrap();
        (scheme, rest, notes)
    }

    #[test]
    fn right_ones_pass_without_a_word() {
        for (address, expected) in [
            ("http://cam/x", Scheme::Http),
            ("HTTPS://cam/x", Scheme::Https),
            ("rtsp://cam/x", Scheme::Rtsp),
            ("axrtsphttp://cam/x", Scheme::Rtsp),
        ] {
            assert_eq!(scheme(address), (Some(expected), "cam/x", vec![]), "{address}");
        }
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
            "htpp:/cam/x",
            "http::/cam/x",
        ] {
            let (read, rest, notes) = scheme(address);
            assert_eq!((read, rest), (Some(Scheme::Http), "cam/x"), "{address}");
            let is_told = notes == [Note::SchemeMended("http")];
            assert!(is_told || matches!(address, "http:// cam/x" | "http ://cam/x"), "{address}: {notes:?}");
        }
        assert_eq!(scheme("htttps://cam/x").0, Some(Scheme::Https));
        assert_eq!(scheme("https//cam/x").0, Some(Scheme::Https));
        assert_eq!(scheme("rtsp:/cam/x").0, Some(Scheme::Rtsp));
    }

    #[test]
    fn of_two_the_second_counts() {
        assert_eq!(scheme("http://https://cam/x"), (Some(Scheme::Https), "cam/x", vec![Note::SchemeDoubled]));
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
            ("", ""),
        ] {
            assert_eq!(scheme(address), (None, rest, vec![]), "{address}");
        }
    }

    #[test]
    fn what_leads_to_no_camera_is_refused() {
        let mut notes = Vec::new();
        for address in
            ["data:image/jpeg;base64,xx", "about:blank", "file:///etc/passwd", "javascript:alert(1)"]
        {
            assert!(matches!(split(address, &mut notes), Err(AddressError::NotACamera(_))), "{address}");
        }
        for address in ["rtmp://cam/x", "ftp://cam/x", "ws://cam/x", "onvif://cam/x", "udp://@239.0.0.1"] {
            assert!(matches!(split(address, &mut notes), Err(AddressError::Protocol(_))), "{address}");
        }
        assert_eq!(split("/mjpg/video.mjpg", &mut notes), Err(AddressError::NoHost));
    }
}
