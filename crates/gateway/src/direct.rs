//! Writes whole parts straight to a viewer's connection, past hyper.
//!
//! With hundreds of viewers of one camera, waking a task for each of them and letting hyper frame
//! and write each picture costs half as much as the write itself. So while hyper has nothing to
//! write on a connection, the task that reads the camera writes the part there, framed as hyper
//! does it (a chunk of HTTP/1.1). The connection's own task takes over when the system does not
//! take all of it at once.

use std::io::{self, IoSlice, Write as _};
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use tokio::io::Interest;
use tokio::net::TcpStream;

use crate::lock::lock;

/// A viewer's connection, shared by the task that serves it and those that write to it directly.
#[derive(Debug)]
pub(crate) struct Direct {
    stream: TcpStream,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Hyper has, or may have, bytes that the system does not.
    is_busy: bool,
    rest: Option<Rest>,
}

/// A part of which the system has not taken all yet.
#[derive(Debug)]
struct Rest {
    pieces: Pieces,
    sent: usize,
    /// Is dropped when all of it has been taken.
    _held: Held,
}

/// A chunk that many connections are sent alike, framed once for all of them.
#[derive(Debug, Clone)]
pub(crate) struct Chunk(Bytes);

/// Gets told when a part has been taken.
pub(crate) type Held = Box<dyn std::any::Any + Send + Sync>;

/// A chunk: its length line, the part, what follows it.
#[derive(Debug)]
struct Pieces {
    line: [u8; LINE],
    line_length: usize,
    part: Bytes,
    end: End,
}

/// What follows a part: the begin of the next one, as far as it is known, and the chunk's line end.
#[derive(Debug)]
struct End {
    bytes: [u8; AFTER + 2],
    length: usize,
}

/// Hexadecimal digits of a length, and a line end.
const LINE: usize = 18;
/// Bytes that may follow a part at once: a delimiter.
pub(crate) const AFTER: usize = 100;

/// The right to write on a connection that nobody else is writing on.
#[derive(Debug)]
pub(crate) struct Writer<'a> {
    stream: &'a TcpStream,
    _state: MutexGuard<'a, State>,
}

/// Bytes that the system has not taken; see [`Direct::leave`].
#[derive(Debug)]
#[must_use]
pub(crate) struct Left {
    pieces: Pieces,
    sent: usize,
}

impl Direct {
    /// A connection that hyper has yet to write on.
    pub(crate) fn new(stream: TcpStream) -> Arc<Self> {
        Arc::new(Self { stream, state: Mutex::new(State { is_busy: true, rest: None }) })
    }

    /// The socket.
    pub(crate) fn stream(&self) -> &TcpStream {
        &self.stream
    }

    /// Hyper is given something to write.
    pub(crate) fn begin_hyper(&self) {
        self.state().is_busy = true;
    }

    /// Hyper has written all that it was given.
    pub(crate) fn end_hyper(&self) {
        self.state().is_busy = false;
    }

    /// The right to write, unless hyper or a part before this one still has to.
    pub(crate) fn writer(&self) -> Option<Writer<'_>> {
        let state = self.state();
        let is_free = !state.is_busy && state.rest.is_none();
        is_free.then_some(Writer { stream: &self.stream, _state: state })
    }

    /// Leaves bytes to the connection's task, which has to be woken. Until this is called nobody
    /// else may write.
    pub(crate) fn leave(&self, Left { pieces, sent }: Left, held: Held) {
        self.state().rest = Some(Rest { pieces, sent, _held: held });
    }

    /// How many bytes of a part are left to be written.
    pub(crate) fn left(&self) -> usize {
        self.state().rest.as_ref().map_or(0, |rest| rest.pieces.len() - rest.sent)
    }

    /// Writes the rest of a part.
    pub(crate) fn poll_rest(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            let taken = {
                let mut state = self.state();
                let Some(rest) = &mut state.rest else { return Poll::Ready(Ok(())) };
                match rest.pieces.write(&self.stream, rest.sent) {
                    Ok(0) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                    Ok(sent) => {
                        rest.sent += sent;
                        if rest.sent < rest.pieces.len() {
                            continue;
                        }
                        state.rest.take()
                    }
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => None,
                    Err(error) => return Poll::Ready(Err(error)),
                }
            };
            if taken.is_some() {
                // Outside the lock: it may tell others.
                drop(taken);
                return Poll::Ready(Ok(()));
            }
            ready!(self.stream.poll_write_ready(context))?;
        }
    }

    /// The connection has ended.
    pub(crate) fn close(&self) {
        let rest = {
            let mut state = self.state();
            state.is_busy = true;
            state.rest.take()
        };
        drop(rest);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

impl Chunk {
    /// A chunk of these pieces.
    pub(crate) fn of(pieces: [&[u8]; 2]) -> Self {
        let length: usize = pieces.iter().map(|piece| piece.len()).sum();
        let line = format!("{length:X}\r\n");
        let mut bytes = BytesMut::with_capacity(line.len() + length + 2);
        for piece in [line.as_bytes(), pieces[0], pieces[1], b"\r\n"] {
            bytes.extend_from_slice(piece);
        }
        Self(bytes.freeze())
    }
}

impl Writer<'_> {
    /// Writes a whole chunk, like [`write`](Self::write).
    pub(crate) fn write_chunk(&mut self, chunk: &Chunk) -> Option<Left> {
        let socket = socket2::SockRef::from(self.stream);
        let sent = self.stream.try_io(Interest::WRITABLE, || socket.send(&chunk.0)).unwrap_or(0);
        (sent < chunk.0.len()).then(|| Left { pieces: Pieces::whole(chunk), sent })
    }

    /// Writes `part` and at most [`AFTER`] bytes after it; gives what the system did not take. An
    /// error is left to the connection's task as well, which meets it again.
    pub(crate) fn write(&mut self, part: Bytes, after: Option<&[u8]>) -> Option<Left> {
        let pieces = Pieces::new(part, after.unwrap_or_default());
        let sent = pieces.write(self.stream, 0).unwrap_or(0);
        (sent < pieces.len()).then_some(Left { pieces, sent })
    }
}

impl Pieces {
    /// A chunk that is framed already.
    fn whole(Chunk(bytes): &Chunk) -> Self {
        let end = End { bytes: [0; AFTER + 2], length: 0 };
        Self { line: [0; LINE], line_length: 0, part: bytes.clone(), end }
    }

    fn new(part: Bytes, after: &[u8]) -> Self {
        let mut line = [0; LINE];
        let mut room = &mut line[..];
        // It has room for any length.
        let _ = write!(room, "{:X}\r\n", part.len() + after.len());
        let line_length = LINE - room.len();
        let mut end = End { bytes: [0; AFTER + 2], length: after.len() + 2 };
        end.bytes[..after.len()].copy_from_slice(after);
        end.bytes[after.len()..end.length].copy_from_slice(b"\r\n");
        Self { line, line_length, part, end }
    }

    fn len(&self) -> usize {
        self.line_length + self.part.len() + self.end.length
    }

    /// Writes what comes after the first `skip` bytes, as far as the system takes it.
    fn write(&self, stream: &TcpStream, mut skip: usize) -> io::Result<usize> {
        let pieces = [&self.line[..self.line_length], &self.part, &self.end.bytes[..self.end.length]];
        let slices = pieces.map(|piece| {
            let skipped = skip.min(piece.len());
            skip -= skipped;
            IoSlice::new(&piece[skipped..])
        });
        let first = slices.iter().take_while(|slice| slice.is_empty()).count();
        // A message, not a write of a file: that is cheaper, and a socket has no position.
        let socket = socket2::SockRef::from(stream);
        stream.try_io(Interest::WRITABLE, || socket.send_vectored(&slices[first..]))
    }
}
