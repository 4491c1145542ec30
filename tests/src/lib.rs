//! The parts of an end-to-end test: a simulated camera in this process, the program `mullion` as a
//! process of its own, and a real browser that is driven through WebDriver.
//!
//! Everything belongs to a value and ends with it, whether a test passes, fails or panics.
//! Nothing sleeps for a fixed time: [`wait_for`] polls for a condition, names it when it does not
//! come, and its limit is generous, because only a failure waits that long.
//!
//! The tests themselves are in `tests/browser` of this package.

mod browser;
mod camera;
mod driver;
mod engine;
mod gateway;
mod page;
mod picture;
mod process;
mod rig;
mod wait;

pub use crate::browser::{Browser, Hidden};
pub use crate::camera::RunningCamera;
pub use crate::engine::Engine;
pub use crate::gateway::{Gateway, Relayed};
pub use crate::page::{Page, Role, State};
pub use crate::picture::{Picture, Region};
pub use crate::rig::Rig;
pub use crate::wait::{PATIENCE, wait_for};
