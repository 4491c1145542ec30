//! Tolerates faults in a response's head that browsers ignore and the HTTP library refuses.
//!
//! A stream of bytes that gives a head out only when it is whole, mended where it means nothing. All else goes through as it
//! is: what does not begin like HTTP, and every byte after the head.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Longer heads go through as they are.
const HEAD: usize = 64 << 10;

/// A connection whose response heads are mended.
#[derive(Debug)]
pub(super) struct Tolerant<S> {
    stream: S,
    /// Bytes of a head that is not whole yet. `None` behind the last head.
    head: Option<Vec<u8>>,
    /// Bytes to give out before any others, from `given` on.
    mended: Vec<u8>,
    given: usize,
}

impl<S> Tolerant<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream, head: Some(Vec::new()), mended: Vec::new(), given: 0 }
    }

    /// Moves heads that are whole, and what follows the last of them, to the bytes to give out.
    fn advance(&mut self, at_end: bool) {
        while let Some(mut head) = self.head.take() {
            let end = end_of_head(&head);
            match end {
                _ if !begins_like_http(&head) => self.mended.append(&mut head),
                None if at_end || head.len() > HEAD => self.mended.append(&mut head),
                None => {
                    self.head = Some(head);
                    return;
                }
                Some(end) => {
                    let rest = head.split_off(end);
                    self.mended.extend(mend(&head));
                    if is_interim(&head) {
                        self.head = Some(rest);
                    } else {
                        self.mended.extend(rest);
                    }
                }
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Tolerant<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            let ready = &this.mended[this.given..];
            if !ready.is_empty() {
                let length = ready.len().min(buffer.remaining());
                buffer.put_slice(&ready[..length]);
                this.given += length;
                if this.given == this.mended.len() {
                    (this.mended, this.given) = (Vec::new(), 0);
                }
                return Poll::Ready(Ok(()));
            }
            let Some(head) = &mut this.head else {
                return Pin::new(&mut this.stream).poll_read(context, buffer);
            };
            let mut some = [0; 4096];
            let mut part = ReadBuf::new(&mut some);
            ready!(Pin::new(&mut this.stream).poll_read(context, &mut part))?;
            let at_end = part.filled().is_empty();
            head.extend_from_slice(part.filled());
            this.advance(at_end);
            if at_end && this.mended.is_empty() {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Tolerant<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// As far as the bytes go. Blank lines may come first.
fn begins_like_http(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii_start();
    [&b"HTTP/"[..], b"ICY "].iter().any(|begin| {
        let known = bytes.len().min(begin.len());
        bytes[..known] == begin[..known]
    })
}

/// Where the blank line after a head ends.
fn end_of_head(bytes: &[u8]) -> Option<usize> {
    let begin = bytes.len() - bytes.trim_ascii_start().len();
    let mut line = begin;
    while let Some(length) = bytes[line..].iter().position(|&byte| byte == b'\n') {
        let end = line + length + 1;
        if line > begin && bytes[line..end].trim_ascii().is_empty() {
            return Some(end);
        }
        line = end;
    }
    None
}

/// Whether another head follows this one.
fn is_interim(head: &[u8]) -> bool {
    let status = head.trim_ascii_start().split(|&byte| byte == b' ').nth(1).unwrap_or_default();
    status.first() == Some(&b'1') && !status.starts_with(b"101")
}

/// The head with what means nothing taken out:
///
/// - a `Content-Length` that is no number, or that comes with another number, and any of a multipart answer: the body then
///   goes to the end of the connection (RFC 9112 section 6.3 lets a client discard the answer; browsers play it);
/// - a version that is neither 1.0 nor 1.1, or `ICY` in its place;
/// - a version 1.0 beside chunks, which it does not know.
fn mend(head: &[u8]) -> Vec<u8> {
    let head = head.trim_ascii_start();
    let (status, rest) = head.split_at(line_end(head));
    let fields = fields(rest);
    let values = |name: &'static str| fields.iter().filter(move |field| field.is(name)).map(Field::value);
    let is_chunked = values("transfer-encoding").any(|value| value.to_ascii_lowercase().contains("chunked"));
    let is_multipart =
        values("content-type").any(|value| value.to_ascii_lowercase().starts_with("multipart/"));
    let has_length = !is_multipart && is_length(values("content-length"));
    let mut mended = status_line(status, is_chunked);
    for field in &fields {
        if has_length || !field.is("content-length") {
            mended.extend(field.lines);
        }
    }
    mended
}

/// A header field with the lines that continue it; also the blank line at the end.
#[derive(Debug, Clone, Copy)]
struct Field<'a> {
    lines: &'a [u8],
}

impl Field<'_> {
    fn is(&self, name: &str) -> bool {
        let colon = self.lines.iter().position(|&byte| byte == b':').unwrap_or(0);
        self.lines[..colon].trim_ascii().eq_ignore_ascii_case(name.as_bytes())
    }

    fn value(&self) -> String {
        let colon =
            self.lines.iter().position(|&byte| byte == b':').map_or(self.lines.len(), |colon| colon + 1);
        String::from_utf8_lossy(self.lines[colon..].trim_ascii()).into_owned()
    }
}

fn fields(mut rest: &[u8]) -> Vec<Field<'_>> {
    let mut fields = Vec::new();
    while !rest.is_empty() {
        let mut end = line_end(rest);
        // A line that begins with white space goes on with the one before it.
        while matches!(&rest[end..], [b' ' | b'\t', ..]) {
            end += line_end(&rest[end..]);
        }
        let (lines, after) = rest.split_at(end);
        fields.push(Field { lines });
        rest = after;
    }
    fields
}

fn line_end(bytes: &[u8]) -> usize {
    bytes.iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |at| at + 1)
}

/// Whether these values of `Content-Length` agree on one length.
fn is_length(values: impl Iterator<Item = String>) -> bool {
    let mut lengths =
        values.flat_map(|value| value.split(',').map(|one| one.trim().to_owned()).collect::<Vec<_>>());
    let number = |text: &str| {
        let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| text.parse::<i64>().ok()).flatten()
    };
    let Some(first) = lengths.next() else { return true };
    let first = number(&first);
    first.is_some() && lengths.all(|other| number(&other) == first)
}

fn status_line(line: &[u8], is_chunked: bool) -> Vec<u8> {
    let (version, rest) = match line.iter().position(|&byte| byte == b' ') {
        Some(space) => line.split_at(space),
        None => return line.to_vec(),
    };
    let version: &[u8] = match version {
        b"HTTP/1.1" => b"HTTP/1.1",
        _ if is_chunked => b"HTTP/1.1",
        _ => b"HTTP/1.0",
    };
    [version, rest].concat()
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;

    use super::*;

    fn mended(head: &str) -> String {
        String::from_utf8(mend(head.as_bytes())).unwrap()
    }

    #[test]
    fn a_length_that_means_nothing_is_left_out() {
        for length in ["-1", "", "unknown", "+5", "99999999999999999999999", "5, 6", "5,", "0x10", "1 2"] {
            let head = format!("HTTP/1.1 200 OK\r\nA: b\r\ncontent-length : {length}\r\nC: d\r\n\r\n");
            assert_eq!(mended(&head), "HTTP/1.1 200 OK\r\nA: b\r\nC: d\r\n\r\n", "{length:?}");
        }
        assert_eq!(
            mended("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n"),
            "HTTP/1.1 200 OK\r\n\r\n"
        );
        for head in [
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
            "HTTP/1.0 200 OK\nContent-Length:4294967295, 4294967295\n\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
        ] {
            assert_eq!(mended(head), head);
        }
    }

    #[test]
    fn a_line_that_goes_on_goes_with_its_field() {
        let head = "HTTP/1.1 200 OK\r\nContent-Length:\r\n -1\r\n\tX: y\r\nA: b\r\n c\r\n\r\n";
        assert_eq!(mended(head), "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n");
    }

    #[test]
    fn a_stream_has_no_length() {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Type: Multipart/x-mixed-replace;boundary=b\r\n\r\n";
        assert_eq!(mended(head), head.replace("Content-Length: 0\r\n", ""));
    }

    #[test]
    fn versions_that_browsers_pass_over_are_passed_over() {
        assert_eq!(mended("ICY 200 OK\r\n\r\n"), "HTTP/1.0 200 OK\r\n\r\n");
        assert_eq!(mended("\r\nHTTP/2.0 200 OK\r\n\r\n"), "HTTP/1.0 200 OK\r\n\r\n");
        let chunked = "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        assert_eq!(mended(chunked), chunked.replace("1.0", "1.1"));
    }

    #[tokio::test]
    async fn only_heads_are_mended_however_the_bytes_come() {
        let body = "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n";
        let head = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n";
        let sent = [head, body].concat();
        let expected = ["HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", body].concat();
        for size in [1, 2, 7, sent.len()] {
            let mut chunks = tokio_test_chunks(sent.as_bytes(), size);
            let mut read = String::new();
            Tolerant::new(&mut chunks).read_to_string(&mut read).await.unwrap();
            assert_eq!(read, expected, "{size}");
        }
        for other in
            ["220 mail.example ESMTP\r\n", "", "HTT", "HTTP/1.1 200 OK\r\nContent-Le", "\x16\x03\x01"]
        {
            let mut read = String::new();
            Tolerant::new(other.as_bytes()).read_to_string(&mut read).await.unwrap();
            assert_eq!(read, other);
        }
    }

    #[tokio::test]
    async fn what_is_no_http_and_what_never_ends_is_not_held_back() {
        let (mut camera, gateway) = tokio::io::duplex(1 << 20);
        let mut gateway = Tolerant::new(gateway);
        tokio::io::AsyncWriteExt::write_all(&mut camera, b"220 mail").await.unwrap();
        let mut some = [0; 8];
        gateway.read_exact(&mut some).await.unwrap();
        assert_eq!(&some, b"220 mail");
        let (mut camera, gateway) = tokio::io::duplex(1 << 20);
        let mut gateway = Tolerant::new(gateway);
        let endless = ["HTTP/1.1 200 OK\r\n", &"X: y\r\n".repeat(HEAD / 5)].concat();
        tokio::io::AsyncWriteExt::write_all(&mut camera, endless.as_bytes()).await.unwrap();
        let mut some = vec![0; endless.len()];
        gateway.read_exact(&mut some).await.unwrap();
        assert_eq!(some, endless.as_bytes());
    }

    /// A reader that gives `size` bytes at a time.
    fn tokio_test_chunks(bytes: &[u8], size: usize) -> impl AsyncRead + Unpin + use<> {
        let chunks: Vec<io::Result<bytes::Bytes>> =
            bytes.chunks(size).map(|chunk| Ok(bytes::Bytes::copy_from_slice(chunk))).collect();
        tokio_util::io::StreamReader::new(futures_util::stream::iter(chunks))
    }
}
