//! One MJPEG stream in a browser: fetch, parse, decode, draw, statistics.

mod body;
mod cause;
mod clock;
mod message;
mod page;
mod problem;
mod report;
mod slot;
mod snapshot;
mod source;
mod state;
mod statistics;
mod supervisor;
pub mod worker;

pub use page::{Player, PlayerError};
pub use problem::{Blame, Problem};
pub use report::{PictureFacts, QuirkNote, Report, Statistics};
pub use snapshot::Snapshot;
pub use source::{Source, Transport};
pub use state::State;
