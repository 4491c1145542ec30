//! From what was pasted to the address in it: markup, quotes, sentences, line breaks.

use super::{AddressError, MAX_LENGTH, Note};

/// The address alone, and what had to be done to get it.
pub(super) fn clean(pasted: &str) -> Result<(String, Vec<Note>), AddressError> {
    if pasted.len() > MAX_LENGTH {
        return Err(AddressError::TooLong);
    }
    let mut notes = Vec::new();
    let visible: String = pasted.chars().filter(|c| !is_invisible(*c)).collect();
    let text = visible.trim();

    let inner = unwrapped(from_text(from_markup(text)));
    if inner != text {
        notes.push(Note::TakenOut);
    }
    let mut address = inner.to_owned();

    if address.get(..ENCODED.len()).is_some_and(|start| start.eq_ignore_ascii_case(ENCODED))
        || address.get(..ENCODED_TLS.len()).is_some_and(|start| start.eq_ignore_ascii_case(ENCODED_TLS))
    {
        address = vapix::query::decode(&address.replace('+', "%2B"));
        address.retain(|c| !is_invisible(c));
        notes.push(Note::Decoded);
    }
    if address.contains("&amp;") {
        while address.contains("&amp;") {
            address = address.replace("&amp;", "&");
        }
        notes.push(Note::Entities);
    }
    let broken = address.len();
    address.retain(|c| !matches!(c, '\n' | '\r' | '\t'));
    if address.len() < broken {
        notes.push(Note::Spaces);
    }
    let before_query = address.find('?').unwrap_or(address.len());
    if address[..before_query].contains('\\') {
        address = address[..before_query].replace('\\', "/") + &address[before_query..];
        notes.push(Note::Backslashes);
    }
    let end = address.trim_end_matches(|c: char| c.is_whitespace() || END_PUNCTUATION.contains(c)).len();
    if address[end..].contains(|c| END_PUNCTUATION.contains(c)) {
        notes.push(Note::Punctuation);
    }
    address.truncate(end);
    if address.is_empty() { Err(AddressError::Empty) } else { Ok((address, notes)) }
}

/// What ends a sentence rather than an address.
pub(super) const END_PUNCTUATION: &str = ".,;";

const ENCODED: &str = "http%3A%2F%2F";
const ENCODED_TLS: &str = "https%3A%2F%2F";

/// Schemes by which an address in the middle of a text is found.
const SCHEMES: [&str; 4] = ["http://", "https://", "rtsp://", "mjpeg+http"];

/// Quotes and brackets that people put round an address.
const PAIRS: [(char, char); 10] = [
    ('"', '"'),
    ('\'', '\''),
    ('`', '`'),
    ('<', '>'),
    ('(', ')'),
    ('“', '”'),
    ('„', '“'),
    ('‘', '’'),
    ('«', '»'),
    ('»', '«'),
];

/// Characters that copying brings along and nobody sees. Line breaks and tabs are not among them: they separate.
fn is_invisible(c: char) -> bool {
    let format = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    format || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

/// The value of `src` (else `href`) if the text holds a tag, the target if it holds a Markdown link; else the text.
fn from_markup(text: &str) -> &str {
    let is_tag =
        text.find('<').is_some_and(|at| text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic()));
    if is_tag {
        return attribute(text, "src").or_else(|| attribute(text, "href")).unwrap_or(text);
    }
    if let Some((_, target)) = text.split_once("](") {
        let end =
            closing(target, '(', ')').or_else(|| target.find(char::is_whitespace)).unwrap_or(target.len());
        // A title may follow the target: [text](target "title").
        return target[..end].split(char::is_whitespace).next().unwrap_or(target);
    }
    text
}

/// The value of an HTML attribute, quoted or not.
fn attribute<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = text;
    loop {
        let at = find_ignoring_case(rest, name)?;
        let separated = rest[..at].ends_with(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
        let after = rest[at + name.len()..].trim_start();
        rest = &rest[at + name.len()..];
        let Some(value) = after.strip_prefix('=') else { continue };
        if !separated {
            continue;
        }
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        return Some(match quote {
            Some(quote) => value[1..].split(quote).next().unwrap_or_default(),
            None => value.split(|c: char| c.is_whitespace() || c == '>').next().unwrap_or_default(),
        });
    }
}

/// The first address with a scheme in a text that is more than that address; else the text.
fn from_text(text: &str) -> &str {
    let Some(at) = SCHEMES.iter().filter_map(|scheme| find_ignoring_case(text, scheme)).min() else {
        return text;
    };
    let (before, address) = text.split_at(at);
    if !before.is_empty() && !introduces(before) {
        return text;
    }
    let quote = before.chars().next_back().and_then(|open| PAIRS.iter().find(|pair| pair.0 == open));
    let end = match quote {
        Some(&('(', ')')) => closing(address, '(', ')'),
        Some(&(_, close)) => address.find(close),
        None => None,
    };
    let ends = |c: char| matches!(c, '"' | '<' | '>' | '`' | '”' | '»');
    let address = &address[..end.or_else(|| address.find(ends)).unwrap_or(address.len())];
    let address = address.find("[/").map_or(address, |tag| &address[..tag]);
    // Words round the address: it ends at the first space. Alone, it may have been broken by one.
    let words =
        !before.trim().is_empty() || address.split_whitespace().skip(1).any(|word| word.contains("://"));
    if !words {
        return address;
    }
    let word = address.split_whitespace().next().unwrap_or_default();
    closing(word, '(', ')').map_or(word, |end| &word[..end])
}

/// Whether what stands before an address is text about it, and not the beginning of another address that holds it
/// (`cam/proxy?url=http://…`).
fn introduces(before: &str) -> bool {
    let label = before.trim_end_matches([':', '=', '+']);
    let is_label = label.len() < before.len()
        && !label.eq_ignore_ascii_case("blob")
        && label.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '-'));
    is_label || before.contains(|c: char| c.is_whitespace() || "\"'`<>(“„‘«»]".contains(c))
}

/// Without the quotes and brackets round the whole of it.
fn unwrapped(mut text: &str) -> &str {
    loop {
        text = text.trim();
        let inner = PAIRS.iter().find_map(|&(open, close)| text.strip_prefix(open)?.strip_suffix(close));
        match inner {
            Some(inner) => text = inner,
            None => return text,
        }
    }
}

/// Where the bracket that was opened before `text` closes.
fn closing(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

fn find_ignoring_case(text: &str, ascii: &str) -> Option<usize> {
    text.as_bytes().windows(ascii.len()).position(|window| window.eq_ignore_ascii_case(ascii.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(pasted: &str) -> String {
        clean(pasted).unwrap().0
    }

    #[test]
    fn markup_gives_its_address() {
        for pasted in [
            r#"<img src="http://cam/mjpg/video.mjpg?camera=1&amp;fps=5" width="640">"#,
            r#"<a href='http://elsewhere/'><IMG alt="src" SRC = 'http://cam/mjpg/video.mjpg?camera=1&fps=5'></a>"#,
            "<img src=http://cam/mjpg/video.mjpg?camera=1&fps=5>",
            "[my camera](http://cam/mjpg/video.mjpg?camera=1&fps=5)",
            r#"![x](http://cam/mjpg/video.mjpg?camera=1&fps=5 "title") and more"#,
            "[img]http://cam/mjpg/video.mjpg?camera=1&fps=5[/img]",
            "<http://cam/mjpg/video.mjpg?camera=1&fps=5>",
            "background: url('http://cam/mjpg/video.mjpg?camera=1&fps=5');",
        ] {
            let (address, notes) = clean(pasted).unwrap();
            assert_eq!(address, "http://cam/mjpg/video.mjpg?camera=1&fps=5", "{pasted}");
            assert!(notes.contains(&Note::TakenOut), "{pasted}");
        }
    }

    #[test]
    fn sentences_commands_and_configurations_give_their_address() {
        for pasted in [
            "My camera is at http://cam/stream, have a look.",
            "curl -v 'http://cam/stream' -o out",
            "ffmpeg -i http://cam/stream -c copy out.mkv",
            "mjpeg_url: http://cam/stream",
            "mjpeg_url:http://cam/stream",
            "view-source:http://cam/stream",
            r#"{"url": "http://cam/stream", "name": "x"}"#,
            "http://cam/stream http://other/",
            "http://cam/stream\nhttp://other/",
            "(see http://cam/stream)",
            "„http://cam/stream“",
        ] {
            assert_eq!(cleaned(pasted), "http://cam/stream", "{pasted}");
        }
    }

    #[test]
    fn an_address_within_an_address_stays_there() {
        for pasted in
            ["cam/proxy?url=http://other/", "http://cam/proxy?url=http://other/", "http://http://cam/"]
        {
            assert_eq!(clean(pasted), Ok((pasted.to_owned(), vec![])), "{pasted}");
        }
    }

    #[test]
    fn wrapping_comes_off_in_layers() {
        for pasted in
            ["\"192.168.1.5\"", "<'192.168.1.5'>", " ( `192.168.1.5` ) ", "“192.168.1.5”", "192.168.1.5.,"]
        {
            assert_eq!(cleaned(pasted), "192.168.1.5", "{pasted}");
        }
    }

    #[test]
    fn broken_lines_are_joined_and_invisible_characters_vanish() {
        assert_eq!(
            cleaned("http://cam/axis-cgi/\n mjpg/video.cgi").replace(' ', ""),
            "http://cam/axis-cgi/mjpg/video.cgi"
        );
        assert_eq!(cleaned("\u{feff}cam\u{200b}.local\u{0}"), "cam.local");
        assert_eq!(cleaned("\u{a0}cam.local\u{3000}"), "cam.local");
    }

    #[test]
    fn backslashes_turn_except_in_arguments() {
        assert_eq!(cleaned(r"http:\\cam\stream?text=a\b"), r"http://cam/stream?text=a\b");
        assert_eq!(cleaned(r"\\cam\stream"), "//cam/stream");
    }

    #[test]
    fn an_encoded_address_is_decoded_once() {
        assert_eq!(cleaned("http%3A%2F%2Fcam%2Fstream%3Fa%3D1%252"), "http://cam/stream?a=1%2");
        assert_eq!(cleaned("https%3a%2f%2fcam"), "https://cam");
    }

    #[test]
    fn nothing_and_too_much_are_refused() {
        for pasted in ["", " \n", "\"\"", "<>", ".", "\u{200b}", "''''"] {
            assert_eq!(clean(pasted), Err(AddressError::Empty), "{pasted:?}");
        }
        assert_eq!(clean(&"x".repeat(MAX_LENGTH + 1)), Err(AddressError::TooLong));
    }
}
