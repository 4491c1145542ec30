//! Places: how many viewers and requests there may be at one time.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::peers::{Address, Peer, Peers};

/// For a place to come free: a viewer that has just closed a stream to open another is given the
/// moment that its old place takes.
pub(super) const PLACE_TIME: Duration = Duration::from_secs(1);

/// Room for one viewer or request. It is free again when this is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    _permit: OwnedSemaphorePermit,
    _peer: Option<Peer>,
}

/// So many places in all, and so many of them for one address.
#[derive(Debug, Clone)]
pub(super) struct Places {
    pub(super) all: Arc<Semaphore>,
    peers: Arc<Peers>,
}

/// A place, once there is one or one comes free in a moment.
pub(crate) async fn place(places: &Arc<Semaphore>) -> Option<Place> {
    let permit = timeout(PLACE_TIME, Arc::clone(places).acquire_owned()).await.ok()?.ok()?;
    Some(Place { _permit: permit, _peer: None })
}

impl Places {
    pub(super) fn new(all: usize, per_address: usize) -> Self {
        Self { all: Arc::new(Semaphore::new(all)), peers: Peers::new(per_address) }
    }

    /// A place, once there is one or one comes free in a moment. The address of the gateway's own
    /// requests is none.
    pub(super) async fn enter(&self, from: Option<Address>) -> Option<Place> {
        let peer = match from {
            Some(address) => Some(self.peers.enter_soon(address, PLACE_TIME).await?),
            None => None,
        };
        Some(Place { _peer: peer, ..place(&self.all).await? })
    }

    /// A place, if there is one now.
    pub(super) fn try_enter(&self, from: Option<Address>) -> Option<Place> {
        let peer = match from {
            Some(address) => Some(self.peers.enter(address)?),
            None => None,
        };
        let permit = Arc::clone(&self.all).try_acquire_owned().ok()?;
        Some(Place { _permit: permit, _peer: peer })
    }
}
