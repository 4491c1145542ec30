//! A viewer's connection that ends when the viewer takes nothing, or next to nothing.

use std::io::{self, IoSlice};
use std::net::Shutdown;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::direct::Direct;

/// Bytes that may wait in the kernel unsent. All that waits there is too late to be replaced by a
/// newer picture.
#[cfg(any(target_os = "android", target_os = "linux"))]
const UNSENT: u32 = 16 << 10;

/// For a silent connection before the system asks whether the other side is still there.
const KEEPALIVE: Duration = Duration::from_secs(30);

/// The slowest line that is served, in bytes a second. On one that is slower a picture takes
/// half a minute, so whoever takes less only holds a place.
const SLOWEST: u64 = 2000;

/// A connection on which a write fails once the viewer has taken less than [`SLOWEST`] for
/// `patience` while something waited for it. Whoever takes more is slow, and stays.
#[derive(Debug)]
pub(super) struct Progress {
    direct: Arc<Direct>,
    patience: Duration,
    /// For the viewer to take its [`quota`](Self::quota). Runs while a write waits.
    deadline: Pin<Box<Sleep>>,
    waits: bool,
    /// Bytes that were taken since the deadline was set.
    taken: u64,
}

impl Progress {
    pub(super) fn new(stream: TcpStream, patience: Duration) -> Self {
        // The connection works without each of these, only less well.
        let _ = stream.set_nodelay(true);
        let socket = socket2::SockRef::from(&stream);
        let _ = socket.set_tcp_keepalive(&socket2::TcpKeepalive::new().with_time(KEEPALIVE));
        #[cfg(any(target_os = "android", target_os = "linux"))]
        {
            let _ = socket.set_tcp_notsent_lowat(UNSENT);
            // Also for bytes that the kernel has taken and the viewer has not.
            let _ = socket.set_tcp_user_timeout(Some(patience));
        }
        let deadline = Box::pin(sleep_until(Instant::now()));
        Self { direct: Direct::new(stream), patience, deadline, waits: false, taken: 0 }
    }

    /// For writes past hyper.
    pub(super) fn direct(&self) -> Arc<Direct> {
        Arc::clone(&self.direct)
    }

    /// Bytes that a viewer takes at least in the time that it is given.
    fn quota(&self) -> u64 {
        (SLOWEST * self.patience.as_secs()).max(1)
    }

    /// The viewer has taken so many bytes of those that waited for it.
    fn progressed(&mut self, bytes: usize) {
        self.taken = self.taken.saturating_add(bytes as u64);
        if self.taken >= self.quota() {
            self.waits = false;
        }
    }

    /// Nothing waits for the viewer any more.
    fn settled(&mut self) {
        self.waits = false;
    }

    /// A write waits: an error if it has waited too long.
    fn poll_patience<T>(&mut self, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if !std::mem::replace(&mut self.waits, true) {
            self.taken = 0;
            self.deadline.as_mut().reset(Instant::now() + self.patience);
        }
        ready!(self.deadline.as_mut().poll(context));
        // What waits in the kernel goes as well.
        let _ = self.direct.stream().set_zero_linger();
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the viewer took next to nothing")))
    }

    /// Writes the rest of a part.
    fn poll_rest(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let left = self.direct.left();
        if left == 0 {
            return Poll::Ready(Ok(()));
        }
        let written = self.direct.poll_rest(context);
        self.progressed(left - self.direct.left().min(left));
        if written.is_pending() { self.poll_patience(context) } else { written }
    }

    fn poll_attempt(
        &mut self,
        context: &mut Context<'_>,
        attempt: impl Fn(&TcpStream) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_rest(context))?;
        match poll_write(self.direct.stream(), context, attempt) {
            Poll::Pending => self.poll_patience(context),
            Poll::Ready(written) => {
                self.progressed(*written.as_ref().unwrap_or(&0));
                Poll::Ready(written)
            }
        }
    }
}

fn poll_write(
    stream: &TcpStream,
    context: &mut Context<'_>,
    attempt: impl Fn(&TcpStream) -> io::Result<usize>,
) -> Poll<io::Result<usize>> {
    loop {
        ready!(stream.poll_write_ready(context))?;
        match attempt(stream) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            written => return Poll::Ready(written),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.direct.close();
    }
}

impl AsyncRead for Progress {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let stream = self.direct.stream();
        loop {
            ready!(stream.poll_read_ready(context))?;
            match stream.try_read(buffer.initialize_unfilled()) {
                Ok(length) => {
                    buffer.advance(length);
                    return Poll::Ready(Ok(()));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }
}

impl AsyncWrite for Progress {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll_attempt(context, |stream| stream.try_write(bytes))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.poll_attempt(context, |stream| stream.try_write_vectored(slices))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    /// Hyper flushes when it has written all that it has.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_rest(context))?;
        self.settled();
        self.direct.end_hyper();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_rest(context))?;
        Poll::Ready(socket2::SockRef::from(self.direct.stream()).shutdown(Shutdown::Write))
    }
}
