//! What the wall does with all its tiles at once.
//!
//! [`Members`] are the tiles as the page has them: their players, and what these report. The rules are in
//! the package `wall`; this asks the players and tells the wall's state.

mod hold;
mod members;
mod record;
mod snapshot;
mod use_sizes;
mod use_together;

pub(super) use members::{Member, use_member};
pub(super) use use_sizes::use_sizes;
pub(super) use use_together::{All, Together, use_together};
