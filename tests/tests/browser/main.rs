//! End-to-end tests: what a person sees in a real browser, of a real stream, through the real program.
//!
//! `cargo xtask test --only app --only e2e-chromium` builds what they need and runs them.

mod accessibility;
mod aids;
mod configuration;
mod diagnosis;
mod direct;
mod editor;
mod enhance;
mod features;
mod gateway_recording;
mod history;
mod kiosk;
mod leaving;
mod login;
mod marks;
mod mux;
mod neighbours;
mod offline;
mod opening;
mod parameters;
mod paths;
mod picture;
mod players;
mod recording;
mod recovery;
mod replay;
mod secrets;
mod shared_canvas;
mod site;
mod sizes;
mod snapshot;
mod start;
mod thief;
mod transports;
mod wall;
mod wall_together;
