//! Messages in place of an answer. Cameras send them with status 200, as plain text, as an HTML
//! comment or as a small HTML page.

/// Longest message that is kept, in characters.
const LONGEST: usize = 300;

/// The camera answered with a message instead of what was asked for. The camera is to blame, or the
/// request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the camera says: {text}")]
pub struct CameraMessage {
    /// Its message, for a person.
    pub text: String,
}

impl CameraMessage {
    /// The message in an answer's body.
    pub fn of(body: &str) -> Self {
        Self { text: message_text(body) }
    }
}

/// What an answer says to a person: without HTML comment marks, tags and superfluous white space,
/// at most 300 characters. `nothing` if nothing is left.
pub fn message_text(body: &str) -> String {
    let mut text = String::new();
    let mut rest = body;
    while let Some(start) = rest.find('<') {
        push_words(&mut text, &rest[..start]);
        let tag = &rest[start..];
        rest = if let Some(comment) = tag.strip_prefix("<!--") {
            let (words, after) = comment.split_once("-->").unwrap_or((comment, ""));
            push_words(&mut text, words);
            after
        } else if is_invisible(tag, "<style") {
            tag.split_once("</style>").map_or("", |(_, after)| after)
        } else if is_invisible(tag, "<script") {
            tag.split_once("</script>").map_or("", |(_, after)| after)
        } else if tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c)) {
            tag.split_once('>').map_or("", |(_, after)| after)
        } else {
            push_words(&mut text, "<");
            &tag[1..]
        };
    }
    push_words(&mut text, rest);
    if text.is_empty() { "nothing".to_owned() } else { text }
}

fn is_invisible(tag: &str, name: &str) -> bool {
    tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
}

fn push_words(text: &mut String, words: &str) {
    for word in words.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if text.chars().count() >= LONGEST {
            return;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        let room = LONGEST.saturating_sub(text.chars().count());
        text.extend(word.chars().take(room));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_tags_are_stripped() {
        for (body, text) in [
            ("<!-- Camera 9 not available. -->\r\n", "Camera 9 not available."),
            ("Resolution not supported\r\n", "Resolution not supported"),
            (
                "<HTML><HEAD><TITLE>404 Not Found</TITLE><style>p{}</style></HEAD>\n<BODY><H1>404</H1>gone</BODY>",
                "404 Not Found 404 gone",
            ),
            ("<!-- never closed", "never closed"),
            ("a < b <b>c</b>", "a < b c"),
            (" \r\n", "nothing"),
            ("", "nothing"),
        ] {
            assert_eq!(message_text(body), text, "{body}");
        }
    }

    #[test]
    fn a_message_stays_short() {
        assert_eq!(message_text(&"x".repeat(100_000)).chars().count(), LONGEST);
        assert!(message_text(&"ü ".repeat(100_000)).chars().count() <= LONGEST);
    }
}
