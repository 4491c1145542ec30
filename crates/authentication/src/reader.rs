//! Splits `WWW-Authenticate` into challenges (RFC 9110 section 11.6.1), for cameras that write it
//! as they please: unquoted values with blanks in them, commas that are missing, several blanks,
//! any bytes.

/// A challenge as it is written.
#[derive(Debug, Default)]
pub(crate) struct Raw<'a> {
    pub(crate) scheme: &'a [u8],
    params: Vec<Param<'a>>,
}

#[derive(Debug)]
struct Param<'a> {
    name: &'a [u8],
    value: Vec<u8>,
    is_quoted: bool,
}

impl Raw<'_> {
    /// The value of a parameter, without quotes and escapes. Of several the first.
    pub(crate) fn get(&self, name: &str) -> Option<&[u8]> {
        let param = self.params.iter().find(|param| param.name.eq_ignore_ascii_case(name.as_bytes()));
        param.map(|param| param.value.as_slice())
    }
}

/// The challenges of one header field, at most `most`.
pub(crate) fn split(field: &[u8], most: usize) -> Vec<Raw<'_>> {
    let mut found: Vec<Raw<'_>> = Vec::new();
    let mut rest = field;
    loop {
        rest = trimmed(rest, is_separator);
        let (word, after) = word(rest);
        if word.is_empty() {
            // What belongs nowhere, such as a second quote.
            match rest.split_first() {
                Some((_, more)) => rest = more,
                None => return found,
            }
            continue;
        }
        rest = after;
        let blank = trimmed(after, is_blank);
        if let Some(value) = blank.strip_prefix(b"=") {
            let (value, is_quoted, after) = value_of(value);
            rest = after;
            if let Some(challenge) = found.last_mut() {
                challenge.params.push(Param { name: word, value, is_quoted });
            }
        } else if let Some(list) = found.last_mut().and_then(|challenge| unquoted_list(challenge, word)) {
            list.push(b',');
            list.extend_from_slice(word);
        } else if found.is_empty() || is_known(word) || !is_stray(blank) {
            if found.len() == most {
                return found;
            }
            found.push(Raw { scheme: word, params: Vec::new() });
        }
    }
}

/// The value that `word` continues: `qop=auth,auth-int` should be in quotes.
fn unquoted_list<'a>(challenge: &'a mut Raw<'_>, word: &[u8]) -> Option<&'a mut Vec<u8>> {
    let last = challenge.params.last_mut()?;
    let is_part = [&b"auth"[..], b"auth-int"].iter().any(|known| known.eq_ignore_ascii_case(word));
    (is_part && !last.is_quoted && last.name.eq_ignore_ascii_case(b"qop")).then_some(&mut last.value)
}

/// Whether a word begins no challenge although no `=` follows: a parameter comes after its comma.
fn is_stray(after: &[u8]) -> bool {
    after.first() == Some(&b',') && is_parameter(trimmed(after, is_separator))
}

fn is_known(word: &[u8]) -> bool {
    word.eq_ignore_ascii_case(b"basic") || word.eq_ignore_ascii_case(b"digest")
}

/// Whether this begins with `name=`.
fn is_parameter(text: &[u8]) -> bool {
    let (word, after) = word(text);
    !word.is_empty() && trimmed(after, is_blank).first() == Some(&b'=')
}

/// A value, whether it was in quotes, and what follows it.
fn value_of(text: &[u8]) -> (Vec<u8>, bool, &[u8]) {
    match trimmed(text, is_blank).strip_prefix(b"\"") {
        Some(text) => {
            let (value, rest) = quoted(text);
            (value, true, rest)
        }
        None => {
            let (value, rest) = text.split_at(unquoted(text));
            (value.trim_ascii().to_vec(), false, rest)
        }
    }
}

/// Up to the closing quote, or to the end if there is none.
fn quoted(text: &[u8]) -> (Vec<u8>, &[u8]) {
    let mut value = Vec::new();
    let mut bytes = text.iter().enumerate();
    while let Some((at, &byte)) = bytes.next() {
        match byte {
            b'"' => return (value, &text[at + 1..]),
            b'\\' => value.extend(bytes.next().map(|(_, &byte)| byte)),
            _ => value.push(byte),
        }
    }
    (value, &[])
}

/// The length of a value without quotes. It may have blanks in it; a comma, the next parameter or
/// the next challenge ends it.
fn unquoted(text: &[u8]) -> usize {
    let mut at = 0;
    while at < text.len() && text[at] != b',' {
        if is_separator(text[at]) {
            let next = trimmed(&text[at..], is_separator_but_comma);
            let (word, after) = word(next);
            let begins_challenge = is_known(word) && is_parameter(trimmed(after, is_blank));
            if begins_challenge || is_parameter(next) {
                return at;
            }
        }
        at += 1;
    }
    at
}

/// A scheme or a name, and what follows it.
fn word(text: &[u8]) -> (&[u8], &[u8]) {
    let ends = |byte: &u8| is_separator(*byte) || matches!(byte, b'=' | b'"');
    text.split_at(text.iter().position(ends).unwrap_or(text.len()))
}

fn trimmed(text: &[u8], is_gone: fn(u8) -> bool) -> &[u8] {
    let start = text.iter().position(|byte| !is_gone(*byte)).unwrap_or(text.len());
    &text[start..]
}

fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace()
}

fn is_separator(byte: u8) -> bool {
    byte == b',' || is_separator_but_comma(byte)
}

fn is_separator_but_comma(byte: u8) -> bool {
    byte == b';' || is_blank(byte)
}
