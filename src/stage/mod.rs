//! Where the picture stands on the stage: pure geometry, no browser.
//!
//! The canvas has the picture's own pixel size; everything a person does to it (fit, zoom, pan,
//! turn, flip) is one CSS transform, and this module computes it.

mod geometry;
mod gesture;
mod orientation;
mod placement;
mod view;

pub use gesture::{Gesture, Pointers, WheelUnit, wheel_factor};
pub use orientation::Orientation;
pub use placement::{Placement, Size};
pub use view::{Mode, Point, View, Viewport};
