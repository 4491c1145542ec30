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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SightId(pub(crate) u32);
