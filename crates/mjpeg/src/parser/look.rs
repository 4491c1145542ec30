//! Looking at one place in bytes that may end too soon.

use super::work;

/// Longest header field name that is looked at.
const LONGEST_NAME: usize = 64;
/// Most spaces and tabs between a field's name and its colon.
const MOST_SPACES: usize = 64;

/// The outcome of looking at one place.
pub(super) enum Look<T> {
    Yes(T),
    No,
    /// More bytes are needed.
    More,
}

/// Whether a header field begins here: a name of token characters (RFC 9110 section 5.6.2) and a colon.
/// `None` while more bytes are needed.
pub(super) fn is_header(bytes: &[u8], at_end: bool) -> Option<bool> {
    let name = bytes.iter().take(LONGEST_NAME).take_while(|&&byte| is_token(byte)).count();
    let spaces =
        bytes[name..].iter().take(MOST_SPACES).take_while(|&&byte| matches!(byte, b' ' | b'\t')).count();
    work::done(name + spaces);
    match bytes.get(name + spaces) {
        Some(b':') => Some(name > 0),
        Some(_) => Some(false),
        None if at_end => Some(false),
        None => None,
    }
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
