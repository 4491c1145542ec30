//! Hooks: everything that listens, waits or talks to the browser, released when its component goes.

mod clipboard;
mod use_fullscreen;
mod use_gestures;
mod use_keys;
mod use_measure;
mod use_player;
mod use_save;
mod use_stillness;

pub(crate) use clipboard::copy;
pub(crate) use use_fullscreen::{FullscreenHandle, use_fullscreen};
pub(crate) use use_gestures::{Touch, use_gestures};
pub(crate) use use_keys::use_keys;
pub(crate) use use_measure::use_measure;
pub(crate) use use_player::{PlayerHandle, PlayerNews, use_player};
pub(crate) use use_save::{SaveHandle, use_save};
pub(crate) use use_stillness::use_stillness;
