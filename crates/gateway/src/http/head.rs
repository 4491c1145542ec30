//! The head of a response as cameras send it, and as the HTTP library takes it.
//!
//! Read as leniently as curl and browsers do, then written anew: the library never sees how it was
//! spelt. The two fields that frame the body are taken out, because [`framing`](super::framing)
//! reads it.

use axum::http::{HeaderName, HeaderValue};

pub(crate) use super::framing::Framing;

/// The longest head. curl 8.4 takes as much.
pub(crate) const LONGEST: usize = 300 << 10;
/// Fields beyond are dropped: the library has a limit of its own, and no camera says anything there.
pub(super) const FIELDS: usize = 4000;

/// The field that names faults of the camera's answer that were put right. It is never the camera's own.
pub(crate) const MENDED: HeaderName = HeaderName::from_static("x-mullion-mended");

/// A fault of a response that was put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mended {
    /// A `Content-Length` that is no number, or that contradicts another one.
    ContentLength,
    /// Chunks that end their lines with a bare line feed, or are not there at all.
    Chunks,
    /// Lines that are no header fields, control characters in fields, too many fields.
    Fields,
    /// Lines that end with a bare carriage return.
    LineEnds,
    /// A status line in a spelling of its own, such as `ICY 200 OK`.
    StatusLine,
    /// A `Transfer-Encoding` that lists more than `chunked`.
    TransferEncoding,
}

impl Mended {
    /// Its stable name, in kebab case.
    pub fn name(self) -> &'static str {
        match self {
            Self::ContentLength => "content-length",
            Self::Chunks => "chunks",
            Self::Fields => "header-fields",
            Self::LineEnds => "line-ends",
            Self::StatusLine => "status-line",
            Self::TransferEncoding => "transfer-encoding",
        }
    }

    /// One sentence for a person.
    pub fn description(self) -> &'static str {
        match self {
            Self::ContentLength => "The Content-Length is no number, or two of them contradict each other.",
            Self::Chunks => "The chunked coding is spelt wrongly, or announced and not used.",
            Self::Fields => "The head has lines that are no header fields, or far too many fields.",
            Self::LineEnds => "The lines of the head end with a bare carriage return.",
            Self::StatusLine => "The status line is not as HTTP has it.",
            Self::TransferEncoding => "The Transfer-Encoding lists more than chunked.",
        }
    }
}

/// The value of [`MENDED`], if there is anything to say.
pub(crate) fn note(mended: &[Mended]) -> Option<HeaderValue> {
    let names: Vec<&str> = mended.iter().map(|mended| mended.name()).collect();
    HeaderValue::from_str(&names.join(", ")).ok().filter(|_| !names.is_empty())
}

/// A head that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    /// The head as the library takes it.
    pub(crate) bytes: Vec<u8>,
    /// Another head follows this one (RFC 9110 section 15.2).
    pub(crate) is_interim: bool,
    pub(crate) framing: Framing,
    pub(crate) mended: Vec<Mended>,
}

/// Whether a response begins so, as far as the bytes go. Blank lines may come first.
pub(crate) fn begins(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii_start();
    [&b"HTTP/"[..], b"HTTP ", b"ICY "].iter().any(|begin| {
        let known = bytes.len().min(begin.len());
        bytes[..known].eq_ignore_ascii_case(&begin[..known])
    })
}

/// Looks for the end of a head, each byte once however they come.
#[derive(Debug, Default)]
pub(crate) struct End {
    /// Bytes that were looked at.
    seen: usize,
    has_begun: bool,
    /// The first line is over, and with it known how lines end.
    line_end: Option<u8>,
    after_return: bool,
    is_blank: bool,
}

impl End {
    /// Where the body begins, if `bytes`, of which the beginning is known from before, go so far.
    pub(crate) fn find(&mut self, bytes: &[u8]) -> Option<usize> {
        for (index, &byte) in bytes.iter().enumerate().skip(self.seen) {
            self.seen = index + 1;
            if self.ends(byte) {
                return Some(index + 1);
            }
        }
        None
    }

    fn ends(&mut self, byte: u8) -> bool {
        if !self.has_begun {
            self.has_begun = !byte.is_ascii_whitespace();
            return false;
        }
        let Some(line_end) = self.line_end else {
            match (self.after_return, byte) {
                (_, b'\n') => (self.line_end, self.is_blank) = (Some(b'\n'), true),
                (true, _) => {
                    (self.line_end, self.is_blank) = (Some(b'\r'), true);
                    return self.ends(byte);
                }
                (false, _) => self.after_return = byte == b'\r',
            }
            return false;
        };
        if byte == line_end {
            return std::mem::replace(&mut self.is_blank, true);
        }
        self.is_blank &= byte.is_ascii_whitespace();
        false
    }
}

/// Reads a whole head. `None` if its first line is no status line.
pub(crate) fn read(head: &[u8]) -> Option<Head> {
    let trimmed = head.trim_ascii_start();
    let mut mended = Vec::new();
    let line_end = match trimmed.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
        Some(at) if trimmed[at] == b'\r' && trimmed.get(at + 1) != Some(&b'\n') => {
            mended.push(Mended::LineEnds);
            b'\r'
        }
        _ => b'\n',
    };
    let mut lines = trimmed.split(|&byte| byte == line_end).map(<[u8]>::trim_ascii_end);
    let (status, code, is_odd) = status_line(lines.next()?)?;
    if is_odd || trimmed.len() < head.len() {
        mended.push(Mended::StatusLine);
    }
    let mut fields = fields(lines, &mut mended);
    let values =
        |name: &'static str| fields.iter().filter(move |field| field.is(name)).map(|field| &*field.value);
    let codings: Vec<Vec<u8>> = values("transfer-encoding")
        .flat_map(|value| value.split(|&byte| byte == b','))
        .map(|coding| coding.trim_ascii().to_ascii_lowercase())
        .collect();
    let is_chunked = codings.iter().any(|coding| coding == b"chunked");
    if is_chunked && codings.len() > 1 {
        mended.push(Mended::TransferEncoding);
    }
    let is_multipart =
        values("content-type").any(|value| value.to_ascii_lowercase().starts_with(b"multipart/"));
    let length = length(values("content-length"));
    if length.is_err() {
        mended.push(Mended::ContentLength);
    }
    let framing = match length {
        _ if is_chunked => Framing::Chunked,
        // RFC 9112 section 6.3 lets a client discard the answer; browsers play it to the end of the
        // connection.
        Ok(Some(length)) if !is_multipart => Framing::Length(length),
        _ => Framing::Close,
    };
    fields.retain(|field| !field.is("transfer-encoding") && !field.is("content-length"));
    let mut bytes = status;
    for Field { name, value } in &fields {
        bytes.extend([name, &b": "[..], value, b"\r\n"].concat());
    }
    bytes.extend(b"\r\n");
    let is_interim = code[0] == b'1' && code != *b"101";
    Some(Head { bytes, is_interim, framing, mended })
}

/// The status line as the library takes it, the status, and whether it was spelt otherwise. A
/// version that is neither 1.0 nor
/// 1.1 is taken for 1.0.
fn status_line(line: &[u8]) -> Option<(Vec<u8>, [u8; 3], bool)> {
    let blank = line.iter().position(u8::is_ascii_whitespace)?;
    let (version, rest) = line.split_at(blank);
    let code: [u8; 3] = rest.trim_ascii_start().get(..3)?.try_into().ok()?;
    let reason = &rest.trim_ascii_start()[3..];
    if !code.iter().all(u8::is_ascii_digit) || reason.first().is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let is_known = matches!(version, b"HTTP/1.0" | b"HTTP/1.1");
    let is_odd = !is_known
        || !rest.starts_with(b" ")
        || !rest[1].is_ascii_digit()
        || !(reason.is_empty() || reason.starts_with(b" "));
    let version: &[u8] = if version.eq_ignore_ascii_case(b"HTTP/1.1") { b"HTTP/1.1 " } else { b"HTTP/1.0 " };
    Some(([version, &code, b" ", &plain(reason.trim_ascii()), b"\r\n"].concat(), code, is_odd))
}

struct Field {
    name: Vec<u8>,
    value: Vec<u8>,
}

impl Field {
    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }
}

fn fields<'a>(lines: impl Iterator<Item = &'a [u8]>, mended: &mut Vec<Mended>) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let mut has_faults = false;
    for line in lines.filter(|line| !line.is_empty()) {
        if line[0].is_ascii_whitespace() {
            // Goes on with the line before it (RFC 9112 section 5.2).
            match fields.last_mut() {
                Some(field) => field.value.extend([b" ", &*plain(line.trim_ascii())].concat()),
                None => has_faults = true,
            }
            continue;
        }
        let (name, value) = line.split_at(line.iter().position(|&byte| byte == b':').unwrap_or(0));
        let name = name.trim_ascii_end();
        if name.is_empty() || !name.iter().all(|&byte| is_token(byte)) || fields.len() == FIELDS {
            has_faults = true;
            continue;
        }
        let value = value[1..].trim_ascii();
        has_faults |= value.iter().any(|&byte| is_control(byte));
        fields.push(Field { name: name.to_owned(), value: plain(value) });
    }
    if has_faults {
        mended.push(Mended::Fields);
    }
    fields
}

/// RFC 9110 section 5.6.2.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn is_control(byte: u8) -> bool {
    byte.is_ascii_control() && byte != b'\t'
}

fn plain(text: &[u8]) -> Vec<u8> {
    text.iter().map(|&byte| if is_control(byte) { b' ' } else { byte }).collect()
}

/// The one length that these values of `Content-Length` agree on.
fn length<'a>(values: impl Iterator<Item = &'a [u8]>) -> Result<Option<u64>, ()> {
    let mut length = None;
    for value in values.flat_map(|value| value.split(|&byte| byte == b',')).map(<[u8]>::trim_ascii) {
        let digits = Some(value).filter(|value| !value.is_empty() && value.iter().all(u8::is_ascii_digit));
        let number = digits.and_then(|digits| std::str::from_utf8(digits).ok()?.parse::<i64>().ok());
        let number = number.and_then(|number| u64::try_from(number).ok()).ok_or(())?;
        if length.replace(number).is_some_and(|other| other != number) {
            return Err(());
        }
    }
    Ok(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(head: &str) -> String {
        String::from_utf8(read(head.as_bytes()).unwrap().bytes).unwrap()
    }

    fn notes(head: &str) -> Vec<&'static str> {
        read(head.as_bytes()).unwrap().mended.into_iter().map(Mended::name).collect()
    }

    fn framing(fields: &str) -> Framing {
        read(format!("HTTP/1.1 200 OK\r\n{fields}\r\n").as_bytes()).unwrap().framing
    }

    #[test]
    fn a_length_that_means_nothing_is_no_length() {
        for length in
            ["-1", "", "unknown", "+5", "99999999999999999999999", "5, 6", "5,", "0x10", "1 2", "\r\n -1"]
        {
            let head = format!("HTTP/1.1 200 OK\r\nA: b\r\ncontent-length : {length}\r\nC: d\r\n\r\n");
            assert_eq!(mended(&head), "HTTP/1.1 200 OK\r\nA: b\r\nC: d\r\n\r\n", "{length:?}");
            assert_eq!(
                (notes(&head), framing(&format!("Content-Length:{length}\r\n"))),
                (vec!["content-length"], Framing::Close)
            );
        }
        assert_eq!(framing("Content-Length: 5\r\nContent-Length: 6\r\n"), Framing::Close);
        assert_eq!(framing("Content-Length: 5\r\nContent-Length: 5, 5\r\n"), Framing::Length(5));
        // A stream has none.
        assert_eq!(
            framing("Content-Length: 0\r\nContent-Type: Multipart/x-mixed-replace;boundary=b\r\n"),
            Framing::Close
        );
    }

    #[test]
    fn chunks_are_known_in_any_list_of_codings() {
        for coding in [
            "chunked",
            "Chunked",
            "chunked, identity",
            "gzip, chunked",
            "chunked\r\nTransfer-Encoding: chunked",
        ] {
            assert_eq!(
                framing(&format!("Transfer-Encoding: {coding}\r\nContent-Length: 5\r\n")),
                Framing::Chunked,
                "{coding}"
            );
        }
        for coding in ["", "identity", "binary", "gzip"] {
            assert_eq!(framing(&format!("Transfer-Encoding: {coding}\r\n")), Framing::Close, "{coding}");
        }
    }

    #[test]
    fn a_status_line_in_any_spelling_is_read() {
        for (line, read) in [
            ("ICY 200 OK", "HTTP/1.0 200 OK"),
            ("HTTP/2.0 200 OK", "HTTP/1.0 200 OK"),
            ("HTTP 200 OK", "HTTP/1.0 200 OK"),
            ("http/1.1 200 OK", "HTTP/1.1 200 OK"),
            ("HTTP/1.1  200  OK", "HTTP/1.1 200 OK"),
            ("HTTP/1.1\t200 OK", "HTTP/1.1 200 OK"),
            ("HTTP/1.1 \t 200 OK", "HTTP/1.1 200 OK"),
            ("HTTP/1.1 200OK", "HTTP/1.1 200 OK"),
            ("\r\n\nHTTP/1.1 200 OK", "HTTP/1.1 200 OK"),
        ] {
            let head = format!("{line}\r\n\r\n");
            assert_eq!(
                (mended(&head), notes(&head)),
                (format!("{read}\r\n\r\n"), vec!["status-line"]),
                "{line}"
            );
        }
        for line in ["HTTP/1.1 200", "HTTP/1.0 404 Not Found", "HTTP/1.1 200 "] {
            assert!(notes(&format!("{line}\r\n\r\n")).is_empty(), "{line}");
        }
        for line in ["HTTP/1.1", "HTTP/1.1 OK", "HTTP/1.1 2000 OK", "HTTP/1.1 20", ""] {
            assert_eq!(read(format!("{line}\r\n\r\n").as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn what_is_no_field_is_left_out_and_the_others_stay() {
        let head = "HTTP/1.1 200 OK\r\n lost\r\nA: b\r\n c\r\nno field\r\n: x\r\nB d: x\r\nE: f\0\rg\r\nH : i\r\n\r\n";
        assert_eq!(mended(head), "HTTP/1.1 200 OK\r\nA: b c\r\nE: f  g\r\nH: i\r\n\r\n");
        assert_eq!(notes(head), ["header-fields"]);
        let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "X: y\r\n".repeat(FIELDS + 9));
        assert_eq!((mended(&many).matches("X: y").count(), notes(&many)), (FIELDS, vec!["header-fields"]));
        let bare = "HTTP/1.1 200 OK\rA: b\rC: d\r\r";
        assert_eq!(
            (mended(bare), notes(bare)),
            ("HTTP/1.1 200 OK\r\nA: b\r\nC: d\r\n\r\n".to_owned(), vec!["line-ends"])
        );
    }

    #[test]
    fn a_head_ends_with_its_blank_line_however_the_bytes_come() {
        for head in [
            "HTTP/1.1 200 OK\r\n\r\n",
            "\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n\r\n",
            "HTTP/1.0 200 OK\nA: b\n\n",
            "HTTP/1.0 200 OK\nA: b\n \r\n",
            "HTTP/1.0 200 OK\rA: b\r\r",
        ] {
            let bytes = format!("{head}body\r\n\r\n\r\r");
            for step in [1, 2, 5, bytes.len()] {
                let (mut end, mut known) = (End::default(), 0);
                let found = loop {
                    known = (known + step).min(bytes.len());
                    if let Some(found) = end.find(&bytes.as_bytes()[..known]) {
                        break found;
                    }
                };
                assert_eq!(found, head.len(), "{head:?} in steps of {step}");
            }
            for length in 0..head.len() {
                assert_eq!(End::default().find(&head.as_bytes()[..length]), None, "{head:?} {length}");
                let _ = read(&head.as_bytes()[..length]);
            }
        }
    }
}
