//! The head of an HTTP response that was saved together with its body, as `curl -i` does.

use axum::http::StatusCode;

use crate::http::Mended;
use crate::http::head::{self, End, Framing};

/// Heads longer than this are taken for something else.
pub(super) const LIMIT: usize = head::LONGEST;

/// The facts of an answer that a probe shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) status: Option<StatusCode>,
    pub(crate) server: Option<String>,
    pub(crate) content_type: Option<String>,
    /// Whether the body that follows may still be in chunked coding.
    pub(crate) chunked: bool,
    /// Bytes of the body, if it says so.
    pub(crate) length: Option<u64>,
    /// Faults that were put right.
    pub(crate) mended: Vec<Mended>,
}

/// What stands at the beginning of some bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Beginning {
    /// A response head of this many bytes.
    Head(Head, usize),
    /// The beginning of one: more bytes are needed to tell.
    Partial,
    /// Something else, a body.
    Body,
}

/// Tells whether `bytes` begin with a response head; `all` says that no more will come. Heads of
/// earlier answers (a 100, a login challenge, a redirect) are passed over together with their
/// bodies, as far as a body's length is known.
pub(super) fn read(bytes: &[u8], all: bool) -> Beginning {
    let mut position = 0;
    let mut found = Beginning::Body;
    loop {
        match one(&bytes[position..]) {
            Parsed::Head { head, head_length, body_length } => {
                let end = position + head_length;
                let passing = head.status.is_some_and(is_passing);
                found = Beginning::Head(head, end);
                match body_length {
                    Some(length) if passing && length <= LIMIT.saturating_sub(end) => position = end + length,
                    _ => return found,
                }
                if position >= bytes.len() {
                    return if all { found } else { Beginning::Partial };
                }
            }
            Parsed::Partial if !all => return Beginning::Partial,
            Parsed::Partial | Parsed::Other => return found,
        }
    }
}

enum Parsed {
    Head { head: Head, head_length: usize, body_length: Option<usize> },
    Partial,
    Other,
}

fn one(bytes: &[u8]) -> Parsed {
    if !head::begins(bytes) {
        return Parsed::Other;
    }
    let head_length = match End::default().find(&bytes[..bytes.len().min(LIMIT)]) {
        Some(length) => length,
        None if bytes.len() < LIMIT => return Parsed::Partial,
        None => return Parsed::Other,
    };
    let Some(read) = head::read(&bytes[..head_length]) else { return Parsed::Other };
    let mut fields = [httparse::EMPTY_HEADER; 128];
    let mut response = httparse::Response::new(&mut fields);
    // Beyond as many fields nothing is of interest.
    let _ = response.parse(&read.bytes);
    let field = |name: &str| {
        let field = response.headers.iter().find(|field| field.name.eq_ignore_ascii_case(name))?;
        Some(String::from_utf8_lossy(field.value).trim().to_owned())
    };
    let status = response.code.and_then(|code| StatusCode::from_u16(code).ok());
    let length = match read.framing {
        Framing::Length(length) => Some(length),
        Framing::Chunked | Framing::Close => None,
    };
    let body_length =
        if read.is_interim { Some(0) } else { length.and_then(|length| usize::try_from(length).ok()) };
    let chunked = read.framing == Framing::Chunked;
    let mended = read.mended;
    let (server, content_type) = (field("server"), field("content-type"));
    let head = Head { status, server, content_type, chunked, length, mended };
    Parsed::Head { head, head_length, body_length }
}

fn is_passing(status: StatusCode) -> bool {
    status.is_informational() || status.is_redirection() || status == StatusCode::UNAUTHORIZED
}

#[cfg(test)]
mod tests {
    use super::*;

    const OK: &str =
        "HTTP/1.0 200 OK\r\nServer : Boa\r\nCONTENT-TYPE: multipart/x-mixed-replace;boundary=b\r\n\r\n";

    fn ok() -> Head {
        Head {
            status: Some(StatusCode::OK),
            server: Some("Boa".to_owned()),
            content_type: Some("multipart/x-mixed-replace;boundary=b".to_owned()),
            chunked: false,
            length: None,
            mended: Vec::new(),
        }
    }

    #[test]
    fn reads_a_head_however_it_is_cut() {
        let bytes = format!("{OK}--b\r\n");
        for length in 1..bytes.len() {
            let found = read(&bytes.as_bytes()[..length], false);
            let expected =
                if length < OK.len() { Beginning::Partial } else { Beginning::Head(ok(), OK.len()) };
            assert_eq!(found, expected, "{length} bytes");
        }
    }

    #[test]
    fn takes_anything_else_for_a_body() {
        for body in ["--b\r\n", "HTTP/1.1 \u{fffd}\r\n\r\n", "\u{fffd}"] {
            assert_eq!(read(body.as_bytes(), false), Beginning::Body, "{body:?}");
        }
        assert_eq!(read(b"HTTP/1", true), Beginning::Body);
        let endless = format!("HTTP/1.1 200 OK\r\nX: {}", "x".repeat(LIMIT));
        assert_eq!(read(endless.as_bytes(), false), Beginning::Body);
    }

    #[test]
    fn passes_over_earlier_answers() {
        let before =
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 401 Unauthorized\r\nContent-Length: 5\r\n\r\nlogin";
        let bytes = format!("{before}{OK}--b");
        assert_eq!(read(bytes.as_bytes(), false), Beginning::Head(ok(), before.len() + OK.len()));
        // Nothing follows: the refusal itself is the answer.
        let refused = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 5\r\n\r\nlogin";
        assert_eq!(read(refused.as_bytes(), false), Beginning::Partial);
        let Beginning::Head(head, length) = read(refused.as_bytes(), true) else { panic!() };
        assert_eq!((head.status, length), (Some(StatusCode::UNAUTHORIZED), refused.len() - 5));
    }
}
