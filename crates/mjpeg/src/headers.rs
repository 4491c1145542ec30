//! Header fields of a part, read in place.

use crate::timestamp::{self, Timestamp};

/// The header block of one part. Copies nothing: each look-up reads the block again, which is a few
/// lines long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Headers<'a> {
    block: &'a [u8],
}

impl<'a> Headers<'a> {
    pub(crate) fn new(block: &'a [u8]) -> Self {
        Self { block }
    }

    /// The fields of a block that was cut out of a stream before: lines of names and values.
    pub fn of_block(block: &'a [u8]) -> Self {
        Self::new(block)
    }

    /// Name and value of each field, white space trimmed, in order. Lines without a colon are left out.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        self.block.split(|&byte| byte == b'\n').filter_map(|line| {
            let colon = memchr::memchr(b':', line)?;
            let name = std::str::from_utf8(line[..colon].trim_ascii()).ok()?;
            let value = std::str::from_utf8(line[colon + 1..].trim_ascii()).ok()?;
            Some((name, value))
        })
    }

    /// The value of the first field of that name, in any case.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.iter().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The camera's time of the picture as it stands in `X-Timestamp`.
    pub fn timestamp_text(&self) -> Option<&'a str> {
        self.get("x-timestamp").filter(|text| !text.is_empty())
    }

    /// The camera's time of the picture, from `X-Timestamp`, as far as its unit and its zone are
    /// known. `now` is this machine's time in seconds since 1970.
    pub fn timestamp(&self, now: f64) -> Option<Timestamp> {
        timestamp::read(self.timestamp_text()?, now)
    }
}
