//! The parts of an end-to-end test: a simulated camera in this process, the program `mullion` as a
//! process of its own, and a real browser that is driven through WebDriver.
//!
//! Everything belongs to a value and ends with it, whether a test passes, fails or panics.
//! Nothing sleeps for a fixed time: [`wait_for`] polls for a condition, names it when it does not
//! come, and its limit is generous, because only a failure waits that long.
//!
//! The tests themselves are in `tests/browser` of this package. [`browser_test!`] makes one for each engine.

mod ages;
mod browser;
mod camera;
mod clock;
mod copy;
mod driver;
mod engine;
mod front;
mod gateway;
mod log;
mod looped;
mod page;
mod picture;
mod process;
mod processes;
mod rig;
mod scripted;
mod server;
mod site;
mod thief;
mod tls;
mod token;
mod wait;
mod wall;
mod watch;
mod wire;

pub use crate::ages::Ages;
pub use crate::browser::{Browser, Hidden, client};
pub use crate::camera::RunningCamera;
pub use crate::clock::monotonic;
pub use crate::copy::AppCopy;
pub use crate::engine::Engine;
pub use crate::front::{Front, Treatment};
pub use crate::gateway::{Gateway, Relayed, Settings};
pub use crate::looped::{Looped, PlainPage, Sent};
pub use crate::page::{Page, Role, State};
pub use crate::picture::{Picture, Region};
pub use crate::processes::{Processes, Taken};
pub use crate::rig::Rig;
pub use crate::scripted::{Script, Scripted, Then};
pub use crate::site::{Flaw, StaticSite};
pub use crate::thief::Thief;
pub use crate::tls::Tls;
pub use crate::token::TokenCamera;
pub use crate::wait::{PATIENCE, wait_for};
pub use crate::wall::{Layout, Programs, Tile, Wall};
pub use crate::watch::{READ_NUMBER, Sample, Watch, now};
pub use crate::wire::Wire;
