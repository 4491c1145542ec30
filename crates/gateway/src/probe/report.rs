//! Where findings go.

use std::io;

use mjpeg::{Frame, OtherPart, Quirk};

use super::source::{Source, SourceError};
use super::summary::{FrameFacts, Summary};
use crate::http::Mended;

/// A form of output: for a person, or for a program.
pub(super) trait Report {
    /// The source has answered; `content_type` is the one that counts.
    fn opened(&mut self, source: &Source, content_type: Option<&str>) -> io::Result<()>;
    fn frame(&mut self, frame: &Frame<'_>, known: &FrameFacts) -> io::Result<()>;
    fn part(&mut self, part: &OtherPart<'_>) -> io::Result<()>;
    fn quirk(&mut self, quirk: &Quirk) -> io::Result<()>;
    /// A fault of the answer's head or framing that was put right.
    fn mended(&mut self, mended: Mended) -> io::Result<()>;
    fn parser_error(&mut self, error: &mjpeg::Error) -> io::Result<()>;
    fn source_error(&mut self, error: &SourceError) -> io::Result<()>;
    /// Nothing more comes.
    fn summary(&mut self, summary: &Summary) -> io::Result<()>;
    /// Shows what was written so far.
    fn flush(&mut self) -> io::Result<()>;
}
