//! Query strings: names and values, percent-encoded (RFC 3986).

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Characters that a query may hold unescaped and that cannot be mistaken for a separator. Kept
/// readable, because a person looks at these URLs.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b',')
    .remove(b':')
    .remove(b'/');

/// The pairs of a query string, still encoded, in order. A name without `=` has no value. Empty
/// pairs are left out.
pub fn raw_pairs(query: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| match pair.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (pair, None),
    })
}

/// The pairs of a query string, decoded, in order. A name without `=` has an empty value.
pub fn pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    raw_pairs(query).map(|(name, value)| (decode(name), decode(value.unwrap_or_default())))
}

/// Adds a pair to a query string, encoded.
pub fn push(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    query.extend(utf8_percent_encode(name, ESCAPED));
    query.push('=');
    query.extend(utf8_percent_encode(value, ESCAPED));
}

/// Decodes `%XX` and `+`. Bytes that are not UTF-8 are read as Latin-1, which older firmware
/// writes.
pub fn decode(text: &str) -> String {
    let spaced = if text.contains('+') { Cow::Owned(text.replace('+', " ")) } else { Cow::Borrowed(text) };
    let bytes: Cow<'_, [u8]> = percent_decode_str(&spaced).into();
    text_of(&bytes)
}

/// UTF-8 where it is that, else Latin-1: cameras do not say which they write.
pub(crate) fn text_of(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|&byte| char::from(byte)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_come_in_order_and_decoded() {
        let read: Vec<_> = pairs("a=1&&b&text=Gate+2%20%26%2B&a=2").collect();
        let expected = [("a", "1"), ("b", ""), ("text", "Gate 2 &+"), ("a", "2")];
        assert_eq!(read, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn only_the_first_equals_sign_separates() {
        assert_eq!(raw_pairs("p=a=b").collect::<Vec<_>>(), [("p", Some("a=b"))]);
    }

    #[test]
    fn what_is_pushed_reads_back() {
        let mut query = String::new();
        push(&mut query, "textstring", "Tür & Tor=+%");
        push(&mut query, "overlaypos", "10,20");
        assert_eq!(query, "textstring=T%C3%BCr%20%26%20Tor%3D%2B%25&overlaypos=10,20");
        assert_eq!(pairs(&query).next().unwrap().1, "Tür & Tor=+%");
    }

    #[test]
    fn latin_1_is_read_and_broken_escapes_stay() {
        assert_eq!(decode("T%FCr"), "Tür");
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%4"), "%4");
    }
}
