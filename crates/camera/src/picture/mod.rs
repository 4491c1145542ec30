//! Pictures: in memory, with overlays, and as JPEG.

mod encode;
mod font;
mod overlay;
pub(crate) mod raster;
pub mod strip;

use bytes::Bytes;

pub(crate) use encode::{Product, encode, with_time};
pub(crate) use overlay::Overlay;

use crate::clock::Timestamp;

/// A frame as it is sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Frame {
    /// Number of the sensor's frame.
    pub(crate) number: u64,
    /// The time in its comment.
    pub(crate) time: Timestamp,
    pub(crate) jpeg: Bytes,
    /// Of the JPEG.
    pub(crate) sha256: [u8; 32],
}
