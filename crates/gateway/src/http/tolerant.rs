//! A connection whose response heads reach the HTTP library mended ([`head`](super::head)).
//!
//! A head is given out when it is whole. All else goes through as it is: what does not begin like
//! HTTP, and every byte after the last head.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::framing::Framing;
use super::head::{self, End, Mended};

use crate::lock::lock;

/// Bytes of an answer that are kept to name it.
const BEGIN: usize = 64;

/// Facts about an answer that the HTTP library does not tell.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// How the answer begins.
    pub(super) begin: Vec<u8>,
    pub(super) framing: Framing,
    pub(super) mended: Vec<Mended>,
}

/// Those of a connection, shared with whoever reads it.
#[derive(Debug, Clone, Default)]
pub(super) struct Known(Arc<Mutex<Facts>>);

impl Known {
    /// The facts so far.
    pub(super) fn facts(&self) -> Facts {
        // The facts are whole between any two statements: a panic elsewhere does not spoil them.
        lock(&self.0).clone()
    }

    fn update(&self, change: impl FnOnce(&mut Facts)) {
        change(&mut lock(&self.0));
    }
}

/// A connection whose response heads are mended.
#[derive(Debug)]
pub(super) struct Tolerant<S> {
    stream: S,
    known: Known,
    /// Bytes of a head that is not whole yet, and where it may end. `None` behind the last head.
    head: Option<(Vec<u8>, End)>,
    /// Bytes to give out before any others, from `given` on.
    mended: Vec<u8>,
    given: usize,
}

impl<S> Tolerant<S> {
    pub(super) fn new(stream: S, known: Known) -> Self {
        Self { stream, known, head: Some((Vec::new(), End::default())), mended: Vec::new(), given: 0 }
    }

    /// Moves heads that are whole, and what follows the last of them, to the bytes to give out.
    fn advance(&mut self, at_end: bool) {
        while let Some((mut head, mut end)) = self.head.take() {
            if !head::begins(&head) {
                return self.mended.append(&mut head);
            }
            let Some(at) = end.find(&head) else {
                if at_end || head.len() > head::LONGEST {
                    self.mended.append(&mut head);
                } else {
                    self.head = Some((head, end));
                }
                return;
            };
            let Some(read) = head::read(&head[..at]) else { return self.mended.append(&mut head) };
            let mut rest = head.split_off(at);
            self.mended.extend(read.bytes);
            if read.is_interim {
                self.head = Some((rest, End::default()));
            } else {
                self.mended.append(&mut rest);
                self.known.update(|facts| (facts.framing, facts.mended) = (read.framing, read.mended));
            }
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        let Some((head, _)) = &mut self.head else { return };
        if head.len() < BEGIN {
            let more = &bytes[..bytes.len().min(BEGIN - head.len())];
            self.known.update(|facts| facts.begin.extend_from_slice(more));
        }
        head.extend_from_slice(bytes);
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
            if this.head.is_none() {
                return Pin::new(&mut this.stream).poll_read(context, buffer);
            }
            let mut some = [0; 4096];
            let mut part = ReadBuf::new(&mut some);
            ready!(Pin::new(&mut this.stream).poll_read(context, &mut part))?;
            let at_end = part.filled().is_empty();
            this.take(part.filled());
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

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;

    use super::*;

    #[tokio::test]
    async fn only_heads_are_mended_however_the_bytes_come() {
        let body = "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n";
        let head = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n";
        let sent = [head, body].concat();
        let expected = ["HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", body].concat();
        for size in [1, 2, 7, sent.len()] {
            let mut chunks = tokio_test_chunks(sent.as_bytes(), size);
            let (mut read, known) = (String::new(), Known::default());
            Tolerant::new(&mut chunks, known.clone()).read_to_string(&mut read).await.unwrap();
            assert_eq!(read, expected, "{size}");
            assert_eq!(known.facts().mended, [Mended::ContentLength]);
        }
        for other in [
            "220 mail.example ESMTP\r\n",
            "",
            "HTT",
            "HTTP/1.1 200 OK\r\nContent-Le",
            "\x16\x03\x01",
            "HTTP/1.1 no\r\n\r\n",
        ] {
            let (mut read, known) = (String::new(), Known::default());
            Tolerant::new(other.as_bytes(), known.clone()).read_to_string(&mut read).await.unwrap();
            assert_eq!((&*read, &*known.facts().begin), (other, other.as_bytes()));
        }
    }

    #[tokio::test]
    async fn what_is_no_http_and_what_never_ends_is_not_held_back() {
        let (mut camera, gateway) = tokio::io::duplex(1 << 20);
        let mut gateway = Tolerant::new(gateway, Known::default());
        tokio::io::AsyncWriteExt::write_all(&mut camera, b"220 mail").await.unwrap();
        let mut some = [0; 8];
        gateway.read_exact(&mut some).await.unwrap();
        assert_eq!(&some, b"220 mail");
        let (mut camera, gateway) = tokio::io::duplex(1 << 20);
        let mut gateway = Tolerant::new(gateway, Known::default());
        let endless = ["HTTP/1.1 200 OK\r\n", &"X: y\r\n".repeat(head::LONGEST / 5)].concat();
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
