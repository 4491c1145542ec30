//! A wall on an unattended display, and tours.
//!
//! `Layer` is all that a kiosk has above its wall, `use_tour` turns the pages of a tour. The rules are
//! in the crates `kiosk` and `wall`; here is only what needs a browser. Both hang on the wall's page by
//! one call each.

mod display;
mod layer;
mod pin_pad;
mod screen;
mod tour;
mod wake_lock;
mod words;

pub use words::{Words, words};

pub(crate) use layer::Layer;
pub(crate) use tour::{tour_mark, use_tour};

use configuration::Link;

use crate::page;

/// Whether the page's address asks for a kiosk.
pub(crate) fn is_asked() -> bool {
    Link::parse(&page::query()).kiosk.is_some()
}
