//! The words of a page.

use causes::decimal;

/// At most this many characters are quoted.
const CHARACTERS: usize = 200;

/// The first words of an HTML page or a text, on one line: without tags, comment marks, scripts and
/// style sheets, and with the most usual character references put back. Empty if there are none.
pub fn first_words(bytes: &[u8]) -> String {
    let text = decoded(bytes);
    let mut words = String::new();
    let mut rest: &str = &text;
    while !rest.is_empty() && words.len() < 4 * CHARACTERS {
        let (before, after) = rest.split_once('<').unwrap_or((rest, ""));
        push_resolved(&mut words, before);
        words.push(' ');
        rest = skip_tag(after);
    }
    one_line(&words)
}

/// The text in UTF-8, or else in ISO 8859-1, as older cameras write it.
pub(crate) fn decoded(bytes: &[u8]) -> String {
    let whole = match str::from_utf8(bytes) {
        Ok(text) => Some(text),
        // Only the last character is cut.
        Err(error) if error.error_len().is_none() => str::from_utf8(&bytes[..error.valid_up_to()]).ok(),
        Err(_) => None,
    };
    whole.map_or_else(|| bytes.iter().map(|&byte| char::from(byte)).collect(), str::to_owned)
}

/// The text after the tag that begins `text`, whose `<` is already removed.
fn skip_tag(text: &str) -> &str {
    // The comment's own text stays: cameras answer with messages wrapped in comments.
    if let Some(comment) = text.strip_prefix("!--") {
        return comment;
    }
    for name in ["script", "style"] {
        let named = text.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name));
        if named {
            let mut rest = text;
            while let Some((_, after)) = rest.split_once('<') {
                if after.starts_with('/') {
                    return behind_tag(after);
                }
                rest = after;
            }
            return "";
        }
    }
    behind_tag(text)
}

fn behind_tag(text: &str) -> &str {
    text.split_once('>').map_or("", |(_, after)| after)
}

/// Adds `text` with the most usual character references resolved.
fn push_resolved(words: &mut String, text: &str) {
    const REFERENCES: [(&str, char); 6] =
        [("amp;", '&'), ("lt;", '<'), ("gt;", '>'), ("quot;", '"'), ("#39;", '\''), ("nbsp;", ' ')];
    let mut pieces = text.split('&');
    words.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let resolved =
            REFERENCES.iter().find_map(|(name, character)| Some((*character, piece.strip_prefix(name)?)));
        let (character, rest) = resolved.unwrap_or(('&', piece));
        words.push(character);
        words.push_str(rest);
    }
}

fn one_line(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_whitespace().filter(|word| *word != "-->") {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().filter(|c| !c.is_control()));
    }
    if let Some((cut, _)) = line.char_indices().nth(CHARACTERS) {
        line.truncate(cut);
        line.push('…');
    }
    line
}

/// A server's words without the status, which error pages repeat in the title and above the text.
pub fn without_echo(status: u16, text: &str) -> String {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let number = decimal(status.into());
    if words.first() == Some(&&*number) && words.len() > 1 {
        // The title, and then the page: the same once more.
        while let Some(again) =
            (1..=words.len() / 2).find(|&length| words[..length] == words[length..2 * length])
        {
            words.drain(..again);
        }
        words.remove(0);
    }
    words.join(" ")
}

/// Whether a server says, in an answer with this status and text, that it was asked in plain HTTP
/// at a port for TLS: nginx, Apache, Go, Tomcat, Jetty and IIS each have a sentence of their own
/// for it.
pub fn is_tls_port(status: u16, text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    (400..500).contains(&status)
        && has(&["https", "ssl", "tls"])
        && has(&[
            "plain http",
            "http request to an https",
            "requires tls",
            "requires ssl",
            "https is required",
            "https required",
            "use https",
            "ssl required",
        ])
}

#[cfg(test)]
mod tests {
    use super::{first_words, without_echo};

    #[track_caller]
    fn says(html: &str, words: &str) {
        assert_eq!(first_words(html.as_bytes()), words);
    }

    #[test]
    fn text_stays() {
        says("Error:\r\n  camera 1 not available.", "Error: camera 1 not available.");
        says("", "");
    }

    #[test]
    fn tags_go() {
        says("<html><head><TITLE>404 Not Found</TITLE></head><body>", "404 Not Found");
        says("<b>a</b>&amp;<i class='x'>b &lt;c&gt;</i>", "a & b <c>");
    }

    #[test]
    fn the_words_of_a_comment_stay() {
        says("<!-- Camera 1 not available. -->", "Camera 1 not available.");
    }

    #[test]
    fn a_status_is_not_said_twice() {
        let without = |text| without_echo(401, text);
        assert_eq!(without("401 Unauthorized 401 Unauthorized Please log in"), "Unauthorized Please log in");
        assert_eq!(without("401 Unauthorized"), "Unauthorized");
        assert_eq!(without("Camera 401 is off"), "Camera 401 is off");
        assert_eq!((without("401"), without("")), ("401".to_owned(), String::new()));
    }

    #[test]
    fn scripts_and_styles_go() {
        says("<style>body{}</style><SCRIPT src=x>if (a<b) {}</SCRIPT>Login", "Login");
        says("<script>never closed", "");
    }

    #[test]
    fn long_texts_are_cut_and_odd_bytes_are_harmless() {
        let words = first_words("ü".repeat(5000).as_bytes());
        assert_eq!(words.chars().count(), 201);
        assert!(words.ends_with('…'));
        assert_eq!(first_words(b"Passwort ung\xfcltig"), "Passwort ung\u{fc}ltig");
        assert_eq!(first_words(b"caf\xc3"), "caf");
        says("a < b", "a");
    }
}
