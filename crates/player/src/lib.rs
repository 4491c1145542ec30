//! One MJPEG stream in a browser: fetch, parse, decode, draw, statistics.
//!
//! [`Player`] gives a canvas to a worker, which plays a [`Source`] on it and sends a [`Report`] back at most
//! four times a second and at once when the [`State`] changes. The page never touches the bytes of a frame.
//!
//! ```no_run
//! use player::{Player, Source, Transport};
//! use web_sys::{HtmlCanvasElement, HtmlElement};
//!
//! fn watch(element: HtmlElement, canvas: HtmlCanvasElement) -> Result<Player, player::PlayerError> {
//!     let player = Player::new(element, canvas, |report| {
//!         web_sys::console::log_1(&report.state.name().into());
//!     })?;
//!     player.play(Source {
//!         url: "http://192.0.2.7/axis-cgi/mjpg/video.cgi".into(),
//!         transport: Transport::Fetch,
//!         keep_hidden: false,
//!     });
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
//! | `data-state` | `idle` `connecting` `live` `stalled` `reconnecting` `ended` `error`, see [`State`] |
//! | `data-transport` | `fetch` or `relay`, see [`Transport`]; empty before the first source |
//! | `data-frames-received` | pictures received whole since the source was chosen |
//! | `data-frames-drawn` | pictures drawn since then |
//! | `data-frames-dropped` | pictures dropped before decoding because a newer one had arrived |
//! | `data-width`, `data-height` | size of the picture shown, pixels; `0` before the first |
//!
//! The canvas always has the picture's own size. How large it appears, turned or mirrored is a matter of
//! style on the page.
//!
//! # What it promises
//!
//! *It tells the truth.* `live` is a fact about the picture on the canvas: drawn, and not older than the
//! stream's own cadence explains. A worker that falls silent makes the state `stalled`, then `error`.
//!
//! *It never gives up.* Whatever breaks is tried again with exponential back-off and full jitter, for ever,
//! and at once when the network or the page comes back. Only a refused login and an address that can never
//! work wait for a person. There is one connection at a time; the old one is closed before the next.
//!
//! *Latest frame wins.* One picture is decoded, one waits, a newer one takes its place: the picture's age
//! stays bounded however slow the machine is.
//!
//! *It holds little.* One part of a stream (see [`mjpeg::Limits`]), one picture that waits and the one that
//! is shown; pictures beyond 100 million pixels are not decoded.
//!
//! # The worker's program
//!
//! `src/bin/worker.rs`, built for the web as a module with its loader at `worker_loader.js` beside the page.
//! Page and worker name their build to each other; a worker of another build is refused
//! ([`Problem::WORKER_OUTDATED`]). A panic or trap in the worker takes the canvas with it
//! ([`Problem::is_end_of_player`]): the viewer then makes a new player with a new canvas.
//!
//! # Design
//!
//! The logic knows no browser and takes time as an argument: `supervisor` (when to connect, what to call
//! it), `statistics`, `slot` (latest frame wins), `body` (what a response means), `cause`. Around it are two
//! thin shells, `worker` and `page`, which speak `message`.

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
