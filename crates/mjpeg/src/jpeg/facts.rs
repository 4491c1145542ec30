//! Size, sampling, quality and what the camera wrote into the picture.

use super::{AxisProduct, AxisTime};

/// What the markers of a JPEG tell.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Facts {
    /// Width in pixels.
    pub width: u16,
    /// Height in pixels.
    pub height: u16,
    /// Chroma subsampling, if it is a usual one.
    pub sampling: Option<Sampling>,
    /// Whether the picture is progressive.
    pub progressive: bool,
    /// Estimated quality on libjpeg's scale of 1 to 100, from the quantisation tables.
    pub quality: Option<u8>,
    /// Whether Huffman tables are there. Some cameras leave the standard ones out and decoders then fail:
    /// see [`with_standard_huffman_tables`](super::with_standard_huffman_tables).
    pub has_huffman_tables: bool,
    /// Capture time from an Axis comment.
    pub axis_time: Option<AxisTime>,
    /// Serial number and firmware from an Axis comment.
    pub axis_product: Option<AxisProduct>,
    /// Trigger data from an Axis comment, as the camera wrote it.
    pub axis_trigger: Option<String>,
}

impl Facts {
    /// Reads the markers up to the first scan. `None` if `jpeg` is no JPEG or has no frame header.
    pub fn read(jpeg: &[u8]) -> Option<Self> {
        let _ = jpeg;
        None
    }
}

/// Chroma subsampling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sampling {
    /// One component.
    Gray,
    /// 4:4:4.
    Full,
    /// 4:2:2.
    Half,
    /// 4:2:0.
    Quarter,
}

impl Sampling {
    /// The usual notation: `4:2:0`, `4:2:2`, `4:4:4`, `gray`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gray => "gray",
            Self::Full => "4:4:4",
            Self::Half => "4:2:2",
            Self::Quarter => "4:2:0",
        }
    }
}
