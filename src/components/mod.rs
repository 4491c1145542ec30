//! What is on the page: one file for each part a person sees.

mod app;
mod bottom_bar;
mod copy_field;
mod dialog;
mod help_sheet;
mod icon;
mod notice;
mod open_sheet;
mod overlays;
mod panel;
pub mod parameters;
mod pill;
mod share_sheet;
mod sparkline;
mod stage;
mod statistics;
mod toasts;
mod tool;
mod top_bar;
mod view_menu;

pub use app::App;

#[cfg(all(test, target_arch = "wasm32"))]
mod tests;
