//! A JPEG's markers, without decoding it (ITU-T T.81 Annex B).

mod axis;
mod facts;
mod huffman;
mod quality;
mod segments;
mod walk;

pub use axis::{AxisProduct, AxisTime};
pub use facts::{Facts, Sampling};
pub use huffman::with_standard_huffman_tables;
pub(crate) use walk::{Walk, Walker};
