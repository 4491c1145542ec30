//! MJPEG streams in a browser: fetch, parse, decode, draw, statistics.
//!
//! A player makes a canvas in a container. The worker that all players of a page share plays a [`Source`] on it and sends a
//! [`Report`] back at most four times a second and at once when the [`State`] changes. The page never touches the bytes of a
//! frame. A page's program in Rust has a [`Player`]:
//!
//! ```no_run
//! use player::{Player, Program, Source, Transport};
//! use web_sys::HtmlElement;
//!
//! async fn watch(element: HtmlElement, container: HtmlElement) -> Result<Player, player::PlayerError> {
//!     let program = Program::load().await?;
//!     let player = Player::new(&program, &element, &container, None, |report| {
//!         web_sys::console::log_1(&report.state.name().into());
//!     })?;
//!     player.play(&Source::new(Transport::Fetch, "http://192.0.2.7/axis-cgi/mjpg/video.cgi"));
//!     Ok(player) // Dropping it closes the camera's connection.
//! }
//! ```
//!
//! # What embedders may rely on
//!
//! The element given to [`Player::new`] carries these attributes from then on, updated with each report.
//! Style sheets, tests and embedding pages may rely on them.
//!
//! | attribute | value |
//! |---|---|
//! | `data-state` | `idle` `connecting` `live` `replay` `unverified` `stalled` `reconnecting` `ended` `error`, see [`State`] |
//! | `data-transport` | `fetch` `relay` `proxy` `img` `snapshots`, see [`Transport`]: the way that is tried or taken now; empty before the first source |
//! | `data-frames-received` | pictures received whole since the source was chosen |
//! | `data-frames-drawn` | pictures drawn since then |
//! | `data-frames-dropped` | pictures dropped before decoding because a newer one had arrived |
//! | `data-enhanced` | `yes` while the picture on the canvas is not as the camera sent it, see [`Enhancements`]; else `no` |
//! | `data-decode` | `bitmap` `decoder` `wasm`, see [`Decoding`]: what has decoded the picture shown; empty before the first |
//! | `data-sink` | `canvas` `video`, see [`Sink`]: what shows it; empty likewise |
//! | `data-reduction` | `1` `2` `4` `8`: what the sides of the picture shown were divided by when it was decoded, because it is shown smaller still ([`Reduction`]); the canvas has that size |
//! | `data-width`, `data-height` | size of the picture shown, pixels; `0` before the first |
//! | `data-replay` | `live` `paused` `playing`, see [`ReplayMode`]; empty where nothing is kept |
//! | `data-replay-picture` | number of the picture shown, counted from 1 while pictures are kept; empty likewise |
//! | `data-replay-behind` | how long ago the picture shown arrived, whole milliseconds; empty likewise |
//! | `data-recording` | `yes` while a recording is on, `no` after it; absent before the first |
//! | `data-recording-frames` | pictures in it |
//!
//! The canvas always has the picture's own size. It fills the container, with the picture whole and undistorted, or as the
//! CSS variable `--mullion-fit` says (like `object-fit`). How large that is, turned or mirrored is a matter of style on the page.
//!
//! # What it promises
//!
//! *It tells the truth.* `live` is a fact about the picture that a person sees: drawn on the canvas or presented by the video, and not older than the
//! stream's own cadence explains. One picture that comes again and again in a stream that moved, and a camera's clock that
//! stands, are not live either. A worker that falls silent makes the state `stalled`, then `error`.
//!
//! *It never gives up.* Whatever breaks is tried again with exponential back-off and full jitter, for ever,
//! and at once when the network, the page or the gateway that serves it comes back. Only a refused login and an address that can never
//! work wait for a person. There is one connection at a time; the old one is closed before the next.
//!
//! *Any camera.* A [`Source`] names the ways to a camera, best first. A way that cannot work gives place to the next at once;
//! one that has given a picture is kept. What stands in the way of a better one is told ([`Report::detour`]). Where this page
//! may not read a camera's answer, the browser's own display shows its stream or single pictures, and the state is
//! `unverified`, never `live`.
//!
//! *Logins stay in the page.* A [`Login`] never reaches the worker, an address, a message to another page or any storage: the
//! worker gets the header field for each request. A refused login is not tried again by itself, for cameras lock accounts.
//!
//! *Latest frame wins.* One picture is decoded at a time, up to three where one does not keep up; one waits, and a newer one
//! takes its place: the picture's age stays bounded however slow the machine is.
//!
//! *It holds little.* One part of a stream (see [`mjpeg::Limits`]), one picture that waits and the one that
//! is shown; pictures beyond 100 million pixels are not decoded. The last seconds, kept to be looked at again, are blobs
//! in the browser's memory, within [`ReplayLimits`].
//!
//! # The program
//!
//! `src/bin/core.rs`, built for the web as `core.js` and `core_bg.wasm`, is both the page's half and the worker's. `player.js`
//! beside them (`static/player.js`) loads it in both roles and is the interface for pages, see `docs/PLAYER.md`; [`Player`] is
//! its client in Rust. Page, client and worker name their build to each other; a part of another build is refused
//! ([`Problem::WORKER_OUTDATED`]). A panic or trap in the worker takes all canvases with it: host and players then replace
//! both and play again, at once the first time and after growing pauses if that happens again and again. What was kept to be
//! looked at again is lost, and the report says so by keeping nothing.
//!
//! # Design
//!
//! The crate `stream` holds the logic of one stream without browser, socket or clock; `causes` names what keeps a
//! picture away. Here are two thin shells around them, `worker` and `page`, which speak `message`, and beside them
//! `login`, which stays in the page. `interface` is what crosses to a page's own program, and `client` that program's side.

mod client;
mod fetchable;
mod interface;
mod loader;
mod login;
mod message;
pub mod page;
mod picture_time;
mod recording;
mod snapshot;
mod source;
mod thumbnail;
pub mod worker;

pub use causes::{Blame, Feature, Problem, Transport};
pub use client::{Player, Program, Wall};
pub use enhancement::{Enhancements, Setting};
pub use interface::report_to_js;
pub use local_time::LocalTime;
pub use login::{KnownLogins, Login};
pub use message::BUILD;
pub use page::{FeatureNews, PlayerError, can_pop_out};
pub use picture_time::PictureTime;
pub use recording::{
    Container, Place, RecordedFile, RecordingEnd, RecordingNews, RecordingOptions, RecordingProgress,
};
pub use snapshot::Snapshot;
pub use source::Source;
pub use stream::{
    Decoding, Enhanced, EnhancedBy, Paths, PictureFacts, QuirkNote, Reduction, ReplayCommand, ReplayLimits,
    ReplayMode, ReplayReport, Report, Route, Sink, Speed, State, Statistics, StreamSource,
};
pub use thumbnail::Thumbnail;
