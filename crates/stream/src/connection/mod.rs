//! When to connect, by which route, and when to give up.

mod cadence;
pub mod pace;

pub use cadence::Cadence;
