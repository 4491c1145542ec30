//! Places that an address has: of connections, streams, sessions.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::timeout;

use crate::lock::lock;

/// The address that a request comes from, as far as limits are concerned: of IPv6 the network of 64
/// bits, of which a machine may use any address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Address(IpAddr);

/// Places of each address that has any.
#[derive(Debug)]
pub(crate) struct Peers {
    most: usize,
    counts: Mutex<HashMap<Address, usize>>,
    freed: Notify,
}

/// A place. It is free again when this is dropped.
#[derive(Debug)]
pub(crate) struct Peer {
    peers: Arc<Peers>,
    address: Address,
}

impl Address {
    /// Of a connection from this address.
    pub(crate) fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
        })
    }
}

impl Peers {
    /// At most so many places for each address.
    pub(crate) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { most, counts: Mutex::default(), freed: Notify::new() })
    }

    /// One more place for this address, if it may have one.
    pub(crate) fn enter(self: &Arc<Self>, address: Address) -> Option<Peer> {
        // The map is whole between any two statements: a panic elsewhere does not spoil it.
        let mut counts = lock(&self.counts);
        let count = counts.entry(address).or_insert(0);
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Peer { peers: Arc::clone(self), address })
    }

    /// The same, once there is one within `patience`.
    pub(crate) async fn enter_soon(self: &Arc<Self>, address: Address, patience: Duration) -> Option<Peer> {
        let patient = async {
            loop {
                let freed = self.freed.notified();
                tokio::pin!(freed);
                freed.as_mut().enable();
                if let Some(peer) = self.enter(address) {
                    return peer;
                }
                freed.await;
            }
        };
        timeout(patience, patient).await.ok()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let mut counts = lock(&self.peers.counts);
        if let Some(count) = counts.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
        drop(counts);
        self.peers.freed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_so_many_places_and_gets_them_back() {
        let peers = Peers::new(2);
        let enter = |address: &str| peers.enter(Address::of(address.parse().unwrap()));
        let first = enter("192.168.0.5").unwrap();
        let _second = enter("::ffff:192.168.0.5").unwrap();
        assert!(enter("192.168.0.5").is_none());
        let _other = enter("192.168.0.6").unwrap();
        drop(first);
        let _third = enter("192.168.0.5").unwrap();
        assert!(enter("192.168.0.5").is_none());
    }

    #[test]
    fn a_network_of_ipv6_counts_as_one_and_is_forgotten_when_it_has_gone() {
        let peers = Peers::new(1);
        let enter = |address: &str| peers.enter(Address::of(address.parse().unwrap()));
        let one = enter("2001:db8::1").unwrap();
        assert!(enter("2001:db8::2").is_none());
        assert!(enter("2001:db8:0:1::2").is_some());
        drop(one);
        assert!(peers.counts.lock().unwrap().is_empty());
    }
}
