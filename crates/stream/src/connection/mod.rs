//! When to connect, by which route, and when to give up.

mod cadence;
mod fallback;
pub mod pace;
mod supervisor;
mod visibility;

pub use cadence::Cadence;
pub use fallback::{Fallback, RouteFallback};
pub use supervisor::{Command, Event, Outcome, Plan, Supervisor};
pub use visibility::Visibility;
