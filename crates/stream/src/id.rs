//! Ids that match answers to requests. A stream never uses an id twice.

/// A stream of a worker. No number is used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct StreamId(pub u32);

impl StreamId {
    /// No stream: the worker itself.
    pub const HOST: Self = Self(0);
}

/// One call of [`Input::Play`](crate::Input::Play).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlayId(pub(crate) u32);

/// One connection to the camera, from its request to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ConnectionId(pub(crate) u32);

/// One frame that is being decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DecodeId(pub(crate) u32);

/// One frame whose way to the screen is being watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SightId(pub(crate) Sight);

/// What such a frame is watched for, each with a count of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    /// The stream is live once it is there.
    Live(u32),
    /// The canvas takes the place of the video.
    Canvas(u32),
}
