//! What a JPEG is, without decoding it: its markers (ITU-T T.81 Annex B).

mod axis;
mod facts;

pub use axis::{AxisProduct, AxisTime};
pub use facts::{Facts, Sampling};
