//! The name of a stream within its session.

use std::fmt;
use std::str::FromStr;

/// The name that a viewer gives a stream, within one session: 1 to 32 letters, digits, `-` and `_`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId(Box<str>);

/// The text is no [`StreamId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id has 1 to 32 letters, digits, - and _")]
pub struct IdError;

impl StreamId {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for StreamId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let is_valid = (1..=32).contains(&text.len()) && text.bytes().all(plain);
        if is_valid { Ok(Self(text.into())) } else { Err(IdError) }
    }
}

impl From<u32> for StreamId {
    fn from(number: u32) -> Self {
        Self(number.to_string().into())
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_cannot_break_out_of_a_header_field() {
        for text in ["a", "17", "Yard_2-left", "0123456789abcdef0123456789abcdef"] {
            assert_eq!(text.parse::<StreamId>().map(|id| id.to_string()), Ok(text.to_owned()));
        }
        for text in ["", " a", "a b", "a\r\nX: y", "ä", "a/b", "0123456789abcdef0123456789abcdef0"] {
            assert_eq!(text.parse::<StreamId>(), Err(IdError), "{text:?}");
        }
    }
}
