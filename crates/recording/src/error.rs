//! Why a picture was not taken in.

/// Why a [`Writer`](crate::Writer) did not take a picture in. The file is as it was;
/// [`finish`](crate::Writer::finish) it and begin another one, unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The camera sends pictures of another size now.
    #[error("the pictures are {}x{} now, no longer {}x{}", to.0, to.1, from.0, from.1)]
    SizeChanged {
        /// Width and height of the file's track.
        from: (u16, u16),
        /// Width and height of this picture.
        to: (u16, u16),
    },
    /// The file has as many clusters, pictures, bytes or milliseconds as it may have.
    #[error("the file has reached the maximum length of a recording")]
    Full,
    /// So long without a picture is not kept in this container, where each 10 ms cost bytes (AVI).
    #[error("no picture came for {0} ms")]
    Pause(u64),
    /// A picture without any bytes: leave it out and count it as lost.
    #[error("a frame without bytes")]
    Empty,
    /// One picture with more bytes than the limit: leave it out and count it as lost.
    #[error("a picture of {bytes} bytes; the limit is {limit}")]
    TooLarge {
        /// Bytes of the picture.
        bytes: usize,
        /// The most that are taken.
        limit: usize,
    },
    /// The time of a picture is not after that of the one before: the caller's error (see
    /// [`Timeline`](crate::Timeline)).
    #[error("a frame at {time} ms comes after one at {last} ms")]
    OutOfOrder {
        /// Of this picture, in milliseconds since the file's beginning.
        time: u64,
        /// Of the one before.
        last: u64,
    },
}
