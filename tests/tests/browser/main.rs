//! End-to-end tests: what a person sees in a real browser, of a real stream, through the real program.
//!
//! `cargo xtask test --only app --only e2e` builds what they need and runs them.

mod direct;
mod leaving;
mod opening;
mod parameters;
mod picture;
mod recovery;
mod snapshot;

use e2e::Engine;

/// The engine that these tests run in.
const ENGINE: Engine = Engine::Chromium;
