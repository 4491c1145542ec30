//! The stamp in each picture: when the camera began to send it, and its number.
//!
//! It is a comment right after the start of the JPEG, so it comes through every relay whatever
//! becomes of the part's header fields.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// Bytes of a picture up to the end of its stamp.
pub(crate) const LENGTH: usize = 22;

/// SOI, COM with a length of 18, and four letters that no camera writes.
const BEGIN: [u8; 10] = *b"\xff\xd8\xff\xfe\0\x12Mull";

/// When a picture was begun, and its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) begun: Duration,
    pub(crate) number: u32,
}

impl Stamp {
    /// The picture with this stamp.
    pub(crate) fn put(self, jpeg: &[u8]) -> Vec<u8> {
        let nanoseconds = u64::try_from(self.begun.as_nanos()).unwrap_or_default();
        let rest = jpeg.get(2..).unwrap_or_default();
        [&BEGIN[..], &nanoseconds.to_be_bytes(), &self.number.to_be_bytes(), rest].concat()
    }

    /// The stamp of a picture that begins with these bytes.
    pub(crate) fn read(begin: &[u8; LENGTH]) -> Option<Self> {
        let rest = begin.strip_prefix(&BEGIN)?;
        let (nanoseconds, number) = rest.split_first_chunk::<8>()?;
        Some(Self {
            begun: Duration::from_nanos(u64::from_be_bytes(*nanoseconds)),
            number: u32::from_be_bytes(number.try_into().ok()?),
        })
    }
}

/// The time of the clock that all processes of this machine share.
pub(crate) fn now() -> Duration {
    let now = clock_gettime(ClockId::Monotonic);
    Duration::new(now.tv_sec.cast_unsigned(), u32::try_from(now.tv_nsec).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_read_from_the_begin_of_its_picture() {
        let stamp = Stamp { begun: Duration::from_nanos(1_234_567_890_123), number: 7 };
        let picture = stamp.put(b"\xff\xd8\xff\xdb and the rest");
        assert_eq!(picture[LENGTH..], *b"\xff\xdb and the rest");
        assert_eq!(Stamp::read(picture.first_chunk().unwrap()), Some(stamp));
        assert_eq!(Stamp::read(&[0; LENGTH]), None);
    }
}
