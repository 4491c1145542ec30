//! Hooks: everything that listens, waits or talks to the browser, released when its component goes.

mod clipboard;
mod use_cameras;
mod use_focus_out;
mod use_fullscreen;
mod use_gestures;
mod use_keys;
mod use_measure;
mod use_memory;
mod use_player;
mod use_replacement;
mod use_save;
mod use_snapshot;
mod use_stillness;
mod use_title;

pub(crate) use clipboard::copy;
pub(crate) use use_cameras::use_cameras;
pub(crate) use use_focus_out::use_focus_out;
pub(crate) use use_fullscreen::use_fullscreen;
pub(crate) use use_gestures::{Touch, use_gestures};
pub(crate) use use_keys::use_keys;
pub(crate) use use_measure::use_measure;
pub(crate) use use_memory::use_memory;
pub(crate) use use_player::{PlayerHandle, PlayerNews, use_player};
pub(crate) use use_replacement::use_replacement;
pub(crate) use use_snapshot::use_snapshot;
pub(crate) use use_stillness::use_stillness;
pub(crate) use use_title::use_title;
