//! The supervisor's time limits.

/// Milliseconds from the request to the response.
pub(super) const CONNECT_TIMEOUT: f64 = 10_000.0;
/// Milliseconds from the response to its first byte.
pub(super) const FIRST_BYTE_TIMEOUT: f64 = 10_000.0;
/// Milliseconds from the response to its first whole picture.
pub(super) const FIRST_FRAME_TIMEOUT: f64 = 20_000.0;
/// Milliseconds without a whole picture, while bytes trickle in, before a playing stream is given
/// up. One whose pictures are further apart is given [`SILENCE`] times the time after which they
/// are stale.
pub(super) const TRICKLE_TIMEOUT: f64 = 10_000.0;
/// Multiple of the stale age after which a playing stream is given up if nothing comes, or nothing
/// that could be part of a stream.
pub(super) const SILENCE: f64 = 1.5;
/// Milliseconds in which pictures come and all are stale, before a stream is given up for one that
/// begins with a new picture.
pub(super) const BEHIND_TIMEOUT: f64 = 4000.0;
/// Milliseconds for which a hidden page keeps its connection, so that a glance at another tab or
/// scrolling past costs no connection.
pub(super) const HIDDEN_GRACE: f64 = 3000.0;
/// Milliseconds that closing a stream may take before it is left to itself.
pub(super) const CLOSE_TIMEOUT: f64 = 1000.0;
/// Milliseconds of play after which the back-off starts from the beginning.
pub(super) const STABLE: f64 = 10_000.0;
/// Pictures in a row that the browser cannot decode before that is called the problem.
pub(super) const UNDECODABLE: u32 = 3;
/// Timeouts double with each stream given up for want of pictures, up to this factor, so that
/// streams slower than any assumption come through in the end.
pub(super) const MOST_PATIENCE: f64 = 8.0;
/// Milliseconds between two questions to the page's own origin while it is away, at most; at least
/// half of it.
pub(super) const ORIGIN_PAUSE: f64 = 1000.0;
/// Milliseconds after which such a question is asked again without an answer.
pub(super) const ORIGIN_TIMEOUT: f64 = 3000.0;
