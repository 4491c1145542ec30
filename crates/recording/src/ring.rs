//! Which segments of a ring of recordings have to go.

/// How much a ring keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ring {
    /// Bytes of all segments together, with the one that is being written.
    pub bytes: u64,
    /// Milliseconds after its end for which a segment is kept, if there is a limit.
    pub age: Option<u64>,
}

/// A segment that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Its bytes.
    pub bytes: u64,
    /// When it ended, in milliseconds since 1970.
    pub ended: u64,
}

impl Ring {
    /// How many of the oldest segments have to go at `now` (milliseconds since 1970). `kept` are
    /// those that have ended, the oldest first; `open` are the bytes of the segment that is being
    /// written, which always stays.
    pub fn surplus(&self, kept: &[Kept], open: u64, now: u64) -> usize {
        let mut total = kept.iter().fold(open, |sum, segment| sum.saturating_add(segment.bytes));
        let mut surplus = 0;
        for segment in kept {
            let is_old = self.age.is_some_and(|age| now.saturating_sub(segment.ended) > age);
            if !is_old && total <= self.bytes {
                break;
            }
            total = total.saturating_sub(segment.bytes);
            surplus += 1;
        }
        surplus
    }
}
