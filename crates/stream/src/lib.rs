//! One camera's stream without browser, socket or clock. Time (in milliseconds of a clock that
//! never goes back) and randomness are arguments.
//!
//! [`Stream`] takes [`Input`]s and returns [`Effect`]s.
//!
//! ```
//! use causes::Transport;
//! use stream::{Abilities, Effect, Input, Moment, Stream, StreamSource};
//!
//! let abilities = Abilities { processors: 4, has_image_decoder: true };
//! // The bytes of frames are behind handles of a type that the shell chooses.
//! let mut stream: Stream<Vec<u8>> = Stream::new(|| 0.5, "https://page".to_owned(), abilities);
//! let source = StreamSource::new(Transport::Fetch, "http://camera/axis-cgi/mjpg/video.cgi");
//! stream.handle(Moment { now: 0.0, wall: 1.8e12 }, Input::Play(source));
//! let effects: Vec<_> = std::iter::from_fn(|| stream.poll_effect()).collect();
//! assert!(effects.iter().any(|effect| matches!(effect, Effect::Open(..))));
//! ```
//!
//! Its parts:
//!
//! - [`connection`]: when to connect, by which route, when to give up.
//! - [`live`]: the newest frame, its age, and whether it may be called live.
//! - [`history`]: the last seconds, for replay.
//! - [`record`]: frames that wait to be written to a file.
//! - [`decode`]: the decoder, the number of parallel decodes, and the size.

pub mod connection;
pub mod decode;
mod effect;
mod frame;
pub mod history;
mod id;
mod input;
pub mod live;
pub mod record;
mod report;
mod route;
mod source;
mod state;
mod stream;

pub use decode::{Decoding, Paths, Reduction, Sink};
pub use effect::{DecodeJob, DrawOn, Effect, Seen, Snapshot, StreamRequest};
pub use frame::{DisplayedFrame, Frame, Origin};
pub use history::{ReplayCommand, ReplayLimits, ReplayMode, ReplayReport, Speed};
pub use id::{ConnectionId, DecodeId, PlayId, SightId, StreamId};
pub use input::{Abilities, Arrived, Drawn, Head, Input, Moment, Pixels, Surface};
pub use live::Statistics;
pub use report::{Enhanced, EnhancedBy, PictureFacts, QuirkNote, Report};
pub use route::Route;
pub use source::StreamSource;
pub use state::State;
pub use stream::Stream;
