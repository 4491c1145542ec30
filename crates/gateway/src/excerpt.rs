//! The text of an answer that should have been a picture.

/// Bytes of such an answer that are worth reading.
pub(crate) const EXCERPT: usize = 4 << 10;

/// The first characters of `body` if it is text, on one line and without markup.
pub(crate) fn excerpt(body: &[u8]) -> String {
    const CHARACTERS: usize = 200;
    let body = &body[..body.len().min(EXCERPT)];
    let text = match std::str::from_utf8(body) {
        Ok(text) => text,
        // A character cut in half at the end is no reason to say nothing.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&body[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return String::new(),
    };
    let mut plain = String::new();
    let mut in_tag = false;
    for character in text.chars() {
        match character {
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                plain.push(' ');
            }
            _ if in_tag => {}
            character => plain.push(character),
        }
    }
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").chars().filter(|character| !character.is_control()).take(CHARACTERS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_the_words() {
        let html = b"<HTML><BODY>\r\n<h1>401 Unauthorized</h1>Please\x07 log in</BODY>";
        assert_eq!(excerpt(html), "401 Unauthorized Please log in");
        assert_eq!(excerpt("caf\u{e9}".as_bytes().split_last().unwrap().1), "caf");
        assert_eq!(excerpt(b"\xff\xd8\xff\xe0"), "");
        assert_eq!(excerpt("x".repeat(9000).as_bytes()).len(), 200);
    }
}
