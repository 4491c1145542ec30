//! The parts of the page, one file for each.

mod aids;
mod app;
mod badge;
mod bottom_bar;
mod connection;
mod copy_field;
mod detour_line;
pub(crate) mod dialog;
mod enhance;
mod event_log;
mod gateway_recording;
mod help_sheet;
pub(crate) mod icon;
mod login_sheet;
pub(crate) mod notice;
mod open_sheet;
mod overlays;
pub(crate) mod pane;
mod panel;
pub mod parameters;
mod pill;
mod record_sheet;
mod recording_mark;
mod share_sheet;
mod snapshot_menu;
mod sparkline;
mod speed_choice;
mod stage;
mod statistics;
mod timeline;
pub(crate) mod toasts;
mod tool;
mod top_bar;
mod transport_bar;
mod view_menu;
mod why_sheet;

pub use app::App;
pub(crate) use copy_field::CopyField;
pub(crate) use icon::{Icon, glyph};

#[cfg(all(test, target_arch = "wasm32"))]
mod tests;
