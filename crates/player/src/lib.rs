//! MJPEG streams in a browser: fetch, parse, decode, draw, statistics.
//!
//! A player makes a canvas in a container. The worker that all players of a page share plays a
//! [`Source`] on it and sends a [`Report`] back at most four times a second and at once when the
//! [`State`] changes. The page never touches the bytes of a frame. A page's program in Rust has a
//! [`Player`]:
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
//! | `data-transport` | `fetch` `relay` `mux` `proxy` `img` `snapshots`, see [`Transport`]: the present route; empty before the first source |
//! | `data-frames-received` | pictures received whole since the source was chosen |
//! | `data-frames-drawn` | pictures drawn since then |
//! | `data-frames-dropped` | pictures dropped before decoding because a newer one had arrived |
//! | `data-enhanced` | `yes` while the picture on the canvas is not as the camera sent it, see [`Enhancements`]; else `no` |
//! | `data-decode` | `bitmap` `decoder` `wasm`, see [`Decoding`]: the decoder of the displayed picture; empty before the first |
//! | `data-sink` | `canvas` `video`, see [`Sink`]: the element that shows it; empty likewise |
//! | `data-surface` | `own` `shared`: whether pictures are drawn on a canvas of this player, or on one that many share |
//! | `data-reduction` | `1` `2` `4` `8`: what the sides of the picture shown were divided by when it was decoded, because it is shown smaller still ([`Reduction`]); the canvas has that size |
//! | `data-width`, `data-height` | size of the picture shown, pixels; `0` before the first |
//! | `data-replay` | `live` `paused` `playing`, see [`ReplayMode`]; empty where nothing is kept |
//! | `data-replay-picture` | number of the picture shown, counted from 1 while pictures are kept; empty likewise |
//! | `data-replay-behind` | how long ago the picture shown arrived, whole milliseconds; empty likewise |
//! | `data-recording` | `yes` while a recording is on, `no` after it; absent before the first |
//! | `data-recording-frames` | pictures in it |
//!
//! The canvas always has the picture's own size. It fills the container, with the picture whole and
//! undistorted, or as the CSS variable `--mullion-fit` says (like `object-fit`). The page's style
//! decides its size, rotation and mirroring.
//!
//! # What it promises
//!
//! *It tells the truth.* `live` is a fact about the visible picture: it is on the canvas or
//! presented by the video, and not older than the stream's own cadence explains. A stream that
//! moved and then repeats one picture is not live, nor is one whose camera clock has stopped. A
//! worker that falls silent makes the state `stalled`, then `error`.
//!
//! *It never gives up.* The player retries every failure with exponential back-off and full jitter,
//! without end, and at once when the network, the page or its gateway comes back. Only a refused
//! login and an impossible address wait for a person. There is one connection at a time; the old
//! one is closed before the next.
//!
//! *Any camera.* A [`Source`] names the routes to a camera, best first. If a route cannot work, the
//! player tries the next at once; it keeps a route that has delivered a picture. [`Report::detour`]
//! says why no better one works. Where this page may not read a camera's answer, the browser's own
//! display shows its stream or single pictures, and the state is `unverified`, never `live`.
//!
//! *Logins stay in the page.* A [`Login`] never reaches the worker, an address, a message to
//! another page or any storage: a program of its own signs each request (`crates/features/login`),
//! and the worker gets the header field. The player does not retry a refused login by itself,
//! because cameras lock accounts.
//!
//! *Latest frame wins.* One picture is decoded at a time, or up to three if one does not keep up.
//! One more waits, and a newer one replaces it, so the picture's age is bounded however slow the
//! machine is.
//!
//! *It holds little.* One part of a stream (see [`mjpeg::Limits`]), one picture that waits and the one that
//! is shown; pictures beyond 100 million pixels are not decoded. The last seconds are kept for
//! replay in slabs of the worker's memory, within [`ReplayLimits`].
//!
//! # The program
//!
//! `src/bin/core.rs`, built for the web as `core.js` and `core_bg.wasm`, is both the page's half
//! and the worker's. `player.js` beside them (`static/player.js`) loads it in both roles and is the
//! interface for pages, see `docs/PLAYER.md`; [`Player`] is its client in Rust. Page, client and
//! worker name their build to each other; a part of another build is refused
//! ([`Problem::WORKER_OUTDATED`]). A panic or trap in the worker takes all canvases with it: host
//! and players then replace both and play again, at once the first time and after growing pauses if
//! it happens again. The kept pictures are lost, and the next report shows an empty buffer.
//!
//! # Design
//!
//! The crate `stream` holds the logic of one stream without browser, socket or clock; `causes`
//! names what keeps a picture away. Here are two thin shells around them, `worker` and `page`,
//! which speak `message`, and beside them `login`, which stays in the page. `interface` converts
//! messages for a page's own program, and `client` is that program's side.

mod client;
mod fetchable;
mod interface;
mod loader;
mod login;
mod message;
pub mod page;
mod picture_time;
mod program;
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
pub use login::Login;
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
