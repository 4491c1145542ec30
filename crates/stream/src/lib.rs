//! One camera's stream without browser, socket or clock. Time is an argument, in milliseconds by a
//! clock that never goes back, and so is chance.
//!
//! - [`connection`]: when to connect, by which route, when to give up.
//! - [`live`]: the newest frame, its age, and whether it may be called live.
//! - [`history`]: the last seconds, kept to be played again.
//! - [`decode`]: by which decoder, how many frames at once, how much smaller.

pub mod connection;
pub mod decode;
pub mod history;
pub mod live;
mod report;
mod route;
mod source;
mod state;

pub use decode::{Decoding, Paths, Reduction, Sink};
pub use history::{ReplayCommand, ReplayLimits, ReplayMode, ReplayReport, Speed};
pub use live::Statistics;
pub use report::{Enhanced, EnhancedBy, PictureFacts, QuirkNote, Report};
pub use route::Route;
pub use source::StreamSource;
pub use state::State;
