//! A saved stream: a file or the standard input, with or without the head of the answer.

use std::fmt;
use std::path::PathBuf;
use std::pin::Pin;

use bytes::Bytes;
use causes::table;
use tokio::io::{AsyncRead, AsyncReadExt as _};

use super::head::{self, Beginning, Head};
use super::source::SourceError;
use crate::http::Mended;
use crate::http::chunked::{Dechunker, Fault};

const CHUNK: usize = 64 << 10;

/// Reads a saved stream.
pub(super) struct Reader {
    input: Pin<Box<dyn AsyncRead + Send>>,
    path: Option<PathBuf>,
    /// Read and not yet given out.
    pending: Vec<u8>,
    /// Bytes of the body that were given out.
    given: u64,
    dechunker: Option<Dechunker>,
    complaint: Option<SourceError>,
    is_broken: bool,
    ended: bool,
}

impl Reader {
    /// A reader of `input`; `path` names it in errors, if it is a file.
    pub(super) fn new(input: Pin<Box<dyn AsyncRead + Send>>, path: Option<PathBuf>) -> Self {
        Self {
            input,
            path,
            pending: Vec::new(),
            given: 0,
            dechunker: None,
            complaint: None,
            is_broken: false,
            ended: false,
        }
    }

    /// The head that the stream begins with; an empty one if it begins with its body.
    pub(super) async fn head(&mut self) -> Result<Head, SourceError> {
        loop {
            match head::read(&self.pending, self.ended) {
                Beginning::Head(head, length) => {
                    self.pending.drain(..length);
                    self.dechunker = head.chunked.then(Dechunker::new);
                    return Ok(head);
                }
                Beginning::Body => return Ok(Head::default()),
                Beginning::Partial => {
                    let more = self.fill().await?;
                    self.ended = more == 0;
                }
            }
        }
    }

    /// What was read behind the head so far.
    pub(super) fn pending(&self) -> &[u8] {
        &self.pending
    }

    /// Bytes of the body so far.
    pub(super) fn given(&self) -> u64 {
        self.given
    }

    /// The next bytes of the body, `None` at its end.
    pub(super) async fn chunk(&mut self) -> Result<Option<Bytes>, SourceError> {
        loop {
            if self.pending.is_empty() && !self.ended {
                self.ended = self.fill().await? == 0;
            }
            let bytes = std::mem::take(&mut self.pending);
            let Some(dechunker) = &mut self.dechunker else {
                self.given += bytes.len() as u64;
                return Ok((!bytes.is_empty()).then(|| bytes.into()));
            };
            let mut decoded = Vec::with_capacity(bytes.len());
            dechunker.decode(&bytes, &mut decoded);
            if dechunker.fault() == Some(Fault::Broken) && !std::mem::replace(&mut self.is_broken, true) {
                let text = "the chunks of the saved body break off".to_owned();
                self.complaint = Some(SourceError::Known(&table::CHUNKED_CODING_BROKEN, text));
            }
            if self.ended {
                dechunker.finish(&mut decoded);
            }
            if !decoded.is_empty() {
                return Ok(Some(decoded.into()));
            }
            if self.ended {
                return Ok(None);
            }
        }
    }

    /// What was found wrong with the coding since the last call, though reading goes on.
    pub(super) fn complaint(&mut self) -> Option<SourceError> {
        self.complaint.take()
    }

    /// Faults of the coding that were put right so far. A body that was saved without it is none.
    pub(super) fn mended(&self) -> Option<Mended> {
        let fault = self.dechunker.as_ref().and_then(Dechunker::fault);
        matches!(fault, Some(Fault::LineEnds | Fault::Broken)).then_some(Mended::Chunks)
    }

    async fn fill(&mut self) -> Result<usize, SourceError> {
        self.pending.reserve(CHUNK);
        self.input.read_buf(&mut self.pending).await.map_err(|error| match &self.path {
            Some(path) => SourceError::File { path: path.clone(), error, hint: "" },
            None => SourceError::Input(error),
        })
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("path", &self.path).finish_non_exhaustive()
    }
}
