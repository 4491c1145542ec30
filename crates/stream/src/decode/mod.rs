//! How frames are decoded: by which decoder, how many at once, how much smaller.

mod limit;
mod paths;
mod pool;
mod reduction;
mod selector;

pub use limit::DecodeLimit;
pub use paths::{Decoding, Paths, Sink};
pub use pool::{Attention, DecodePool, Urgency, Wish};
pub use reduction::Reduction;
pub use selector::{DecoderSelector, Job};
