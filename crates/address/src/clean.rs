//! From what was pasted to the address in it: markup, quotes, sentences, line breaks.

use std::borrow::Cow;

use vapix::query::decode;

use super::authority::{self, goes_on};
use super::scheme::{self, BEGINNINGS, Beginning};
use super::{AddressError, MAX_LENGTH, Note, secret};

/// The address alone, and what had to be done to get it.
pub(super) fn clean(pasted: &str) -> Result<(String, Vec<Note>), AddressError> {
    if pasted.len() > MAX_LENGTH {
        return Err(AddressError::TooLong);
    }
    let mut notes = Vec::new();
    let visible: String = pasted.chars().filter(|c| !is_invisible(*c)).collect();
    // Slashes as JSON may escape them.
    let visible = if visible.contains(":\\/\\/") { visible.replace("\\/", "/") } else { visible };
    let text = visible.trim();
    // An entry of a list.
    let text =
        text.strip_prefix(['-', '*', '•']).filter(|rest| rest.starts_with(' ')).map_or(text, str::trim);

    let inner = from_text(from_markup(text));
    let inner = unwrapped(&inner);
    if inner != text {
        notes.push(Note::TakenOut);
    }
    let mut address = inner.to_owned();

    if address.get(..ENCODED.len()).is_some_and(|start| start.eq_ignore_ascii_case(ENCODED))
        || address.get(..ENCODED_TLS.len()).is_some_and(|start| start.eq_ignore_ascii_case(ENCODED_TLS))
    {
        address = decode(&address.replace('+', "%2B"));
        address.retain(|c| !is_invisible(c));
        notes.push(Note::Decoded);
    }
    if without_entities(&mut address) {
        notes.push(Note::Entities);
    }
    let broken = address.len();
    address.retain(|c| !matches!(c, '\n' | '\r' | '\t'));
    if address.len() < broken {
        notes.push(Note::Spaces);
    }
    let end = end_of_sentence(&address);
    if address[end..].contains(|c| END_PUNCTUATION.contains(c)) {
        notes.push(Note::Punctuation);
    }
    address.truncate(end);
    if address.is_empty() { Err(AddressError::Empty) } else { Ok((address, notes)) }
}

/// Where the address ends before the punctuation of a sentence. Behind a password among the arguments it is the password's.
fn end_of_sentence(address: &str) -> usize {
    let spaces = address.trim_end().len();
    if ends_in_secret(&address[..spaces]) {
        return spaces;
    }
    let end = address.trim_end_matches(|c: char| c.is_whitespace() || END_PUNCTUATION.contains(c)).len();
    end.max(behind_login(address, None).min(spaces))
}

/// Whether the last argument of an address is a secret that has a value.
fn ends_in_secret(address: &str) -> bool {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let last = query.rsplit(['&', ';']).find(|pair| !pair.is_empty()).unwrap_or_default();
    last.split_once('=').is_some_and(|(name, value)| !value.is_empty() && secret::is_secret(&decode(name)))
}

/// Where the host of an address begins, behind its scheme and login. No mark before it ends the address. `close` is the one
/// that does further on.
fn behind_login(address: &str, close: Option<char>) -> usize {
    let Ok(Beginning { rest, .. }) = scheme::split(address, &mut Vec::new()) else { return 0 };
    address.len() - rest.len() + authority::login_end(rest, close).unwrap_or_default()
}

/// Reads the entities that HTML writes for punctuation. Whether there was any.
fn without_entities(address: &mut String) -> bool {
    const ENTITIES: [(&str, &str); 10] = [
        ("&amp;", "&"),
        ("&#38;", "&"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&#60;", "<"),
        ("&gt;", ">"),
        ("&#62;", ">"),
    ];
    let mut found = false;
    // As often as it was escaped.
    while let Some((entity, text)) = ENTITIES.iter().find(|(entity, _)| address.contains(entity)) {
        *address = address.replace(entity, text);
        found = true;
    }
    found
}

/// What ends a sentence rather than an address.
pub(super) const END_PUNCTUATION: &str = ".,;";

const ENCODED: &str = "http%3A%2F%2F";
const ENCODED_TLS: &str = "https%3A%2F%2F";

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
    let address = address_at(text).unwrap_or_default();
    let login = address..address + behind_login(&text[address..], None);
    let is_outside = |at: usize| !login.contains(&at);
    let is_tag = |at: usize| text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic());
    if text.match_indices('<').any(|(at, _)| is_tag(at) && is_outside(at)) {
        return attribute(text, "src").or_else(|| attribute(text, "href")).unwrap_or(text);
    }
    if let Some((at, mark)) = text.match_indices("](").find(|&(at, _)| is_outside(at)) {
        let target = &text[at + mark.len()..];
        let from = behind_login(target, Some(')'));
        let rest = &target[from..];
        let end = closing(rest, '(', ')').or_else(|| rest.find(char::is_whitespace)).unwrap_or(rest.len());
        // A title may follow the target: [text](target "title").
        let end = rest[..end].find(char::is_whitespace).unwrap_or(end);
        return &target[..from + end];
    }
    text
}

/// Where the first address with a scheme begins.
fn address_at(text: &str) -> Option<usize> {
    BEGINNINGS.iter().filter_map(|scheme| find_ignoring_case(text, scheme)).min()
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
fn from_text(text: &str) -> Cow<'_, str> {
    let Some(at) = address_at(text) else { return text.into() };
    let (before, address) = text.split_at(at);
    if !before.is_empty() && !introduces(before) {
        return text.into();
    }
    // A string of JSON, or one within another.
    if before.ends_with("\\\"") {
        let address = &address[..address.find("\\\"").unwrap_or(address.len())];
        return without_escapes(address).into();
    }
    // Words round the address: it ends at the first space. Alone, it may have been broken by one.
    let words =
        !before.trim().is_empty() || address.split_whitespace().skip(1).any(|word| word.contains("://"));
    let quote = before.chars().next_back().and_then(|open| PAIRS.iter().find(|pair| pair.0 == open));
    let close = quote.map(|pair| pair.1);
    let login = behind_login(&address[..end_at_most(address, words, close)], close);
    let rest = &address[login..];
    let end = match quote {
        Some(&('"', _)) => Some(end_of_quoted(rest)),
        Some(&('(', ')')) => closing(rest, '(', ')'),
        Some(&(_, close)) => rest.find(close),
        None => None,
    };
    if let (Some(&('"', _)), Some(end)) = (quote, end)
        && address[..login + end].contains('\\')
    {
        return without_escapes(&address[..login + end]).into();
    }
    let ends = |c: char| matches!(c, '<' | '>' | '`' | '”' | '»') || words && c.is_whitespace();
    let rest = &rest[..end.unwrap_or_else(|| end_of_bare(rest, ends))];
    let rest = rest.find("[/").map_or(rest, |tag| &rest[..tag]);
    let rest = match closing(rest, '(', ')') {
        Some(end) if words && quote.is_none_or(|pair| pair.0 != '"') => &rest[..end],
        _ => rest,
    };
    address[..login + rest.len()].into()
}

/// Where an address ends at the latest, whatever its password holds: at a space between words, where a string of JSON
/// ends, or where the next address begins.
fn end_at_most(address: &str, words: bool, close: Option<char>) -> usize {
    let is_closed = close.is_some_and(|close| address.contains(close));
    let space = address.find(char::is_whitespace).filter(|_| words && !is_closed);
    let string = address.match_indices('"').map(|(at, _)| at).find(|&at| {
        let next = address[at + 1..].trim_start().chars().next();
        !address[..at].ends_with('\\') && next.is_none_or(|next| ",:}]".contains(next))
    });
    let string = string.filter(|_| close == Some('"'));
    [space, string].into_iter().flatten().min().unwrap_or(address.len())
}

/// Where an address that is not quoted ends. A quote inside of it does not end it (`StmKey="0123"`, `/View/"main door".mjpg`):
/// one does that stands where no address goes on. Nor does a mark inside of a password among the arguments.
fn end_of_bare(text: &str, ends: impl Fn(char) -> bool) -> usize {
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at + c.len_utf8()..];
        if ends(c) && (c.is_whitespace() || !goes_on(rest) || is_tag(c, rest) || !ends_in_secret(&text[..at]))
        {
            return at;
        }
        if c == '"' {
            if let Some(behind) = quoted_value(text, at) {
                at = behind;
                continue;
            }
            if !goes_on(rest) || text[..at].ends_with(char::is_whitespace) {
                return at;
            }
        }
        at += c.len_utf8();
    }
    at
}

/// Whether `c` and `rest` begin with a tag of HTML.
fn is_tag(c: char, rest: &str) -> bool {
    c == '<'
        && rest.starts_with(|c: char| c == '/' || c == '!' || c.is_ascii_alphabetic())
        && rest.contains('>')
}

/// Where an address ends that stands in double quotes: before the closing one, which is none of those of a value in it.
fn end_of_quoted(text: &str) -> usize {
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        match c {
            '\\' => at += 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
            '"' => {
                let behind = quoted_value(text, at).filter(|&behind| {
                    let next = text[behind..].chars().next();
                    next.is_none_or(|next| "\"&./;?".contains(next))
                });
                match behind {
                    // Without a quote behind it, the value's own is the closing one.
                    Some(behind) if text[behind..].contains('"') => at = behind,
                    _ => return at,
                }
            }
            c => at += c.len_utf8(),
        }
    }
    at
}

/// Where the quoted value ends whose opening quote is at `at`, behind a `=` or `/`; `None` if none begins there.
fn quoted_value(text: &str, at: usize) -> Option<usize> {
    let inside = text[at + 1..].split('"').next()?;
    let is_closed = text[at + 1 + inside.len()..].starts_with('"');
    let begins = text[..at].ends_with(['=', '/'])
        && inside.starts_with(|c: char| c.is_alphanumeric() || "%-_{".contains(c));
    let holds = !inside.contains(['<', '>', '\n', '=', '?']) && !inside.contains("://");
    (is_closed && begins && holds).then_some(at + 2 + inside.len())
}

/// A string of JSON without its escapes.
fn without_escapes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let code = after.strip_prefix('u').and_then(|code| code.get(..4));
        let read = code.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?));
        rest = match read {
            Some(c) => {
                out.push(c);
                &after[5..]
            }
            // `\"`, `\/` and `\\` stand for the character that follows. Before any other it is a backslash: no address holds
            // the control characters that JSON writes so.
            None if !after.starts_with(['"', '/', '\\']) => {
                out.push('\\');
                after
            }
            None => after,
        };
        if read.is_none()
            && let Some(c) = rest.chars().next()
        {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out.push_str(rest);
    out
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
    fn a_quote_inside_an_address_does_not_end_it() {
        for (pasted, address) in [
            (r#"http://h/?a=1&StmKey="0123""#, r#"http://h/?a=1&StmKey="0123""#),
            (r#"http://h/?StmKey="0123"&b=2"#, r#"http://h/?StmKey="0123"&b=2"#),
            (r#"http://h/View/"main door".mjpg"#, r#"http://h/View/"main door".mjpg"#),
            (r#"see http://h/View/"main door".mjpg there"#, r#"http://h/View/"main door".mjpg"#),
            (r#"http://h/5"cam/x"#, r#"http://h/5"cam/x"#),
            (r#"curl "http://h/?StmKey="0123"" -o x"#, r#"http://h/?StmKey="0123""#),
            (
                r#"{"a":{"url":"http://h/?k=1&StmKey=\"0123\"","b":"rtsp://x"}}"#,
                r#"http://h/?k=1&StmKey="0123""#,
            ),
            (r#"{"url":"http:\/\/h\/x","b":1}"#, "http://h/x"),
            (r#"{"url":"http://root:a\\b\"c@h/x","b":"joe@x"}"#, r#"http://root:a\b"c@h/x"#),
            (r#"{"url":"http://root:8080","b":"joe@x"}"#, "http://root:8080"),
            (r#"{"url":"http://h\/x?a=1\u0026b=2"}"#, "http://h/x?a=1&b=2"),
            (r#""{\"url\":\"http://h/x\"}""#, "http://h/x"),
            (r#"<img src="http://h/?StmKey=&quot;0123&quot;">"#, r#"http://h/?StmKey="0123""#),
            // These end it.
            (r#"http://h/x""#, "http://h/x"),
            (r#"http://h/x", "name": "y""#, "http://h/x"),
            (r#"http://h/x">text</a>"#, "http://h/x"),
            (r#"http://h/x "front door""#, "http://h/x"),
            (r#"<img src="http://h/?x=" alt="b">"#, "http://h/?x="),
        ] {
            assert_eq!(cleaned(pasted), address, "{pasted}");
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
    fn marks_in_a_login_are_its_own() {
        for password in [
            "a\\b",
            "a`b",
            "a<b",
            "a>b",
            "<b>",
            "a\"b",
            "a'b",
            "a(b",
            "a)b",
            "a](b",
            "[/b",
            "a,b",
            "a;b",
            "a.b.",
            "a”b",
            "a»b",
            "`'\"<>()[]{}|\\^~*+,;=$&!%",
        ] {
            let address = format!("http://root:{password}@cam/x");
            for (before, after) in [
                ("", ""),
                ("see ", " there"),
                ("url: ", ""),
                ("- ", ""),
                ("<", ">"),
                ("`", "`"),
                ("'", "'"),
                ("(", ")"),
                ("[x](", ")"),
                ("„", "“"),
                ("", ","),
                ("", "."),
                ("[img]", "[/img]"),
                ("ffmpeg -i ", " -c copy out.mkv"),
            ] {
                assert_eq!(cleaned(&format!("{before}{address}{after}")), address, "{before}…{after}");
            }
        }
        assert_eq!(cleaned("http://root:<img src=x@cam/x"), "http://root:<img src=x@cam/x");
    }

    #[test]
    fn marks_in_a_password_among_the_arguments_are_its_own() {
        for password in ["a<b", "a>b", "a`b", "b.", "b,", "b;", "a\"b", "a\\b"] {
            let address = format!("http://cam/x?user=root&pwd={password}");
            assert_eq!(cleaned(&address), address);
        }
        assert_eq!(cleaned("<b>http://cam/x?pwd=a</b>"), "http://cam/x?pwd=a");
        assert_eq!(cleaned("`http://cam/x?pwd=a`"), "http://cam/x?pwd=a");
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
