//! Extracts the address from a pasted text: removes markup, quotes, sentences, line breaks.

use vapix::query::decode;

use super::markup::from_markup;
use super::text::{behind_login, ends_in_secret, from_text, unwrapped};
use super::{AddressError, MAX_LENGTH, Note};

/// The address alone, and the corrections that it needed.
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

/// Where the address ends before the punctuation of a sentence. Behind a password among the
/// arguments it is the password's.
fn end_of_sentence(address: &str) -> usize {
    let spaces = address.trim_end().len();
    if ends_in_secret(&address[..spaces]) {
        return spaces;
    }
    let end = address.trim_end_matches(|c: char| c.is_whitespace() || END_PUNCTUATION.contains(c)).len();
    end.max(behind_login(address, None).min(spaces))
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

/// Characters that end a sentence rather than an address.
pub(super) const END_PUNCTUATION: &str = ".,;";

const ENCODED: &str = "http%3A%2F%2F";
const ENCODED_TLS: &str = "https%3A%2F%2F";

/// Characters that copying brings along and nobody sees. Line breaks and tabs are not among them:
/// they separate.
fn is_invisible(c: char) -> bool {
    let is_mark = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}');
    let is_direction = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}');
    is_mark || is_direction || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
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
