//! An unattended display without a keyboard.
//!
//! [`brightness`] and [`pixel_shift`] protect the screen, [`PinHash`] and [`PinGuard`] close its
//! settings, [`ReloadPolicy`] decides when a page may be loaded again, and [`Beat`] and [`Order`]
//! are what a display and its gateway tell each other. None of them knows a browser, a socket or a
//! clock.
//!
//! ```
//! use std::time::Duration;
//!
//! // From 22:00 to 06:00 at a third of the brightness.
//! let night = kiosk::DimHours { from: 22 * 60, to: 6 * 60, percent: 33 };
//! assert_eq!(kiosk::brightness(&[night], 23 * 60), 33);
//! assert_eq!(kiosk::brightness(&[night], 12 * 60), 100);
//! assert_eq!(kiosk::pixel_shift(Duration::ZERO), (0, 0));
//! ```
#![forbid(unsafe_code)]

mod beat;
mod pin;
mod reload;
mod screen;

pub use beat::{Beat, Choice, Order, is_name};
pub use pin::{InvalidPin, NoPinHash, PinCheck, PinGuard, PinHash};
pub use reload::{ReloadPolicy, ReloadSigns};
pub use screen::{DimHours, MAX_SHIFT, SHIFT_EVERY, brightness, pixel_shift};
