//! How much the parser holds.

/// Bounds on what the parser keeps in memory. Past one, it reports an [`Error`](crate::Error), drops what
/// it held and looks for the next delimiter.
///
/// The parser's buffer is never larger than `part + header_block`, some 5 kB, and twice the largest
/// chunk pushed. What is not inside a part is not kept, whatever it consists of. A part whose
/// Content-Length says that it is larger is not kept at all, once such a length has proved right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of one part's header block. Default 64 KiB; real cameras stay under 1 kB.
    pub header_block: usize,
    /// Bytes of one part. Default 32 MiB; a 4K picture at best quality is about 6 MB.
    pub part: usize,
    /// Bytes without any structure (no delimiter, no picture) before that is reported. They are not
    /// kept. Default 1 MiB.
    pub look_ahead: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { header_block: 64 << 10, part: 32 << 20, look_ahead: 1 << 20 }
    }
}

impl Limits {
    /// The same limits with another bound for one part, in bytes.
    #[must_use]
    pub fn with_part(mut self, bytes: usize) -> Self {
        self.part = bytes;
        self
    }

    /// The same limits with another bound for a header block, in bytes.
    #[must_use]
    pub fn with_header_block(mut self, bytes: usize) -> Self {
        self.header_block = bytes;
        self
    }

    /// The same limits with another bound for bytes without structure.
    #[must_use]
    pub fn with_look_ahead(mut self, bytes: usize) -> Self {
        self.look_ahead = bytes;
        self
    }
}
