//! The boundary: as the `Content-Type` announces it, and as the delimiters really have it.

/// Longest boundary that is taken as announced. RFC 2046 allows 70 characters; what begins like a
/// delimiter is compared with all of them.
const LONGEST: usize = 1000;

/// The text between two parts, less its dashes.
///
/// RFC 2046 section 5.1.1 makes a delimiter of two dashes and the announced boundary. Cameras
/// announce it with the dashes, in other letters, or not at all, so what is compared is the text
/// without the leading dashes, and a delimiter may teach another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Boundary {
    announced: Option<Vec<u8>>,
    text: Vec<u8>,
}

/// How a delimiter's dashes relate to the announced boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dashes {
    /// Two more than announced, as RFC 2046 has it.
    Standard,
    /// Just those of the announced boundary, which already has them.
    Announced,
    /// Another number.
    Odd,
}

impl Boundary {
    /// Reads the `boundary` parameter of a `Content-Type`.
    pub(crate) fn from_content_type(content_type: &str) -> Self {
        match parameter(content_type, "boundary").filter(|value| value.len() <= LONGEST) {
            Some(value) => Self { text: without_dashes(&value).to_vec(), announced: Some(value) },
            None => Self::default(),
        }
    }

    /// The delimiter's text without its leading dashes; empty while unknown.
    pub(crate) fn text(&self) -> &[u8] {
        &self.text
    }

    /// Whether the `Content-Type` announced one.
    pub(crate) fn is_announced(&self) -> bool {
        self.announced.is_some()
    }

    /// Takes the text of a delimiter line seen in the stream as the boundary.
    pub(crate) fn learn(&mut self, line: &[u8]) {
        self.text = without_dashes(line).to_vec();
    }

    /// Judges the number of dashes before the text.
    pub(crate) fn judge(&self, dashes: usize) -> Dashes {
        let announced =
            self.announced.as_deref().map_or(0, |value| value.len() - without_dashes(value).len());
        if dashes == announced + 2 {
            Dashes::Standard
        } else if dashes == announced && announced >= 2 {
            Dashes::Announced
        } else {
            Dashes::Odd
        }
    }
}

fn without_dashes(text: &[u8]) -> &[u8] {
    let dashes = text.iter().take_while(|&&byte| byte == b'-').count();
    &text[dashes..]
}

/// The value of a parameter of a media type, unquoted and trimmed; `None` if it is missing or
/// empty. More lenient than RFC 9110 section 5.6.6: spaces around `=`, a comma for the semicolon,
/// an unclosed quote.
fn parameter(content_type: &str, name: &str) -> Option<Vec<u8>> {
    let bytes = content_type.as_bytes();
    for (found, word) in bytes.windows(name.len()).enumerate() {
        let separated = found == 0 || matches!(bytes[found - 1], b';' | b',' | b' ' | b'\t');
        if !separated || !word.eq_ignore_ascii_case(name.as_bytes()) {
            continue;
        }
        let after = content_type.get(found + name.len()..).unwrap_or_default();
        let Some(value) = after.trim_start().strip_prefix('=') else { continue };
        let value = value.trim_start();
        let value = match value.strip_prefix('"') {
            Some(quoted) => unquote(quoted),
            None => value.split(';').next().unwrap_or_default().trim().as_bytes().to_vec(),
        };
        return (!value.is_empty()).then_some(value);
    }
    None
}

fn unquote(quoted: &str) -> Vec<u8> {
    let (mut value, mut bytes) = (Vec::new(), quoted.bytes());
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => break,
            b'\\' => value.extend(bytes.next()),
            other => value.push(other),
        }
    }
    value.trim_ascii().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parameter_is_found_however_it_is_written() {
        for (content_type, expected) in [
            ("multipart/x-mixed-replace; boundary=foo", Some("foo")),
            ("multipart/x-mixed-replace;boundary=--foo", Some("--foo")),
            ("multipart/x-mixed-replace ; Boundary = foo ", Some("foo")),
            ("multipart/x-mixed-replace, boundary=foo", Some("foo")),
            ("multipart/x-mixed-replace;boundary =--myboundary", Some("--myboundary")),
            ("multipart/x-mixed-replace; boundary=\"a b;c\\\"d\"; x=1", Some("a b;c\"d")),
            ("multipart/x-mixed-replace; boundary=\"open", Some("open")),
            ("multipart/x-mixed-replace;boundary=--video boundary--", Some("--video boundary--")),
            ("multipart/x-mixed-replace; charset=x; boundary=foo; y=z", Some("foo")),
            ("multipart/x-mixed-replace; xboundary=bar; boundary=foo", Some("foo")),
            ("multipart/x-mixed-replace; boundary=", None),
            ("multipart/x-mixed-replace; boundary", None),
            ("image/jpeg", None),
            ("", None),
        ] {
            let expected = expected.map(|value| value.as_bytes().to_vec());
            assert_eq!(parameter(content_type, "boundary"), expected, "{content_type:?}");
        }
    }

    #[test]
    fn dashes_are_judged_against_what_was_announced() {
        let plain = Boundary::from_content_type("multipart/x-mixed-replace; boundary=foo");
        assert_eq!(
            (plain.text(), plain.judge(2), plain.judge(4)),
            (&b"foo"[..], Dashes::Standard, Dashes::Odd)
        );
        let dashed = Boundary::from_content_type("multipart/x-mixed-replace; boundary=--foo");
        assert_eq!((dashed.text(), dashed.judge(2)), (&b"foo"[..], Dashes::Announced));
        assert_eq!(dashed.judge(4), Dashes::Standard);
        assert_eq!(plain.judge(0), Dashes::Odd);
    }
}
