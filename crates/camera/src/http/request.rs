//! Requests: read from a connection, within limits.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

use super::Response;

/// Most bytes of a request's head.
const HEAD_LIMIT: usize = 16 << 10;
/// Most header fields of a request.
const FIELD_LIMIT: usize = 64;
/// Most bytes of a request's body.
const BODY_LIMIT: usize = 64 << 10;

/// A request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Path and query, exactly as they came: Digest signs them.
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) is_http10: bool,
}

/// Why there is no request.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RequestError {
    #[error("the request is too long")]
    BodyTooLarge,
    #[error("the request's head is too long")]
    HeadTooLarge,
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("the request's body has no length")]
    NoLength,
    #[error("not an HTTP request")]
    Malformed,
}

/// Reads requests from a connection, one after the other.
#[derive(Debug, Default)]
pub(crate) struct RequestReader {
    buffer: Vec<u8>,
}

impl Request {
    /// The path, without the query.
    pub(crate) fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The query, without `?`.
    pub(crate) fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    /// The first header field of that name, in any case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let field = self.headers.iter().find(|(field, _)| field.eq_ignore_ascii_case(name));
        field.map(|(_, value)| value.as_str())
    }

    /// Arguments of the query and of a form in the body, in order.
    pub(crate) fn arguments(&self) -> Vec<(String, String)> {
        let form = match self.header("content-type") {
            Some(kind) if kind.starts_with("application/x-www-form-urlencoded") => {
                String::from_utf8_lossy(&self.body)
            }
            _ => "".into(),
        };
        vapix::query::pairs(self.query()).chain(vapix::query::pairs(form.trim())).collect()
    }

    /// Whether the client wants the connection kept.
    pub(crate) fn keeps_alive(&self) -> bool {
        let connection = self.header("connection").unwrap_or_default();
        !self.is_http10 && !connection.split(',').any(|word| word.trim().eq_ignore_ascii_case("close"))
    }
}

impl RequestError {
    /// The answer for the client, if one can still be sent.
    pub(crate) fn response(&self) -> Option<Response> {
        let status = match self {
            Self::BodyTooLarge => 413,
            Self::HeadTooLarge => 431,
            Self::Io(_) => return None,
            Self::NoLength => 411,
            Self::Malformed => 400,
        };
        Some(Response::page(status, &self.to_string()))
    }
}

impl RequestReader {
    /// The next request; `None` if the client has closed the connection between two.
    pub(crate) async fn next(
        &mut self,
        io: &mut (impl AsyncRead + Unpin),
    ) -> Result<Option<Request>, RequestError> {
        let (mut request, head) = loop {
            if let Some(found) = parse(&self.buffer)? {
                break found;
            }
            if self.buffer.len() >= HEAD_LIMIT {
                return Err(RequestError::HeadTooLarge);
            }
            if self.read_more(io).await? == 0 {
                let is_between = self.buffer.iter().all(u8::is_ascii_whitespace);
                return if is_between { Ok(None) } else { Err(RequestError::Malformed) };
            }
        };
        let length = body_length(&request)?;
        while self.buffer.len() < head + length {
            if self.read_more(io).await? == 0 {
                return Err(RequestError::Malformed);
            }
        }
        request.body = self.buffer[head..head + length].to_vec();
        self.buffer.drain(..head + length);
        Ok(Some(request))
    }

    async fn read_more(&mut self, io: &mut (impl AsyncRead + Unpin)) -> io::Result<usize> {
        let mut chunk = [0; 4096];
        let read = io.read(&mut chunk).await?;
        self.buffer.extend_from_slice(&chunk[..read]);
        Ok(read)
    }
}

/// The request whose head is in the buffer, and the length of the head.
fn parse(buffer: &[u8]) -> Result<Option<(Request, usize)>, RequestError> {
    let mut fields = [httparse::EMPTY_HEADER; FIELD_LIMIT];
    let mut head = httparse::Request::new(&mut fields);
    let length = match head.parse(buffer) {
        Ok(httparse::Status::Complete(length)) if length > HEAD_LIMIT => {
            return Err(RequestError::HeadTooLarge);
        }
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(RequestError::HeadTooLarge),
        Err(_) => return Err(RequestError::Malformed),
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let request = Request {
        method: head.method.unwrap_or_default().to_owned(),
        target: head.path.unwrap_or_default().to_owned(),
        headers: head.headers.iter().map(|field| (field.name.to_owned(), text(field.value))).collect(),
        body: Vec::new(),
        is_http10: head.version == Some(0),
    };
    Ok(Some((request, length)))
}

fn body_length(request: &Request) -> Result<usize, RequestError> {
    if request.header("transfer-encoding").is_some() {
        return Err(RequestError::NoLength);
    }
    let Some(length) = request.header("content-length") else { return Ok(0) };
    let is_number = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
    let lengths = request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    if !is_number || lengths.count() > 1 {
        return Err(RequestError::Malformed);
    }
    match length.parse() {
        Ok(length) if length <= BODY_LIMIT => Ok(length),
        _ => Err(RequestError::BodyTooLarge),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(bytes: &[u8]) -> Result<Vec<Request>, RequestError> {
        let mut reader = RequestReader::default();
        let mut requests = Vec::new();
        let mut io = bytes;
        while let Some(request) = reader.next(&mut io).await? {
            requests.push(request);
        }
        Ok(requests)
    }

    #[tokio::test]
    async fn requests_are_read_one_after_the_other() {
        let requests =
            read(b"POST /a?b=c HTTP/1.1\r\nContent-Length: 3\r\nX: y\r\n\r\nabcGET / HTTP/1.0\r\n\r\n\r\n")
                .await
                .unwrap();
        assert_eq!(requests.len(), 2);
        assert_eq!((requests[0].path(), requests[0].query()), ("/a", "b=c"));
        assert_eq!((requests[0].body.as_slice(), requests[0].header("x")), (b"abc".as_slice(), Some("y")));
        assert!(requests[0].keeps_alive() && !requests[1].keeps_alive());
    }

    #[tokio::test]
    async fn arguments_come_from_query_and_form() {
        let requests = read(
            b"POST /p?a=1 HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\
              Content-Length: 7\r\n\r\nb=2&c=3",
        )
        .await
        .unwrap();
        let names: Vec<_> = requests[0].arguments().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["a", "b", "c"]);
    }

    #[tokio::test]
    async fn limits_are_kept() {
        let endless = [b"GET / HTTP/1.1\r\nX: ".as_slice(), &[b'x'; 20 << 10]].concat();
        assert!(matches!(read(&endless).await, Err(RequestError::HeadTooLarge)));
        let many = format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(65));
        assert!(matches!(read(many.as_bytes()).await, Err(RequestError::HeadTooLarge)));
        let large = b"POST / HTTP/1.1\r\nContent-Length: 65537\r\n\r\n";
        assert!(matches!(read(large).await, Err(RequestError::BodyTooLarge)));
        let huge = b"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n";
        assert!(matches!(read(huge).await, Err(RequestError::BodyTooLarge)));
    }

    #[tokio::test]
    async fn nonsense_is_refused() {
        for bytes in [
            b"\x16\x03\x01\x02\x00".as_slice(),
            b"GET /",
            b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
            b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab",
        ] {
            assert!(matches!(read(bytes).await, Err(RequestError::Malformed)), "{bytes:?}");
        }
        let chunked = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
        assert!(matches!(read(chunked).await, Err(RequestError::NoLength)));
    }
}
