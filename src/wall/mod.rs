//! The page of many cameras: a program of its own (`src/bin/wall.rs`), so that the page of one camera does not grow.
//!
//! [`state`] is the wall: which tiles, where they stand, how each does. It is pure. A tile is a viewer
//! like that of the page of one camera ([`crate::components`]'s pane), with a player and a state of
//! its own; the wall knows a [`Glance`](state::Glance) of each. `components` draw both, `hooks` speak
//! with the browser.

pub mod address;
mod components;
mod hooks;
pub mod served;
pub mod state;
mod together;

pub use components::WallPage;
