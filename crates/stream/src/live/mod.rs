//! The newest frame: its age, the state that may be reported, and statistics.

mod body;
mod clock;
mod gate;
mod latest;
mod parts;
mod presentation;
mod repetition;
mod statistics;

pub use body::{Body, End, Item, is_multipart};
pub use clock::CaptureClock;
pub use gate::LiveGate;
pub use latest::{LatestFrame, Offer};
pub use parts::PartMemory;
pub use presentation::{GivenFrame, Presentation, VideoCheck};
pub use repetition::Repetition;
pub use statistics::{Meter, Statistics};
