//! How many files the system lets the gateway have open: each connection is one.

use tracing::{debug, warn};

use crate::config::Limits;

/// Files besides connections: the listener, logs, the runtime's own, recordings.
const OTHERS: usize = 64;

/// Raises the limit as far as the system allows (services often begin with 1024), and says so if
/// that is too little for these limits.
#[cfg(unix)]
pub(super) fn allow(limits: &Limits, cameras: usize) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }) {
        debug!("cannot raise the limit of open files: {error}");
    }
    let needed =
        limits.connections + cameras * (limits.streams_per_camera + limits.requests_per_camera) + OTHERS;
    match getrlimit(Resource::Nofile).current {
        Some(allowed) if allowed < needed as u64 => warn!(
            "the system allows {allowed} open files, and the limits in force may need {needed}: raise it \
             (systemd: LimitNOFILE={needed}) or lower `connections`"
        ),
        _ => {}
    }
}

/// There is no such limit.
#[cfg(not(unix))]
pub(super) fn allow(_: &Limits, _: usize) {}
