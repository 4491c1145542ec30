//! Why is there no picture? The browser's part of it: runs the probes that [`diagnosis`] asks for.
//!
//! Each probe has a limit of about three seconds and is closed after the first bytes; dropping the
//! [`Running`] examination closes all connections. No probe sends a login of ours, and none
//! requests a playing stream again.

mod answer;
mod limit;
mod picture;
mod plain;
mod policy;
mod probe;
mod running;
mod subject;

pub(crate) use plain::plain;
pub(crate) use running::Running;
pub(crate) use subject::subject;
