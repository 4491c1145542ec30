//! How many requests a host gets at one time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::sync::Semaphore;

use crate::config::Limits;
use crate::lock::lock;

/// Places of the hosts that have requests under way. A host without any is forgotten, so that there are never
/// more of them than connections of viewers.
#[derive(Debug)]
pub(super) struct Hosts {
    limits: Limits,
    known: Mutex<HashMap<String, Places>>,
}

/// Places at one host.
#[derive(Debug, Clone)]
pub(super) struct Places {
    pub(super) streams: Arc<Semaphore>,
    pub(super) requests: Arc<Semaphore>,
}

impl Hosts {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, known: Mutex::default() }
    }

    /// The places at `host`, which is a name or address with a port.
    pub(super) fn places(&self, host: &str) -> Places {
        // The map is whole between any two statements: a panic elsewhere does not spoil it.
        let mut known = lock(&self.known);
        known.retain(|_, places| places.are_in_use());
        let new = || Places {
            streams: Arc::new(Semaphore::new(self.limits.streams_per_camera)),
            requests: Arc::new(Semaphore::new(self.limits.requests_per_camera)),
        };
        known.entry(host.to_owned()).or_insert_with(new).clone()
    }
}

impl Places {
    /// A place that is taken, or about to be, holds its semaphore.
    fn are_in_use(&self) -> bool {
        Arc::strong_count(&self.streams) > 1 || Arc::strong_count(&self.requests) > 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_known_as_long_as_it_is_asked() {
        let hosts = Hosts::new(Limits { streams_per_camera: 1, ..Limits::default() });
        let taken = hosts.places("cam:80").streams.try_acquire_owned().unwrap();
        assert!(hosts.places("other:80").streams.try_acquire_owned().is_ok());
        assert!(hosts.places("cam:80").streams.try_acquire_owned().is_err(), "the one place is taken");
        drop(taken);
        assert!(hosts.places("cam:80").streams.try_acquire_owned().is_ok());
        hosts.places("x:1");
        assert_eq!(hosts.known.lock().unwrap().len(), 1);
    }
}
