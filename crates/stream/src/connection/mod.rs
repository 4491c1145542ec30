//! When to connect, by which route, and when to give up.

mod cadence;
mod fallback;
pub mod pace;
mod sharing;
mod supervisor;
mod visibility;

pub use cadence::Cadence;
pub use fallback::{Fallback, RouteFallback};
pub use sharing::{SharedResponse, Sharing, SharingFailure};
pub use supervisor::{Command, Event, Outcome, Plan, Supervisor};
pub use visibility::Visibility;

/// Whether `url` is at this `origin`.
pub fn is_at_origin(url: &str, origin: &str) -> bool {
    let rest = url.strip_prefix(origin);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}
