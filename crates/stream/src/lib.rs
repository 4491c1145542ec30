//! One camera's stream without browser, socket or clock. Time is an argument, in milliseconds by a
//! clock that never goes back, and so is chance.
//!
//! - [`connection`]: when to connect, by which route, when to give up.
//! - [`live`]: the newest frame, its age, and whether it may be called live.
//! - [`history`]: the last seconds, kept to be played again.
//! - [`decode`]: by which decoder, how many frames at once, how much smaller.

pub mod connection;
pub mod decode;
mod effect;
mod frame;
pub mod history;
mod id;
mod input;
pub mod live;
mod report;
mod route;
mod source;
mod state;
mod stream;

pub use decode::{Decoding, Paths, Reduction, Sink};
pub use effect::{DecodeJob, Effect, StreamRequest};
pub use frame::{DisplayedFrame, Frame, Origin};
pub use history::{ReplayCommand, ReplayLimits, ReplayMode, ReplayReport, Speed};
pub use id::{ConnectionId, DecodeId, PlayId, SightId};
pub use input::{Abilities, Arrived, Drawn, Head, Input, Moment, Pixels, Surface};
pub use live::Statistics;
pub use report::{Enhanced, EnhancedBy, PictureFacts, QuirkNote, Report};
pub use route::Route;
pub use source::StreamSource;
pub use state::State;
pub use stream::Stream;
