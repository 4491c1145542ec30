//! Where an address begins and ends in a text: in quotes and brackets, in a sentence, in JSON. No
//! mark ends it that belongs to its login.

use std::borrow::Cow;

use vapix::query::decode;

use super::authority::{self, goes_on};
use super::scheme::{self, BEGINNINGS, Beginning};
use super::secret;

/// The first address with a scheme in a text that is more than that address; else the text.
pub(super) fn from_text(text: &str) -> Cow<'_, str> {
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

/// Without the quotes and brackets round the whole of it.
pub(super) fn unwrapped(mut text: &str) -> &str {
    loop {
        text = text.trim();
        let inner = PAIRS.iter().find_map(|&(open, close)| text.strip_prefix(open)?.strip_suffix(close));
        match inner {
            Some(inner) => text = inner,
            None => return text,
        }
    }
}

/// Where the host of an address begins, behind its scheme and login. No mark before it ends the
/// address. `close` is the one that does further on.
pub(super) fn behind_login(address: &str, close: Option<char>) -> usize {
    let Ok(Beginning { rest, .. }) = scheme::split(address, &mut Vec::new()) else { return 0 };
    address.len() - rest.len() + authority::login_end(rest, close).unwrap_or_default()
}

/// Whether the last argument of an address is a secret that has a value.
pub(super) fn ends_in_secret(address: &str) -> bool {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let last = query.rsplit(['&', ';']).find(|pair| !pair.is_empty()).unwrap_or_default();
    last.split_once('=').is_some_and(|(name, value)| !value.is_empty() && secret::is_secret(&decode(name)))
}

/// Where the first address with a scheme begins.
pub(super) fn address_at(text: &str) -> Option<usize> {
    BEGINNINGS.iter().filter_map(|scheme| find_ignoring_case(text, scheme)).min()
}

/// Where the bracket that was opened before `text` closes.
pub(super) fn closing(text: &str, open: char, close: char) -> Option<usize> {
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

pub(super) fn find_ignoring_case(text: &str, ascii: &str) -> Option<usize> {
    text.as_bytes().windows(ascii.len()).position(|window| window.eq_ignore_ascii_case(ascii.as_bytes()))
}

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

/// Where an address ends at the latest, whatever its password holds: at a space between words,
/// where a string of JSON ends, or where the next address begins.
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

/// Where an address that is not quoted ends. A quote inside of it does not end it (`StmKey="0123"`,
/// `/View/"main door".mjpg`): one does that stands where no address goes on. Nor does a mark inside
/// of a password among the arguments.
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

/// Where an address ends that stands in double quotes: before the closing one, which is none of
/// those of a value in it.
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

/// Where the quoted value ends whose opening quote is at `at`, behind a `=` or `/`; `None` if none
/// begins there.
fn quoted_value(text: &str, at: usize) -> Option<usize> {
    let inside = text[at + 1..].split('"').next()?;
    let is_closed = text[at + 1 + inside.len()..].starts_with('"');
    let begins = text[..at].ends_with(['=', '/'])
        && inside.starts_with(|c: char| c.is_ascii_alphanumeric() || !c.is_ascii() || "%-_{".contains(c));
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
            // `\"`, `\/` and `\\` stand for the character that follows. Before any other it is a
            // backslash: no address holds the control characters that JSON writes so.
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

/// Whether what stands before an address is text about it, and not the beginning of another address
/// that holds it (`cam/proxy?url=http://…`).
fn introduces(before: &str) -> bool {
    let label = before.trim_end_matches([':', '=', '+']);
    let is_label = label.len() < before.len()
        && !label.eq_ignore_ascii_case("blob")
        && label.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '-'));
    is_label || before.contains(|c: char| c.is_whitespace() || "\"'`<>(“„‘«»]".contains(c))
}
