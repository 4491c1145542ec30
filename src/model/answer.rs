//! The camera's answer to the question for its options.

use vapix::{Parameters, message_text};

/// Why a camera listed no options. `Display` completes the sentence "The camera did not list its options: …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Silence {
    /// No answer, or none that this page may read.
    #[error("this page cannot read its answer")]
    Unreachable,
    /// HTTP 401 or 403.
    #[error("it needs a login for that")]
    Login,
    /// Another HTTP status.
    #[error("it answered with HTTP status {0}")]
    Status(u16),
    /// Longer than [`LONGEST`].
    #[error("its answer is too long")]
    TooLong,
    /// A list without a single parameter.
    #[error("its list is empty")]
    Empty,
    /// Not a list of parameters.
    #[error("its answer is not a list: “{0}”")]
    Other(String),
}

/// Bytes of an answer beyond which it is not read. A full list of all groups has about 100 kB.
pub const LONGEST: usize = 512 * 1024;

/// Characters of a strange answer that are shown.
const EXCERPT: usize = 80;

/// Reads the answer to a request for parameter groups.
///
/// # Errors
/// If it holds no parameters.
pub fn read(status: u16, body: &[u8]) -> Result<Parameters, Silence> {
    match status {
        200..=299 => {}
        401 | 403 => return Err(Silence::Login),
        _ => return Err(Silence::Status(status)),
    }
    let parameters = Parameters::from_bytes(body);
    if !parameters.is_empty() {
        return Ok(parameters);
    }
    let text = String::from_utf8_lossy(body);
    // A page, or a message in a comment, has markup; a list of errors begins with `#`.
    if text.trim().is_empty() || !parameters.errors().is_empty() {
        return Err(Silence::Empty);
    }
    let text = message_text(&text);
    let excerpt: String = text.chars().take(EXCERPT).collect();
    Err(Silence::Other(if excerpt.len() < text.len() { excerpt + "…" } else { excerpt }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read() {
        let parameters = read(200, b"root.Brand.Brand=AXIS\r\n# Error: x\r\n").unwrap();
        assert_eq!(parameters.brand(), Some("AXIS"));
    }

    #[test]
    fn what_is_no_list_has_its_reason() {
        for (status, body, reason) in [
            (401, "<html>", "it needs a login for that"),
            (404, "", "it answered with HTTP status 404"),
            (200, " \r\n", "its list is empty"),
            (200, "# Error: Error -1 getting param in group 'Brand'\n", "its list is empty"),
            (200, "Busy now", "its answer is not a list: “Busy now”"),
        ] {
            assert_eq!(read(status, body.as_bytes()).unwrap_err().to_string(), reason);
        }
        let Err(Silence::Other(shown)) = read(200, "x".repeat(200).as_bytes()) else { panic!() };
        assert_eq!(shown.chars().count(), EXCERPT + 1);
    }
}
