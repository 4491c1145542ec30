//! What the wall's page asks of the browser.

mod use_alarm;
mod use_beginning;
mod use_canvas;
mod use_drag;
mod use_memory;
mod use_settling;

pub(super) use use_alarm::use_alarm;
pub(super) use use_beginning::use_beginning;
pub(super) use use_canvas::{Canvas, use_canvas, use_sharing};
pub(super) use use_drag::{Grip, use_drag};
pub(super) use use_memory::use_memory;
pub(super) use use_settling::use_settling;

/// The page's clock, milliseconds: it goes on evenly, from a start of its own.
pub(super) fn now_ms() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}
