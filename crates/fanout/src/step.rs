//! A picture that many viewers get alike.

use bytes::Bytes;

use crate::{Kind, Part};

/// A picture as all those viewers get it that have taken everything before it: made once for all of
/// them. Most viewers of a stream keep step most of the time, so this is what a picture costs.
#[derive(Debug, Clone)]
pub struct Step {
    pub(crate) before: Bytes,
    pub(crate) after: Bytes,
    bytes: Bytes,
}

impl Step {
    /// The step of `part`. `before` is the begin of it that viewers were sent ahead, `after` what
    /// they are sent ahead with it: see [`Splitter::ahead`](crate::Splitter::ahead). `None` if the
    /// part is no picture, or begins in another way.
    pub fn new(before: &Bytes, part: &Part, after: &Bytes) -> Option<Self> {
        let is_next = part.kind == Kind::Picture && part.bytes.starts_with(before);
        let (before, after) = (before.clone(), after.clone());
        is_next.then(|| Self { bytes: part.bytes.slice(before.len()..), before, after })
    }

    /// The rest of the part, and the begin of the next one.
    pub fn pieces(&self) -> [&[u8]; 2] {
        [&self.bytes, &self.after]
    }
}
